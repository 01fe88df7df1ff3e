"""Many independent walkers at once, for a density of which a thousand values cost as little as one likelihood."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np

from autolens_lite.search.mcmc.warm_up import factor_from

# The mean acceptance probability that the step size is adapted to, and how fast.
_TARGET, _RATE = 0.85, 0.4
# Walkers that accept less than this do not move.
_LEAST_ACCEPTED = 0.5
# In so many first transitions the density is flattened, to the power of one over the second number at first: walkers
# come into its tails from outside, which they leave more easily than they find them.
_FLAT, _HOT = 24, 5.0
# Every other trajectory has steps shorter by this: where tails are narrow, the steps that suit the middle are refused,
# and walkers neither enter nor leave.
_SHORT = 0.3
# The length of a trajectory in widths of the density, shortened or lengthened by up to a half, at random; and its most
# steps.
_LENGTH, _MOST_STEPS = 1.5, 30
# Places are compared after so many transitions, and each time that there are twice as many; no more follow where all
# together have taken so many steps.
_FIRST_LOOK, _MOST = 32, 2000
# Means and widths that drift by less than so many of their errors are at rest.
_AT_REST = 3.5
# The metric is that of where walkers are after each so many transitions.
_METRIC = 4


class CheapDensity(Protocol):
    """A density that is not normalised."""

    def log_posteriors(self, u: np.ndarray) -> np.ndarray:
        """ln of the density (n,) at points (n, p); -inf where it is zero."""

    def slopes(self, u: np.ndarray) -> np.ndarray:
        """Its derivatives (n, p), or what is near these: also where it is zero."""


@dataclasses.dataclass(frozen=True)
class Walked:
    """Where walkers are.

    Attributes
    ----------
    points : (n, p) float
        One a walker.
    values : (n,) float
        ln of the density there.
    acceptance
        Of the last transition with steps that are not shortened, in the mean.
    steps
        How many steps each has taken.
    is_at_rest
        Whether means and widths have not changed over the second half of the transitions.
    """

    points: np.ndarray
    values: np.ndarray
    acceptance: float
    steps: int
    is_at_rest: bool


def walk(density: CheapDensity, start: np.ndarray, factor: np.ndarray, rng: np.random.Generator) -> Walked:
    """Move walkers by Hamiltonian Monte Carlo until means and widths of where they are have come to rest.

    Leapfrog steps in the metric of the walkers' own covariance; a trajectory that ends where the density is zero is
    refused, one that passes through is not. Walkers know nothing of each other but the step size and the metric, so
    where they are is so many independent draws. Every other trajectory has short steps, with which they come into tails
    that are narrower than the middle.

    Parameters
    ----------
    density
        Which is sampled.
    start : (n, p) float
        Where the density is not zero; best draws of what is like it.
    factor : (p, p) float
        Of the covariance that steps begin with, factor times its transpose.
    rng
        Of momenta, lengths and acceptance.
    """
    points, values, slopes = start, density.log_posteriors(start), density.slopes(start)
    log_step, accepted, total, transition, look = -0.25 * np.log(start.shape[1]), 0.0, 0, 0, _FLAT + _FIRST_LOOK
    before, at_rest = points, False
    while not at_rest and total < _MOST:
        # the density to this power
        power = _HOT ** min(transition / _FLAT - 1.0, 0.0)
        if transition and not transition % _METRIC:
            factor = _factor_of(points, factor)
        is_short = transition % 2 == 1
        length = np.exp(log_step) * (_SHORT if is_short else 1.0)
        steps = int(np.clip(round(rng.uniform(0.5, 1.5) * _LENGTH / length), 1, _MOST_STEPS))
        momenta = rng.standard_normal(points.shape)
        energies = 0.5 * np.sum(momenta**2, axis=1) - power * values
        there, pulled = points, slopes
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(steps):
                momenta = momenta + 0.5 * length * power * pulled @ factor
                there = there + length * momenta @ factor.T
                pulled = density.slopes(there)
                momenta = momenta + 0.5 * length * power * pulled @ factor
            new = density.log_posteriors(there)
            gains = np.nan_to_num(power * new - 0.5 * np.sum(momenta**2, axis=1) + energies, nan=-np.inf)
        taken = np.log(rng.random(len(points))) < gains
        points, slopes = (np.where(taken[:, None], *pair) for pair in ((there, points), (pulled, slopes)))
        values = np.where(taken, new, values)
        transition, total = transition + 1, total + steps
        if not is_short:
            accepted = float(np.mean(np.exp(np.minimum(gains, 0.0))))
            log_step += _RATE * (accepted - _TARGET)
        if transition <= _FLAT:
            before = points
        elif transition == look:
            at_rest = accepted > _LEAST_ACCEPTED and _is_at_rest(before, points, factor)
            before, look = points, look + (look - _FLAT)
    return Walked(points, values, accepted, total, at_rest)


def _factor_of(points: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Of the covariance (p, p) of points (n, p), in which the old one counts as p + 5 of them."""
    return factor_from(
        factor, np.linalg.solve(factor, (points - points.mean(axis=0)).T).T, True, prior_draws=points.shape[1] + 5.0
    )


def _is_at_rest(before: np.ndarray, points: np.ndarray, factor: np.ndarray) -> bool:
    """Whether neither means nor widths differ, along the axes that the factor whitens, in two places of walkers."""
    middle = before.mean(axis=0)
    one, other = (np.linalg.solve(factor, (places - middle).T) for places in (before, points))
    changes = np.concatenate([other - one, other**2 - one**2])
    errors = np.maximum(changes.std(axis=1), np.finfo(float).tiny) / np.sqrt(changes.shape[1])
    return bool(np.max(np.abs(changes.mean(axis=1)) / errors) < _AT_REST and np.ptp(points - before) > 0.0)
