"""The log posterior of a model in coordinates that suit a search, with its gradient."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import numpy as np

from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

ValuesAndGradients = Sequence[tuple[float, np.ndarray]]


class CoordinatePosterior(ABC):
    """The log posterior density of points, with gradients.

    `evaluator` computes the likelihoods.

    Attributes
    ----------
    lower, upper : (p,) float
        The bounds of the coordinates.
    """

    lower: np.ndarray
    upper: np.ndarray

    def __init__(self, evaluator: LocalEvaluator) -> None:
        self.evaluator = evaluator

    @abstractmethod
    def vectors_from(self, points: np.ndarray) -> np.ndarray:
        """Vectors of parameters (n, p) of points (n, p)."""

    @abstractmethod
    def _with_gradients(
        self, points: np.ndarray, compute: Callable[[np.ndarray], ValuesAndGradients]
    ) -> tuple[np.ndarray, np.ndarray]:
        """The densities (n,) and gradients (n, p) at points, by what computes those of vectors."""

    def value_and_grad(self, point: np.ndarray) -> tuple[float, np.ndarray]:
        """The log posterior density at one point (p,) and its gradient (p,); -inf and zeros where there is none."""
        values, gradients = self._with_gradients(
            point[None], lambda vectors: [self.evaluator.value_and_grad(vectors[0])]
        )
        return float(values[0]), gradients[0]

    def values_and_grads(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Those of points (n, p), (n,) and (n, p), computed by the workers where there are any."""
        return self._with_gradients(points, self.evaluator.values_and_grads)
