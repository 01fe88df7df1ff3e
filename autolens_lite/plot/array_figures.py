"""Figures of one array or grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import Array2D, Mask2D
from autolens_lite.plot import figure_output, panel_parts
from autolens_lite.plot.drawing import Drawing, Regions, draw_over, drawn, points_of
from autolens_lite.plot.stretch import checked, norm_for
from autolens_lite.units import taken

# A map that is as negative as this part of its highest value is drawn in diverging colours.
_SIGNED = 0.5
# Where few pixels are this many times beyond the others, as on critical curves, the colours are for the others.
_BEYOND, _SHARE = 10.0, 98.0


@taken
def plot_array(
    array: Array2D | Mask2D | np.ndarray,
    title: str = "",
    vmin: float | None = None,
    vmax: float | None = None,
    symmetric: bool = False,
    cb_unit: str | None = None,
    ax: Axes | None = None,
    grid: Any = None,
    **drawing: Unpack[Regions],
) -> Figure:
    """Draw an array: an image, a map, a mask.

    Maps with positive and negative values are in diverging colours, with zero in the middle.

    Parameters
    ----------
    array
        An `Array2D` or `Mask2D`; or a plain array (Ny, Nx), whose axes are then pixels.
    title
        Above the panel.
    vmin, vmax
        The ends of the scale of colour; None for those of the values.
    symmetric
        Whether the scale is symmetric about zero, in diverging colours.
    cb_unit
        The label of the colour bar.
    ax
        Axes of a figure of your own, which is then neither saved nor shown.
    grid
        Points drawn over it as dots: a grid, or those that a mesh was made of.
    **drawing
        Where it is saved, and what is drawn over it: see `Drawing` and `Regions`.

    Raises
    ------
    ParameterError
        If a keyword is unknown, or the file cannot be written.
    DataError
        If it is not an array of two dimensions.
    """

    def show(axes: Axes, stretch: str | None) -> None:
        show_array(axes, array, (vmin, vmax), symmetric, cb_unit or "", stretch)
        axes.set_title(title)

    return drawn_on(ax, "array", show, {**drawing, "grid": grid})


@taken
def plot_grid(
    grid: Any, title: str = "", ax: Axes | None = None, indexes: Sequence[Any] | None = None, **drawing: Unpack[Drawing]
) -> Figure:
    """Draw the points of a grid.

    Parameters
    ----------
    grid
        A `Grid2D`, a `Grid2DIrregular` or (N, 2) of (y, x) in arcsec.
    title, ax
        Above the panel; axes of a figure of your own, which is then neither saved nor shown.
    **drawing
        See `Drawing`.

    Raises
    ------
    DataError
        If they are not coordinates.
    """
    points = np.concatenate([np.empty((0, 2)), *points_of("grid", grid)])
    if not points.size:
        raise exc.DataError("grid has no points. Pass (N, 2): one (y, x) in arcsec a row.")
    check.kind("indexes", indexes, list | tuple | np.ndarray | None, "Pass lists of indices of points.")
    groups = [_checked_indices(group, len(points)) for group in (indexes if indexes is not None else [])]

    def show(axes: Axes, stretch: str | None) -> None:
        del stretch
        low, high = points.min(axis=0), points.max(axis=0)
        half = 0.55 * max(*(high - low), 1e-6)
        y, x = 0.5 * (low + high)
        axes.scatter(points[:, 1], points[:, 0], s=max(0.3, min(8.0, 4e3 / len(points))), color="black", linewidths=0.0)
        for number, group in enumerate(groups):
            axes.scatter(points[group, 1], points[group, 0], s=12.0, color=f"C{number % 10}", linewidths=0.0)
        panel_parts.sky(axes, (x - half, x + half, y - half, y + half))
        axes.set_label(panel_parts.IMAGE_PLANE)
        axes.set_title(title)

    return drawn_on(ax, "grid", show, drawing)


def _checked_indices(group: Any, total: int) -> list[int]:
    if not check.are_many(group):
        raise exc.ParameterError(f"indexes holds {group!r}, which is not a list. Pass lists of indices of points.")
    return [check.whole("indexes", index, -total, upper=total - 1) for index in group]


def drawn_on(
    ax: Axes | None, name: str, show: Callable[[Axes, str | None], None], drawing: Mapping[str, Any]
) -> Figure:
    """A figure of one panel, or the panel in axes of the user's own figure."""

    def draw(stretch: str | None) -> Figure:
        figure, axes = figure_output.grid_of(1, columns=1)
        show(axes[0], stretch)
        return figure

    if ax is None:
        return drawn(name, draw, drawing)
    check.kind("ax", ax, Axes, "Pass axes of Matplotlib, such as of pyplot.subplots().")
    with figure_output.styled():
        show(ax, checked(drawing.get("stretch"), bool(drawing.get("use_log10", False))))
        draw_over([ax], drawing)
    return ax.get_figure(root=True)  # type: ignore[return-value]


def show_array(
    axes: Axes, array: Any, limits: tuple[float | None, float | None], symmetric: bool, unit: str, stretch: str | None
) -> None:
    """Show an array in a panel."""
    values, mask = _native(array)
    rows, columns = values.shape
    extent = (0.0, float(columns), 0.0, float(rows)) if mask is None else mask.extent
    lower, upper = panel_parts.limits_of(values)
    low, high = limits
    for name, limit in (("vmin", low), ("vmax", high)):
        if limit is not None:
            check.finite(name, limit)
    if (symmetric or (lower < 0.0 and -lower > _SIGNED * upper)) and low is None and high is None:
        top = _largest(values)
        norm, colours = Normalize(-top, top), "residual"
    else:
        lower, upper = lower if low is None else float(low), upper if high is None else float(high)
        norm, colours = norm_for([values], (lower, upper), stretch), "image"
    shown = panel_parts.image(axes, values, extent, panel_parts.colour_map(colours), norm)
    panel_parts.colour_bar(axes, shown, unit)
    if mask is None:
        axes.set_xlabel("pixel")
        axes.set_ylabel("pixel")
    elif not isinstance(array, Mask2D):
        panel_parts.sky(axes, panel_parts.zoom_of(mask))


def _native(array: Any) -> tuple[np.ma.MaskedArray, Mask2D | None]:
    if isinstance(array, Mask2D):
        return np.ma.asarray(np.asarray(array.mask, dtype=np.float64)), array
    if isinstance(array, Array2D):
        return panel_parts.unmasked(array.xp.to_numpy(array.native), array.mask), array.mask
    values = numbers_from("array", array, "(Ny, Nx)", kinds="iufb")
    if values.ndim != 2:
        raise exc.DataError(f"array has shape {values.shape}. Pass an Array2D, or (Ny, Nx).")
    return np.ma.masked_invalid(values.astype(np.float64)), None


def _largest(values: np.ma.MaskedArray) -> float:
    """The end of a symmetric scale of colour."""
    size = np.abs(values.compressed())
    top, most = (float(size.max()), float(np.percentile(size, _SHARE))) if size.size else (1.0, 1.0)
    return (most if most > 0.0 and top > _BEYOND * most else top) or 1.0
