"""Smoothness that adapts to the brightness of the source, of pixels tied by how near they are."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import kernel_penalty_from, refuse_zero, strengths_from
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class AdaptLaplacian(SparseRegularization):
    r"""`ConstantLaplacian` of the source over an amplitude that follows the image of an earlier fit.

    The penalty is the sum over pairs of coefficient^2 k_ij (s_i - s_j)^2 / (a_i a_j), with the amplitude

    .. math:: a_i = b_i^{\rm signal\_scale} + {\rm signal\_floor}

    and b_i the brightness of the adapt image, relative to the brightest, where the vertex lies in the image plane: it
    does not change with the lens. On meshes without vertices b_i is `Mapper.pixel_signals_from`. On the diagonal 1e-8
    coefficient^2 / a_i^2 is added (or `Settings.absolute_floor`).

    Parameters
    ----------
    coefficient
        Strength of the smoothing where the source is brightest, above 0, in inverse units of the source's brightness.
    signal_scale
        How sharply bright is told from faint; 0 or more.
    signal_floor
        The amplitude where the image is dark, above 0.
    """

    needs_signal = True

    def __init__(self, coefficient: float = 1.0, signal_scale: float = 1.0, signal_floor: float = 0.01) -> None:
        check_coefficient("coefficient", coefficient)
        check.non_negative("signal_scale", signal_scale)
        check.within("signal_floor", signal_floor, 1e-6, 1e6)
        self.coefficient = coefficient
        self.signal_scale = signal_scale
        self.signal_floor = signal_floor

    def amplitudes_from(self, mapper: Regularized) -> Any:
        """Return a_i, (S,)."""
        return mapper.vertex_signals_from(self.signal_scale) + self.signal_floor

    def penalty_from(self, mapper: Regularized) -> Penalty:
        """Return what is added to chi^2."""
        refuse_zero(self, mapper, "coefficient")
        roots = self.coefficient / self.amplitudes_from(mapper)
        scale, weights, floor = strengths_from(mapper, roots**2)
        return kernel_penalty_from(mapper, weights, floor, scale)
