"""What every mass profile has in common."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import Coordinates, Grid2D, VectorYX2D
from autolens_lite.profile import evaluate
from autolens_lite.profile.geometry import Profile
from autolens_lite.profile.operate import LensingOperator

# The mean of the deflection over a circle by equidistant points converges exponentially; doubled until it stands still.
_FIRST_POINTS, _MOST_POINTS = 64, 65536
_TOLERANCE = 1e-13
# Where the radius of mean convergence 1 is sought, arcsec.
_BRACKET = (1e-4, 1e4)


class MassProfile(Profile, LensingOperator):
    """A distribution of mass: base of all mass profiles, which implement the three hooks.

    Deflections are those of light from the last plane of a tracer (they are "scaled", or reduced, angles), the
    convergence is the surface mass density over the critical density, and the potential has the deflections as its
    gradient. All that follows from deflections (shear, Hessian, magnification, critical curves, Einstein radius) comes
    with `LensingOperator`.
    """

    def shear_yx_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the shear (gamma_2, gamma_1): VectorYX2D for a Grid2D, else an array (N, 2)."""
        return self.shear_yx_2d_via_hessian_from(grid)

    def deflections_2d_via_potential_2d_from(self, grid: Grid2D) -> VectorYX2D:
        """Return the gradient of the potential by differences between the pixels of a grid, to check deflections with.

        They are of second order in the pixels' size, and of first order on the edges of the image.

        Raises
        ------
        DataError
            If `grid` is not a `Grid2D` of at least 2 x 2 pixels.
        """
        check.kind("grid", grid, Grid2D, "Pass a Grid2D.", exc.DataError)
        mask = grid.mask
        if min(mask.shape_native) < 2:
            raise exc.DataError(
                f"grid has {mask.shape_native} pixels. Pass 2 x 2 or more, between which it can differ."
            )
        potential = self.potential_2d_from(Grid2D(mask.derive_mask.all_false, 1, grid.backend))
        slopes = np.gradient(potential.xp.to_numpy(potential.native), mask.y_axis, mask.x_axis)
        return VectorYX2D(np.stack(slopes, axis=-1), mask, grid.backend)

    @units.taken
    def convergence_func(self, grid_radius: Any) -> Any:
        """Return the convergence on the major axis (for round masses, any direction) at radii, in arcsec.

        Parameters
        ----------
        grid_radius
            A radius or an array (N,) of radii from the centre.
        """
        radius = np.atleast_1d(numbers_from("grid_radius", grid_radius).astype(float))
        if not np.isfinite(radius).all():
            raise exc.DataError("grid_radius holds numbers that are not finite. Pass radii in arcsec.")
        angle = math.radians(getattr(self, "angle", 0.0))
        values = self.convergence_from(self._around(radius * math.sin(angle), radius * math.cos(angle)))
        return float(values[0]) if np.ndim(grid_radius) == 0 else values

    @units.taken
    def mass_angular_within_circle_from(self, radius: float) -> float:
        """Return the convergence integrated over a circle about the centre, arcsec^2: pi times its mean times r^2.

        The flux of the deflection through the circle (Gauss's theorem), so that masses in a point count.

        Notes
        -----
        For an elliptical mass, this is the mass in the circle; PyAutoLens takes the elliptical radius for the radius.

        Parameters
        ----------
        radius
            The circle's radius, in arcsec.

        Raises
        ------
        DataError
            If the mean over the circle does not converge, as with a point mass very near it.
        """
        check.positive("radius", radius)
        count, previous = _FIRST_POINTS, self._mean_deflection(radius, _FIRST_POINTS, 0.0)
        while count < _MOST_POINTS:
            # the points in between
            current = 0.5 * (previous + self._mean_deflection(radius, count, 0.5))
            count *= 2
            if abs(current - previous) <= _TOLERANCE * abs(current):
                return math.pi * radius * current
            previous = current
        if abs(current - previous) <= 1e-8 * abs(current) + 1e-15:
            return math.pi * radius * current
        raise exc.DataError(f"The mass within radius = {radius} does not converge. Pass a slightly different radius.")

    @units.taken
    def density_between_circular_annuli(self, inner_annuli_radius: float, outer_annuli_radius: float) -> float:
        """Return the mean convergence between two circles about the centre, of radii in arcsec, the inner one first."""
        check.non_negative("inner_annuli_radius", inner_annuli_radius)
        check.within("outer_annuli_radius", outer_annuli_radius, inner_annuli_radius, open_lower=True)
        outer = self.mass_angular_within_circle_from(outer_annuli_radius)
        inner = self.mass_angular_within_circle_from(inner_annuli_radius)
        return (outer - inner) / (math.pi * (outer_annuli_radius**2 - inner_annuli_radius**2))

    @property
    def average_convergence_of_1_radius(self) -> float:
        """The radius, in arcsec, of the circle about the centre within which the mean convergence is 1.

        The Einstein radius of a round mass; NaN where no circle between 1e-4 and 1e4 arcsec has that mean.
        """
        from scipy.optimize import brentq

        def excess(logarithm: float) -> float:
            radius = math.exp(logarithm)
            return self.mass_angular_within_circle_from(radius) / (math.pi * radius**2) - 1.0

        # from the outside in: the outermost such circle
        grid = np.linspace(math.log(_BRACKET[1]), math.log(_BRACKET[0]), 93)
        outer = excess(grid[0])
        for right, left in itertools.pairwise(grid):
            inner = excess(left)
            if outer < 0.0 <= inner:
                return math.exp(brentq(excess, left, right, xtol=1e-14, rtol=1e-14))
            outer = inner
        return math.nan

    def _mean_deflection(self, radius: float, count: int, offset: float) -> float:
        """Return the mean outward deflection at equidistant points of a circle about the centre."""
        angle = (np.arange(count) + offset) * (2.0 * math.pi / count)
        sine, cosine = np.sin(angle), np.cos(angle)
        alpha_y, alpha_x = self.deflections_from(self._around(radius * sine, radius * cosine))
        return float(np.mean(np.asarray(alpha_y) * sine + np.asarray(alpha_x) * cosine))

    def _around(self, y: np.ndarray, x: np.ndarray) -> Coordinates:
        """Points relative to the centre, on the host."""
        centre = getattr(self, "centre", (0.0, 0.0))
        return Coordinates(y + float(centre[0]), x + float(centre[1]), backends.get("numba"))
