"""A quantity known at the pixels of a grid, as a smooth function of position: the bicubic spline through them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import Coordinates, Mask2D
from autolens_lite.grid.structure import slim_on
from autolens_lite.profile.mass.abstract import MassProfile

EXTRAPOLATIONS = ("nearest", "zero")
_LEAST = 4


class GridField:
    """The bicubic spline (not-a-knot at the edges) through values at the pixel centres of a mask's array.

    Its first and second derivatives are continuous. Masked pixels take the value of the nearest unmasked one, which
    bends the spline within a few pixels of them.

    Parameters
    ----------
    values
        Native array (Ny, Nx).
    mask
        The mask, of 4 pixels or more along each side.
    """

    def __init__(self, values: np.ndarray, mask: Mask2D) -> None:
        from scipy.interpolate import CubicSpline

        rows, columns = np.arange(values.shape[0]), np.arange(values.shape[1])
        self.shape = values.shape
        self.spacing = mask.pixel_scales
        self.start = float(mask.y_axis[0]), float(mask.x_axis[0])
        by_row = CubicSpline(rows, values, axis=0)(rows, 1)
        by_column = CubicSpline(columns, values, axis=1)(columns, 1)
        by_both = CubicSpline(columns, by_row, axis=1)(columns, 1)
        # values and derivatives at the nodes determine the spline in each cell (Hermite's form)
        self.nodes = np.stack([part.ravel() for part in (values, by_row, by_column, by_both)])

    def values_from(self, coordinates: Coordinates, orders: list[tuple[int, int]]) -> list[Any]:
        """Return derivatives of the field at points, those of the nearest point of the array at points outside it.

        Parameters
        ----------
        coordinates
            The points.
        orders
            For each array to return, the order of differentiation by y and by x, (0, 0) for the value.
        """
        xp = coordinates.xp
        (top, left), (dy, dx), (rows, columns) = self.start, self.spacing, self.shape
        u = xp.clip((top - coordinates.y) / dy, 0.0, rows - 1.0)
        v = xp.clip((coordinates.x - left) / dx, 0.0, columns - 1.0)
        i = xp.clip(xp.floor(xp.stop_gradient(u)), 0.0, rows - 2.0)
        j = xp.clip(xp.floor(xp.stop_gradient(v)), 0.0, columns - 2.0)
        corner = xp.asarray(i * columns + j, dtype=xp.int64)
        nodes = xp.as_float(self.nodes)
        # [corner of the cell][value, by row, by column, by both]
        corners = {
            (a, b): [xp.take(nodes[k], corner + a * columns + b) for k in range(4)] for a in (0, 1) for b in (0, 1)
        }
        results = []
        for order_y, order_x in orders:
            basis_y, basis_x = _hermite(u - i, order_y), _hermite(v - j, order_x)
            total = 0.0
            for (a, b), (value, by_row, by_column, by_both) in corners.items():
                total = total + basis_y[a] * (basis_x[b] * value + basis_x[2 + b] * by_column)
                total = total + basis_y[2 + a] * (basis_x[b] * by_row + basis_x[2 + b] * by_both)
            # rows count downwards
            results.append(total * ((-1.0 / dy) ** order_y * (1.0 / dx) ** order_x))
        return results

    def beyond_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return how far points are beyond the outermost pixel centres along y and x, 0 where they are not."""
        (top, left), (dy, dx), (rows, columns) = self.start, self.spacing, self.shape
        inside_y = coordinates.xp.clip(coordinates.y, top - (rows - 1) * dy, top)
        inside_x = coordinates.xp.clip(coordinates.x, left, left + (columns - 1) * dx)
        return coordinates.y - inside_y, coordinates.x - inside_x


class MassOnGrid(MassProfile):
    """A mass that is given at the unmasked pixels of a grid."""

    def _set_grid(self, image_plane_grid: Any, mask: Any, extrapolate: str) -> None:
        self.image_plane_grid = check_grid(image_plane_grid, mask, extrapolate)
        self.mask: Mask2D = mask
        self.extrapolate = extrapolate

    def _weight(self, coordinates: Coordinates) -> Any:
        """By what the field counts at points: with "zero", nothing outside the unmasked pixels."""
        return inside_from(coordinates, self.mask) if self.extrapolate == "zero" else 1.0


