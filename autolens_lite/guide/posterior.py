"""From data to the posterior of a lens in one call."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite import archive, exc
from autolens_lite.analysis import Analysis, AnalysisImaging
from autolens_lite.archive import Shapes
from autolens_lite.guide.by_chains import samples_by_chains
from autolens_lite.guide.draws import Draws, draws_from, no_draws_from
from autolens_lite.guide.finer import can_be_finer, climbed_on, sizes_needed, with_finer_likelihood, with_sizes
from autolens_lite.guide.intensities import with_linear
from autolens_lite.guide.over_sampling import over_sampling_from
from autolens_lite.guide.ways import GAIN, Way, way_of
from autolens_lite.model import Collection, Model
from autolens_lite.result import Result, Samples
from autolens_lite.search import validate
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.gradient.importance import NoDrawsError
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.second_order import Squares
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior
from autolens_lite.search.output.folder import OutputFolder
from autolens_lite.search.run import Run

logger = logging.getLogger(__name__)

# Random streams of a run: of the draws, of what is solved for at them, and of each turn.
_DRAWS, _LINEAR, _FIRST_TURN = 0, 5, 10
# Maxima closer than this in the log posterior are one.
_SAME = 2.0
# chi^2 above its mean by so many of its standard deviations is said.
_TOO_HIGH = 5.0
# Sub-pixels that move the maximum by more than this many errors are too few.
_SHIFT = 0.3
# What a run keeps beside its best vector: all costs, of climbs of everything and of starts of the arcs; and the number
# of turns, the cost of the best, whether turns have ended, and what the last has gained; sub-pixels a side, once they
# are raised.
_STATE: Shapes = {"costs": (None,), "starts": (None,), "numbers": (4,), "sizes": (None,)}


class Posterior(AbstractSearch):
    r"""From data to the posterior in one call, without a start set by hand; jax backend.

    The model is taken apart (`guide.split`): the light of the lens is fitted alone, then mass and sources to what it
    leaves, from many starts that are read off the image, first blurred and then sharp, then everything; in turns, until
    a turn gains nothing. Newton's steps lead to the maximum, and draws about it are weighed to be those of the
    posterior; where these do not do, chains of NUTS start there. See docs/posterior.md for each stage. A model or
    data for which there is no such way starts from the prior, and the result says so.

    `search_info` holds `way`, how starts were found; `maxima`, the log posteriors that climbs of everything have
    reached; `starts_that_agree`, how many starts of the arcs came within 2 of the best, of `starts`; `k_hat` (Pareto's
    shape of the weights' tail: below 0.7 the draws stand for the posterior); `chi_squared` and `chi_squared_expected`
    where these are known; `over_sampling_shift`, by how many errors finer sub-pixels would move the maximum of an
    image, in `over_sampling_parameter`; `sampled_by`, and of NUTS `chains` and `why_chains`; and `doubts`, each a
    sentence. Doubts are warned of, too, and stand in the result's summary.

    Parameters
    ----------
    name
        The name of the output folder.
    n_effective
        The effective sample size at which drawing ends.
    n_turns
        The greatest number of turns.
    n_draws
        The greatest number of draws.
    n_starts
        Starts from the prior, where there is no other way.
    use_nuts
        Whether four chains of `al.NUTS` give the samples where weighted draws cannot (a k-hat of 0.7 and more, or tails
        so long that draws have not filled them): a minute or two, of thousands of gradients. Without them the draws are
        kept and doubted, with a k-hat of 0.7 and more unweighted.
    raise_over_sampling
        Whether sub-pixels are divided further before the last climb, where the light is off, until the maximum of an
        image moves by less than 0.3 of its errors; `result.analysis` has them. False only warns. True is for images
        of the sky: one that was simulated with few sub-pixels is fitted best with these.
    **common
        The settings of every search: see `AbstractSearch`.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without gradients.
    """

    package = "scipy"

    def __init__(
        self,
        name: str | None = None,
        n_effective: int = 500,
        n_turns: int = 5,
        n_draws: int = 4000,
        n_starts: int = 10,
        use_nuts: bool = True,
        raise_over_sampling: bool = False,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_effective = validate.integer("n_effective", n_effective, 10)
        self.n_turns = validate.integer("n_turns", n_turns, 1)
        self.n_draws = validate.integer("n_draws", n_draws, self.n_effective)
        self.n_starts = validate.integer("n_starts", n_starts, 1)
        self.use_nuts = validate.flag("use_nuts", use_nuts)
        self.raise_over_sampling = validate.flag("raise_over_sampling", raise_over_sampling)

    @property
    def iterations_total(self) -> int:
        """Turns, the last moves, the maximum, and the draws."""
        return self.n_turns + 3

    def check_model(self, dimensions: int) -> None:
        """Any number of parameters can be searched, if what is kept of them fits in memory."""
        validate.fits_in_memory("n_draws", self.n_draws, 4 * self.n_draws * dimensions)

    def run_sampler(self, run: Run) -> Samples:
        """Go through the stages that are left."""
        posterior = SquaresPosterior(run.evaluator)
        size = run.model.prior_count
        state = run.resumed({"best": (size,), **_STATE}, lambda arrays: _checked(arrays, size))
        if state is None:
            state = self._blank(run)
        way = way_of(run.model, run.evaluator, self.n_turns, self.n_starts)

        def tick(stage: str) -> None:
            vector = state["best"]
            run.tick(
                int(state["numbers"][0]),
                {"stage": stage, "log_posterior": -float(state["numbers"][1])},
                save=lambda: state,
                best=lambda: vector,
            )

        self._turns(run, way, state, tick)
        if self.raise_over_sampling and can_be_finer(run, way):
            way = self._finer(run, way, state, tick)
            posterior = SquaresPosterior(run.evaluator)
        if "maximum" not in state:
            start = posterior.scaled_from(state["best"][None])[0]
            maximum = maximum_from(posterior, start, gauss_newton=posterior.gauss_newton)
            state.update(maximum.to_arrays())
            tick("maximum")
        maximum = Maximum.from_arrays(state)
        rng, squares = run.generator(_DRAWS), _squares(way, posterior, maximum)
        try:
            draws = draws_from(posterior, maximum, self.n_effective, self.n_draws, rng, way.log_likelihoods, squares)
        except NoDrawsError as error:  # a maximum that was found is not thrown away
            logger.warning("%s: %s", run.folder.name, error)
            draws = no_draws_from(maximum)
        samples, by_chains = None, None
        if not draws.are_reliable and self.use_nuts:
            vector = posterior.vectors_from(maximum.point[None])[0]
            samples, by_chains = samples_by_chains(run, vector, state)
        self._tell(run, way, posterior, maximum, draws, state, by_chains)
        if samples is None:
            samples = self._samples(run, posterior, maximum, draws)
        analysis = getattr(run.evaluator.likelihood, "analysis", None)
        return with_linear(samples, run.model, analysis, run.generator(_LINEAR))

    def _turns(self, run: Run, way: Way, state: dict[str, np.ndarray], tick: Any) -> None:
        """Turn until nothing is gained, then move away from kinks; its state is in "numbers"."""
        turns, cost, ended, gain = state["numbers"]
        while not ended:
            best = None if not turns else (way.coordinates_of(state["best"]), cost)
            if best is not None and (turns >= way.most or (way.ends_early and gain < GAIN)):
                t, cost = way.kicked(best)
                ended = True
            else:
                turn = way.turn(best, run.generator(_FIRST_TURN + int(turns)))
                (t, new), turns = turn.best, turns + 1
                state["costs"] = np.append(state["costs"], turn.costs)
                state["starts"] = np.append(state["starts"], turn.arcs)
                gain, cost = cost - new, new
            state["best"], state["numbers"] = way.vector_of(t), np.array([turns, cost, ended, gain], dtype=float)
            tick("last moves" if ended else f"turn {int(turns)}")

    def _finer(self, run: Run, way: Any, state: dict[str, np.ndarray], tick: Any) -> Way:
        """Go on with as many sub-pixels as the fit needs, from where it is with those that it has."""
        is_new = not state["sizes"].size
        if is_new:
            state["sizes"] = sizes_needed(run, state["best"], _SHIFT).astype(float)
        finer = with_finer_likelihood(run, way, state["sizes"])
        if finer is not way:
            run.info.update(over_sampling_sizes=state["sizes"].astype(int).tolist())
            if is_new:
                state["best"] = climbed_on(finer, state["best"])
        if is_new:
            tick("sub-pixels")
        return finer

    def _stored_result(self, output: OutputFolder, model: Model | Collection, analysis: Analysis) -> Result:
        """The result, with the sub-pixels of its last climb."""
        result = super()._stored_result(output, model, analysis)
        sizes = result.search_info.get("over_sampling_sizes")
        if sizes is None:
            return result
        assert isinstance(analysis, AnalysisImaging)  # others have no sub-pixels
        return result.with_analysis(with_sizes(analysis, np.array(sizes)))

    def _blank(self, run: Run) -> dict[str, np.ndarray]:
        """The state of a run before its first turn."""
        middle = run.evaluator.middle()
        run.evaluator.check_gradient(middle)
        numbers = np.array([0.0, np.inf, 0.0, np.inf])
        none = np.zeros(0)
        return {"best": middle, "costs": none, "starts": none, "numbers": numbers, "sizes": none}

    def _tell(
        self,
        run: Run,
        way: Way,
        posterior: SquaresPosterior,
        maximum: Maximum,
        draws: Draws,
        state: Mapping[str, np.ndarray],
        by_chains: Mapping[str, Any] | None,
    ) -> None:
        """Put into the result's information what was found, and what speaks against it."""
        names = list(run.model.parameter_names)
        best = float(state["numbers"][1])
        agree = int(np.sum(state["starts"] < np.min(state["starts"], initial=np.inf) + _SAME))
        doubts = [*way.doubts, *(maximum.doubts(names) if by_chains is None else by_chains["doubts"])]
        tried = len(state["starts"])
        if tried > 1 and agree == 1:
            doubts.append(f"of {tried} starts one alone arrives at the highest maximum, so there may be a higher one")
        vector = posterior.vectors_from(maximum.point[None])[0]
        if isinstance(getattr(run.evaluator.likelihood, "analysis", None), AnalysisImaging):
            doubts += self._of_sub_pixels(run, vector)
        fit = way.goodness(vector)
        if fit is not None:
            chi_squared, expected, sigma = fit
            run.info.update(chi_squared=chi_squared, chi_squared_expected=expected)
            if chi_squared > expected + _TOO_HIGH * sigma:
                doubts.append(
                    f"chi^2 is {chi_squared:.0f} where {expected:.0f} +- {sigma:.0f} is expected: the model is too "
                    "simple for these data, the noise map too low, or this is a wrong mode"
                )
        if not draws.importance.is_reliable and by_chains is None:
            doubts.append(
                f"{_heavy(draws)}: "
                "errors may be wrong, and there is no evidence. al.NUTS(..., start=result) gives the posterior"
            )
        elif by_chains is None:
            doubts += draws.importance.doubts + list(draws.doubts)
        run.info.update(
            way=way.name,
            turns=int(state["numbers"][0]),
            maxima=sorted((maximum.height + best - float(cost) for cost in state["costs"]), reverse=True),
            starts=tried,
            starts_that_agree=agree,
            curvature=maximum.curvature,
            is_proper=maximum.is_proper,
            k_hat=draws.importance.k_hat,
            sampled_by="importance sampling" if by_chains is None else "NUTS",
            densities=draws.densities,
            chains=dict(by_chains or {}),
            why_chains="" if by_chains is None else _why_not(draws),
            doubts=doubts,
        )
        if by_chains is not None:
            logger.info("%s: the samples are of chains, since %s.", run.folder.name, _why_not(draws))
        for doubt in doubts:
            logger.warning("%s: %s.", run.folder.name, doubt)

    def _of_sub_pixels(self, run: Run, vector: np.ndarray) -> list[str]:
        """What finer sub-pixels would change in the fit of an image."""
        try:
            found = over_sampling_from(run.evaluator.likelihood, vector)
        except exc.AutoLensError as error:  # a finished fit is not lost to the doubts about it
            logger.debug("%s: sub-pixels are not looked at: %s", run.folder.name, error)
            return []
        run.info.update(over_sampling_shift=found.shift, over_sampling_parameter=found.parameter)
        if found.shift <= _SHIFT:
            return []
        return [
            f"with finer sub-pixels the maximum would move by {found.shift:.1f} sigma in {found.parameter}: set "
            "raise_over_sampling=True, or use dataset.apply_over_sampling(over_sample_size_lp=sizes), with the sizes "
            "of al.guide.over_sampling_from(likelihood, vector)"
        ]

    def _samples(self, run: Run, posterior: SquaresPosterior, maximum: Maximum, draws: Draws) -> Samples:
        """The maximum, of no weight, and the weighted draws; unweighted and without evidence, if not to be trusted."""
        found, kept = draws.importance, np.isfinite(draws.heights)
        points = np.concatenate([maximum.point[None], draws.points[kept]])
        heights = np.append(maximum.height, draws.heights[kept])
        weights = found.weights[kept] if found.is_reliable else np.ones(int(kept.sum()))
        return run.samples_of(
            posterior.vectors_from(points),
            log_likelihood=heights - posterior.log_priors(points),
            weight=np.append(0.0, weights),
            log_evidence=found.log_mean if found.is_reliable else None,
            log_evidence_error=found.log_mean_error if found.is_reliable else None,
            effective_sample_size=found.effective_sample_size,
        )


def _heavy(draws: Draws) -> str:
    found = draws.importance
    return f"the weights of the draws have too heavy a tail (k-hat {found.k_hat:.2f}, not below {found.limit:.2f})"


def _why_not(draws: Draws) -> str:
    """What speaks against draws that are not reliable."""
    return draws.doubts[0].split(":")[0] if draws.importance.is_reliable else _heavy(draws)


def _squares(way: Way, posterior: SquaresPosterior, maximum: Maximum) -> Squares | None:
    """The residuals of scaled parameters, where they make the whole likelihood; else None."""

    def squares(point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        vector = posterior.vectors_from(point[None])[0]
        found = way.residuals_and_jacobian(vector)
        assert found is not None
        return found[0], posterior.by_scaled(found[1], vector)

    found = way.residuals_and_jacobian(posterior.vectors_from(maximum.point[None])[0])
    log_likelihood = maximum.height - float(posterior.log_priors(maximum.point[None])[0])
    return None if found is None or not posterior.is_sum(log_likelihood, found[0]) else squares


def _checked(state: dict[str, np.ndarray], size: int) -> dict[str, np.ndarray]:
    """Refuse a state that no turn has come to, with a ValueError."""
    turns, cost, ended, _ = state["numbers"]
    kinds = {state[name].dtype.kind for name in ("best", *_STATE)}
    if kinds != {"f"} or not np.isfinite(state["best"]).all():
        raise ValueError("its points and log posteriors are not numbers")
    if not (0 <= turns < np.inf and turns % 1 == 0 and ended in (0.0, 1.0) and cost > -np.inf):
        raise ValueError("its turns are not counts")
    if not (np.isfinite(state["sizes"]).all() and np.all((state["sizes"] >= 1.0) & (state["sizes"] % 1.0 == 0.0))):
        raise ValueError("its sub-pixels are not whole numbers")
    if "maximum" in state:
        archive.require(state, Maximum.shapes(size))
        Maximum.from_arrays(state)
    return state
