"""What searches for the highest posterior from many starts share: the starts, the legs of the ascents, and the end."""

from __future__ import annotations

import logging
import math
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from autolens_lite import archive
from autolens_lite.archive import Shapes
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.gradient.importance import NO_DRAWS, Importance, NoDrawsError, importance_from
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.scaled_posterior import ScaledPosterior
from autolens_lite.search.initializer import AbstractInitializer, InitializerPrior, initializer_from
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator
from autolens_lite.search.run import Run, State

logger = logging.getLogger(__name__)

# What is known of a start: nothing; a point on the way; where it ends.
_NEW, _ON_THE_WAY, _ENDED = 0, 1, 2
# By how much an optimiser may leave the bounds.
_ROUNDING = 1e-6
# An ascent has ended in another mode if half of the square of its distance from the maximum, in widths, is greater than
# by how much it is lower, by this factor and as much more; of account is what is lower by less than the last number.
_FARTHER, _NEAR, _LOWER = 4.0, 5.0, 10.0
# Random streams of a run: of the draws from the normal density, and of each start.
_DRAWS, _FIRST_START = 0, 10
# A mean of weighted draws that is farther from theirs, in widths of their density, is doubted. Of funnels whose
# evidence is 0.4 to 2.5 too low it is 0.8 to 1.9, with a k-hat that passes; of densities that are drawn well, with 20
# skewed parameters too, 0.7 at most.
_FAR = 0.8

Leg = Callable[[LocalEvaluator], tuple[np.ndarray, float, np.ndarray, bool]]
"""A task: it gives the point, the log posterior and its gradient there, and whether the ascent has arrived."""