def _hermite(s: Any, order: int) -> tuple[Any, Any, Any, Any]:
    """Return the cubic polynomials of s in (0, 1), or a derivative: value at 0, value at 1, slope at 0, slope at 1."""
    if order == 0:
        at_1 = s * s * (3.0 - 2.0 * s)
        return 1.0 - at_1, at_1, s * (1.0 - s) ** 2, s * s * (s - 1.0)
    if order == 1:
        at_1 = 6.0 * s * (1.0 - s)
        return -at_1, at_1, (1.0 - s) * (1.0 - 3.0 * s), s * (3.0 * s - 2.0)
    at_1 = 6.0 - 12.0 * s
    return -at_1, at_1, 6.0 * s - 4.0, 6.0 * s - 2.0


def inside_from(coordinates: Coordinates, mask: Mask2D) -> Any:
    """Return 1 at points in unmasked pixels and 0 elsewhere."""
    xp = coordinates.xp
    (dy, dx), (rows, columns) = mask.pixel_scales, mask.shape_native
    i = xp.floor((float(mask.y_axis[0]) - coordinates.y) / dy + 0.5)
    j = xp.floor((coordinates.x - float(mask.x_axis[0])) / dx + 0.5)
    within = (i >= 0) & (i < rows) & (j >= 0) & (j < columns)
    index = xp.asarray(xp.where(within, i * columns + j, 0.0), dtype=xp.int64)
    return xp.where(within, xp.take(xp.as_float((~mask.mask).ravel()), index), 0.0)


def native_from(slim: np.ndarray, mask: Mask2D) -> np.ndarray:
    """Return values of unmasked pixels as a native array, masked pixels filled with the nearest value."""
    native = mask.native_from(slim)
    if mask.pixels_in_mask == native.size:
        return native
    from scipy.ndimage import distance_transform_edt

    _, (rows, columns) = distance_transform_edt(mask.mask, return_indices=True)
    return native[rows, columns]


def slim_from(name: str, values: Any, mask: Mask2D) -> np.ndarray:
    """Return a user's values as a float array (M,), or say what is wrong with them."""
    slim = numbers_from(name, slim_on(mask, values, name), f"({mask.pixels_in_mask},)").astype(float)
    if slim.shape == mask.shape_native:
        slim = mask.slim_from(slim)
    if slim.shape != (mask.pixels_in_mask,) or not np.isfinite(slim).all():
        raise exc.DataError(
            f"{name} has shape {slim.shape} or values that are not finite. Pass {mask.pixels_in_mask} finite numbers, "
            "one for each unmasked pixel of the mask."
        )
    return slim


def check_grid(image_plane_grid: Any, mask: Mask2D, extrapolate: str) -> np.ndarray:
    """Return the grid as an array (M, 2), and refuse one that is not that of the mask's unmasked pixels."""
    check.kind("mask", mask, Mask2D, "Pass a Mask2D.", exc.DataError)
    if min(mask.shape_native) < _LEAST:
        raise exc.DataError(f"mask has shape {mask.shape_native}. Pass one of {_LEAST} x {_LEAST} pixels or more.")
    if extrapolate not in EXTRAPOLATIONS:
        raise exc.ParameterError(f"extrapolate = {extrapolate!r} is unknown. Pass one of {EXTRAPOLATIONS}.")
    rows, columns = mask.native_for_slim.T
    expected = np.stack([mask.y_axis[rows], mask.x_axis[columns]], axis=-1)
    grid = expected if image_plane_grid is None else numbers_from("image_plane_grid", image_plane_grid)
    if grid.shape != expected.shape or np.max(np.abs(grid - expected)) > 1e-6 * min(mask.pixel_scales):
        raise exc.DataError(
            "image_plane_grid is not the grid of the mask's unmasked pixels. Pass Grid2D.from_mask(mask), or None."
        )
    return grid
