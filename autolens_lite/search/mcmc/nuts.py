"""Samples of a posterior by the No-U-Turn sampler, started and whitened at its maximum."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite import archive, exc
from autolens_lite.archive import Shapes
from autolens_lite.model import Collection, Model
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.lbfgs import LBFGS
from autolens_lite.search.gradient.least_squares import LeastSquares
from autolens_lite.search.gradient.multi_start import AscendingSearch
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.unconstrained_posterior import UnconstrainedPosterior, log_unit_normal
from autolens_lite.search.initializer import AbstractInitializer
from autolens_lite.search.mcmc.auto_correlations import AutoCorrelationsSettings, settings_from
from autolens_lite.search.mcmc.bridge_sampling import bridge_from
from autolens_lite.search.mcmc.nuts_chain import KEPT, Advance, Chain
from autolens_lite.search.mcmc.nuts_chains import Chains, doubts_of
from autolens_lite.search.run import Run
from autolens_lite.search.start import Metric, MetricLike, Start, StartLike

logger = logging.getLogger(__name__)

# A chain is advanced by so many transitions at a time.
_BLOCK = 8
# Random streams of a run: of the chains' starts, and of the evidence.
_STARTS, _BRIDGE = 2, 4
_MOST_TRIES = 100
# With an R-hat above it chains have not seen the same density, and have no evidence.
_LARGEST_R_HAT = 1.05
# A chain that is still where it began after so many transitions will not move.
_PATIENCE = 50


class NUTS(AbstractSearch):
    r"""Samples of the posterior by the No-U-Turn sampler (Hoffman & Gelman 2014, JMLR 15, 1593); jax backend.

    Several chains of Hamiltonian Monte Carlo, whose cost is a few gradients for each nearly independent draw, also of
    many parameters. They move in coordinates without limits, in which the prior is a unit normal density; limits of
    priors and the disc of `ell_comps` are no walls there. From `start`, or from the highest of some ascents as of
    `al.LeastSquares` (`al.LBFGS` where there are no residuals), Newton steps lead to the maximum; chains start from
    draws of the normal density about it, whose widths and correlations are their first metric, so that the warm-up is
    short. Like every chain these know of no other mode than that of their start.

    The result has the evidence too, with its error, by bridge sampling (Meng & Wong 1996), unless an R-hat is above
    1.05, and `search_info` holds: `r_hat` (rank-normalised, of halves of chains: Vehtari et al. 2021), `bulk_size` and
    `tail_size` (effective sample sizes) of each parameter; of each chain `divergences`, `acceptance`, `step_sizes` and
    `energy_fraction`; `gradients`, and `doubts`, which are logged as warnings too: an R-hat above 1.01, fewer than 100
    effective samples for each chain, an energy fraction below 0.3, divergences, trajectories cut short.

    Its other name is `al.BlackJAXNUTS`, with the arguments that PyAutoFit's search of that name has. No package is
    needed: the compiled gradient that every search uses is called as it is, so there is nothing to compile anew.

    Parameters
    ----------
    name
        The name of the output folder.
    num_warmup
        The first transitions of each chain, in which its step size and metric are adapted; they are not samples.
    num_samples
        The samples of each chain. It may be raised when a search is run again: the stored chains are then continued.
    num_chains
        The number of chains, as many at once as there are `number_of_cores`. R-hat wants two at least, better four.
    target_accept
        The mean acceptance probability to which step sizes are adapted. Raise it where trajectories diverge.
    max_num_doublings
        A trajectory has at most two to this power steps.
    initializer
        Where ascents are drawn from, if there is no start; by default the priors.
    inverse_mass_matrix
        None or "diagonal": widths are adapted from those at the maximum; "dense": correlations too. Or where these
        start: a covariance matrix of the parameters, their variances, or an `al.Result` whose covariance it is.
    mass_matrix_shrinkage
        The fraction of its metric that a chain keeps at each adaptation, from 0 to 1.
    share_adaptation
        Whether all chains go on after the warm-up with the mean of their metrics and the median of their step sizes.
    auto_correlation_settings
        When chains are long enough to stop before `num_samples`; by default they are not.
    start
        Where to start: an `al.Result` or its samples, a vector, or a dictionary of values by parameter names. None
        looks for the maximum.
    **common
        The settings of every search: see `AbstractSearch`.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without gradients.
    SearchError
        By `fit`, if the start is outside the prior, second derivatives are not finite, or a chain never moves.
    """

    package = "scipy"
    may_grow = frozenset({"num_samples"})

    def __init__(
        self,
        name: str | None = None,
        num_warmup: int = 100,
        num_samples: int = 250,
        num_chains: int = 4,
        target_accept: float = 0.8,
        max_num_doublings: int = 10,
        initializer: AbstractInitializer | None = None,
        inverse_mass_matrix: MetricLike | None = None,
        mass_matrix_shrinkage: float = 0.0,
        share_adaptation: bool = False,
        auto_correlation_settings: AutoCorrelationsSettings | None = None,
        start: StartLike | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.num_warmup = setting_checks.integer("num_warmup", num_warmup, 0)
        self.num_samples = setting_checks.integer("num_samples", num_samples, 4)
        self.num_chains = setting_checks.integer("num_chains", num_chains, 1)
        self.target_accept = setting_checks.number("target_accept", target_accept, 0.01, 0.999)
        self.max_num_doublings = setting_checks.integer("max_num_doublings", max_num_doublings, 1)
        # how a start is looked for: by residuals, or where there are none by gradients
        self._ways_in = LeastSquares(name, initializer=initializer), LBFGS(name, initializer=initializer)
        self.initializer = self._ways_in[0].initializer
        self.inverse_mass_matrix = Metric(inverse_mass_matrix)
        self.mass_matrix_shrinkage = setting_checks.number("mass_matrix_shrinkage", mass_matrix_shrinkage, 0.0, 1.0)
        self.share_adaptation = setting_checks.flag("share_adaptation", share_adaptation)
        self.auto_correlation_settings = settings_from(
            auto_correlation_settings, AutoCorrelationsSettings(check_for_convergence=False)
        )
        self.start = None if start is None else Start(start)

    @property
    def iterations_total(self) -> int:
        """The number of transitions of all chains."""
        return self.num_chains * (self.num_warmup + self.num_samples)

    def check_model(self, dimensions: int) -> None:
        """Any number of parameters can be sampled, if the chains fit in memory."""
        held = 2 * self.num_chains * (self.num_warmup + self.num_samples) * (dimensions + 6)
        greatest = max(("num_warmup", "num_samples", "num_chains"), key=lambda name: getattr(self, name))
        setting_checks.fits_in_memory(greatest, getattr(self, greatest), held)

    def check_start(self, model: Model | Collection) -> None:
        """Refuse a start, or a metric, of other parameters, and a start outside the prior."""
        self.inverse_mass_matrix.matrix_for(list(model.parameter_names))
        if self.start is not None:
            self.start.vector_for(model)

    def run_sampler(self, run: Run) -> Samples:
        """Find the maximum, unless it is known already, and move the chains to their ends."""
        posterior = UnconstrainedPosterior(run.evaluator)
        shapes: Shapes = {} if self.start is not None else {"way_in": ()}
        state = run.resumed(shapes, lambda arrays: self._checked(run, arrays))
        if state is None:
            state = self._blank(run)
        if "maximum" not in state:
            self._find_maximum(run, posterior, state)
        if "positions" not in state:
            chains = self._started(run, posterior, Maximum.from_arrays(state))
        else:
            chains = Chains.from_arrays(self.num_chains, self.num_warmup, self.num_samples, state)
        self._move(run, posterior, chains, state)
        run.keep_final({**state, **chains.to_arrays()})
        return self._samples(run, posterior, chains)

    def _blank(self, run: Run) -> dict[str, np.ndarray]:
        """The state of a run before anything is known, which refuses a likelihood without gradients."""
        if self.start is None:
            vector = run.evaluator.middle()
        else:
            vector = self.start.vector_for(run.model)
        run.evaluator.check_gradient(vector)
        if self.start is not None:
            return {}
        by_squares, by_gradients = self._ways_in
        try:
            return {**by_squares.blank(run), "way_in": np.array(0)}
        except exc.AutoLensError:  # no residuals, or no Jacobian of them
            return {**by_gradients.blank(run), "way_in": np.array(1)}

    def _checked(self, run: Run, state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        size = run.model.prior_count
        if self.start is None:
            way_in = self._way_in(state)
            archive.require(state, way_in.shapes(size))
            way_in.check(state, way_in.posterior(run.evaluator))
        if "maximum" in state or "positions" in state:
            archive.require(state, Maximum.shapes(size))
            Maximum.from_arrays(state)
        if "positions" in state:
            archive.require(state, Chains.shapes(self.num_chains, size))
            Chains.from_arrays(self.num_chains, self.num_warmup, self.num_samples, state)
        return state

    def _way_in(self, state: Mapping[str, np.ndarray]) -> AscendingSearch:
        return self._ways_in[1 if state["way_in"] else 0]

    def _find_maximum(self, run: Run, posterior: UnconstrainedPosterior, state: dict) -> None:
        """Climb, from the starts or from the start, and take the last steps in the chains' coordinates."""
        if self.start is None:
            way_in = self._way_in(state)
            scaled = way_in.posterior(run.evaluator)
            way_in.climb(run, scaled, state, lambda: state)
            vector = scaled.vectors_from(state["points"][[np.argmax(state["heights"])]])[0]
        else:
            vector = self.start.vector_for(run.model)
        z = posterior.map.z_from(vector[None])[0]
        maximum = maximum_from(posterior, z, gauss_newton=posterior.gauss_newton)
        logger.info("%s: the chains start about %.2f.", run.folder.name, maximum.height)
        state.update(maximum.to_arrays())

    def _started(self, run: Run, posterior: UnconstrainedPosterior, maximum: Maximum) -> Chains:
        """Chains that start from draws of the normal density about the maximum; at it, where these have no density."""
        laplace, rng = Laplace(maximum), run.generator(_STARTS)
        _, derivatives = posterior.map.point_from(maximum.point)
        factor = self.inverse_mass_matrix.factor_for(list(run.model.parameter_names), derivatives, laplace.factor)
        chains = []
        for number in range(self.num_chains):
            z = maximum.point
            value, gradient = maximum.height, maximum.gradient
            for point in laplace.draw(_MOST_TRIES, rng):
                found = posterior.value_and_grad(point)
                if math.isfinite(found[0]):
                    z, (value, gradient) = point, found
                    break
            chains.append(Chain.starting(number, z, value, gradient, factor))
        return Chains(chains, self.num_warmup, self.num_samples)

    def _move(self, run: Run, posterior: UnconstrainedPosterior, chains: Chains, state: dict) -> None:
        """Move the chains on, those first that are behind."""
        while not self._is_at_end(chains):
            warm = bool(np.all(chains.done >= self.num_warmup))
            if warm and self.share_adaptation and not chains.shared:
                chains.share()
            stop = self.num_warmup + self.num_samples if warm else self.num_warmup
            behind = [i for i in np.argsort(chains.done, kind="stable") if chains.done[i] < stop]
            moves = [self._advance(run, chains.chains[i], stop) for i in behind[: run.evaluator.size]]
            for chain, positions, kept in run.evaluator.map(run.evaluator.here, moves):
                chains.take_in(chain, positions, kept)
                self._refuse_stillness(chains, chain.number)
            run.tick(
                int(chains.done.sum()),
                chains.summary(),
                save=lambda: {**state, **chains.to_arrays()},
                best=lambda: posterior.vectors_from(chains.best()[None])[0],
            )

    def _advance(self, run: Run, chain: Chain, stop: int) -> Advance:
        # up to where all chains may be compared, in any case
        size = self.auto_correlation_settings.check_size
        sampled = max(chain.done - self.num_warmup, 0)
        following = self.num_warmup + (sampled // size + 1) * size
        end = min(chain.done + _BLOCK, stop, following)
        return Advance(
            chain,
            end - chain.done,
            warm_up=self.num_warmup,
            seed=run.seed,
            target=self.target_accept,
            most_doublings=self.max_num_doublings,
            dense=self.inverse_mass_matrix.dense,
            shrinkage=self.mass_matrix_shrinkage,
        )

    def _is_at_end(self, chains: Chains) -> bool:
        if np.all(chains.done >= self.num_warmup + self.num_samples):
            return True
        if np.ptp(chains.done) or chains.done[0] <= self.num_warmup:
            return False
        return self.auto_correlation_settings.is_converged(chains.sampled()[0].swapaxes(0, 1))

    def _refuse_stillness(self, chains: Chains, number: int) -> None:
        """Refuse a chain that never moves."""
        chain = chains.chains[number]
        places = chains.positions[number, : chain.done]
        if chain.done >= _PATIENCE and np.all(places == chain.z):
            raise exc.SearchError(
                f"chain {number} has not moved in {chain.done} transitions (step size {chain.step_size:.2g}): the "
                "likelihood's gradient does not belong to its value, or it fails all around the start. Compare "
                "likelihood.value_and_grad(vector) with differences of likelihood(vector); or pass another start."
            )

    def _samples(self, run: Run, posterior: UnconstrainedPosterior, chains: Chains) -> Samples:
        names = list(run.model.parameter_names)
        positions, kept = chains.sampled()
        found = chains.diagnostics(self.max_num_doublings)
        doubts = doubts_of(found, names, positions.shape[1])
        values = kept[:, :, KEPT.index("value")]
        evidence, error = None, None
        if np.all(np.array(found["r_hat"]) < _LARGEST_R_HAT):
            rng, factor = run.generator(_BRIDGE), chains.chains[0].factor
            evidence, error = bridge_from(lambda z: posterior.values_and_grads(z)[0], positions, values, rng, factor)
        run.info.update(**found, chains=self.num_chains, samples=positions.shape[1], doubts=doubts)
        if doubts:
            logger.warning(
                "%s: %s. Raise num_samples, and run it again to go on; or target_accept, where trajectories diverge.",
                run.folder.name,
                "; ".join(doubts),
            )
        flat = positions.reshape(-1, positions.shape[2])
        return run.samples_of(
            posterior.vectors_from(flat),
            log_likelihood=values.reshape(-1) - log_unit_normal(flat),
            log_evidence=evidence,
            log_evidence_error=error,
            effective_sample_size=float(np.nanmin([found["bulk_size"], found["tail_size"]])),
        )


BlackJAXNUTS = NUTS
