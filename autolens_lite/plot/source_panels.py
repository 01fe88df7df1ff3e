"""The panels of a fit's sources, one for each, in a figure of any number of panels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.fit.source_plane import Source, sources_of
from autolens_lite.plot import canvas, lensing, source_plane


class SourcePanels:
    """The sources of a fit and the curves of their planes.

    Parameters
    ----------
    fit
        The fit, to an image or to visibilities.
    """

    def __init__(self, fit: Any) -> None:
        self.fit = fit
        self.sources: list[Source] = sources_of(fit)
        planes = {source.plane for source in self.sources}
        # Light in the plane of the lens is not lensed by it: there is no curve to draw.
        self._curves = {
            plane: lensing.curves_of(fit.tracer, fit.dataset.grid, plane) if plane else lensing.Curves([], [])
            for plane in sorted(planes)
        }

    def __len__(self) -> int:
        return len(self.sources)

    @property
    def critical_curves(self) -> list[Any]:
        """The critical curves of all planes with sources, where the image shows them."""
        found = [curve for curves in self._curves.values() for curve in curves.critical]
        return lensing.on_image(found, getattr(self.fit, "dataset_model", None))

    def draw(self, axes: Sequence[Axes], unit: str, log_scale: bool = False) -> None:
        """Draw each source with the caustics of its plane."""
        for place, source in zip(axes, self.sources, strict=True):
            caustics = self._curves[source.plane].caustics
            picture = source_plane.picture_of(self.fit, source, caustics)
            source_plane.draw(place, picture, caustics, unit, log_scale)
            place.set_title(source_plane.title_of(self.fit, source, self.sources))


def grid_of(panels: int, columns: int, heading: float = 0.0) -> tuple[Figure, list[Axes]]:
    """Return a figure of so many panels in rows, below a heading of that height in inches, and their axes in order."""
    columns = min(columns, panels)
    rows = math.ceil(panels / columns)
    width = canvas.panel_width()
    figure = canvas.Canvas(figsize=((1.183 * columns + 0.067) * width, rows * width + heading), layout="constrained")
    axes = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for place in axes[panels:]:
        place.remove()
    return figure, axes[:panels]
