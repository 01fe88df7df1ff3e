"""Figures of tracers by PyAutoLens' names; the keywords of each, `drawing`, are those of `Drawing`."""

from __future__ import annotations

from typing import Any, Unpack

from matplotlib.figure import Figure

from autolens_lite import check
from autolens_lite.grid import Grid2D
from autolens_lite.lens import Tracer
from autolens_lite.plot import figure_output, lens_curves, panel_parts, source_pictures, tracer_figure
from autolens_lite.plot.drawing import Drawing, drawn


def subplot_tracer(tracer: Tracer, grid: Grid2D, **drawing: Unpack[Drawing]) -> Figure:
    """Draw a lens, as `al.plot.tracer` does, into `tracer.png`."""
    _require(tracer, grid)
    return drawn("tracer", lambda stretch: tracer_figure.draw(tracer, grid, "", stretch), drawing)


def subplot_galaxies_images(tracer: Tracer, grid: Grid2D, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the image of each plane, and of those behind the first the light unlensed, into `galaxies_images.png`."""
    _require(tracer, grid)

    area = grid.mask.pixel_scales[0] * grid.mask.pixel_scales[1]

    def draw(stretch: str | None) -> Figure:
        figure, axes = figure_output.grid_of(2 * tracer.total_planes - 1, columns=3)
        for plane, image in enumerate(tracer.image_2d_list_from(grid=grid)):
            lines = lens_curves.curves_of(tracer, grid, plane) if plane else lens_curves.Curves([], [])
            own = axes[max(2 * plane - 1, 0)]
            panel_parts.brightness(own, image.native, grid.mask, "", stretch)
            panel_parts.curves(own, lines.critical)
            own.set_title(f"Image of plane {plane}")
            if plane:
                light = source_pictures.light_of(tracer, grid, lines.caustics, plane)
                light = light._replace(values=light.values / area)
                source_pictures.draw(axes[2 * plane], light, lines.caustics, "", stretch)
                axes[2 * plane].set_title(f"Light of plane {plane}")
        return figure

    return drawn("galaxies_images", draw, drawing)


def _require(tracer: Any, grid: Any) -> None:
    check.kind("tracer", tracer, Tracer, "Pass al.Tracer(galaxies=[...]).")
    check.kind("grid", grid, Grid2D, "Pass a Grid2D, such as al.Grid2D.uniform(...).")
