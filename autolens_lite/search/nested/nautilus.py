"""Importance nested sampling with bounds that neural networks draw."""

from __future__ import annotations

import logging
import math
import time
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.likelihoods.failure_count import with_one_likelihood, without_likelihoods
from autolens_lite.search.run import Run

logger = logging.getLogger(__name__)


# Likelihoods that are all alike, or none, are refused after so many for each live point.
_JUDGED_AFTER = 10
# Logarithms of empty shells, and of points without a likelihood, are infinite; the likelihood itself may warn.
_unwarned = np.errstate(all="ignore")


class Nautilus(AbstractSearch):
    """Importance nested sampling, by nautilus (Lange 2023, MNRAS 525, 3181): posterior samples and the evidence.

    In its first phase, the exploration, ever smaller bounds are drawn about the points of highest likelihood, by
    ellipsoids and by networks that learn to predict the likelihood; in its second, points are added within them until
    the effective number of posterior samples suffices. The likelihoods come in batches of
    one size, which one call of a compiled likelihood computes on a backend that prefers this, or else the worker
    processes; these train the networks too. The run does not depend on their number.

    A run that has ended is continued where `n_eff`, `n_shell`, `n_like_max` or `timeout` is raised and the search is
    run again, to the same end as that of one run with these.

    `search_info` holds `complete` (false where a limit stopped the run before its bounds were complete and sampled
    from: its samples are then not yet those of the posterior, and its evidence may be too low), `calls`, `bounds`,
    `n_eff` and `efficiency_percent` (effective samples for each likelihood). The error of the log evidence counts the
    scatter of the likelihoods within each shell and of the estimates of the shells' volumes.

    Parameters
    ----------
    name
        The name of the output folder.
    n_live
        The number of live points, which a new bound encloses; more than twice the number of free parameters. None is
        100 + 20 for each free parameter; PyAutoFit's is 3000.
    n_update
        A new bound is made once so many of the new points belong to the live ones; None is `n_live`.
    enlarge_per_dim
        The factor by which ellipsoids are enlarged in each dimension.
    n_points_min
        The least number of points of an ellipsoid, more than the number of free parameters; None is that + 50.
    split_threshold
        The outer ellipsoids are split while their volume exceeds that of the live points by this factor.
    n_networks
        The number of networks of a bound; 0 is ellipsoids alone.
    n_batch
        The number of likelihoods that are computed at each step. The chain depends on it, and not on the number of
        cores, of which it should be a multiple.
    n_like_new_bound
        A new bound is made after so many likelihoods at the latest; None is 10 times `n_live`.
    f_live
        The exploration ends when the live points hold less than this fraction of the evidence.
    n_shell
        The least number of points in each shell between two bounds.
    n_eff
        The effective number of posterior samples to reach. With nautilus's own 10,000 the evidence is good to 0.01.
    n_like_max
        Begin no further batch after so many likelihoods; None and infinity are no limit.
    discard_exploration
        Whether to leave out the points of the exploration, about which the bounds were drawn. With them the evidence
        is some hundredths too low, by several of its errors; without them, some more likelihoods are needed.
    timeout
        Begin no further batch after so many seconds of a session; None and infinity are no limit. What a run so
        stopped has found depends on the speed of the machine.
    **common
        The settings of every search: see `AbstractSearch`.
    """

    package = "nautilus-sampler"
    beneath = ("scikit-learn",)
    module = "nautilus"
    may_grow = frozenset({"n_eff", "n_shell", "n_like_max", "timeout"})

    def __init__(
        self,
        name: str | None = None,
        n_live: int | None = None,
        n_update: int | None = None,
        enlarge_per_dim: float = 1.1,
        n_points_min: int | None = None,
        split_threshold: float = 100.0,
        n_networks: int = 4,
        n_batch: int = 100,
        n_like_new_bound: int | None = None,
        f_live: float = 0.01,
        n_shell: int = 1,
        n_eff: int = 500,
        n_like_max: int | None = None,
        discard_exploration: bool = True,
        timeout: float | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_live = setting_checks.optional_integer("n_live", n_live, 2)
        self.n_update = setting_checks.optional_integer("n_update", n_update, 1)
        self.enlarge_per_dim = setting_checks.number("enlarge_per_dim", enlarge_per_dim, 1.0, 1e3)
        self.n_points_min = setting_checks.optional_integer("n_points_min", n_points_min, 2)
        self.split_threshold = setting_checks.number("split_threshold", split_threshold, 1.0, 1e300)
        self.n_networks = setting_checks.integer("n_networks", n_networks, 0)
        self.n_batch = setting_checks.integer("n_batch", n_batch, 1)
        self.n_like_new_bound = setting_checks.optional_integer("n_like_new_bound", n_like_new_bound, 1)
        self.f_live = setting_checks.number("f_live", f_live, 0.0, 1.0, open_lower=True)
        self.n_shell = setting_checks.integer("n_shell", n_shell, 1)
        self.n_eff = setting_checks.integer("n_eff", n_eff, 1)
        self.n_like_max = setting_checks.optional_integer("n_like_max", _limit(n_like_max), 1)
        self.discard_exploration = setting_checks.flag("discard_exploration", discard_exploration)
        self.timeout = setting_checks.optional_number("timeout", _limit(timeout), 0.0, open_lower=True)

    @property
    def batch_size(self) -> int:
        """The number of likelihoods that are computed at once: `n_batch`."""
        return self.n_batch

    def check_model(self, dimensions: int) -> None:
        """The live points must be able to span an ellipsoid in all dimensions."""
        for name, value, least in (
            ("n_live", self.n_live, 2 * dimensions + 1),
            ("n_points_min", self.n_points_min, max(3, dimensions + 1)),
        ):
            if value is not None and value < least:
                raise exc.SearchError(
                    f"{name} = {value} is too few for {dimensions} free parameters. Pass at least {least}, better "
                    f"{50 + dimensions} or more."
                )

    def run_sampler(self, run: Run) -> Samples:
        """Run nautilus from the start, or from the checkpoint, to the end."""
        from autolens_lite.search.nested.nautilus_sampler import QuietSampler
        from autolens_lite.search.nested.nautilus_state import NautilusState

        state = NautilusState(self.n_networks)
        sampler = QuietSampler(run, self._arguments(run.model.prior_count), state.canonical)
        resumed = run.resumed({}, lambda arrays: state.restored(sampler, arrays))
        if resumed is not None:
            self._verify(run, sampler)
        doubted, began = resumed is None, time.monotonic()
        while not self._advance(sampler, 0) and self._may_go_on(sampler, began):
            self._advance(sampler, 1)
            if len(sampler.bounds) == 1 and sampler.n_like >= _JUDGED_AFTER * sampler.n_live:
                self._check(sampler)
            if doubted:
                self._verify(run, sampler)  # before anything is stored
                doubted = False
            run.tick(
                sampler.n_like // self.n_batch,
                self._shown(sampler),
                save=lambda: state.to_arrays(sampler),
                best=lambda: sampler.vectors(sampler.greatest()[0][None])[0],
            )
        run.keep_final(state.to_arrays(sampler))
        self._check(sampler)
        return self._samples(run, sampler)

    def _arguments(self, dimensions: int) -> dict[str, Any]:
        names = ("n_update", "enlarge_per_dim", "split_threshold", "n_networks", "n_batch", "n_like_new_bound")
        n_live = default_n_live(dimensions) if self.n_live is None else self.n_live
        n_points_min = max(2, dimensions) + 50 if self.n_points_min is None else self.n_points_min
        return {"n_live": n_live, "n_points_min": n_points_min, **{name: getattr(self, name) for name in names}}

    @_unwarned
    def _advance(self, sampler: Any, batches: int) -> bool:
        """Compute so many batches, and return whether the run is done."""
        return sampler.run(
            f_live=self.f_live,
            n_shell=self.n_shell,
            n_eff=self.n_eff,
            n_like_max=sampler.n_like + batches,  # which is asked for before each batch
            discard_exploration=self.discard_exploration,
        )

    def _may_go_on(self, sampler: Any, began: float) -> bool:
        in_time = self.timeout is None or time.monotonic() - began < self.timeout
        return in_time and (self.n_like_max is None or sampler.n_like < self.n_like_max)

    def _check(self, sampler: Any) -> None:
        """Refuse likelihoods that no bound can be drawn about, and that would go on for ever."""
        values = np.concatenate(sampler.log_l)
        if not np.any(np.isfinite(values)):
            raise without_likelihoods(f"{len(values)} points drawn from the priors")
        if np.ptp(values) == 0.0:
            raise with_one_likelihood(len(values), values[0] + sampler.reference)

    def _verify(self, run: Run, sampler: Any) -> None:
        point, value = sampler.greatest()
        # As many as in a batch, for which a likelihood is compiled.
        vectors = np.repeat(sampler.vectors(point[None]), self.n_batch, axis=0)
        run.evaluator.verify(vectors, np.full(self.n_batch, value))

    @_unwarned
    def _shown(self, sampler: Any) -> dict[str, Any]:
        return {
            "phase": "sampling" if sampler.explored else "exploration",
            "calls": sampler.n_like,
            "bounds": len(sampler.bounds),
            "log_evidence": math.nan if sampler.log_z is None else float(sampler.log_z + (sampler.reference or 0.0)),
            **({} if sampler.explored else {"f_live": float(sampler.f_live), "f_live_goal": self.f_live}),
            "n_eff": float(sampler.n_eff),
        }

    def _samples(self, run: Run, sampler: Any) -> Samples:
        complete = bool(sampler.explored and np.all(sampler.shell_n >= self.n_shell))
        if not complete:
            logger.warning(
                "%s: the run was stopped after %d likelihoods, before its bounds were complete and sampled from: its "
                "samples are not those of the posterior yet. Raise n_like_max or timeout to go on.",
                run.folder.name,
                sampler.n_like,
            )
            if sampler.explored:
                sampler.discard_exploration = False
        points, log_weight, log_likelihood = sampler.posterior()
        kept = np.isfinite(log_likelihood)
        if not np.any(kept):
            raise exc.SearchError(f"none of the {len(kept)} points has a likelihood. Raise n_like_max or timeout.")
        run.info.update(
            complete=complete,
            calls=sampler.n_like,
            bounds=len(sampler.bounds),
            n_eff=float(sampler.n_eff),
            efficiency_percent=float(100.0 * sampler.n_eff / sampler.n_like),
        )
        return run.samples_of(
            points[kept],
            log_likelihood=log_likelihood[kept] + sampler.reference,
            weight=np.exp(log_weight[kept] - np.max(log_weight[kept])),
            log_evidence=float(sampler.log_z + sampler.reference),
            log_evidence_error=_error_of(sampler),
        )


def default_n_live(dimensions: int) -> int:
    """The number of live points where none is named."""
    return 100 + 20 * dimensions


def _limit(value: Any) -> Any:
    """None for infinity, which means no limit too."""
    return None if isinstance(value, float) and value == math.inf else value


@_unwarned
def _error_of(sampler: Any) -> float:
    """The standard error of the log evidence.

    The evidence is a sum over shells, each the product of a mean likelihood and a volume. The variance of the mean is
    told by the effective number of its points; the volume is a bound's, itself counted by the points that fell within
    it, times the fraction of its points that no later bound holds.
    """
    used = sampler.shell_n > 0
    log_share = (sampler.shell_log_l + sampler.shell_log_v)[used]
    share = np.exp(log_share - np.max(log_share))
    share /= share.sum()
    n, drawn = sampler.shell_n[used], np.asarray(sampler.shell_n_sample)[used]
    if sampler.discard_exploration and sampler.explored:
        drawn = drawn - np.asarray(sampler.shell_n_sample_exp)[used]
    variance = np.maximum(1.0 / np.maximum(sampler.shell_n_eff[used], 1.0) - 1.0 / n, 0.0)
    variance = variance + np.maximum(1.0 / n - 1.0 / np.maximum(drawn, n), 0.0)
    bounds = [bound for bound, is_used in zip(sampler.bounds, used, strict=True) if is_used]
    variance = variance + np.array([_volume_variance(bound) for bound in bounds])
    return float(np.sqrt(np.sum(share**2 * variance)))


def _volume_variance(bound: Any) -> float:
    """The relative variance of a bound's volume; zero where that is not counted by points."""
    if not hasattr(bound, "outer_bound"):
        return 0.0
    union = bound.outer_bound
    counts = ((bound.n_sample, bound.n_reject), (union.n_sample, union.n_reject))
    return sum(rejected / (drawn * max(drawn - rejected, 1)) for drawn, rejected in counts if drawn)
