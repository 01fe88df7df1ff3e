"""Figures of one quantity of a catalogue of shears, or of a fit to it, by PyAutoLens' names.

The keywords of each, `drawing`, are those of `Drawing`; `ax` are axes of a figure of your own, which is then neither
saved nor shown.
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.dataset import WeakDataset
from autolens_lite.dataset.abstract import require_kind
from autolens_lite.fit import FitWeak
from autolens_lite.plot import panel_parts
from autolens_lite.plot.array_figures import drawn_on
from autolens_lite.plot.drawing import Drawing
from autolens_lite.plot.fit_subplots import require_fit
from autolens_lite.plot.shear_maps import field_of
from autolens_lite.plot.weak_figures import sticks
from autolens_lite.units import taken


@taken
def plot_shear_yx_2d(
    shear_yx: Any, ax: Axes | None = None, title: str = "Shears", **drawing: Unpack[Drawing]
) -> Figure:
    """Draw a stick for each shear of a field, along it and as long as it is."""
    return _sticks("shear_yx", ax, title, drawing, ("black", field_of("shear_yx", shear_yx)))


@taken
def plot_ellipticities(
    shear_yx: Any, ax: Axes | None = None, title: str = "Size of the shears", **drawing: Unpack[Drawing]
) -> Figure:
    r"""Draw :math:`|\gamma|` of a field as the colours of its points."""
    points, gamma_1, gamma_2 = field_of("shear_yx", shear_yx)
    return _points("shear_ellipticities", ax, title, drawing, points, np.hypot(gamma_1, gamma_2), r"$|\gamma|$")


@taken
def plot_phis(
    shear_yx: Any, ax: Axes | None = None, title: str = "Angle of the shears", **drawing: Unpack[Drawing]
) -> Figure:
    """Draw the angles of the shears of a field, counter-clockwise from the x-axis, as the colours of its points."""
    points, gamma_1, gamma_2 = field_of("shear_yx", shear_yx)
    angles = np.degrees(0.5 * np.arctan2(gamma_2, gamma_1))
    return _points("shear_phis", ax, title, drawing, points, angles, r"$\phi$ (degrees)")


@taken
def plot_noise_map(
    dataset: WeakDataset, ax: Axes | None = None, title: str = "Noise map", **drawing: Unpack[Drawing]
) -> Figure:
    """Draw the noise of a catalogue as the colours of its galaxies."""
    require_kind(dataset, WeakDataset)
    return _points("noise_map", ax, title, drawing, dataset.positions, dataset.noise_map, r"$\sigma$")


@taken
def plot_data_vs_model(
    fit: FitWeak, ax: Axes | None = None, title: str = "Data and model", **drawing: Unpack[Drawing]
) -> Figure:
    """Draw the shears of a catalogue in black, and those of the model in red over them."""
    pair = (("black", _shears(fit, "data")), ("C3", _shears(fit, "model")))
    return _sticks("data_vs_model", ax, title, drawing, *pair)


@taken
def plot_residuals(
    fit: FitWeak, ax: Axes | None = None, title: str = "Residual shears", **drawing: Unpack[Drawing]
) -> Figure:
    """Draw what the model leaves of the shears."""
    return _sticks("residuals", ax, title, drawing, ("black", _shears(fit, "residual")))


@taken
def plot_chi_squared_map(
    fit: FitWeak, ax: Axes | None = None, title: str = r"$\chi^2$", **drawing: Unpack[Drawing]
) -> Figure:
    r"""Draw :math:`\chi^2` of each galaxy, the sum of both components', as its colour."""
    points, gamma_1, gamma_2 = _shears(fit, "residual")
    chi_squared = (gamma_1**2 + gamma_2**2) / fit.dataset.noise_map**2
    return _points("chi_squared_map", ax, title, drawing, points, chi_squared, r"$\chi^2$")


def _shears(fit: FitWeak, of: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points (N, 2), gamma_1 and gamma_2 (N,) of a fit."""
    require_fit(fit, FitWeak)
    points, *data = field_of("fit", fit.dataset)
    _, *model = field_of("fit", fit.model_shear)
    found = {"data": data, "model": model, "residual": [one - other for one, other in zip(data, model, strict=True)]}
    return points, *found[of]


def _sticks(name: str, ax: Axes | None, title: str, drawing: Any, *fields: Any) -> Figure:
    def show(axes: Axes, stretch: str | None) -> None:
        del stretch
        for colour, (points, gamma_1, gamma_2) in fields:
            sticks(axes, points, gamma_1 + 1j * gamma_2, color=colour)
        _finish(axes, fields[0][1][0], title)

    return drawn_on(ax, name, show, drawing)


def _points(
    name: str, ax: Axes | None, title: str, drawing: Any, points: np.ndarray, values: np.ndarray, label: str
) -> Figure:
    def show(axes: Axes, stretch: str | None) -> None:
        del stretch
        shown = axes.scatter(points[:, 1], points[:, 0], c=values, s=6.0, cmap=panel_parts.colour_map("image"))
        panel_parts.colour_bar(axes, shown, label)
        _finish(axes, points, title)

    return drawn_on(ax, name, show, drawing)


def _finish(axes: Axes, points: np.ndarray, title: str) -> None:
    (bottom, left), (top, right) = points.min(axis=0), points.max(axis=0)
    panel_parts.sky(axes, (left, right, bottom, top))
    axes.set_label(panel_parts.IMAGE_PLANE)
    axes.set_title(title)
