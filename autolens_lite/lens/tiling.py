"""Where a map of the plane reaches a point: cells of a lattice, halved about every place that may."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autolens_lite import check

Mapping = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]

# (row, column) of a cell's corners, and the two triangles that it is divided into, of one orientation.
_CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
_TRIANGLES = ((0, 1, 3), (0, 3, 2))
_AROUND = np.array([[i, j] for i in (-1, 0, 1) for j in (-1, 0, 1)])
# A fold is followed while the point is within this many times the size of the mapped cell: the map is quadratic across
# it, so that the cell's corners may lie on one side of a point that the cell's inside reaches.
_REACH = 2.0
# Of memory that a cell takes, with its corners and where they are mapped, at least.
_BYTES = 300


def check_cells(name: str, value: float, number: float) -> None:
    """Refuse an argument that asks for more cells than fit in memory."""
    check.allocatable(name, value, _BYTES * number, "Pass a larger one.")


def starting_points_of(
    mapping: Mapping,
    point: tuple[float, float],
    extent: tuple[float, float, float, float],
    scale: float,
    precision: float,
) -> np.ndarray:
    """Return points of a rectangle, each within about `precision` of one that is mapped onto `point`.

    Cells of a square lattice are divided into two triangles. A cell is halved again where one of its triangles, mapped,
    contains the point, and where neighbouring triangles are mapped with opposite orientations (a critical curve) not
    far from the point, as a pair of points may lie within one triangle there.

    Raises ParameterError if the cells, as many as a ring has at that precision, are more than fit in memory.

    Parameters
    ----------
    mapping
        Takes arrays y and x, each (N,), and returns where they are mapped.
    point
        The (y, x) that is to be reached.
    extent
        (x left, x right, y bottom, y top).
    scale
        The size of the first cells: a smaller structure of the map may be missed.
    precision
        The largest size of the last cells.

    Returns
    -------
    Array (n, 2) of (y, x), several for one solution where cells touch.
    """
    left, right, bottom, top = extent
    shape = np.array(
        [max(1, int(np.ceil((top - bottom) / scale - 1e-9))), max(1, int(np.ceil((right - left) / scale - 1e-9)))]
    )
    origin, size = np.array([bottom, left]), np.array([(top - bottom), (right - left)]) / shape
    levels = max(0, int(np.ceil(np.log2(size.max() / precision))))
    cells = np.stack(np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"), axis=-1).reshape(-1, 2)
    for level in range(levels + 1):
        if level:
            cells = _halved(cells, shape << level)
            check_cells("pixel_scale_precision", precision, len(cells))
        corners, corner_of_cell = _corners_of(cells)
        places = origin + corners * (size / 2**level)
        mapped = np.stack(mapping(places[:, 0], places[:, 1]), axis=-1) - np.asarray(point)
        inside, fold = _inside(mapped[corner_of_cell]), _folds(mapped[corner_of_cell], corner_of_cell)
        selected = inside.any(axis=1) | fold
        cells, corner_of_cell, inside = cells[selected], corner_of_cell[selected], inside[selected]
    starts = [
        _origin_in(places[corner_of_cell][:, t], mapped[corner_of_cell][:, t])[inside[:, i]]
        for i, t in enumerate(_TRIANGLES)
    ]
    starts.append(places[corner_of_cell[~inside.any(axis=1)]].reshape(-1, 2))
    return np.concatenate(starts)


def _halved(cells: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """The quarters of cells and of their neighbours, within the lattice of `shape` cells of half the size."""
    around = np.unique((cells[:, None] + _AROUND).reshape(-1, 2), axis=0)
    quarters = (2 * around[:, None] + _CORNERS).reshape(-1, 2)
    return quarters[np.all((quarters >= 0) & (quarters < shape), axis=1)]


def _corners_of(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The corners of cells, each once, (N, 2), and their indices for each cell, (C, 4)."""
    corners = (cells[:, None] + _CORNERS).reshape(-1, 2)
    width = corners[:, 1].max(initial=0) + 1
    keys, index = np.unique(corners[:, 0] * width + corners[:, 1], return_inverse=True)
    return np.stack(np.divmod(keys, width), axis=-1), index.reshape(-1, 4)


def _cross(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return first[..., 1] * second[..., 0] - first[..., 0] * second[..., 1]


def _inside(mapped: np.ndarray) -> np.ndarray:
    """Whether each triangle of mapped cells (C, 4, 2), edges included, contains the origin: (C, 2)."""
    flags = []
    for triangle in _TRIANGLES:
        a, b, c = (mapped[:, k] for k in triangle)
        sides = np.stack([_cross(a, b), _cross(b, c), _cross(c, a)])
        flags.append(np.all(sides >= 0.0, axis=0) | np.all(sides <= 0.0, axis=0))
    return np.stack(flags, axis=1)


def _folds(mapped: np.ndarray, corner_of_cell: np.ndarray) -> np.ndarray:
    """Whether cells (C, 4, 2) are mapped near the origin, and touch triangles of both orientations: (C,)."""
    total = corner_of_cell.max(initial=0) + 1
    seen = np.zeros((2, total), dtype=bool)
    for triangle in _TRIANGLES:
        a, b, c = (mapped[:, k] for k in triangle)
        area = _cross(b - a, c - a)
        for row, flags in enumerate((area > 0.0, area < 0.0)):
            seen[row, corner_of_cell[flags][:, triangle]] = True
    both = (seen[0] & seen[1])[corner_of_cell].any(axis=1)
    middle = mapped.mean(axis=1)
    radius = np.linalg.norm(mapped - middle[:, None], axis=-1).max(axis=1)
    return both & (np.linalg.norm(middle, axis=-1) <= _REACH * radius)


def _origin_in(places: np.ndarray, mapped: np.ndarray) -> np.ndarray:
    """The place of triangles (C, 3, 2) that a linear map of their corners takes to the origin; (C, 2)."""
    a, b, c = (mapped[:, k] for k in range(3))
    weights = np.stack([_cross(b, c), _cross(c, a), _cross(a, b)], axis=1)
    total = weights.sum(axis=1, keepdims=True)
    flat = np.abs(total) <= 1e-300
    weights = np.where(flat, 1.0 / 3.0, weights / np.where(flat, 1.0, total))
    return np.sum(weights[:, :, None] * places, axis=1)
