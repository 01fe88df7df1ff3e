"""Smoothness that adapts to the brightness of the source, by gradients."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import (
    cross_penalty_from,
    pixel_weights_from,
    refuse_zero,
    strengths_from,
)
from autolens_lite.pixelization.regularization.penalty import Penalty


class AdaptSplit(SparseRegularization):
    """Squared differences on the cross of each pixel, weaker where the source is expected to be bright.

    As `ConstantSplit`, with the weights w_i of `Adapt` in place of the coefficient: with inner = outer = c it is
    `ConstantSplit` with the coefficient c^2.

    Parameters
    ----------
    inner_coefficient, outer_coefficient
        Strength where the source is bright, and where it is not; 0 or more, and one of them above.
    signal_scale
        How sharply bright is told from faint; 0 or more.
    """

    needs_signal = True

    def __init__(
        self, inner_coefficient: float = 1.0, outer_coefficient: float = 1.0, signal_scale: float = 1.0
    ) -> None:
        check_coefficient("inner_coefficient", inner_coefficient)
        check_coefficient("outer_coefficient", outer_coefficient)
        check.non_negative("signal_scale", signal_scale)
        self.inner_coefficient = inner_coefficient
        self.outer_coefficient = outer_coefficient
        self.signal_scale = signal_scale

    def penalty_from(self, mapper: Any) -> Penalty:
        """Return what is added to chi^2."""
        refuse_zero(self, mapper, "inner_coefficient", "outer_coefficient")
        signals = mapper.pixel_signals_from(self.signal_scale)
        weights = pixel_weights_from(self.inner_coefficient, self.outer_coefficient, signals)
        scale, weights, floor = strengths_from(mapper, weights**2)
        return cross_penalty_from(mapper, weights, floor, scale)
