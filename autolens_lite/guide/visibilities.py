"""The way from visibilities into the basin of their posterior: starts that are read off the dirty image."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis.interferometer import AnalysisInterferometer
from autolens_lite.guide.arcs import ArcStages, Found, Turn, climbed, finite
from autolens_lite.guide.problem import Problem
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import Split
from autolens_lite.guide.starts import ring_from

# Pixels that are bright are above this part of the brightest: what is fainter may be sidelobes.
_SIDELOBES = 0.3
# How many of the screened starts are climbed in the first turn, and later.
_CLIMBED = (8, 4)


class DirtyStages(ArcStages):
    """The problem of a lens without light of its own and visibilities.

    Parameters
    ----------
    parts
        The model taken apart.
    analysis
        Of visibilities, on a backend with derivatives.
    """

    of_an_image: ClassVar[bool] = False

    def __init__(self, parts: Split, analysis: AnalysisInterferometer) -> None:
        self.parts = parts
        dataset = analysis.dataset
        pixel = float(np.sqrt(np.prod(dataset.pixel_scales)))
        self.whole = self.arcs = Problem(analysis.likelihood_from(parts.whole.model), pixel)
        self.analysis = analysis
        grid = np.asarray(dataset.grid, dtype=float)
        dirty = np.asarray(dataset.real_space_mask.slim_from(np.asarray(dataset.dirty_image.native)), dtype=float)
        self.scene = Scene(grid[:, 0], grid[:, 1], dirty, np.full(dirty.size, dataset.dirty_noise), pixel)

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """Many starts screened, the best climbed.

        Raises SearchError if nothing in the dirty image is bright.
        """
        centre = self.centre_of(None)
        ring = ring_from(self.scene, centre, _SIDELOBES)
        if ring is None:
            raise exc.SearchError("no pixel of the dirty image is bright enough to be part of an arc.")
        starts = self.screened(self.whole, ring, centre, _CLIMBED[0 if best is None else 1], rng)
        found = sorted((climbed(self.whole, t, 60, 0.02) for t in starts), key=lambda pair: pair[1])
        found = finite(found, self.parts.whole.model)
        new = min([*([] if best is None else [best]), found[0]], key=lambda pair: pair[1])
        return Turn(new, found, [cost for _, cost in found])

    def kicked(self, best: Found) -> Found:
        """Return the best as it is: it is not looked whether a kink holds it."""
        return best

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float]:
        """chi^2 of both parts of visibilities at a vector; their number less that of parameters; its scatter."""
        numbers = 2 * self.analysis.dataset.data.size
        normalization = float(self.analysis.dataset.operators.noise_normalization)
        rows = self.whole.residuals(self.whole.coordinates_of(vector))
        chi_squared = float(rows @ rows) + self.whole.likelihood.residual_constant - normalization
        return chi_squared, float(numbers - self.whole.size), math.sqrt(2.0 * numbers)
