"""The contract's entries for meshes of triangles and cells: triangulation, and the weights between vertices."""

from __future__ import annotations

import itertools

import numpy as np

from autolens_lite.xp.constants import MAX_NATURAL, MAX_NEIGHBORS, TIE
from autolens_lite.xp.contract import examples_meshes as examples
from autolens_lite.xp.contract.kernel import kernel
from autolens_lite.xp.structures import Triangulation


def _counter_clockwise(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Triangles from their lowest vertex on, sorted."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    turn = (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]) - (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1])
    triangles = np.where((turn > 0)[:, None], triangles, triangles[:, ::-1])
    first = triangles.argmin(axis=1)
    turned = triangles[np.arange(len(triangles))[:, None], (first[:, None] + np.arange(3)) % 3]
    return turned[np.lexsort(turned.T[::-1])]


@kernel("meshes.triangulation", examples=examples.vertices)
def triangulation(y, x):
    """The Delaunay triangulation of the vertices of a mesh, a `Triangulation`.

    Four vertices on a circle are joined as if each were lifted, off the paraboloid on which circles are planes, by an
    infinitesimal amount that is greater the higher its index; the result depends on the vertices alone, and turns with
    them. What is on a circle or in line within `TIE` is taken to be, and vertices within `SAME_PLACE` to be in one
    place, so that a symmetric lens has one triangulation whatever the rounding; where that leads to none, as of
    vertices that are all but in a line, predicates are exact.

    Parameters
    ----------
    y, x : (S,) float

    Returns
    -------
    Triangulation
        Whole numbers, constant under derivatives.
    """
    from scipy.spatial import Delaunay, QhullError

    points, size = np.stack([y, x], axis=1), len(y)
    try:
        found = _counter_clockwise(points, Delaunay(points, qhull_options="Qbb Qc Qz Q12").simplices)
    except QhullError:
        found = np.zeros((0, 3), np.int64)
    triangles, adjacent = np.full((2 * size, 3), -1), np.full((2 * size, 3), -1)
    triangles[: len(found)] = found
    sides = {(row[(k + 1) % 3], row[(k + 2) % 3]): t for t, row in enumerate(found.tolist()) for k in range(3)}
    pairs = {pair for side in sides for pair in (side, side[::-1])}
    for t, row in enumerate(found.tolist()):
        adjacent[t] = [sides.get((row[(k + 2) % 3], row[(k + 1) % 3]), -1) for k in range(3)]
    start = np.array([np.flatnonzero((triangles == i).any(axis=1)).min(initial=2 * size) for i in range(size)])
    for i in range(size):
        same = np.flatnonzero((points == points[i]).all(axis=1))
        if same[0] < i:
            pairs |= {(i, same[0]), (same[0], i)}
            start[i] = start[same[0]]
    if not len(found):
        along = np.unique(points, axis=0, return_index=True)[1]
        pairs |= {pair for i, j in itertools.pairwise(along) for pair in ((i, j), (j, i))}
    rows = [sorted(j for i, j in pairs if i == n) for n in range(size)]
    links, neighbors = np.full(6 * size, -1), np.full((size, MAX_NEIGHBORS), -1)
    links[: len(pairs)] = [j for row in rows for j in row]
    for i, row in enumerate(rows):
        neighbors[i, : len(row)] = row
    starts = np.cumsum([0] + [len(row) for row in rows])
    return Triangulation(triangles, adjacent, starts, links, neighbors, np.where(start < 2 * size, start, -1))


@kernel("meshes.bilinear", examples=examples.rectangles, derived=(0, 1, 2), static=(3,))
def bilinear_weights(y, x, frame, shape):
    """Bilinear interpolation between the centres of a mesh's rows and columns of pixels.

    Parameters
    ----------
    y, x : (N,) float
    frame : (4,) float
        Top, left, rows and columns a unit: a point lies (y - top) * rows down the mesh and (x - left) * columns across
        it, in pixels. `rows` is negative where y points up.
    shape : (rows, columns)
        At least 2 each.

    Returns
    -------
    (N, 4) int, (N, 4) float
        The two pixels of a row about each point and the two below them, and their weights; outside the outermost
        centres weights extrapolate. NaN where a point is.
    """
    top, left, rows, columns = frame
    down, across = (np.asarray(y) - top) * rows - 0.5, (np.asarray(x) - left) * columns - 0.5
    row, column = (
        np.clip(np.floor(np.nan_to_num(part)), 0, count - 2).astype(np.int64)
        for part, count in zip((down, across), shape, strict=True)
    )
    first, v, u = row * shape[1] + column, down - row, across - column
    indices = np.stack([first, first + 1, first + shape[1], first + shape[1] + 1], axis=1)
    return indices, np.stack([(1.0 - v) * (1.0 - u), (1.0 - v) * u, v * (1.0 - u), v * u], axis=1)


def _distances(y, x, vertices_y, vertices_x):
    return np.hypot(np.asarray(y)[:, None] - vertices_y, np.asarray(x)[:, None] - vertices_x)


def _nearest(y, x, vertices_y, vertices_x):
    """The first of the vertices that are as near as any, within `TIE` of the square."""
    squares = _distances(y, x, vertices_y, vertices_x) ** 2
    return (squares <= (1.0 + TIE) * squares.min(axis=1, keepdims=True)).argmax(axis=1)


def _barycentric(y, x, vertices_y, vertices_x, triangulation):
    """The triangle of each point, -1 for none, and its weights there."""
    triangles = triangulation.triangles[triangulation.triangles[:, 0] >= 0]
    found, weights = np.full(len(y), -1), np.zeros((len(y), 3))
    for t, corners in enumerate(triangles):
        system = np.stack([vertices_y[corners], vertices_x[corners], np.ones(3)])
        shares = np.linalg.solve(system, np.stack([y, x, np.ones(len(y))])).T
        here = (shares >= -1e-14).all(axis=1) & (found < 0)
        found[here], weights[here] = t, shares[here]
    return found, weights


@kernel("meshes.delaunay", examples=examples.points, derived=(2, 3, 0, 1), rtol=1e-11)
def delaunay_weights(y, x, vertices_y, vertices_x, triangulation):
    """Linear interpolation in triangles.

    Parameters
    ----------
    y, x : (N,) float
        Points; the nearer each is to the last, the faster.
    vertices_y, vertices_x : (S,) float
    triangulation : Triangulation
        Of these vertices.

    Returns
    -------
    (N, 3) int, (N, 3) float
        The corners of the triangle that holds each point, in its order, and their weights. A point beyond the hull has
        its nearest vertex, of weight 1, and then -1 of weight 0. NaN where a point, or any vertex, is not finite.
    """
    found, weights = _barycentric(y, x, vertices_y, vertices_x, triangulation)
    nearest = _nearest(y, x, vertices_y, vertices_x)
    outside = np.stack([nearest, np.full(len(y), -1), np.full(len(y), -1)], axis=1)
    inside = (found >= 0)[:, None]
    indices = np.where(inside, triangulation.triangles[found], outside)
    return indices, np.where(inside, weights, [1.0, 0.0, 0.0])


@kernel("meshes.delaunay", examples=examples.points)
def nearest_vertices(y, x, vertices_y, vertices_x, triangulation):
    """The nearest vertex of each point, (N, 1) int; of those as near within `TIE` the first. See `delaunay_weights`."""
    return _nearest(y, x, vertices_y, vertices_x)[:, None]


@kernel("meshes.natural_neighbor", examples=examples.points_in_order, derived=(2, 3, 0, 1), rtol=1e-9)
def natural_neighbor_weights(y, x, vertices_y, vertices_x, triangulation):
    """Natural-neighbour interpolation (Sibson 1981, in Interpreting Multivariate Data, p. 21).

    The weight of a vertex is the share of the point's own Voronoi cell, were the point a vertex too, that is taken from
    the cell of the vertex. Weights are continuous where edges flip, and reproduce linear functions.

    Parameters
    ----------
    y, x, vertices_y, vertices_x, triangulation
        See `delaunay_weights`.

    Returns
    -------
    (N, MAX_NATURAL) int, (N, MAX_NATURAL) float
        The natural neighbours of each point, ascending, then -1, and their weights. A point beyond the hull has its
        nearest vertex alone; one on a vertex that; one on the hull, or with more neighbours than there is room for, its
        linear weights. NaN where a point, or any vertex, is not finite.
    """
    indices, weights = np.full((len(y), MAX_NATURAL), -1), np.zeros((len(y), MAX_NATURAL))
    found, _ = _barycentric(y, x, vertices_y, vertices_x, triangulation)
    vertices = np.stack([vertices_y, vertices_x], axis=1)
    for n, point in enumerate(np.stack([y, x], axis=1)):
        distance = np.hypot(*(vertices - point).T)
        if found[n] < 0 or distance.min() == 0.0:
            indices[n, 0], weights[n, 0] = distance.argmin(), 1.0
            continue
        areas = _taken(point, vertices)
        present = np.flatnonzero(areas > 1e-13 * areas.sum())
        indices[n, : present.size], weights[n, : present.size] = present, areas[present] / areas.sum()
    return indices, weights


def _taken(point: np.ndarray, vertices: np.ndarray) -> np.ndarray:
    """The area that the point's Voronoi cell takes from that of each vertex."""
    cell = 1e3 * np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
    for vertex in vertices:
        cell = _nearer(cell, point, vertex)
    areas = np.zeros(len(vertices))
    for i, vertex in enumerate(vertices):
        part = cell
        for j, other in enumerate(vertices):
            part = part if i == j else _nearer(part, vertex, other)
        y, x = part.T
        areas[i] = 0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    return areas


def _nearer(polygon: np.ndarray, point: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The part of a polygon that is nearer to a point than to another."""
    sides = (polygon - 0.5 * (point + other)) @ (other - point)
    corners = []
    for a, b, side_a, side_b in zip(polygon, np.roll(polygon, -1, 0), sides, np.roll(sides, -1), strict=True):
        if side_a <= 0.0:
            corners.append(a)
        if side_a * side_b < 0.0:
            corners.append(a + (b - a) * side_a / (side_a - side_b))
    return np.array(corners).reshape(-1, 2)


@kernel("meshes.k_nearest", examples=examples.points_and_number, derived=(2, 3, 6, 0, 1), static=(5,), rtol=1e-11)
def k_nearest_weights(y, x, vertices_y, vertices_x, triangulation, k, radius_scale):
    """Weights of the k nearest vertices.

    The function is Wendland's of smoothness C4 (1995, Adv. Comput. Math. 4, 389): (1 - s)^6 (35 s^2 + 18 s + 3) of the
    distance over `radius_scale` times that of the k-th; weights are scaled to sum 1. They jump where the set changes,
    the less the nearer `radius_scale` is to 1.

    Parameters
    ----------
    y, x, vertices_y, vertices_x, triangulation
        See `delaunay_weights`.
    k : int
        At least 2; no more than S are used.
    radius_scale : float
        At least 1.

    Returns
    -------
    (N, k) int, (N, k) float
        Nearest first, those as near within `TIE` by index. NaN where a point, or any vertex, is not finite.
    """
    distances = _distances(y, x, vertices_y, vertices_x)
    order = np.argsort(distances, axis=1, kind="stable")
    squares = np.take_along_axis(distances, order, axis=1) ** 2
    ranks = np.cumsum(np.diff(squares, axis=1, prepend=squares[:, :1]) > TIE * squares, axis=1)
    indices = np.take_along_axis(order, np.lexsort((order, ranks), axis=1), axis=1)[:, :k]
    s = np.take_along_axis(distances, indices, axis=1)
    s = s / (radius_scale * s[:, -1:])
    weights = np.where(s < 1.0, (1.0 - s) ** 6 * (35.0 * s**2 + 18.0 * s + 3.0), 0.0)
    return indices, weights / weights.sum(axis=1, keepdims=True)
