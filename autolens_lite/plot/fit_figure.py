"""The figure of a fit."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.plot import beam, canvas, lensing, panel, source_plane, units


def fit(fit: Any, path: str | os.PathLike[str] | None = None, unit: str = "Jy") -> Figure:
    """Draw a fit: dirty images of data, model and residual, the lensed and the unlensed source, and the residuals.

    Data and model share one scale of colour. Residual contours are at 3 and 5 sigma, dashed where negative.

    Parameters
    ----------
    fit
        A `FitInterferometer`.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of the visibilities, for labels; an empty string for none.

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
        figure = canvas.Canvas(figsize=(3.55 * width, 2.0 * width), layout="constrained")
        axes = figure.subplots(2, 3)
        dirty_images(axes[0, 0], axes[0, 1], fit, unit)
        residuals(axes[0, 2], fit)
        lines = lensing.curves_of(fit.tracer, fit.dataset.grid)
        model_image(axes[1, 0], fit, lines.critical, unit)
        source_plane.draw(axes[1, 1], source_plane.source_of(fit, lines.caustics), lines.caustics, unit)
        axes[1, 1].set_title("Source and caustics")
        histogram(axes[1, 2], fit)
    return canvas.finish(figure, place)


def dirty_images(left: Axes, right: Axes, fit: Any, unit: str) -> None:
    """Show the dirty images of data and model on one scale of colour."""
    mask = fit.dataset.real_space_mask
    factor, text = units.prefixed(fit.dirty_image, unit)
    data, model = (np.ma.asarray(factor * np.asarray(native)) for native in (fit.dirty_image, fit.dirty_model_image))
    limits, ellipse = panel.limits_of(data, model), beam.ellipse_of(fit.dataset)
    for axes, values, title in ((left, data, "Data"), (right, model, "Model")):
        label = panel.per_beam_label(text)
        panel.image(axes, values, mask.extent, panel.colour_map("image"), limits, label)
        panel.mask_outline(axes, mask)
        panel.beam(axes, *ellipse)
        axes.set_title(title)


def residuals(axes: Axes, fit: Any) -> None:
    """Show the dirty image of the residual visibilities in units of its noise."""
    extent = fit.dataset.real_space_mask.extent
    values = np.ma.asarray(np.asarray(fit.dirty_normalized_residual_map))
    limits = panel.symmetric_limits_of(values, at_least=5.0)
    panel.image(axes, values, extent, panel.colour_map("residual"), limits, r"Data $-$ model ($\sigma$)")
    panel.sigma_contours(axes, values, extent)
    axes.set_title(rf"Residual, largest ${np.abs(values).max():.1f}\,\sigma$")


def model_image(axes: Axes, fit: Any, critical_curves: list[Any], unit: str) -> None:
    """Show the model on the sky, before the interferometer, with the critical curves."""
    mask = fit.dataset.real_space_mask
    brightness = np.asarray(fit.model_image) / (mask.pixel_scales[0] * mask.pixel_scales[1])
    factor, text = units.prefixed(brightness, unit)
    values = panel.unmasked(factor * brightness, mask)
    lower, upper = panel.limits_of(values)
    limits = (min(lower, 0.0), upper)
    label = panel.brightness_label(text)
    panel.image(axes, values, mask.extent, panel.colour_map("image"), limits, label)
    panel.curves(axes, critical_curves)
    axes.set_title("Model on the sky and critical curves")


def histogram(axes: Axes, fit: Any) -> None:
    """Show how the normalized residuals of the visibilities are distributed, beside what noise alone would do."""
    values = np.asarray(fit.normalized_residual_map)
    edges = np.linspace(-5.0, 5.0, 51)
    for part, colour, name in ((values.real, "C0", "real"), (values.imag, "C1", "imaginary")):
        # What lies beyond the axes is counted in the outermost bins.
        counts, _ = np.histogram(np.clip(part, edges[0], edges[-1]), bins=edges, density=True)
        axes.stairs(counts, edges, color=colour, label=name)
    fine = np.linspace(edges[0], edges[-1], 201)
    axes.plot(fine, np.exp(-0.5 * fine**2) / np.sqrt(2.0 * np.pi), color="black", linewidth=0.8, label="noise")
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0.0, 1.45 * axes.get_ylim()[1])
    axes.set_box_aspect(1.0)
    axes.legend(loc="upper right")
    figure_of_merit = "Log evidence" if fit.inversion is not None else "Log likelihood"
    text = rf"$\chi^2 = {float(fit.chi_squared):.0f}$ for ${2 * values.size}$ numbers"
    axes.text(0.03, 0.97, text, transform=axes.transAxes, va="top", fontsize="small")
    axes.set_title(f"{figure_of_merit} ${float(fit.figure_of_merit):.2f}$")
    axes.set_xlabel(r"Residual visibility ($\sigma$)")
    axes.set_ylabel("Density")
