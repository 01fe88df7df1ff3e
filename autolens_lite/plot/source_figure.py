"""The figure of sources alone."""

from __future__ import annotations

import os
from typing import Any

from matplotlib.figure import Figure

from autolens_lite.plot import canvas, kind, source_panels
from autolens_lite.units import taken


@taken
def source(
    fit: Any, path: str | os.PathLike[str] | None = None, unit: str | None = None, log_scale: bool = False
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

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written, or `fit` is none.
    """
    place = canvas.checked_path(path)
    unit = kind.unit_of(kind.checked_fit(fit).dataset, unit)
    with canvas.styled():
        sources = source_panels.SourcePanels(fit)
        figure, axes = source_panels.grid_of(len(sources), columns=3)
        sources.draw(axes, unit, log_scale)
        if len(sources) == 1:
            axes[0].set_title("")
    return canvas.finish(figure, place)
