"""The figure of a fit's galaxies, one by one."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite import exc
from autolens_lite.fit import Fit
from autolens_lite.plot import dataset_views, figure_output
from autolens_lite.plot.stretch import checked
from autolens_lite.units import taken


@taken
def galaxies(
    fit: Fit,
    path: str | os.PathLike[str] | None = None,
    unit: str | None = None,
    log_scale: bool = False,
    stretch: str | None = None,
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
    stretch
        "linear", "asinh" or "log". None is that of `config/plots.yaml`, or chosen: asinh for an image of which a
        linear scale would hide most light, such as arcs beside a lens a hundred times as bright.

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `fit` is not a fit in whose data galaxies are seen.
    DataError
        If no galaxy shines.
    """
    place = figure_output.checked_path(path)
    stretch = checked(stretch, log_scale)
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
