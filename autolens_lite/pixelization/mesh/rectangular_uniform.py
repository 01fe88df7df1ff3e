"""A rectangular mesh of equal pixels."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.rectangular import BUFFER, Rectangular


class RectangularUniform(Rectangular):
    """Equal pixels over the rectangle that bounds all traced points.

    Pixel 0 is top left; indices run along rows. Interpolation is bilinear (`Rectangular`).

    Parameters
    ----------
    shape
        Rows and columns, at least 3 each.
    """

    def _positions_from(self, coordinates: Coordinates) -> tuple[Any, Any, Any, Any]:
        xp = coordinates.xp
        top, bottom = xp.max(coordinates.y) + BUFFER, xp.min(coordinates.y) - BUFFER
        left, right = xp.min(coordinates.x) - BUFFER, xp.max(coordinates.x) + BUFFER
        rows, columns = self.shape
        down = (top - coordinates.y) * (rows / (top - bottom))
        across = (coordinates.x - left) * (columns / (right - left))
        edges_y = top - (top - bottom) * xp.arange(rows + 1) / rows
        edges_x = left + (right - left) * xp.arange(columns + 1) / columns
        return down, across, edges_y, edges_x
