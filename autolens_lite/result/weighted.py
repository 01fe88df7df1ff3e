"""Statistics of weighted samples."""

from __future__ import annotations

import math

import numpy as np


def quantiles(values: np.ndarray, weight: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    """Return the quantiles of each column of weighted samples.

    A sample stands at the middle of its step of the cumulative weight, and between two samples the quantile is linear;
    samples of weight zero have no influence.

    Parameters
    ----------
    values
        Shape (n, p).
    weight
        Shape (n,), of any scale.
    fractions
        Shape (f,), from 0 to 1.

    Returns
    -------
    np.ndarray
        Shape (f, p).
    """
    used = weight > 0.0
    values, weight = values[used], weight[used]
    found = np.empty((len(fractions), values.shape[1]))
    for column in range(values.shape[1]):
        order = np.argsort(values[:, column], kind="stable")
        sorted_weight = weight[order]
        middle = np.cumsum(sorted_weight) - 0.5 * sorted_weight
        found[:, column] = np.interp(fractions, middle / np.sum(weight), values[order, column])
    return found


def covariance(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the unbiased covariance matrix (p, p) of samples (n, p) with weights (n,) of reliability."""
    weight = weight / np.sum(weight)
    centred = values - weight @ values
    # 1 - sum w^2, as a sum of what each leaves, so that it is not rounding where one sample has next to all the weight
    best = int(np.argmax(weight))
    others = float(np.sum(np.delete(weight, best)))
    left = np.where(np.arange(len(weight)) == best, others, 1.0 - weight)
    # one sample alone has no spread: 0 / 0 becomes 0
    return (weight * centred.T) @ centred / max(float(weight @ left), np.finfo(float).tiny)


def effective_size(weight: np.ndarray) -> float:
    """Return the number of equal-weight samples with the same variance of a mean (Kish): (sum w)^2 / sum w^2."""
    return float(np.sum(weight) ** 2 / np.sum(weight**2))


def fractions_at_sigma(sigma: float) -> tuple[float, float]:
    """Return the cumulative probabilities of the central interval that is named by `sigma`: 1 -> 0.159, 0.841."""
    half = 0.5 * math.erf(sigma / math.sqrt(2.0))
    return 0.5 - half, 0.5 + half
