"""What follows from deflections: the Jacobian of the lens mapping, magnification, critical curves, Einstein radius."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular
from autolens_lite.profile import critical, curves, evaluate
from autolens_lite.profile.critical import hessian_from

# Of memory that a point takes at which critical curves are sought, with the deflections about it, at least.
_BYTES = 150


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
            with np.errstate(divide="ignore"):  # infinite on a critical curve
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

        Where rays pass several planes, in each of which they are sheared another way, images also turn, and so may the
        direction of magnification along one curve: a curve is tangential as a whole if the eigenvalue of the Jacobian
        that is not zero there is positive along most of its length, and else radial.

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
        grid = self._checked_grid(grid)
        return self._on(grid, self._critical_curves(grid, pixel_scale).tangential)

    def radial_critical_curve_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the curves on which images are magnified without limit radially.

        A mass as steep as isothermal, or steeper, has none. See `tangential_critical_curve_list_from`.
        """
        grid = self._checked_grid(grid)
        return self._on(grid, self._critical_curves(grid, pixel_scale).radial)

    def tangential_caustic_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the tangential critical curves, traced to the last plane."""
        return [self._traced(curve) for curve in self.tangential_critical_curve_list_from(grid, pixel_scale)]

    def radial_caustic_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[Grid2DIrregular]:
        """Return the radial critical curves, traced to the last plane."""
        return [self._traced(curve) for curve in self.radial_critical_curve_list_from(grid, pixel_scale)]

    def einstein_radius_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[float]:
        """Return, for each tangential critical curve, the radius in arcsec of the circle of equal area.

        A curve may lie within another: the areas then do not add up to that of `einstein_radius_from`.

        Raises
        ------
        DataError
            If there is no curve, or one leaves the grid or surrounds it.
        """
        found = self._enclosing_curves(grid, pixel_scale).tangential
        return [float(np.sqrt(curves.area_within(curve) / np.pi)) for curve in found]

    def einstein_radius_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> float:
        """Return the radius, arcsec, of the circle of the area within all tangential critical curves together.

        The area of curves within others, as about a satellite inside the ring, counts once. The convention of many
        surveys' tables; for an `Isothermal` it is 2 sqrt(q) / (1 + q) times its parameter.

        Raises
        ------
        DataError
            If there is no curve, or one leaves the grid or surrounds it.

        Warns
        -----
        AutoLensWarning
            If the area is not that in which the tangential eigenvalue is negative, as where `pixel_scale` is too large.
        """
        return float(np.sqrt(self.einstein_mass_angular_from(grid, pixel_scale) / np.pi))

    def einstein_mass_angular_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> float:
        """Return the area within the tangential critical curves, arcsec^2.

        The mass within is this times `cosmology.critical_surface_density_between_redshifts_from(...)`.
        """
        found = self._enclosing_curves(grid, pixel_scale)
        area = curves.area_within_any(found.tangential)
        if not found.are_complete:
            check.warn(
                f"The tangential critical curves found enclose {area:.4g} arcsec^2, which is not the area in which "
                f"the eigenvalue is negative. pixel_scale = {pixel_scale} may be too large for the lens: pass a "
                "smaller one."
            )
        return area

    def _checked_grid(self, grid: evaluate.GridLike) -> Any:
        return evaluate.grid_from(grid)

    def _eigen_values(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Tangential and radial eigenvalue; where rays pass several planes, with the rotation, so that det A = 0."""
        return critical.jacobian_from(self.deflections_from, coordinates).eigen_values(coordinates.xp)

    def _critical_curves(self, grid: Grid2D, pixel_scale: float) -> critical.CriticalCurves:
        check.kind("grid", grid, Grid2D, "Pass a Grid2D, whose rectangle is searched.", exc.DataError)
        grid.require_centres()
        check.positive("pixel_scale", pixel_scale)
        left, right, bottom, top = grid.mask.extent
        points = (right - left) / pixel_scale * ((top - bottom) / pixel_scale)
        check.within("pixel_scale", pixel_scale, upper=0.5 * min(right - left, top - bottom))
        check.allocatable("pixel_scale", pixel_scale, _BYTES * points, "Pass a larger one.")
        return critical.CriticalCurves(self.deflections_from, grid.mask.extent, pixel_scale)

    def _enclosing_curves(self, grid: Grid2D, pixel_scale: float) -> critical.CriticalCurves:
        """The curves, refusing those of which none, or not all, lie within the grid."""
        found = self._critical_curves(self._checked_grid(grid), pixel_scale)
        if found.surround_rectangle:
            raise exc.DataError(
                "A critical curve leaves the grid or surrounds it, so that it encloses no area there. Pass a larger "
                f"grid (its extent is {grid.mask.extent} arcsec)."
            )
        if not found.tangential:
            raise exc.DataError(
                "There is no tangential critical curve on the grid. Pass a grid that covers the lens, a smaller "
                "pixel_scale, or a lens with mass."
            )
        return found

    def _on(self, grid: Grid2D, found: list[np.ndarray]) -> list[Grid2DIrregular]:
        return [Grid2DIrregular(curve, grid.backend) for curve in found]

    def _traced(self, curve: Grid2DIrregular) -> Grid2DIrregular:
        points = curve.coordinates
        return Grid2DIrregular(points.deflected(self.deflections_from(points)).array, curve.backend)
