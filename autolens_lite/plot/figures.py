"""The figures of datasets and fits."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite import exc
from autolens_lite.dataset import Dataset, Interferometer
from autolens_lite.fit import Fit, FitInterferometer
from autolens_lite.plot import dataset_views, figure_output, source_panels
from autolens_lite.plot.stretch import checked
from autolens_lite.units import taken


@taken
def fit(
    fit: Fit,
    path: str | os.PathLike[str] | None = None,
    unit: str | None = None,
    log_scale: bool = False,
    stretch: str | None = None,
) -> Figure:
    """Draw a fit: data, model and residual, the lensed source and the unlensed one.

    Of an image: data and model (on one scale of colour), residual over sigma, the data without the galaxies in front of
    the source, the lensed source (on one scale), and the source with caustics. Of visibilities: dirty images of data
    and model (on one scale) and residual, the model on the sky, the source, and the distribution of residuals. Contours
    of residuals are at 3 and 5 sigma, dashed where negative. Of several sources each has a panel.

    Parameters
    ----------
    fit
        A `FitImaging` or a `FitInterferometer`.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of the data, for labels; an empty string for none, and None for that of `config/plots.yaml`.
    log_scale
        Whether the colours of images and sources are on a logarithmic scale. Dirty images, which are negative in
        places, are not.
    stretch
        "linear", "asinh" or "log". None is that of `config/plots.yaml`, or chosen: asinh for an image of which a
        linear scale would hide most light, such as arcs beside a lens a hundred times as bright.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `fit` is not a fit.
    """
    place, stretch = figure_output.checked_path(path), checked(stretch, log_scale)
    view = dataset_views.view_of_fit(fit)
    with figure_output.styled():
        figure = view.fit(fit, view.unit(unit), stretch)
    return figure_output.finish(figure, place)


@taken
def source(
    fit: Fit,
    path: str | os.PathLike[str] | None = None,
    unit: str | None = None,
    log_scale: bool = False,
    stretch: str | None = None,
) -> Figure:
    """Draw the sources of a fit with their caustics: reconstructions on their meshes, or light profiles.

    Rectangles and Voronoi cells are drawn as they are; on other meshes the source is interpolated as the fit does, and
    the triangles of the vertices are drawn over it. Arguments and errors are those of `al.plot.fit`.
    """
    place, stretch = figure_output.checked_path(path), checked(stretch, log_scale)
    view = dataset_views.view_of_fit(fit)
    with figure_output.styled():
        sources = source_panels.SourcePanels(fit)
        figure, axes = figure_output.grid_of(len(sources), columns=3)
        sources.draw(axes, view.unit(unit), stretch)
        if len(sources) == 1:
            axes[0].set_title("")
    return figure_output.finish(figure, place)


@taken
def galaxies(
    fit: Fit,
    path: str | os.PathLike[str] | None = None,
    unit: str | None = None,
    log_scale: bool = False,
    stretch: str | None = None,
) -> Figure:
    """Draw each galaxy of a fit that shines: of an image, the data without all other galaxies beside its model.

    Of visibilities the galaxies' models on the sky are drawn alone. Arguments are those of `al.plot.fit`.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `fit` is not a fit in whose data galaxies are seen.
    DataError
        If no galaxy shines.
    """
    place, stretch = figure_output.checked_path(path), checked(stretch, log_scale)
    view = dataset_views.view_of_fit(fit)
    if view.galaxies is None:
        raise exc.ParameterError(
            f"fit is to a {type(fit.dataset).__name__}, which shows no galaxies. Draw al.plot.tracer(fit.tracer, grid)."
        )
    shining = [galaxy for galaxy in fit.tracer.galaxies if galaxy.light_profiles or galaxy.has_pixelization]
    if not shining:
        raise exc.DataError("No galaxy of the fit has light. Draw its tracer instead: al.plot.tracer(fit.tracer, grid)")
    with figure_output.styled():
        figure = view.galaxies(fit, shining, view.unit(unit), stretch)
    return figure_output.finish(figure, place)


@taken
def dataset(
    dataset: Dataset,
    path: str | os.PathLike[str] | None = None,
    unit: str | None = None,
    log_scale: bool = False,
    stretch: str | None = None,
) -> Figure:
    """Draw a dataset: an image with its noise, signal to noise and PSF; or visibilities, as a dirty image and beam.

    Parameters
    ----------
    dataset
        An `Imaging` or an `Interferometer`.
    path, unit, stretch
        As of `al.plot.fit`.
    log_scale
        Whether the colours of an image and of its signal to noise are on a logarithmic scale; for visibilities it is
        without effect.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `dataset` is neither.
    """
    place, stretch = figure_output.checked_path(path), checked(stretch, log_scale)
    view = dataset_views.view_of(dataset)
    with figure_output.styled():
        figure = view.dataset(dataset, view.unit(unit), stretch)
    return figure_output.finish(figure, place)


@taken
def visibilities(
    data_or_fit: Interferometer | FitInterferometer, path: str | os.PathLike[str] | None = None, unit: str = "Jy"
) -> Figure:
    """Draw binned amplitudes, less the bias of noise, against the length of the baselines.

    Parameters
    ----------
    data_or_fit
        An `Interferometer`, or a `FitInterferometer` whose model is then drawn too.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of the visibilities, for labels; an empty string for none.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or the data are not visibilities.
    """
    place = figure_output.checked_path(path)
    dataset, model = data_or_fit, None
    if isinstance(data_or_fit, Fit):
        dataset, model = data_or_fit.dataset, data_or_fit.model_data
    draw = dataset_views.view_of(dataset).amplitudes
    if draw is None:
        raise exc.ParameterError(
            f"data_or_fit is of a {type(dataset).__name__}, which has no visibilities. Pass an al.Interferometer, or "
            "an al.FitInterferometer."
        )
    with figure_output.styled():
        figure = draw(dataset, model, unit)
    return figure_output.finish(figure, place)
