"""The figure of a source alone."""

from __future__ import annotations

import os
from typing import Any

from matplotlib.figure import Figure

from autolens_lite.plot import canvas, lensing, source_plane


def source(fit: Any, path: str | os.PathLike[str] | None = None, unit: str = "Jy") -> Figure:
    """Draw the source of a fit with its caustics: the reconstruction on its mesh, or the light profiles.

    Parameters
    ----------
    fit
        A `FitInterferometer`.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    unit
        The unit of the visibilities, for labels; an empty string for none.

    Returns
    -------
    The Matplotlib figure.

    Raises
    ------
    ParameterError
        If `path` cannot be written.
    """
    place = canvas.checked_path(path)
    with canvas.styled():
        width = canvas.panel_width()
        figure = canvas.Canvas(figsize=(1.25 * width, width), layout="constrained")
        caustics = lensing.curves_of(fit.tracer, fit.dataset.grid).caustics
        source_plane.draw(figure.subplots(), source_plane.source_of(fit, caustics), caustics, unit)
    return canvas.finish(figure, place)
