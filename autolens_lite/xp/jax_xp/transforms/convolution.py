"""Convolution of images with a PSF, at the unmasked pixels of a mask: linear, each the other's derivative."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.method import CONVOLUTION_METHODS, known
from autolens_lite.xp.structures import Psf


def convolved(image, blurring_image, psf: Psf, method="auto"):
    """See `contract.convolved`."""
    native = jnp.zeros((*image.shape[:-1], *_frame_of(psf))).at[..., psf.rows, psf.cols].set(image)
    if blurring_image is not None:
        native = native.at[..., psf.blurring_rows, psf.blurring_cols].set(blurring_image)
    if known(method, ("auto", *CONVOLUTION_METHODS)) == "direct":
        return _correlated(native, psf.kernel[::-1, ::-1])[..., psf.rows, psf.cols]
    return _filtered(native, psf.spectrum)[..., psf.rows, psf.cols]


def convolved_transposed(image, psf: Psf, method="auto"):
    """See `contract.convolved_transposed`."""
    native = jnp.zeros((*image.shape[:-1], *_frame_of(psf))).at[..., psf.rows, psf.cols].set(image)
    if known(method, ("auto", *CONVOLUTION_METHODS)) == "direct":
        return _correlated(native, psf.kernel)[..., psf.rows, psf.cols]
    return _filtered(native, jnp.conj(psf.spectrum))[..., psf.rows, psf.cols]


def _frame_of(psf: Psf) -> tuple[int, int]:
    return psf.spectrum.shape[0], 2 * (psf.spectrum.shape[1] - 1)


def _filtered(native, spectrum):
    return jnp.fft.irfft2(jnp.fft.rfft2(native) * spectrum, s=native.shape[-2:])


def _correlated(native, kernel):
    """The sum over the kernel's pixels, zero beyond the frame."""
    frames = native.reshape(-1, 1, *native.shape[-2:])
    result = jax.lax.conv(frames, kernel[None, None], (1, 1), "SAME", precision=jax.lax.Precision.HIGHEST)
    return result.reshape(native.shape)
