"""Equal smoothness everywhere, by gradients."""

from __future__ import annotations

from autolens_lite.pixelization.regularization.constant import ConstantRegularization
from autolens_lite.pixelization.regularization.penalties import cross_penalty_from
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class ConstantSplit(ConstantRegularization):
    """coefficient^2 times the squared differences of each pixel from the source at four points of a cross around it.

    See `cross_penalty_from`. 1e-8 coefficient^2 on the diagonal makes H positive definite (or
    `Settings.absolute_floor`).

    The parameter is that of `Constant`.
    """

    def penalty_from(self, mapper: Regularized) -> Penalty:
        scale, weight, floor = self._strength(mapper)
        return cross_penalty_from(mapper, weight, floor, scale)
