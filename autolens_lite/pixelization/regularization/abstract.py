"""What every regularization does: give the matrix H of the penalty s^T H s, and its log determinant."""

from __future__ import annotations

import abc
from typing import Any

from autolens_lite.pixelization.mesh.abstract import NamedAbstract


class Regularization(metaclass=NamedAbstract):
    """A Gaussian prior of the source: density proportional to exp(-s^T H s / 2), H positive definite.

    Methods take the `Mapper` that carries the mesh, its backend and what else a regularization may look at.
    """

    @abc.abstractmethod
    def matrix_from(self, mapper: Any) -> Any:
        """Return H (S, S)."""

    def log_det_from(self, mapper: Any, matrix: Any, without_edge: bool) -> Any:
        """Return ln det of `matrix`: H, or its block without the mesh's edge. Overridden where it is known."""
        return mapper.xp.log_det(matrix)
