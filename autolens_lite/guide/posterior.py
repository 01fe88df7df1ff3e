"""From data to the posterior of a lens in one call."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autolens_lite import archive, exc
from autolens_lite.analysis import Analysis
from autolens_lite.archive import Shapes
from autolens_lite.guide.finer import (
    can_be_finer,
    climbed_on,
    is_of_an_image,
    sizes_needed,
    with_finer_likelihood,
    with_sizes,
)
from autolens_lite.guide.given import MEDIANS, StartWay
from autolens_lite.guide.intensities import with_linear
from autolens_lite.guide.magnification import doubts_of_meshes
from autolens_lite.guide.modes import joined, rivals_of
from autolens_lite.guide.over_sampling import over_sampling_from
from autolens_lite.guide.resolution import doubts_of_resolution
from autolens_lite.guide.sampled import Mode, Sampler
from autolens_lite.guide.split import Split
from autolens_lite.guide.ways import GAIN, GuidedWay, Way, agreeing, way_of
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior
from autolens_lite.search.run import Run
from autolens_lite.search.start import Start, StartLike

logger = logging.getLogger(__name__)

# Random streams of a run: of the draws, of what is solved for at them, of each turn, and of draws about other modes.
_DRAWS, _LINEAR, _FIRST_TURN, _OTHER_DRAWS = 0, 5, 10, 1000
# chi^2 above its mean by so many of its standard deviations is said.
_TOO_HIGH = 5.0
# Modes that have less of the posterior than this are not spoken of.
_COUNTS = 1e-3
# Sub-pixels that move the maximum by more than this many errors are too few.
_SHIFT = 0.3
# As often they are divided further, with a climb each time.
_ROUNDS = 3
# What a run keeps beside its best vector: all costs, of climbs of everything and of new starts, and where the
# former ended; and the number of turns, the cost of the best, whether turns have ended, and what the last has gained;
# sub-pixels a side, once they are raised.
_STATE: Shapes = {"costs": (None,), "starts": (None,), "numbers": (4,), "sizes": (None,), "ends": (None, None)}


class Posterior(AbstractSearch):
    r"""From data to the posterior in one call, without a start set by hand; jax backend.

    The model is taken apart (`guide.split`): the light of the lens is fitted alone, then mass and sources to what it
    leaves, from many starts that are read off the image, first blurred and then sharp, then everything; in turns, until
    a turn gains nothing; or with a `start` there is one climb from there. Newton's steps lead to the maximum, and draws
    about it are weighed to be those of the posterior; where these do not do, walkers start at them, which the
    residuals' bends lead and the likelihood accepts; and where these do not mix, chains of NUTS. See docs/posterior.md
    for each stage. A model or data for which there is no such way starts from the prior, and the result says so.

    `search_info` holds `way`, how starts were found; `maxima`, the log posteriors that climbs of everything have
    reached; `starts_that_agree`, how many starts of the arcs came within 2 of the best, of `starts`; `k_hat` (Pareto's
    shape of the weights' tail: below 0.7 the draws stand for the posterior); `chi_squared` and `chi_squared_expected`
    where these are known; `over_sampling_shift`, by how many errors finer sub-pixels would move the maximum of an
    image, in `over_sampling_parameter`; `resolution`, of sources on meshes, by how many errors each parameter would
    move with twice the sub-pixels and twice the source pixels (`al.resolution_check`); `sampled_by`, and of walkers and
    NUTS `chains`, `r_hat` and `why_chains`; `modes`, of each its share of the posterior and its log evidence; and
    `doubts`, each a sentence. Doubts are warned of, too, and stand in the result's summary.

    Parameters
    ----------
    name
        The name of the output folder.
    n_effective
        The effective sample size at which drawing ends.
    n_turns
        The greatest number of turns. One that gains nothing is the last, but while one start alone has come to the
        highest maximum others are tried.
    n_draws
        The greatest number of draws.
    n_starts
        Starts from the prior, where there is no other way.
    start
        Where to climb from, in place of all stages before the maximum: "medians", those of the priors, where these are
        made of an earlier result (the coefficients of regularizations are then those of greatest evidence); or an
        `al.Result` of the same model or its samples, a vector, or a dictionary of values by parameter names.
    use_nuts
        Whether four chains of `al.NUTS` give the samples where weighted draws cannot (a k-hat of 0.7 and more, or tails
        so long that draws have not filled them) and walkers from these do not mix: minutes, of thousands of gradients.
        Without them draws whose weights do are kept, else the walkers' places, doubted.
    raise_over_sampling
        Whether sub-pixels are divided further before the last climb, where the light is off, until the maximum of an
        image moves by less than 0.3 of its errors; `result.analysis` has them. None does so where the image is fitted
        better with finer ones, as those of the sky are and those that were simulated with few are not; False only
        warns.
    **common
        The settings of every search: see `AbstractSearch`.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without gradients.
    SearchError
        By `fit`, if the start is outside the prior, or there is no likelihood.
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
        raise_over_sampling: bool | None = None,
        start: StartLike | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_effective = setting_checks.integer("n_effective", n_effective, 10)
        self.n_turns = setting_checks.integer("n_turns", n_turns, 1)
        self.n_draws = setting_checks.integer("n_draws", n_draws, self.n_effective)
        self.n_starts = setting_checks.integer("n_starts", n_starts, 1)
        self.use_nuts = setting_checks.flag("use_nuts", use_nuts)
        self.raise_over_sampling = (
            None if raise_over_sampling is None else setting_checks.flag("raise_over_sampling", raise_over_sampling)
        )
        self.start = start if start is None or _is_text(start) else Start(start)
        if _is_text(start) and start != MEDIANS:
            raise exc.SearchError(f"start = {start!r} is not known. Pass '{MEDIANS}', a result, a vector or None.")

    @property
    def iterations_total(self) -> int:
        """Turns, the last moves, the maximum, and the draws."""
        return self.n_turns + 3

    def check_model(self, dimensions: int) -> None:
        """Any number of parameters can be searched, if what is kept of them fits in memory."""
        setting_checks.fits_in_memory("n_draws", self.n_draws, 4 * self.n_draws * dimensions)

    def run_sampler(self, run: Run) -> Samples:
        """Go through the stages that are left."""
        posterior = SquaresPosterior(run.evaluator)
        size = run.model.prior_count
        state = run.resumed({"best": (size,), **_STATE}, lambda arrays: _checked(arrays, size))
        if state is None:
            state = self._blank(run)
        way = self._way(run)

        def tick(stage: str) -> None:
            vector = state["best"]
            run.tick(
                int(state["numbers"][0]),
                {"stage": stage, "log_posterior": -float(state["numbers"][1])},
                save=lambda: state,
                best=lambda: vector,
            )

        self._turns(run, way, state, tick)
        if self.raise_over_sampling is not False and can_be_finer(run, way):
            way = self._finer(run, way, state, tick)
            posterior = SquaresPosterior(run.evaluator)
        if "maximum" not in state:
            start = posterior.scaled_from(state["best"][None])[0]
            squares = way.residuals_and_jacobian(state["best"])
            hessian = None
            if squares is not None and np.isfinite(squares[1]).all():
                hessian = posterior.hessian_of(squares[1], state["best"])
            maximum = maximum_from(posterior, start, hessian, gauss_newton=posterior.gauss_newton)
            for number, each in enumerate([maximum, *rivals_of(posterior, maximum, state["ends"], _parts_of(way))]):
                state.update({_key(name, number): array for name, array in each.to_arrays().items()})
            tick("maximum")
        sampler = Sampler(run, way, posterior, state, self.n_effective, self.n_draws, self.use_nuts)
        modes = [
            sampler.mode(
                maximum, run.generator(_DRAWS if not number else _OTHER_DRAWS + number), _key("chains", number)
            )
            for number, maximum in enumerate(_maxima_in(state))
        ]
        samples, shares = (modes[0].samples, np.ones(1)) if len(modes) == 1 else joined(posterior, modes)
        self._tell(run, way, modes, shares, state, posterior.vectors_from(modes[0].maximum.point[None])[0])
        self._tell_of_resolution(run, samples)
        analysis = getattr(run.evaluator.likelihood, "analysis", None)
        return with_linear(samples, run.model, analysis, run.generator(_LINEAR))

    def _way(self, run: Run) -> Way:
        if self.start is None:
            return way_of(run.model, run.evaluator, self.n_turns, self.n_starts)
        return StartWay(run.evaluator, self.start.vector_for(run.model) if isinstance(self.start, Start) else None)

    def _turns(self, run: Run, way: Way, state: dict[str, np.ndarray], tick: Any) -> None:
        """Turn until nothing is gained, then move away from kinks; its state is in "numbers"."""
        turns, cost, ended, gain = state["numbers"]
        while not ended:
            best = None if not turns else (way.coordinates_of(state["best"]), cost)
            is_agreed = gain < GAIN and agreeing(state["starts"]) > 1
            if best is not None and (turns >= way.most or (way.ends_early and is_agreed)):
                t, cost = way.kicked(best)
                ended = True
            else:
                turn = way.turn(best, run.generator(_FIRST_TURN + int(turns)))
                (t, new), turns = turn.best, turns + 1
                state["costs"] = np.append(state["costs"], turn.costs)
                state["ends"] = np.concatenate([state["ends"], *(way.vector_of(end)[None] for end, _ in turn.ends)])
                state["starts"] = np.append(state["starts"], turn.arcs)
                gain, cost = cost - new, new
            state["best"], state["numbers"] = way.vector_of(t), np.array([turns, cost, ended, gain], dtype=float)
            tick("last moves" if ended else f"turn {int(turns)}")

    def _finer(self, run: Run, way: Any, state: dict[str, np.ndarray], tick: Any) -> Way:
        """Go on with as many sub-pixels as the fit needs, from where it is with those that it has."""
        if state["sizes"].size:
            found = with_finer_likelihood(run, way, state["sizes"])
        else:
            found, best = way, state["best"]
            for _ in range(_ROUNDS):
                sizes = sizes_needed(run, best, _SHIFT, always=bool(self.raise_over_sampling))
                finer = with_finer_likelihood(run, found, sizes)
                if finer is found:
                    break
                found, best = finer, climbed_on(finer, best)
            state["best"], state["sizes"] = best, sizes.astype(float)
            tick("sub-pixels")
        if found is not way:
            run.info.update(over_sampling_sizes=state["sizes"].astype(int).tolist())
        return found

    def _fitted(self, analysis: Analysis, info: Mapping[str, Any]) -> Analysis:
        """The analysis with the sub-pixels of the last climb."""
        sizes = info.get("over_sampling_sizes")
        finer: Any = analysis  # of an image: others have no sub-pixels
        return analysis if sizes is None else with_sizes(finer, np.array(sizes))

    def _blank(self, run: Run) -> dict[str, np.ndarray]:
        """The state of a run before its first turn."""
        middle = run.evaluator.middle()
        run.evaluator.check_gradient(middle)
        numbers = np.array([0.0, np.inf, 0.0, np.inf])
        none = np.zeros(0)
        return {
            "best": middle,
            "costs": none,
            "starts": none,
            "numbers": numbers,
            "sizes": none,
            "ends": np.zeros((0, middle.size)),
        }

    def _tell(
        self,
        run: Run,
        way: Way,
        modes: Sequence[Mode],
        shares: np.ndarray,
        state: Mapping[str, np.ndarray],
        vector: np.ndarray,
    ) -> None:
        """Put into the result's information what was found, and what speaks against it."""
        highest, best = modes[0], float(state["numbers"][1])
        agree = agreeing(state["starts"])
        doubts = list(dict.fromkeys([*way.doubts, *self._of_modes(run, modes, shares)]))
        tried = len(state["starts"])
        if tried > 1 and agree < 2:
            doubts.append(f"of {tried} starts one alone arrives at the highest maximum, so there may be a higher one")
        doubts += doubts_of_meshes(run.evaluator.likelihood, vector)
        if is_of_an_image(run):
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
        run.info.update(
            way=way.name,
            turns=int(state["numbers"][0]),
            maxima=sorted((highest.maximum.height + best - float(cost) for cost in state["costs"]), reverse=True),
            starts=tried,
            starts_that_agree=agree,
            curvature=highest.maximum.curvature,
            is_proper=highest.maximum.is_proper,
            k_hat=max(mode.draws.importance.k_hat for mode in modes),
            sampled_by=highest.sampled_by,
            densities=sum(mode.draws.densities for mode in modes),
            chains=dict(highest.by_chains or {}),
            r_hat=None if highest.by_chains is None else float(np.max(highest.by_chains["r_hat"])),
            why_chains=highest.why_chains,
            modes=[
                {"share": float(share), "log_evidence": mode.log_evidence, "log_posterior": mode.maximum.height}
                for mode, share in zip(modes, shares, strict=True)
            ],
            doubts=doubts,
        )
        for doubt in doubts:
            logger.warning("%s: %s.", run.folder.name, doubt)

    def _tell_of_resolution(self, run: Run, samples: Samples) -> None:
        """Doubt sources on meshes that more pixels, or sub-pixels, would move."""
        found, doubts = doubts_of_resolution(run.evaluator.likelihood, samples)
        if found:
            run.info.update(resolution={each.what: each.shifts for each in found})
            run.info["doubts"] = [*run.info["doubts"], *doubts]
        for doubt in doubts:
            logger.warning("%s: %s.", run.folder.name, doubt)

    def _of_modes(self, run: Run, modes: Sequence[Mode], shares: np.ndarray) -> list[str]:
        """What speaks against the samples of modes that matter; and that there are several, where there are."""
        names = list(run.model.parameter_names)
        counted = [mode for mode, share in zip(modes, shares, strict=True) if share > _COUNTS or len(modes) == 1]
        doubts = [doubt for mode in counted for doubt in mode.doubts(names)]
        if len(counted) > 1:
            parts = " and ".join(f"{share:.2g}" for share in shares if share > _COUNTS)
            doubts.append(
                f"starts end in {len(counted)} modes, which have {parts} of the posterior: medians and errors are "
                "those of all together. al.SMC, from their maxima, weighs modes by moving between them"
            )
        return doubts

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
            f"with finer sub-pixels the maximum would move by {found.shift:.1f} sigma in {found.parameter}, and the "
            f"log posterior change by {found.gain:+.0f}: where it falls the image was made with these. Else set "
            "raise_over_sampling=True, or use dataset.apply_over_sampling(over_sample_size_lp=sizes), with the sizes "
            "of al.guide.over_sampling_from(likelihood, vector)"
        ]


