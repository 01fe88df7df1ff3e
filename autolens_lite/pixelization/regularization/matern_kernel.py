"""A source that is a Gaussian process with a Matern covariance."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.kernel import KernelRegularization
from autolens_lite.pixelization.regularization.matern import LARGEST_ORDER, correlation
from autolens_lite.pixelization.regularization.regularized import Regularized


class MaternKernel(KernelRegularization):
    """H = coefficient C^-1 with C = k_nu(sqrt(2 nu) r / scale) at a distance r, k_nu Matern's correlation.

    nu = 0.5 is `ExponentialKernel`; as nu grows it tends to `GaussianKernel`.

    Parameters
    ----------
    coefficient
        Inverse of the source's variance; above 0.
    scale
        Length of the correlation in arcsec.
    nu
        Smoothness: the source has derivatives up to the order below nu. Above 0, and at most 30.
    """

    def __init__(self, coefficient: float = 1.0, scale: float = 1.0, nu: float = 0.5) -> None:
        super().__init__(coefficient, scale)
        check.within("nu", nu, 0.0, LARGEST_ORDER, open_lower=True)
        self.nu = nu

    def _correlation_from(self, mapper: Regularized, distances: Any) -> Any:
        xp = mapper.xp
        return correlation(xp, xp.sqrt(xp.as_float(2.0 * self.nu)) * distances / self.scale, self.nu)
