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

    def log_det_from(self, mapper: Any, matrix: Any, kept: Any = None) -> Any:
        """Return ln det of `matrix`: H, or its block of the pixels `kept` (None for all). Overridden where known."""
        return mapper.xp.log_det(matrix)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value}' for name, value in self.__dict__.items())})"
