"""What may be free about a dataset itself: the sky under it, and where on the sky it lies."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.grid import Coordinates


class DatasetModel(metaclass=check.NamedArguments):
    r"""A constant sky level, and the position of an image relative to the model.

    Coordinates of the image become those of the model by a shift and a rotation about the origin,

    .. math:: y' = \cos\phi (y - y_0) + \sin\phi (x - x_0), \qquad
              x' = \cos\phi (x - x_0) - \sin\phi (y - y_0):

    coordinates turn counter-clockwise, so a galaxy at the model's origin is seen at `grid_offset`, turned *clockwise*
    by phi.

    Parameters
    ----------
    background_sky_level
        Light of the sky in every pixel, in the unit of the data; it is taken off the data, and is not blurred.
    grid_offset
        (y_0, x_0) in arcsec.
    grid_rotation_angle
        phi in degrees.
    """

    def __init__(
        self,
        background_sky_level: float = 0.0,
        grid_offset: tuple[float, float] = (0.0, 0.0),
        grid_rotation_angle: float = 0.0,
    ) -> None:
        check.finite("background_sky_level", background_sky_level)
        check.finite("grid_rotation_angle", grid_rotation_angle)
        self.background_sky_level = background_sky_level
        self.grid_offset = check.pair("grid_offset", grid_offset)
        self.grid_rotation_angle = grid_rotation_angle

    def moved(self, coordinates: Coordinates) -> Coordinates:
        """Return where points of the image lie in the frame of the model; `coordinates` itself where nothing moves."""
        if self._is_zero(*self.grid_offset) and self._is_zero(self.grid_rotation_angle):
            return coordinates
        xp = coordinates.xp
        shifted = coordinates.shifted(self.grid_offset)
        if self._is_zero(self.grid_rotation_angle):
            return shifted
        angle = self.grid_rotation_angle * (math.pi / 180.0)
        cos, sin = xp.cos(angle), xp.sin(angle)
        return Coordinates(cos * shifted.y + sin * shifted.x, cos * shifted.x - sin * shifted.y, xp)

    def returned(self, coordinates: Coordinates) -> Coordinates:
        """Return where the image shows points in the frame of the model: the inverse of `moved`."""
        if self._is_zero(*self.grid_offset) and self._is_zero(self.grid_rotation_angle):
            return coordinates
        xp, y, x = coordinates.xp, coordinates.y, coordinates.x
        if not self._is_zero(self.grid_rotation_angle):
            angle = self.grid_rotation_angle * (math.pi / 180.0)
            cos, sin = xp.cos(angle), xp.sin(angle)
            y, x = cos * y - sin * x, cos * x + sin * y
        return Coordinates(y + self.grid_offset[0], x + self.grid_offset[1], xp)

    def seen_from(self, points: np.ndarray) -> np.ndarray:
        """Return where the image shows points (N, 2) of (y, x) in the frame of the model: the inverse of `moved`."""
        (y0, x0), angle = self.grid_offset, math.radians(float(self.grid_rotation_angle))
        cos, sin = math.cos(angle), math.sin(angle)
        return points @ np.array([[cos, sin], [-sin, cos]]) + np.array([float(y0), float(x0)])

    @staticmethod
    def _is_zero(*values: Any) -> bool:
        """Whether all are plain numbers and zero: a number under a trace may be anything."""
        return all(check.is_concrete(value) and value == 0.0 for value in values)

    def __repr__(self) -> str:
        return (
            f"DatasetModel(background_sky_level={self.background_sky_level!r}, grid_offset={self.grid_offset!r}, "
            f"grid_rotation_angle={self.grid_rotation_angle!r})"
        )
