"""A source that is a Gaussian process with a Gaussian covariance."""

from __future__ import annotations

from typing import Any

from autolens_lite.pixelization.regularization.kernel import JITTER, KernelRegularization
from autolens_lite.pixelization.regularization.regularized import Regularized


class GaussianKernel(KernelRegularization):
    """H = coefficient C^-1 with C = exp(-r^2 / (2 scale^2)) at a distance r.

    C is singular to rounding where the scale is long; besides the 1e-8 on its diagonal, H has 1e-8 of the mean of its
    own diagonal added to it, as in other codes.

    Parameters
    ----------
    coefficient
        Inverse of the source's variance; above 0.
    scale
        Length of the correlation in arcsec.
    """

    def _correlation_from(self, mapper: Regularized, distances: Any) -> Any:
        return mapper.xp.exp(-0.5 * (distances / self.scale) ** 2)

    def _inverse_from(self, mapper: Regularized) -> Any:
        xp, matrix = mapper.xp, super()._inverse_from(mapper)
        return matrix + JITTER * xp.mean(xp.diag(matrix)) * xp.eye(mapper.pixels)