class AscendingSearch(AbstractSearch):
    """A search that climbs from many starts, drops the lower ones early, and draws about the highest maximum.

    Parameters
    ----------
    name, n_starts, screened_per_start, maxiter, tolerance, n_samples, initializer, n_kept
        As of `al.LBFGS`.
    **common
        The settings of every search: see `AbstractSearch`.
    """

    first_leg: ClassVar[int]
    """All starts make this many iterations before the lower ones are dropped: by then those that lose sight of part of
    the data are far below the others."""

    posterior: ClassVar[type[ScaledPosterior]] = ScaledPosterior
    """The coordinates."""

    def __init__(
        self,
        name: str | None,
        n_starts: int,
        screened_per_start: int,
        maxiter: int,
        tolerance: float,
        n_samples: int,
        initializer: AbstractInitializer | None,
        n_kept: int | None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_starts = setting_checks.integer("n_starts", n_starts, 1)
        self.screened_per_start = setting_checks.integer("screened_per_start", screened_per_start, 1)
        self.maxiter = setting_checks.integer("maxiter", maxiter, 1)
        self.tolerance = setting_checks.number("tolerance", tolerance, 0.0, setting_checks.FINITE, open_lower=True)
        self.n_samples = setting_checks.integer("n_samples", n_samples, 2)
        self.initializer = initializer_from(initializer, InitializerPrior)
        self.n_kept = setting_checks.optional_integer("n_kept", n_kept, 1)

    @property
    def iterations_total(self) -> int:
        """The number of starts."""
        return self.n_starts

    def check_model(self, dimensions: int) -> None:
        """Any number of parameters can be searched, if what is kept of them fits in memory."""
        for name in ("n_starts", "screened_per_start", "n_samples"):
            setting_checks.fits_in_memory(name, getattr(self, name), 2 * getattr(self, name) * dimensions)

    @abstractmethod
    def leg(self, start: np.ndarray, iterations: int) -> Leg:
        """An ascent from a point (p,) of at most so many iterations, as a task of a worker."""

    @abstractmethod
    def check_derivatives(self, run: Run, vector: np.ndarray) -> None:
        """Refuse, by computing them at a vector (p,), a likelihood without the derivatives that are needed."""

    def screening(self, run: Run) -> LocalEvaluator:
        """What computes the likelihoods of draws that compete for a start."""
        return run.evaluator

    def heights(self, run: Run, posterior: ScaledPosterior, points: np.ndarray) -> np.ndarray:
        """The log posterior densities (n,) of points (n, p)."""
        return posterior.values_and_grads(points)[0]

    def maximum(self, posterior: ScaledPosterior, point: np.ndarray) -> Maximum:
        """The maximum near the highest point (p,) of the ascents."""
        return maximum_from(posterior, point, gauss_newton=posterior.gauss_newton)

    def run_sampler(self, run: Run) -> Samples:
        """Climb from each start that is left, then draw about the highest maximum."""
        posterior = self.posterior(run.evaluator)
        state = run.resumed(self.shapes(run.model.prior_count), lambda arrays: self._checked(arrays, posterior))
        if state is None:
            state = self.blank(run)
        self.climb(run, posterior, state, lambda: state)
        if "maximum" not in state:
            state.update(self.maximum(posterior, state["points"][np.argmax(state["heights"])]).to_arrays())
            _tick(run, posterior, state, lambda: state)
        return self._samples(run, posterior, Maximum.from_arrays(state), state)

    def climb(
        self, run: Run, posterior: ScaledPosterior, state: dict[str, np.ndarray], save: Callable[[], State]
    ) -> None:
        """Follow the starts of a state, made by `blank`, that are not at their ends, and bring it up to date.

        `save` returns the whole state of the run, for a checkpoint.
        """
        first = min(self.first_leg, self.maxiter)

        def follow(starts: np.ndarray, iterations: int, point_of: Callable[[int], np.ndarray]) -> None:
            # as many at once as there are workers
            at_once = run.evaluator.size
            for block in (starts[i : i + at_once] for i in range(0, len(starts), at_once)):
                legs = [self.leg(point_of(int(i)), iterations) for i in block]
                for i, ended in zip(block, run.evaluator.map(run.evaluator.here, legs), strict=True):
                    self._take_in(state, int(i), ended, iterations)
                    logger.info("%s: start %d reaches %.2f.", run.folder.name, i, state["heights"][i])
                _tick(run, posterior, state, save)

        follow(np.flatnonzero(state["stages"] == _NEW), first, lambda i: self._start(run, posterior, i))
        follow(self._kept(state), self.maxiter - first, lambda i: state["points"][i])

    def _take_in(self, state: dict, i: int, ended: tuple, iterations: int) -> None:
        """What one start has reached after more iterations."""
        state["points"][i], state["heights"][i], state["gradients"][i], arrived = ended
        is_first = state["stages"][i] == _NEW
        if is_first:
            state["first_heights"][i] = state["heights"][i]
        state["stages"][i] = _ON_THE_WAY if is_first and not arrived and iterations < self.maxiter else _ENDED

    def blank(self, run: Run) -> dict[str, np.ndarray]:
        """The state of a run before its first ascent."""
        self.check_derivatives(run, run.evaluator.middle())
        shape = (self.n_starts, run.model.prior_count)
        heights = np.full(self.n_starts, -np.inf)
        stages = np.full(self.n_starts, _NEW)
        points = {"points": np.zeros(shape), "gradients": np.zeros(shape)}
        return {**points, "heights": heights, "first_heights": heights.copy(), "stages": stages}

    def shapes(self, dimensions: int) -> Shapes:
        """The shapes of the arrays of a state."""
        shapes: Shapes = dict.fromkeys(("points", "gradients"), (self.n_starts, dimensions))
        return shapes | dict.fromkeys(("heights", "first_heights", "stages"), (self.n_starts,))

    def check(self, state: Mapping[str, np.ndarray], posterior: ScaledPosterior) -> None:
        """Refuse a state that ascents of a posterior cannot have come to, with a ValueError."""
        stages, begun = state["stages"], state["stages"] != _NEW
        if stages.dtype.kind != "i" or not np.all(np.isin(stages, (_NEW, _ON_THE_WAY, _ENDED))):
            raise ValueError("its starts are at no stage of an ascent")
        kinds = {state[name].dtype.kind for name in ("points", "gradients", "heights", "first_heights")}
        points, heights = state["points"][begun], np.append(state["heights"], state["first_heights"])
        inside = (points >= posterior.lower - _ROUNDING) & (points <= posterior.upper + _ROUNDING)
        if kinds != {"f"} or not np.all(inside) or not np.all(np.isfinite(state["gradients"])):
            raise ValueError("its ascents are not at points within the bounds")
        if not np.all(heights < np.inf) or np.any(np.isfinite(heights) & ~np.append(begun, begun)):
            raise ValueError("its log posteriors are not those of its points")

    def _checked(self, state: dict[str, np.ndarray], posterior: ScaledPosterior) -> dict[str, np.ndarray]:
        self.check(state, posterior)
        if "maximum" in state:
            archive.require(state, Maximum.shapes(len(posterior.lower)))
            Maximum.from_arrays(state)
        return state

    def _start(self, run: Run, posterior: ScaledPosterior, index: int) -> np.ndarray:
        """The best of the draws for one start (p,). They do not depend on those for others."""
        rng = run.generator(_FIRST_START + index)
        units, values = self.initializer.start_from(self.screened_per_start, self.screening(run), rng)
        point = posterior.scaled_from(run.evaluator.from_unit(units[[np.argmax(values)]]))[0]
        return np.clip(point, posterior.lower, posterior.upper)

    def _kept(self, state: Mapping[str, np.ndarray]) -> np.ndarray:
        """The starts that are still to be followed: of the highest after the first leg, those that have not ended."""
        most = max(2, math.ceil(self.n_starts / 3)) if self.n_kept is None else self.n_kept
        highest = np.argsort(-state["first_heights"], kind="stable")[:most]
        return np.sort(highest[state["stages"][highest] == _ON_THE_WAY])

    def _samples(
        self, run: Run, posterior: ScaledPosterior, maximum: Maximum, state: Mapping[str, np.ndarray]
    ) -> Samples:
        names = list(run.model.parameter_names)
        laplace = Laplace(maximum)
        try:
            draws, fraction, total = laplace.draw_inside(self.n_samples, posterior, run.generator(_DRAWS))
            heights = self.heights(run, posterior, draws)
            found = importance_from(heights - laplace.log_densities(draws))
            lost = _beside(laplace, draws, found)
        except NoDrawsError as error:  # a maximum that was found is not thrown away
            draws, fraction, total = np.zeros((0, maximum.point.size)), 0.0, 1
            heights, found, lost = np.zeros(0), NO_DRAWS, [str(error).rstrip(".")]
        ended = state["stages"] == _ENDED
        others = _other_modes(laplace, maximum.height, state["points"][ended], state["heights"][ended])
        if others:
            logger.warning("%s: %s. Use al.SMC(start=[...]) to weigh them.", run.folder.name, others[0])
        run.info.update(
            maxima=_falling(state["heights"][ended]),
            dropped=_falling(state["heights"][~ended]),
            curvature=maximum.curvature,
            is_proper=maximum.is_proper,
            doubts=maximum.doubts(names) + others + lost + found.doubts,
            k_hat=found.k_hat,
            laplace_efficiency=found.effective_sample_size / max(len(draws), 1) * fraction,
            laplace_log_evidence=maximum.height + laplace.log_volume,
        )
        kept = np.isfinite(heights)
        points = np.concatenate([maximum.point[None], draws[kept]])
        vectors = posterior.vectors_from(points)
        log_likelihood = np.append(maximum.height, heights[kept]) - posterior.log_priors(points)
        evidence: tuple[float | None, float | None] = (None, None)
        weight = np.append(0.0 if kept.any() else 1.0, np.ones(int(kept.sum())))
        if found.is_reliable:
            weight[1:] = found.weights[kept]
            outside = (1.0 - fraction) / (fraction * total)
            evidence = found.log_mean + math.log(fraction), math.sqrt(found.log_mean_error**2 + outside)
            for doubt in lost + found.doubts:
                logger.warning("%s: %s.", run.folder.name, doubt)
        else:
            _warn(run, found, run.info["doubts"])
        return run.samples_of(
            vectors,
            log_likelihood=log_likelihood,
            weight=weight,
            log_evidence=evidence[0],
            log_evidence_error=evidence[1],
            effective_sample_size=found.effective_sample_size,
        )


def _tick(run: Run, posterior: ScaledPosterior, state: dict[str, np.ndarray], save: Callable[[], State]) -> None:
    best = int(np.argmax(state["heights"]))
    run.tick(
        int(np.sum(state["stages"] != _NEW)),
        {"highest_log_posterior": float(state["heights"][best])},
        save=save,
        best=lambda: posterior.vectors_from(state["points"][[best]])[0],
    )


def _beside(laplace: Laplace, draws: np.ndarray, found: Importance) -> list[str]:
    """A sentence where weights move the mean of draws (n, p) so far that most of the posterior may be beyond them."""
    whitened = laplace.whitened_from(draws)
    shift = float(np.linalg.norm(found.weights @ whitened - whitened.mean(axis=0)))
    if not found.is_reliable or shift < _FAR:
        return []
    return [
        f"the mean of the posterior is {shift:.1f} widths of the normal density from its maximum, as in a funnel, most "
        "of which no draw sees: the log evidence may be too low by 1 and more, and errors too small. "
        "al.NUTS(..., start=result) decides it"
    ]


def _warn(run: Run, found: Importance, doubts: list[str]) -> None:
    logger.warning(
        "%s: the posterior is not like the normal density about its maximum (k-hat %.2f, not below %.2f; the draws are "
        "worth %.0f samples)%s. The samples are of that density, medians and errors may be wrong, and there is no "
        "evidence. Use al.NUTS(..., start=result) for those of the posterior.",
        run.folder.name,
        found.k_hat,
        found.limit,
        found.effective_sample_size,
        "".join(f"; {doubt}" for doubt in doubts),
    )


def _other_modes(laplace: Laplace, height: float, points: np.ndarray, heights: np.ndarray) -> list[str]:
    """A doubt, where starts (n, p) have reached other maxima that are not much lower.

    In one mode a point is as far from the maximum as it is lower: an ascent that stopped short is near.
    """
    lower = height - heights
    far = 0.5 * np.sum(laplace.whitened_from(points) ** 2, axis=1) > _FARTHER * np.maximum(lower, 0.0) + _NEAR
    others = far & (lower < _LOWER)
    if not others.any():
        return []
    least = max(float(lower[others].min()), 0.0)
    return [
        f"{others.sum()} of {len(heights)} ascents reached other maxima, {least:.1f} lower in log posterior, of which "
        "the samples know nothing"
    ]


def _falling(heights: np.ndarray) -> list[float]:
    return sorted(map(float, heights), reverse=True)
