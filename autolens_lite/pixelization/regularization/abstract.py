"""What every regularization does: give the matrix H of the penalty s^T H s, and its log determinant."""

from __future__ import annotations

import abc
from typing import Any

from autolens_lite import check, exc
from autolens_lite.pixelization.regularization.penalty import DensePenalty, Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized

# Between these the fourth powers of coefficients, and sums of them, are floats.
_LEAST, _MOST = 1e-70, 1e70


def check_coefficient(name: str, value: Any) -> None:
    """Refuse a coefficient below zero, or with powers that floats cannot hold."""
    check.within(name, value, 0.0, _MOST)
    if check.is_concrete(value) and 0.0 < value < _LEAST:
        raise exc.ParameterError(f"{name} = {value} is too small to compute with. Pass at least {_LEAST}, or 0.")


class Regularization(metaclass=check.NamedAbstract):
    """A Gaussian prior of the source: density proportional to exp(-s^T H s / 2), H positive definite.

    Methods take the `Mapper` that carries the mesh, its backend and what else a regularization may look at.

    Attributes
    ----------
    needs_signal : bool
        Whether it adapts to an image of the galaxy.
    """

    needs_signal = False

    @abc.abstractmethod
    def matrix_from(self, mapper: Regularized) -> Any:
        """Return H (S, S)."""

    def penalty_from(self, mapper: Regularized) -> Penalty | DensePenalty:
        """Return what is added to chi^2. Overridden where H is sparse."""
        return DensePenalty(mapper.xp, self.matrix_from(mapper))

    def log_det_from(self, mapper: Regularized, penalty: Penalty | DensePenalty, kept: Any = None) -> Any:
        """Return ln det H of a penalty: its own, or the block of the pixels `kept`. Overridden where known."""
        return penalty.log_det

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value}' for name, value in self.__dict__.items())})"


class SparseRegularization(Regularization):
    """A regularization of squares of sparse combinations of pixels; abstract."""

    @abc.abstractmethod
    def penalty_from(self, mapper: Regularized) -> Penalty:
        """Return what is added to chi^2."""

    def matrix_from(self, mapper: Regularized) -> Any:
        return self.penalty_from(mapper).matrix
