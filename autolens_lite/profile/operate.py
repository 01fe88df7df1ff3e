"""What follows from deflections: the Jacobian of the lens mapping, magnification, critical curves, Einstein radius."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular
from autolens_lite.profile import curves, evaluate

# Step, in arcsec, of the fourth-order central differences: the derivatives are right to about 1e-12 where the
# deflections vary over an arcsec, and to 1e-7 at 0.05 arcsec from a singular centre.
_STEP = 5e-4


class LensingOperator:
    """Base of everything that deflects light: a subclass has the hooks, and gets the lensing quantities.

    Derivatives of the deflections are fourth-order central differences. Curves and radii are computed on the host.
    """

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the deflection angles (alpha_y, alpha_x), each (N,) in arcsec, at points of the image plane."""
        raise NotImplementedError

    def convergence_from(self, coordinates: Coordinates) -> Any:
        """Return the convergence (N,), dimensionless, at points of the image plane."""
        raise NotImplementedError

    def potential_from(self, coordinates: Coordinates) -> Any:
        """Return the lensing potential (N,), arcsec^2, at points of the image plane."""
        raise NotImplementedError

    def deflections_yx_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the deflection angles (y, x), in arcsec: VectorYX2D for a Grid2D, else an array (N, 2)."""
        return evaluate.vector_on(self._checked_grid(grid), self.deflections_from)

    def convergence_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the convergence: Array2D for a Grid2D, else an array (N,)."""
        return evaluate.scalar_on(self._checked_grid(grid), self.convergence_from)

    def potential_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the lensing potential, arcsec^2: Array2D for a Grid2D, else an array (N,)."""
        return evaluate.scalar_on(self._checked_grid(grid), self.potential_from)

    def hessian_from(self, grid: evaluate.GridLike) -> tuple[Any, Any, Any, Any]:
        """Return (d alpha_y / dy, d alpha_x / dy, d alpha_y / dx, d alpha_x / dx) at the pixel centres, each (N,).

        The middle two are equal unless rays pass more than one plane of mass.
        """
        points = self._checked_grid(grid).coordinates
        return points.evaluated(lambda block: hessian_from(self.deflections_from, block))

    def magnification_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the signed magnification, 1 / det A: Array2D for a Grid2D, else an array (N,)."""

        def magnification(coordinates: Coordinates) -> Any:
            yy, xy, yx, xx = hessian_from(self.deflections_from, coordinates)
            return 1.0 / ((1.0 - yy) * (1.0 - xx) - xy * yx)

        return evaluate.scalar_on(self._checked_grid(grid), magnification)

    def convergence_2d_via_hessian_from(self, grid: evaluate.GridLike) -> Any:
        """Return half the divergence of the deflections: Array2D for a Grid2D, else an array (N,)."""

        def convergence(coordinates: Coordinates) -> Any:
            yy, _, _, xx = hessian_from(self.deflections_from, coordinates)
            return 0.5 * (yy + xx)

        return evaluate.scalar_on(self._checked_grid(grid), convergence)

    def shear_yx_2d_via_hessian_from(self, grid: evaluate.GridLike) -> Any:
        """Return the shear (gamma_2, gamma_1): VectorYX2D for a Grid2D, else an array (N, 2)."""

        def shear(coordinates: Coordinates) -> tuple[Any, Any]:
            yy, xy, yx, xx = hessian_from(self.deflections_from, coordinates)
            return 0.5 * (xy + yx), 0.5 * (xx - yy)

        return evaluate.vector_on(self._checked_grid(grid), shear)

    def tangential_eigen_value_from(self, grid: evaluate.GridLike) -> Any:
        """Return 1 - kappa - gamma, zero on tangential critical curves: Array2D for a Grid2D, else an array (N,)."""
        return evaluate.scalar_on(self._checked_grid(grid), lambda points: self._eigen_values(points)[0])

    def radial_eigen_value_from(self, grid: evaluate.GridLike) -> Any:
        """Return 1 - kappa + gamma, zero on radial critical curves: Array2D for a Grid2D, else an array (N,)."""
        return evaluate.scalar_on(self._checked_grid(grid), lambda points: self._eigen_values(points)[1])

    def tangential_critical_curve_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the curves of the image plane on which images are magnified without limit tangentially.

        Parameters
        ----------
        grid
            The curves are sought in the rectangle of this grid's array, masked or not.
        pixel_scale
            The spacing of the search in arcsec: a smaller curve may be missed. Points found are refined.

        Returns
        -------
        Closed curves repeat their first point at the end; an open one leaves the rectangle. Empty if there is none.
        """
        return self._critical_curves(grid, pixel_scale, 0)

    def radial_critical_curve_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the curves on which images are magnified without limit radially.

        A mass as steep as isothermal, or steeper, has none. See `tangential_critical_curve_list_from`.
        """
        return self._critical_curves(grid, pixel_scale, 1)

    def tangential_caustic_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the tangential critical curves, traced to the last plane."""
        return [self._traced(curve) for curve in self._critical_curves(grid, pixel_scale, 0)]

    def radial_caustic_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the radial critical curves, traced to the last plane."""
        return [self._traced(curve) for curve in self._critical_curves(grid, pixel_scale, 1)]

    def einstein_radius_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[float]:
        """Return, for each tangential critical curve, the radius in arcsec of the circle of equal area.

        Raises
        ------
        DataError
            If there is no curve, or one leaves the grid.
        """
        found = self._critical_curves(grid, pixel_scale, 0)
        if not found:
            raise exc.DataError(
                "There is no tangential critical curve on the grid. Pass a grid that covers the lens, a smaller "
                "pixel_scale, or a lens with mass."
            )
        return [float(np.sqrt(curves.area_within(np.asarray(curve)) / np.pi)) for curve in found]

    def einstein_radius_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> float:
        """Return the radius, arcsec, of the circle of the area within all tangential critical curves together.

        The convention of many surveys' tables; for an `Isothermal` it is 2 sqrt(q) / (1 + q) times its parameter.
        """
        return float(np.hypot.reduce(self.einstein_radius_list_from(grid, pixel_scale)))

    def einstein_mass_angular_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> float:
        """Return the area within the tangential critical curves, arcsec^2.

        The mass within is this times `cosmology.critical_surface_density_between_redshifts_from(...)`.
        """
        return float(np.pi * self.einstein_radius_from(grid, pixel_scale) ** 2)

    def _checked_grid(self, grid: evaluate.GridLike) -> Any:
        return evaluate.grid_from(grid)

    def _eigen_values(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Tangential and radial eigenvalue; where rays pass several planes, with the rotation, so that det A = 0."""
        xp = coordinates.xp
        yy, xy, yx, xx = hessian_from(self.deflections_from, coordinates)
        trace = 1.0 - 0.5 * (yy + xx)
        shear = xp.hypot(0.5 * (xx - yy), 0.5 * (xy + yx))
        rotated = xp.where(trace < 0.0, -1.0, 1.0) * xp.hypot(trace, 0.5 * (xy - yx))
        return rotated - shear, rotated + shear

    def _critical_curves(self, grid: Grid2D, pixel_scale: float, which: int) -> list[Grid2DIrregular]:
        grid = self._checked_grid(grid)
        if not isinstance(grid, Grid2D):
            raise exc.DataError(f"grid is a {type(grid).__name__}. Pass a Grid2D, whose rectangle is searched.")
        check.positive("pixel_scale", pixel_scale)
        # many small evaluations of changing size: for the host, whatever the grid's backend
        xp = backends.get("numba")

        def eigen_value(y: np.ndarray, x: np.ndarray) -> np.ndarray:
            points = Coordinates(xp.as_float(y.ravel()), xp.as_float(x.ravel()), xp)
            return np.asarray(self._eigen_values(points)[which]).reshape(y.shape)

        found = curves.zero_curves_of(eigen_value, grid.mask.extent, pixel_scale)
        return [Grid2DIrregular(curve, grid.backend) for curve in found]

    def _traced(self, curve: Grid2DIrregular) -> Grid2DIrregular:
        points = curve.coordinates
        return Grid2DIrregular(points.deflected(self.deflections_from(points)).array, curve.backend)


def hessian_from(
    deflections: Callable[[Coordinates], tuple[Any, Any]], coordinates: Coordinates, step: float = _STEP
) -> tuple[Any, Any, Any, Any]:
    """Return (d alpha_y / dy, d alpha_x / dy, d alpha_y / dx, d alpha_x / dx) by fourth-order central differences."""

    def derivative(dy: float, dx: float) -> tuple[Any, Any]:
        # shifting the centre by -d shifts the points by d
        values = [deflections(coordinates.shifted((-k * dy, -k * dx))) for k in (1, -1, 2, -2)]
        (y1, x1), (y2, x2), (y3, x3), (y4, x4) = values
        return (8.0 * (y1 - y2) - (y3 - y4)) / (12.0 * step), (8.0 * (x1 - x2) - (x3 - x4)) / (12.0 * step)

    (yy, xy), (yx, xx) = derivative(step, 0.0), derivative(0.0, step)
    return yy, xy, yx, xx
