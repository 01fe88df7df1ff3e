"""How a model finds its way to the maximum: guided by the image where it can be, else from the prior."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.analysis.imaging import AnalysisImaging
from autolens_lite.guide.split import split
from autolens_lite.guide.stages import Found, Stages, Turn
from autolens_lite.search.ascent import Ascent
from autolens_lite.search.evaluator import Evaluator
from autolens_lite.search.initializer import InitializerPrior
from autolens_lite.search.scaling import ScaledPosterior


class Way(Protocol):
    """A way to the maximum of a posterior, in turns."""

    name: str
    doubts: list[str]
    most: int
    """The greatest number of turns."""
    ends_early: bool
    """Whether no turn follows one that gains nothing."""

    def coordinates_of(self, vector: np.ndarray) -> np.ndarray:
        """The coordinates in which the way goes."""

    def vector_of(self, t: np.ndarray) -> np.ndarray:
        """The vector of the model's parameters."""

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """Go from many starts, once."""

    def kicked(self, best: Found) -> Found:
        """The best after small moves."""

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float] | None:
        """chi^2, what is expected of it, and its standard deviation; None where there is none."""


class GuidedWay:
    """By the stages of an image of a lens.

    Parameters
    ----------
    stages
        Of the model and the image.
    most
        The greatest number of turns.
    """

    name, ends_early = "guided by the image", True

    def __init__(self, stages: Stages, most: int) -> None:
        self.stages, self.most = stages, most
        self.doubts: list[str] = []
        self.coordinates_of, self.vector_of = stages.whole.coordinates_of, stages.whole.vector_of
        self.turn, self.kicked = stages.turn, stages.kicked

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float]:
        """chi^2 of the residuals; it is expected to be the number of pixels less that of free parameters."""
        pixels, free = self.stages.scene.data.size, self.stages.whole.size
        rows = self.stages.whole.residuals(self.coordinates_of(vector))[:pixels]
        return float(rows @ rows), float(pixels - free), math.sqrt(2.0 * (pixels - free))


class PriorWay:
    """By gradients, from the best of draws of the prior.

    Parameters
    ----------
    evaluator
        Computes likelihoods.
    starts
        How many.
    why
        Why there is no guide.
    """

    name, ends_early = "from the prior", False
    # Draws that compete for a start, and the settings of the ascents.
    _SCREENED, _ITERATIONS, _MAXCOR, _TOLERANCE = 20, 500, 20, 0.01

    def __init__(self, evaluator: Evaluator, starts: int, why: str) -> None:
        self.evaluator, self.most = evaluator, starts
        self.posterior = ScaledPosterior(evaluator)
        self.doubts = [f"starts were drawn from the prior, as {why}: there may be a higher maximum elsewhere"]

    def coordinates_of(self, vector: np.ndarray) -> np.ndarray:
        """Scaled parameters."""
        return self.posterior.scaled_from(vector[None])[0]

    def vector_of(self, t: np.ndarray) -> np.ndarray:
        """Parameters of scaled ones."""
        return self.posterior.vectors_from(t[None])[0]

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """One start."""
        units, values = InitializerPrior().start_from(self._SCREENED, self.evaluator, rng)
        point = self.coordinates_of(self.evaluator.from_unit(units[[np.argmax(values)]])[0])
        point = np.clip(point, self.posterior.lower, self.posterior.upper)
        ascent = Ascent(point, self._ITERATIONS, self._MAXCOR, self._TOLERANCE)
        end = self.evaluator.map(self.evaluator.here, [ascent])[0]
        found = (end[0], -float(end[1]))
        highest = found if best is None else min(best, found, key=lambda pair: pair[1])
        return Turn(highest, [found[1]], [found[1]])

    def kicked(self, best: Found) -> Found:
        """As it is."""
        return best

    def goodness(self, vector: np.ndarray) -> None:
        """Not known."""


def way_of(model: Any, evaluator: Evaluator, turns: int, starts: int) -> Way:
    """The way of a model and the analysis of an evaluator's likelihood, in so many turns or from so many starts."""
    analysis = getattr(evaluator.likelihood, "analysis", None)
    parts = split(model)
    if not isinstance(analysis, AnalysisImaging):
        return PriorWay(evaluator, starts, f"there is no guide for {type(analysis).__name__}")
    if type(analysis).log_likelihood_function is not AnalysisDataset.log_likelihood_function:
        return PriorWay(evaluator, starts, f"{type(analysis).__name__} has a likelihood of its own")
    if parts is None or (parts.light is None and parts.arcs is None):
        return PriorWay(evaluator, starts, "the model is none of a lens and its sources")
    if parts.pixelized:
        return PriorWay(evaluator, starts, "there is no guide for sources on meshes")
    return GuidedWay(Stages(parts, analysis), turns)
