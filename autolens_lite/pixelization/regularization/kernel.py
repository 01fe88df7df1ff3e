"""Regularizations that are Gaussian processes: abstract."""

from __future__ import annotations

import abc
from typing import Any

from autolens_lite.pixelization.regularization.abstract import Regularization

# Added to the diagonal of covariances, near to singular where pixels are closer than the correlation's length.
JITTER = 1e-8


class KernelRegularization(Regularization):
    """A source whose values have a covariance C that falls with distance: H = coefficient C^-1; abstract.

    Every pixel is tied to every other, so H is dense. Vernardos & Koopmans 2022, MNRAS 516, 1347.
    """

    @abc.abstractmethod
    def _correlation_from(self, mapper: Any, distances: Any) -> Any:
        """The correlations (S, S) at distances in arcsec, or the covariance in the source's units."""

    def covariance_from(self, mapper: Any) -> Any:
        """Return C (S, S), with 1e-8 added to its diagonal."""
        xp, grid = mapper.xp, mapper.interpolation.mesh_grid
        squares = (grid.y[:, None] - grid.y) ** 2 + (grid.x[:, None] - grid.x) ** 2
        distances = xp.sqrt(xp.maximum(squares, 1e-20))  # a root of zero has no derivative
        return self._correlation_from(mapper, distances) + JITTER * xp.eye(mapper.pixels)

    def matrix_from(self, mapper: Any) -> Any:
        """Return H (S, S)."""
        return self._strength * mapper.xp.inverse_with_log_det(self.covariance_from(mapper))[0]

    @property
    def _strength(self) -> Any:
        """What multiplies C^-1."""
        return self.__dict__.get("coefficient", 1.0)
