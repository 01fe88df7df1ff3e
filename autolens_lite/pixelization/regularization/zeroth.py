"""A preference for a dark source."""

from __future__ import annotations

from typing import Any

from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import refuse_zero
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class Zeroth(SparseRegularization):
    """The sum of the squares of all pixels: H = coefficient^2 I, which draws each to zero and smooths nothing.

    Parameters
    ----------
    coefficient
        Strength, above 0 for H to be positive definite, in inverse units of the source's brightness.
    """

    def __init__(self, coefficient: float = 1.0) -> None:
        check_coefficient("coefficient", coefficient)
        self.coefficient = coefficient

    def penalty_from(self, mapper: Regularized) -> Penalty:
        refuse_zero(self, None, "coefficient")
        return Penalty.of_squares(mapper.xp, mapper.xp.ones(mapper.pixels), self.coefficient**2)

    def log_det_from(self, mapper: Regularized, penalty: Any, kept: Any = None) -> Any:
        """Return ln det H."""
        return penalty.log_det_of_scale
