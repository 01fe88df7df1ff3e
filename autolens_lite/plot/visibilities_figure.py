"""The figure of visibilities against the length of their baselines."""

from __future__ import annotations

import os

from matplotlib.figure import Figure

from autolens_lite import exc
from autolens_lite.dataset import Interferometer
from autolens_lite.fit import Fit, FitInterferometer
from autolens_lite.plot import dataset_views, figure_output
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
