"""A preference for a dark source."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import Regularization


class Zeroth(Regularization):
    """The sum of the squares of all pixels: H = coefficient^2 I, which draws each to zero and smooths nothing.

    Parameters
    ----------
    coefficient
        Strength, above 0 for H to be positive definite, in inverse units of the source's brightness.
    """

    def __init__(self, coefficient: float = 1.0) -> None:
        check.non_negative("coefficient", coefficient)
        self.coefficient = coefficient

    def matrix_from(self, mapper: Any) -> Any:
        """Return H (S, S)."""
        return mapper.xp.diag(self.coefficient**2 * mapper.xp.ones(mapper.pixels))

    def log_det_from(self, mapper: Any, matrix: Any, kept: Any = None) -> Any:
        """Return ln det H."""
        return matrix.shape[0] * mapper.xp.log(mapper.xp.as_float(self.coefficient) ** 2)
