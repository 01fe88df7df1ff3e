"""Surface brightness as it is drawn: rectangles, or the cells around points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from autolens_lite import config

_FAINTEST = 0.1
_MARGIN = 0.15

# left, right, bottom, top
Box = tuple[float, float, float, float]


class SourceImage(NamedTuple):
    """Surface brightness (rows, columns) on pixels between `edges_y` (rows + 1,) and `edges_x` (columns + 1,).

    `lines` (L, 2, 2), if any, are the ends (y, x) of the edges of the mesh. `box`, if any, is what is to be seen, where
    the image was made for it.
    """

    values: np.ndarray
    edges_y: np.ndarray
    edges_x: np.ndarray
    lines: np.ndarray | None = None
    box: Box | None = None

    @property
    def field(self) -> Box:
        """All that the pixels cover."""
        return _box(self.edges_y[[0, -1]], self.edges_x[[0, -1]])

    @property
    def bright(self) -> Box | None:
        """What holds the bright pixels; None if all is dark."""
        rows, columns = np.nonzero(_is_bright(self.values))
        if not rows.size:
            return None
        return _box(
            self.edges_y[[rows.min(), rows.max() + 1]],
            self.edges_x[[columns.min(), columns.max() + 1]],
        )

    def paint(self, axes: Axes, values: np.ndarray, **colours: Any) -> ScalarMappable:
        """Draw `values` in place of the image's own."""
        width = config.section("plots")["mesh_line_width"]
        shown = axes.pcolormesh(self.edges_x, self.edges_y, values, rasterized=True, **colours)
        if self.lines is not None and width:
            segments = self.lines[:, :, ::-1]
            axes.add_collection(LineCollection(list(segments), colors="white", linewidths=width, alpha=0.4))
        return shown


class SourceCells(NamedTuple):
    """Surface brightness (S,) in the Voronoi cells of points (y, x), within an outline (n, 2) of (y, x).

    `box` is as for `SourceImage`.
    """

    values: np.ndarray
    y: np.ndarray
    x: np.ndarray
    outline: np.ndarray
    box: Box | None = None

    @property
    def field(self) -> Box:
        """What holds the outline."""
        return _box(self.outline[:, 0], self.outline[:, 1])

    @property
    def bright(self) -> Box | None:
        """What holds the points of the bright cells; None if all is dark."""
        bright = _is_bright(self.values)
        return _box(self.y[bright], self.x[bright]) if bright.any() else None

    def polygons(self) -> list[np.ndarray]:
        """Return the corners (n, 2) of (x, y) of each cell."""
        from scipy.spatial import Voronoi

        points = np.stack([self.x, self.y], axis=1)
        left, right, bottom, top = self.field
        reach = 10.0 * max(right - left, top - bottom)
        middle = np.array([0.5 * (left + right), 0.5 * (bottom + top)])
        # Four points far away make all other cells finite.
        far = middle + reach * np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
        found = Voronoi(np.concatenate([points, far]))
        return [found.vertices[found.regions[region]] for region in found.point_region[: len(points)]]

    def paint(self, axes: Axes, values: np.ndarray, **colours: Any) -> ScalarMappable:
        """Draw `values` in place of the cells' own."""
        width = config.section("plots")["mesh_line_width"]
        # An edge of a cell's own colour would hide the gaps that antialiasing leaves between cells.
        cells = PolyCollection(self.polygons(), array=values, edgecolors="face", linewidths=0.3, **colours)
        cells.set_rasterized(True)
        axes.add_collection(cells)
        drawn = [cells]
        if width:
            edges = PolyCollection(self.polygons(), facecolors="none", edgecolors="white", linewidths=width, alpha=0.4)
            axes.add_collection(edges)
            drawn.append(edges)
        inside = PathPatch(Path(self.outline[:, ::-1]), transform=axes.transData)
        for collection in drawn:
            collection.set_clip_path(inside)
        return cells


Picture = SourceImage | SourceCells


def box_of(picture: Picture, caustics: Iterable[Any] = ()) -> Box:
    """The square that holds the caustics and all that is bright, with a margin; the picture's own where it has one."""
    if picture.box is not None:
        return picture.box
    y: list[float] = []
    x: list[float] = []
    if picture.bright is not None:
        x += picture.bright[:2]
        y += picture.bright[2:]
    for points in map(np.asarray, caustics):
        y += [points[:, 0].min(), points[:, 0].max()]
        x += [points[:, 1].min(), points[:, 1].max()]
    if not y:
        x, y = list(picture.field[:2]), list(picture.field[2:])
    half = (0.5 + _MARGIN) * float(max(max(y) - min(y), max(x) - min(x)))
    centre_y, centre_x = 0.5 * float(max(y) + min(y)), 0.5 * float(max(x) + min(x))
    return centre_x - half, centre_x + half, centre_y - half, centre_y + half


def _is_bright(values: np.ndarray) -> np.ndarray:
    values = np.ma.filled(np.ma.asarray(values), 0.0)
    brightest = float(np.max(values))
    return values > _FAINTEST * brightest if brightest > 0.0 else np.zeros(values.shape, dtype=bool)


def _box(y: np.ndarray, x: np.ndarray) -> Box:
    return float(np.min(x)), float(np.max(x)), float(np.min(y)), float(np.max(y))
