"""The normal density about the maximum of a posterior (Laplace's approximation)."""

from __future__ import annotations

import math

import numpy as np

from autolens_lite.search.scaling import ScaledPosterior


class Laplace:
    """A normal density in scaled parameters, nowhere wider than the prior, reflected at the bounds.

    Parameters
    ----------
    posterior
        Whose density it approximates.
    peak
        Its maximum (p,).
    hessian
        Minus the second derivatives (p, p) of the log posterior there.
    """

    def __init__(self, posterior: ScaledPosterior, peak: np.ndarray, hessian: np.ndarray, gradient: np.ndarray) -> None:
        self.lower, self.upper = posterior.lower, posterior.upper
        self.peak = peak
        # Against a bound the density falls with its slope: as wide as a normal one with the square of it as curvature.
        held = ((peak <= self.lower) & (gradient < 0.0)) | ((peak >= self.upper) & (gradient > 0.0))
        values, self._axes = np.linalg.eigh(hessian + np.diag(np.where(held, gradient**2, 0.0)))
        self._values = np.maximum(values, 1.0)
        self.is_proper = bool(np.all(values > 0.0)) and not held.any()

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return scaled parameters (count, p)."""
        points = self.peak + (rng.standard_normal((count, self.peak.size)) / np.sqrt(self._values)) @ self._axes.T
        span = self.upper - self.lower
        beyond = np.mod(points - self.lower, 2.0 * span)
        return self.lower + np.minimum(beyond, 2.0 * span - beyond)

    def log_densities(self, points: np.ndarray) -> np.ndarray:
        """The log density (n,) of points (n, p), relative to that at the peak, without what the bounds reflect."""
        return -0.5 * np.sum(((points - self.peak) @ self._axes) ** 2 * self._values, axis=-1)

    @property
    def log_volume(self) -> float:
        """The logarithm of the integral of the density relative to the peak's, in scaled parameters."""
        return 0.5 * float(np.sum(np.log(2.0 * math.pi / self._values)))
