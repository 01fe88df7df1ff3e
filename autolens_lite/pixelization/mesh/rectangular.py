"""Rectangular meshes: rows and columns of pixels, bilinear between pixel centres."""

from __future__ import annotations

import abc
import functools
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.abstract import Interpolation, Mesh

# As other codes do: the outermost points lie inside the mesh, not on its edge, in arcsec.
BUFFER = 1e-8


class Rectangular(Mesh):
    """Pixels in rows (from the top) and columns (from the left) that cover all points; abstract.

    A point's position on the mesh is measured in pixels, from 0 at the top (left) edge to the number of rows (columns).
    Values are interpolated bilinearly between the centres of pixels, at half-integer positions, and extrapolated
    linearly in the outer half of edge pixels.

    Parameters
    ----------
    shape
        Rows and columns, at least 3 each.

    Raises
    ------
    ParameterError
        If the shape is too small or no pair of integers.
    """

    def __init__(self, shape: tuple[int, int] = (30, 30)) -> None:
        try:
            rows, columns = (int(n) for n in shape)
            whole = (rows, columns) == tuple(shape)
        except (TypeError, ValueError):
            whole = False
        if not whole or min(rows, columns) < 3:
            raise exc.ParameterError(
                f"shape = {shape!r} is no shape of a rectangular mesh. Pass two integers of 3 or more: (30, 30)."
            )
        self.shape = (rows, columns)

    @abc.abstractmethod
    def _positions_from(self, coordinates: Coordinates) -> tuple[Any, Any, Any, Any]:
        """Positions down and across, (N,) each, and the edges (y, x) of rows and columns in arcsec."""

    @property
    def pixels(self) -> int:
        """The number S of pixels."""
        return self.shape[0] * self.shape[1]

    @functools.cached_property
    def neighbors(self) -> np.ndarray:
        """The pixels above, left, right and below each pixel, (S, 4) int, -1 for none."""
        padded = np.pad(np.arange(self.pixels).reshape(self.shape), 1, constant_values=-1)
        around = (padded[:-2, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:], padded[2:, 1:-1])
        return np.stack([part.ravel() for part in around], axis=1)

    @functools.cached_property
    def edge_pixels(self) -> np.ndarray:
        """The pixels of the first and last row and column, ascending."""
        return np.flatnonzero((self.neighbors < 0).any(axis=1))

    def interpolation_from(self, coordinates: Coordinates) -> Interpolation:
        """Lay the mesh over the points; indices and weights have B = 4 columns."""
        xp = coordinates.xp
        down, across, edges_y, edges_x = self._positions_from(coordinates)
        row, row_weights = self._between(xp, down - 0.5, self.shape[0])
        column, column_weights = self._between(xp, across - 0.5, self.shape[1])
        first = row * self.shape[1] + column
        indices = xp.stack([first, first + 1, first + self.shape[1], first + self.shape[1] + 1], axis=1)
        weights = xp.stack([r * c for r in row_weights for c in column_weights], axis=1)
        return Interpolation(indices, weights, edges_y, edges_x)

    @staticmethod
    def _between(xp: Any, position: Any, count: int) -> tuple[Any, tuple[Any, Any]]:
        """The first of the two pixels on either side, and the weights of both."""
        first = xp.clip(xp.floor(xp.stop_gradient(position)).astype(xp.int64), 0, count - 2)
        fraction = position - first
        return first, (1.0 - fraction, fraction)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("neighbors", "edge_pixels")}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(shape={self.shape})"
