"""The figure of a dataset."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite.dataset import Dataset
from autolens_lite.plot import dataset_views, figure_output
from autolens_lite.plot.stretch import checked
from autolens_lite.units import taken


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
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of the data, for labels; an empty string for none, and None for that of `config/plots.yaml`.
    log_scale
        Whether the colours of an image and of its signal to noise are on a logarithmic scale; for visibilities it is
        without effect.
    stretch
        "linear", "asinh" or "log". None is that of `config/plots.yaml`, or chosen: asinh for an image of which a
        linear scale would hide most light, such as arcs beside a lens a hundred times as bright.

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `dataset` is neither.
    """
    place = figure_output.checked_path(path)
    stretch = checked(stretch, log_scale)
    view = dataset_views.view_of(dataset)
    with figure_output.styled():
        figure = view.dataset(dataset, view.unit(unit), stretch)
    return figure_output.finish(figure, place)
