"""Smoothness that adapts to the brightness of the source."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import (
    neighbor_penalty_from,
    pixel_weights_from,
    refuse_zero,
    strengths_from,
)
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class AdaptiveRegularization(SparseRegularization):
    """Smoothing of one strength where the source is bright, and another where it is not; abstract.

    Parameters are those of `Adapt`.
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

    def _strengths(self, mapper: Regularized) -> tuple[Any, Any, Any]:
        """The scale of H, and in units of it the weight w_i^2 of each pixel, (S,), and the floor of the diagonal."""
        refuse_zero(self, mapper, "inner_coefficient", "outer_coefficient")
        signals = mapper.pixel_signals_from(self.signal_scale)
        weights = pixel_weights_from(self.inner_coefficient, self.outer_coefficient, signals)
        return strengths_from(mapper, weights**2)


class Adapt(AdaptiveRegularization):
    """Squared differences between neighbours, weaker where the source is expected to be bright.

    With s_i in [0, 1] the signal of pixel i (`Mapper.pixel_signals_from`: the mean brightness of the adapt image over
    what the pixel lights, relative to the brightest, to the power `signal_scale`) and w_i = (inner s_i + outer (1 -
    s_i))^2, the penalty is the sum over pixels i and their neighbours j of w_j^2 (s_i - s_j)^2, and 1e-8
    w_i^2 on the diagonal (Nightingale, Dye & Massey 2018, MNRAS 478, 4738); to that 1e-16 of the mean w_i^2 is added,
    for pixels of no weight, or `Settings.absolute_floor` takes the place of both.

    The coefficients enter H in the fourth power and each pair counts from both sides, as in other codes: with inner =
    outer = c it is `Constant` with the coefficient sqrt(2) c^2.

    Parameters
    ----------
    inner_coefficient, outer_coefficient
        Strength where the source is bright, and where it is not; 0 or more, and one of them above.
    signal_scale
        How sharply bright is told from faint; 0 or more.
    """

    def penalty_from(self, mapper: Regularized) -> Penalty:
        scale, weights, floor = self._strengths(mapper)
        return neighbor_penalty_from(mapper, weights, floor, scale)
