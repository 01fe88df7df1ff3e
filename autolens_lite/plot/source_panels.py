"""The panels of a fit's sources, one for each, in a figure of any number of panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from autolens_lite.fit import Fit
from autolens_lite.fit.source_plane import Source, sources_of
from autolens_lite.plot import lens_curves, source_pictures


class SourcePanels:
    """The sources of a fit and the curves of their planes.

    `fit` is to an image or to visibilities.
    """

    def __init__(self, fit: Fit) -> None:
        self.fit = fit
        self.sources: list[Source] = sources_of(fit)
        planes = {source.plane for source in self.sources}
        # Light in the plane of the lens is not lensed by it: there is no curve to draw.
        self._curves = {
            plane: lens_curves.curves_of(fit.tracer, fit.dataset.grid, plane) if plane else lens_curves.Curves([], [])
            for plane in sorted(planes)
        }

    def __len__(self) -> int:
        return len(self.sources)

    @property
    def critical_curves(self) -> list[Any]:
        """The critical curves of all planes with sources, where the image shows them."""
        found = [curve for curves in self._curves.values() for curve in curves.critical]
        moved = self.fit.dataset_model
        return found if moved is None else [moved.seen_from(curve) for curve in found]

    def draw(self, axes: Sequence[Axes], unit: str, stretch: str | None = None) -> None:
        """Draw each source with the caustics of its plane."""
        for place, source in zip(axes, self.sources, strict=True):
            caustics = self._curves[source.plane].caustics
            picture = source_pictures.picture_of(self.fit, source, caustics)
            source_pictures.draw(place, picture, caustics, unit, stretch)
            place.set_title(source_pictures.title_of(self.fit, source, self.sources))
