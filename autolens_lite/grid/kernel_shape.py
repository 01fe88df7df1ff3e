"""The values of a PSF: what is refused, where its peak lies, and how it is moved onto a pixel."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.arrays import numbers_from


def checked(kernel: Any) -> np.ndarray:
    """Return a PSF as a new float64 array (ky, kx), refusing what cannot blur an image."""
    values = numbers_from("kernel", kernel, "(ky, kx)")
    if values.ndim != 2 or values.size == 0:
        raise exc.DataError(
            f"kernel has shape {values.shape} and dtype {values.dtype}. Pass a two-dimensional array of real numbers."
        )
    values = np.array(values, dtype=np.float64, order="C")
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        row, column = bad[0]
        raise exc.DataError(
            f"kernel[{row}, {column}] = {values[row, column]} is not finite ({len(bad)} of {values.size} values). "
            "Replace such values, by zero or by interpolation."
        )
    if not values.sum() > 0.0 or values.max() <= -values.min():
        raise exc.DataError(
            f"kernel sums to {values.sum():.4g}, with values from {values.min():.4g} to {values.max():.4g}. A PSF has "
            "a positive sum. Is it the right HDU?"
        )
    return values


def normalized(kernel: np.ndarray) -> np.ndarray:
    """Return a copy with a sum of 1, unchanged where it is 1 to rounding: a stored PSF comes back to the last bit."""
    total = kernel.sum()
    return kernel.copy() if abs(total - 1.0) < 1.0e-13 else kernel / total


def peak_offset(kernel: np.ndarray) -> np.ndarray:
    """Return the (rows, columns) from the middle of an array, (n - 1) / 2, to the peak of the kernel in it.

    Along each axis through the largest value, the peak is that of a parabola in the logarithm of three values. This is
    exact for a Gaussian, and for any symmetric peak in the middle of a pixel or half-way between two. Of several equal
    largest values the mean position is taken.
    """
    highest = np.argwhere(kernel == kernel.max())
    if len(highest) > 1:
        return highest.mean(axis=0) - 0.5 * (np.array(kernel.shape) - 1)
    peak = highest[0]
    offsets = []
    for axis, (index, length) in enumerate(zip(peak, kernel.shape, strict=True)):
        line = np.moveaxis(kernel, axis, 0)[:, peak[1 - axis]]
        vertex = 0.0
        if 0 < index < length - 1:
            three = line[index - 1 : index + 2]
            below, at, above = np.log(three) if three.min() > 0.0 else three
            curvature = below - 2.0 * at + above
            vertex = 0.5 * (below - above) / curvature if curvature < 0.0 else 0.0
        offsets.append(index + vertex - 0.5 * (length - 1))
    return np.array(offsets)


def recentred(kernel: np.ndarray) -> np.ndarray:
    """Return the kernel, of odd sides, with its peak moved onto the middle pixel by quintic spline interpolation.

    A peak that is a whole number of pixels away is moved without change. Half a pixel away, a Gaussian loses 0.07 % of
    its peak where its sigma is 1.5 pixels, 2 % where it is one. Where the kernel ends, zeros are moved in.
    """
    from scipy import ndimage

    shape = tuple(n - 1 + n % 2 for n in kernel.shape)
    offset = peak_offset(kernel)
    first = 0.5 * (np.array(kernel.shape) - 1) + offset - 0.5 * (np.array(shape) - 1)
    whole = np.round(first)
    # To rounding, whole steps: interpolation there would only add rounding errors.
    first = np.where(np.abs(first - whole) < 1.0e-6, whole, first)
    order = 1 if np.array_equal(first, whole) else 5
    rows, columns = (np.arange(n) + start for n, start in zip(shape, first, strict=True))
    points = np.meshgrid(rows, columns, indexing="ij")
    return ndimage.map_coordinates(kernel, points, order=order, mode="constant", cval=0.0)
