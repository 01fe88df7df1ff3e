"""Traced points far outside the border of the source plane, moved to the border."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular, Mask2D, TracedGrid2D
from autolens_lite.pixelization.mesh.abstract import traced_grid_from


def relocated_from(coordinates: Coordinates, border: Coordinates) -> Coordinates:
    """Move points outside the border's ellipse onto it, towards its centre.

    The ellipse has the centre c and the shape C of the border's points (their mean and covariance) and passes through
    the outermost of them: points with r^2 = (p - c)^T C^-1 (p - c) above the border's largest are scaled back. It
    turns, stretches and shears with the source plane, and is smooth in the points, unlike the distance to the nearest
    border point.

    Parameters
    ----------
    coordinates
        Points of the source plane, N.
    border
        The border's points there.

    Returns
    -------
    N points.
    """
    xp = coordinates.xp
    centre_y, centre_x = xp.mean(border.y), xp.mean(border.x)
    by, bx = border.y - centre_y, border.x - centre_x
    yy, xx, xy = xp.mean(by**2), xp.mean(bx**2), xp.mean(by * bx)
    determinant = yy * xx - xy**2

    def squared_radius(y, x):
        return (xx * y**2 - 2.0 * xy * y * x + yy * x**2) / determinant

    limit = xp.max(squared_radius(by, bx))

    def moved(points: Coordinates) -> tuple[Any, Any]:
        y, x = points.y - centre_y, points.x - centre_x
        squared = squared_radius(y, x)
        outside = squared > limit
        scale = xp.where(outside, xp.sqrt(limit / xp.where(outside, squared, limit)), 1.0)
        return centre_y + scale * y, centre_x + scale * x

    moved_y, moved_x = coordinates.evaluated(moved)
    return Coordinates(moved_y, moved_x, xp)


def border_of(grid: Grid2D, points: Coordinates) -> Coordinates:
    """Return those of a grid's traced sub-pixels that are the outermost of a border pixel of its mask."""
    index = grid.mapping_indices.border
    return Coordinates(points.y[index], points.x[index], points.xp)


class BorderRelocator(metaclass=check.NamedArguments):
    """Moves traced points beyond the border of an image's traced pixels onto it, as fits do: see `relocated_from`.

    Parameters
    ----------
    mask
        The mask of the image.
    sub_size
        Sub-pixels a side of a pixel, of which `sub_border_grid` is made. What is moved has its own.

    Raises
    ------
    DataError
        If it is not a mask, or the sizes are not whole numbers.
    """

    def __init__(self, mask: Mask2D, sub_size: Any = 1) -> None:
        check.kind("mask", mask, Mask2D, "Pass an al.Mask2D.", exc.DataError)
        with check.argument("sub_size"):
            self._grid = Grid2D(mask, sub_size, "numba")

    @property
    def mask(self) -> Mask2D:
        """The mask of the image."""
        return self._grid.mask

    @property
    def border_grid(self) -> Any:
        """The border pixels of the image, (n, 2) in arcsec."""
        return self._grid.slim[self.mask.border_slim]

    @property
    def sub_border_grid(self) -> Any:
        """The outermost sub-pixel of each border pixel of the image, (n, 2) in arcsec."""
        return self._grid.over_sampled.array[self._grid.sub_border_index]

    def relocated_grid_from(self, grid: Any) -> TracedGrid2D:
        """Return an image's traced pixels, and their sub-pixels, with those beyond their border on it.

        Raises
        ------
        DataError
            If they are not on the mask.
        """
        traced = self._checked(grid)
        border = border_of(traced.image_grid, traced.over_sampled)
        moved = relocated_from(traced.coordinates, border).array
        return TracedGrid2D(moved, traced.image_grid, lambda: relocated_from(traced.over_sampled, border))

    def relocated_mesh_grid_from(self, grid: Any, mesh_grid: Any) -> Grid2DIrregular:
        """Return the traced points (S, 2) of a mesh with those beyond the border of an image's traced pixels on it.

        Raises
        ------
        DataError
            If the pixels are not on the mask, or `mesh_grid` is not points.
        """
        traced = self._checked(grid)
        with check.argument("mesh_grid"):
            points = Grid2DIrregular(mesh_grid, traced.backend).coordinates
        border = border_of(traced.image_grid, traced.over_sampled)
        return Grid2DIrregular(relocated_from(points, border).array, traced.backend)

    def _checked(self, grid: Any) -> TracedGrid2D:
        traced = traced_grid_from(grid)
        if not traced.mask.same_as(self.mask):
            raise exc.DataError(f"grid is on another mask ({traced.mask}) than the relocator ({self.mask}).")
        return traced
