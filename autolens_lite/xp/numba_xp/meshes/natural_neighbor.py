"""Natural-neighbour (Sibson) weights: the share that a point's Voronoi cell would take from each vertex's."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.constants import MAX_NATURAL
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, MATRIX, linked
from autolens_lite.xp.numba_xp.meshes.delaunay import (
    POINTS,
    all_finite,
    as_floats,
    nearest_from,
    set_linear,
    set_one,
    triangle_of,
)
from autolens_lite.xp.numba_xp.meshes.predicates import in_circle

# Closer to an edge of the hull than this, relative to its length, weights are their limit, the linear ones.
_EDGE = 1e-11


def natural_neighbor_weights(y, x, vertices_y, vertices_x, triangulation):
    """See `contract.natural_neighbor_weights`."""
    y, x, vertices_y, vertices_x = as_floats(y, x, vertices_y, vertices_x)
    indices = np.empty((y.size, MAX_NATURAL), np.int64)
    weights = np.empty((y.size, MAX_NATURAL))
    within = np.empty(y.size, np.int64)
    t = triangulation
    fill_natural.from_python(
        y, x, vertices_y, vertices_x, t.triangles, t.adjacent, t.starts, t.links, indices, weights, within
    )
    return indices, weights


@compiled
def _circumcentres(vertices_y, vertices_x, triangles):
    """(T, 2): y and x."""
    result = np.zeros((triangles.shape[0], 2))
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        if i < 0:
            break
        y, x = _centre(
            vertices_y[j] - vertices_y[i],
            vertices_x[j] - vertices_x[i],
            vertices_y[k] - vertices_y[i],
            vertices_x[k] - vertices_x[i],
        )
        result[t, 0], result[t, 1] = y + vertices_y[i], x + vertices_x[i]
    return result


@compiled
def _centre(ay, ax, by, bx):
    """The centre of the circle through the origin, a and b."""
    a, b = ay * ay + ax * ax, by * by + bx * bx
    factor = 0.5 / (ax * by - ay * bx)
    return (b * ax - a * bx) * factor, (a * by - b * ay) * factor


@compiled
def _centre_derivative(ay, ax, by, bx, y_bar, x_bar):
    """What sensitivities to the centre are in a and b: (ay, ax, by, bx)."""
    a, b = ay * ay + ax * ax, by * by + bx * bx
    determinant = ax * by - ay * bx
    factor = 0.5 / determinant
    y, x = (b * ax - a * bx) * factor, (a * by - b * ay) * factor
    y_bar, x_bar = y_bar * factor, x_bar * factor
    a_bar = x_bar * by - y_bar * bx
    b_bar = y_bar * ax - x_bar * ay
    d_bar = -2.0 * (y_bar * y + x_bar * x)
    return (
        2.0 * ay * a_bar - b * x_bar - bx * d_bar,
        2.0 * ax * a_bar + b * y_bar + by * d_bar,
        2.0 * by * b_bar + a * x_bar + ax * d_bar,
        2.0 * bx * b_bar - a * y_bar - ay * d_bar,
    )


@compiled
def _cavity(y, x, vertices_y, vertices_x, triangles, adjacent, triangle, cavity):
    """The triangles whose circles hold a point, from the one that it is in; their number, or -1 where too many."""
    cavity[0] = triangle
    taken, depth = 1, 0
    while depth < taken:
        t = cavity[depth]
        depth += 1
        for k in range(3):
            other = adjacent[t, k]
            if other < 0 or _place(cavity, taken, other) >= 0:
                continue
            a, b, c = triangles[other, 0], triangles[other, 1], triangles[other, 2]
            inside = in_circle(
                vertices_x[a], vertices_y[a], vertices_x[b], vertices_y[b], vertices_x[c], vertices_y[c], x, y
            )
            if inside > 0.0:
                if taken == cavity.size:
                    return -1
                cavity[taken] = other
                taken += 1
    return taken


@compiled
def _place(values, size, wanted):
    for n in range(size):
        if values[n] == wanted:
            return n
    return -1


@compiled
def _outline(y, x, vertices_y, vertices_x, triangles, adjacent, cavity, taken, ring, edges, centres):
    """The outline of a cavity.

    Fills `ring` with its vertices, ascending; `edges` with (place of the first vertex in the ring, that of the second,
    triangle) of each edge; `centres` with the centres (y, x), relative to the point, of the circles through it and
    each edge. Returns the number of edges, which is that of vertices; -1 where they are too many, or the point is on
    the outline.
    """
    size, count = 0, 0
    for n in range(taken):
        t = cavity[n]
        for k in range(3):
            other = adjacent[t, k]
            if other >= 0 and _place(cavity, taken, other) >= 0:
                continue
            if count == ring.size:
                return -1
            i, j = triangles[t, (k + 1) % 3], triangles[t, (k + 2) % 3]
            ay, ax, by, bx = vertices_y[i] - y, vertices_x[i] - x, vertices_y[j] - y, vertices_x[j] - x
            if ax * by - ay * bx <= _EDGE * ((by - ay) ** 2 + (bx - ax) ** 2):
                return -1
            centres[count, 0], centres[count, 1] = _centre(ay, ax, by, bx)
            for end in range(2):
                vertex = i if end == 0 else j
                place = _place(ring, size, vertex)
                if place < 0:
                    if size == ring.size:
                        return -1
                    place = size
                    ring[size] = vertex
                    size += 1
                edges[count, end] = place
            edges[count, 2] = t
            count += 1
    if count != size:
        return -1
    _sort(ring, edges, count)
    return count


@compiled
def _sort(ring, edges, count):
    """Put the vertices of the ring in ascending order."""
    for place in range(1, count):
        at = place
        while at > 0 and ring[at - 1] > ring[at]:
            ring[at - 1], ring[at] = ring[at], ring[at - 1]
            for e in range(count):
                for end in range(2):
                    if edges[e, end] == at:
                        edges[e, end] = at - 1
                    elif edges[e, end] == at - 1:
                        edges[e, end] = at
            at -= 1


@compiled
def _areas(y, x, triangles, adjacent, circles, cavity, taken, ring, edges, centres, count, areas):
    """Twice the area that the point's cell takes from each vertex of the ring; returns the sum."""
    areas[:count] = 0.0
    for n in range(taken):
        t = cavity[n]
        for k in range(3):
            other = adjacent[t, k]
            if other >= 0 and _place(cavity, taken, other) >= 0:
                ay, ax, by, bx = circles[other, 0] - y, circles[other, 1] - x, circles[t, 0] - y, circles[t, 1] - x
                areas[_place(ring, count, triangles[t, (k + 1) % 3])] += ax * by - ay * bx
    total = 0.0
    for e in range(count):
        i, j, t = edges[e, 0], edges[e, 1], edges[e, 2]
        by, bx = circles[t, 0] - y, circles[t, 1] - x
        term = centres[e, 1] * by - centres[e, 0] * bx
        areas[i] += term
        areas[j] -= term
        for f in range(count):
            if edges[f, 0] == j:  # the next edge of the outline
                areas[j] += centres[e, 1] * centres[f, 0] - centres[e, 0] * centres[f, 1]
    for e in range(count):
        total += areas[e]
    return total


