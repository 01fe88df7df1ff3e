"""The steps of tempered sequential Monte Carlo that need no likelihood: temperatures, resampling, and the error."""

from __future__ import annotations

import math

import numpy as np

_BISECTIONS = 60


def effective_share(log_weights: np.ndarray) -> float:
    """The effective number of weights (n,), as a fraction of n."""
    weights = np.exp(log_weights - log_weights.max())
    return float(weights.sum() ** 2 / (weights @ weights) / weights.size)


def next_exponent(exponent: float, log_ratios: np.ndarray, share: float) -> float:
    """Return the exponent, 1 at most, at which weights ratio^(change of exponent) have this effective share.

    Parameters
    ----------
    exponent
        Where the particles are.
    log_ratios : (n,) float
        ln of the density at exponent 1 over that at exponent 0; -inf where the former is zero.
    share
        Of their number.
    """
    if effective_share(_weights(log_ratios, 1.0 - exponent)) >= share:
        return 1.0
    low, high = 0.0, 1.0 - exponent
    for _ in range(_BISECTIONS):
        # in the logarithm, since the first steps are minute
        middle = math.sqrt(low * high) if low > 0.0 else high * 1e-3
        if effective_share(_weights(log_ratios, middle)) >= share:
            low = middle
        else:
            high = middle
        if low > 0.0 and high / low < 1.0 + 1e-6:
            break
    return min(exponent + max(low, 1e-300), 1.0)


def _weights(log_ratios: np.ndarray, change: float) -> np.ndarray:
    return np.where(np.isfinite(log_ratios), change * log_ratios, -math.inf)


def resampled(log_weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return indices (n,) of particles, each as often as its weight demands to within one: systematic resampling."""
    weights = np.exp(log_weights - log_weights.max())
    cumulated = np.cumsum(weights)
    places = (np.arange(weights.size) + rng.random()) / weights.size * cumulated[-1]
    return np.minimum(np.searchsorted(cumulated, places, side="right"), weights.size - 1)


def effective_size_of(points: np.ndarray, ancestors: np.ndarray) -> float:
    """Return how many independent draws points (n, p) are worth, of the parameter of which they are worth least.

    Those that descend from one first particle (n,) may still be alike, as where all stayed in its mode: the variance of
    a mean is that of independent sums over each descent.
    """
    offsets = points - points.mean(axis=0)
    sums = np.zeros(points.shape)
    np.add.at(sums, ancestors, offsets)
    squares = np.sum(sums**2, axis=0)
    shares = np.sum(offsets**2, axis=0)[squares > 0.0] / squares[squares > 0.0]
    return float(len(points) * min(shares.min(initial=1.0), 1.0))


def error_from(ancestors: np.ndarray) -> float:
    """Return the standard error of the log evidence, from which first particle (n,) each last one descends.

    What descends from one first particle is independent of what descends from the others, and its share is an estimate
    of the evidence, relative to that of all: their scatter tells the error of the mean (Lee & Whiteley 2018, Biometrika
    105, 609; resampling that is systematic adds none of its own). Where moves make particles independent of their
    ancestors it is too great. Infinite where all descend from one.
    """
    n = ancestors.size
    shares = np.bincount(ancestors, minlength=n) / n
    variance = float(shares @ shares)
    return math.sqrt(variance - 1.0 / (n + 1.0)) if variance < 1.0 else math.inf
