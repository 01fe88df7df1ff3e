"""Smoothness that adapts to the brightness of the source, by gradients."""

from __future__ import annotations

from autolens_lite.pixelization.regularization.adapt import AdaptiveRegularization
from autolens_lite.pixelization.regularization.penalties import cross_penalty_from
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class AdaptSplit(AdaptiveRegularization):
    """Squared differences on the cross of each pixel, weaker where the source is expected to be bright.

    As `ConstantSplit`, with the weights w_i of `Adapt` in place of the coefficient: with inner = outer = c it is
    `ConstantSplit` with the coefficient c^2.

    Parameters are those of `Adapt`.
    """

    def penalty_from(self, mapper: Regularized) -> Penalty:
        scale, weights, floor = self._strengths(mapper)
        return cross_penalty_from(mapper, weights, floor, scale)
