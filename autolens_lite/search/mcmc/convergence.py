"""Whether chains have converged: rank-normalised R-hat, effective sample sizes and the energies' mixing.

R-hat and effective sizes are those of Vehtari et al. (2021, Bayesian Analysis 16, 667); the energy fraction is that of
Betancourt (2016, arXiv:1604.00695).
"""

from __future__ import annotations

import math

import numpy as np

LARGEST_R_HAT = 1.01
FEWEST_A_CHAIN = 100
LEAST_ENERGY_FRACTION = 0.3
_TAIL = 0.05


def r_hat_of(chains: np.ndarray) -> np.ndarray:
    """Return the rank-normalised split R-hat (p,) of chains (c, n, p): 1 where all halves of chains agree.

    The greater of that of the values and that of their distances from the median, so that it sees differences of place
    and of width. NaN of a parameter that does not move.
    """
    halves = _split(chains)
    distances = np.abs(halves - np.median(halves, axis=(0, 1)))
    with np.errstate(all="ignore"):
        return np.maximum(_plain_r_hat(_normal_scores(halves)), _plain_r_hat(_normal_scores(distances)))


def bulk_size_of(chains: np.ndarray) -> np.ndarray:
    """Return the effective sample size (p,) of chains (c, n, p) for the middle of the density."""
    return _sizes(_normal_scores(_split(chains)))


def tail_size_of(chains: np.ndarray) -> np.ndarray:
    """Return the effective sample size (p,) of chains (c, n, p) for their quantiles 0.05 and 0.95, the lesser."""
    halves, flat = _split(chains), chains.reshape(-1, chains.shape[2])
    ends = np.quantile(flat, [_TAIL, 1.0 - _TAIL], axis=0)
    return np.minimum(*(_sizes((halves <= end).astype(float)) for end in ends))


def energy_fraction_of(energies: np.ndarray) -> np.ndarray:
    """Return the estimated fraction of missing information (c,) of the energies (c, n) of chains.

    The mean square of their steps over their variance: below 0.3 the momenta that are drawn do not lead through all
    energies, as in a funnel.
    """
    centred = energies - energies.mean(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return np.sum(np.diff(energies, axis=1) ** 2, axis=1) / np.sum(centred**2, axis=1)


def _split(chains: np.ndarray) -> np.ndarray:
    """Halves of chains as chains of their own (2c, n // 2, p); of an odd number of draws without the middle one."""
    half = chains.shape[1] // 2
    return np.concatenate([chains[:, :half], chains[:, chains.shape[1] - half :]])


def _normal_scores(chains: np.ndarray) -> np.ndarray:
    """The normal quantiles at the ranks of all values of a parameter; equal values share a rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    flat = chains.reshape(-1, chains.shape[2])
    ranks = rankdata(flat, axis=0)
    return ndtri((ranks - 0.375) / (len(flat) + 0.25)).reshape(chains.shape)


def _plain_r_hat(chains: np.ndarray) -> np.ndarray:
    count = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean(axis=0)
    between = chains.mean(axis=1).var(axis=0, ddof=1)
    return np.sqrt((count - 1.0) / count + between / within)


def _sizes(chains: np.ndarray) -> np.ndarray:
    return np.array([_size(chains[:, :, i]) for i in range(chains.shape[2])])


def _size(chains: np.ndarray) -> float:
    """The effective sample size of chains (c, n) of one parameter; NaN where it does not move.

    Auto-correlations are summed in pairs while these are positive and fall (Geyer 1992, Stat. Sci. 7, 473).
    """
    number, count = chains.shape
    if count < 4 or np.ptp(chains) == 0.0:
        return math.nan
    covariances = _auto_covariances(chains).mean(axis=0)
    within = covariances[0] * count / (count - 1.0)
    between = chains.mean(axis=1).var(ddof=1) if number > 1 else 0.0
    rho = 1.0 - (within - covariances) / (within * (count - 1.0) / count + between)
    rho[0] = 1.0
    pairs = rho[: 2 * (count // 2)].reshape(-1, 2).sum(axis=1)
    # the last pair that is looked at begins three before the end
    pairs = pairs[: max((count - 3) // 2 + 1, 1)]
    positive = len(pairs) if np.all(pairs > 0.0) else int(np.argmax(~(pairs > 0.0)))
    pairs_kept = np.minimum.accumulate(pairs[:positive])
    # of the first pair that is not kept, the even one still counts once where it is positive
    after = rho[2 * positive] if 2 * positive < count else 0.0
    time = -1.0 + 2.0 * float(pairs_kept.sum()) + max(float(after), 0.0)
    total = number * count
    return total / max(time, 1.0 / math.log10(total))


def _auto_covariances(chains: np.ndarray) -> np.ndarray:
    """The auto-covariances (c, n) of chains (c, n) at each lag, over n."""
    from scipy.fft import irfft, next_fast_len, rfft

    count = chains.shape[1]
    length = next_fast_len(2 * count)
    transformed = rfft(chains - chains.mean(axis=1, keepdims=True), length, axis=1)
    return irfft(np.abs(transformed) ** 2, length, axis=1)[:, :count] / count
