"""A mass known by its potential at the pixels of a grid."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.profile.mass import grid_field


class InputPotential(grid_field.MassOnGrid):
    """A mass given by its lensing potential at the unmasked pixels of a grid, as from a simulation or a reconstruction.

    The potential is the bicubic spline through the values, the deflection its gradient and the convergence half its
    Laplacian, so that the laws of lensing hold at every point. For a potential that varies over a length L, errors fall
    as (pixel / L)^4, ^3 and ^2.

    Notes
    -----
    PyAutoLens interpolates finite differences linearly. Outside the array the deflection is that of its nearest point,
    and the potential goes on with that slope; within a few pixels of masked ones the spline is bent, since these take
    the nearest value.

    Parameters
    ----------
    lensing_potential
        The potential, arcsec^2, of the M unmasked pixels (or a native array).
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
        self, lensing_potential: Any, image_plane_grid: Any = None, mask: Any = None, extrapolate: str = "nearest"
    ) -> None:
        self._set_grid(image_plane_grid, mask, extrapolate)
        self.lensing_potential = grid_field.slim_from("lensing_potential", lensing_potential, mask)
        self._field = grid_field.GridField(grid_field.native_from(self.lensing_potential, mask), mask)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        weight = self._weight(coordinates)
        alpha_y, alpha_x = self._field.values_from(coordinates, [(1, 0), (0, 1)])
        return weight * alpha_y, weight * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        yy, xx = self._field.values_from(coordinates, [(2, 0), (0, 2)])
        return 0.5 * self._weight(coordinates) * (yy + xx)

    def potential_from(self, coordinates: Coordinates) -> Any:
        value, by_y, by_x = self._field.values_from(coordinates, [(0, 0), (1, 0), (0, 1)])
        beyond_y, beyond_x = self._field.beyond_from(coordinates)
        return self._weight(coordinates) * (value + beyond_y * by_y + beyond_x * by_x)
