"""A source that is a Gaussian process with a Matern covariance and a variance that adapts to brightness."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import check_coefficient
from autolens_lite.pixelization.regularization.kernel import KernelRegularization
from autolens_lite.pixelization.regularization.matern import LARGEST_ORDER, correlation
from autolens_lite.pixelization.regularization.penalties import pixel_weights_from
from autolens_lite.pixelization.regularization.penalty import DensePenalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class MaternAdaptKernel(KernelRegularization):
    """H_ij = w_i w_j (C^-1)_ij with C = k_nu(sqrt(2 nu) r / scale) and the weights w_i of `Adapt`.

    With inner = outer = c it is `MaternKernel` with the coefficient c^4. 1e-8 is on the diagonal of C; an
    `absolute_floor` (`Settings`) in its place is on that of the source's covariance, C_ij / (w_i w_j).

    Parameters
    ----------
    scale
        Length of the correlation in arcsec.
    nu
        Smoothness: the source has derivatives up to the order below nu. Above 0, and at most 30.
    inner_coefficient, outer_coefficient
        Strength where the source is bright, and where it is not; above 0.
    signal_scale
        How sharply bright is told from faint; 0 or more.
    """

    needs_signal = True

    def __init__(
        self,
        scale: float = 1.0,
        nu: float = 0.5,
        inner_coefficient: float = 1.0,
        outer_coefficient: float = 1.0,
        signal_scale: float = 1.0,
    ) -> None:
        check.positive("scale", scale)
        check.within("nu", nu, 0.0, LARGEST_ORDER, open_lower=True)
        check.positive("inner_coefficient", inner_coefficient)
        check_coefficient("inner_coefficient", inner_coefficient)
        check.positive("outer_coefficient", outer_coefficient)
        check_coefficient("outer_coefficient", outer_coefficient)
        check.non_negative("signal_scale", signal_scale)
        self.scale = scale
        self.nu = nu
        self.inner_coefficient = inner_coefficient
        self.outer_coefficient = outer_coefficient
        self.signal_scale = signal_scale

    def _correlation_from(self, mapper: Regularized, distances: Any) -> Any:
        xp = mapper.xp
        return correlation(xp, xp.sqrt(xp.as_float(2.0 * self.nu)) * distances / self.scale, self.nu)

    def _weights_from(self, mapper: Regularized) -> Any:
        signals = mapper.pixel_signals_from(self.signal_scale)
        return pixel_weights_from(self.inner_coefficient, self.outer_coefficient, signals)

    def covariance_from(self, mapper: Regularized) -> Any:
        """Return the source's covariance (S, S), its floor included."""
        xp, weights = mapper.xp, self._weights_from(mapper)
        if mapper.absolute_floor is None:
            return super().covariance_from(mapper) / (weights[:, None] * weights)
        floor = mapper.absolute_floor * xp.eye(mapper.pixels)
        return self._correlations(mapper) / (weights[:, None] * weights) + floor

    def penalty_from(self, mapper: Regularized) -> DensePenalty:
        xp = mapper.xp
        if mapper.absolute_floor is not None:
            return DensePenalty(xp, xp.inverse_with_log_det(self.covariance_from(mapper))[0])
        weights = self._weights_from(mapper)
        mean = xp.mean(weights)
        weights = weights / mean
        inverse = xp.inverse_with_log_det(super().covariance_from(mapper))[0]
        return DensePenalty(xp, weights[:, None] * weights * inverse, mean**2)
