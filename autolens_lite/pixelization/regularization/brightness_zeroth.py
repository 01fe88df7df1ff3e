"""A preference for dark outskirts."""

from __future__ import annotations

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import refuse_zero, strength_from
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class BrightnessZeroth(SparseRegularization):
    """The squares of all pixels, weighted by faintness: H_ii = coefficient^2 [(1 - s_i)^2 + 1e-8], s_i as in `Adapt`.

    The brightest pixel has no penalty but the last term, which makes H positive definite
    (`Settings.absolute_floor` puts a number in place of 1e-8 coefficient^2). Nothing is smoothed: it is
    meant as a part of `AdaptSplitZeroth`, and of regularizations of a user's own.

    Parameters
    ----------
    coefficient
        Strength with which faint pixels are drawn to zero; above 0.
    signal_scale
        How sharply bright is told from faint; 0 or more.
    """

    needs_signal = True

    def __init__(self, coefficient: float = 1.0, signal_scale: float = 1.0) -> None:
        check_coefficient("coefficient", coefficient)
        check.non_negative("signal_scale", signal_scale)
        self.coefficient = coefficient
        self.signal_scale = signal_scale

    def penalty_from(self, mapper: Regularized) -> Penalty:
        refuse_zero(self, mapper, "coefficient")
        faint = 1.0 - mapper.pixel_signals_from(self.signal_scale)
        scale, weight, floor = strength_from(mapper, self.coefficient**2)
        return Penalty.of_squares(mapper.xp, weight * faint**2 + floor, scale)
