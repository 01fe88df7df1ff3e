"""What the stages of images and visibilities have in common: starts of mass and sources, and which of them to climb."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.guide.problem import Problem
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import Split
from autolens_lite.guide.starts import Ring, arc_starts
from autolens_lite.search.gradient.levenberg import climb
from autolens_lite.search.likelihoods.failure_count import Tally

Found = tuple[np.ndarray, float]
"""A point in the coordinates of a problem, and its cost."""

# Starts that are screened.
_SCREENED = 200


@dataclasses.dataclass
class Turn:
    """What one turn has found."""

    best: Found
    ends: list[Found]
    """Where all that climbed in everything ended, the best first."""
    arcs: list[float]
    """What all new starts of the arcs come to in the cost of everything, nearly, the best first."""

    @property
    def costs(self) -> list[float]:
        """The costs of `ends`."""
        return [cost for _, cost in self.ends]


def climbed(problem: Problem, start: np.ndarray, most: int, tolerance: float) -> Found:
    """The end of a climb: see `search.levenberg.climb`."""
    end = climb(problem, start, most, tolerance)
    return end.point, end.cost


def finite(found: list[Any], model: Any) -> list[Any]:
    """Those of some points that have a likelihood.

    Raises SearchError if there is none.
    """
    left = [pair for pair in found if np.isfinite(pair[1])]
    if not left:
        raise exc.SearchError(
            f"none of {len(found)} starts that the data suggest has a likelihood: assertions or limits of "
            f"{', '.join(model.parameter_names)} exclude them. Loosen these, or use al.LeastSquares."
        )
    return left


class ArcStages:
    """The parts of a model, their problems, and the image (or dirty image) that starts are read off; abstract."""

    parts: Split
    whole: Problem
    light: Problem | None = None
    arcs: Problem | None
    scene: Scene

    def count_in(self, tally: Tally) -> None:
        """Count the likelihoods and the Jacobians of all problems together."""
        for problem in (self.whole, self.light, self.arcs):
            if problem is not None:
                problem.tally = tally

    def centre_of(self, light: np.ndarray | None) -> np.ndarray:
        """Where the lens is, (2,): the centre of its light, or the median of the prior of its mass's centre."""
        model = self.parts.whole.model
        middle = model.layout.values_at(0.5)
        found = np.zeros(2)
        for role, part, t in (("mass", None, None), ("light", self.parts.light, light)):
            galaxy = self.parts.first(role)
            for place in reversed(self.parts.places):
                if place.galaxy == galaxy and place.role == role and place.argument == "centre":
                    found[place.element] = middle[place.index]
                    if part is not None and t is not None and place.index in part.indices:
                        vector = self.light.vector_of(t)  # type: ignore[union-attr]
                        found[place.element] = vector[int(np.flatnonzero(part.indices == place.index)[0])]
        return found

    def screened(
        self,
        problem: Problem,
        ring: Ring,
        centre: np.ndarray,
        keep: int,
        rng: np.random.Generator,
        known: Mapping[int, float] = MappingProxyType({}),
    ) -> list[np.ndarray]:
        """The best of many starts of the arcs, with the brightness of sources solved for.

        Parameters
        ----------
        problem
            Of the arcs.
        ring
            The bright pixels.
        centre
            Of the lens.
        keep
            How many.
        rng
            Of the starts.
        known
            See `starts.arc_starts`.
        """
        dark = self.dark(problem)
        starts = arc_starts(self.parts, ring, centre, _SCREENED, rng, known)
        scored = [self.with_intensity(problem, problem.coordinates_of(start), dark) for start in starts]
        return [t for t, _ in sorted(scored, key=lambda pair: pair[1])[:keep]]

    def dark(self, problem: Problem) -> np.ndarray:
        """The residuals of the arcs' problem when sources do not shine; of no use where brightness is solved for."""
        t = problem.coordinates_of(self.parts.whole.model.layout.values_at(0.5)[self.parts.arcs.indices])  # type: ignore[union-attr]
        bright = self._brightness
        return problem.residuals(np.where(bright, problem.lower, t)) if bright.any() else np.zeros(0)

    def with_intensity(self, problem: Problem, t: np.ndarray, dark: np.ndarray) -> Found:
        """The point with the brightness of all sources solved for, together; and the cost, of the data alone.

        Parameters
        ----------
        problem
            Of the arcs.
        t
            Coordinates.
        dark
            The residuals when sources do not shine.
        """
        rows, bright = problem.residuals(t), self._brightness
        if not np.isfinite(rows).all():
            return t, np.inf
        if not bright.any():
            return t, 0.5 * float(rows @ rows)
        light = rows - dark
        power, match = float(light @ light), max(-float(light @ dark), 1e-300)
        if not power > 0.0:
            return t, 0.5 * float(dark @ dark)
        t = problem.clipped(t + bright * np.log(max(match / power, 1e-3)))
        return t, 0.5 * float(dark @ dark) - 0.5 * match**2 / power

    @property
    def _brightness(self) -> np.ndarray:
        """Which coordinates of the problem `arcs` are logarithms of the brightness of sources."""
        wanted = {place.index for place in self.parts.places if (place.role, place.argument) == ("source", "intensity")}
        indices = self.parts.arcs.indices  # type: ignore[union-attr]
        return np.array([index in wanted for index in indices]) & self.arcs.log  # type: ignore[union-attr]
