"""A source that is a Gaussian process with an exponential covariance."""

from __future__ import annotations

from typing import Any

from autolens_lite.pixelization.regularization.kernel import KernelRegularization
from autolens_lite.pixelization.regularization.regularized import Regularized


class ExponentialKernel(KernelRegularization):
    """H = coefficient C^-1 with C = exp(-r / scale) at a distance r.

    Parameters
    ----------
    coefficient
        Inverse of the source's variance; above 0.
    scale
        Length of the correlation in arcsec.
    """

    def _correlation_from(self, mapper: Regularized, distances: Any) -> Any:
        return mapper.xp.exp(-distances / self.scale)
