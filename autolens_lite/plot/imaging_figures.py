"""The figures of a CCD image and of a fit to it."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from autolens_lite.dataset import Imaging
from autolens_lite.fit import FitImaging
from autolens_lite.lens import Galaxy
from autolens_lite.plot import figure_output, imaging_panels, panel_parts, source_panels


def draw_dataset(dataset: Imaging, unit: str, stretch: str | None) -> Figure:
    """Draw data, noise map, signal to noise and PSF."""
    width = figure_output.panel_width()
    figure = figure_output.Canvas(figsize=(2.45 * width, 2.0 * width), layout="constrained")
    (data, noise), (signal_to_noise, psf) = figure.subplots(2, 2)
    imaging_panels.data(data, dataset, unit, stretch)
    imaging_panels.noise(noise, dataset, unit)
    imaging_panels.signal_to_noise(signal_to_noise, dataset, stretch)
    imaging_panels.psf(psf, dataset)
    return figure


def draw_fit(fit: FitImaging, unit: str, stretch: str | None) -> Figure:
    """Draw data, model and residual; the data without the lens, the lensed source, and the sources.

    Galaxies that are all in one plane are neither lens nor source: of them only data, model, residual and light.
    """
    sources = source_panels.SourcePanels(fit)
    lensed = fit.tracer.total_planes > 1
    panels, columns = (5, 3) if lensed else (3, 2)
    figure, axes = figure_output.grid_of(panels + len(sources), columns, heading=0.3)
    imaging_panels.images(axes[:2], fit.dataset, [fit.data, fit.model_data], unit, stretch)
    axes[0].set_title("Data")
    axes[1].set_title("Model")
    imaging_panels.residuals(axes[2], fit)
    if lensed:
        pair = [fit.lens_subtracted_image, fit.lensed_source_image]
        imaging_panels.images(axes[3:5], fit.dataset, pair, unit, stretch)
        axes[3].set_title("Data without the lens's light")
        axes[4].set_title("Lensed source and critical curves")
        panel_parts.curves(axes[4], sources.critical_curves)
    sources.draw(axes[panels:], unit, stretch)
    figure.suptitle(_summary_of(fit), x=0.01, ha="left", fontsize="medium")
    return figure


def draw_planes(fit: FitImaging, planes: Sequence[int], unit: str, stretch: str | None) -> Figure:
    """Draw, for each plane, the data without all others beside its model."""
    figure, axes = figure_output.grid_of(2 * len(planes), columns=2)
    data, models = fit.subtracted_images_of_planes_list, fit.model_images_of_planes_list
    for number, plane in enumerate(planes):
        pair = axes[2 * number : 2 * number + 2]
        imaging_panels.images(pair, fit.dataset, [data[plane], models[plane]], unit, stretch)
        pair[0].set_title("Data without the other planes")
        pair[1].set_title(f"Model of plane {plane}")
    return figure


def draw_datasets(datasets: Sequence[Imaging], unit: str, stretch: str | None) -> Figure:
    """Draw data, noise map and signal to noise of each dataset in a row."""
    figure, axes = figure_output.grid_of(3 * len(datasets), columns=3)
    for number, dataset in enumerate(datasets):
        data, noise, signal_to_noise = axes[3 * number : 3 * number + 3]
        imaging_panels.data(data, dataset, unit, stretch)
        imaging_panels.noise(noise, dataset, unit)
        imaging_panels.signal_to_noise(signal_to_noise, dataset, stretch)
    return figure


def draw_fits(fits: Sequence[FitImaging], unit: str, stretch: str | None) -> Figure:
    """Draw data, model, lensed source and residual of each fit in a row."""
    figure, axes = figure_output.grid_of(4 * len(fits), columns=4)
    for number, fit in enumerate(fits):
        *images, residual = axes[4 * number : 4 * number + 4]
        imaging_panels.images(images[:2], fit.dataset, [fit.data, fit.model_data], unit, stretch)
        panel_parts.brightness(images[2], fit.lensed_source_image.native, fit.dataset.mask, unit, stretch)
        for panel, title in zip(images, ("Data", "Model", "Lensed source"), strict=True):
            panel.set_title(title)
        imaging_panels.residuals(residual, fit)
    return figure


def draw_galaxies(fit: FitImaging, galaxies: Sequence[Galaxy], unit: str, stretch: str | None) -> Figure:
    """Draw, for each galaxy, the data without all other galaxies beside its model."""
    figure, axes = figure_output.grid_of(2 * len(galaxies), columns=2)
    data, models = fit.subtracted_images_of_galaxies_dict, fit.model_images_of_galaxies_dict
    for number, galaxy in enumerate(galaxies):
        pair = axes[2 * number : 2 * number + 2]
        imaging_panels.images(pair, fit.dataset, [data[galaxy], models[galaxy]], unit, stretch)
        pair[0].set_title("Data without the other galaxies")
        pair[1].set_title(panel_parts.galaxy_title(number, galaxy))
    return figure


def _summary_of(fit: FitImaging) -> str:
    """The figure of merit and chi^2 as one line."""
    name = "Log likelihood" if fit.inversion is None else "Log evidence"
    pixels = fit.dataset.mask.pixels_in_mask
    return (
        rf"{name} ${float(fit.figure_of_merit):.2f}$,   "
        rf"$\chi^2 = {float(fit.chi_squared):.0f}$ for ${pixels}$ pixels"
    )
