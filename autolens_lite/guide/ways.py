"""How a model finds its way to the maximum: guided by the image where it can be, else from the prior."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.analysis.factor_graph import FactorGraphModel
from autolens_lite.analysis.imaging import AnalysisImaging
from autolens_lite.analysis.interferometer import AnalysisInterferometer
from autolens_lite.fixed import changed
from autolens_lite.guide.arcs import Found, Turn
from autolens_lite.guide.split import Split, split
from autolens_lite.guide.stages import Stages
from autolens_lite.guide.substitute import carried_over, substituted, with_best_coefficients
from autolens_lite.guide.visibilities import DirtyStages
from autolens_lite.search.gradient.lbfgs_ascent import Ascent
from autolens_lite.search.gradient.levenberg import climb
from autolens_lite.search.gradient.scaled_posterior import ScaledPosterior
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior
from autolens_lite.search.initializer import InitializerPrior
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.likelihoods.failure_count import Tally

# The stages that guide each kind of analysis, and what is derived from it.
STAGES: dict[type[AnalysisDataset], type[Stages] | type[DirtyStages]] = {
    AnalysisImaging: Stages,
    AnalysisInterferometer: DirtyStages,
}
# A turn that gains less than this in the log posterior is the last, if two starts have come to the best, within this.
GAIN, SAME = 1.0, 2.0


def agreeing(starts: Sequence[float] | np.ndarray) -> int:
    """How many starts have come to the cost of the best of them, nearly."""
    return int(np.sum(np.asarray(starts) < np.min(starts, initial=np.inf) + SAME))


class Way(Protocol):
    """A way to the maximum of a posterior, in turns."""

    name: str
    doubts: list[str]
    most: int
    """The greatest number of turns."""
    ends_early: bool
    """Whether no turn follows one that gains nothing, if starts agree."""

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

    def residuals_and_jacobian(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
        """Residuals (R,) at a vector (p,) and their derivatives (R, p), NaN where there are none.

        None where no program for them is there.
        """


class GuidedWay:
    """By the stages of an image of a lens, or of its visibilities.

    Parameters
    ----------
    stages
        Of the model and the data.
    most
        The greatest number of turns.
    tally
        Where what the stages compute is counted.
    """

    name, ends_early = "guided by the image", True

    def __init__(self, stages: Stages | DirtyStages, most: int, tally: Tally) -> None:
        self.stages, self.most = stages, most
        stages.count_in(tally)
        self.doubts: list[str] = []
        self.coordinates_of, self.vector_of = stages.whole.coordinates_of, stages.whole.vector_of
        self.turn, self.kicked, self.goodness = stages.turn, stages.kicked, stages.goodness
        self.residuals_and_jacobian = stages.whole.residuals_and_jacobian

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """From the residuals, whose squares are all of it."""
        whole = self.stages.whole
        squares = np.array([rows @ rows for rows in map(whole.residuals_of, vectors)])
        return np.where(np.isfinite(squares), -0.5 * (squares + whole.likelihood.residual_constant), -np.inf)


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
        """Return the scaled parameters of a vector of the model."""
        return self.posterior.scaled_from(vector[None])[0]

    def vector_of(self, t: np.ndarray) -> np.ndarray:
        """Return the vector of the model of scaled parameters."""
        return self.posterior.vectors_from(t[None])[0]

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """Climb from one start, drawn from the prior."""
        units, values = InitializerPrior().start_from(self._SCREENED, self.evaluator, rng)
        point = self.coordinates_of(self.evaluator.from_unit(units[[np.argmax(values)]])[0])
        point = np.clip(point, self.posterior.lower, self.posterior.upper)
        ascent = Ascent(point, self._ITERATIONS, self._MAXCOR, self._TOLERANCE)
        end = self.evaluator.map(self.evaluator.here, [ascent])[0]
        found = (end[0], -float(end[1]))
        highest = found if best is None else min(best, found, key=lambda pair: pair[1])
        return Turn(highest, [found], [found[1]])

    def kicked(self, best: Found) -> Found:
        """Return the best as it is: it is not looked whether a kink holds it."""
        return best

    def goodness(self, vector: np.ndarray) -> None:
        """None: by gradients alone it is not known how well the data are fitted."""

    def residuals_and_jacobian(self, vector: np.ndarray) -> None:
        """Not compiled: the way goes by gradients."""

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """Return the log likelihoods (n,) of vectors (n, p), which come with gradients."""
        return np.array([value for value, _ in self.evaluator.values_and_grads(vectors)])


class RelayWay:
    """By guides of simpler models or of parts of the data first, then by squares and slopes of all; abstract.

    Parameters
    ----------
    evaluator
        Computes likelihoods of the whole model.
    guided
        The ways of the simpler models, whose priors are the whole model's where they have any in common.
    """

    name: str
    ends_early, most = False, 2
    # Steps and tolerance of the last climb.
    _STEPS, _TOLERANCE = 40, 0.1

    def __init__(self, evaluator: Evaluator, guided: list[GuidedWay]) -> None:
        self.evaluator, self.guided = evaluator, guided
        self.posterior = SquaresPosterior(evaluator)
        self.doubts: list[str] = []

    def coordinates_of(self, vector: np.ndarray) -> np.ndarray:
        """Return the scaled parameters of a vector of the model."""
        return self.posterior.scaled_from(vector[None])[0]

    def vector_of(self, t: np.ndarray) -> np.ndarray:
        """Return the vector of the model of scaled parameters."""
        return self.posterior.vectors_from(t[None])[0]

    def starts_from(self, vectors: list[np.ndarray]) -> list[np.ndarray]:
        """Vectors (p,) of the whole model, of those that the guides have found."""
        raise NotImplementedError

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """All of the guides in the first turn, the whole model in the second."""
        if best is not None:
            end = climb(self.posterior, best[0], self._STEPS, self._TOLERANCE)
            return Turn((end.point, end.cost), [(end.point, end.cost)], [])
        ends = [_end_of(way, rng) for way in self.guided]
        lower, upper = self.posterior.lower, self.posterior.upper
        points = [np.clip(self.coordinates_of(v), lower, upper) for v in self.starts_from([v for v, _ in ends])]
        found = min(((point, self.posterior.cost(point)) for point in points), key=lambda pair: pair[1])
        return Turn(found, [], ends[0][1])

    def kicked(self, best: Found) -> Found:
        """Return the best as it is: it is not looked whether a kink holds it."""
        return best

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """Return the log likelihoods (n,) of vectors (n, p), by the program whose values climbs compare."""
        return np.array([self.evaluator.value(vector) for vector in vectors])

    def residuals_and_jacobian(self, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Those that it climbs by, of all data."""
        return self.evaluator.residuals_and_jacobian(vector)


