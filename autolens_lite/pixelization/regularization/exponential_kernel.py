"""A source that is a Gaussian process with an exponential covariance."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import check_coefficient
from autolens_lite.pixelization.regularization.kernel import KernelRegularization


class ExponentialKernel(KernelRegularization):
    """H = coefficient C^-1 with C = exp(-r / scale) at a distance r.

    Parameters
    ----------
    coefficient
        Inverse of the source's variance; above 0.
    scale
        Length of the correlation in arcsec.
    """

    def __init__(self, coefficient: float = 1.0, scale: float = 1.0) -> None:
        check_coefficient("coefficient", coefficient)
        check.positive("scale", scale)
        self.coefficient = coefficient
        self.scale = scale

    def _correlation_from(self, mapper: Any, distances: Any) -> Any:
        return mapper.xp.exp(-distances / self.scale)
