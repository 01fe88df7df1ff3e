"""The figures of shears and of a fit to them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.dataset.weak import WeakDataset
from autolens_lite.fit.weak import FitWeak
from autolens_lite.plot import figure_output, lens_curves, panel_parts


def draw_dataset(dataset: WeakDataset, unit: str, stretch: str | None) -> Figure:
    """Draw a stick for each galaxy, along its shear, as long as that is."""
    figure, (axes,) = figure_output.grid_of(1, columns=1)
    _sticks(axes, dataset, dataset.shear_yx)
    axes.set_title("Shears")
    return figure


def draw_fit(fit: FitWeak, unit: str, stretch: str | None) -> Figure:
    """Draw the shears, those of the model with critical curves, and what it leaves of them."""
    figure, (data, model, residual) = figure_output.grid_of(3, columns=3)
    for axes, shears, title in (
        (data, fit.dataset.shear_yx, "Shears"),
        (model, fit.model_shear, "Model and critical curves"),
        (residual, fit.residual_map, rf"Residual, $\chi^2 = {float(fit.chi_squared):.0f}$ for {fit.residual_map.size}"),
    ):
        _sticks(axes, fit.dataset, shears)
        axes.set_title(title)
    panel_parts.curves(model, lens_curves.curves_of(fit.tracer, fit.dataset.grid).critical)
    return figure


def sticks(axes: Axes, positions: np.ndarray, shear: np.ndarray, **style: Any) -> None:
    """Draw a stick for each complex shear (N,), along it and as long as it is, at points (N, 2)."""
    along = np.abs(shear) * np.exp(0.5j * np.angle(shear))
    quiver: dict[str, Any] = {"pivot": "mid", "headlength": 0, "headaxislength": 0, "headwidth": 0, **style}
    axes.quiver(positions[:, 1], positions[:, 0], along.real, along.imag, **quiver)


def _sticks(axes: Axes, dataset: WeakDataset, shears: np.ndarray) -> None:
    sticks(axes, np.asarray(dataset.positions), shears[:, 1] + 1j * shears[:, 0])
    panel_parts.sky(axes, dataset.mask.extent)
