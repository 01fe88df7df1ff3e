"""A likelihood that counts its failures, and the rule when there are too many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite import exc

_EXAMPLES = 3


class Tally:
    """How many likelihoods were computed, how many failed, and some parameters for which they did."""

    def __init__(self) -> None:
        self.calls = 0
        self.failures = 0
        self.examples: list[list[float]] = []

    def record_failure(self, vector: np.ndarray) -> None:
        """Count one failure, keeping the parameters of the first few."""
        self.failures += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append([float(value) for value in vector])

    def merge(self, calls: int, failures: int, examples: Sequence[Sequence[float]]) -> None:
        """Add the counts of another process."""
        self.calls += calls
        self.failures += failures
        self.examples += [list(example) for example in examples][: _EXAMPLES - len(self.examples)]

    def take(self) -> tuple[int, int, list[list[float]]]:
        """Return the counts and start again from zero."""
        counts = self.calls, self.failures, self.examples
        self.calls, self.failures, self.examples = 0, 0, []
        return counts

    def check(self, limit: float, minimum: int, parameter_names: Sequence[str]) -> None:
        """Stop a search whose likelihood fails too often.

        Raises
        ------
        SearchError
            If more than the fraction `limit` failed of at least `minimum` likelihoods, with examples.
        """
        if self.calls < minimum or self.failures <= limit * self.calls:
            return
        examples = "\n".join(
            "  " + ", ".join(f"{name} = {value:.6g}" for name, value in zip(parameter_names, example, strict=True))
            for example in self.examples
        )
        raise exc.SearchError(
            f"{self.failures} of {self.calls} likelihoods failed, more than failure_limit = {limit:g} of them. "
            f"It failed, for example, at:\n{examples}\n"
            "Fit one of these with analysis.fit_from(model.instance_from_vector(...)) to see the reason; then narrow "
            "the priors or correct the analysis."
        )


class CountedLikelihood:
    """A likelihood of a vector of parameters, whose failures are counted.

    Parameters
    ----------
    likelihood
        From `analysis.likelihood_from(model)`: returns a finite number, its `FLOOR` where the fit failed.
    model
        Tells a failed fit from a point that the model's assertions exclude, which is no failure.
    """

    def __init__(self, likelihood: Any, model: Any) -> None:
        self.likelihood = likelihood
        self.model = model
        self.floor = float(likelihood.FLOOR)
        self.tally = Tally()

    def __call__(self, vector: np.ndarray) -> float:
        """The log likelihood; the likelihood's FLOOR where there is none."""
        return self._counted(vector, float(self.likelihood(vector)))

    def value_and_grad(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """The log likelihood and its gradient (p,); FLOOR and zeros where there is none."""
        value, gradient = self.likelihood.value_and_grad(vector)
        return self._counted(vector, float(value)), np.asarray(gradient, dtype=float)

    def batch(self, vectors: np.ndarray) -> np.ndarray:
        """The log likelihoods (n,) of vectors (n, p), which the likelihood computes at once."""
        values = np.asarray(self.likelihood.batch(vectors), dtype=float)
        return np.array(
            [self._counted(vector, float(value)) for vector, value in zip(vectors, values, strict=True)], dtype=float
        )

    def _counted(self, vector: np.ndarray, value: float) -> float:
        self.tally.calls += 1
        if math.isfinite(value) and value > self.floor:
            return value
        if self.model.satisfies(vector):
            self.tally.record_failure(vector)
        return self.floor
