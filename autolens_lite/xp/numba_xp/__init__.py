"""The `numba` backend: NumPy arrays, and Numba for what NumPy does slowly."""

from autolens_lite.xp.memory import keep_freed
from autolens_lite.xp.numba_xp.angular import power_law_angular
from autolens_lite.xp.numba_xp.angular_core import power_law_core_angular
from autolens_lite.xp.numba_xp.array import *  # noqa: F403
from autolens_lite.xp.numba_xp.bilinear import bilinear_weights
from autolens_lite.xp.numba_xp.chebyshev import chebyshev_sum
from autolens_lite.xp.numba_xp.convolution import convolved, convolved_transposed
from autolens_lite.xp.numba_xp.cored_steep import cored_steep_field
from autolens_lite.xp.numba_xp.curvature import curvature_matrix, w_tilde_dense, w_tilde_product
from autolens_lite.xp.numba_xp.curvature_imaging import curvature_matrix_psf, w_psf, w_psf_product
from autolens_lite.xp.numba_xp.delaunay import delaunay_weights, nearest_vertices
from autolens_lite.xp.numba_xp.extremes import max, min
from autolens_lite.xp.numba_xp.faddeeva import faddeeva
from autolens_lite.xp.numba_xp.fourier import nufft_adjoint, nufft_forward, w_compact, w_tilde
from autolens_lite.xp.numba_xp.gaussian import gaussian_angular
from autolens_lite.xp.numba_xp.isothermal import dual_isothermal_field, isothermal_field
from autolens_lite.xp.numba_xp.k_nearest import k_nearest_weights
from autolens_lite.xp.numba_xp.light import exponential, group_means
from autolens_lite.xp.numba_xp.mapping import (
    data_matrix,
    data_vector,
    mapped_image,
    mapping_matrix,
)
from autolens_lite.xp.numba_xp.natural_neighbor import natural_neighbor_weights
from autolens_lite.xp.numba_xp.nfw import cnfw_round_field, nfw_field, nfw_round_field, nfw_truncated_round_field
from autolens_lite.xp.numba_xp.power_law_broken import power_law_broken_field
from autolens_lite.xp.numba_xp.regularization import (
    add_penalty,
    inverse_with_log_det,
    penalty_log_det,
    penalty_matrix,
)
from autolens_lite.xp.numba_xp.rings import disc_sum, ring_sum
from autolens_lite.xp.numba_xp.solve import log_det, nonnegative_solve, solve_with_log_det
from autolens_lite.xp.numba_xp.spelling import *  # noqa: F403
from autolens_lite.xp.numba_xp.triangulation import triangulation

NAME = "numba"
keep_freed()
