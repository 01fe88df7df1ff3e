"""One transition of the No-U-Turn sampler (Hoffman & Gelman 2014, JMLR 15, 1593; Betancourt 2017, arXiv:1701.02434).

The points of a trajectory are drawn by their weights, and it ends where it turns back on itself, judged by the sum of
its momenta, between its halves too. Written for densities of which one gradient costs milliseconds: what the sampler
itself does is nothing beside it, and the likelihood's own compiled program is called as it is.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np

# An energy this far above the start's is that of a trajectory that has left the density: the step was too long.
_DIVERGED = 1000.0

LogDensity = Callable[[np.ndarray], tuple[float, np.ndarray]]


@dataclasses.dataclass(frozen=True)
class Point:
    """A position z (p,), the log density there and its gradient (p,), and the momentum (p,)."""

    z: np.ndarray
    value: float
    gradient: np.ndarray
    momentum: np.ndarray

    @property
    def energy(self) -> float:
        """Infinite where there is no density."""
        energy = -self.value + 0.5 * float(self.momentum @ self.momentum)
        return energy if math.isfinite(energy) else math.inf


@dataclasses.dataclass
class Tally:
    """What a transition did: its gradients, the sum of their acceptance probabilities, and whether it diverged."""

    gradients: int = 0
    acceptance: float = 0.0
    diverged: bool = False


@dataclasses.dataclass(frozen=True)
class Piece:
    """A piece of a trajectory: its ends in time, the sum of its momenta, the draw from it and ln of its weight."""

    first: Point
    last: Point
    momenta: np.ndarray
    drawn: Point
    log_weight: float
    goes_on: bool


class Transition:
    """The move of one chain, with the momenta of a metric whose inverse is `factor` times its transpose.

    Parameters
    ----------
    log_density
        Returns the log density at z (p,), -inf where there is none, and its gradient (p,).
    factor : (p, p) float
        z moves by `factor` times the momentum, whose density is the unit normal one.
    step_size
        Of the leapfrog integrator.
    most_doublings
        A trajectory has at most two to this power steps.
    rng
        Where random numbers are drawn from.
    """

    def __init__(
        self,
        log_density: LogDensity,
        factor: np.ndarray,
        step_size: float,
        most_doublings: int,
        rng: np.random.Generator,
    ) -> None:
        self._log_density = log_density
        self._factor = factor
        self._step_size = step_size
        self._most_doublings = most_doublings
        self._rng = rng
        self.tally = Tally()

    def __call__(self, z: np.ndarray, value: float, gradient: np.ndarray) -> tuple[Point, float, int]:
        """Return the next point from a position (p,), the energy of the trajectory, and how often it was doubled."""
        start = Point(z, value, gradient, self._rng.standard_normal(z.size))
        self._energy = start.energy
        whole = Piece(start, start, start.momentum, start, 0.0, True)
        doublings = 0
        while whole.goes_on and doublings < self._most_doublings:
            forwards = bool(self._rng.random() < 0.5)
            more = self._piece(whole.last if forwards else whole.first, doublings, 1.0 if forwards else -1.0)
            doublings += 1
            if not more.goes_on:
                break
            # the new half is favoured, so that chains move far
            take_new = math.log(max(self._rng.random(), 1e-300)) < more.log_weight - whole.log_weight
            whole = _joined(whole, more, more.drawn if take_new else whole.drawn, forwards)
        return whole.drawn, self._energy, doublings

    def _piece(self, origin: Point, depth: int, direction: float) -> Piece:
        """The piece of two to the power `depth` steps that follows a point; it may end before where it turns."""
        if depth == 0:
            return self._step(origin, direction)
        near = self._piece(origin, depth - 1, direction)
        if not near.goes_on:
            return near
        forwards = direction > 0.0
        far = self._piece(near.last if forwards else near.first, depth - 1, direction)
        if not far.goes_on:
            return far
        share = far.log_weight - np.logaddexp(near.log_weight, far.log_weight)
        take_far = math.log(max(self._rng.random(), 1e-300)) < share
        return _joined(near, far, far.drawn if take_far else near.drawn, forwards)

    def _step(self, origin: Point, direction: float) -> Piece:
        length = direction * self._step_size
        half = origin.momentum + 0.5 * length * (origin.gradient @ self._factor)
        z = origin.z + length * (self._factor @ half)
        value, gradient = self._log_density(z)
        point = Point(z, value, gradient, half + 0.5 * length * (gradient @ self._factor))
        log_weight = self._energy - point.energy
        diverged = log_weight < -_DIVERGED
        self.tally.gradients += 1
        self.tally.acceptance += math.exp(min(log_weight, 0.0))
        self.tally.diverged |= diverged
        return Piece(point, point, point.momentum, point, log_weight, not diverged)


def _joined(old: Piece, new: Piece, drawn: Point, forwards: bool) -> Piece:
    """Two neighbouring pieces as one, which goes on unless it turns, or does where they meet."""
    before, after = (old, new) if forwards else (new, old)
    momenta = before.momenta + after.momenta
    goes_on = (
        _is_straight(momenta, before.first, after.last)
        and _is_straight(before.momenta + after.first.momentum, before.first, after.first)
        and _is_straight(after.momenta + before.last.momentum, before.last, after.last)
    )
    log_weight = float(np.logaddexp(old.log_weight, new.log_weight))
    return Piece(before.first, after.last, momenta, drawn, log_weight, goes_on)


def _is_straight(momenta: np.ndarray, first: Point, last: Point) -> bool:
    return bool(momenta @ first.momentum > 0.0 and momenta @ last.momentum > 0.0)
