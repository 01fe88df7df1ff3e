"""Nested sampling with a fixed number of live points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autolens_lite import exc
from autolens_lite.search import setting_checks
from autolens_lite.search.nested import dynesty_check
from autolens_lite.search.nested.dynesty_abstract import AbstractDynesty, default_nlive, integrate, left
from autolens_lite.search.nested.dynesty_check import CostFree
from autolens_lite.search.run import Run


class DynestyStatic(AbstractDynesty):
    """Nested sampling with a fixed number of live points, by dynesty: posterior samples and the evidence.

    A run that `maxcall` or `maxiter` has stopped is continued where they are raised and the search is run again, to the
    same end as that of one run with these limits.

    Parameters
    ----------
    name
        The name of the output folder.
    nlive
        The number of live points, more than twice the number of free parameters. The error of the log evidence falls
        with its square root, and the time grows in proportion. None is 150, and above 20 free parameters 100, or four
        for each where that is more.
    dlogz
        Stop when the live points could add less than this to the log evidence; None is 0.001 (nlive - 1) + 0.01.
    logl_max
        Stop when a log likelihood above this has been sampled.
    **settings
        The settings of both dynesty searches (`AbstractDynesty`) and of every search (`AbstractSearch`).
    """

    may_grow = frozenset({"maxcall", "maxiter"})

    def __init__(
        self,
        name: str | None = None,
        nlive: int | None = None,
        dlogz: float | None = None,
        logl_max: float = float("inf"),
        **settings: Any,
    ) -> None:
        super().__init__(name, **settings)
        self.nlive = setting_checks.optional_integer("nlive", nlive, 2)
        self.dlogz = setting_checks.optional_number("dlogz", dlogz, 0.0, setting_checks.FINITE, open_lower=True)
        self.logl_max = setting_checks.number("logl_max", logl_max)

    def check_model(self, dimensions: int) -> None:
        """The live points must be able to span an ellipsoid in all dimensions."""
        if self.nlive is None:
            return
        if self.nlive <= 2 * dimensions:
            raise exc.SearchError(
                f"nlive = {self.nlive} is too few for {dimensions} free parameters. Pass at least "
                f"{2 * dimensions + 1}, better 50 or more."
            )
        setting_checks.fits_in_memory("nlive", self.nlive, 2 * self.nlive * dimensions)

    def _new_sampler(self, run: Run | CostFree) -> Any:
        from dynesty import NestedSampler

        return NestedSampler(nlive=self.nlive or default_nlive(run.model.prior_count), **self._arguments(run))

    def _inner(self, sampler: Any) -> list[Any]:
        return [sampler]

    def _check_state(self, sampler: Any, free: CostFree) -> None:
        dynesty_check.check(sampler, self._new_sampler(free))

    def _advance(self, run: Run, sampler: Any, resume: bool) -> Iterator[dict[str, Any]]:
        dlogz = 1e-3 * (sampler.nlive - 1.0) + 0.01 if self.dlogz is None else self.dlogz
        steps = sampler.sample(
            maxiter=left(self.maxiter, sampler.it - 1),
            maxcall=left(self.maxcall, sum(sampler.saved_run["nc"])),
            dlogz=dlogz,
            logl_max=self.logl_max,
            save_bounds=False,
            resume=resume,
        )
        for step in steps:
            yield {
                "iteration": sampler.it - 1,
                "calls": sampler.ncall,
                "efficiency_percent": float(sampler.eff),
                "log_evidence": float(step.logz),
                "dlogz": float(step.delta_logz),
                "dlogz_goal": dlogz,
            }
        if self.maxcall is not None or self.maxiter is not None:
            # Once the live points are added, nothing can follow.
            run.keep_final(self._state_of(sampler))
        for _ in sampler.add_live_points():
            pass
        integrate(sampler.saved_run)