@custom_call("natural", "4*vector indices indices integers integers -> indices matrix integers")
@linked(*POINTS, INDICES, INDICES, INTEGERS, INTEGERS, INDICES, MATRIX, INTEGERS)
def fill_natural(y, x, vertices_y, vertices_x, triangles, adjacent, starts, links, indices, weights, within):
    """Fill indices and weights, and in which triangle each point lies: -1 none, -2 - t where its linear weights do."""
    finite = all_finite(vertices_y, vertices_x)
    circles = _circumcentres(vertices_y, vertices_x, triangles)
    most = indices.shape[1]
    cavity, ring = np.empty(2 * most, np.int64), np.empty(most, np.int64)
    edges, centres, areas = np.empty((most, 3), np.int64), np.empty((most, 2)), np.empty(most)
    triangle, vertex = 0, 0
    for n in range(y.size):
        within[n] = -1
        if not (finite and np.isfinite(y[n]) and np.isfinite(x[n])):
            set_one(0, np.nan, indices[n], weights[n])
            continue
        inside = False
        if triangles[0, 0] >= 0:
            triangle, inside = triangle_of(y[n], x[n], vertices_y, vertices_x, triangles, adjacent, triangle)
            vertex = triangles[triangle, 0]
        if inside:
            for k in range(3):
                corner = triangles[triangle, k]
                if vertices_y[corner] == y[n] and vertices_x[corner] == x[n]:
                    vertex, inside = corner, False
        if not inside:
            vertex = nearest_from(y[n], x[n], vertices_y, vertices_x, starts, links, vertex)
            set_one(vertex, 1.0, indices[n], weights[n])
            continue
        indices[n] = -1
        weights[n] = 0.0
        within[n] = triangle
        count = -1
        taken = _cavity(y[n], x[n], vertices_y, vertices_x, triangles, adjacent, triangle, cavity)
        if taken > 0:
            count = _outline(
                y[n], x[n], vertices_y, vertices_x, triangles, adjacent, cavity, taken, ring, edges, centres
            )
        if count < 0:
            within[n] = -2 - triangle
            set_linear(y[n], x[n], vertices_y, vertices_x, triangles, triangle, indices[n], weights[n])
            continue
        total = _areas(y[n], x[n], triangles, adjacent, circles, cavity, taken, ring, edges, centres, count, areas)
        for e in range(count):
            indices[n, e] = ring[e]
            weights[n, e] = areas[e] / total