def _key(name: str, number: int) -> str:
    """The name of an array of a mode in a run's state; of the highest the name itself."""
    return f"mode{number}_{name}" if number else name


def _maxima_in(state: Mapping[str, np.ndarray]) -> list[Maximum]:
    """The maxima of all modes, the highest first; ValueError where one cannot be."""
    found: list[Maximum] = []
    while _key("maximum", len(found)) in state:
        number, size = len(found), state["best"].size
        arrays = {name: state[key] for name in Maximum.shapes(size) if (key := _key(name, number)) in state}
        archive.require(arrays, Maximum.shapes(size))
        found.append(Maximum.from_arrays(arrays))
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _parts_of(way: Way) -> Split | None:
    """The model taken apart, where the way knows it."""
    return way.stages.parts if isinstance(way, GuidedWay) else None


def _checked(state: dict[str, np.ndarray], size: int) -> dict[str, np.ndarray]:
    """Refuse a state that no turn has come to, with a ValueError."""
    turns, cost, ended, _ = state["numbers"]
    kinds = {state[name].dtype.kind for name in ("best", *_STATE)}
    if kinds != {"f"} or not (np.isfinite(state["best"]).all() and np.isfinite(state["ends"]).all()):
        raise ValueError("its points and log posteriors are not numbers")
    if not (0 <= turns < np.inf and turns % 1 == 0 and ended in (0.0, 1.0) and cost > -np.inf):
        raise ValueError("its turns are not counts")
    if not (np.isfinite(state["sizes"]).all() and np.all((state["sizes"] >= 1.0) & (state["sizes"] % 1.0 == 0.0))):
        raise ValueError("its sub-pixels are not whole numbers")
    archive.require({"ends": state["ends"]}, {"ends": (state["costs"].size, size)})
    _maxima_in(state)
    return state
