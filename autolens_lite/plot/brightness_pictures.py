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
from autolens_lite.fit.source_image import Box, box_around, bright_box, is_bright, square_around

# Of the peak, and of what is brighter.
FAINTEST, _MARGIN = 0.1, 0.15


class SourcePixels(NamedTuple):
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
        return box_around(self.edges_y[[0, -1]], self.edges_x[[0, -1]])

    @property
    def bright(self) -> Box | None:
        """What holds the bright pixels; None if all is dark."""
        return bright_box(self.values, self.edges_y, self.edges_x, FAINTEST)

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

    `box` is as for `SourcePixels`.
    """

    values: np.ndarray
    y: np.ndarray
    x: np.ndarray
    outline: np.ndarray
    box: Box | None = None

    @property
    def field(self) -> Box:
        """What holds the outline."""
        return box_around(self.outline[:, 0], self.outline[:, 1])

    @property
    def bright(self) -> Box | None:
        """What holds the points of the bright cells; None if all is dark."""
        bright = is_bright(self.values, FAINTEST)
        return box_around(self.y[bright], self.x[bright]) if bright.any() else None

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


Picture = SourcePixels | SourceCells


def box_of(picture: Picture, caustics: Iterable[Any] = ()) -> Box:
    """The square that holds the caustics and all that is bright, with a margin; the picture's own where it has one."""
    return square_with(picture.bright, caustics, picture.field) if picture.box is None else picture.box


def square_with(bright: Box | None, caustics: Iterable[Any], field: Box) -> Box:
    """The square that holds caustics and what is bright, with a margin; that of the field where there is neither."""
    curves = [np.asarray(curve) for curve in caustics]
    boxes = [box_around(curve[:, 0], curve[:, 1]) for curve in curves] + ([] if bright is None else [bright])
    lefts, rights, bottoms, tops = zip(*(boxes or [field]), strict=True)
    return square_around((min(lefts), max(rights), min(bottoms), max(tops)), _MARGIN)