def _end_of(way: GuidedWay, rng: np.random.Generator) -> tuple[np.ndarray, list[float]]:
    """The vector that all turns of a way lead to, and the costs of all its starts."""
    found, gain, turns = None, math.inf, 0
    starts: list[float] = []
    while turns < way.most and (gain >= GAIN or agreeing(starts) < 2):
        before = math.inf if found is None else found[1]
        turn = way.turn(found, rng)
        found, turns, starts = turn.best, turns + 1, [*starts, *turn.arcs]
        gain = before - found[1]
    assert found is not None
    return way.vector_of(way.kicked(found)[0]), starts


class MeshWay(RelayWay):
    """With profiles in place of meshes guided by the data, then with the meshes, in the evidence."""

    name = "guided by the image, with Sersic profiles in place of the meshes"

    def starts_from(self, vectors: list[np.ndarray]) -> list[np.ndarray]:
        """Mass and light as they were found, and the regularization of greatest evidence."""
        model = self.evaluator.model
        vector = carried_over(model, self.guided[0].stages.parts.whole.model, vectors[0])
        return [with_best_coefficients(model, self.evaluator.likelihood.analysis, vector)]

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float] | None:
        """chi^2 of an image; the number of pixels, which is more than what is expected of it; and its scatter."""
        stages = self.guided[0].stages
        if not stages.of_an_image:
            return None
        pixels = stages.scene.data.size
        rows = self.residuals_and_jacobian(vector)[0][:pixels]
        return float(rows @ rows), float(pixels), math.sqrt(2.0 * pixels)


