"""The Delaunay triangulation of the vertices of a mesh, the same whatever rounding makes of vertices on one circle.

Vertices are inserted one by one along a Hilbert curve, so that each lies near the last. The triangles whose circles
hold a new vertex are replaced by those that join it to their outline (Bowyer 1981, Comput. J. 24, 162; Watson 1981,
Comput. J. 24, 167). The outside of the hull is made of triangles too, which share a vertex at infinity. Four vertices
on one circle are triangulated as if each vertex were lifted by an infinitesimal amount, the more the higher its index
(Edelsbrunner & Mucke 1990, ACM Trans. Graph. 9, 66), so that ties depend on indices alone.

Behind a symmetric lens such ties are the rule, and rounding breaks them. So what is a tie within `TIE` is taken for
one, and vertices within `SAME_PLACE` are in one place. Where that leads to no triangulation (vertices all but in a
line, say) it is made once more with predicates that are exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.constants import MAX_NEIGHBORS, SAME_PLACE, TIE
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, VECTOR, linked
from autolens_lite.xp.numba_xp.meshes.hilbert_order import hilbert_order, without_extremes
from autolens_lite.xp.numba_xp.meshes.predicates import in_circle_or_tie, orientation, orientation_or_tie
from autolens_lite.xp.numba_xp.meshes.sorting import ascending
from autolens_lite.xp.numba_xp.meshes.triangulation_arrays import link, link_in_line, store, tabulate
from autolens_lite.xp.structures import Triangulation

_CONCENTRATED = 1e-6


class Growing(NamedTuple):
    """The triangulation of the vertices inserted so far. The vertex at infinity has the index S.

    Attributes
    ----------
    y, x : (S,) float
        All vertices.
    corners : (2 S + 2, 3) int
        Those of each triangle, counter-clockwise.
    across : (2 S + 2, 3) int
        The neighbour across the side opposite to each corner.
    """

    y: np.ndarray
    x: np.ndarray
    corners: np.ndarray
    across: np.ndarray


def triangulation(y, x):
    """See `contract.triangulation`."""
    y, x = np.ascontiguousarray(y, dtype=np.float64), np.ascontiguousarray(x, dtype=np.float64)
    size = y.shape[0]
    result = Triangulation(
        np.empty((2 * size, 3), np.int64),
        np.empty((2 * size, 3), np.int64),
        np.empty(size + 1, np.int64),
        np.empty(6 * size, np.int64),
        np.empty((size, MAX_NEIGHBORS), np.int64),
        np.empty(size, np.int64),
    )
    triangulate.from_python(y, x, *result)
    return result


@custom_call("triangulation", "vector vector -> indices indices integers integers indices integers")
@linked(VECTOR, VECTOR, INDICES, INDICES, INTEGERS, INTEGERS, INDICES, INTEGERS)
def triangulate(y, x, triangles, adjacent, starts, links, neighbors, start):
    """Fill the arrays of a `Triangulation`."""
    size = y.size
    triangles[:] = -1
    adjacent[:] = -1
    starts[:] = 0
    links[:] = -1
    neighbors[:] = -1
    start[:] = -1
    twin = np.full(size, -1)
    largest = 0.0
    for i in range(size):
        if not (np.isfinite(y[i]) and np.isfinite(x[i])):
            return
        largest = max(largest, abs(y[i]), abs(x[i]))
    y, x = without_extremes(y, largest), without_extremes(x, largest)
    order = hilbert_order(y, x)
    growing = Growing(y, x, np.full((2 * size + 2, 3), -1), np.full((2 * size + 2, 3), -1))
    # Of the median, since one vertex may be very far out, though not so far that lengths tell no ties.
    spread = np.median(np.abs(y - np.median(y)) + np.abs(x - np.median(x)))
    used = 0
    if spread > _CONCENTRATED:
        used = _insert_all(growing, order, twin, TIE, SAME_PLACE * spread)
    if used == 0 or not _covers(growing, used, twin):
        growing.corners[:] = -1
        growing.across[:] = -1
        twin[:] = -1
        used = _insert_all(growing, order, twin, 0.0, 0.0)
    if used == 0:
        link_in_line(y, x, starts, links, twin)
    else:
        store(growing, used, triangles, adjacent, start)
        link(triangles, adjacent, twin, starts, links)
    for i in range(size):
        if twin[i] >= 0:
            start[i] = start[twin[i]]
    tabulate(starts, links, neighbors)


@compiled
def _is_inside(y, x, corners, triangle, point, tie):
    """Whether a triangle's circle holds a point; the circle of a triangle at infinity is the half-plane beyond.

    It is called most often, and so with arrays: a tuple of them costs this kernel a quarter of its time.
    """
    ghost = y.size
    a, b, c = corners[triangle, 0], corners[triangle, 1], corners[triangle, 2]
    if a == ghost or b == ghost or c == ghost:
        # The two finite vertices, in the order in which they follow each other.
        if a == ghost:
            a, b = b, c
        elif b == ghost:
            a, b = c, a
        side = orientation_or_tie(x[a], y[a], x[b], y[b], x[point], y[point], tie)
        if side != 0.0:
            return side > 0.0
        # In line with the edge of the hull: inside where it is between the ends.
        return (x[a] - x[point]) * (x[b] - x[point]) + (y[a] - y[point]) * (y[b] - y[point]) < 0.0
    sign = in_circle_or_tie(x[a], y[a], x[b], y[b], x[c], y[c], x[point], y[point], tie)
    if sign != 0.0:
        return sign > 0.0
    return _is_inside_lifted(y, x, a, b, c, point)


@compiled
def _is_inside_lifted(y, x, a, b, c, d):
    """The tie: the sign of the lift's largest term, that of the lowest index whose lift matters.

    On a circle the determinant of the four lifted points is zero. Lifted by infinitesimal amounts it is a sum of these,
    each times the area of the triangle of the other three, its minor; the first that is not zero outweighs the rest.
    """
    for n in ascending(np.array([float(a), float(b), float(c), float(d)])):
        i = (a, b, c, d)[n]
        if i == a:
            minor = orientation(x[b], y[b], x[c], y[c], x[d], y[d])
        elif i == b:
            minor = orientation(x[c], y[c], x[a], y[a], x[d], y[d])
        elif i == c:
            minor = orientation(x[a], y[a], x[b], y[b], x[d], y[d])
        else:
            minor = orientation(x[c], y[c], x[b], y[b], x[a], y[a])
        if minor != 0.0:
            return minor < 0.0
    return False


@compiled
def _coincide(y, x, i, j, same_place):
    return abs(x[i] - x[j]) <= same_place and abs(y[i] - y[j]) <= same_place


@compiled
def _first_three(y, x, order, tie, same_place):
    """Three points that are not collinear, counter-clockwise, the first of them first in order; -1 where none are."""
    a = order[0]
    b = c = -1
    for i in order[1:]:
        if b < 0:
            if not _coincide(y, x, a, i, same_place):
                b = i
            continue
        if _coincide(y, x, a, i, same_place) or _coincide(y, x, b, i, same_place):
            continue
        side = orientation_or_tie(x[a], y[a], x[b], y[b], x[i], y[i], tie)
        if side != 0.0:
            c = i
            if side < 0.0:
                b, c = c, b
            break
    return a, b, c


@compiled
def _insert_all(growing, order, twin, tie, same_place):
    """Triangulate; returns the number of triangles, 0 where points are collinear or ties mislead.

    All that is done for each vertex stands here, with arrays and not tuples of them: to hand these to functions takes
    a tenth as long as the rest.
    """
    y, x, corners, across = growing
    ghost = y.size
    if ghost < 3:
        return 0
    a, b, c = _first_three(y, x, order, tie, same_place)
    if c < 0:
        return 0
    _set_first(growing, a, b, c)
    used, last = 4, 0
    state = np.zeros(corners.shape[0], np.int64)  # 2 i + 3: in the cavity of the i-th point, 2 i + 2: not in it
    cavity = np.empty(corners.shape[0], np.int64)
    outline = np.empty((corners.shape[0], 3), np.int64)  # both ends of an edge, counter-clockwise; the triangle beyond
    begins = np.zeros(ghost + 1, np.int64)  # of a vertex on the outline the new triangle whose edge begins there
    number = 0
    for point in order:
        if point in (a, b, c):
            continue
        number += 1
        last, same = _triangle_of(y, x, corners, across, last, point, tie, same_place)
        if last < 0:
            return 0
        if same >= 0:
            _join(corners, used, twin, same, point)
            continue
        # The cavity: the triangles whose circles hold the point, which are joined by their sides, and its outline.
        # Each triangle next to one of them is tested once: `state` remembers how that went.
        taken, edges, depth = 1, 0, 0
        cavity[0] = last
        state[last] = 2 * number + 1
        while depth < taken:
            triangle = cavity[depth]
            depth += 1
            for k in range(3):
                other = across[triangle, k]
                if state[other] < 2 * number:
                    inside = _is_inside(y, x, corners, other, point, tie)
                    state[other] = 2 * number + (1 if inside else 0)
                    if inside:
                        cavity[taken] = other
                        taken += 1
                if state[other] == 2 * number:
                    outline[edges, 0] = corners[triangle, (k + 1) % 3]
                    outline[edges, 1] = corners[triangle, (k + 2) % 3]
                    outline[edges, 2] = other
                    edges += 1
        # Without holes n triangles have n + 2 edges; another number is the work of rounding.
        if edges != taken + 2:
            return 0
        # The point is joined to each edge. The first of the new triangles take the places of those of the cavity.
        for e in range(edges):
            if e < taken:
                triangle = cavity[e]
            else:
                triangle = used
                used += 1
                cavity[e] = triangle
            i, j, other = outline[e, 0], outline[e, 1], outline[e, 2]
            corners[triangle, 0], corners[triangle, 1], corners[triangle, 2] = point, i, j
            across[triangle, 0] = other
            for k in range(3):
                if corners[other, (k + 1) % 3] == j and corners[other, (k + 2) % 3] == i:
                    across[other, k] = triangle
            begins[i] = triangle
            if i != ghost and j != ghost:
                last = triangle
        # Their neighbours among themselves: where the edge of one ends, that of the next begins.
        for e in range(edges):
            triangle = cavity[e]
            other = begins[corners[triangle, 2]]
            across[triangle, 1] = other
            across[other, 2] = triangle
    return used


@compiled
def _set_first(growing, a, b, c):
    """Begin with one triangle, and one at infinity beyond each of its sides."""
    corners, across, ghost = growing.corners, growing.across, growing.y.size
    corners[0, 0], corners[0, 1], corners[0, 2] = a, b, c
    for k in range(3):
        corners[1 + k, 0] = corners[0, (k + 2) % 3]
        corners[1 + k, 1] = corners[0, (k + 1) % 3]
        corners[1 + k, 2] = ghost
        across[0, k] = 1 + k
        across[1 + k, 2] = 0
        across[1 + k, 0] = 1 + (k + 2) % 3
        across[1 + k, 1] = 1 + (k + 1) % 3


@compiled
def _join(corners, used, twin, vertex, point):
    """Note that a point is in a vertex's place; the lower index of the two stands in the triangles."""
    if vertex < point:
        twin[point] = vertex
        return
    for t in range(used):
        for k in range(3):
            if corners[t, k] == vertex:
                corners[t, k] = point
    for i in range(twin.size):
        if twin[i] == vertex:
            twin[i] = point
    twin[vertex] = point


