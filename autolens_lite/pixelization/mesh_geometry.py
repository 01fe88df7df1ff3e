"""The areas of source pixels by the names that PyAutoLens has for them."""

from __future__ import annotations

import numpy as np


class MeshGeometry:
    """The geometry of a mesh in the source plane.

    Attributes
    ----------
    areas_for_magnification : (S,) float
        The area of each pixel in arcsec^2.
    neighbors : (S, P) int
        The neighbours of each pixel, -1 for none, with their numbers `neighbors.sizes`.
    """

    def __init__(self, areas: np.ndarray, neighbors: np.ndarray) -> None:
        self.neighbors = neighbors
        self.areas_for_magnification = areas
        self.areas_transformed = areas
