"""The axes of rectangular meshes: where a coordinate lies in pixels, and back."""

from __future__ import annotations

import abc
from typing import Any

from autolens_lite.xp.backend import Backend

_TINY = 1e-300


class Axis(abc.ABC):
    """A smooth ascending map from coordinates to positions 0 ... count; abstract."""

    count: int

    @abc.abstractmethod
    def scaled(self, values: Any) -> tuple[Any, Any, Any]:
        """Return (v, start, rate) with which the positions of coordinates are (v - start) * rate."""

    @abc.abstractmethod
    def value_at(self, positions: Any) -> Any:
        """Return the coordinates of positions."""


class UniformAxis(Axis):
    """Equal steps.

    Parameters
    ----------
    lower, upper
        The coordinates at positions 0 and `count`.
    count
        The number of pixels.
    """

    def __init__(self, lower: Any, upper: Any, count: int) -> None:
        self.lower = lower
        self.upper = upper
        self.count = count

    def scaled(self, values: Any) -> tuple[Any, Any, Any]:
        return values, self.lower, self.count / (self.upper - self.lower)

    def value_at(self, positions: Any) -> Any:
        return self.lower + (self.upper - self.lower) * positions / self.count


class DensityAxis(Axis):
    """Positions are the integral of a density, piecewise linear between equally spaced nodes.

    Parameters
    ----------
    xp
        The backend's module.
    lower, upper
        The coordinates of the first and the last node.
    density
        At the nodes, (cells + 1,), none negative; its scale does not matter.
    count
        The number of pixels.
    """

    def __init__(self, xp: Backend, lower: Any, upper: Any, density: Any, count: int) -> None:
        self._xp = xp
        self.lower = lower
        self.upper = upper
        self.count = count
        steps = 0.5 * (density[1:] + density[:-1])
        scale = count / xp.sum(steps)
        self._density = density * scale
        self._integral = xp.concatenate([xp.zeros(1), xp.cumsum(steps)]) * scale
        self._cells = density.shape[0] - 1

    def scaled(self, values: Any) -> tuple[Any, Any, Any]:
        xp = self._xp
        scaled = (values - self.lower) * (self._cells / (self.upper - self.lower))
        cell = xp.clip(xp.floor(xp.stop_gradient(scaled)).astype(xp.int64), 0, self._cells - 1)
        inside = xp.clip(scaled - cell, 0.0, 1.0)
        half = 0.5 * (self._density[1:] - self._density[:-1])
        density, integral = xp.take(self._density, cell), xp.take(self._integral, cell)
        return integral + inside * (density + xp.take(half, cell) * inside), 0.0, 1.0

    def value_at(self, positions: Any) -> Any:
        xp = self._xp
        integral = xp.stop_gradient(self._integral)
        cell = xp.clip(xp.searchsorted(integral, xp.stop_gradient(positions), side="right") - 1, 0, self._cells - 1)
        rest = xp.maximum(positions - self._integral[cell], 0.0)
        density = self._density[cell]
        rise = self._density[cell + 1] - density
        # The root of density t + rise t^2 / 2 = rest, in the form without cancellation.
        root = xp.sqrt(xp.maximum(density**2 + 2.0 * rise * rest, _TINY))
        inside = xp.clip(2.0 * rest / (density + root), 0.0, 1.0)
        return self.lower + (self.upper - self.lower) * (cell + inside) / self._cells