@custom_call("natural_derivative", "4*vector indices indices integers matrix matrix -> 4*vector")
@compiled
def derive_natural(
    y,
    x,
    vertices_y,
    vertices_x,
    triangles,
    adjacent,
    within,
    weights,
    sensitivity,
    y_bar,
    x_bar,
    vertices_y_bar,
    vertices_x_bar,
):
    """Derivatives of `fill_natural` by the points and by the vertices: its steps backwards."""
    circles = _circumcentres(vertices_y, vertices_x, triangles)
    circles_bar = np.zeros_like(circles)
    vertices_y_bar[:] = 0.0
    vertices_x_bar[:] = 0.0
    most = weights.shape[1]
    cavity, ring = np.empty(2 * most, np.int64), np.empty(most, np.int64)
    edges, centres, areas = np.empty((most, 3), np.int64), np.empty((most, 2)), np.empty(most)
    centres_bar = np.empty((most, 2))
    for n in range(y.size):
        y_bar[n] = x_bar[n] = 0.0
        if within[n] == -1:
            continue
        if within[n] < -1:
            _derive_linear(
                n,
                triangles[-2 - within[n]],
                vertices_y,
                vertices_x,
                weights,
                sensitivity,
                y_bar,
                x_bar,
                vertices_y_bar,
                vertices_x_bar,
            )
            continue
        taken = _cavity(y[n], x[n], vertices_y, vertices_x, triangles, adjacent, within[n], cavity)
        count = _outline(y[n], x[n], vertices_y, vertices_x, triangles, adjacent, cavity, taken, ring, edges, centres)
        total = _areas(y[n], x[n], triangles, adjacent, circles, cavity, taken, ring, edges, centres, count, areas)
        mean = 0.0
        for e in range(count):
            mean += sensitivity[n, e] * weights[n, e]
        for e in range(count):
            areas[e] = (sensitivity[n, e] - mean) / total  # from here on the sensitivity to each area
        centres_bar[:count] = 0.0
        point_y, point_x = 0.0, 0.0
        for m in range(taken):
            t = cavity[m]
            for k in range(3):
                other = adjacent[t, k]
                if other >= 0 and _place(cavity, taken, other) >= 0:
                    s = areas[_place(ring, count, triangles[t, (k + 1) % 3])]
                    ay, ax = circles[other, 0] - y[n], circles[other, 1] - x[n]
                    by, bx = circles[t, 0] - y[n], circles[t, 1] - x[n]
                    circles_bar[other, 0] -= s * bx
                    circles_bar[other, 1] += s * by
                    circles_bar[t, 0] += s * ax
                    circles_bar[t, 1] -= s * ay
                    point_y += s * (bx - ax)
                    point_x += s * (ay - by)
        for e in range(count):
            i, j, t = edges[e, 0], edges[e, 1], edges[e, 2]
            by, bx = circles[t, 0] - y[n], circles[t, 1] - x[n]
            s = areas[i] - areas[j]
            centres_bar[e, 1] += s * by
            centres_bar[e, 0] -= s * bx
            circles_bar[t, 0] += s * centres[e, 1]
            circles_bar[t, 1] -= s * centres[e, 0]
            point_y -= s * centres[e, 1]
            point_x += s * centres[e, 0]
            for f in range(count):
                if edges[f, 0] == j:
                    centres_bar[e, 1] += areas[j] * centres[f, 0]
                    centres_bar[e, 0] -= areas[j] * centres[f, 1]
                    centres_bar[f, 0] += areas[j] * centres[e, 1]
                    centres_bar[f, 1] -= areas[j] * centres[e, 0]
        for e in range(count):
            i, j = ring[edges[e, 0]], ring[edges[e, 1]]
            ay, ax, by, bx = _centre_derivative(
                vertices_y[i] - y[n],
                vertices_x[i] - x[n],
                vertices_y[j] - y[n],
                vertices_x[j] - x[n],
                centres_bar[e, 0],
                centres_bar[e, 1],
            )
            vertices_y_bar[i] += ay
            vertices_x_bar[i] += ax
            vertices_y_bar[j] += by
            vertices_x_bar[j] += bx
            point_y -= ay + by
            point_x -= ax + bx
        y_bar[n], x_bar[n] = point_y, point_x
    _derive_circles(vertices_y, vertices_x, triangles, circles_bar, vertices_y_bar, vertices_x_bar)


