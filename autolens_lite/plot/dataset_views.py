"""How each kind of data is drawn: the figures that a kind has, in one table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from autolens_lite import config, exc
from autolens_lite.dataset import Dataset, Imaging, Interferometer, WeakDataset
from autolens_lite.fit import Fit
from autolens_lite.lens import Galaxy
from autolens_lite.plot import imaging_figures, interferometer_figures, weak_figures


class DatasetView(NamedTuple):
    """The figures of one kind of data.

    Attributes
    ----------
    unit_setting : str or None
        The entry of `config/plots.yaml` that holds its unit; None for data without one.
    dataset
        Draws a dataset: of (dataset, unit, stretch).
    fit
        Draws a fit to it: of (fit, unit, stretch).
    galaxies
        Draws galaxies one by one: of (fit, galaxies, unit, stretch); None where the data show no galaxies.
    amplitudes
        Draws amplitudes against baselines: of (dataset, visibilities of a model or None, unit); None for data that have
        none.
    """

    unit_setting: str | None
    dataset: Callable[[Any, str, str | None], Figure]
    fit: Callable[[Any, str, str | None], Figure]
    galaxies: Callable[[Any, Sequence[Galaxy], str, str | None], Figure] | None = None
    amplitudes: Callable[[Any, Any, str], Figure] | None = None

    def unit(self, given: str | None) -> str:
        """Return the unit that is given, or where it is None the configured one."""
        if given is not None or self.unit_setting is None:
            return given or ""
        return str(config.section("plots")[self.unit_setting] or "")


VIEWS: dict[type[Dataset], DatasetView] = {
    Imaging: DatasetView(
        "image_unit",
        dataset=imaging_figures.draw_dataset,
        fit=imaging_figures.draw_fit,
        galaxies=imaging_figures.draw_galaxies,
    ),
    Interferometer: DatasetView(
        "visibility_unit",
        dataset=interferometer_figures.draw_dataset,
        fit=interferometer_figures.draw_fit,
        galaxies=interferometer_figures.draw_galaxies,
        amplitudes=interferometer_figures.draw_amplitudes,
    ),
    WeakDataset: DatasetView(None, dataset=weak_figures.draw_dataset, fit=weak_figures.draw_fit),
}


def view_of(dataset: Any) -> DatasetView:
    """Return how a dataset is drawn.

    Raises ParameterError if it is not a dataset, or of a kind that has no figures.
    """
    for cls in type(dataset).__mro__:
        if cls in VIEWS:
            return VIEWS[cls]
    known = " or ".join(f"an al.{kind.__name__}" for kind in VIEWS)
    raise exc.ParameterError(f"dataset is a {type(dataset).__name__}. Pass {known}.")


def view_of_fit(fit: Any) -> DatasetView:
    """Return how a fit is drawn.

    Raises ParameterError if it is not a fit, or to data of a kind that has no figures.
    """
    if not isinstance(fit, Fit):
        raise exc.ParameterError(
            f"fit is a {type(fit).__name__}. Pass an al.FitImaging, an al.FitInterferometer or an al.FitWeak, such as "
            "result.max_log_likelihood_fit."
        )
    return view_of(fit.dataset)
