"""The density that tempering begins with: the prior, or a mixture of densities about several maxima."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.unconstrained_posterior import log_unit_normal


class PriorReference:
    """The prior, in the coordinates in which it is the unit normal density.

    `size` is the number of parameters.
    """

    def __init__(self, size: int) -> None:
        self.size = size

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return points (count, p)."""
        return rng.standard_normal((count, self.size))

    def values_and_grads(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The log density (n,) of points (n, p), normalised, and its gradients (n, p)."""
        return log_unit_normal(z), -z


class MixtureReference:
    """Student densities of equal weight with the widths of the posterior about its maxima.

    `parts` are one for each maximum.
    """

    def __init__(self, parts: Sequence[Laplace]) -> None:
        self.parts = list(parts)

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return points (count, p), as many of each part to within one."""
        counts = np.bincount(np.arange(count) % len(self.parts), minlength=len(self.parts))
        return np.concatenate([part.draw(int(n), rng) for part, n in zip(self.parts, counts, strict=True)])

    def values_and_grads(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The log density (n,) of points (n, p), normalised, and its gradients (n, p)."""
        heights = np.array([part.log_densities(z) for part in self.parts])
        top = heights.max(axis=0)
        shares = np.exp(heights - top)
        total = shares.sum(axis=0)
        slopes = np.array([_slopes(part, z) for part in self.parts])
        gradient = np.einsum("kn,knp->np", shares / total, slopes)
        return top + np.log(total / len(self.parts)), gradient


def _slopes(part: Laplace, z: np.ndarray) -> np.ndarray:
    """The gradients (n, p) of the log of a Student density."""
    whitened = part.whitened_from(z)
    freedom = part.degrees_of_freedom
    bend = 1.0 if np.isinf(freedom) else (freedom + z.shape[1]) / (freedom + np.sum(whitened**2, axis=1))
    along = -np.multiply(whitened.T, bend).T
    return np.linalg.solve(part.factor.T, along.T).T
