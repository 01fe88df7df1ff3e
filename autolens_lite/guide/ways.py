"""How a model finds its way to the maximum: guided by the image where it can be, else from the prior."""

from __future__ import annotations

import copy
import math
from typing import Any, Protocol

import numpy as np

from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.analysis.imaging import AnalysisImaging
from autolens_lite.analysis.interferometer import AnalysisInterferometer
from autolens_lite.guide.arcs import Found, Turn
from autolens_lite.guide.split import Split, split
from autolens_lite.guide.stages import Stages
from autolens_lite.guide.substitute import carried_over, substituted, with_best_coefficients
from autolens_lite.guide.visibilities import DirtyStages
from autolens_lite.search.ascent import Ascent
from autolens_lite.search.evaluator import Evaluator
from autolens_lite.search.initializer import InitializerPrior
from autolens_lite.search.levenberg import climb
from autolens_lite.search.scaling import ScaledPosterior
from autolens_lite.search.squares import SquaresPosterior

# A turn that gains less than this in the log posterior is the last.
GAIN = 1.0


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

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """The log likelihoods (n,) of vectors (n, p), by a program that is there already; -inf where there are none."""


class GuidedWay:
    """By the stages of an image of a lens, or of its visibilities.

    Parameters
    ----------
    stages
        Of the model and the data.
    most
        The greatest number of turns.
    """

    name, ends_early = "guided by the image", True

    def __init__(self, stages: Stages | DirtyStages, most: int) -> None:
        self.stages, self.most = stages, most
        self.doubts: list[str] = []
        self.coordinates_of, self.vector_of = stages.whole.coordinates_of, stages.whole.vector_of
        self.turn, self.kicked, self.goodness = stages.turn, stages.kicked, stages.goodness

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """From the residuals, whose squares are all of it."""
        likelihood = self.stages.whole.likelihood
        squares = np.array([rows @ rows for rows in map(likelihood.residuals, vectors)])
        return np.where(np.isfinite(squares), -0.5 * (squares + likelihood.residual_constant), -np.inf)


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

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """Those that come with gradients."""
        return np.array([value for value, _ in self.evaluator.values_and_grads(vectors)])


class MeshWay:
    """With profiles in place of meshes guided by the image, then with the meshes by squares and slopes of the evidence.

    Parameters
    ----------
    evaluator
        Computes likelihoods of the model with the meshes.
    guided
        The way of the model with the profiles.
    """

    name, ends_early, most = "guided by the image, with Sersic profiles in place of the meshes", False, 2
    # Steps and tolerance of the climb with the meshes.
    _STEPS, _TOLERANCE = 30, 0.1

    def __init__(self, evaluator: Evaluator, guided: GuidedWay) -> None:
        self.evaluator, self.guided = evaluator, guided
        self.posterior = SquaresPosterior(evaluator)
        self.doubts: list[str] = []

    def coordinates_of(self, vector: np.ndarray) -> np.ndarray:
        """Scaled parameters."""
        return self.posterior.scaled_from(vector[None])[0]

    def vector_of(self, t: np.ndarray) -> np.ndarray:
        """Parameters of scaled ones."""
        return self.posterior.vectors_from(t[None])[0]

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """All of the guide in the first turn, the meshes in the second."""
        if best is not None:
            end = climb(self.posterior, best[0], self._STEPS, self._TOLERANCE)
            return Turn((end.point, end.cost), [end.cost], [])
        found, gain, turns = None, math.inf, 0
        starts: list[float] = []
        while turns < self.guided.most and gain >= GAIN:
            before = math.inf if found is None else found[1]
            turn = self.guided.turn(found, rng)
            found, turns, starts = turn.best, turns + 1, [*starts, *turn.arcs]
            gain = before - found[1]
        assert found is not None
        other = self.guided.stages.parts.whole.model
        model, vector = self.evaluator.model, self.guided.vector_of(self.guided.kicked(found)[0])
        vector = carried_over(model, other, vector)
        vector = with_best_coefficients(model, self.evaluator.likelihood.analysis, vector)
        point = np.clip(self.coordinates_of(vector), self.posterior.lower, self.posterior.upper)
        return Turn((point, self.posterior.cost(point)), [], starts)

    def kicked(self, best: Found) -> Found:
        """As it is."""
        return best

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float] | None:
        """chi^2 of an image; the number of pixels, which is more than what is expected of it; and its scatter."""
        if isinstance(self.guided.stages, DirtyStages):
            return None
        pixels = self.guided.stages.scene.data.size
        rows = self.evaluator.likelihood.residuals(vector)[:pixels]
        return float(rows @ rows), float(pixels), math.sqrt(2.0 * pixels)

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """Those that come with gradients."""
        return np.array([value for value, _ in self.evaluator.values_and_grads(vectors)])


def way_of(model: Any, evaluator: Evaluator, turns: int, starts: int) -> Way:
    """The way of a model and the analysis of an evaluator's likelihood, in so many turns or from so many starts."""
    analysis: Any = getattr(evaluator.likelihood, "analysis", None)
    parts = split(model)
    why = without_guide(analysis, parts)
    if why:
        return PriorWay(evaluator, starts, why)
    assert parts is not None
    stages = DirtyStages if isinstance(analysis, AnalysisInterferometer) else Stages
    if not parts.pixelized:
        return GuidedWay(stages(parts, analysis), turns)
    parts = split(substituted(model))
    assert parts is not None
    plain = copy.copy(analysis)
    plain.adapt_images = None
    return MeshWay(evaluator, GuidedWay(stages(parts, plain), turns))


def without_guide(analysis: Any, parts: Split | None) -> str:
    """Why there is no guide for the parts of a model and an analysis; empty where there is one."""
    if not isinstance(analysis, AnalysisImaging | AnalysisInterferometer):
        return f"there is no guide for {type(analysis).__name__}"
    if type(analysis).log_likelihood_function is not AnalysisDataset.log_likelihood_function:
        return f"{type(analysis).__name__} has a likelihood of its own"
    if parts is None or (parts.light is None and parts.arcs is None):
        return "the model is none of a lens and its sources"
    if not set(parts.pixelized) <= set(parts.sources):
        return "there is no guide for the light of a lens on a mesh"
    if isinstance(analysis, AnalysisInterferometer) and (parts.light or parts.fixed_light or parts.arcs is None):
        return "there is no guide for visibilities of light that is not lensed"
    return ""
