"""A mass known by its deflections at the pixels of a grid."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite.grid import Coordinates, Mask2D
from autolens_lite.profile.mass import grid_field


class InputDeflections(grid_field.MassOnGrid):
    """A mass given by its deflections at the unmasked pixels of a grid, as from a simulation or another model.

    Each component is the bicubic spline through its values; the convergence is half the divergence of the two. The
    potential is the integral of the deflection along the middle row and then along each column, 0 in the middle; it
    has the deflections as its gradient as far as these are without curl. For deflections that vary over a length L,
    errors of deflection and convergence fall as (pixel / L)^4 and ^3.

    Notes
    -----
    PyAutoLens interpolates linearly, and has a potential of 0. Outside the array the deflection is that of its nearest
    point; within a few pixels of masked ones the spline is bent, since these take the nearest value.

    Parameters
    ----------
    deflections_y, deflections_x
        The deflection angles, arcsec, of the M unmasked pixels (or native arrays).
    image_plane_grid
        The (y, x) of the unmasked pixels (M, 2), to check against the mask; None for the mask's own.
    mask
        The mask.
    extrapolate
        "nearest", or "zero" for no deflection outside the unmasked pixels, as for a local correction.

    Raises
    ------
    DataError
        If shapes do not match, or values are not finite.
    """

    def __init__(
        self,
        deflections_y: Any,
        deflections_x: Any,
        image_plane_grid: Any = None,
        mask: Any = None,
        extrapolate: str = "nearest",
    ) -> None:
        self._set_grid(image_plane_grid, mask, extrapolate)
        self.deflections_y = grid_field.slim_from("deflections_y", deflections_y, mask)
        self.deflections_x = grid_field.slim_from("deflections_x", deflections_x, mask)
        native_y = grid_field.native_from(self.deflections_y, mask)
        native_x = grid_field.native_from(self.deflections_x, mask)
        self._alpha_y = grid_field.GridField(native_y, mask)
        self._alpha_x = grid_field.GridField(native_x, mask)
        self._psi = grid_field.GridField(_potential_from(native_y, native_x, mask), mask)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        weight = self._weight(coordinates)
        (alpha_y,) = self._alpha_y.values_from(coordinates, [(0, 0)])
        (alpha_x,) = self._alpha_x.values_from(coordinates, [(0, 0)])
        return weight * alpha_y, weight * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        (yy,) = self._alpha_y.values_from(coordinates, [(1, 0)])
        (xx,) = self._alpha_x.values_from(coordinates, [(0, 1)])
        return 0.5 * self._weight(coordinates) * (yy + xx)

    def potential_from(self, coordinates: Coordinates) -> Any:
        value, by_y, by_x = self._psi.values_from(coordinates, [(0, 0), (1, 0), (0, 1)])
        beyond_y, beyond_x = self._psi.beyond_from(coordinates)
        return self._weight(coordinates) * (value + beyond_y * by_y + beyond_x * by_x)


def _potential_from(native_y: np.ndarray, native_x: np.ndarray, mask: Mask2D) -> np.ndarray:
    """Return the potential at the nodes: the integral of the splines from the middle, along a row, then columns."""
    from scipy.interpolate import CubicSpline

    (rows, columns), (dy, dx) = native_y.shape, mask.pixel_scales
    row, column = rows // 2, columns // 2
    along_x = dx * CubicSpline(np.arange(columns), native_x[row]).antiderivative()(np.arange(columns))
    # rows count downwards
    along_y = -dy * CubicSpline(np.arange(rows), native_y, axis=0).antiderivative()(np.arange(rows))
    return (along_x - along_x[column])[np.newaxis, :] + along_y - along_y[row]
