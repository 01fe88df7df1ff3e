"""A rectangular mesh of equal pixels."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
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
