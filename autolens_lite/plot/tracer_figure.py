"""The figure of a tracer."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure

from autolens_lite import exc
from autolens_lite.fit import Fit
from autolens_lite.grid import Grid2D
from autolens_lite.lens import Tracer
from autolens_lite.plot import figure_output, lens_curves, panel_parts, source_pictures
from autolens_lite.plot.stretch import checked
from autolens_lite.units import taken

_LARGEST_MAGNIFICATION = 20.0


@taken
def tracer(
    tracer: Tracer,
    grid: Grid2D,
    path: str | os.PathLike[str] | None = None,
    unit: str = "",
    log_scale: bool = False,
    stretch: str | None = None,
) -> Figure:
    """Draw a lens: its convergence, magnification, lensed image and source, with critical curves and caustics.

    A tracer without light, such as one whose intensities a fit solves for, has its potential and its deflection angles
    drawn in place of image and source.

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
    log_scale
        Whether the colours of image and source are on a logarithmic scale; those of the convergence always are.
    stretch
        "linear", "asinh" or "log". None is that of `config/plots.yaml`, or chosen: asinh for an image of which a
        linear scale would hide most light, such as arcs beside a lens a hundred times as bright.

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written.
    """
    place = figure_output.checked_path(path)
    stretch = checked(stretch, log_scale)
    with figure_output.styled():
        figure = draw(tracer, grid, unit, stretch)
    return figure_output.finish(figure, place)


def draw_solved(fit: Fit, stretch: str | None) -> Figure:
    """Draw the tracer of a fit with the intensities that it has solved for; without light, if a source is pixelized."""
    tracer = fit.tracer
    with suppress(exc.ModelError):  # of a user's own linear profile
        tracer = fit.tracer_linear_light_profiles_to_light_profiles
    with_light = not any(galaxy.has_unsolved_light for galaxy in tracer.galaxies)
    return draw(tracer, fit.dataset.grid, "", stretch, with_light)


def draw(tracer: Tracer, grid: Grid2D, unit: str, stretch: str | None, with_light: bool = True) -> Figure:
    """Draw a tracer on a grid; see `tracer`."""
    width = figure_output.panel_width()
    figure = figure_output.Canvas(figsize=(2.4 * width, 2.0 * width), layout="constrained")
    axes = figure.subplots(2, 2)
    lines = lens_curves.curves_of(tracer, grid)
    _convergence(axes[0, 0], tracer, grid, lines.critical)
    _magnification(axes[0, 1], tracer, grid)
    if with_light and any(galaxy.light_profiles_with_intensity() for galaxy in tracer.galaxies):
        _image(axes[1, 0], tracer, grid, lines.critical, unit, stretch)
        area = grid.mask.pixel_scales[0] * grid.mask.pixel_scales[1]
        light = source_pictures.light_of(tracer, grid, lines.caustics)
        light = light._replace(values=light.values / area)
        source_pictures.draw(axes[1, 1], light, lines.caustics, unit, stretch)
        axes[1, 1].set_title("Source and caustics")
    else:
        _potential(axes[1, 0], tracer, grid)
        _deflection(axes[1, 1], tracer, grid)
    return figure


def _convergence(axes: Axes, tracer: Tracer, grid: Grid2D, critical_curves: list[Any]) -> None:
    values = panel_parts.unmasked(tracer.convergence_2d_from(grid=grid).native, grid.mask)
    positive = np.ma.masked_where(values <= 0.0, values)
    extent = grid.mask.extent
    limits = panel_parts.limits_of(positive)
    norm = LogNorm(*limits) if positive.count() else Normalize(*limits)
    panel_parts.image(axes, positive, extent, panel_parts.colour_map("source"), norm, r"Convergence $\kappa$")
    panel_parts.curves(axes, critical_curves)
    axes.set_title("Convergence and critical curves")


def _magnification(axes: Axes, tracer: Tracer, grid: Grid2D) -> None:
    values = panel_parts.unmasked(tracer.magnification_2d_from(grid=grid).native, grid.mask)
    limits = (-_LARGEST_MAGNIFICATION, _LARGEST_MAGNIFICATION)
    panel_parts.image(
        axes, values, grid.mask.extent, panel_parts.colour_map("residual"), limits, r"Magnification $\mu$"
    )
    axes.set_title("Magnification (signed)")


def _potential(axes: Axes, tracer: Tracer, grid: Grid2D) -> None:
    values = panel_parts.unmasked(tracer.potential_2d_from(grid=grid).native, grid.mask)
    label = r"Potential $\psi$ (arcsec$^2$)"
    panel_parts.image(
        axes, values, grid.mask.extent, panel_parts.colour_map("source"), panel_parts.limits_of(values), label
    )
    axes.set_title("Potential")


def _deflection(axes: Axes, tracer: Tracer, grid: Grid2D) -> None:
    angles = np.asarray(tracer.deflections_yx_2d_from(grid=grid).native)
    values = panel_parts.unmasked(np.hypot(angles[..., 0], angles[..., 1]), grid.mask)
    label = r"Deflection $|\alpha|$ (arcsec)"
    panel_parts.image(
        axes, values, grid.mask.extent, panel_parts.colour_map("source"), panel_parts.limits_of(values), label
    )
    axes.set_title("Deflection angle")


def _image(
    axes: Axes, tracer: Tracer, grid: Grid2D, critical_curves: list[Any], unit: str, stretch: str | None
) -> None:
    panel_parts.brightness(axes, tracer.image_2d_from(grid=grid).native, grid.mask, unit, stretch)
    panel_parts.curves(axes, critical_curves)
    axes.set_title("Lensed image")
