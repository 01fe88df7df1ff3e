"""What every mass profile has in common."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.profile import evaluate
from autolens_lite.profile.geometry import Profile


class MassProfile(Profile):
    """A distribution of mass: base of all mass profiles, which implement the three hooks.

    Deflections are those of light from the last plane of a tracer (they are "scaled", or reduced, angles), the
    convergence is the surface mass density over the critical density, and the potential has the deflections as its
    gradient.
    """

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the deflection angles (alpha_y, alpha_x), each (N,) in arcsec, at points of the sky."""
        raise NotImplementedError

    def convergence_from(self, coordinates: Coordinates) -> Any:
        """Return the convergence (N,), dimensionless, at points of the sky."""
        raise NotImplementedError

    def potential_from(self, coordinates: Coordinates) -> Any:
        """Return the lensing potential (N,), arcsec^2, at points of the sky."""
        raise NotImplementedError

    def deflections_yx_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the deflection angles (y, x), in arcsec, at a grid's pixel centres.

        Parameters
        ----------
        grid
            Grid2D, Grid2DIrregular, or an array-like (N, 2) of (y, x) in arcsec.

        Returns
        -------
        VectorYX2D for a Grid2D, else an array (N, 2).
        """
        return evaluate.vector_on(grid, self.deflections_from)

    def convergence_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the convergence at a grid's pixel centres: Array2D for a Grid2D, else an array (N,)."""
        return evaluate.scalar_on(grid, self.convergence_from)

    def potential_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the potential, arcsec^2, at a grid's pixel centres: Array2D for a Grid2D, else an array (N,)."""
        return evaluate.scalar_on(grid, self.potential_from)
