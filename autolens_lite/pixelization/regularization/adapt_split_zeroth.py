"""Smoothness that adapts to the brightness of the source, by gradients, and a preference for dark outskirts."""

from __future__ import annotations

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import (
    FLOOR,
    cross_penalty_from,
    pixel_weights_from,
    refuse_zero,
)
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class AdaptSplitZeroth(SparseRegularization):
    """The sum of `AdaptSplit` and `BrightnessZeroth`.

    Parameters
    ----------
    zeroth_coefficient
        Strength with which faint pixels are drawn to zero; 0 or more. One of the three coefficients is above 0.
    zeroth_signal_scale
        How sharply bright is told from faint there; 0 or more.
    inner_coefficient, outer_coefficient
        Strength of the smoothing where the source is bright, and where it is not; 0 or more.
    signal_scale
        How sharply bright is told from faint there; 0 or more.
    """

    needs_signal = True

    def __init__(
        self,
        zeroth_coefficient: float = 1.0,
        zeroth_signal_scale: float = 1.0,
        inner_coefficient: float = 1.0,
        outer_coefficient: float = 1.0,
        signal_scale: float = 1.0,
    ) -> None:
        check_coefficient("zeroth_coefficient", zeroth_coefficient)
        check.non_negative("zeroth_signal_scale", zeroth_signal_scale)
        check_coefficient("inner_coefficient", inner_coefficient)
        check_coefficient("outer_coefficient", outer_coefficient)
        check.non_negative("signal_scale", signal_scale)
        self.zeroth_coefficient = zeroth_coefficient
        self.zeroth_signal_scale = zeroth_signal_scale
        self.inner_coefficient = inner_coefficient
        self.outer_coefficient = outer_coefficient
        self.signal_scale = signal_scale

    def penalty_from(self, mapper: Regularized) -> Penalty:
        refuse_zero(self, mapper, "zeroth_coefficient", "inner_coefficient", "outer_coefficient")
        signals = mapper.pixel_signals_from(self.signal_scale)
        weights = pixel_weights_from(self.inner_coefficient, self.outer_coefficient, signals)
        faint = 1.0 - mapper.pixel_signals_from(self.zeroth_signal_scale)
        weights, zeroth = weights**2, self.zeroth_coefficient**2
        if mapper.absolute_floor is not None:
            return cross_penalty_from(mapper, weights, zeroth * faint**2 + mapper.absolute_floor)
        scale = mapper.xp.mean(weights) + zeroth
        weights, zeroth = weights / scale, zeroth / scale
        diagonal = zeroth * (faint**2 + FLOOR) + FLOOR * (weights + FLOOR * mapper.xp.mean(weights))
        return cross_penalty_from(mapper, weights, diagonal, scale)
