"""What kind of data a figure is of."""

from __future__ import annotations

from typing import Any

from autolens_lite import config, exc
from autolens_lite.dataset import Imaging, Interferometer
from autolens_lite.fit import FitImaging, FitInterferometer


def unit_of(dataset: Any, unit: str | None = None) -> str:
    """Return `unit`, or where it is None the configured unit of this kind of data.

    Raises
    ------
    ParameterError
        If `dataset` is no dataset.
    """
    settings = config.section("plots")
    for known, name in ((Imaging, "image_unit"), (Interferometer, "visibility_unit")):
        if isinstance(dataset, known):
            return str(settings[name] or "") if unit is None else unit
    raise exc.ParameterError(f"dataset is a {type(dataset).__name__}. Pass an al.Imaging or an al.Interferometer.")


def checked_fit(fit: Any) -> Any:
    """Return `fit`.

    Raises
    ------
    ParameterError
        If it is none.
    """
    if not isinstance(fit, FitImaging | FitInterferometer):
        raise exc.ParameterError(
            f"fit is a {type(fit).__name__}. Pass an al.FitImaging or al.FitInterferometer, such as "
            "result.max_log_likelihood_fit."
        )
    return fit
