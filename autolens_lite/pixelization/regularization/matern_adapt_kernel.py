"""A source that is a Gaussian process with a Matern covariance and a variance that adapts to brightness."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.kernel import KernelRegularization
from autolens_lite.pixelization.regularization.matern import LARGEST_ORDER, correlation
from autolens_lite.pixelization.regularization.penalties import pixel_weights_from


class MaternAdaptKernel(KernelRegularization):
    """H = C^-1 with C = k_nu(sqrt(2 nu) r / scale) / (w_i w_j), with the weights w_i of `Adapt`.

    With inner = outer = c it is `MaternKernel` with the coefficient c^4 (but for the 1e-8 on C's diagonal).

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
        check.positive("outer_coefficient", outer_coefficient)
        check.non_negative("signal_scale", signal_scale)
        self.scale = scale
        self.nu = nu
        self.inner_coefficient = inner_coefficient
        self.outer_coefficient = outer_coefficient
        self.signal_scale = signal_scale

    def _correlation_from(self, mapper: Any, distances: Any) -> Any:
        xp, signals = mapper.xp, mapper.pixel_signals_from(self.signal_scale)
        weights = pixel_weights_from(self.inner_coefficient, self.outer_coefficient, signals)
        z = xp.sqrt(xp.as_float(2.0 * self.nu)) * distances / self.scale
        return correlation(xp, z, self.nu) / (weights[:, None] * weights)
