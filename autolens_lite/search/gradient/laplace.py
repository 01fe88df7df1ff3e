"""The normal density about the maximum of a posterior (Laplace's approximation), and Student's with its shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite.search.gradient.importance import NoDrawsError
from autolens_lite.search.gradient.newton import Maximum

_MOST_ROUNDS = 200


class Laplace:
    """A density with the height and the second derivatives of a posterior's maximum, nowhere wider than the prior.

    Parameters
    ----------
    maximum
        From `maximum_from`. Towards a bound that holds a parameter the density falls with the posterior's slope: as
        wide as a normal one with the square of it as curvature.
    degrees_of_freedom
        Those of a multivariate Student density, which has heavier tails; infinite for a normal one.
    """

    def __init__(self, maximum: Maximum, degrees_of_freedom: float = math.inf) -> None:
        self.peak = maximum.point
        self.degrees_of_freedom = degrees_of_freedom
        held = np.where(maximum.held, maximum.gradient**2, 0.0)
        self._held = int(maximum.held.sum())
        values, self._axes = np.linalg.eigh(maximum.hessian + np.diag(held))
        self._values = np.maximum(values, 1.0)

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return points (count, p)."""
        normal = rng.standard_normal((count, self.peak.size))
        if math.isfinite(self.degrees_of_freedom):
            normal *= np.sqrt(self.degrees_of_freedom / rng.chisquare(self.degrees_of_freedom, (count, 1)))
        return self.points_from(normal)

    def draw_inside(self, count: int, posterior: Any, rng: np.random.Generator) -> tuple[np.ndarray, float, int]:
        """Return draws (n, p) where the prior of a posterior is not zero, the fraction that are, and of how many.

        There are `count` of them, or fewer where nearly none are inside.

        Raises NoDrawsError if none is.
        """
        found, total, inside = [], 0, 0
        for _ in range(_MOST_ROUNDS):
            points = self.draw(count, rng)
            points = points[np.isfinite(posterior.log_priors(points))]
            found.append(points)
            total, inside = total + count, inside + len(points)
            if inside >= count:
                break
        if not inside:
            raise NoDrawsError(
                f"none of {total} draws about the maximum is inside the prior, whose bounds hold {self._held} of "
                f"{self.peak.size} parameters there. Widen their priors or fix them; or use al.NUTS, which needs no "
                "such draws."
            )
        return np.concatenate(found)[:count], inside / total, total

    def points_from(self, whitened: np.ndarray) -> np.ndarray:
        """Points (n, p) of whitened ones, in which the density is that of independent variables of width one."""
        return self.peak + (whitened / np.sqrt(self._values)) @ self._axes.T

    def whitened_from(self, points: np.ndarray) -> np.ndarray:
        """The inverse of `points_from`."""
        return ((points - self.peak) @ self._axes) * np.sqrt(self._values)

    @property
    def factor(self) -> np.ndarray:
        """The derivatives (p, p) of points by whitened ones."""
        return self._axes / np.sqrt(self._values)

    def log_densities(self, points: np.ndarray) -> np.ndarray:
        """The log density (n,) of points (n, p), normalised without bounds."""
        squares = np.sum(self.whitened_from(points) ** 2, axis=-1)
        freedom, p = self.degrees_of_freedom, self.peak.size
        if math.isinf(freedom):
            return -0.5 * squares - self.log_volume
        of_gammas = math.lgamma(0.5 * (freedom + p)) - math.lgamma(0.5 * freedom) - 0.5 * p * math.log(0.5 * freedom)
        return of_gammas - 0.5 * (freedom + p) * np.log1p(squares / freedom) - self.log_volume

    def slopes(self, points: np.ndarray) -> np.ndarray:
        """The derivatives (n, p) of `log_densities` at points (n, p)."""
        whitened = self.whitened_from(points)
        pull = np.ones((len(points), 1))
        if math.isfinite(self.degrees_of_freedom):
            squares = np.sum(whitened**2, axis=1, keepdims=True)
            pull = (self.degrees_of_freedom + self.peak.size) / (self.degrees_of_freedom + squares)
        return -pull * (whitened * np.sqrt(self._values)) @ self._axes.T

    @property
    def log_volume(self) -> float:
        """The logarithm of the integral of the normal density relative to the peak's."""
        return 0.5 * float(np.sum(np.log(2.0 * math.pi / self._values)))
