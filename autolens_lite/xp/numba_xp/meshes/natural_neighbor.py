"""Natural-neighbour (Sibson) weights: the share that a point's Voronoi cell would take from each vertex's.

Sibson (1981), in Interpreting Multivariate Data (Wiley), p. 21. Were the point inserted into the triangulation, the
triangles whose circles hold it, its cavity, would give way to triangles that join it to the cavity's outline (Bowyer
1981, Comput. J. 24, 162; Watson 1981, Comput. J. 24, 167). The corners of Voronoi cells are centres of the triangles'
circles: old ones of the triangles of the cavity, new ones of the circles through the point and an edge of the outline.
So what the point's cell takes from a vertex on the outline is a polygon of such centres, and its area is a sum of cross
products, one for each pair of neighbouring centres, in any order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.constants import MAX_NATURAL
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, inlined
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


class Mesh(NamedTuple):
    """Vertices and their triangulation.

    Attributes
    ----------
    y, x : (S,) float
        The vertices.
    triangles, adjacent : (T, 3) int
        Corners of each triangle, counter-clockwise, and its neighbours across the sides opposite to them.
    circles : (T, 2) float
        The centres (y, x) of the triangles' circles.
    """

    y: np.ndarray
    x: np.ndarray
    triangles: np.ndarray
    adjacent: np.ndarray
    circles: np.ndarray


class Cavity(NamedTuple):
    """Room for what a point would change, were it a vertex; used anew for every point.

    Attributes
    ----------
    triangles : (2 B,) int
        Those whose circles hold the point.
    ring : (B,) int
        The vertices on their outline, ascending.
    edges : (B, 3) int
        Of each edge of the outline, counter-clockwise, the places in the ring of its ends, and the triangle within.
    centres : (B, 2) float
        The centres (y, x), relative to the point, of the circles through it and each edge.
    areas : (B,) float
        Of each vertex of the ring, twice the area that the point's cell takes from its cell.
    """

    triangles: np.ndarray
    ring: np.ndarray
    edges: np.ndarray
    centres: np.ndarray
    areas: np.ndarray


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
def mesh_of(vertices_y, vertices_x, triangles, adjacent):
    """Return the `Mesh`, with the centres of its circles."""
    circles = np.zeros((triangles.shape[0], 2))
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
        circles[t, 0], circles[t, 1] = y + vertices_y[i], x + vertices_x[i]
    return Mesh(vertices_y, vertices_x, triangles, adjacent, circles)


@compiled
def room_for(most):
    """Return a `Cavity` with room for so many vertices."""
    return Cavity(
        np.empty(2 * most, np.int64),
        np.empty(most, np.int64),
        np.empty((most, 3), np.int64),
        np.empty((most, 2)),
        np.empty(most),
    )


@compiled
def _centre(ay, ax, by, bx):
    """The centre of the circle through the origin, a and b."""
    a, b = ay * ay + ax * ax, by * by + bx * bx
    factor = 0.5 / (ax * by - ay * bx)
    return (b * ax - a * bx) * factor, (a * by - b * ay) * factor


@inlined
def put_triangles(y, x, mesh, triangle, cavity):
    """Collect the triangles whose circles hold a point, from the one that it is in; their number, -1 if too many.

    They are joined by their sides, so that a search from triangle to triangle finds them all.
    """
    vertices_y, vertices_x, triangles, adjacent, _ = mesh
    inside = cavity.triangles
    inside[0] = triangle
    taken, depth = 1, 0
    while depth < taken:
        t = inside[depth]
        depth += 1
        for k in range(3):
            other = adjacent[t, k]
            if other < 0 or place_of(inside, taken, other) >= 0:
                continue
            a, b, c = triangles[other, 0], triangles[other, 1], triangles[other, 2]
            sign = in_circle(
                vertices_x[a], vertices_y[a], vertices_x[b], vertices_y[b], vertices_x[c], vertices_y[c], x, y
            )
            if sign > 0.0:
                if taken == inside.size:
                    return -1
                inside[taken] = other
                taken += 1
    return taken


@compiled
def place_of(values, size, wanted):
    """The place of a number among the first `size`, or -1."""
    for n in range(size):
        if values[n] == wanted:
            return n
    return -1


@inlined
def put_outline(y, x, mesh, taken, cavity):
    """Fill ring, edges and centres of a cavity of so many triangles.

    Returns the number of edges, which is that of vertices; -1 where they are too many, or the point is on the outline,
    where the circles through it and an edge have no end.
    """
    vertices_y, vertices_x, triangles, adjacent, _ = mesh
    inside, ring, edges, centres, _ = cavity
    size, count = 0, 0
    for n in range(taken):
        t = inside[n]
        for k in range(3):
            # the sides that are not those of two triangles of the cavity
            other = adjacent[t, k]
            if other >= 0 and place_of(inside, taken, other) >= 0:
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
                place = place_of(ring, size, vertex)
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


@inlined
def put_areas(y, x, mesh, taken, count, cavity):
    """Fill the areas of a cavity of so many triangles and edges; return their sum."""
    _, _, triangles, adjacent, circles = mesh
    inside, ring, edges, centres, areas = cavity
    areas[:count] = 0.0
    # Sides between two triangles of the cavity: the old corners of a vertex's cell follow each other.
    for n in range(taken):
        t = inside[n]
        for k in range(3):
            other = adjacent[t, k]
            if other >= 0 and place_of(inside, taken, other) >= 0:
                ay, ax, by, bx = circles[other, 0] - y, circles[other, 1] - x, circles[t, 0] - y, circles[t, 1] - x
                areas[place_of(ring, count, triangles[t, (k + 1) % 3])] += ax * by - ay * bx
    # Edges of the outline: from the old corner within to the new one, for the two ends in opposite directions; and at
    # the second end from the new corner to that of the next edge.
    total = 0.0
    for e in range(count):
        i, j, t = edges[e, 0], edges[e, 1], edges[e, 2]
        by, bx = circles[t, 0] - y, circles[t, 1] - x
        term = centres[e, 1] * by - centres[e, 0] * bx
        areas[i] += term
        areas[j] -= term
        for f in range(count):
            if edges[f, 0] == j:
                areas[j] += centres[e, 1] * centres[f, 0] - centres[e, 0] * centres[f, 1]
    for e in range(count):
        total += areas[e]
    return total


@custom_call("natural", "4*vector indices indices integers integers -> indices matrix integers")
@linked(*POINTS, INDICES, INDICES, INTEGERS, INTEGERS, INDICES, MATRIX, INTEGERS)
def fill_natural(y, x, vertices_y, vertices_x, triangles, adjacent, starts, links, indices, weights, within):
    """Fill indices and weights, and in which triangle each point lies: -1 none, -2 - t where its linear weights do."""
    finite = all_finite(vertices_y, vertices_x)
    mesh = mesh_of(vertices_y, vertices_x, triangles, adjacent)
    cavity = room_for(indices.shape[1])
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
            # in the place of a vertex, its weight is one
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
        taken = put_triangles(y[n], x[n], mesh, triangle, cavity)
        if taken > 0:
            count = put_outline(y[n], x[n], mesh, taken, cavity)
        if count < 0:
            within[n] = -2 - triangle
            set_linear(y[n], x[n], vertices_y, vertices_x, triangles, triangle, indices[n], weights[n])
            continue
        total = put_areas(y[n], x[n], mesh, taken, count, cavity)
        for e in range(count):
            indices[n, e] = cavity.ring[e]
            weights[n, e] = cavity.areas[e] / total
