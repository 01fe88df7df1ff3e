"""The figure of a fit."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite.fit import Fit
from autolens_lite.plot import dataset_views, figure_output
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

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `fit` is not a fit.
    """
    place = figure_output.checked_path(path)
    stretch = checked(stretch, log_scale)
    view = dataset_views.view_of_fit(fit)
    with figure_output.styled():
        figure = view.fit(fit, view.unit(unit), stretch)
    return figure_output.finish(figure, place)
