"""Walkers that a cheap density leads through a dear one, from draws that are like it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from autolens_lite.search.mcmc.convergence import LARGEST_R_HAT, bulk_size_of, r_hat_of
from autolens_lite.search.mcmc.warm_up import factor_from

# The mean acceptance probability that the length of trajectories is adapted to, how fast, and the logarithms of the
# lengths' limits, in widths of the density.
_TARGET, _RATE, _SHORTEST, _LONGEST = 0.65, 0.6, -3.0, 0.4
# The leapfrog step in units of p^(-1/4), and the most steps of a trajectory.
_STEP, _MOST_STEPS = 0.8, 30
# Transitions of the warm-up, after how many of these the metric is adapted, and after how many others walkers are
# looked at.
_WARM_UP, _METRIC, _LOOK = 24, 8, 12
# Groups of walkers that are compared with each other, each also with itself in halves of the time.
_GROUPS = 4
# Independent samples that each walker must be worth, and after how many transitions it is told whether it can be.
_A_WALKER, _TELLING = 5.0, 36


class Guide(Protocol):
    """A density that is cheap to know the slope of."""

    def slopes(self, points: np.ndarray) -> np.ndarray:
        """The derivatives (n, p) of its logarithm at points (n, p), also where it is zero."""


@dataclasses.dataclass(frozen=True)
class Led:
    """Where walkers were, without their warm-up.

    Attributes
    ----------
    chains : (c, n, p) float
        Of each walker.
    values : (c, n) float
        ln of the density there.
    acceptance
        In the mean.
    r_hat
        The largest of all parameters: of four groups of walkers, in halves of the time. All walkers of a group make one
        chain, as each alone is short (Margossian et al. 2024, Bayesian Analysis, nested R-hat).
    effective_sample_size
        The least of all parameters.
    """

    chains: np.ndarray
    values: np.ndarray
    acceptance: float
    r_hat: float
    effective_sample_size: float

    @property
    def is_mixed(self) -> bool:
        """Whether groups of walkers, and earlier and later places, agree, and each walker has been in several places.

        Walkers that hardly move agree, too, as they start alike: each of them counts as one sample or two.
        """
        return self.r_hat < LARGEST_R_HAT and self.effective_sample_size >= _A_WALKER * len(self.chains)

    def may_mix_in(self, transitions: int) -> bool:
        """Whether each walker would be in enough places after so many more transitions like these."""
        number, count = self.values.shape
        expected = self.effective_sample_size * (count + transitions) / count
        return count < _TELLING or expected >= _A_WALKER * number


def walk_led(
    log_density: Callable[[np.ndarray], np.ndarray],
    guides: Sequence[Guide],
    start: np.ndarray,
    values: np.ndarray,
    factor: np.ndarray,
    rng: np.random.Generator,
    n_effective: float,
    most: int,
) -> Led:
    """Move walkers by Hamiltonian Monte Carlo with the slopes of cheap densities, accepted by the dear density.

    Leapfrog steps keep volumes and can be gone back whatever the slopes are, so that walkers are right however wrong
    the guides are: that makes for refusals (Rasmussen 2003, Bayesian Statistics 7, 651). A trajectory costs one value
    of the dear density; it is as long as two of three are accepted. What a guide has wrong counts along a trajectory
    alone, not from end to end of the density, as it does in weights.

    Parameters
    ----------
    log_density
        ln of the density (n,) of points (n, p); -inf where it is zero.
    guides
        One leads at a time, at random.
    start : (n, p) float
        Where walkers start.
    values : (n,) float
        ln of the density there, finite.
    factor : (p, p) float
        Of the covariance that steps begin with, factor times its transpose.
    rng
        Of momenta, lengths and acceptance.
    n_effective
        The effective sample size at which walkers stop, if they are mixed.
    most
        The greatest number of values of the dear density.
    """
    walkers = _Walkers(log_density, guides, start, values, factor, rng)
    while len(walkers.places) < _WARM_UP:
        walkers.move(adapts=True)
    transitions = most // len(start)
    while True:
        for _ in range(_LOOK):
            walkers.move(adapts=False)
        found, left = walkers.led(), transitions - len(walkers.places)
        is_enough = found.is_mixed and found.effective_sample_size >= n_effective
        if is_enough or left < _LOOK or not found.may_mix_in(left):
            return found


class _Walkers:
    """Walkers on their way."""

    def __init__(
        self,
        log_density: Callable[[np.ndarray], np.ndarray],
        guides: Sequence[Guide],
        start: np.ndarray,
        values: np.ndarray,
        factor: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        self.log_density, self.guides, self.rng = log_density, guides, rng
        self.points, self.values, self.factor = start, values, factor
        self.log_lengths = np.zeros(len(guides))
        self.places: list[np.ndarray] = []
        self.heights: list[np.ndarray] = []
        self.accepted: list[float] = []

    def move(self, adapts: bool) -> None:
        """Move each by one trajectory; the length and the metric may adapt to where they have been."""
        if adapts and self.places and not len(self.places) % _METRIC:
            self._adapt_metric()
        leader = int(self.rng.integers(len(self.guides)))
        length = math.exp(self.log_lengths[leader]) * self.rng.uniform(0.5, 1.5)
        momenta = self.rng.standard_normal(self.points.shape)
        energies = 0.5 * np.sum(momenta**2, axis=1) - self.values
        there, momenta = self._trajectory(self.guides[leader], momenta, length)
        new = self.log_density(there)
        with np.errstate(over="ignore", invalid="ignore"):
            gains = np.nan_to_num(new - 0.5 * np.sum(momenta**2, axis=1) + energies, nan=-np.inf)
        taken = np.log(self.rng.random(len(there))) < gains
        self.points, self.values = np.where(taken[:, None], there, self.points), np.where(taken, new, self.values)
        accepted = float(np.mean(np.exp(np.minimum(gains, 0.0))))
        if adapts:
            new_length = self.log_lengths[leader] + _RATE * (accepted - _TARGET)
            self.log_lengths[leader] = np.clip(new_length, _SHORTEST, _LONGEST)
        self.places.append(self.points)
        self.heights.append(self.values)
        self.accepted.append(accepted)

    def _trajectory(self, guide: Guide, momenta: np.ndarray, length: float) -> tuple[np.ndarray, np.ndarray]:
        """Where the leapfrog steps of a guide lead, and with which momenta."""
        longest = _STEP * momenta.shape[1] ** -0.25
        steps = min(math.ceil(length / longest), _MOST_STEPS)
        step = length / steps
        there = self.points
        with np.errstate(over="ignore", invalid="ignore"):
            momenta = momenta + 0.5 * step * guide.slopes(there) @ self.factor
            for number in range(steps):
                there = there + step * momenta @ self.factor.T
                momenta = momenta + (0.5 if number == steps - 1 else 1.0) * step * guide.slopes(there) @ self.factor
        return there, momenta

    def _adapt_metric(self) -> None:
        """To where walkers have been since the last time, which count as if each was there once."""
        recent = np.concatenate(self.places[-_METRIC:])
        whitened = np.linalg.solve(self.factor, (recent - recent.mean(axis=0)).T).T
        prior_draws = _METRIC * (recent.shape[1] + 5.0)
        self.factor = factor_from(self.factor, whitened, True, prior_draws=prior_draws)

    def led(self) -> Led:
        """What walkers have been through, without the warm-up or the first third, whichever is longer."""
        first = max(_WARM_UP, len(self.places) // 3)
        chains = np.array(self.places[first:]).transpose(1, 0, 2)
        number, count, size = chains.shape
        each = number // _GROUPS
        groups = chains[: each * _GROUPS].reshape(_GROUPS, each, count, size).transpose(0, 2, 1, 3)
        with np.errstate(all="ignore"):
            r_hat = float(np.max(np.nan_to_num(r_hat_of(groups.reshape(_GROUPS, -1, size)), nan=np.inf)))
            effective = float(np.min(np.nan_to_num(bulk_size_of(chains), nan=1.0)))
        return Led(chains, np.array(self.heights[first:]).T, float(np.mean(self.accepted[first:])), r_hat, effective)
