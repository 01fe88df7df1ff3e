"""Rectangular meshes: rows and columns of pixels, bilinear between pixel centres."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.abstract import Interpolation, Mesh, check_pixels
from autolens_lite.pixelization.mesh.axis import Axis

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
        rows, columns = check.shape("shape", shape, 3)
        check_pixels("shape", shape, rows * columns)
        self.shape = (rows, columns)

    @abc.abstractmethod
    def _axes_from(self, coordinates: Coordinates, signal: Any) -> tuple[Axis, Axis]:
        """The axes of -y (rows) and of x (columns)."""

    @property
    def pixels(self) -> int:
        """The number S of pixels."""
        return self.shape[0] * self.shape[1]

    @cached_property
    def neighbors(self) -> np.ndarray:
        """The pixels above, left, right and below each pixel, (S, 4) int, -1 for none."""
        padded = np.pad(np.arange(self.pixels).reshape(self.shape), 1, constant_values=-1)
        around = (padded[:-2, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:], padded[2:, 1:-1])
        return np.stack([part.ravel() for part in around], axis=1)

    @cached_property
    def edge_pixels(self) -> np.ndarray:
        """The pixels of the first and last row and column, ascending."""
        return np.flatnonzero((self.neighbors < 0).any(axis=1))

    def zeroed_pixels_from(self, pixels: int) -> np.ndarray:
        return self.edge_pixels

    def interpolation_from(
        self, coordinates: Coordinates, vertices: Coordinates | None = None, signal: Any = None
    ) -> RectangularInterpolation:
        return RectangularInterpolation(self, coordinates, *self._axes_from(coordinates, signal))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("neighbors", "edge_pixels")}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(shape={self.shape})"


class RectangularInterpolation(Interpolation):
    """A rectangular mesh laid over points; B = 4.

    Parameters
    ----------
    mesh
        The mesh.
    coordinates
        The points, N.
    down, across
        The axes of -y and of x.
    """

    def __init__(self, mesh: Rectangular, coordinates: Coordinates, down: Axis, across: Axis) -> None:
        super().__init__(coordinates)
        self.mesh = mesh
        self._down = down
        self._across = across

    @property
    def pixels(self) -> int:
        return self.mesh.pixels

    @property
    def neighbors(self) -> np.ndarray:
        """The pixels above, left, right and below each pixel, (S, 4) int on the host, -1 for none."""
        return self.mesh.neighbors

    @property
    def neighbors_sizes(self) -> np.ndarray:
        return (self.neighbors >= 0).sum(axis=1)

    @property
    def edge_pixels(self) -> np.ndarray:
        """The pixels of the first and last row and column, ascending, on the host."""
        return self.mesh.edge_pixels

    @cached_property
    def edges_y(self) -> Any:
        """The boundaries of rows in arcsec, (rows + 1,), descending."""
        return -self._down.value_at(self.xp.arange(self.mesh.shape[0] + 1.0))

    @cached_property
    def edges_x(self) -> Any:
        """The boundaries of columns in arcsec, (columns + 1,), ascending."""
        return self._across.value_at(self.xp.arange(self.mesh.shape[1] + 1.0))

    @property
    def areas(self) -> Any:
        xp = self.xp
        return xp.ravel(xp.outer(self.edges_y[:-1] - self.edges_y[1:], self.edges_x[1:] - self.edges_x[:-1]))

    @property
    def split_steps(self) -> Any:
        return 0.5 * self.xp.sqrt(self.areas)

    @cached_property
    def mesh_grid(self) -> Coordinates:
        xp, (rows, columns) = self.xp, self.mesh.shape
        y = -self._down.value_at(xp.arange(rows) + 0.5)
        x = self._across.value_at(xp.arange(columns) + 0.5)
        return Coordinates(xp.repeat(y, columns), xp.tile(x, rows), xp)

    @cached_property
    def _laid(self) -> tuple[Any, Any]:
        return self._between(self.coordinates)

    @property
    def indices(self) -> Any:
        return self._laid[0]

    @property
    def weights(self) -> Any:
        return self._laid[1]

    def at(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return indices and weights (n, 4) at other points; those beyond the mesh count as on its edge."""
        xp = self.xp
        y, x = coordinates.y, coordinates.x
        edges_y, edges_x = self.edges_y, self.edges_x
        return self._between(Coordinates(xp.clip(y, edges_y[-1], edges_y[0]), xp.clip(x, edges_x[0], edges_x[-1]), xp))

    def _between(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = self.xp
        y, top, rows = self._down.scaled(-coordinates.y)
        x, left, columns = self._across.scaled(coordinates.x)
        frame = xp.stack([xp.as_float(number) for number in (top, left, rows, columns)])
        return xp.bilinear_weights(y, x, frame, self.mesh.shape)
