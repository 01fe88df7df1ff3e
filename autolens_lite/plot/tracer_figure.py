"""The figure of a tracer."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure

from autolens_lite.grid import Grid2D
from autolens_lite.plot import canvas, lensing, panel, source_plane, units

_LARGEST_MAGNIFICATION = 20.0


def tracer(tracer: Any, grid: Grid2D, path: str | os.PathLike[str] | None = None, unit: str = "Jy") -> Figure:
    """Draw a lens: its convergence, magnification, lensed image and source, with critical curves and caustics.

    Parameters
    ----------
    tracer
        A `Tracer`.
    grid
        The pixels of the image plane. Light is drawn as flux per arcsec^2, with profiles in flux per pixel of `grid`.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of flux, for labels; an empty string for none.

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written.
    """
    place = canvas.checked_path(path)
    with canvas.styled():
        width = canvas.panel_width()
        figure = canvas.Canvas(figsize=(2.4 * width, 2.0 * width), layout="constrained")
        axes = figure.subplots(2, 2)
        lines = lensing.curves_of(tracer, grid)
        _convergence(axes[0, 0], tracer, grid, lines.critical)
        _magnification(axes[0, 1], tracer, grid)
        _image(axes[1, 0], tracer, grid, lines.critical, unit)
        area = grid.mask.pixel_scales[0] * grid.mask.pixel_scales[1]
        light = source_plane.light_of(tracer, grid.mask.extent, lines.caustics)
        source_plane.draw(axes[1, 1], light._replace(values=light.values / area), lines.caustics, unit)
        axes[1, 1].set_title("Source and caustics")
    return canvas.finish(figure, place)


def _convergence(axes: Axes, tracer: Any, grid: Grid2D, critical_curves: list[Any]) -> None:
    values = panel.unmasked(tracer.convergence_2d_from(grid=grid).native, grid.mask)
    positive = np.ma.masked_where(values <= 0.0, values)
    extent = grid.mask.extent
    shown = panel.image(axes, positive, extent, panel.colour_map("source"), panel.limits_of(positive))
    if positive.count():
        shown.set_norm(LogNorm(*panel.limits_of(positive)))
    panel.colour_bar(axes, shown, r"Convergence $\kappa$")
    panel.curves(axes, critical_curves)
    axes.set_title("Convergence and critical curves")


def _magnification(axes: Axes, tracer: Any, grid: Grid2D) -> None:
    values = panel.unmasked(tracer.magnification_2d_from(grid=grid).native, grid.mask)
    reach = _LARGEST_MAGNIFICATION
    limits = (-reach, reach)
    extent = grid.mask.extent
    shown = panel.image(axes, values.clip(-reach, reach), extent, panel.colour_map("residual"), limits)
    panel.colour_bar(axes, shown, r"Magnification $\mu$")
    axes.set_title("Magnification (signed)")


def _image(axes: Axes, tracer: Any, grid: Grid2D, critical_curves: list[Any], unit: str) -> None:
    mask = grid.mask
    brightness = np.asarray(tracer.image_2d_from(grid=grid).native) / (mask.pixel_scales[0] * mask.pixel_scales[1])
    factor, text = units.prefixed(brightness, unit)
    values = panel.unmasked(factor * brightness, mask)
    label = panel.brightness_label(text)
    panel.image(axes, values, mask.extent, panel.colour_map("image"), panel.limits_of(values), label)
    panel.curves(axes, critical_curves)
    axes.set_title("Lensed image")
