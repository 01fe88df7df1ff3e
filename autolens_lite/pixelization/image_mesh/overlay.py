"""Points on a uniform grid over the mask."""

from __future__ import annotations

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Mask2D
from autolens_lite.pixelization.image_mesh.abstract import ImageMesh, centres_of


class Overlay(ImageMesh):
    """The centres of a grid over the rectangle that bounds the unmasked pixels, of which those in the mask are kept.

    Parameters
    ----------
    shape
        Rows and columns of the grid.

    Raises
    ------
    ParameterError
        If the shape is not a pair of positive whole numbers.
    """

    def __init__(self, shape: tuple[int, int] = (3, 3)) -> None:
        rows, columns = check.shape("shape", shape, 1)
        # Points outside the mask are left out: not so many are kept.
        check.allocatable("shape", shape, 32 * rows * columns, "Pass fewer rows and columns.")
        self.shape = (rows, columns)

    def _points_from(self, mask: Mask2D, weights: np.ndarray) -> np.ndarray:
        axes = []
        for values, scale, count in zip(centres_of(mask).T, mask.pixel_scales, self.shape, strict=True):
            step = (np.ptp(values) + scale) / count
            axes.append(values.min() - 0.5 * scale + step * (np.arange(count) + 0.5))
        y, x = (part.ravel() for part in np.meshgrid(axes[0][::-1], axes[1], indexing="ij"))
        rows = np.floor((mask.y_axis[0] - y) / mask.pixel_scales[0] + 0.5).astype(int)
        columns = np.floor((x - mask.x_axis[0]) / mask.pixel_scales[1] + 0.5).astype(int)
        kept = ~mask.mask[np.clip(rows, 0, mask.shape_native[0] - 1), np.clip(columns, 0, mask.shape_native[1] - 1)]
        if not kept.any():
            raise exc.ParameterError(f"shape = {self.shape} puts no point into the mask. Pass a larger one.")
        return np.stack([y[kept], x[kept]], axis=1)

    def __repr__(self) -> str:
        return f"Overlay(shape={self.shape})"
