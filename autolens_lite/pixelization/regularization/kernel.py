"""Regularizations that are Gaussian processes: abstract."""

from __future__ import annotations

import abc
from typing import Any

from autolens_lite import check
from autolens_lite.pixelization.regularization.abstract import Regularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import refuse_zero
from autolens_lite.pixelization.regularization.penalty import DensePenalty
from autolens_lite.pixelization.regularization.regularized import Regularized

# Added to the diagonal of correlations, near to singular where pixels are closer than their length.
JITTER = 1e-8


class KernelRegularization(Regularization):
    """A source whose values have a covariance C that falls with distance: H = coefficient C^-1; abstract.

    Every pixel is tied to every other, so H is dense. Vernardos & Koopmans 2022, MNRAS 516, 1347.

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

    @abc.abstractmethod
    def _correlation_from(self, mapper: Regularized, distances: Any) -> Any:
        """The correlations (S, S) at distances in arcsec."""

    def covariance_from(self, mapper: Regularized) -> Any:
        """Return C (S, S), with 1e-8 (or the mapper's `absolute_floor`) added to its diagonal."""
        xp = mapper.xp
        jitter = JITTER if mapper.absolute_floor is None else mapper.absolute_floor
        return self._correlations(mapper) + jitter * xp.eye(mapper.pixels)

    def _correlations(self, mapper: Regularized) -> Any:
        """Those between all pixels, (S, S)."""
        xp, grid = mapper.xp, mapper.interpolation.mesh_grid
        squares = (grid.y[:, None] - grid.y) ** 2 + (grid.x[:, None] - grid.x) ** 2
        distances = xp.sqrt(xp.maximum(squares, 1e-20))  # a root of zero has no derivative
        return self._correlation_from(mapper, distances)

    def penalty_from(self, mapper: Regularized) -> DensePenalty:
        """Return what is added to chi^2."""
        refuse_zero(self, None, "coefficient")
        return DensePenalty(mapper.xp, self._inverse_from(mapper), self.coefficient)

    def _inverse_from(self, mapper: Regularized) -> Any:
        """C^-1: the inverse of the covariance, (S, S)."""
        return mapper.xp.inverse_with_log_det(self.covariance_from(mapper))[0]

    def matrix_from(self, mapper: Regularized) -> Any:
        return self.penalty_from(mapper).matrix
