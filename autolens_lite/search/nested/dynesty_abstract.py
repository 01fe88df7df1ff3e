"""What the two nested samplers of dynesty share: settings, checkpoints, and the step from a run to samples.

dynesty's own checkpoints are written by the clock and its `run_nested` counts calls anew after a restart, so a resumed
run could end elsewhere. Here its documented generators are driven directly. A state is stored between two iterations,
when everything that the next one depends on (live points, bounds, queue of proposals, tuning, random numbers) is in the
sampler object, and what is left of a limit is worked out from the sampler's own counters.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.likelihoods.failure_count import with_one_likelihood, without_likelihoods
from autolens_lite.search.nested.dynesty_check import CostFree
from autolens_lite.search.output.checkpoint import pickle_without, unpickle_with
from autolens_lite.search.run import Run

BOUNDS = ("none", "single", "multi", "balls", "cubes")
METHODS = ("auto", "unif", "rwalk", "slice", "rslice")

# From so many parameters on points that are drawn evenly within ellipsoids are too seldom accepted.
_WALKS_FROM = 10
# Above so many parameters there are fewer live points, for the sake of time: what a live point costs grows with these.
_MANY = 20

# Only the costly steps go to the workers; the others are quicker than sending them.
_USE_POOL = {"prior_transform": False, "update_bound": False, "stop_function": False}


class AbstractDynesty(AbstractSearch):
    """A search by nested sampling with dynesty (Speagle 2020, MNRAS 493, 3132).

    Parameters
    ----------
    bound
        How the live points are enclosed: "none", "single" or "multi" (ellipsoids), "balls" or "cubes".
    sample
        How a new point is drawn within the enclosure: "unif", "rwalk", "slice", "rslice", or "auto", which is "unif"
        below 10 free parameters and "rwalk" from there on. (dynesty's own "auto" turns to "rslice" above 20, whose
        new points take five times the likelihoods.)
    walks
        Steps of a random walk ("rwalk"); None is the number of parameters + 20. Means and widths need no more. The
        evidence comes out too high where walks are short: see `docs/searches.md`.
    facc
        The acceptance fraction that a random walk aims for.
    slices
        Slices of a slice sampler; None is 3 ("slice"), or 3 + the number of parameters ("rslice").
    bootstrap, enlarge
        How the enclosures are enlarged: from this many bootstrap realisations, or by this factor in volume.
    update_interval
        Renew the enclosures after this many likelihoods, as a multiple of the number of live points.
    maxcall, maxiter
        Stop after this many likelihoods, or iterations.
    queue_size
        How many points are proposed at once. None is `number_of_cores`, or the number of workers of `pool`, at the
        first start and is kept by a resumed run, since the chain depends on it; it does not depend on the number of
        cores that then compute the queue.
    **common
        The settings of every search: see `AbstractSearch`.
    """

    package = "dynesty"

    def __init__(
        self,
        name: str | None = None,
        bound: str = "multi",
        sample: str = "auto",
        walks: int | None = None,
        facc: float = 0.5,
        slices: int | None = None,
        bootstrap: int | None = None,
        enlarge: float | None = None,
        update_interval: float | None = None,
        maxcall: int | None = None,
        maxiter: int | None = None,
        queue_size: int | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.bound = setting_checks.choice("bound", bound, BOUNDS)
        self.sample = setting_checks.choice("sample", sample, METHODS)
        self.walks = setting_checks.optional_integer("walks", walks, 2)
        self.facc = setting_checks.number("facc", facc, 0.0, 1.0, open_lower=True)
        self.slices = setting_checks.optional_integer("slices", slices, 1)
        self.bootstrap = setting_checks.optional_integer("bootstrap", bootstrap, 0)
        self.enlarge = setting_checks.optional_number("enlarge", enlarge, 1.0)
        self.update_interval = setting_checks.optional_number("update_interval", update_interval, 0.0, open_lower=True)
        self.maxcall = setting_checks.optional_integer("maxcall", maxcall, 1)
        self.maxiter = setting_checks.optional_integer("maxiter", maxiter, 1)
        self.queue_size = setting_checks.optional_integer("queue_size", queue_size, 1)
        if self.bootstrap == 1:
            raise exc.SearchError("bootstrap = 1 leaves no points out. Pass 0 (none) or at least 2.")
        if self.bootstrap and self.enlarge is not None and self.enlarge != 1.0:
            raise exc.SearchError(
                f"bootstrap = {bootstrap} and enlarge = {enlarge} both enlarge the enclosures. Pass one of them."
            )
        if self.walks is not None and sample in ("slice", "rslice", "unif"):
            raise exc.SearchError(f"walks = {walks} has no meaning with sample='{sample}'. Pass sample='rwalk'.")
        if self.slices is not None and sample in ("rwalk", "unif"):
            raise exc.SearchError(f"slices = {slices} has no meaning with sample='{sample}'. Pass sample='rslice'.")

    @abstractmethod
    def _new_sampler(self, run: Run | CostFree) -> Any:
        """Make the sampler, with its initial live points where it draws them now."""

    @abstractmethod
    def _advance(self, run: Run, sampler: Any, resume: bool) -> Iterator[dict[str, Any]]:
        """Carry the sampler to the end, yielding what to show after each iteration that can be resumed from."""

    @abstractmethod
    def _inner(self, sampler: Any) -> list[Any]:
        """The sampler and those within it: all that hold a pool."""

    @abstractmethod
    def _check_state(self, sampler: Any, free: CostFree) -> None:
        """Refuse a state that cannot have come from these settings, with one of `checkpoint.understood`'s errors."""

    def run_sampler(self, run: Run) -> Samples:
        """Run dynesty from the start, or from the checkpoint, to the end."""
        sampler = run.resumed_from_bytes(lambda stored: self._restored(run, stored))
        is_new = sampler is None
        if is_new:
            # What a likelihood raises at its first call is so raised outside dynesty, which prints all that it sees.
            first = run.evaluator.from_unit(run.generator(2).random((1, run.model.prior_count)))
            run.evaluator.map(run.evaluator.log_likelihood, list(first))
            sampler = self._new_sampler(run)
        doubted = True
        for state in self._advance(run, sampler, resume=not is_new):
            if doubted:
                run.evaluator.verify(*self._held(sampler))  # before anything is stored, or built upon what is
                doubted = False
            run.tick(
                state["iteration"],
                {key: value for key, value in state.items() if key != "iteration"},
                save=lambda: self._state_of(sampler),
                best=lambda: self._best(sampler),
            )
        return self._samples(run, sampler)

    def _held(self, sampler: Any) -> tuple[np.ndarray, np.ndarray]:
        """The live points (n, p) and their log likelihoods (n,)."""
        alive = self._inner(sampler)[-1]
        return alive.live_v, alive.live_logl

    def _best(self, sampler: Any) -> np.ndarray:
        vectors, log_likelihoods = self._held(sampler)
        return vectors[int(np.argmax(log_likelihoods))]

    def chosen(self) -> dict[str, int]:
        """Choose a queue too."""
        return {**super().chosen(), "queue_size": self.number_of_workers}

    def _arguments(self, run: Run | CostFree) -> dict[str, Any]:
        """What both of dynesty's classes are made from."""
        return {
            "loglikelihood": run.evaluator.log_likelihood,
            "prior_transform": run.evaluator.transform,
            "ndim": run.model.prior_count,
            "bound": self.bound,
            "sample": self._method(run.model.prior_count),
            "walks": self.walks,
            "facc": self.facc,
            "slices": self.slices,
            "bootstrap": self.bootstrap,
            "enlarge": self.enlarge,
            "update_interval": self.update_interval,
            "rstate": run.generator(),
            "pool": run.evaluator,
            "queue_size": run.chosen["queue_size"],
            "use_pool": _USE_POOL,
        }

    def _method(self, dimensions: int) -> str:
        if self.sample != "auto":
            return self.sample
        return "unif" if dimensions < _WALKS_FROM else "rwalk"

    def _state_of(self, sampler: Any) -> bytes:
        """The sampler's whole state, without the likelihood and the priors, as dynesty wraps them."""
        return pickle_without(sampler, {"likelihood": sampler.loglikelihood, "transform": sampler.prior_transform})

    def _restored(self, run: Run, stored: bytes) -> Any:
        from dynesty.dynesty import _function_wrapper
        from dynesty.utils import LogLikelihood

        dimensions = run.model.prior_count
        # Made as dynesty does. A state that brought its own could have it write to any file.
        likelihood = LogLikelihood(_function_wrapper(run.evaluator.log_likelihood, [], {}, "loglikelihood"), dimensions)
        transform = _function_wrapper(run.evaluator.transform, [], {}, "prior_transform")
        sampler = unpickle_with(stored, {"likelihood": likelihood, "transform": transform})
        for inner in self._inner(sampler):
            if inner.loglikelihood is not likelihood or inner.prior_transform is not transform:
                raise ValueError("it is not the state of a sampler")
            if inner.ndim != dimensions:
                raise ValueError(f"its live points are not of {dimensions} parameters")
            inner.pool = run.evaluator
            inner.mapper = run.evaluator.map
        self._check_state(sampler, CostFree(run.model, run.chosen))
        return sampler

    def _samples(self, run: Run, sampler: Any) -> Samples:
        record = sampler.saved_run
        # Points without a likelihood count for the evidence, as volume, but have no place among samples.
        log_likelihood = np.array(record["logl"], dtype=float)
        kept = log_likelihood > run.evaluator.floor
        if not np.any(kept):
            raise without_likelihoods(f"{len(kept)} live points drawn from the priors")
        if np.all(kept) and np.ptp(log_likelihood) == 0.0:
            raise with_one_likelihood(len(kept), log_likelihood[0])
        vectors = np.array(record["v"], dtype=float)[kept]
        log_evidence = float(record["logz"][-1])
        log_weight = np.array(record["logwt"], dtype=float)[kept]
        weight = np.exp(log_weight - np.max(log_weight))
        run.info.update(iterations=sampler.it - 1, calls=sampler.ncall, efficiency_percent=float(sampler.eff))
        return run.samples_of(
            vectors,
            log_likelihood=log_likelihood[kept],
            weight=weight,
            log_evidence=log_evidence,
            log_evidence_error=float(np.sqrt(record["logzvar"][-1])),
        )


