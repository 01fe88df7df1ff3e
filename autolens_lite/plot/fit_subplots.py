"""Figures of datasets and fits by PyAutoLens' names; the keywords of each, `drawing`, are those of `Drawing`.

The panels are those of `al.plot.dataset` and `al.plot.fit`, in one figure each. PyAutoLens' own panels are others: the
residuals within 1 sigma, chi^2 and the source at three zooms are not repeated. Curves that are passed, with their
colours, are added to those that are drawn anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.dataset import Dataset, Imaging, Interferometer
from autolens_lite.dataset.abstract import require_kind
from autolens_lite.fit import Fit, FitImaging, FitInterferometer
from autolens_lite.plot import dataset_views, imaging_figures, interferometer_figures, tracer_figure
from autolens_lite.plot.drawing import Drawing, drawn


def subplot_imaging_dataset(dataset: Dataset, **drawing: Unpack[Drawing]) -> Figure:
    """Draw a dataset, as `al.plot.dataset` does, into `dataset.png`."""
    view = dataset_views.view_of(dataset)
    return drawn("dataset", lambda stretch: view.dataset(dataset, view.unit(None), stretch), drawing)


def subplot_interferometer_dirty_images(dataset: Interferometer, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the dirty image and the dirty beam of visibilities, into `dirty_images.png`."""
    require_kind(dataset, Interferometer)
    unit = dataset_views.view_of(dataset).unit(None)
    return drawn("dirty_images", lambda _: interferometer_figures.draw_dirty(dataset, unit), drawing)


def subplot_fit_imaging(fit: Fit, plane_index: int | None = None, **drawing: Unpack[Drawing]) -> Figure:
    """Draw a fit, as `al.plot.fit` does, into `fit.png`.

    All planes with sources are drawn. `plane_index` only names the file, as `fit_1.png`.
    """
    return _fit(_name("fit", plane_index), fit, drawing)


def subplot_fit_imaging_log10(fit: Fit, plane_index: int | None = None, **drawing: Unpack[Drawing]) -> Figure:
    """Draw a fit as `subplot_fit_imaging` does, on logarithmic scales, into `fit_log10.png`."""
    return _fit(_name("fit_log10", plane_index), fit, {**drawing, "use_log10": True})


def subplot_fit_imaging_of_planes(
    fit: FitImaging, plane_index: int | None = None, **drawing: Unpack[Drawing]
) -> Figure:
    """Draw, for each plane, the data without all others beside its model, in one figure, `fit_of_planes.png`.

    With `plane_index` that plane alone, into `fit_of_plane_1.png`.
    """
    require_fit(fit, FitImaging)
    planes = list(range(fit.tracer.total_planes))
    name = "fit_of_planes" if plane_index is None else _name("fit_of_plane", plane_index)
    if plane_index is not None:
        if plane_index not in planes:
            raise exc.ParameterError(f"plane_index = {plane_index}, but the tracer has {len(planes)} planes, from 0.")
        planes = [plane_index]
    unit = dataset_views.view_of_fit(fit).unit(None)
    return drawn(name, lambda stretch: imaging_figures.draw_planes(fit, planes, unit, stretch), drawing)


def subplot_imaging_dataset_list(dataset_list: Sequence[Imaging], **drawing: Unpack[Drawing]) -> Figure:
    """Draw data, noise map and signal to noise of images, one in a row, into `dataset_combined.png`."""
    datasets = _all_of("dataset_list", dataset_list, Imaging)
    unit = dataset_views.view_of(datasets[0]).unit(None)
    return drawn("dataset_combined", lambda stretch: imaging_figures.draw_datasets(datasets, unit, stretch), drawing)


def subplot_fit_combined(fit_list: Sequence[FitImaging], **drawing: Unpack[Drawing]) -> Figure:
    """Draw data, model, lensed source and residual of fits, one in a row, into `fit_combined.png`."""
    return _combined("fit_combined", fit_list, drawing)


def subplot_fit_combined_log10(fit_list: Sequence[FitImaging], **drawing: Unpack[Drawing]) -> Figure:
    """Draw fits as `subplot_fit_combined` does, on logarithmic scales, into `fit_combined_log10.png`."""
    return _combined("fit_combined_log10", fit_list, {**drawing, "use_log10": True})


def subplot_fit_imaging_tracer(fit: Fit, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the lens of a fit, as `al.plot.tracer` does, into `tracer.png`.

    Of pixelized sources, which a tracer does not hold, potential and deflections are drawn instead.
    """
    dataset_views.view_of_fit(fit)
    return drawn("tracer", lambda stretch: tracer_figure.draw_solved(fit, stretch), drawing)


def subplot_fit_dirty_images(fit: FitInterferometer, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the dirty images of data, model and residual, into `fit_dirty_images.png`."""
    require_fit(fit, FitInterferometer)
    unit = dataset_views.view_of_fit(fit).unit(None)
    return drawn("fit_dirty_images", lambda _: interferometer_figures.draw_dirty_fit(fit, unit), drawing)


def subplot_fit_real_space(fit: FitInterferometer, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the model of visibilities on the sky, and the sources, into `fit_real_space.png`."""
    require_fit(fit, FitInterferometer)
    unit = dataset_views.view_of_fit(fit).unit(None)
    return drawn("fit_real_space", lambda stretch: interferometer_figures.draw_sky(fit, unit, stretch), drawing)


# One figure suits all kinds of data, and any number of planes.
subplot_interferometer_dataset = subplot_weak_dataset = subplot_imaging_dataset
subplot_fit_interferometer = subplot_fit_weak = subplot_fit_imaging_x1_plane = subplot_fit_imaging
subplot_fit_imaging_log10_x1_plane = subplot_fit_imaging_log10
subplot_fit_interferometer_tracer = subplot_fit_imaging_tracer
subplot_fit_interferometer_dirty_images = subplot_fit_dirty_images
subplot_fit_interferometer_real_space = subplot_fit_real_space


def _fit(name: str, fit: Fit, drawing: Any) -> Figure:
    view = dataset_views.view_of_fit(fit)
    return drawn(name, lambda stretch: view.fit(fit, view.unit(None), stretch), drawing)


def _combined(name: str, fit_list: Sequence[FitImaging], drawing: Any) -> Figure:
    fits = _all_of("fit_list", fit_list, FitImaging)
    unit = dataset_views.view_of_fit(fits[0]).unit(None)
    return drawn(name, lambda stretch: imaging_figures.draw_fits(fits, unit, stretch), drawing)


def _all_of(name: str, values: Any, kind: type[Any]) -> list[Any]:
    found = list(values) if isinstance(values, list | tuple) else []
    if not found or not all(isinstance(value, kind) for value in found):
        raise exc.ParameterError(f"{name} = {values!r} is not a list of al.{kind.__name__}.")
    return found


def _name(name: str, plane_index: int | None) -> str:
    return name if plane_index is None else f"{name}_{check.whole('plane_index', plane_index, 0)}"


def require_fit(fit: Any, kind: type[Fit]) -> None:
    """Refuse what is not a fit of a kind."""
    check.kind("fit", fit, kind, f"Pass an al.{kind.__name__}.")
