"""The figure of a fit's galaxies, one by one."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite import exc
from autolens_lite.fit import FitImaging
from autolens_lite.plot import canvas, imaging_fit, kind, panel, source_panels, units
from autolens_lite.units import taken


@taken
def galaxies(
    fit: Any, path: str | os.PathLike[str] | None = None, unit: str | None = None, log_scale: bool = False
) -> Figure:
    """Draw each galaxy of a fit that shines: of an image, the data without all other galaxies beside its model.

    Parameters
    ----------
    fit
        A `FitImaging`; or a `FitInterferometer`, of which the galaxies' models on the sky are drawn alone.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of the data, for labels; an empty string for none, and None for that of `config/plots.yaml`.
    log_scale
        Whether the colours are on a logarithmic scale.

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `fit` is none.
    DataError
        If no galaxy shines.
    """
    place = canvas.checked_path(path)
    unit = kind.unit_of(kind.checked_fit(fit).dataset, unit)
    shining = [galaxy for galaxy in fit.tracer.galaxies if galaxy.light_profiles or galaxy.has_pixelization]
    if not shining:
        raise exc.DataError("No galaxy of the fit has light. Draw its tracer instead: al.plot.tracer(fit.tracer, grid)")
    models = fit.model_images_of_galaxies_dict
    with canvas.styled():
        if isinstance(fit, FitImaging):
            figure, axes = source_panels.grid_of(2 * len(shining), columns=2)
            data = fit.subtracted_images_of_galaxies_dict
            for number, galaxy in enumerate(shining):
                pair = axes[2 * number : 2 * number + 2]
                imaging_fit.images(pair, fit, [data[galaxy], models[galaxy]], unit, log_scale)
                pair[0].set_title("Data without the other galaxies")
                pair[1].set_title(_title(number, galaxy))
        else:
            figure, axes = source_panels.grid_of(len(shining), columns=3)
            for number, galaxy in enumerate(shining):
                _on_sky(axes[number], fit, models[galaxy], unit, log_scale)
                axes[number].set_title(_title(number, galaxy))
    return canvas.finish(figure, place)


def _title(number: int, galaxy: Any) -> str:
    return f"Model of galaxy {number}, $z = {float(galaxy.redshift):.4g}$"


def _on_sky(axes: Axes, fit: Any, image: Any, unit: str, log_scale: bool) -> None:
    mask = fit.dataset.real_space_mask
    brightness = mask.native_from(np.asarray(image)) / (mask.pixel_scales[0] * mask.pixel_scales[1])
    factor, text = units.scaled(brightness, unit)
    values = panel.unmasked(factor * brightness, mask)
    lower, upper = panel.limits_of(values)
    limits = panel.log_limits_of(values) if log_scale else (min(lower, 0.0), upper)
    label = panel.brightness_label(text)
    panel.image(axes, values, mask.extent, panel.colour_map("image"), limits, label, log_scale)
