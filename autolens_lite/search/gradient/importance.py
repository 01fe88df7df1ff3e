"""Importance sampling: draws of one density made draws of another by weights, and how far these are to be trusted."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from autolens_lite import exc

# With k-hat above it means and errors of weighted draws are not to be trusted, however many there are (Vehtari et al.
# 2024).
LIMIT = 0.7

# Of the prior that the fit of the tail has for its scale, and for its shape: as many draws at a shape of 1/2.
_SCALE_PRIOR, _SHAPE_DRAWS, _SHAPE = 3.0, 10, 0.5
_FEWEST_IN_TAIL = 5
# The shape of a density that ends at its greatest value.
_NO_TAIL = -1.0
# At 1 the mean is infinite; errors are found for shapes up to this.
_HEAVIEST = 0.95


class NoDrawsError(exc.SearchError):
    """Nothing can be drawn about a maximum; the maximum itself is none the worse for it."""


@dataclasses.dataclass(frozen=True)
class Importance:
    """What the weights of draws say.

    Attributes
    ----------
    weights : (n,) float
        Of the draws, smoothed; they sum to one.
    k_hat : float
        The shape of the tail of the weights: their moments above 1 / k_hat are infinite. Below `limit` the weighted
        draws stand for the density; infinite where there are too few draws to tell.
    effective_sample_size : float
        The number of draws of the density itself that these are worth.
    log_mean, log_mean_error : float
        ln of the mean of the weights before they were normalised, and its standard error: the evidence, where a weight
        is likelihood times prior over the normalised density that was drawn from. The error has what a tail of the
        shape k_hat + k_hat_error holds beyond the draws.
    k_hat_error : float
        The standard error of `k_hat`; infinite where that is.
    """

    weights: np.ndarray
    k_hat: float
    effective_sample_size: float
    log_mean: float
    log_mean_error: float
    k_hat_error: float

    @property
    def limit(self) -> float:
        """What `k_hat` is to be below: 1 - 1 / log10(n), so that n draws are enough, and 0.7 at most.

        Vehtari et al. (2024, section 3.2.4): 0.63 of 500 draws, 0.67 of 1000, 0.7 of 2200 and more.
        """
        return min(1.0 - 1.0 / math.log10(max(self.weights.size, 2)), LIMIT)

    @property
    def is_reliable(self) -> bool:
        """Whether the draws stand for the density."""
        return self.k_hat < self.limit

    @property
    def doubts(self) -> list[str]:
        """A sentence, where the draws are too few to tell that k-hat is below its limit; else none."""
        if not self.is_reliable or self.k_hat + self.k_hat_error < LIMIT:
            return []
        return [
            f"k-hat is {self.k_hat:.2f} +- {self.k_hat_error:.2f}, which may be above 0.7: then the log evidence is "
            "too low, and medians and errors are off, by more than the draws tell. More draws, or al.NUTS(..., "
            "start=result), decide it"
        ]


NO_DRAWS = Importance(
    weights=np.zeros(0),
    k_hat=math.inf,
    effective_sample_size=1.0,
    log_mean=math.nan,
    log_mean_error=math.inf,
    k_hat_error=math.inf,
)
"""Where no draw is of any weight: the maximum is all that is known."""


def importance_from(log_ratios: np.ndarray) -> Importance:
    """Weigh draws by Pareto-smoothed importance sampling (Vehtari et al. 2024, JMLR 25, 72).

    The largest ratios are replaced by what is expected of the generalized Pareto density that fits them, none made
    larger than the largest.

    Raises NoDrawsError if none is finite.

    `log_ratios` (n,) are ln of the density that is sought over that which was drawn from; -inf where the former is
    zero.
    """
    log_ratios = np.asarray(log_ratios, dtype=float)
    greatest = log_ratios.max(initial=-math.inf)
    if not math.isfinite(greatest):
        raise NoDrawsError(
            "none of the draws about the maximum has a finite likelihood. Look at the likelihood near the maximum; or "
            "use al.NUTS, which needs no such draws."
        )
    smoothed, k_hat = smoothed_from(log_ratios - greatest)
    relative = np.exp(smoothed)
    total, squares, count = relative.sum(), float(relative @ relative), relative.size
    effective = float(total**2 / squares)
    k_error = error_of_shape(k_hat, _tail_size(count))
    # the mean of n weights scatters by their own scatter / sqrt(n), the scatter of weights of mean 1 is n / ESS - 1
    scatter = max(1.0 / effective - 1.0 / count, 0.0) * count / max(count - 1, 1)
    return Importance(
        weights=relative / total,
        k_hat=k_hat,
        effective_sample_size=effective,
        log_mean=greatest + math.log(total / count),
        log_mean_error=math.hypot(math.sqrt(scatter), _beyond(relative / total, k_hat + k_error)),
        k_hat_error=k_error,
    )


def error_of_shape(shape: float, tail_size: int) -> float:
    """The standard error of a shape that is found of so many draws: (1 + k) / sqrt(n), drawn to 1/2 as the shape is.

    Smith (1987, Ann. Stat. 15, 1174), of the greatest likelihood.
    """
    return (1.0 + max(shape, 0.0)) * math.sqrt(tail_size) / (tail_size + _SHAPE_DRAWS)


def _tail_size(count: int) -> int:
    return math.ceil(min(0.2 * count, 3.0 * math.sqrt(count)))


def _beyond(weights: np.ndarray, shape: float) -> float:
    """By how much the sum of smoothed weights (n,), which is 1, would grow if their tail were of a shape.

    Of the mean of a generalized Pareto density the quantiles at the middles of m equal shares leave out a part, which
    lies above the greatest of them.
    """
    size = _tail_size(weights.size)
    if not 0.0 < shape < math.inf or not 0 < size < weights.size:
        return 0.0
    shape = min(shape, _HEAVIEST)
    ordered = np.partition(weights, weights.size - size - 1)[weights.size - size - 1 :]
    excess = float(np.sum(ordered - ordered.min()))
    seen = float(np.mean(pareto_quantile((np.arange(size) + 0.5) / size, shape, 1.0)))
    return excess * max(1.0 / (1.0 - shape) / seen - 1.0, 0.0)


def smoothed_from(log_ratios: np.ndarray) -> tuple[np.ndarray, float]:
    """Return log ratios (n,), of which the greatest is 0, with a smoothed tail; and the shape of the tail, k-hat.

    The tail is the greatest fifth, or 3 sqrt(n), whichever is less.
    """
    count = log_ratios.size
    tail_size = _tail_size(count)
    order = np.argsort(log_ratios, kind="stable")
    tail = order[count - tail_size :]
    if tail_size < _FEWEST_IN_TAIL or tail_size >= count:
        return log_ratios, math.inf
    cutoff = max(log_ratios[order[count - tail_size - 1]], math.log(np.finfo(float).tiny))
    excess = np.exp(log_ratios[tail]) - math.exp(cutoff)
    if not excess[0] >= 0.0 or np.ptp(log_ratios[tail]) <= 1e-12 * max(1.0, abs(cutoff)):
        # equal weights: no tail at all; zeros in the tail: so few draws count that it has no shape
        return log_ratios, (_NO_TAIL if excess[0] >= 0.0 and np.ptp(log_ratios) < 1e-9 else math.inf)
    shape, scale = pareto_from(excess)
    quantiles = pareto_quantile((np.arange(tail_size) + 0.5) / tail_size, shape, scale)
    smoothed = log_ratios.copy()
    smoothed[tail] = np.minimum(np.log(quantiles + math.exp(cutoff)), 0.0)
    return smoothed, shape


def pareto_from(excess: np.ndarray) -> tuple[float, float]:
    """Return shape k and scale of the generalized Pareto density of sorted draws (n,) above 0.

    The posterior mean of k / scale under a weak prior (Zhang & Stephens 2009, Technometrics 51, 316), and the k most
    likely with it, drawn towards 1/2 as by ten draws (Vehtari et al. 2024, appendix G). k > 0 is a heavy tail.
    """
    count = excess.size
    grid = np.arange(1, 31 + int(math.sqrt(count)))
    quartile = max(excess[int(count / 4.0 + 0.5) - 1], np.finfo(float).tiny)
    rates = 1.0 / excess[-1] + (1.0 - np.sqrt(grid[-1] / (grid - 0.5))) / (_SCALE_PRIOR * quartile)
    shapes = np.mean(np.log1p(-rates[:, None] * excess), axis=1)
    log_likelihoods = count * (np.log(-rates / shapes) - shapes - 1.0)
    weights = np.exp(log_likelihoods - log_likelihoods.max())
    rate = float(rates @ weights / weights.sum())
    shape = float(np.mean(np.log1p(-rate * excess)))
    scale = -shape / rate
    return (count * shape + _SHAPE_DRAWS * _SHAPE) / (count + _SHAPE_DRAWS), scale


def pareto_quantile(fractions: np.ndarray, shape: float, scale: float) -> np.ndarray:
    """Return the quantiles (n,) of a generalized Pareto density at fractions (n,) of its mass."""
    if abs(shape) < 1e-12:
        return -scale * np.log1p(-fractions)
    return scale * np.expm1(-shape * np.log1p(-fractions)) / shape
