"""The light of a source plane on pixels: first coarsely all of a field, then finely what is bright in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from autolens_lite.grid import Coordinates
from autolens_lite.xp.backend import Backend

# Pixels a side.
_COARSE, _FINE = 201, 401

# left, right, bottom, top, in arcsec
Box = tuple[float, float, float, float]

Brightness = Callable[[Coordinates], Any]


class SourceImage(NamedTuple):
    """Surface brightness (rows, columns), top row first, and the rectangle that its pixels divide evenly."""

    values: np.ndarray
    box: Box

    @property
    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """The y (rows + 1,) and the x (columns + 1,) between which pixels lie."""
        rows, columns = self.values.shape
        left, right, bottom, top = self.box
        return np.linspace(top, bottom, rows + 1), np.linspace(left, right, columns + 1)


def zoomed_image(
    brightness: Brightness, xp: Backend, field: Box, zoom_of: Callable[[Box | None], Box], faintest: float
) -> SourceImage:
    """Return a fine image of what is bright in a field.

    Parameters
    ----------
    brightness
        Gives the surface brightness (N,) at points of the plane.
    xp
        The backend's module.
    field
        All of the plane that is searched.
    zoom_of
        Gives what to show, from the box that holds all that is bright, or from None where all is dark.
    faintest
        What is bright exceeds this part of the peak.
    """
    coarse = image_within(field, brightness, xp, _COARSE)
    return image_within(zoom_of(bright_box(coarse.values, *coarse.edges, faintest)), brightness, xp)


def image_within(box: Box, brightness: Brightness, xp: Backend, pixels: int = _FINE) -> SourceImage:
    """Return an image of a rectangle with that many pixels a side."""
    edges = SourceImage(np.empty((pixels, pixels)), box).edges
    y, x = (part.ravel() for part in np.meshgrid(*(0.5 * (e[1:] + e[:-1]) for e in edges), indexing="ij"))
    values = np.asarray(brightness(Coordinates(xp.as_float(y), xp.as_float(x), xp)))
    return SourceImage(np.broadcast_to(values, y.shape).reshape(pixels, pixels), box)


def bright_box(values: Any, edges_y: np.ndarray, edges_x: np.ndarray, faintest: float) -> Box | None:
    """Return what holds the pixels (rows, columns) that exceed a part of the peak; None if all is dark."""
    rows, columns = np.nonzero(is_bright(values, faintest))
    if not rows.size:
        return None
    return box_around(edges_y[[rows.min(), rows.max() + 1]], edges_x[[columns.min(), columns.max() + 1]])


def is_bright(values: Any, faintest: float) -> np.ndarray:
    """Return whether each value exceeds a part of the greatest; none does where all is dark."""
    values = np.ma.filled(np.ma.asarray(values), 0.0)
    brightest = float(np.max(values))
    return values > faintest * brightest if brightest > 0.0 else np.zeros(values.shape, dtype=bool)


def box_around(y: Sequence[float] | np.ndarray, x: Sequence[float] | np.ndarray) -> Box:
    """Return the smallest box that holds points."""
    return float(np.min(x)), float(np.max(x)), float(np.min(y)), float(np.max(y))


def square_around(box: Box, margin: float) -> Box:
    """Return the square that holds a box and, on either side of it, a part of its greatest extent."""
    left, right, bottom, top = box
    half = (0.5 + margin) * max(right - left, top - bottom)
    y, x = 0.5 * (bottom + top), 0.5 * (left + right)
    return x - half, x + half, y - half, y + half