@compiled
def _derive_circles(vertices_y, vertices_x, triangles, circles_bar, vertices_y_bar, vertices_x_bar):
    for t in range(triangles.shape[0]):
        i, j, k = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        if i < 0:
            break
        y, x = circles_bar[t, 0], circles_bar[t, 1]
        if y == 0.0 and x == 0.0:
            continue
        ay, ax, by, bx = _centre_derivative(
            vertices_y[j] - vertices_y[i],
            vertices_x[j] - vertices_x[i],
            vertices_y[k] - vertices_y[i],
            vertices_x[k] - vertices_x[i],
            y,
            x,
        )
        vertices_y_bar[i] += y - ay - by
        vertices_x_bar[i] += x - ax - bx
        vertices_y_bar[j] += ay
        vertices_x_bar[j] += ax
        vertices_y_bar[k] += by
        vertices_x_bar[k] += bx


@compiled
def _derive_linear(
    n, corners, vertices_y, vertices_x, weights, sensitivity, y_bar, x_bar, vertices_y_bar, vertices_x_bar
):
    """As `delaunay.derive_delaunay`, for one point."""
    i, j, k = corners[0], corners[1], corners[2]
    ay, ax, by, bx, cy, cx = (
        vertices_y[i],
        vertices_x[i],
        vertices_y[j],
        vertices_x[j],
        vertices_y[k],
        vertices_x[k],
    )
    total = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    a, b, c = sensitivity[n, 0] / total, sensitivity[n, 1] / total, sensitivity[n, 2] / total
    y_bar[n] = a * (cx - bx) + b * (ax - cx) + c * (bx - ax)
    x_bar[n] = a * (by - cy) + b * (cy - ay) + c * (ay - by)
    for corner in range(3):
        vertices_y_bar[corners[corner]] -= weights[n, corner] * y_bar[n]
        vertices_x_bar[corners[corner]] -= weights[n, corner] * x_bar[n]
