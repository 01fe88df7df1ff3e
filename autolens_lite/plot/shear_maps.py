"""Figures of a field of shears: what mass it shows, and how it falls with radius.

A field has `shear_yx`, as a catalogue does, or is one itself: (gamma_2, gamma_1) at the points of its `grid`, or a
`VectorYX2D`.
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import Array2D, Grid2D, Mask2D, VectorYX2D
from autolens_lite.plot.array_figures import drawn_on, show_array
from autolens_lite.plot.drawing import Drawing, points_of
from autolens_lite.units import taken

_MARGIN = 0.1  # arcsec around the outermost points


@taken
def plot_convergence_map(
    shear_yx: Any,
    shape_native: tuple[int, int] = (50, 50),
    smoothing_sigma_pixels: float = 1.0,
    show_positions: bool = True,
    ax: Axes | None = None,
    title: str = "Kaiser-Squires convergence",
    **drawing: Unpack[Drawing],
) -> Figure:
    """Draw the convergence that shears show, without a model (Kaiser & Squires 1993, ApJ 404, 441).

    Shears are averaged in pixels, zero where there are none, smoothed, and inverted by Fourier transforms, as if the
    field were periodic. The mean of the map is zero, since no shear tells it.

    Parameters
    ----------
    shear_yx
        The field.
    shape_native
        The number of pixels (Ny, Nx).
    smoothing_sigma_pixels
        Of the Gaussian that shears are smoothed with; 0 for none.
    show_positions
        Whether the points of the field are drawn.
    ax
        Axes of a figure of your own, which is then neither saved nor shown.
    title
        Above the panel.
    **drawing
        See `Drawing`.
    """
    rows, columns = check.shape("shape_native", shape_native, 2)
    check.non_negative("smoothing_sigma_pixels", smoothing_sigma_pixels)
    points, gamma_1, gamma_2 = field_of("shear_yx", shear_yx)
    low, high = points.min(axis=0) - _MARGIN, points.max(axis=0) + _MARGIN
    kappa = convergence_from(points, gamma_1 + 1.0j * gamma_2, low, high, (rows, columns), smoothing_sigma_pixels)
    mask = Mask2D.all_false((rows, columns), tuple((high - low) / (rows, columns)), tuple(0.5 * (low + high)))

    def show(axes: Axes, stretch: str | None) -> None:
        show_array(
            axes, Array2D(kappa.ravel(), mask), (None, None), False, r"Convergence $\kappa$", stretch or "linear"
        )
        if show_positions:
            axes.scatter(points[:, 1], points[:, 0], s=2.0, color="black", alpha=0.5, linewidths=0.0)
        axes.set_title(title)

    return drawn_on(ax, "convergence_map", show, drawing)


@taken
def plot_shear_profile(
    obj: Any,
    centre: tuple[float, float] = (0.0, 0.0),
    bins: int = 10,
    ax: Axes | None = None,
    title: str = "Shear profile",
    **drawing: Unpack[Drawing],
) -> Figure:
    """Draw tangential and cross shear, averaged in rings of equal width; the cross shear of a lens is zero.

    Bars are standard errors of the means. Of a fit, with `model_shear`, the model's tangential shear is drawn too.

    Parameters
    ----------
    obj
        The field, or a fit to one.
    centre
        Of the rings, (y, x) in arcsec.
    bins
        Their number.
    ax
        Axes of a figure of your own, which is then neither saved nor shown.
    title
        Above the panel.
    **drawing
        See `Drawing`.
    """
    check.pair("centre", centre)
    bins = check.whole("bins", bins, 1)
    model = getattr(obj, "model_shear", None)
    data = obj if model is None else obj.dataset
    profile = profile_from(*field_of("obj", data), centre, bins)

    def show(axes: Axes, stretch: str | None) -> None:
        del stretch
        style: dict[str, Any] = {"fmt": "o", "markersize": 3.0, "elinewidth": 0.8}
        axes.errorbar(profile[0], profile[1], profile[2], color="black", label=r"$\gamma_{\rm t}$", **style)
        axes.errorbar(profile[0], profile[3], profile[4], color="C1", label=r"$\gamma_\times$", **style)
        if model is not None:
            own = profile_from(*field_of("obj", model), centre, bins)
            axes.plot(own[0], own[1], color="C3", label=r"$\gamma_{\rm t}$, model", scaley=False)
        axes.axhline(0.0, color="0.6", linewidth=0.6)
        axes.set_xlabel("Radius (arcsec)")
        axes.set_ylabel("Shear")
        axes.set_title(title)
        axes.legend()

    return drawn_on(ax, "shear_profile", show, drawing)


def convergence_from(
    points: np.ndarray, shear: np.ndarray, low: np.ndarray, high: np.ndarray, shape: tuple[int, int], sigma: float
) -> np.ndarray:
    """Return the convergence (Ny, Nx), top row first, of complex shears (N,) at points (N, 2) between two corners."""
    from scipy.ndimage import gaussian_filter

    rows, columns = shape
    edges = [np.linspace(low[axis], high[axis], shape[axis] + 1) for axis in (0, 1)]

    def summed(weights: np.ndarray | None) -> np.ndarray:
        return np.histogram2d(points[:, 0], points[:, 1], bins=edges, weights=weights)[0]

    number = np.maximum(summed(None), 1.0)
    maps = [gaussian_filter(summed(part) / number, sigma, mode="constant") for part in (shear.real, shear.imag)]
    ky, kx = np.meshgrid(
        np.fft.fftfreq(rows, (high[0] - low[0]) / rows),
        np.fft.fftfreq(columns, (high[1] - low[1]) / columns),
        indexing="ij",
    )
    square = kx**2 + ky**2
    square[0, 0] = 1.0  # the mean, which is zero
    kernel = ((kx**2 - ky**2) - 2.0j * kx * ky) / square
    return np.fft.ifft2(kernel * np.fft.fft2(maps[0] + 1.0j * maps[1])).real[::-1]


def profile_from(
    points: np.ndarray, gamma_1: np.ndarray, gamma_2: np.ndarray, centre: tuple[float, float], bins: int
) -> tuple[np.ndarray, ...]:
    """Return radii (R,) of rings with points in them, and tangential and cross shear there, each with its error."""
    y, x = (points - np.asarray(centre)).T
    radius, turn = np.hypot(y, x), np.exp(-2.0j * np.arctan2(y, x))
    # gamma_t + i gamma_x
    turned = -(gamma_1 + 1.0j * gamma_2) * turn
    edges = np.linspace(radius.min(), radius.max(), bins + 1)
    ring = np.clip(np.searchsorted(edges, radius, side="right") - 1, 0, bins - 1)
    found = []
    for number in np.unique(ring):
        own = turned[ring == number]
        error = [part.std(ddof=1) / np.sqrt(own.size) if own.size > 1 else 0.0 for part in (own.real, own.imag)]
        middle = 0.5 * (edges[number] + edges[number + 1])
        found.append((middle, own.real.mean(), error[0], own.imag.mean(), error[1]))
    return tuple(np.array(found).T)


def field_of(name: str, obj: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points (N, 2), gamma_1 and gamma_2 (N,) of a field."""
    field = getattr(obj, "shear_yx", obj)
    grid = Grid2D.from_mask(field.mask) if isinstance(field, VectorYX2D) else getattr(field, "grid", None)
    if grid is None:
        raise exc.ParameterError(f"{name} is a {type(obj).__name__}. Pass a field of shears, with a grid.")
    values = numbers_from(name, np.asarray(getattr(field, "slim", field)), "(N, 2)")
    (points,) = points_of("grid", grid)
    if values.shape != points.shape or len(points) < 2:
        raise exc.DataError(f"{name} has shape {values.shape}. Pass (gamma_2, gamma_1) at two points or more.")
    return points, values[:, 1], values[:, 0]
