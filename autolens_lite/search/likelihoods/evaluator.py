"""Computes log likelihoods and log posteriors of many vectors, in this process, in batches, or by workers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.model import Collection, Model
from autolens_lite.result import Samples
from autolens_lite.search.likelihoods.failure_count import CountedLikelihood
from autolens_lite.search.likelihoods.steps import warn_of_steps
from autolens_lite.search.likelihoods.users_pool import UsersPool
from autolens_lite.search.likelihoods.worker_processes import SerialPool, Shared, WorkerPool

# Failures are judged once this many likelihoods have been computed.
_JUDGED_AFTER = 100


class LocalEvaluator:
    """The likelihood and the prior of a model, computed in the process that asks: what a task in a worker is given.

    Called with a task, which is anything that can be called with this object and sent to another process, it runs it.

    Parameters
    ----------
    model
        The model that is fitted.
    counted
        The likelihood, which counts its failures.
    """

    def __init__(self, model: Model | Collection, counted: CountedLikelihood) -> None:
        self.model: Any = model  # of the kind that who asks has made
        self.floor = counted.floor
        self._counted = counted
        self._batched = False

    def __call__(self, task: Callable[[LocalEvaluator], Any]) -> Any:
        return task(self)

    def value_and_grad(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """The log likelihood of a vector (p,) and its gradient (p,); -inf and zeros where there is none."""
        value, gradient = self._counted.value_and_grad(vector)
        return (value if value > self.floor else -np.inf), gradient

    def value(self, vector: np.ndarray) -> float:
        """The log likelihood of one vector (p,); -inf where there is none."""
        value = self._counted(vector)
        return value if value > self.floor else -np.inf

    def residuals_and_jacobian(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals (R,) of a vector (p,) and their derivatives (R, p); NaN where there are none.

        Raises BackendError, ModelError or SearchError if the likelihood has none.
        """
        return self._counted.residuals_and_jacobian(vector)

    @property
    def residual_constant(self) -> float:
        """-2 ln likelihood less the squares of the residuals, but for determinants of a pixelized source."""
        return float(self._counted.likelihood.residual_constant)

    def values_and_grads(self, vectors: np.ndarray) -> list[tuple[float, np.ndarray]]:
        """Those of vectors (n, p)."""
        return [self.value_and_grad(vector) for vector in vectors]

    def gauss_newton(self, vector: np.ndarray) -> np.ndarray | None:
        """J^T J (p, p) of the residuals at a vector (p,), where the likelihood has any; None elsewhere."""
        likelihood = self._counted.likelihood
        if not hasattr(likelihood, "gauss_newton"):
            return None
        self._counted.tally.jacobians += 1
        try:
            return np.asarray(likelihood.gauss_newton(vector))
        except exc.AutoLensError:  # one number alone, or no derivatives forwards
            return None

    def log_priors(self, vectors: np.ndarray) -> np.ndarray:
        """The log prior densities (n,) of vectors (n, p) of parameters; -inf outside the priors."""
        return np.array(self.model.log_prior_from_vector(vectors), dtype=float)

    def from_unit(self, units: np.ndarray) -> np.ndarray:
        """Vectors of parameters (n, p) from points (n, p) in the unit cube."""
        return np.array(self.model.vector_from_unit_vector(units), dtype=float)

    def middle(self) -> np.ndarray:
        """The vector (p,) of the medians of the priors."""
        return self.from_unit(np.full((1, self.model.prior_count), 0.5))[0]

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """The log likelihoods (n,) of vectors (n, p) of parameters; -inf where there is none."""
        values = np.array([self._counted(vector) for vector in vectors], dtype=float)
        return np.where(values > self.floor, values, -np.inf)

    def log_posteriors(self, vectors: np.ndarray) -> np.ndarray:
        """Log likelihood plus log prior (n,), not normalised; -inf outside the priors, where no likelihood counts."""
        values = self.log_priors(vectors)
        inside = np.isfinite(values)
        if not np.any(inside):
            return values
        if self._batched:
            # A likelihood compiled for one size of batch would be compiled again for each other size, so points
            # outside the priors are replaced rather than left out.
            computed = self.log_likelihoods(np.where(inside[:, None], vectors, vectors[np.argmax(inside)]))[inside]
        else:
            computed = self.log_likelihoods(vectors[inside])
        values[inside] += computed
        return values


class GradientTask:
    """The log likelihood and its gradient at a vector (p,), as a task."""

    def __init__(self, vector: np.ndarray) -> None:
        self.vector = vector

    def __call__(self, evaluator: LocalEvaluator) -> tuple[float, np.ndarray]:
        return evaluator.value_and_grad(self.vector)


