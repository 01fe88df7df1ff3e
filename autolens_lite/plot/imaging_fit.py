"""The figure of a fit to a CCD image."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.fit import FitImaging
from autolens_lite.plot import imaging_dataset, panel, source_panels, units

# Residuals beyond are drawn in the last colour; the title tells the largest.
_MOST_SIGMA = 5.0
_OUTSHINE = 1.3


def draw(fit: FitImaging, unit: str, log_scale: bool) -> Figure:
    """Draw data, model and residual; the data without the lens, the lensed source, and the sources.

    Galaxies that are all in one plane are neither lens nor source: of them only data, model, residual and light.
    """
    sources = source_panels.SourcePanels(fit)
    lensed = fit.tracer.total_planes > 1
    figure, axes = source_panels.grid_of((5 if lensed else 3) + len(sources), columns=3 if lensed else 2, heading=0.3)
    images(axes[:2], fit, [fit.data, fit.model_data], unit, log_scale)
    axes[0].set_title("Data")
    axes[1].set_title("Model")
    residuals(axes[2], fit)
    if lensed:
        images(axes[3:5], fit, [fit.lens_subtracted_image, fit.lensed_source_image], unit, log_scale)
        axes[3].set_title("Data without the lens's light")
        axes[4].set_title("Lensed source and critical curves")
        panel.curves(axes[4], sources.critical_curves)
    sources.draw(axes[5 if lensed else 3 :], unit, log_scale)
    figure.suptitle(summary_of(fit), x=0.01, ha="left", fontsize="medium")
    return figure


def images(axes: list[Axes], fit: FitImaging, maps: list[Any], unit: str, log_scale: bool) -> None:
    """Show data and their model, one image each, on one scale of colour.

    It reaches from at most 3 sigma of the noise below zero to the brightest pixel that has weight.
    """
    natives = [imaging_dataset.masked_map(fit.dataset, values) for values in maps]
    weighty = [np.ma.masked_where(imaging_dataset.weightless(fit.dataset), native) for native in natives]
    factor, text = units.scaled(weighty[-1].compressed(), unit)
    noise = factor * imaging_dataset.typical_noise(fit.dataset)
    upper, seen = (factor * float(values.max()) for values in reversed(weighty))
    if seen < _OUTSHINE * upper:
        upper = max(upper, seen)
    else:
        # Data less a bright lens, or one that is badly fitted, have residuals that would outshine the source.
        upper = max(upper, factor * float(np.percentile(weighty[0].compressed(), 99.8)))
    if log_scale:
        limits = panel.log_limits_of(np.ma.asarray([upper]), floor=noise)
    else:
        lower = factor * min(float(values.min()) for values in weighty)
        limits = panel.limits_of(np.ma.asarray([max(lower, -3.0 * noise), upper]))
    for place, native in zip(axes, natives, strict=True):
        imaging_dataset.show(place, fit.dataset, factor * native, limits, panel.per_pixel_label(text), log_scale)


def residuals(axes: Axes, fit: FitImaging) -> None:
    """Show residuals in units of the noise, with contours at 3 and 5 sigma where there are many together."""
    values = imaging_dataset.masked_map(fit.dataset, fit.normalized_residual_map)
    label = r"(Data $-$ model) / noise ($\sigma$)"
    imaging_dataset.show(axes, fit.dataset, values, (-_MOST_SIGMA, _MOST_SIGMA), label, kind="residual")
    axes.set_title(rf"Residual, largest ${np.abs(values).max():.1f}\,\sigma$")


def summary_of(fit: FitImaging) -> str:
    """The figure of merit and chi^2 as one line."""
    name = "Log likelihood" if fit.inversion is None else "Log evidence"
    pixels = fit.dataset.mask.pixels_in_mask
    return (
        rf"{name} ${float(fit.figure_of_merit):.2f}$,   "
        rf"$\chi^2 = {float(fit.chi_squared):.0f}$ for ${pixels}$ pixels"
    )
