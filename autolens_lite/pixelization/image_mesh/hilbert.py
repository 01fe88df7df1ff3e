"""Points along a Hilbert curve, which crowd where the image is bright."""

from __future__ import annotations

import numpy as np

from autolens_lite.grid import Mask2D
from autolens_lite.pixelization.image_mesh.abstract import WeightedImageMesh, centres_of

# Steps of the curve to a pixel's side, at least.
_FINENESS = 4


class Hilbert(WeightedImageMesh):
    """Points at equal steps of summed weight along a Hilbert curve through the unmasked pixels.

    The curve passes through each pixel in at least 4 x 4 places, keeps near where it was, and so turns equal shares of
    weight into areas that are compact: no chance is involved.

    Parameters
    ----------
    pixels, weight_floor, weight_power
        See `WeightedImageMesh`.
    """

    def _points_from(self, mask: Mask2D, weights: np.ndarray) -> np.ndarray:
        points, shares = _curve(mask, weights)
        total = np.cumsum(shares)
        count = int(self.pixels)
        wanted = total[-1] * (np.arange(count) + 0.5) / count
        place = np.minimum(np.searchsorted(total, wanted), total.size - 1)
        # Between the middles of a step and the next, but not across a gap of the curve.
        fraction = (wanted - (total[place] - shares[place])) / shares[place] - 0.5
        other = np.clip(place + np.where(fraction > 0.0, 1, -1), 0, total.size - 1)
        step = points[other] - points[place]
        near = np.abs(step).max(axis=1) <= 1.5 * max(mask.pixel_scales) / _FINENESS
        return points[place] + np.where(near, np.abs(fraction), 0.0)[:, None] * step


def _curve(mask: Mask2D, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points of the curve in the mask, in order, and the weight of each."""
    centres = centres_of(mask)
    (low_y, low_x), (high_y, high_x) = centres.min(axis=0), centres.max(axis=0)
    dy, dx = mask.pixel_scales
    side = max(high_y - low_y + dy, high_x - low_x + dx)
    order = int(np.ceil(np.log2(_FINENESS * side / min(dy, dx))))
    row, column = (part.ravel() for part in np.indices((2**order, 2**order)))
    place = np.argsort(_hilbert_index(row, column, order))
    cell = side / 2**order
    y = 0.5 * (low_y + high_y - side) + cell * (row[place] + 0.5)
    x = 0.5 * (low_x + high_x - side) + cell * (column[place] + 0.5)
    image_row = np.floor((mask.y_axis[0] - y) / dy + 0.5).astype(int)
    image_column = np.floor((x - mask.x_axis[0]) / dx + 0.5).astype(int)
    slim = np.full(mask.shape_native, -1)
    slim[tuple(mask.native_for_slim.T)] = np.arange(mask.pixels_in_mask)
    ny, nx = mask.shape_native
    inside = (image_row >= 0) & (image_row < ny) & (image_column >= 0) & (image_column < nx)
    pixel = np.where(inside, slim[np.clip(image_row, 0, ny - 1), np.clip(image_column, 0, nx - 1)], -1)
    kept = (pixel >= 0) & (weights[pixel] > 0.0)
    return np.stack([y[kept], x[kept]], axis=1), weights[pixel[kept]]


def _hilbert_index(row: np.ndarray, column: np.ndarray, order: int) -> np.ndarray:
    """The place of cells along the Hilbert curve through a square of 2^order a side."""
    row, column = row.copy(), column.copy()
    index = np.zeros(row.shape, np.int64)
    last = 2**order - 1
    for bit in range(order - 1, -1, -1):
        right, up = (column >> bit) & 1, (row >> bit) & 1
        index = (index << 2) | ((3 * right) ^ up)
        turned = (up == 0) & (right == 1)
        row, column = np.where(turned, last - row, row), np.where(turned, last - column, column)
        row, column = np.where(up == 0, column, row), np.where(up == 0, row, column)
    return index
