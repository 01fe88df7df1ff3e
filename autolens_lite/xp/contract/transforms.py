"""The contract's entries for the way from sky to data: Fourier sums, and convolution with a PSF."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.contract import examples, examples_imaging
from autolens_lite.xp.contract.kernel import kernel
from autolens_lite.xp.structures import Psf


@kernel("transforms.fourier", examples=examples.adjoint, derived=(1,), static=(2,), rtol=1e-11)
def nufft_adjoint(phases, coefficients, shape, tolerance=1e-12):
    """Sum coefficients over non-uniform frequencies into a regular grid (a type-1 NUFFT).

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column of the grid, radians.
    coefficients : (K,) complex
    shape : (Ny, Nx)
    tolerance : float
        Of a NUFFT, relative to the largest element; sums that are exact take no notice of it.

    Returns
    -------
    (Ny, Nx) complex
        sum_k c_k exp(+i (a row_k + b column_k)) at row a and column b, both counted from zero.
    """
    a, b = np.arange(shape[0]), np.arange(shape[1])
    rows = np.exp(1j * np.outer(a, phases[:, 0]))
    columns = np.exp(1j * np.outer(b, phases[:, 1]))
    return (rows * coefficients) @ columns.T


@kernel("transforms.fourier", examples=examples.forward, derived=(1,), rtol=1e-11)
def nufft_forward(phases, image):
    """Evaluate the Fourier sum of an image at non-uniform frequencies (a type-2 NUFFT), the adjoint's transpose.

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column of the image, radians.
    image : (Ny, Nx) float or complex

    Returns
    -------
    (K,) complex
        sum_ab I_ab exp(-i (a row_k + b column_k)).
    """
    a, b = np.arange(image.shape[0]), np.arange(image.shape[1])
    rows = np.exp(-1j * np.outer(phases[:, 0], a))
    columns = np.exp(-1j * np.outer(phases[:, 1], b))
    return ((rows @ image) * columns).sum(1)


@kernel("transforms.fourier", examples=examples.compact, methods=("nufft", "gemm", "direct"), static=(2,), rtol=1e-11)
def w_compact(phases, weights, shape, method="nufft", tolerance=1e-12):
    """Tabulate W by pixel offset: sum_k w_k cos(dy row_k + dx column_k).

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column, radians.
    weights : (K,) float
    shape : (Ny, Nx)
        Of the image.
    method : {"nufft", "gemm", "direct"}
        A NUFFT (the fastest); two real matrix products (exact, no library); the sum over visibilities as it stands.
    tolerance : float
        Of the NUFFT, relative to the largest element.

    Returns
    -------
    (Ny, 2 Nx - 1) float
        At offsets dy = 0 ... Ny - 1 and dx = -(Nx - 1) ... Nx - 1; the other half follows from W(-d) = W(d).
    """
    dy, dx = np.arange(shape[0]), np.arange(1 - shape[1], shape[1])
    angles = dy[:, None, None] * phases[:, 0] + dx[None, :, None] * phases[:, 1]
    return np.cos(angles) @ weights


def convolution_of(psf: Psf, rows, cols) -> np.ndarray:
    """The matrix that spreads the light of the given pixels by the PSF onto the unmasked pixels."""
    ky, kx = psf.kernel.shape
    dy = psf.rows[:, None] - rows + ky // 2
    dx = psf.cols[:, None] - cols + kx // 2
    reached = (dy >= 0) & (dy < ky) & (dx >= 0) & (dx < kx)
    return np.where(reached, psf.kernel[np.where(reached, dy, 0), np.where(reached, dx, 0)], 0.0)


@kernel("transforms.convolution", examples=examples_imaging.convolution, methods=("direct", "fft"), derived=(0, 1))
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
    result = image @ convolution_of(psf, psf.rows, psf.cols).T
    if blurring_image is None:
        return result
    return result + blurring_image @ convolution_of(psf, psf.blurring_rows, psf.blurring_cols).T


@kernel("transforms.convolution", examples=examples_imaging.transposed, methods=("direct", "fft"), derived=(0,))
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
    return image @ convolution_of(psf, psf.rows, psf.cols)
