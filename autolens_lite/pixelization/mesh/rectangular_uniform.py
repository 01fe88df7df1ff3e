"""A rectangular mesh of equal pixels."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates, Grid2DIrregular
from autolens_lite.pixelization.mesh.axis import UniformAxis
from autolens_lite.pixelization.mesh.rectangular import BUFFER, Rectangular


class RectangularUniform(Rectangular):
    """Equal pixels over the rectangle that bounds all traced points.

    Pixel 0 is top left; indices run along rows. Interpolation is bilinear (`Rectangular`).

    Parameters
    ----------
    shape
        Rows and columns, at least 3 each.
    """

    def _axes_from(self, coordinates: Coordinates, signal: Any) -> tuple[UniformAxis, UniformAxis]:
        xp, (rows, columns) = coordinates.xp, self.shape
        y, x = coordinates.y, coordinates.x
        down = UniformAxis(-xp.max(y) - BUFFER, -xp.min(y) + BUFFER, rows)
        return down, UniformAxis(xp.min(x) - BUFFER, xp.max(x) + BUFFER, columns)


def overlay_grid_from(shape_native: tuple[int, int], grid: Any) -> Grid2DIrregular:
    """Return the centres (S, 2) of the equal pixels that cover traced points, rows from the top.

    Parameters
    ----------
    shape_native
        Rows and columns, at least 3 each.
    grid
        The points, (N, 2) in arcsec.

    Raises
    ------
    ParameterError
        If the shape is too small.
    DataError
        If `grid` is not points.
    """
    mesh = RectangularUniform(shape_native)
    return Grid2DIrregular(mesh.interpolation_from(Grid2DIrregular(grid).coordinates).mesh_grid.array)
