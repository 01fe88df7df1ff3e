"""The figure of a dataset."""

from __future__ import annotations

import os
from typing import Any

from matplotlib.figure import Figure

from autolens_lite.dataset import Imaging
from autolens_lite.plot import canvas, imaging_dataset, interferometer_dataset, kind
from autolens_lite.units import taken


@taken
def dataset(
    dataset: Any, path: str | os.PathLike[str] | None = None, unit: str | None = None, log_scale: bool = False
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

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `dataset` is neither.
    """
    place = canvas.checked_path(path)
    unit = kind.unit_of(dataset, unit)
    with canvas.styled():
        if isinstance(dataset, Imaging):
            figure = imaging_dataset.draw(dataset, unit, log_scale)
        else:
            figure = interferometer_dataset.draw(dataset, unit)
    return canvas.finish(figure, place)
