"""A rectangular mesh whose rows and columns crowd where the source plane is magnified."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.axis import DensityAxis
from autolens_lite.pixelization.mesh.rectangular import BUFFER, Rectangular
from autolens_lite.xp.backend import Backend

# Nodes of the density for each row or column of pixels, and how often it is smoothed with (1, 2, 1) / 4: a width of
# sqrt(SMOOTHINGS / 2) / NODES_PER_PIXEL = 0.5 mesh pixels, below which detail of the points is noise.
NODES_PER_PIXEL = 4
SMOOTHINGS = 8


class RectangularAdaptDensity(Rectangular):
    r"""Rows (columns) that hold about equal numbers of traced image pixels each.

    The traced points of a uniform image crowd where magnification is high, and so do the pixels of this mesh. Along
    each axis, on its own, the density of points p(t), t in [0, 1] between the outermost points, is built on nodes with
    quadratic splines, smoothed, and mixed with a constant, p = (1 - u) p + u; a point lies at :math:`n \int_0^t p` rows
    (columns). The density is continuous and linear between nodes, so positions are smooth in the points and have exact
    gradients, unlike those of a mesh from ranks.

    Parameters
    ----------
    shape
        Rows and columns, at least 3 each.
    uniform_fraction
        u in [0, 1]: the share of pixels spread evenly, whatever the density. 1 gives `RectangularUniform`.
    """

    def __init__(self, shape: tuple[int, int] = (30, 30), uniform_fraction: float = 0.2) -> None:
        super().__init__(shape)
        check.within("uniform_fraction", uniform_fraction, 0.0, 1.0)
        self.uniform_fraction = uniform_fraction

    def _axes_from(self, coordinates: Coordinates, signal: Any) -> tuple[DensityAxis, DensityAxis]:
        shares = self._shares_from(coordinates, signal)
        down = self._axis(coordinates.xp, -coordinates.y, shares, self.shape[0])
        return down, self._axis(coordinates.xp, coordinates.x, shares, self.shape[1])

    def _shares_from(self, coordinates: Coordinates, signal: Any) -> Any:
        """How much each point counts, (N,) of mean 1, or None for all the same."""
        return None

    def _axis(self, xp: Backend, values: Any, shares: Any, count: int) -> DensityAxis:
        lower, upper = xp.min(values) - BUFFER, xp.max(values) + BUFFER
        cells = NODES_PER_PIXEL * count
        scaled = (values - lower) * (cells / (upper - lower))
        return DensityAxis(xp, lower, upper, self._density(xp, scaled, shares, cells), count)

    def _density(self, xp: Backend, scaled: Any, shares: Any, cells: int) -> Any:
        """The density of points at nodes 0 ... cells, of mean about 1, never below `uniform_fraction`."""
        nearest = xp.clip(xp.floor(xp.stop_gradient(scaled) + 0.5).astype(xp.int64), 0, cells)
        offset = scaled - nearest
        splines = (0.5 * (0.5 - offset) ** 2, 0.75 - offset**2, 0.5 * (0.5 + offset) ** 2)
        density = xp.zeros(cells + 1)
        for step, spline in zip((-1, 0, 1), splines, strict=True):
            part = spline if shares is None else spline * shares
            density = density + xp.segment_sum(part, xp.clip(nearest + step, 0, cells), cells + 1)
        density = density * (cells / scaled.shape[0])
        for _ in range(SMOOTHINGS):
            padded = xp.concatenate([density[:1], density, density[-1:]])
            density = 0.25 * (padded[:-2] + padded[2:]) + 0.5 * padded[1:-1]
        return (1.0 - self.uniform_fraction) * density + self.uniform_fraction

    def __repr__(self) -> str:
        return f"RectangularAdaptDensity(shape={self.shape}, uniform_fraction={self.uniform_fraction})"
