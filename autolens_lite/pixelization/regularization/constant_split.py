"""Equal smoothness everywhere, by gradients."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import SparseRegularization
from autolens_lite.pixelization.regularization.penalties import FLOOR, cross_penalty_from
from autolens_lite.pixelization.regularization.penalty import Penalty


class ConstantSplit(SparseRegularization):
    """coefficient^2 times the squared differences of each pixel from the source at four points of a cross around it.

    See `cross_penalty_from`. 1e-8 on the diagonal makes H positive definite.

    Parameters
    ----------
    coefficient
        Strength of the smoothing, 0 or more, in inverse units of the source's brightness.
    """

    def __init__(self, coefficient: float = 1.0) -> None:
        check.non_negative("coefficient", coefficient)
        self.coefficient = coefficient

    def penalty_from(self, mapper: Any) -> Penalty:
        """Return what is added to chi^2."""
        ones = mapper.xp.ones(mapper.pixels)
        return cross_penalty_from(mapper, self.coefficient**2 * ones, FLOOR * ones)
