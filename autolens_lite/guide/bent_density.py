"""The density of a log posterior that is known to second order in its residuals: draws of it, and its height."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.search.gradient.importance import importance_from
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum
from autolens_lite.search.gradient.second_order import SecondOrder, Squares, second_order_from
from autolens_lite.search.mcmc.bridge_sampling import bridge_from
from autolens_lite.search.mcmc.walkers import walk
from autolens_lite.search.mcmc.warm_up import factor_from

# Walkers, which are as many independent draws; and draws of Student's density, of which the best are their starts.
_WALKERS, _STARTS, _FREEDOM = 2000, 20_000, 12.0


class BentDensity:
    """A normalised density, with the bends that second derivatives of residuals give it, cut to the prior.

    Draws are where walkers are; the density is normalised by bridge sampling from these. `is_at_rest` tells whether
    they have come to rest in it.

    Parameters
    ----------
    second_order
        The log posterior, nearly.
    laplace
        A density about the same point, Student's, whose draws are like those that are sought.
    rng
        Of starts, walks and the bridge.
    """

    def __init__(self, second_order: SecondOrder, laplace: Laplace, rng: np.random.Generator) -> None:
        self._log_posterior = second_order
        start, self._factor = self._starts(laplace, rng)
        self._walkers = walk(second_order, start, self._factor, rng)
        self._used = 0
        self.is_at_rest = self._walkers.is_at_rest
        whitened, self.log_integral_error = bridge_from(
            second_order.log_posteriors, self._walkers.points[None], self._walkers.values[None], rng, self._factor
        )
        self.log_integral = whitened + float(np.linalg.slogdet(second_order.whitening.factor)[1])

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return points (count, p), all of them inside the prior."""
        found = []
        while count:
            if self._used == len(self._walkers.points):
                self._walkers = walk(self._log_posterior, self._walkers.points, self._factor, rng)
                self._used = 0
            new = self._walkers.points[self._used : self._used + count]
            self._used += len(new)
            count -= len(new)
            found.append(self._log_posterior.whitening.points_from(new))
        return np.concatenate(found)

    def log_densities(self, points: np.ndarray) -> np.ndarray:
        """The log density (n,) of points (n, p), normalised within the prior."""
        u = self._log_posterior.whitening.whitened_from(points)
        return self._log_posterior.log_posteriors(u) - self.log_integral

    def slopes(self, points: np.ndarray) -> np.ndarray:
        """The derivatives (n, p) of `log_densities` at points (n, p), also outside the prior."""
        whitening = self._log_posterior.whitening
        return np.linalg.solve(whitening.factor.T, self._log_posterior.slopes(whitening.whitened_from(points)).T).T

    @property
    def factor(self) -> np.ndarray:
        """Of the covariance (p, p) of where walkers are, factor times its transpose."""
        scatter = self._walkers.points - self._walkers.points.mean(axis=0)
        own = np.linalg.solve(self._factor, scatter.T).T
        return self._log_posterior.whitening.factor @ factor_from(self._factor, own, True)

    def _starts(self, laplace: Laplace, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draws (n, p) of a density that is like this, as often as they weigh, and a factor of the covariance."""
        points, _, _ = laplace.draw_inside(_STARTS, self._log_posterior.posterior, rng)
        u = self._log_posterior.whitening.whitened_from(points)
        weights = importance_from(self._log_posterior.log_posteriors(u) - laplace.log_densities(points)).weights
        beside = u - weights @ u
        covariance = (beside.T * weights) @ beside
        size = 1.0 / float(weights @ weights)
        share = size / (size + u.shape[1])
        factor = np.linalg.cholesky(share * covariance + (1.0 - share) * np.eye(u.shape[1]))
        places = (np.arange(_WALKERS) + rng.random()) / _WALKERS
        taken = np.minimum(np.searchsorted(np.cumsum(weights), places), len(u) - 1)
        return u[rng.permutation(taken)], factor


def bent_density_from(
    posterior: Any, maximum: Maximum, squares: Squares | None, rng: np.random.Generator
) -> BentDensity | None:
    """Return the density about a maximum, or None where residuals are not known, or are too many.

    Parameters
    ----------
    posterior
        A `ScaledPosterior`.
    maximum
        Of it; or what says where and how wide it is.
    squares
        The residuals, where they make all of the likelihood.
    rng
        See `BentDensity`.
    """
    second_order = None if squares is None else second_order_from(posterior, Laplace(maximum), squares)
    if second_order is None:
        return None
    try:
        found = BentDensity(second_order, Laplace(maximum, _FREEDOM), rng)
    except (exc.SearchError, np.linalg.LinAlgError):  # it has no likelihood where the other density is
        return None
    return found if math.isfinite(found.log_integral) else None
