"""The Delaunay triangulation of the vertices of a mesh, the same whatever rounding makes of vertices on one circle.

Vertices are inserted one by one along a Hilbert curve, so that each lies near the last. The triangles whose circles
hold a new vertex are replaced by those that join it to their outline (Bowyer 1981; Watson 1981). The outside of the
hull is made of triangles too, which share a vertex at infinity. Four vertices on one circle are triangulated as if each
vertex were lifted by an infinitesimal amount, the more the higher its index, so that ties depend on indices alone.

Behind a symmetric lens such ties are the rule, and rounding breaks them. So what is a tie within `TIE` is taken for
one, and vertices within `SAME_PLACE` are in one place. Where that leads to no triangulation (vertices all but in a
line, say) it is made once more with predicates that are exact.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.constants import MAX_NEIGHBORS, SAME_PLACE, TIE
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, VECTOR, linked
from autolens_lite.xp.numba_xp.meshes.predicates import in_circle_or_tie, orientation, orientation_or_tie
from autolens_lite.xp.numba_xp.meshes.sorting import ascending
from autolens_lite.xp.structures import Triangulation

_HILBERT_BITS = 16
_SMALLEST = 1e-50
_CONCENTRATED = 1e-6


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
    y, x = _without_extremes(y, largest), _without_extremes(x, largest)
    order = _hilbert_order(y, x)
    corners = np.full((2 * size + 2, 3), -1)
    across = np.full((2 * size + 2, 3), -1)
    # Of the median, since one vertex may be very far out, though not so far that lengths tell no ties.
    spread = np.median(np.abs(y - np.median(y)) + np.abs(x - np.median(x)))
    used = 0
    if spread > _CONCENTRATED:
        used = _insert_all(y, x, order, corners, across, twin, TIE, SAME_PLACE * spread)
    if used == 0 or not _covers(y, x, corners, used, twin):
        corners[:] = -1
        across[:] = -1
        twin[:] = -1
        used = _insert_all(y, x, order, corners, across, twin, 0.0, 0.0)
    if used == 0:
        _link_in_line(y, x, starts, links, twin)
    else:
        _store(corners, across, used, size, triangles, adjacent, start)
        _link(triangles, adjacent, twin, starts, links)
    for i in range(size):
        if twin[i] >= 0:
            start[i] = start[twin[i]]
    _tabulate(starts, links, neighbors)


@compiled
def _without_extremes(values, largest):
    """Values times a power of two, about 1 at most, and zero for 1e-50, so that no product overflows or underflows."""
    scale = 2.0 ** -np.floor(np.log2(largest)) if largest > 1e-290 else 1.0
    result = values * scale
    for i in range(result.size):
        if abs(result[i]) < _SMALLEST:
            result[i] = 0.0
    return result


@compiled
def _hilbert_order(y, x):
    """Indices of the points along a Hilbert curve; equal points by index."""
    size = y.size
    bottom, left = y.min(), x.min()
    side = max(y.max() - bottom, x.max() - left)
    scale = (2.0**_HILBERT_BITS - 1.0) / side if side > 0.0 else 0.0
    keys = np.empty(size)
    for i in range(size):
        column, row = int((x[i] - left) * scale), int((y[i] - bottom) * scale)
        key = 0
        step = 1 << (_HILBERT_BITS - 1)
        while step > 0:
            right = 1 if column & step else 0
            up = 1 if row & step else 0
            key = (key << 2) | ((3 * right) ^ up)
            if up == 0:
                if right == 1:
                    column, row = (1 << _HILBERT_BITS) - 1 - column, (1 << _HILBERT_BITS) - 1 - row
                column, row = row, column
            step >>= 1
        keys[i] = key
    return ascending(keys)


@compiled
def _is_inside(y, x, corners, triangle, point, ghost, tie):
    """Whether a triangle's circle holds a point; the circle of a triangle at infinity is the half-plane beyond."""
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
        return (x[a] - x[point]) * (x[b] - x[point]) + (y[a] - y[point]) * (y[b] - y[point]) < 0.0
    sign = in_circle_or_tie(x[a], y[a], x[b], y[b], x[c], y[c], x[point], y[point], tie)
    if sign != 0.0:
        return sign > 0.0
    return _is_inside_lifted(y, x, a, b, c, point)


