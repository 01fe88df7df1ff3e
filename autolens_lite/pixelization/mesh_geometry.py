"""The areas of source pixels, for magnifications."""

from __future__ import annotations

import numpy as np


def areas_of(mesh_grid: np.ndarray, edges: tuple[np.ndarray, np.ndarray] | None) -> np.ndarray:
    """Return the area (S,) of each source pixel in arcsec^2.

    Parameters
    ----------
    mesh_grid
        The points (y, x) of the pixels, (S, 2).
    edges
        The boundaries of rows and columns of a rectangular mesh; None for points, each of which has a third of the
        Delaunay triangles about it.
    """
    if edges is not None:
        heights, widths = (np.abs(np.diff(each)) for each in edges)
        return np.outer(heights, widths).ravel()
    from scipy.spatial import Delaunay

    triangles = Delaunay(mesh_grid[:, ::-1]).simplices
    first, second, third = (mesh_grid[triangles[:, i]] for i in range(3))
    one, two = second - first, third - first
    shares = np.abs(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / 6.0
    return np.bincount(triangles.ravel(), np.repeat(shares, 3), len(mesh_grid))


class MeshGeometry:
    """The geometry of a mesh in the source plane.

    Attributes
    ----------
    areas_for_magnification : (S,) float
        The area of each pixel in arcsec^2.
    """

    def __init__(self, areas: np.ndarray) -> None:
        self.areas_for_magnification = areas
        self.areas_transformed = areas
