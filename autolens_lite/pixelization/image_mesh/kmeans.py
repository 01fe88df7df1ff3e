"""Points at the centres of clusters of pixels."""

from __future__ import annotations

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import Mask2D
from autolens_lite.pixelization.image_mesh.abstract import WeightedImageMesh, centres_of
from autolens_lite.pixelization.image_mesh.hilbert import Hilbert

_ITERATIONS = 10


class KMeans(WeightedImageMesh):
    """The weighted centres of clusters of unmasked pixels, each nearest to the centre of its own.

    Lloyd's algorithm (1982, IEEE Trans. Inf. Theory 28, 129) starts from the points of `Hilbert` and takes ten steps:
    no chance is involved.

    Parameters
    ----------
    pixels, weight_floor, weight_power
        See `WeightedImageMesh`.
    """

    def _points_from(self, mask: Mask2D, weights: np.ndarray) -> np.ndarray:
        from scipy.spatial import cKDTree

        if int(self.pixels) > mask.pixels_in_mask:
            raise exc.ParameterError(
                f"pixels = {self.pixels} exceeds the {mask.pixels_in_mask} unmasked pixels. Pass fewer, or use "
                "al.image_mesh.Hilbert, which has no such limit."
            )
        points = Hilbert(self.pixels)._points_from(mask, weights)
        centres = centres_of(mask)
        for _ in range(_ITERATIONS):
            _, cluster = cKDTree(points).query(centres)
            total = np.bincount(cluster, weights, len(points))
            sums = np.stack([np.bincount(cluster, weights * part, len(points)) for part in centres.T], axis=1)
            moved = total > 0.0
            points = np.where(moved[:, None], sums / np.where(moved, total, 1.0)[:, None], points)
        return points