@compiled
def _covers(growing, used, twin):
    """Whether triangles are counter-clockwise, as many as their hull and their vertices make."""
    y, x = growing.y, growing.x
    ghost = y.size
    finite, infinite = 0, 0
    for t in range(used):
        a, b, c = growing.corners[t, 0], growing.corners[t, 1], growing.corners[t, 2]
        if a == ghost or b == ghost or c == ghost:
            infinite += 1
            continue
        finite += 1
        if not orientation(x[a], y[a], x[b], y[b], x[c], y[c]) > 0.0:
            return False
    placed = 0
    for i in range(ghost):
        placed += 1 if twin[i] < 0 else 0
    # Euler: n vertices, h of them on the hull, make 2 n - 2 - h triangles.
    return finite == 2 * placed - 2 - infinite


@compiled
def _triangle_of(y, x, corners, across, triangle, point, tie, same_place):
    """Walk from a triangle to the one that holds a point; one at infinity for a point beyond the hull; -1 if lost.

    Also the vertex in whose place the point is, or -1. Each step crosses a side that the point lies beyond. The way is
    short, since points follow each other along a curve; a walk longer than there are triangles goes in a circle.
    """
    ghost = y.size
    for _ in range(2 * corners.shape[0]):
        moved, beyond = False, False
        for k in range(3):
            i = corners[triangle, k]
            if i == ghost:
                beyond = True
            elif _coincide(y, x, i, point, same_place):
                return triangle, i
        if beyond:
            return triangle, -1
        for k in range(3):
            i, j = corners[triangle, (k + 1) % 3], corners[triangle, (k + 2) % 3]
            if orientation_or_tie(x[i], y[i], x[j], y[j], x[point], y[point], tie) < 0.0:
                triangle = across[triangle, k]
                moved = True
                break
        if not moved:
            return triangle, -1
    return -1, -1
