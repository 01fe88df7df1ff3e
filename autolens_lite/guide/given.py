"""The way to the maximum from a start that is given: what an earlier fit has found, for the next of a chain."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.guide.arcs import Found, Turn
from autolens_lite.guide.substitute import with_best_coefficients
from autolens_lite.guide.ways import RelayWay, stages_of
from autolens_lite.search.gradient.levenberg import climb
from autolens_lite.search.likelihoods.evaluator import Evaluator

MEDIANS = "medians"


class StartWay(RelayWay):
    """One climb by squares and slopes of all.

    Parameters
    ----------
    evaluator
        Computes likelihoods.
    vector
        Where to start, (p,); None for the medians of the priors.
    """

    name, most = "from the start that was given", 1

    def __init__(self, evaluator: Evaluator, vector: np.ndarray | None) -> None:
        super().__init__(evaluator, [])
        self._vector = vector

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """The climb.

        Raises
        ------
        SearchError
            If there is no likelihood at the start.
        """
        vector = self._vector
        if vector is None:
            vector = self.evaluator.middle()
            if self._is_of_an_image:
                vector = with_best_coefficients(self.evaluator.model, self._analysis, vector)
        point = np.clip(self.coordinates_of(vector), self.posterior.lower, self.posterior.upper)
        end = climb(self.posterior, point, self._STEPS, self._TOLERANCE)
        if not math.isfinite(end.cost):
            raise exc.SearchError("there is no likelihood at the start. Pass another, or None for one from the data.")
        return Turn((end.point, end.cost), [(end.point, end.cost)], [])

    @property
    def _analysis(self) -> Any:
        return getattr(self.evaluator.likelihood, "analysis", None)

    @property
    def _is_of_an_image(self) -> bool:
        stages = stages_of(self._analysis)
        return stages is not None and stages.of_an_image

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float] | None:
        """chi^2 of an image; the number of pixels, which is more than what is expected of it; and its scatter."""
        if not self._is_of_an_image:
            return None
        pixels = self._analysis.dataset.mask.pixels_in_mask
        rows = self.residuals_and_jacobian(vector)[0][:pixels]
        return float(rows @ rows), float(pixels), math.sqrt(2.0 * pixels)
