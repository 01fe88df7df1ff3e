"""A likelihood that counts its failures, and the rule when there are too many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.model import Collection, Model

_EXAMPLES = 3
# No data have a greater one: 10^7 visibilities in units of 10^-30 reach 10^9. Beyond, it is rounded by more than 0.1.
_GREATEST = 1e15
# After this many calls, or batches of a tenth of it, the greatest likelihood so far is computed again: a sampler looks
# for ever for a point above it where the same parameters no longer have it.
_DOUBTED_AFTER = 1000
# A likelihood that is computed again is the same, but for the rounding of sums in another order.
_TOLERANCE, _RELATIVE_TOLERANCE = 1e-2, 1e-9


class Tally:
    """How many likelihoods were computed, how many failed, and some parameters for which they did."""

    def __init__(self) -> None:
        self.calls = 0
        self.failures = 0
        self.examples: list[list[float]] = []
        self.gradients = 0
        self.jacobians = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many likelihoods were computed, how many of these with their gradients, and how many Jacobians."""
        return {"likelihoods": self.calls, "gradients": self.gradients, "jacobians": self.jacobians}

    def record_failure(self, vector: np.ndarray) -> None:
        """Count one failure, keeping the parameters of the first few."""
        self.failures += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append([float(value) for value in vector])

    def merge(
        self, calls: int, failures: int, examples: Sequence[Sequence[float]], gradients: int = 0, jacobians: int = 0
    ) -> None:
        """Add the counts of another process."""
        self.gradients += gradients
        self.jacobians += jacobians
        self.calls += calls
        self.failures += failures
        self.examples += [list(example) for example in examples][: _EXAMPLES - len(self.examples)]

    def take(self) -> tuple[int, int, list[list[float]], int, int]:
        """Return the counts and start again from zero."""
        counts = self.calls, self.failures, self.examples, self.gradients, self.jacobians
        self.calls, self.failures, self.examples, self.gradients, self.jacobians = 0, 0, [], 0, 0
        return counts

    def check(self, limit: float, minimum: int, parameter_names: Sequence[str]) -> None:
        """Stop a search whose likelihood fails too often.

        Raises SearchError if more than the fraction `limit` failed of at least `minimum` likelihoods, with examples.
        """
        if self.calls < minimum or self.failures <= limit * self.calls:
            return
        examples = "\n".join(f"  {listed(parameter_names, example)}" for example in self.examples)
        raise exc.SearchError(
            f"{self.failures} of {self.calls} likelihoods failed (no likelihood, NaN or infinite), more than "
            f"failure_limit = {limit:g} of them. "
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
        Tells a failed fit from a point that the model's assertions exclude, which is not a failure.
    """

    def __init__(self, likelihood: Any, model: Model | Collection) -> None:
        self.likelihood = likelihood
        self.model = model
        self.floor = float(likelihood.FLOOR)
        self.tally = Tally()
        self._greatest: tuple[float, np.ndarray] = (self.floor, np.empty(0))
        self._trusted = 0

    def __call__(self, vector: np.ndarray) -> float:
        """The log likelihood; the likelihood's FLOOR where there is none.

        Raises SearchError if it is beyond all measure, or has changed for parameters of an earlier call.
        """
        value = self._counted(vector, float(self.likelihood(vector)))
        self._remember(vector, value)
        if self._is_doubtful(1):
            self.compare(self._greatest[1], self._greatest[0], float(self.likelihood(self._greatest[1])))
        return value

    def value_and_grad(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """The log likelihood and its gradient (p,); FLOOR and zeros where there is none."""
        self.tally.gradients += 1
        value, gradient = self.likelihood.value_and_grad(vector)
        return self._counted(vector, float(value)), np.asarray(gradient, dtype=float)

    def residuals_and_jacobian(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The residuals (R,) and their derivatives (R, p), NaN where there are none.

        Raises SearchError if the likelihood is not a sum of squares.
        """
        function = getattr(self.likelihood, "residuals_and_jacobian", None)
        if function is None:
            raise exc.SearchError(
                f"{type(self.likelihood).__name__} has no residuals_and_jacobian(vector). Use an analysis of the "
                "library or derived from it, or another search."
            )
        self.tally.jacobians += 1
        residuals, jacobian = function(vector)
        return np.asarray(residuals, dtype=float), np.asarray(jacobian, dtype=float)

    def batch(self, vectors: np.ndarray) -> np.ndarray:
        """The log likelihoods (n,) of vectors (n, p), which the likelihood computes at once."""
        values = np.asarray(self.likelihood.batch(vectors), dtype=float)
        pairs = zip(vectors, values, strict=True)
        values = np.array([self._counted(vector, float(value)) for vector, value in pairs], dtype=float)
        best = int(np.argmax(values))
        self._remember(vectors[best], values[best])
        if self._is_doubtful(10):
            # As many as before, since a likelihood is compiled for one size of batch.
            again = self.likelihood.batch(np.repeat(self._greatest[1][None], len(vectors), axis=0))
            self.compare(self._greatest[1], self._greatest[0], float(again[0]))
        return values

    def compare(self, vector: np.ndarray, known: float, value: float) -> None:
        """Refuse a log likelihood of a vector (p,) that is not what it was.

        Raises SearchError if it is not: no sampler ends, or ends rightly, where the likelihood is not one number for a
        vector.
        """
        if abs(value - known) <= _TOLERANCE + _RELATIVE_TOLERANCE * abs(known):
            return
        analysis = type(getattr(self.likelihood, "analysis", self.likelihood)).__name__
        raise exc.SearchError(
            f"the log likelihood of {analysis} at {listed(self.model.parameter_names, vector)} was {known:.10g} and is "
            f"{value:.10g} when computed again. A search needs one number for each vector: let the analysis draw no "
            "random numbers and keep nothing from one call to the next; and resume a run with the data of its start."
        )

    def _remember(self, vector: np.ndarray, value: float) -> None:
        if value > self._greatest[0]:
            self._greatest = float(value), np.array(vector, dtype=float)

    def _is_doubtful(self, calls: int) -> bool:
        """Whether it is time to compute the greatest likelihood again; `calls` is what one call counts for."""
        self._trusted += calls
        if self._trusted < _DOUBTED_AFTER or self._greatest[0] <= self.floor:
            return False
        self._trusted = 0
        return True

    def _counted(self, vector: np.ndarray, value: float) -> float:
        self.tally.calls += 1
        if math.isfinite(value) and value > self.floor:
            if value > _GREATEST:
                raise exc.SearchError(
                    f"the log likelihood of {listed(self.model.parameter_names, vector)} is {value:.6g}, beyond "
                    f"{_GREATEST:g}, where differences are lost in rounding. Return the logarithm of the likelihood."
                )
            return value
        if self.model.satisfies(vector):
            self.tally.record_failure(vector)
        return self.floor


def without_likelihoods(points: str) -> exc.SearchError:
    """The error of a search that can begin nowhere; `points` says of what, such as "50 live points"."""
    return exc.SearchError(
        f"none of the {points} has a likelihood. Loosen the model's assertions, narrow its priors, or correct the "
        "analysis."
    )


def with_one_likelihood(count: int, value: float) -> exc.SearchError:
    """The error of a search whose so many points all have the same log likelihood."""
    return exc.SearchError(
        f"all {count} points have the same log likelihood, {value:.10g}: it does not depend on the free parameters. "
        "Check the model and the analysis."
    )


def listed(names: Sequence[str], values: Sequence[float] | np.ndarray) -> str:
    """Parameters by name, on one line."""
    return ", ".join(f"{name} = {value:.6g}" for name, value in zip(names, values, strict=True))
