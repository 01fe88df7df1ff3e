"""The kernels of images: convolution with a PSF, its noise-weighted correlation W, F = T^T W T. See `contract.py`."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp import contract_examples_imaging as examples
from autolens_lite.xp.contract_kernel import kernel, mapping_of
from autolens_lite.xp.structures import Psf, WPsf


def _convolution(psf: Psf, rows, cols) -> np.ndarray:
    """The matrix that spreads the light of the given pixels by the PSF onto the unmasked pixels."""
    ky, kx = psf.kernel.shape
    dy = psf.rows[:, None] - rows + ky // 2
    dx = psf.cols[:, None] - cols + kx // 2
    reached = (dy >= 0) & (dy < ky) & (dx >= 0) & (dx < kx)
    return np.where(reached, psf.kernel[np.where(reached, dy, 0), np.where(reached, dx, 0)], 0.0)


@kernel(examples=examples.convolution, methods=("direct", "fft"), derived=(0, 1))
def convolved(image, blurring_image, psf, method="auto"):
    """Convolve images with the PSF.

    Parameters
    ----------
    image : (..., M) float
        Light of the unmasked pixels.
    blurring_image : (..., Mb) float or None
        Light of the pixels of the blurring region, which the PSF carries into the mask; None for none.
    psf : Psf
    method : {"auto", "direct", "fft"}
        The sum over the PSF's pixels, or one FFT there and back.

    Returns
    -------
    (..., M) float
        At the unmasked pixels.
    """
    result = image @ _convolution(psf, psf.rows, psf.cols).T
    if blurring_image is None:
        return result
    return result + blurring_image @ _convolution(psf, psf.blurring_rows, psf.blurring_cols).T


@kernel(examples=examples.transposed, methods=("direct", "fft"), derived=(0,))
def convolved_transposed(image, psf, method="auto"):
    """Correlate images with the PSF, the transpose of `convolved` without a blurring region.

    Parameters
    ----------
    image : (..., M) float
    psf : Psf
    method : {"auto", "direct", "fft"}

    Returns
    -------
    (..., M) float
    """
    return image @ _convolution(psf, psf.rows, psf.cols)


def _dense(w: WPsf) -> np.ndarray:
    matrix = _convolution(w.psf, w.psf.rows, w.psf.cols)
    return matrix.T @ (w.inverse_variance[:, None] * matrix)


@kernel(examples=examples.product, derived=(0,))
def w_psf_product(image, w):
    """W times images: `w_tilde_product` comes here for a `WPsf`.

    Parameters
    ----------
    image : (..., M) float
    w : WPsf

    Returns
    -------
    (..., M) float
    """
    return image @ _dense(w)


@kernel(examples=examples.curvature, methods=("auto", "direct", "fft", "dense"), derived=(1,), static=(3,))
def curvature_matrix_psf(indices, weights, w, pixels, method="auto"):
    """F = T^T W T of an image: `curvature_matrix` comes here for a `WPsf`.

    Parameters
    ----------
    indices, weights : (M, B)
        The mapping T.
    w : WPsf
    pixels : int
        S, the number of source pixels.
    method : {"auto", "direct", "fft", "dense"}
        The sparse product with the table of W; convolutions of the source pixels by FFT, a block at a time;
        matrix products of the whole blurred mapping P T.

    Returns
    -------
    (S, S) float
        Symmetric.
    """
    matrix = mapping_of(indices, weights, pixels)
    return matrix.T @ _dense(w) @ matrix


@kernel(examples=examples.several_images, derived=(1, 2), static=(3,))
def data_matrix(indices, weights, images, pixels):
    """T^T images: (S, n), of indices and weights (M, B), images (M, n) and S source pixels."""
    return mapping_of(indices, weights, pixels).T @ images
