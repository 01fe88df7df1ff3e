"""Markov chain Monte Carlo with an ensemble of walkers."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.initializer import AbstractInitializer, InitializerBall, initializer_from
from autolens_lite.search.mcmc.auto_correlations import AutoCorrelationsSettings, settings_from, times_of
from autolens_lite.search.mcmc.ensemble import Ensemble
from autolens_lite.search.run import Run

logger = logging.getLogger(__name__)

# emcee's own rule for when an estimate of the auto-correlation time can be relied on.
_TRUSTED = 50


class Emcee(AbstractSearch):
    """Affine-invariant ensemble MCMC, by emcee (Foreman-Mackey et al. 2013, PASP 125, 306): posterior samples.

    The walkers move in the physical parameters. The first 3 auto-correlation times are discarded as burn-in and the
    rest is thinned by half of one, as PyAutoFit does. The chain does not depend on `number_of_cores`.

    Parameters
    ----------
    name
        The name of the output folder.
    nwalkers
        The number of walkers: even, and at least twice the number of free parameters.
    nsteps
        The number of steps of each walker, unless the chain converges before. It may be raised when a search is run
        again: the stored chain is then continued, to the same end as that of one long run.
    initializer
        Where the walkers start; by default a small ball around the medians of the priors.
    auto_correlation_settings
        When the chain counts as converged.
    **common
        The settings of every search: see `AbstractSearch`.
    """

    package = "emcee"
    may_grow = frozenset({"nsteps"})

    def __init__(
        self,
        name: str | None = None,
        nwalkers: int = 50,
        nsteps: int = 2000,
        initializer: AbstractInitializer | None = None,
        auto_correlation_settings: AutoCorrelationsSettings | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.nwalkers = setting_checks.integer("nwalkers", nwalkers, 2)
        self.nsteps = setting_checks.integer("nsteps", nsteps, 1)
        self.initializer = initializer_from(initializer, InitializerBall)
        self.auto_correlation_settings = settings_from(auto_correlation_settings)
        if self.nwalkers % 2:
            raise exc.SearchError(
                f"nwalkers = {self.nwalkers} is odd, but the ensemble moves in two halves. Pass {self.nwalkers + 1}."
            )

    @property
    def iterations_total(self) -> int:
        """The number of steps."""
        return self.nsteps

    def check_model(self, dimensions: int) -> None:
        """Fewer walkers than twice the parameters would stay in a subspace."""
        if self.nwalkers < 2 * dimensions:
            raise exc.SearchError(
                f"nwalkers = {self.nwalkers} is too few for {dimensions} free parameters. Pass at least "
                f"{2 * dimensions}, better {4 * dimensions}."
            )
        setting_checks.fits_in_memory("nwalkers", self.nwalkers, self.nwalkers * (dimensions + 1))
        setting_checks.fits_in_memory("nsteps", self.nsteps, self.nsteps * self.nwalkers * (dimensions + 1))

    def run_sampler(self, run: Run) -> Samples:
        """Run emcee from the start, or from the checkpoint, to the end."""
        from emcee import EnsembleSampler, State

        shapes = Ensemble.shapes(self.nwalkers, run.model.prior_count)
        ensemble = run.resumed(shapes, lambda arrays: Ensemble.from_arrays(self.nsteps, arrays))
        if ensemble is None:
            ensemble = self._start(run)
        run.evaluator.verify_posteriors(ensemble.coords, ensemble.log_posterior)
        sampler = EnsembleSampler(self.nwalkers, run.model.prior_count, run.evaluator.log_posteriors, vectorize=True)
        # emcee's own wrapper prints the arguments and the traceback of whatever the likelihood raises.
        sampler.log_prob_fn = run.evaluator.log_posteriors
        state = State(ensemble.coords, log_prob=ensemble.log_posterior, random_state=ensemble.random_state)
        moves = sampler.sample(state, iterations=None, store=False, skip_initial_state_check=True)
        while ensemble.done < self.nsteps and not self.auto_correlation_settings.is_converged(ensemble.chain):
            state = next(moves)
            ensemble.append(state.coords, state.log_prob, sampler.random_state)
            run.tick(
                ensemble.done,
                {"acceptance": ensemble.acceptance, "highest_log_posterior": float(ensemble.log_posteriors.max())},
                save=ensemble.to_arrays,
                best=lambda: ensemble.best,
            )
        run.keep_final(ensemble.to_arrays())
        return self._samples(run, ensemble.chain, ensemble.log_posteriors)

    def _start(self, run: Run) -> Ensemble:
        units, values = self.initializer.start_from(self.nwalkers, run.evaluator, run.generator())
        return Ensemble(self.nsteps, run.evaluator.from_unit(units), values, run.legacy_state())

    def _samples(self, run: Run, chain: np.ndarray, log_posterior: np.ndarray) -> Samples:
        steps, walkers, dimensions = chain.shape
        times = times_of(chain)
        longest = max(0.0, float(np.nanmax(times))) if np.any(np.isfinite(times)) else 0.0
        discard, thin = min(int(3.0 * longest), steps - 1), max(1, int(longest / 2.0))
        if steps < _TRUSTED * longest or steps < _TRUSTED:
            logger.warning(
                "%s: the chain of %d steps is shorter than %d auto-correlation times (%.1f steps each), so it may not "
                "have forgotten where it started, and its widths are uncertain. Raise nsteps for a final result.",
                run.folder.name,
                steps,
                _TRUSTED,
                longest,
            )
        vectors = chain[discard::thin].reshape(-1, dimensions)
        run.info.update(steps=steps, discard=discard, thin=thin, auto_correlation_times=times.tolist())
        return run.samples_of(
            vectors,
            log_posterior=log_posterior[discard::thin].reshape(-1),
            effective_sample_size=min(len(vectors), (steps - discard) * walkers / max(longest, 1.0)),
        )
