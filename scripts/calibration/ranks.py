"""Whether truths lie among the draws of their posteriors as draws themselves do: ranks, coverage, and one joint test.

Where truths are drawn from the prior and data from the likelihood, the rank of a truth among draws of its posterior is
uniform, of every parameter, and of every function of parameters and data, such as the log likelihood (Talts et al.
2018, arXiv:1804.06788; Modrak et al. 2023, arXiv:2211.02383).
"""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np
from scipy import special, stats

LEVELS = (0.68, 0.95)
JOINT = 0.99
"""A problem whose errors are errors passes with this probability."""

_SIMULATED, _SEED = 10_000, 1
# The power at which the smallest bias that is seen is told.
_POWER = 0.9


def rank_of(values: np.ndarray, weights: np.ndarray, truth: float, size: float) -> float:
    """The rank of a truth among weighted draws (n,) that are worth `size` independent ones, between 0 and 1.

    It is the middle of the share of the unit interval that a rank has among size + 1 of them.
    """
    below = float(weights @ (values < truth) + 0.5 * (weights @ (values == truth))) / float(weights.sum())
    return (below * size + 0.5) / (size + 1.0)


@dataclasses.dataclass(frozen=True)
class Tested:
    """Ranks of one quantity, tested.

    Attributes
    ----------
    bias
        The mean of the ranks as normal scores: how far truths are above the middle of posteriors, in sigma.
    covered
        How many truths are within the central interval of each of `LEVELS`.
    p_values
        Of the bias, of what is covered at each level, and of the largest distance of the ranks' distribution from the
        uniform one (Kolmogorov and Smirnov).
    """

    bias: float
    covered: tuple[int, ...]
    p_values: tuple[float, ...]


def tested(ranks: np.ndarray) -> Tested:
    """Test the ranks (n,) of one quantity."""
    n = len(ranks)
    bias, covered = _bias(ranks[None]), _covered(ranks[None])
    return Tested(float(bias[0]), tuple(int(count[0]) for count in covered), tuple(_p_values(n, ranks[None])[:, 0]))


def joint_p_value(found: list[Tested], n: int) -> float:
    """How often the smallest p-value of as many calibrated quantities, with n ranks each, is as small or smaller.

    That of one quantity, whose tests depend on one another, is simulated; the quantities are taken for independent,
    so that where they are not the true probability is less.
    """
    smallest = min(min(one.p_values) for one in found)
    alone = (np.sum(_least_p_values(n) <= smallest) + 1.0) / (_SIMULATED + 1.0)
    # beyond what can be simulated the tests' number bounds it
    alone = min(alone, (len(LEVELS) + 2) * smallest)
    return float(-math.expm1(len(found) * math.log1p(-min(alone, 1.0 - 1e-12))))


def least_p_value(quantities: int, n: int) -> float:
    """The p-value below which one test of one of so many quantities, with n ranks each, fails all jointly."""
    return float(np.quantile(_least_p_values(n), 1.0 - JOINT ** (1.0 / quantities)))


def bands(quantities: int, n: int) -> list[tuple[int, int]]:
    """Of how many truths within the interval, at each of `LEVELS`, none of so many quantities fails."""
    least = least_p_value(quantities, n)
    inside = [np.flatnonzero(_of_counts(n, level) > least) for level in LEVELS]
    return [(int(counts[0]), int(counts[-1])) for counts in inside]


def smallest_bias(quantities: int, n: int) -> float:
    """The bias, in sigma, that n fits see nine times out of ten."""
    return float(stats.norm.isf(0.5 * least_p_value(quantities, n)) + stats.norm.ppf(_POWER)) / math.sqrt(n)


def _bias(ranks: np.ndarray) -> np.ndarray:
    return stats.norm.ppf(ranks).mean(axis=-1)


def _covered(ranks: np.ndarray) -> list[np.ndarray]:
    return [np.sum(np.abs(ranks - 0.5) < 0.5 * level, axis=-1) for level in LEVELS]


def _p_values(n: int, ranks: np.ndarray) -> np.ndarray:
    """Of ranks (m, n): (tests, m)."""
    of_bias = 2.0 * stats.norm.sf(np.abs(_bias(ranks)) * math.sqrt(n))
    of_coverage = [_of_counts(n, level)[count] for level, count in zip(LEVELS, _covered(ranks), strict=True)]
    ordered, steps = np.sort(ranks, axis=-1), np.arange(n) / n
    distance = np.maximum(ordered - steps, steps + 1.0 / n - ordered).max(axis=-1)
    # Stephens (1970, JRSS B 32, 115): as of many ranks
    return np.array([of_bias, *of_coverage, special.kolmogorov((math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * distance)])


@functools.lru_cache(maxsize=16)
def _of_counts(n: int, level: float) -> np.ndarray:
    """The two-sided p-values of counts 0 to n of the binomial law: twice the lesser tail."""
    counts = np.arange(n + 1)
    lesser = np.minimum(stats.binom.cdf(counts, n, level), stats.binom.sf(counts - 1, n, level))
    return np.minimum(2.0 * lesser, 1.0)


@functools.lru_cache(maxsize=16)
def _least_p_values(n: int) -> np.ndarray:
    """The smallest p-values of calibrated quantities, each with n ranks."""
    rng = np.random.default_rng(_SEED)
    found = [_p_values(n, rng.random((500, n))).min(axis=0) for _ in range(_SIMULATED // 500)]
    return np.concatenate(found)
