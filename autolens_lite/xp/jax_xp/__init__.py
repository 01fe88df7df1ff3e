"""The `jax` backend: jit, gradients, vmap, accelerators. Importing it sets double precision."""

import jax

from autolens_lite.xp import memory
from autolens_lite.xp.jax_xp import cache, devices, forward, indexed, mapping

devices.require_device()
memory.keep_freed()
# Set here and not left to the order of imports: without it everything would be float32, silently.
jax.config.update("jax_enable_x64", True)
cache.enable()

from autolens_lite.xp.jax_xp.angular import power_law_angular  # noqa: E402
from autolens_lite.xp.jax_xp.angular_core import (  # noqa: E402
    power_law_core_angular,
    power_law_core_angular_native,
)
from autolens_lite.xp.jax_xp.array import *  # noqa: E402, F403
from autolens_lite.xp.jax_xp.bilinear import bilinear_weights, bilinear_weights_native  # noqa: E402
from autolens_lite.xp.jax_xp.chebyshev import chebyshev_sum  # noqa: E402
from autolens_lite.xp.jax_xp.convolution import convolved, convolved_transposed  # noqa: E402
from autolens_lite.xp.jax_xp.cored_steep import cored_steep_field  # noqa: E402
from autolens_lite.xp.jax_xp.curvature import curvature_matrix, w_tilde_dense, w_tilde_product  # noqa: E402
from autolens_lite.xp.jax_xp.curvature_imaging import (  # noqa: E402
    curvature_matrix_psf,
    curvature_matrix_psf_native,
    w_psf,
    w_psf_product,
)
from autolens_lite.xp.jax_xp.delaunay import (  # noqa: E402
    delaunay_weights,
    delaunay_weights_native,
    nearest_vertices,
    nearest_vertices_native,
)
from autolens_lite.xp.jax_xp.extremes import max, min  # noqa: E402
from autolens_lite.xp.jax_xp.faddeeva import faddeeva  # noqa: E402
from autolens_lite.xp.jax_xp.fourier import nufft_adjoint, nufft_forward, w_compact, w_tilde  # noqa: E402
from autolens_lite.xp.jax_xp.gaussian import gaussian_angular, gaussian_angular_native  # noqa: E402
from autolens_lite.xp.jax_xp.isothermal import (  # noqa: E402
    dual_isothermal_field,
    dual_isothermal_field_native,
    isothermal_field,
    isothermal_field_native,
)
from autolens_lite.xp.jax_xp.k_nearest import k_nearest_weights, k_nearest_weights_native  # noqa: E402
from autolens_lite.xp.jax_xp.light import exponential, group_means  # noqa: E402
from autolens_lite.xp.jax_xp.mapping import (  # noqa: E402
    data_matrix,
    data_matrix_native,
    data_vector,
    data_vector_native,
    mapped_image,
    mapping_matrix,
)
from autolens_lite.xp.jax_xp.natural_neighbor import (  # noqa: E402
    natural_neighbor_weights,
    natural_neighbor_weights_native,
)
from autolens_lite.xp.jax_xp.nfw import (  # noqa: E402
    cnfw_round_field,
    cnfw_round_field_native,
    nfw_field,
    nfw_field_native,
    nfw_round_field,
    nfw_round_field_native,
    nfw_truncated_round_field,
    nfw_truncated_round_field_native,
)
from autolens_lite.xp.jax_xp.power_law_broken import (  # noqa: E402
    power_law_broken_field,
    power_law_broken_field_native,
)
from autolens_lite.xp.jax_xp.regularization import (  # noqa: E402
    add_penalty,
    add_penalty_native,
    inverse_with_log_det,
    inverse_with_log_det_native,
    penalty_log_det,
    penalty_log_det_native,
    penalty_matrix,
    penalty_matrix_native,
)
from autolens_lite.xp.jax_xp.rings import disc_sum, disc_sum_native, ring_sum, ring_sum_native  # noqa: E402
from autolens_lite.xp.jax_xp.solve import (  # noqa: E402
    log_det,
    nonnegative_native_solve,
    nonnegative_solve,
    solve_with_log_det,
    solve_with_log_det_native,
)
from autolens_lite.xp.jax_xp.spelling import *  # noqa: E402, F403
from autolens_lite.xp.jax_xp.triangulation import triangulation, triangulation_native  # noqa: E402

NAME = "jax"

# What residuals take, which are differentiated forwards.
add_penalty = forward.either(add_penalty, add_penalty_native)
bilinear_weights = forward.either(bilinear_weights, bilinear_weights_native)
data_matrix = forward.either(data_matrix, data_matrix_native)
data_vector = forward.either(data_vector, mapping.data_vector_either_way)
delaunay_weights = forward.either(delaunay_weights, delaunay_weights_native)
inverse_with_log_det = forward.either(inverse_with_log_det, inverse_with_log_det_native)
k_nearest_weights = forward.either(k_nearest_weights, k_nearest_weights_native)
mapped_image = forward.either(mapped_image, mapping.mapped_image_either_way)
natural_neighbor_weights = forward.without(natural_neighbor_weights)
penalty_matrix = forward.either(penalty_matrix, penalty_matrix_native)
segment_sum = forward.either(segment_sum, indexed.summed)  # noqa: F405
take = forward.either(take, indexed.take_either_way)  # noqa: F405

# Kernels with one form for CPUs (a Numba kernel as a custom call) and one for accelerators: tests run both anywhere.
NATIVE_FORMS = {
    "add_penalty": add_penalty_native,
    "bilinear_weights": bilinear_weights_native,
    "cnfw_round_field": cnfw_round_field_native,
    "curvature_matrix_psf": curvature_matrix_psf_native,
    "data_matrix": data_matrix_native,
    "data_vector": data_vector_native,
    "delaunay_weights": delaunay_weights_native,
    "disc_sum": disc_sum_native,
    "dual_isothermal_field": dual_isothermal_field_native,
    "gaussian_angular": gaussian_angular_native,
    "inverse_with_log_det": inverse_with_log_det_native,
    "isothermal_field": isothermal_field_native,
    "k_nearest_weights": k_nearest_weights_native,
    "natural_neighbor_weights": natural_neighbor_weights_native,
    "nearest_vertices": nearest_vertices_native,
    "nfw_field": nfw_field_native,
    "nfw_round_field": nfw_round_field_native,
    "nfw_truncated_round_field": nfw_truncated_round_field_native,
    "nonnegative_solve": nonnegative_native_solve,
    "penalty_log_det": penalty_log_det_native,
    "penalty_matrix": penalty_matrix_native,
    "power_law_broken_field": power_law_broken_field_native,
    "power_law_core_angular": power_law_core_angular_native,
    "ring_sum": ring_sum_native,
    "solve_with_log_det": solve_with_log_det_native,
    "triangulation": triangulation_native,
}
