"""The figure of visibilities against the length of their baselines."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite.dataset import Interferometer
from autolens_lite.fit import FitInterferometer
from autolens_lite.plot import canvas, uv
from autolens_lite.units import taken


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
        figure = canvas.Canvas(figsize=(1.4 * width, width), layout="constrained")
        if isinstance(data_or_fit, Interferometer):
            uv.amplitude(figure.subplots(), data_or_fit, unit)
        else:
            uv.amplitude(figure.subplots(), data_or_fit.dataset, unit, data_or_fit.model_visibilities)
    return canvas.finish(figure, place)
