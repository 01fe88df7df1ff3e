"""Equal smoothness everywhere, by gradients."""

from __future__ import annotations

from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import cross_penalty_from, refuse_zero, strength_from
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class ConstantSplit(SparseRegularization):
    """coefficient^2 times the squared differences of each pixel from the source at four points of a cross around it.

    See `cross_penalty_from`. 1e-8 coefficient^2 on the diagonal makes H positive definite (or
    `Settings.absolute_floor`).

    Parameters
    ----------
    coefficient
        Strength of the smoothing, above 0, in inverse units of the source's brightness.
    """

    def __init__(self, coefficient: float = 1.0) -> None:
        check_coefficient("coefficient", coefficient)
        self.coefficient = coefficient

    def penalty_from(self, mapper: Regularized) -> Penalty:
        refuse_zero(self, mapper, "coefficient")
        scale, weight, floor = strength_from(mapper, self.coefficient**2)
        return cross_penalty_from(mapper, weight, floor, scale)
