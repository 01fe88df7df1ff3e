"""The highest posterior by gradients, from many starts, and the normal density about it."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.search import validate
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.checkpoint import arrays_from_bytes, arrays_to_bytes, understood
from autolens_lite.search.hessian import hessian_from
from autolens_lite.search.initializer import AbstractInitializer, InitializerPrior, checked
from autolens_lite.search.laplace import Laplace
from autolens_lite.search.run import Run
from autolens_lite.search.scaling import ScaledPosterior

logger = logging.getLogger(__name__)

# An ascent has arrived once this many of its iterations together gain less than the tolerance.
_WINDOW = 5
# Random streams of a run: of the draws from the normal density, and of each start.
_DRAWS, _FIRST_START = 0, 10


class LBFGS(AbstractSearch):
    r"""The maximum of the posterior by L-BFGS-B (Zhu et al. 1997, ACM TOMS 23, 550), from several starts; jax backend.

    A start is the best of `screened_per_start` draws of the initializer; from it the log posterior is followed uphill
    by its gradient. At the highest of the maxima the second derivatives give the posterior's normal approximation
    (Laplace), and the samples of the result are the maximum and `n_samples` draws of that approximation, all of the
    same weight and each with its true likelihood. So medians, errors and `model_centred` are those of a normal density
    about one maximum, the highest of those found: they know nothing of others, nor of the posterior's tails. The work
    is a few hundred gradients for each start, and grows little with the number of free parameters.

    Parameters are scaled with their priors and bounded by them; of logarithmic priors the logarithm is taken. The
    maximum is that of the density in these coordinates, in which uniform and log uniform priors are constant.

    `search_info` holds `maxima`, the log posterior reached from each start, of which several should agree;
    `laplace_efficiency`, the fraction of the draws that an importance sampling of the posterior would be worth, near 1
    where it is normal; `laplace_log_evidence`; and `is_proper`, false where the posterior rises against a bound or is
    no maximum in some direction.

    Parameters
    ----------
    name
        The name of the output folder.
    n_starts
        The number of starts.
    screened_per_start
        How many draws compete for each start.
    maxiter
        The largest number of iterations from one start.
    maxcor
        How many iterations L-BFGS-B remembers.
    tolerance
        An ascent ends once five iterations together gain less than this in the log posterior.
    n_samples
        The number of draws.
    initializer
        Where starts are drawn from; by default the priors.
    **common
        The settings of every search: see `AbstractSearch`. With `number_of_cores` above 1 the likelihoods of starts and
        draws are computed in as many processes; gradients are computed in one.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without gradients.
    """

    package = "scipy"

    def __init__(
        self,
        name: str | None = None,
        n_starts: int = 5,
        screened_per_start: int = 20,
        maxiter: int = 500,
        maxcor: int = 20,
        tolerance: float = 0.01,
        n_samples: int = 200,
        initializer: AbstractInitializer | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_starts = validate.integer("n_starts", n_starts, 1)
        self.screened_per_start = validate.integer("screened_per_start", screened_per_start, 1)
        self.maxiter = validate.integer("maxiter", maxiter, 1)
        self.maxcor = validate.integer("maxcor", maxcor, 1)
        self.tolerance = validate.number("tolerance", tolerance, 0.0, open_lower=True)
        self.n_samples = validate.integer("n_samples", n_samples, 2)
        self.initializer = InitializerPrior() if initializer is None else checked(initializer)

    @property
    def iterations_total(self) -> int:
        """The number of starts."""
        return self.n_starts

    def check_model(self, dimensions: int) -> None:
        """Any number of parameters can be searched, if what is kept of them fits in memory."""
        for name in ("n_starts", "screened_per_start", "maxcor", "n_samples"):
            validate.fits_in_memory(name, getattr(self, name), 2 * getattr(self, name) * dimensions)

    def run_sampler(self, run: Run) -> Any:
        """Climb from each start that is left, then draw about the highest maximum."""
        from scipy.optimize import minimize

        posterior = ScaledPosterior(run.evaluator)
        stored = run.store.load()
        state = self._blank(run) if stored is None else self._restored(run, stored)

        def tick() -> None:
            heights = state["heights"]
            run.tick(
                int(np.isfinite(heights).sum()),
                {"highest_log_posterior": float(heights.max())},
                save=lambda: arrays_to_bytes(state),
                best=lambda: posterior.vectors_from(state["points"][[np.argmax(heights)]])[0],
            )

        for index in np.flatnonzero(np.isneginf(state["heights"])):
            start = self._start(run, posterior, int(index))
            point, height, gradient = self._ascent(posterior, start, minimize)
            state["points"][index], state["heights"][index], state["gradients"][index] = point, height, gradient
            logger.info("%s: start %d reaches %.2f.", run.folder.name, index, state["heights"][index])
            tick()
        best = int(np.argmax(state["heights"]))
        if "hessian" not in state:
            state["hessian"] = hessian_from(posterior, state["points"][best])
            tick()
        laplace = Laplace(posterior, state["points"][best], state["hessian"], state["gradients"][best])
        return self._samples(run, posterior, laplace, state)

    def _blank(self, run: Run) -> dict[str, np.ndarray]:
        """The state of a run before its first ascent."""
        dimensions = run.model.prior_count
        middle = run.evaluator.from_unit(np.full((1, dimensions), 0.5))[0]
        # Refuses a backend without gradients, and a likelihood that is not one number, before any work is done.
        known, _ = run.evaluator.value_and_grad(middle)
        run.evaluator.verify_gradient(middle, known)
        shape = (self.n_starts, dimensions)
        return {"points": np.zeros(shape), "heights": np.full(self.n_starts, -np.inf), "gradients": np.zeros(shape)}

    def _restored(self, run: Run, stored: bytes) -> dict[str, np.ndarray]:
        n, p = self.n_starts, run.model.prior_count
        with understood(run.folder):
            state = arrays_from_bytes(stored, {"points": (n, p), "heights": (n,), "gradients": (n, p)})
            if "hessian" in state and state["hessian"].shape != (p, p):
                raise ValueError(f"its second derivatives are not of {p} parameters")
            return state

    def _start(self, run: Run, posterior: ScaledPosterior, index: int) -> np.ndarray:
        """The best of the draws for one start (p,). They do not depend on those for others."""
        rng = run.generator(_FIRST_START + index)
        units, values = self.initializer.start_from(self.screened_per_start, run.evaluator, rng)
        point = posterior.scaled_from(run.evaluator.from_unit(units[[np.argmax(values)]]))[0]
        return np.clip(point, posterior.lower, posterior.upper)

    def _ascent(
        self, posterior: ScaledPosterior, start: np.ndarray, minimize: Callable[..., Any]
    ) -> tuple[np.ndarray, float, np.ndarray]:
        """The maximum that is reached from a start: the point (p,), the log posterior and its gradient there (p,).

        `minimize` is that of scipy.
        """
        lowest, history = math.inf, []
        best = (start, -math.inf, np.zeros(start.size))

        def cost(point: np.ndarray) -> tuple[float, np.ndarray]:
            nonlocal lowest, best
            value, gradient = posterior.value_and_grad(point)
            if not math.isfinite(value):
                # A wall as high as the worst point so far: the line search turns back and keeps its sense of scale.
                return (0.0 if math.isinf(lowest) else -lowest) + 1.0, np.zeros(point.size)
            lowest = min(lowest, value)
            if value > best[1]:
                best = point.copy(), value, gradient
            return -value, -gradient

        def arrived(_: np.ndarray) -> None:
            history.append(best[1])
            if len(history) > _WINDOW and history[-1] - history[-1 - _WINDOW] < self.tolerance:
                raise StopIteration

        options = {
            "maxiter": self.maxiter,
            "maxcor": self.maxcor,
            "ftol": 0.0,
            "gtol": 1e-9,
            "maxfun": 20 * self.maxiter,
        }
        bounds = list(zip(posterior.lower, posterior.upper, strict=True))
        minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, callback=arrived, options=options)
        if not math.isfinite(best[1]):
            raise exc.SearchError(
                "the likelihood of a start has no gradient. Compare likelihood.value_and_grad(vector) with differences "
                "of likelihood(vector), where likelihood = analysis.likelihood_from(model)."
            )
        return best

    def _samples(self, run: Run, posterior: ScaledPosterior, laplace: Laplace, state: Mapping[str, np.ndarray]) -> Any:
        from autolens_lite.result import Samples

        points = np.concatenate([laplace.peak[None], laplace.draw(self.n_samples, run.generator(_DRAWS))])
        heights = posterior.log_posteriors(points)
        kept = np.isfinite(heights)
        log_ratios = heights[1:] - laplace.log_densities(points[1:])
        ratios = np.exp(log_ratios - max(log_ratios.max(), heights[0]))
        vectors = posterior.vectors_from(points[kept])
        scaled_log_prior, log_prior = posterior.log_priors(points[kept]), run.evaluator.log_priors(vectors)
        log_likelihood = heights[kept] - scaled_log_prior
        run.info.update(
            maxima=sorted((float(height) for height in state["heights"]), reverse=True),
            is_proper=laplace.is_proper,
            laplace_efficiency=float(ratios.sum() ** 2 / max((ratios**2).sum(), 1e-300) / ratios.size),
            laplace_log_evidence=float(heights[0]) + laplace.log_volume,
        )
        return Samples(
            parameter_names=list(run.model.parameter_names),
            vectors=vectors,
            log_likelihood=log_likelihood,
            log_prior=log_prior,
        )
