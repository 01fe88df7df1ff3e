"""The figure of a fit to visibilities."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.fit import FitInterferometer
from autolens_lite.plot import beam, panel, source_panels, units


def draw(fit: FitInterferometer, unit: str, log_scale: bool) -> Figure:
    """Draw dirty images of data, model and residual, the model on the sky, the sources, and the residuals."""
    sources = source_panels.SourcePanels(fit)
    figure, axes = source_panels.grid_of(5 + len(sources), columns=3)
    dirty_images(axes[0], axes[1], fit, unit)
    residuals(axes[2], fit)
    model_image(axes[3], fit, sources.critical_curves, unit, log_scale)
    sources.draw(axes[4:-1], unit, log_scale)
    histogram(axes[-1], fit)
    return figure


def dirty_images(left: Axes, right: Axes, fit: FitInterferometer, unit: str) -> None:
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


def residuals(axes: Axes, fit: FitInterferometer) -> None:
    """Show the dirty image of the residual visibilities in units of its noise."""
    extent = fit.dataset.real_space_mask.extent
    values = np.ma.asarray(np.asarray(fit.dirty_normalized_residual_map))
    limits = panel.symmetric_limits_of(values, at_least=5.0)
    panel.image(axes, values, extent, panel.colour_map("residual"), limits, r"Data $-$ model ($\sigma$)")
    panel.sigma_contours(axes, values, extent)
    axes.set_title(rf"Residual, largest ${np.abs(values).max():.1f}\,\sigma$")


def model_image(
    axes: Axes, fit: FitInterferometer, critical_curves: list[Any], unit: str, log_scale: bool = False
) -> None:
    """Show the model on the sky, before the interferometer, with the critical curves."""
    mask = fit.dataset.real_space_mask
    brightness = np.asarray(fit.model_image) / (mask.pixel_scales[0] * mask.pixel_scales[1])
    factor, text = units.prefixed(brightness, unit)
    values = panel.unmasked(factor * brightness, mask)
    lower, upper = panel.limits_of(values)
    limits = panel.log_limits_of(values) if log_scale else (min(lower, 0.0), upper)
    label = panel.brightness_label(text)
    panel.image(axes, values, mask.extent, panel.colour_map("image"), limits, label, log_scale)
    panel.curves(axes, critical_curves)
    axes.set_title("Model on the sky and critical curves")


def histogram(axes: Axes, fit: FitInterferometer) -> None:
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