@compiled
def _is_inside_lifted(y, x, a, b, c, d):
    """The tie: the sign of the lift's largest term, that of the lowest index whose lift matters."""
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
def _insert_all(y, x, order, corners, across, twin, tie, same_place):
    """Triangulate; returns the number of rows of `corners` in use, 0 where points are collinear or ties mislead."""
    ghost = y.size
    if ghost < 3:
        return 0
    a, b, c = _first_three(y, x, order, tie, same_place)
    if c < 0:
        return 0
    corners[0, 0], corners[0, 1], corners[0, 2] = a, b, c
    for k in range(3):
        corners[1 + k, 0] = corners[0, (k + 2) % 3]
        corners[1 + k, 1] = corners[0, (k + 1) % 3]
        corners[1 + k, 2] = ghost
        across[0, k] = 1 + k
        across[1 + k, 2] = 0
        across[1 + k, 0] = 1 + (k + 2) % 3
        across[1 + k, 1] = 1 + (k + 1) % 3
    used, last = 4, 0
    state = np.zeros(corners.shape[0], np.int64)  # 2 i + 3: in the cavity of the i-th point, 2 i + 2: not in it
    stack = np.empty(corners.shape[0], np.int64)
    outline = np.empty((corners.shape[0], 3), np.int64)
    begins = np.zeros(ghost + 1, np.int64)
    number = 0
    for point in order:
        if point in (a, b, c):
            continue
        number += 1
        last, same = _triangle_of(y, x, corners, across, last, point, ghost, tie, same_place)
        if last < 0:
            return 0
        if same >= 0:
            _join(corners, used, twin, same, point)
            continue
        # The cavity, whose triangles are listed on the stack, never taken off, and its outline.
        taken, edges, depth = 1, 0, 0
        stack[0] = last
        state[last] = 2 * number + 1
        while depth < taken:
            triangle = stack[depth]
            depth += 1
            for k in range(3):
                other = across[triangle, k]
                if state[other] < 2 * number:
                    inside = _is_inside(y, x, corners, other, point, ghost, tie)
                    state[other] = 2 * number + (1 if inside else 0)
                    if inside:
                        stack[taken] = other
                        taken += 1
                if state[other] == 2 * number:
                    outline[edges, 0] = corners[triangle, (k + 1) % 3]
                    outline[edges, 1] = corners[triangle, (k + 2) % 3]
                    outline[edges, 2] = other
                    edges += 1
        if edges != taken + 2:
            return 0
        for e in range(edges):
            if e < taken:
                triangle = stack[e]
            else:
                triangle = used
                used += 1
                stack[e] = triangle
            i, j, other = outline[e, 0], outline[e, 1], outline[e, 2]
            corners[triangle, 0], corners[triangle, 1], corners[triangle, 2] = point, i, j
            across[triangle, 0] = other
            for k in range(3):
                if corners[other, (k + 1) % 3] == j and corners[other, (k + 2) % 3] == i:
                    across[other, k] = triangle
            begins[i] = triangle
            if i != ghost and j != ghost:
                last = triangle
        for e in range(edges):
            triangle = stack[e]
            other = begins[corners[triangle, 2]]
            across[triangle, 1] = other
            across[other, 2] = triangle
    return used


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
def _covers(y, x, corners, used, twin):
    """Whether triangles are counter-clockwise, as many as their hull and their vertices make."""
    ghost = y.size
    finite, infinite = 0, 0
    for t in range(used):
        a, b, c = corners[t, 0], corners[t, 1], corners[t, 2]
        if a == ghost or b == ghost or c == ghost:
            infinite += 1
            continue
        finite += 1
        if not orientation(x[a], y[a], x[b], y[b], x[c], y[c]) > 0.0:
            return False
    placed = 0
    for i in range(ghost):
        placed += 1 if twin[i] < 0 else 0
    return finite == 2 * placed - 2 - infinite


@compiled
def _triangle_of(y, x, corners, across, triangle, point, ghost, tie, same_place):
    """Walk from a triangle to the one that holds a point; one at infinity for a point beyond the hull; -1 if lost.

    Also the vertex in whose place the point is, or -1.
    """
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


