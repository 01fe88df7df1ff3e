"""The figure of sources alone."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite.fit import Fit
from autolens_lite.plot import dataset_views, figure_output, source_panels
from autolens_lite.plot.stretch import checked
from autolens_lite.units import taken


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
    the triangles of the vertices are drawn over it.

    Parameters
    ----------
    fit
        A `FitImaging` or a `FitInterferometer`.
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
        If `path` cannot be written, or `fit` is not a fit.
    """
    place = figure_output.checked_path(path)
    stretch = checked(stretch, log_scale)
    view = dataset_views.view_of_fit(fit)
    with figure_output.styled():
        sources = source_panels.SourcePanels(fit)
        figure, axes = figure_output.grid_of(len(sources), columns=3)
        sources.draw(axes, view.unit(unit), stretch)
        if len(sources) == 1:
            axes[0].set_title("")
    return figure_output.finish(figure, place)