class FactorsWay(RelayWay):
    """Each data set guided alone, then all of them together, from what one of them says of shared parameters."""

    name = "guided by each of the data sets"

    def starts_from(self, vectors: list[np.ndarray]) -> list[np.ndarray]:
        """One for each data set, which has the last word in it."""
        pairs = [(way.stages.parts.whole.model, vector) for way, vector in zip(self.guided, vectors, strict=True)]
        starts = []
        for last in range(len(pairs)):
            start = None
            for other, vector in (*pairs[:last], *pairs[last + 1 :], pairs[last]):
                start = carried_over(self.evaluator.model, other, vector, start)
            assert start is not None
            starts.append(start)
        return starts

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float]:
        """Those of all data sets together."""
        values = dict(zip(self.evaluator.model.priors, vector, strict=True))
        chi_squared = expected = square = 0.0
        for way in self.guided:
            own = np.array([values[prior] for prior in way.stages.parts.whole.model.priors])
            one = way.goodness(own)
            chi_squared, expected, square = chi_squared + one[0], expected + one[1], square + one[2] ** 2
        return chi_squared, expected, math.sqrt(square)


def way_of(model: Any, evaluator: Evaluator, turns: int, starts: int) -> Way:
    """The way of a model and the analysis of an evaluator's likelihood, in so many turns or from so many starts."""
    analysis: Any = getattr(evaluator.likelihood, "analysis", None)
    if type(analysis) is FactorGraphModel:
        return _way_of_factors(model, analysis, evaluator, turns, starts)
    parts = split(model)
    why = without_guide(analysis, parts)
    if why:
        return PriorWay(evaluator, starts, why)
    assert parts is not None
    stages = stages_of(analysis)
    assert stages is not None
    if not parts.pixelized:
        return GuidedWay(stages(parts, analysis), turns, evaluator.tally)
    parts = split(substituted(model))
    assert parts is not None
    plain = stages(parts, changed(analysis, adapt_images=None))
    return MeshWay(evaluator, [GuidedWay(plain, turns, evaluator.tally)])


def _way_of_factors(
    model: Any, analysis: FactorGraphModel, evaluator: Evaluator, turns: int, starts: int
) -> FactorsWay | PriorWay:
    guided = []
    for number, (part, own) in enumerate(zip(model, analysis.analyses, strict=True)):
        parts = split(part)
        why = without_guide(own, parts) or ("it has sources on meshes" if parts is None or parts.pixelized else "")
        if why:
            return PriorWay(evaluator, starts, f"of data set {number} {why}")
        assert parts is not None
        stages = stages_of(own)
        assert stages is not None
        guided.append(GuidedWay(stages(parts, own), turns, evaluator.tally))  # type: ignore[arg-type]
    return FactorsWay(evaluator, guided)


def stages_of(analysis: Any) -> type[Stages] | type[DirtyStages] | None:
    """The stages of an analysis, by its kind; None where there are none."""
    return next((STAGES[kind] for kind in type(analysis).__mro__ if kind in STAGES), None)


def without_guide(analysis: Any, parts: Split | None) -> str:
    """Why there is no guide for the parts of a model and an analysis; empty where there is one."""
    stages = stages_of(analysis)
    if stages is None:
        return f"there is no guide for {type(analysis).__name__}"
    if type(analysis).log_likelihood_function is not AnalysisDataset.log_likelihood_function:
        return f"{type(analysis).__name__} has a likelihood of its own"
    if parts is None or (parts.light is None and parts.arcs is None):
        return "the model is not one of a lens and its sources"
    if not set(parts.pixelized) <= set(parts.sources):
        return "there is no guide for the light of a lens on a mesh"
    if not stages.of_an_image and (parts.light or parts.fixed_light or parts.arcs is None):
        return "there is no guide for visibilities of light that is not lensed"
    return ""
