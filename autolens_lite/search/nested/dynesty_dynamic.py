"""Nested sampling that adds live points where they help the posterior most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.search import setting_checks
from autolens_lite.search.nested import dynesty_check
from autolens_lite.search.nested.dynesty_abstract import AbstractDynesty, default_nlive, integrate, left
from autolens_lite.search.nested.dynesty_check import CostFree
from autolens_lite.search.run import Run

# The effective number of samples to reach where none is named.
_EFFECTIVE = 2000


class DynestyDynamic(AbstractDynesty):
    """Dynamic nested sampling, by dynesty (Higson et al. 2019, Statistics and Computing 29, 891).

    After a first run with a fixed number of live points, batches of further ones are sampled over the range of
    likelihoods that matters for the posterior, until the effective number of posterior samples suffices. A run that has
    ended is not continued where a limit is raised: its batches would not be those of one run with that limit.

    Parameters
    ----------
    name
        The name of the output folder.
    nlive_init
        The number of live points of the first run. None is 150, and above 20 free parameters 100, or four for each
        where that is more.
    nlive_batch
        The number of live points of each batch; None is as many as in the first run.
    dlogz_init
        The first run stops when the live points could add less than this to the log evidence.
    logl_max_init
        The first run stops when a log likelihood above this has been sampled.
    maxcall_init, maxiter_init
        The first run stops after this many likelihoods, or iterations.
    maxbatch
        The largest number of batches.
    n_effective
        The effective number of posterior samples to reach; None is 2,000. (dynesty's own 10,000 take most of the time
        of a run, for errors that are known to 1 % instead of 2 %.)
    **settings
        The settings of both dynesty searches (`AbstractDynesty`) and of every search (`AbstractSearch`).
    """

    def __init__(
        self,
        name: str | None = None,
        nlive_init: int | None = None,
        nlive_batch: int | None = None,
        dlogz_init: float = 0.01,
        logl_max_init: float = float("inf"),
        maxcall_init: int | None = None,
        maxiter_init: int | None = None,
        maxbatch: int | None = None,
        n_effective: int | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(name, **settings)
        self.nlive_init = setting_checks.optional_integer("nlive_init", nlive_init, 2)
        self.nlive_batch = setting_checks.optional_integer("nlive_batch", nlive_batch, 2)
        self.dlogz_init = setting_checks.number("dlogz_init", dlogz_init, 0.0, setting_checks.FINITE, open_lower=True)
        self.logl_max_init = setting_checks.number("logl_max_init", logl_max_init)
        self.maxcall_init = setting_checks.optional_integer("maxcall_init", maxcall_init, 1)
        self.maxiter_init = setting_checks.optional_integer("maxiter_init", maxiter_init, 1)
        self.maxbatch = setting_checks.optional_integer("maxbatch", maxbatch, 0)
        self.n_effective = setting_checks.optional_integer("n_effective", n_effective, 1)

    def check_model(self, dimensions: int) -> None:
        """The live points must be able to span an ellipsoid in all dimensions."""
        for name, value in (("nlive_init", self.nlive_init), ("nlive_batch", self.nlive_batch)):
            if value is not None and value <= 2 * dimensions:
                raise exc.SearchError(
                    f"{name} = {value} is too few for {dimensions} free parameters. Pass at least "
                    f"{2 * dimensions + 1}, better 50 or more."
                )
            if value is not None:
                setting_checks.fits_in_memory(name, value, 2 * value * dimensions)

    def _new_sampler(self, run: Run | CostFree) -> Any:
        from dynesty import DynamicNestedSampler

        return DynamicNestedSampler(nlive=self._first_nlive(run), **self._arguments(run))

    def _first_nlive(self, run: Run | CostFree) -> int:
        return self.nlive_init or default_nlive(run.model.prior_count)

    def _inner(self, sampler: Any) -> list[Any]:
        return [inner for inner in (sampler, sampler.sampler, sampler.batch_sampler) if inner is not None]

    def _check_state(self, sampler: Any, free: CostFree) -> None:
        from dynesty.dynamicsampler import DynamicSamplerStatesEnum as States

        sampler.internal_state = States(sampler.internal_state)
        is_in_batch = sampler.internal_state is States.INBATCH
        if not is_in_batch and sampler.internal_state not in (States.INBASE, States.BATCH_DONE):
            raise ValueError("its run is in no state that is stored")
        first = self._first_nlive(free)
        like, like_batch = self._begun(free, first), self._begun(free, self.nlive_batch or first)
        dynesty_check.check(sampler, like)
        dynesty_check.check(sampler.sampler, like.sampler)
        dynesty_check.check_record(sampler.base_run)
        if is_in_batch:
            like_batch.sampler.first_bound_update_ncall = like.sampler.first_bound_update_ncall
            dynesty_check.check(sampler.batch_sampler, like_batch.sampler, is_part=True)
            dynesty_check.check_record(sampler.new_run, ("logl", "nc", "it"))

    def _begun(self, free: CostFree, nlive: int) -> Any:
        """A new sampler at its first iteration."""
        sampler = self._new_sampler(free)
        next(sampler.sample_initial(nlive=nlive))
        return sampler

    def _advance(self, run: Run, sampler: Any, resume: bool) -> Iterator[dict[str, Any]]:
        from dynesty.dynamicsampler import DynamicSamplerStatesEnum as States
        from dynesty.dynamicsampler import stopping_function, weight_function

        n_effective, nlive = self.n_effective or _EFFECTIVE, self._first_nlive(run)
        in_batch = resume and sampler.internal_state is States.INBATCH
        if not resume or sampler.internal_state is States.INBASE:
            yield from self._first_run(sampler, nlive, resume)
        while in_batch or self._may_add_batch(sampler):
            if not in_batch:
                results = sampler.results
                if stopping_function(results, {"target_n_effective": n_effective}, rstate=sampler.rstate):
                    break
                logl_bounds = weight_function(results, {})
            else:
                logl_bounds = None
            yield from self._batch(sampler, self.nlive_batch or nlive, logl_bounds, resume=in_batch)
            in_batch = False
            sampler.combine_runs()
            integrate(sampler.saved_run)
            sampler.internal_state = States.BATCH_DONE
            yield self._state(sampler, np.nan)

    def _first_run(self, sampler: Any, nlive: int, resume: bool) -> Iterator[dict[str, Any]]:
        from dynesty.dynamicsampler import DynamicSamplerStatesEnum as States

        calls = sum(sampler.base_run["nc"])
        steps = sampler.sample_initial(
            nlive=nlive,
            dlogz=self.dlogz_init,
            logl_max=self.logl_max_init,
            maxcall=left(_smaller(self.maxcall_init, self.maxcall), calls),
            maxiter=left(_smaller(self.maxiter_init, self.maxiter), sampler.it - 1),
            resume=resume,
        )
        for step in steps:
            # Later states, in which the last live points are added, pass without a likelihood and cannot be resumed.
            if sampler.internal_state is States.INBASE:
                yield self._state(sampler, step.delta_logz, log_evidence=step.logz)
        integrate(sampler.saved_run)
        integrate(sampler.base_run)

    def _batch(self, sampler: Any, nlive: int, logl_bounds: Any, resume: bool) -> Iterator[dict[str, Any]]:
        from dynesty.dynamicsampler import DynamicSamplerStatesEnum as States

        steps = sampler.sample_batch(
            nlive_new=nlive,
            dlogz=0.01,
            logl_bounds=logl_bounds,
            maxcall=left(self.maxcall, sampler.ncall),
            maxiter=left(self.maxiter, sampler.it - 1),
            save_bounds=False,
            resume=resume,
        )
        for step in steps:
            if sampler.internal_state is States.INBATCH:
                yield self._state(sampler, step.delta_logz)

    def _may_add_batch(self, sampler: Any) -> bool:
        within = [self.maxbatch is None or sampler.batch < self.maxbatch]
        within += [self.maxcall is None or sampler.ncall < self.maxcall]
        within += [self.maxiter is None or sampler.it - 1 < self.maxiter]
        return all(within)

    def _state(self, sampler: Any, delta_logz: float, log_evidence: float | None = None) -> dict[str, Any]:
        return {
            "iteration": sampler.it - 1,
            "batch": sampler.batch,
            "calls": sampler.ncall,
            "efficiency_percent": float(sampler.eff),
            "log_evidence": float(sampler.saved_run["logz"][-1] if log_evidence is None else log_evidence),
            "dlogz": float(delta_logz),
        }


def _smaller(first: int | None, second: int | None) -> int | None:
    limits = [limit for limit in (first, second) if limit is not None]
    return min(limits) if limits else None
