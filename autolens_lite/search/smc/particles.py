"""Particles on their way from one density to another, and their moves by Hamiltonian Monte Carlo."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite.archive import Shapes

# Eigenvalues of the metric are at least this part of the prior's, which are one.
_LEAST = 0.5
# The time of a trajectory, in units of the width of the density over its speed, and the most steps that it has.
_TIME, _MOST_STEPS = 0.5 * math.pi, 64
# Particles that twice as many moves bring farther than by this factor are on their way still.
_GROWTH = 1.25
# How the step follows the acceptance.
_GAIN, _SHORTEST_STEP, _LONGEST_STEP = 1.5, 1e-8, 1.5


@dataclasses.dataclass
class Particles:
    """Where the particles are, and what is known there.

    Attributes
    ----------
    z : (n, p) float
        Coordinates without limits.
    value, gradient : (n,), (n, p) float
        The log posterior density; -inf, and zeros, where there is none.
    reference, reference_gradient : (n,), (n, p) float
        The same of the density that is begun with.
    ancestor : (n,) int
        Which of the first particles each descends from.
    """

    z: np.ndarray
    value: np.ndarray
    gradient: np.ndarray
    reference: np.ndarray
    reference_gradient: np.ndarray
    ancestor: np.ndarray

    @classmethod
    def at(cls, z: np.ndarray, densities: Densities, ancestor: np.ndarray | None = None) -> Particles:
        """Particles at coordinates (n, p); without `ancestor` they are the first."""
        value, gradient = densities.posterior.values_and_grads(z)
        reference, slope = densities.reference.values_and_grads(z)
        return cls(z, value, gradient, reference, slope, np.arange(len(z)) if ancestor is None else ancestor)

    @property
    def log_ratios(self) -> np.ndarray:
        """ln of the posterior over the reference, (n,)."""
        return self.value - self.reference

    def tempered(self, exponent: float) -> tuple[np.ndarray, np.ndarray]:
        """The log density (n,) with this exponent of the posterior and the rest of the reference; and its gradients."""
        value = np.where(np.isfinite(self.value), exponent * self.value, -math.inf)
        gradient = exponent * self.gradient + (1.0 - exponent) * self.reference_gradient
        return value + (1.0 - exponent) * self.reference, gradient

    def taken(self, indices: np.ndarray) -> Particles:
        """Those with these indices (m,)."""
        return Particles(**{name: array[indices] for name, array in self.to_arrays().items()})

    def where(self, chosen: np.ndarray, other: Particles) -> Particles:
        """These where chosen (n,), the other ones elsewhere."""
        mine, others = self.to_arrays(), other.to_arrays()
        pick = {name: (chosen[:, None] if array.ndim > 1 else chosen) for name, array in mine.items()}
        return Particles(**{name: np.where(pick[name], mine[name], others[name]) for name in mine})

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it, for a checkpoint."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}

    @staticmethod
    def shapes(count: int, size: int) -> Shapes:
        """The shapes of what `to_arrays` gives."""
        points = dict.fromkeys(("z", "gradient", "reference_gradient"), (count, size))
        return {**points, **dict.fromkeys(("value", "reference", "ancestor"), (count,))}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Particles:
        """What `to_arrays` was of."""
        return cls(**{field.name: arrays[field.name] for field in dataclasses.fields(cls)})


@dataclasses.dataclass(frozen=True)
class Densities:
    """The two ends of the way: both have `values_and_grads`.

    Attributes
    ----------
    posterior
        The log posterior density, not normalised.
    reference
        The log density that is begun with, normalised.
    """

    posterior: Any
    reference: Any


def metric_from(particles: Particles, exponent: float, log_weights: np.ndarray) -> np.ndarray:
    """Return W (p, p) with W W^T the inverse of the mean outer product of the density's gradients.

    That is its mean curvature, within each mode, and does not know how far apart these are as a covariance would.
    With few particles correlations are drawn towards none.
    """
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    _, gradient = particles.tempered(exponent)
    gradient = np.where(weights[:, None] > 0.0, gradient, 0.0)
    curvature = (gradient.T * weights) @ gradient
    size = len(curvature)
    effective = 1.0 / float(weights @ weights)
    kept = effective / (effective + size)
    curvature = kept * curvature + (1.0 - kept) * np.diag(np.diagonal(curvature))
    values, axes = np.linalg.eigh(curvature)
    return axes / np.sqrt(np.maximum(values, _LEAST))


def moved(
    particles: Particles,
    densities: Densities,
    exponent: float,
    metric: np.ndarray,
    step: float,
    rng: np.random.Generator,
) -> tuple[Particles, float]:
    """Move each particle by one trajectory of Hamiltonian Monte Carlo (Neal 2011).

    Parameters
    ----------
    particles
        Where they are.
    densities
        The ends of the way.
    exponent
        How far along it is.
    metric : (p, p) float
        W: see `metric_from`.
    step
        The step size.
    rng
        For momenta and lengths; one length for all.

    Returns
    -------
    The particles, and the mean acceptance probability.
    """
    time = _TIME * rng.uniform(0.5, 1.0)
    step = step * rng.uniform(0.9, 1.1)
    steps = int(np.clip(round(time / step), 1, _MOST_STEPS))
    momentum = rng.standard_normal(particles.z.shape)
    height, gradient = particles.tempered(exponent)
    energy = height - 0.5 * np.sum(momentum**2, axis=1)
    there = particles
    for _ in range(steps):
        momentum = momentum + 0.5 * step * gradient @ metric
        there = Particles.at(there.z + step * momentum @ metric.T, densities, particles.ancestor)
        height, gradient = there.tempered(exponent)
        momentum = momentum + 0.5 * step * gradient @ metric
    change = height - 0.5 * np.sum(momentum**2, axis=1) - energy
    probability = np.exp(np.minimum(np.where(np.isnan(change), -math.inf, change), 0.0))
    accepted = rng.random(probability.size) < probability
    return there.where(accepted, particles), float(probability.mean())


def adapted(step: float, acceptance: float, target: float) -> float:
    """The next step size."""
    return float(np.clip(step * math.exp(_GAIN * (acceptance - target)), _SHORTEST_STEP, _LONGEST_STEP))


def jumps_from(before: np.ndarray, after: np.ndarray, metric: np.ndarray) -> np.ndarray:
    """The mean squared way (p,) from points (n, p) to others over that between independent draws of a normal density.

    In each direction of the metric.
    """
    whitened = np.linalg.solve(metric, (after - before).T)
    return np.mean(whitened**2, axis=1) / 2.0


def has_settled(jumps: list[np.ndarray]) -> bool:
    """Whether particles have forgotten where they began: the second half of their moves brought them no farther.

    `jumps` are what `jumps_from` gave after each move. On their way it grows with their number.
    """
    half = len(jumps) // 2
    return half > 0 and bool(np.all(jumps[-1] <= _GROWTH * jumps[half - 1]))
