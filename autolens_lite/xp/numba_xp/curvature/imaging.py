"""The operator W of an image and F = T^T W T, by every algorithm."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.method import chosen_for_image
from autolens_lite.xp.numba_xp.curvature.imaging_direct import curvature_imaging_direct
from autolens_lite.xp.numba_xp.curvature.mapping import data_matrix, mapping_matrix
from autolens_lite.xp.numba_xp.transforms.convolution import convolved, convolved_transposed
from autolens_lite.xp.structures import WPsf
from autolens_lite.xp.w_psf import w_psf_from

FFT_BLOCK = 16  # source pixels at once: their frames stay in cache


def w_psf(psf, inverse_variance) -> WPsf:
    """Return W of a PSF and the inverse variance (M,), see `structures.WPsf`: set-up of a dataset."""
    return w_psf_from(psf, inverse_variance)


def w_psf_product(image, w: WPsf):
    """See `contract.w_psf_product`."""
    return convolved_transposed(w.inverse_variance * convolved(image, None, w.psf), w.psf)


def curvature_matrix_psf(indices, weights, w: WPsf, pixels, method="auto"):
    """See `contract.curvature_matrix_psf`."""
    psf = w.psf
    name = chosen_for_image(method, w.table.size)
    if name == "direct":
        result = np.empty((pixels, pixels))
        curvature_imaging_direct.from_python(indices, weights, w.table, w.pairs, w.tiles, result)
        return result
    matrix = np.ascontiguousarray(mapping_matrix(indices, weights, pixels).T)
    if name == "fft":  # block by block, so that the blurred images take no memory
        result = np.empty((pixels, pixels))
        for first in range(0, pixels, FFT_BLOCK):
            product = w_psf_product(matrix[first : first + FFT_BLOCK], w)
            result[first : first + FFT_BLOCK] = data_matrix(indices, weights, product.T, pixels).T
        return 0.5 * (result + result.T)
    blurred = convolved(matrix, None, psf)
    return (blurred * w.inverse_variance) @ blurred.T
