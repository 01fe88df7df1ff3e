"""The evidence by bridge sampling: from draws of a posterior, and as many of a normal density like it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from autolens_lite.search.mcmc.convergence import bulk_size_of
from autolens_lite.search.mcmc.warm_up import factor_from

_ROUNDS, _TOLERANCE = 1000, 1e-10


def bridge_from(
    log_density: Callable[[np.ndarray], np.ndarray],
    chains: np.ndarray,
    values: np.ndarray,
    rng: np.random.Generator,
    factor: np.ndarray,
) -> tuple[float, float]:
    """Return ln of the integral of a density, and its standard error.

    The estimate of Meng & Wong (1996, Statistica Sinica 6, 831) with the best bridge, between the density and a normal
    one with the mean and the covariance of the first half of each chain, to which the second halves are compared
    (Gronau et al. 2017, J. Math. Psych. 81, 80). The error is that of Fruehwirth-Schnatter (2004, Econometrics J. 7,
    143), with the effective number of the draws in place of their number.

    Parameters
    ----------
    log_density
        Of points (n, p): ln of the density (n,), -inf where it is zero.
    chains : (c, n, p) float
        Draws of the density.
    values : (c, n) float
        ln of the density at each.
    rng
        Where the normal density's draws come from, as many as there are in the second halves.
    factor : (p, p) float
        Of the covariance, factor times its transpose, that stands in where there are few draws: it counts as p + 5.
    """
    number, count, size = chains.shape
    half = count // 2
    fitted, compared = chains[:, :half].reshape(-1, size), chains[:, half:]
    mean = fitted.mean(axis=0)
    factor = factor_from(factor, np.linalg.solve(factor, (fitted - mean).T).T, True, prior_draws=size + 5.0)
    own = mean + rng.standard_normal((number * (count - half), size)) @ factor.T

    def log_normal(points: np.ndarray) -> np.ndarray:
        whitened = np.linalg.solve(factor, (points - mean).T)
        constant = 0.5 * size * math.log(2.0 * math.pi) + np.linalg.slogdet(factor)[1]
        return -0.5 * np.sum(whitened**2, axis=0) - constant

    of_draws = values[:, half:] - log_normal(compared.reshape(-1, size)).reshape(number, -1)
    return bridged(of_draws, log_density(own) - log_normal(own))


def bridged(of_draws: np.ndarray, of_own: np.ndarray) -> tuple[float, float]:
    """Return ln of the integral of a density and its standard error, by way of another one that is normalised.

    Parameters
    ----------
    of_draws : (c, n) float
        ln of the density over the other one, at draws of the density in chains.
    of_own : (m,) float
        The same at independent draws of the other one.
    """
    effective = float(np.nanmin([bulk_size_of(of_draws[:, :, None])[0], of_draws.size]))
    share = effective / (effective + len(of_own))
    # near the answer from the start, so that nothing overflows
    shift = float(np.median(of_draws))
    draws, others = of_draws - shift, of_own - shift
    log_integral = 0.0
    for _ in range(_ROUNDS):
        above = np.exp(others - np.logaddexp(math.log(share) + others, math.log1p(-share) + log_integral))
        below = np.exp(-np.logaddexp(math.log(share) + draws, math.log1p(-share) + log_integral))
        found = math.log(above.mean()) - math.log(below.mean())
        if abs(found - log_integral) < _TOLERANCE:
            break
        log_integral = found
    # the same two functions with the density normalised by its integral; the second scatters by correlated draws
    error = (above.var() / above.mean() ** 2) / len(of_own) + (below.var() / below.mean() ** 2) / effective
    return log_integral + shift, math.sqrt(error)