class Evaluator(LocalEvaluator):
    """The likelihood and the prior of a model, as samplers call them.

    Parameters
    ----------
    model
        The model that is fitted.
    likelihood
        From `analysis.likelihood_from(model)`.
    number_of_cores
        With more than one, likelihoods are computed in as many worker processes.
    failure_limit
        The fraction of failing likelihoods above which the search stops with a SearchError.
    pool
        A pool of the user, whose workers compute the likelihoods; None for no pool.
    """

    def __init__(
        self,
        model: Model | Collection,
        likelihood: Any,
        number_of_cores: int = 1,
        failure_limit: float = 0.5,
        pool: Any = None,
    ) -> None:
        super().__init__(model, CountedLikelihood(likelihood, model))
        self.failure_limit = failure_limit
        self._batched = number_of_cores == 1 and pool is None and getattr(likelihood, "prefers_batch", False)
        self.tally = self._counted.tally
        self.log_likelihood = Shared("likelihood", self._counted)
        self.transform = Shared("transform", model.vector_from_unit_vector)
        self.here = Shared("here", LocalEvaluator(model, self._counted))
        roles = {shared.role: shared.target for shared in (self.log_likelihood, self.transform, self.here)}
        self._pool: SerialPool | WorkerPool | UsersPool
        if pool is not None:
            self._pool = UsersPool(pool, roles, self.tally)
        elif number_of_cores == 1:
            self._pool = SerialPool(self.tally)
        else:
            self._pool = WorkerPool(number_of_cores, roles, self.tally)

    @property
    def likelihood(self) -> Any:
        """The likelihood itself, which counts nothing."""
        return self._counted.likelihood

    @property
    def size(self) -> int:
        """The number of processes that compute."""
        return self._pool.size

    def map(self, function: Callable, items: Iterable) -> list:
        """Apply a function to each item in the pool, and stop the search if too many likelihoods fail."""
        results = self._pool.map(function, items)
        self.tally.check(self.failure_limit, _JUDGED_AFTER, self.model.parameter_names)
        return results

    def verify(self, vectors: np.ndarray, log_likelihoods: np.ndarray) -> None:
        """Compute the greatest of known log likelihoods (n,) of vectors (n, p) again.

        Raises SearchError if it has changed: no sampler ends, or ends rightly, where the likelihood is not one number
        for a vector.
        """
        if not len(vectors) or not np.max(log_likelihoods) > self.floor:
            return
        best = int(np.argmax(log_likelihoods))
        vector, known = np.asarray(vectors[best], dtype=float), float(log_likelihoods[best])
        if self._batched:
            # As many as before, since a likelihood is compiled for one size of batch.
            value = float(self._counted.batch(np.repeat(vector[None], len(vectors), axis=0))[0])
        else:
            value = float(self._pool.map(self.log_likelihood, [vector])[0])
        self._counted.compare(vector, known, value)

    def verify_gradient(self, vector: np.ndarray, known: float) -> None:
        """Do as `verify` for one vector (p,) whose log likelihood came with its gradient."""
        if known > self.floor:
            self._counted.compare(vector, known, self.value_and_grad(vector)[0])

    def verify_end(self, samples: Samples) -> None:
        """Do as `verify`, of the samples of a finished run.

        A likelihood that comes in batches is compiled, and so keeps nothing from call to call: that is not computed
        again, which would take a batch of all samples.
        """
        if not self._batched:
            self.verify(samples.vectors, samples.log_likelihood)

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        if self._batched:
            values = self._counted.batch(vectors)
            self.tally.check(self.failure_limit, _JUDGED_AFTER, self.model.parameter_names)
        else:
            values = np.array(self.map(self.log_likelihood, list(vectors)), dtype=float)
        return np.where(values > self.floor, values, -np.inf)

    def verify_posteriors(self, vectors: np.ndarray, log_posteriors: np.ndarray) -> None:
        """Do as `verify`, of known log posteriors (n,), of which -inf are none."""
        self.verify(vectors, np.where(np.isfinite(log_posteriors), log_posteriors - self.log_priors(vectors), -np.inf))

    def value_and_grad(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """The log likelihood of a vector (p,) and its gradient (p,), in this process; -inf where there is none.

        Raises BackendError on a backend without gradients.
        """
        found = super().value_and_grad(vector)
        self.tally.check(self.failure_limit, _JUDGED_AFTER, self.model.parameter_names)
        return found

    def check_gradient(self, vector: np.ndarray) -> None:
        """Refuse, at a vector (p,) and before any work, a likelihood without gradients or that is not one number.

        Raises
        ------
        BackendError
            On a backend without gradients.
        SearchError
            If what the analysis does cannot be differentiated, or its value changes.
        """
        try:
            known, _ = self.value_and_grad(vector)
        except (TypeError, NotImplementedError) as error:  # as jax says of what it cannot trace or differentiate
            analysis = type(getattr(self._counted.likelihood, "analysis", self._counted.likelihood)).__name__
            raise exc.SearchError(
                f"{analysis} has no gradient: jax cannot differentiate its log_likelihood_function "
                f"({str(error).splitlines()[0]}). Compute with analysis.xp or jax.numpy alone, without float(), if or "
                "NumPy's functions of the parameters; or use a search without gradients, such as al.Nautilus."
            ) from error
        self.verify_gradient(vector, known)
        warn_of_steps(self._counted.likelihood, vector)

    def values_and_grads(self, vectors: np.ndarray) -> list[tuple[float, np.ndarray]]:
        """What `value_and_grad` returns of each of the vectors (n, p), computed in the pool."""
        if self.size == 1:
            return [self.value_and_grad(vector) for vector in vectors]
        return self.map(self.here, [GradientTask(vector) for vector in vectors])

    @property
    def counts(self) -> dict[str, int]:
        """How many likelihoods, gradients (which are among these) and Jacobians have been computed."""
        return {f"{name}_in_this_session": count for name, count in self.tally.counts.items()}

    def close(self) -> None:
        """End the worker processes."""
        self._pool.close()
