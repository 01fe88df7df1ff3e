"""Convolution of images with a PSF, at the unmasked pixels of a mask."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.method import chosen_convolution
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.structures import Psf

_BLOCK = 4  # images transformed at once: their frames stay in the processor's cache


def convolved(image, blurring_image, psf: Psf, method="auto"):
    """See `contract.convolved`."""
    native = np.zeros((*image.shape[:-1], psf.spectrum.shape[0], 2 * (psf.spectrum.shape[1] - 1)))
    native[..., psf.rows, psf.cols] = image
    if blurring_image is not None:
        native[..., psf.blurring_rows, psf.blurring_cols] = blurring_image
    if chosen_convolution(method, psf.kernel.size, psf.rows.size, psf.spectrum.size) == "direct":
        return _direct(native, psf.kernel[::-1, ::-1], psf.runs, psf.rows.size)
    return _filtered(native, psf.spectrum)[..., psf.rows, psf.cols]


def convolved_transposed(image, psf: Psf, method="auto"):
    """See `contract.convolved_transposed`."""
    native = np.zeros((*image.shape[:-1], psf.spectrum.shape[0], 2 * (psf.spectrum.shape[1] - 1)))
    native[..., psf.rows, psf.cols] = image
    if chosen_convolution(method, psf.kernel.size, psf.rows.size, psf.spectrum.size) == "direct":
        return _direct(native, psf.kernel, psf.runs, psf.rows.size)
    return _filtered(native, np.conj(psf.spectrum))[..., psf.rows, psf.cols]


def _filtered(native, spectrum):
    from scipy import fft

    shape = native.shape[-2:]
    frames = native.reshape(-1, *shape)
    for first in range(0, len(frames), _BLOCK):
        transform = fft.rfft2(frames[first : first + _BLOCK])
        transform *= spectrum
        frames[first : first + _BLOCK] = fft.irfft2(transform, s=shape, overwrite_x=True)
    return native


def _direct(native, kernel, runs, pixels):
    result = np.zeros((*native.shape[:-2], pixels))
    frames = native.reshape(-1, *native.shape[-2:])
    _correlate(frames, np.ascontiguousarray(kernel), runs, result.reshape(-1, pixels))
    return result


@compiled
def _correlate(frames, kernel, runs, results):
    """Add to results (n, M) the sums over the kernel's pixels of frames (n, n1, n2) about each unmasked pixel."""
    ky, kx = kernel.shape
    for i in range(frames.shape[0]):
        for r in range(runs.shape[0]):
            row, col, length, first = runs[r, 0] - ky // 2, runs[r, 1] - kx // 2, runs[r, 2], runs[r, 3]
            out = results[i, first : first + length]
            for y in range(ky):
                line = frames[i, row + y]
                x = 0
                while x + 4 <= kx:  # four at a time: the sums are loaded and stored a quarter as often
                    k0, k1, k2, k3 = kernel[y, x], kernel[y, x + 1], kernel[y, x + 2], kernel[y, x + 3]
                    f0 = line[col + x : col + x + length]
                    f1 = line[col + x + 1 : col + x + 1 + length]
                    f2 = line[col + x + 2 : col + x + 2 + length]
                    f3 = line[col + x + 3 : col + x + 3 + length]
                    for j in range(length):
                        out[j] += k0 * f0[j] + k1 * f1[j] + k2 * f2[j] + k3 * f3[j]
                    x += 4
                while x < kx:
                    k0 = kernel[y, x]
                    f0 = line[col + x : col + x + length]
                    for j in range(length):
                        out[j] += k0 * f0[j]
                    x += 1
