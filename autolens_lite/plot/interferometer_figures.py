"""The figures of visibilities and of a fit to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.dataset import Interferometer
from autolens_lite.fit import FitInterferometer
from autolens_lite.lens import Galaxy
from autolens_lite.plot import baseline_panels, figure_output, interferometer_panels, panel_parts, source_panels


def draw_dataset(dataset: Interferometer, unit: str, stretch: str | None) -> Figure:
    """Draw coverage, amplitudes, dirty image and dirty beam; negative in places, these have no logarithmic scale."""
    del stretch
    width = figure_output.panel_width()
    figure = figure_output.Canvas(figsize=(2.4 * width, 2.0 * width), layout="constrained")
    (coverage, amplitude), (dirty_image, dirty_beam) = figure.subplots(2, 2)
    baseline_panels.coverage(coverage, dataset.uv_wavelengths)
    coverage.set_title("Coverage")
    baseline_panels.amplitude(amplitude, dataset, unit)
    amplitude.set_title("Amplitude (noise bias removed)")
    amplitude.set_box_aspect(1.0)
    interferometer_panels.dirty_images([dirty_image], dataset, [dataset.dirty_image.native], unit)
    dirty_image.set_title("Dirty image")
    interferometer_panels.dirty_beam(dirty_beam, dataset)
    return figure


def draw_dirty(dataset: Interferometer, unit: str) -> Figure:
    """Draw dirty image and dirty beam."""
    figure, axes = figure_output.grid_of(2, columns=2)
    interferometer_panels.dirty_images(axes[:1], dataset, [dataset.dirty_image.native], unit)
    axes[0].set_title("Dirty image")
    interferometer_panels.dirty_beam(axes[1], dataset)
    return figure


def draw_dirty_fit(fit: FitInterferometer, unit: str) -> Figure:
    """Draw dirty images of data, model and residual."""
    figure, axes = figure_output.grid_of(3, columns=3)
    _dirty(axes, fit, unit)
    return figure


def draw_sky(fit: FitInterferometer, unit: str, stretch: str | None) -> Figure:
    """Draw the model on the sky, and the sources."""
    sources = source_panels.SourcePanels(fit)
    figure, axes = figure_output.grid_of(1 + len(sources), columns=3)
    panel_parts.brightness(axes[0], fit.model_image, fit.dataset.mask, unit, stretch)
    panel_parts.curves(axes[0], sources.critical_curves)
    axes[0].set_title("Model on the sky and critical curves")
    sources.draw(axes[1:], unit, stretch)
    return figure


def _dirty(axes: Sequence[Axes], fit: FitInterferometer, unit: str) -> None:
    interferometer_panels.dirty_images(axes[:2], fit.dataset, [fit.dirty_image, fit.dirty_model_image], unit)
    axes[0].set_title("Data")
    axes[1].set_title("Model")
    interferometer_panels.residuals(axes[2], fit)


def draw_amplitudes(dataset: Interferometer, model: np.ndarray | None, unit: str) -> Figure:
    """Draw binned amplitudes against the length of the baselines, and those of a model, (K,), where there is one."""
    width = figure_output.panel_width()
    figure = figure_output.Canvas(figsize=(1.4 * width, width), layout="constrained")
    baseline_panels.amplitude(figure.subplots(), dataset, unit, model)
    return figure


def draw_fit(fit: FitInterferometer, unit: str, stretch: str | None) -> Figure:
    """Draw dirty images of data, model and residual, the model on the sky, the sources, and the residuals."""
    sources = source_panels.SourcePanels(fit)
    figure, axes = figure_output.grid_of(5 + len(sources), columns=3)
    _dirty(axes[:3], fit, unit)
    panel_parts.brightness(axes[3], fit.model_image, fit.dataset.mask, unit, stretch)
    panel_parts.curves(axes[3], sources.critical_curves)
    axes[3].set_title("Model on the sky and critical curves")
    sources.draw(axes[4:-1], unit, stretch)
    interferometer_panels.histogram(axes[-1], fit)
    return figure


def draw_galaxies(fit: FitInterferometer, galaxies: Sequence[Galaxy], unit: str, stretch: str | None) -> Figure:
    """Draw the model of each galaxy on the sky."""
    figure, axes = figure_output.grid_of(len(galaxies), columns=3)
    models, mask = fit.model_images_of_galaxies_dict, fit.dataset.mask
    for number, galaxy in enumerate(galaxies):
        native = mask.native_from(np.asarray(models[galaxy]))
        panel_parts.brightness(axes[number], native, mask, unit, stretch)
        axes[number].set_title(panel_parts.galaxy_title(number, galaxy))
    return figure
