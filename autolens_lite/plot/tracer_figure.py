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
    path, stretch
        As of `al.plot.fit`.
    unit
        The unit of flux, for labels; an empty string for none.
    log_scale
        Whether the colours of image and source are on a logarithmic scale; those of the convergence always are.

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
    magnification = tracer.magnification_2d_from(grid=grid).native
    limits = (-_LARGEST_MAGNIFICATION, _LARGEST_MAGNIFICATION)
    _map(axes[0, 1], magnification, grid, "Magnification (signed)", r"Magnification $\mu$", limits, "residual")
    if with_light and any(galaxy.light_profiles_with_intensity() for galaxy in tracer.galaxies):
        panel_parts.brightness(axes[1, 0], tracer.image_2d_from(grid=grid).native, grid.mask, unit, stretch)
        panel_parts.curves(axes[1, 0], lines.critical)
        axes[1, 0].set_title("Lensed image")
        area = grid.mask.pixel_scales[0] * grid.mask.pixel_scales[1]
        light = source_pictures.light_of(tracer, grid, lines.caustics)
        light = light._replace(values=light.values / area)
        source_pictures.draw(axes[1, 1], light, lines.caustics, unit, stretch)
        axes[1, 1].set_title("Source and caustics")
    else:
        potential = tracer.potential_2d_from(grid=grid).native
        _map(axes[1, 0], potential, grid, "Potential", r"Potential $\psi$ (arcsec$^2$)")
        angles = np.asarray(tracer.deflections_yx_2d_from(grid=grid).native)
        deflection = np.hypot(angles[..., 0], angles[..., 1])
        _map(axes[1, 1], deflection, grid, "Deflection angle", r"Deflection $|\alpha|$ (arcsec)")
    return figure


def _convergence(axes: Axes, tracer: Tracer, grid: Grid2D, critical_curves: list[Any]) -> None:
    values = panel_parts.unmasked(tracer.convergence_2d_from(grid=grid).native, grid.mask)
    positive = np.ma.masked_where(values <= 0.0, values)
    limits = panel_parts.limits_of(positive)
    norm = LogNorm(*limits) if positive.count() else Normalize(*limits)
    _map(axes, positive, grid, "Convergence and critical curves", r"Convergence $\kappa$", norm)
    panel_parts.curves(axes, critical_curves)


def _map(
    axes: Axes, native: Any, grid: Grid2D, title: str, label: str, limits: Any = None, colours: str = "source"
) -> None:
    """Show a map (Ny, Nx); its limits are those of its values if none are given."""
    values = panel_parts.unmasked(native, grid.mask)
    limits = panel_parts.limits_of(values) if limits is None else limits
    panel_parts.image(axes, values, grid.mask.extent, panel_parts.colour_map(colours), limits, label)
    axes.set_title(title)
