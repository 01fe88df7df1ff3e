"""The lensing quantities of anything that deflects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Array2D, Coordinates, Grid2D, Grid2DIrregular
from autolens_lite.profile import curves, evaluate
from autolens_lite.profile.operate import LensingOperator

__all__ = ["LensCalc", "LensingOperator", "UpToPlane"]


# Half the side in arcsec of the squares in which curves are sought where no grid is given, one after the other.
_HALF_SIDES = (3.0, 12.0, 48.0)
# What PyAutoLens takes there: starts, limits and tolerances of its own search.
_WITHOUT_EFFECT = frozenset(
    {"init_guess", "N", "pixel_scales", "tol", "max_newton", "seed_grid_shape", "seed_grid_extent"}
)


def _without_grid(kind: str, ending: str = "via_zero_contour_from") -> Callable[..., Any]:
    """The method `{kind}_from`, in a square about the origin."""

    def method(self: LensCalc, delta: float = 0.05, **others: Any) -> Any:
        for name in others:
            if name not in _WITHOUT_EFFECT:
                raise exc.ParameterError(f"{method.__name__} has no argument '{name}'. Pass delta, or nothing.")
        return getattr(self, f"{kind}_from")(self._square(delta), delta)

    method.__name__ = f"{kind}_{ending}"
    method.__qualname__ = f"LensCalc.{method.__name__}"
    method.__doc__ = f"Return what `{kind}_from` does, without a grid: see the class."
    return method


class LensCalc(LensingOperator):
    """The lensing quantities of one mass profile, or of anything else that has its three hooks.

    The methods `..._via_zero_contour_from` take no grid: they seek in a square of 6 arcsec about the origin, and in
    larger ones while curves are not within it. Their curves are refined until they are on zero, so of their arguments
    `delta` alone has an effect, the spacing of the search in arcsec.

    Parameters
    ----------
    mass
        A mass profile; galaxies and tracers have most of these methods themselves.
    """

    def __init__(self, mass: Any) -> None:
        if not check.has(mass, "deflections_from"):
            raise exc.ParameterError(f"mass = {mass!r} has no deflections. Pass a mass profile, such as al.mp.NFW().")
        self.mass = mass

    @classmethod
    def from_mass_obj(cls, mass_obj: Any) -> LensCalc:
        """Return the operator of a mass profile, galaxy or tracer."""
        with check.argument("mass_obj"):
            return cls(mass_obj)

    @classmethod
    def from_tracer(cls, tracer: Any, use_multi_plane: bool = True, plane_i: int = 0, plane_j: int = -1) -> LensCalc:
        """Return the operator of a tracer, from the image plane to the plane of index `plane_j`.

        Raises
        ------
        ParameterError
            If it is not a tracer, there is no such plane, or `plane_i` is not 0, the image plane.
        """
        if not check.has(tracer, "plane_redshifts"):
            raise exc.ParameterError(
                f"tracer = {tracer!r} is not a tracer. Pass one, or a mass to al.LensCalc.from_mass_obj."
            )
        check.kind("use_multi_plane", use_multi_plane, bool, "Pass True or False.")
        redshifts = tracer.plane_redshifts
        check.whole("plane_i", plane_i, 0, "Pass 0, the image plane, from which rays are followed.", upper=0)
        target = check.whole(
            "plane_j", plane_j, -len(redshifts), f"There are {len(redshifts)}.", upper=len(redshifts) - 1
        )
        is_last = not use_multi_plane or redshifts[target] == redshifts[-1]
        return cls(tracer if is_last else UpToPlane(tracer, redshifts[target]))

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        return self.mass.deflections_from(coordinates)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return self.mass.convergence_from(coordinates)

    def potential_from(self, coordinates: Coordinates) -> Any:
        return self.mass.potential_from(coordinates)

    def jacobian_from(self, grid: evaluate.GridLike) -> list[list[Any]]:
        """Return A = [[d beta_x / dx, d beta_x / dy], [d beta_y / dx, d beta_y / dy]], each (N,): x first."""
        yy, xy, yx, xx = self.hessian_from(grid)
        return [[1.0 - xx, -xy], [-yx, 1.0 - yy]]

    def magnification_2d_via_hessian_from(self, grid: evaluate.GridLike) -> Any:
        """Return the signed magnification: another name of `magnification_2d_from`."""
        return self.magnification_2d_from(grid)

    def time_delay_geometry_term_from(self, grid: evaluate.GridLike) -> Any:
        """Return half the squared deflection, arcsec^2: Array2D for a Grid2D, else an array (N,)."""

        def delay(coordinates: Coordinates) -> Any:
            y, x = self.deflections_from(coordinates)
            return 0.5 * (y**2 + x**2)

        return evaluate.scalar_on(self._checked_grid(grid), delay)

    def fermat_potential_from(self, grid: evaluate.GridLike) -> Any:
        """Return half the squared deflection minus the potential, arcsec^2, of one plane of mass.

        Raises
        ------
        ModelError
            If there are masses in several planes, between which rays have delays of their own.
        """
        planes = getattr(self.mass, "planes", ())
        if sum(any(galaxy.mass_profiles for galaxy in plane) for plane in planes) > 1:
            raise exc.ModelError(
                "There are masses in several planes, whose delays this does not add up: it is of one plane. Pass "
                "a tracer of one lens."
            )
        return self.time_delay_geometry_term_from(grid) - self.potential_2d_from(grid)

    def contour_list_from(self, grid: Grid2D, contour_array: Array2D) -> list[Grid2DIrregular]:
        """Return the curves on which a map is zero, by linear interpolation between the centres of its pixels.

        Those of `tangential_critical_curve_list_from` are refined until they are on zero, which these are not.

        Parameters
        ----------
        grid
            Its grid, which has no effect: the map has its mask.
        contour_array
            The map, such as an eigenvalue. Curves end at masked pixels.

        Raises
        ------
        DataError
            If one is of another kind.
        """
        check.kind("grid", grid, Grid2D, "Pass the Grid2D of the map.", exc.DataError)
        check.kind("contour_array", contour_array, Array2D, "Pass a map, an al.Array2D.", exc.DataError)
        mask = contour_array.mask
        values = np.where(mask.mask, np.nan, contour_array.xp.to_numpy(contour_array.native))
        samples = curves.Samples(mask.y_axis[::-1], mask.x_axis, values[::-1])
        return [Grid2DIrregular(line, backend=contour_array.backend) for line in curves.lines_of(samples)]

    def area_within_curve_list_from(self, curve_list: Sequence[Any]) -> list[float]:
        """Return the area in arcsec^2 within each closed curve (n, 2)."""
        check.kind("curve_list", curve_list, list | tuple, "Pass a list of closed curves (n, 2), of (y, x) in arcsec.")
        with check.argument("curve_list"):
            return [curves.area_within(np.asarray(Grid2DIrregular(curve))) for curve in curve_list]

    def tangential_critical_curve_area_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[float]:
        """Return the area in arcsec^2 within each tangential critical curve."""
        return self.area_within_curve_list_from(self.tangential_critical_curve_list_from(grid, pixel_scale))

    def radial_critical_curve_area_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[float]:
        """Return the area in arcsec^2 within each radial critical curve."""
        return self.area_within_curve_list_from(self.radial_critical_curve_list_from(grid, pixel_scale))

    def einstein_mass_angular_list_from(self, grid: Grid2D, pixel_scale: float = 0.05) -> list[float]:
        """Return the area in arcsec^2 within each tangential critical curve, refusing those not within the grid."""
        return [float(np.pi * radius**2) for radius in self.einstein_radius_list_from(grid, pixel_scale)]

    tangential_critical_curve_list_via_zero_contour_from = _without_grid("tangential_critical_curve_list")
    radial_critical_curve_list_via_zero_contour_from = _without_grid("radial_critical_curve_list")
    tangential_caustic_list_via_zero_contour_from = _without_grid("tangential_caustic_list")
    radial_caustic_list_via_zero_contour_from = _without_grid("radial_caustic_list")
    einstein_radius_list_via_zero_contour_from = _without_grid("einstein_radius_list")
    einstein_radius_via_zero_contour_from = _without_grid("einstein_radius")
    einstein_radius_jit_from = _without_grid("einstein_radius", "jit_from")

    def _square(self, spacing: float) -> Grid2D:
        """The square in which curves are sought where no grid is given."""
        check.positive("delta", spacing)
        for half in _HALF_SIDES:
            extent = (-half, half, -half, half)
            square = Grid2D.from_extent(extent, (3, 3), backend="numba")
            found = self._critical_curves(square, spacing)
            if found.tangential and not found.surround_rectangle:
                break
        return square


class UpToPlane(LensingOperator):
    """What bends rays on their way to one plane of a tracer, and the lensing quantities of a source there.

    Parameters
    ----------
    tracer
        The lens system.
    plane_redshift
        The redshift of the plane; None for the last.
    """

    def __init__(self, tracer: Any, plane_redshift: float | None = None) -> None:
        self.tracer = tracer
        self.plane_redshift = plane_redshift

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the deflection angles (alpha_y, alpha_x) from the image plane to the plane, each (N,) in arcsec."""
        there = self.tracer.coordinates_in_plane_from(coordinates, self.plane_redshift)
        return coordinates.y - there.y, coordinates.x - there.x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        raise self._has_no("convergence", "Ask for convergence_2d_via_hessian_from")

    def potential_from(self, coordinates: Coordinates) -> Any:
        raise self._has_no("potential", "Pass a tracer whose last plane it is")

    def _has_no(self, quantity: str, remedy: str) -> exc.ModelError:
        return exc.ModelError(
            f"Rays to the plane at z = {self.plane_redshift} have no {quantity} of their own. {remedy}."
        )