def default_nlive(dimensions: int) -> int:
    """The number of live points where none is named."""
    return 150 if dimensions <= _MANY else max(100, 4 * dimensions)


def integrate(record: Any) -> None:
    """Put the weights, the evidence and its variance into a record of dead points, from the whole of it.

    The variance follows from differences of log likelihoods, which dynesty takes as they are: of 1e8 in modulus, as the
    normalisation of much data is, they are rounded by more than they differ. Here they are relative to the greatest.
    """
    from dynesty.utils import compute_integrals

    log_likelihood = np.array(record["logl"], dtype=float)
    greatest = np.max(log_likelihood)
    weights, evidences, variances, information = compute_integrals(
        logl=log_likelihood - greatest, logvol=np.array(record["logvol"], dtype=float)
    )
    columns = {"logwt": weights + greatest, "logz": evidences + greatest, "logzvar": variances, "h": information}
    for name, column in columns.items():
        record[name] = column.tolist()


def left(limit: int | None, done: int) -> float | None:
    """What is left of a limit on iterations or calls, in the form that dynesty's generators understand.

    They stop once a count exceeds the limit, and some of them read 0 as "no limit". Nothing left is therefore passed as
    a half, which the next whole number exceeds.
    """
    if limit is None:
        return None
    return limit - done or 0.5