@compiled
def _store(corners, across, used, ghost, triangles, adjacent, start):
    """Copy the finite triangles, each from its lowest vertex on, sorted by their first two vertices."""
    first = np.full(used, -1)
    counts = np.zeros(ghost + 1, np.int64)
    for t in range(used):
        if corners[t, 0] == ghost or corners[t, 1] == ghost or corners[t, 2] == ghost:
            continue
        k = 0
        for m in range(1, 3):
            if corners[t, m] < corners[t, k]:
                k = m
        first[t] = k
        counts[corners[t, k] + 1] += 1
    counts = np.cumsum(counts)
    total = counts[ghost]
    sorted_to = np.empty(total, np.int64)
    filled = counts.copy()
    for t in range(used):
        if first[t] < 0:
            continue
        lowest = corners[t, first[t]]
        second = corners[t, (first[t] + 1) % 3]
        place = filled[lowest]
        while place > counts[lowest]:
            other = sorted_to[place - 1]
            if corners[other, (first[other] + 1) % 3] < second:
                break
            sorted_to[place] = other
            place -= 1
        sorted_to[place] = t
        filled[lowest] += 1
    number = np.full(used, -1)
    for n in range(total):
        number[sorted_to[n]] = n
    for n in range(total):
        t = sorted_to[n]
        for k in range(3):
            triangles[n, k] = corners[t, (first[t] + k) % 3]
            adjacent[n, k] = number[across[t, (first[t] + k) % 3]]
            if start[triangles[n, k]] < 0:
                start[triangles[n, k]] = n


@compiled
def _sorted_links(ends, starts, links):
    """Turn pairs of linked vertices, each in both directions, into lists by vertex, ascending."""
    size = starts.size - 1
    for e in range(ends.shape[0]):
        starts[ends[e, 0] + 1] += 1
    for i in range(size):
        starts[i + 1] += starts[i]
    filled = starts[:-1].copy()
    for e in range(ends.shape[0]):
        i, j = ends[e, 0], ends[e, 1]
        place = filled[i]
        while place > starts[i] and links[place - 1] > j:
            links[place] = links[place - 1]
            place -= 1
        links[place] = j
        filled[i] += 1


@compiled
def _link(triangles, adjacent, twin, starts, links):
    """The vertices joined to each by an edge; a vertex in the place of another is joined to that one alone."""
    ends = np.empty((links.size, 2), np.int64)
    count = 0
    for t in range(triangles.shape[0]):
        if triangles[t, 0] < 0:
            break
        for k in range(3):
            i, j = triangles[t, (k + 1) % 3], triangles[t, (k + 2) % 3]
            ends[count, 0], ends[count, 1] = i, j
            count += 1
            if adjacent[t, k] < 0:
                ends[count, 0], ends[count, 1] = j, i
                count += 1
    _add_twins(twin, ends, count, starts, links)


@compiled
def _add_twins(twin, ends, count, starts, links):
    for i in range(twin.size):
        if twin[i] >= 0:
            ends[count, 0], ends[count, 1] = i, twin[i]
            ends[count + 1, 0], ends[count + 1, 1] = twin[i], i
            count += 2
    _sorted_links(ends[:count], starts, links)


@compiled
def _link_in_line(y, x, starts, links, twin):
    """Collinear points: each is joined to the next along the line."""
    size = y.size
    ends = np.empty((links.size, 2), np.int64)
    wide = x.max() - x.min() > y.max() - y.min()
    along = ascending(x if wide else y)
    count, last = 0, along[0]
    for n in range(1, size):
        i = along[n]
        if x[i] == x[last] and y[i] == y[last]:
            twin[i] = last
            continue
        ends[count, 0], ends[count, 1] = last, i
        ends[count + 1, 0], ends[count + 1, 1] = i, last
        count += 2
        last = i
    _add_twins(twin, ends, count, starts, links)


@compiled
def _tabulate(starts, links, neighbors):
    """The lists as a table; a pair that either vertex has no room for is left out of both rows."""
    size, most = neighbors.shape
    filled = np.zeros(size, np.int64)
    for i in range(size):
        for e in range(starts[i], starts[i + 1]):
            j = links[e]
            if i < j and filled[i] < most and filled[j] < most:
                neighbors[i, filled[i]] = j
                neighbors[j, filled[j]] = i
                filled[i] += 1
                filled[j] += 1
