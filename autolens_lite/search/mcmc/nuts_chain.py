"""The state of one Markov chain between two transitions, and some of its transitions as a task of a worker."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite.archive import Shapes
from autolens_lite.search.gradient.unconstrained_posterior import UnconstrainedPosterior
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator
from autolens_lite.search.mcmc.trajectory import Transition
from autolens_lite.search.mcmc.warm_up import StepSize, factor_from, windows_of

# What is kept of a transition beside the position: the log posterior, the energy of the trajectory, its mean
# acceptance probability, its gradients, its doublings, and whether it diverged.
KEPT = ("value", "energy", "acceptance", "gradients", "doublings", "diverged")
_LARGEST_LOG = 700.0  # of what is a float


@dataclasses.dataclass
class Chain:
    """One chain.

    Attributes
    ----------
    number : int
        Its number, from 0.
    done : int
        How many transitions it has made.
    z : (p,) float
        Where it is, in coordinates without limits; with the log posterior `value` there and its `gradient` (p,).
    factor : (p, p) float
        Of its metric: see `Transition`.
    step : (5,) float
        The state of the adaptation of its step size.
    window : (n, p) float
        The positions since the metric was last adapted.
    """

    number: int
    done: int
    z: np.ndarray
    value: float
    gradient: np.ndarray
    factor: np.ndarray
    step: np.ndarray
    window: np.ndarray

    @classmethod
    def starting(cls, number: int, z: np.ndarray, value: float, gradient: np.ndarray, factor: np.ndarray) -> Chain:
        """A chain at its start, with the step size that suits a density which the metric makes a unit normal one."""
        step = StepSize.starting(1.2 * z.size**-0.25)
        return cls(number, 0, z, value, gradient, factor, step.numbers, np.zeros((0, z.size)))

    @property
    def step_size(self) -> float:
        """The present one."""
        return math.exp(StepSize(self.step).log_step)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The whole state, under names of this chain."""
        values = {field.name: np.asarray(getattr(self, field.name)) for field in dataclasses.fields(self)}
        return {f"chain_{self.number}_{name}": value for name, value in values.items()}

    @classmethod
    def shapes(cls, number: int, size: int) -> Shapes:
        """The shapes of what `to_arrays` gives."""
        shapes: Shapes = dict.fromkeys(("number", "done", "value"), ())
        shapes |= dict.fromkeys(("z", "gradient"), (size,))
        shapes |= {"factor": (size, size), "step": (5,), "window": (None, size)}
        return {f"chain_{number}_{name}": shape for name, shape in shapes.items()}

    @classmethod
    def from_arrays(cls, number: int, arrays: Mapping[str, np.ndarray]) -> Chain:
        """What `to_arrays` was of."""
        values: dict[str, Any] = {f.name: arrays[f"chain_{number}_{f.name}"] for f in dataclasses.fields(cls)}
        values |= {name: int(values[name]) for name in ("number", "done")} | {"value": float(values["value"])}
        return cls(**values)

    def check(self, number: int, positions: np.ndarray, kept: np.ndarray) -> None:
        """Refuse a state that is not that of the chain of this number, with a ValueError.

        Parameters
        ----------
        number
            Of the chain.
        positions : (n, p) float
            Those after each of its transitions.
        kept : (n, 6) float
            What is `KEPT` of each.
        """
        arrays = (self.z, self.value, self.gradient, self.factor, self.step, self.window, positions, kept)
        if not all(np.isfinite(array).all() for array in arrays):
            raise ValueError("its chains are not of numbers")
        if self.number != number or len(positions) != self.done or len(self.window) > self.done:
            raise ValueError("its chains are others than they say")
        if self.done and not (np.array_equal(self.z, positions[-1]) and self.value == kept[-1, 0]):
            raise ValueError("its chains are not where they end")
        if np.any(kept[:, KEPT.index("gradients") :] < 0.0) or not np.linalg.matrix_rank(self.factor) == self.z.size:
            raise ValueError("its chains have other counts, or no metric")
        if not abs(self.step[0]) < _LARGEST_LOG:
            raise ValueError("its chains have no step size")


@dataclasses.dataclass(frozen=True)
class Advance:
    """Some transitions of one chain; called with an evaluator they are made.

    Attributes
    ----------
    chain
        Which is left as it is.
    transitions
        How many.
    warm_up
        How many of a chain's first transitions adapt its step size and metric.
    seed
        Of the run. Each transition has random numbers of its own, that follow from it, the chain and the transition.
    target
        The mean acceptance probability that the step size is adapted to.
    most_doublings
        Of a trajectory.
    dense
        Whether correlations are adapted.
    shrinkage
        How much of a metric the next window keeps.
    """

    chain: Chain
    transitions: int
    warm_up: int
    seed: int
    target: float
    most_doublings: int
    dense: bool
    shrinkage: float

    def __call__(self, evaluator: LocalEvaluator) -> tuple[Chain, np.ndarray, np.ndarray]:
        """Return the chain after them, its positions (n, p), and what is `KEPT` of each (n, 6)."""
        posterior = UnconstrainedPosterior(evaluator)
        chain = dataclasses.replace(self.chain)
        positions = np.empty((self.transitions, chain.z.size))
        kept = np.empty((self.transitions, len(KEPT)))
        for i in range(self.transitions):
            rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, 3, chain.number, chain.done])))
            move = Transition(posterior.value_and_grad, chain.factor, chain.step_size, self.most_doublings, rng)
            point, energy, doublings = move(chain.z, chain.value, chain.gradient)
            tally = move.tally
            acceptance = tally.acceptance / max(tally.gradients, 1)
            positions[i] = point.z
            kept[i] = point.value, energy, acceptance, tally.gradients, doublings, tally.diverged
            chain.z, chain.value, chain.gradient = point.z, point.value, point.gradient
            chain.done += 1
            if chain.done <= self.warm_up:
                self._adapt(chain, acceptance)
        return chain, positions, kept

    def _adapt(self, chain: Chain, acceptance: float) -> None:
        step = StepSize(chain.step)
        step.learn(acceptance, self.target)
        ends = windows_of(self.warm_up)
        if ends[0] < chain.done <= ends[-1]:
            chain.window = np.concatenate([chain.window, chain.z[None]])
        if chain.done in ends[1:]:
            whitened = np.linalg.solve(chain.factor, (chain.window - chain.window.mean(axis=0)).T).T
            chain.factor = factor_from(chain.factor, whitened, self.dense, self.shrinkage)
            chain.window = chain.window[:0]
            step.restart()
        if chain.done == self.warm_up:
            step.settle()
        chain.step = step.numbers
