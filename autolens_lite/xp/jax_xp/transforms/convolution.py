"""Convolution of images with a PSF, at the unmasked pixels of a mask: linear, each the other's derivative."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp.indexed import rows_summed, rows_taken
from autolens_lite.xp.method import CONVOLUTION_METHODS, known
from autolens_lite.xp.structures import Psf


def convolved(image, blurring_image, psf: Psf, method="auto"):
    """See `contract.convolved`."""
    native = _native(image, psf.rows, psf.cols, psf)
    if blurring_image is not None and blurring_image.shape[-1]:
        native = native + _native(blurring_image, psf.blurring_rows, psf.blurring_cols, psf)
    if known(method, ("auto", *CONVOLUTION_METHODS)) == "direct":
        return _slim(_correlated(native, psf.kernel[::-1, ::-1]), psf)
    return _slim(_filtered(native, psf.spectrum), psf)


def convolved_transposed(image, psf: Psf, method="auto"):
    """See `contract.convolved_transposed`."""
    native = _native(image, psf.rows, psf.cols, psf)
    if known(method, ("auto", *CONVOLUTION_METHODS)) == "direct":
        return _slim(_correlated(native, psf.kernel), psf)
    return _slim(_filtered(native, jnp.conj(psf.spectrum)), psf)


def _native(image, rows, cols, psf):
    """Images (..., M) on the frame, zero elsewhere."""
    image, (height, width) = jnp.asarray(image, jnp.float64), _frame_of(psf)
    return rows_summed(image, rows * width + cols, height * width).reshape(*image.shape[:-1], height, width)


def _slim(native, psf):
    """The pixels (..., M) of images on the frame."""
    height, width = _frame_of(psf)
    return rows_taken(native.reshape(*native.shape[:-2], height * width), psf.rows * width + psf.cols)


def _frame_of(psf: Psf) -> tuple[int, int]:
    return psf.spectrum.shape[0], 2 * (psf.spectrum.shape[1] - 1)


def _filtered(native, spectrum):
    return jnp.fft.irfft2(jnp.fft.rfft2(native) * spectrum, s=native.shape[-2:])


def _correlated(native, kernel):
    """The sum over the kernel's pixels, zero beyond the frame."""
    frames = native.reshape(-1, 1, *native.shape[-2:])
    result = jax.lax.conv(frames, kernel[None, None], (1, 1), "SAME", precision=jax.lax.Precision.HIGHEST)
    return result.reshape(native.shape)
