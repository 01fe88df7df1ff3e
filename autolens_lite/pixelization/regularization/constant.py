"""Equal smoothness everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.pixelization.mesh.rectangular import Rectangular
from autolens_lite.pixelization.regularization.abstract import Regularization


class Constant(Regularization):
    """The sum over neighbouring pixels of coefficient^2 times their squared difference.

    H = coefficient^2 L + 1e-8 I with L the graph Laplacian of the mesh (Warren & Dye 2003, ApJ 590, 673); the last term
    makes it positive definite.

    Parameters
    ----------
    coefficient
        Strength of the smoothing, 0 or more, in inverse units of the source's brightness.
    """

    def __init__(self, coefficient: float = 1.0) -> None:
        check.non_negative("coefficient", coefficient)
        self.coefficient = coefficient

    def matrix_from(self, mapper: Any) -> Any:
        """Return H (S, S)."""
        xp, neighbors = mapper.xp, mapper.mesh.neighbors
        return xp.constant_regularization_matrix(
            self.coefficient, xp.asarray(neighbors), xp.asarray((neighbors >= 0).sum(axis=1))
        )

    def log_det_from(self, mapper: Any, matrix: Any, without_edge: bool) -> Any:
        """Return ln det H, in closed form on rectangular meshes.

        The Laplacian of a rectangle of pixels has the eigenvalues 4 - 2 cos(a) - 2 cos(b) with a = pi i / rows and b =
        pi j / columns (i, j from zero). Without its edge pixels, which count as zero, it is that of a smaller rectangle
        with fixed boundary: a = pi i / (rows - 1) and so on, i from one.
        """
        if not isinstance(mapper.mesh, Rectangular):
            return super().log_det_from(mapper, matrix, without_edge)
        rows, columns = mapper.mesh.shape
        if without_edge:
            a, b = (2.0 - 2.0 * np.cos(np.pi * np.arange(1, n - 1) / (n - 1)) for n in (rows, columns))
        else:
            a, b = (2.0 - 2.0 * np.cos(np.pi * np.arange(n) / n) for n in (rows, columns))
        eigenvalues = mapper.xp.asarray(a[:, None] + b)
        return mapper.xp.sum(mapper.xp.log(self.coefficient**2 * eigenvalues + 1e-8))

    def __repr__(self) -> str:
        return f"Constant(coefficient={self.coefficient})"
