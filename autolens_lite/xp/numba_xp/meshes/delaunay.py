"""Where points lie among the triangles of a mesh, and the weights that interpolate there.

Points follow each other in the plane, as the sub-pixels of an image do: each search walks from where the last ended.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.constants import TIE
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, MATRIX, VECTOR, linked
from autolens_lite.xp.numba_xp.meshes.predicates import orientation_or_tie

POINTS = (VECTOR,) * 4  # y and x of the points, y and x of the vertices

# Of the size of a determinant's terms: three times its largest rounding error (`predicates.orientation`).
_DOUBT = 1e-15


def delaunay_weights(y, x, vertices_y, vertices_x, triangulation):
    """See `contract.delaunay_weights`."""
    y, x, vertices_y, vertices_x = as_floats(y, x, vertices_y, vertices_x)
    indices = np.empty((y.size, 3), np.int64)
    weights = np.empty((y.size, 3))
    t = triangulation
    fill_delaunay.from_python(
        y, x, vertices_y, vertices_x, t.triangles, t.adjacent, t.starts, t.links, t.start, indices, weights
    )
    return indices, weights


def nearest_vertices(y, x, vertices_y, vertices_x, triangulation):
    """See `contract.nearest_vertices`."""
    indices = np.empty((np.size(y), 1), np.int64)
    fill_nearest.from_python(
        *as_floats(y, x, vertices_y, vertices_x), triangulation.starts, triangulation.links, indices
    )
    return indices


def as_floats(*values):
    """Contiguous float64 arrays."""
    return tuple(np.ascontiguousarray(part, dtype=np.float64) for part in values)


@compiled
def nearest_from(y, x, vertices_y, vertices_x, starts, links, vertex):
    """The vertex nearest to a point, by steps from vertex to vertex along edges; of those within `TIE` the first.

    That is joined by an edge to each of the others, being the lowest of a circle that holds no vertex.
    """
    best = (vertices_y[vertex] - y) ** 2 + (vertices_x[vertex] - x) ** 2
    while True:
        found = vertex
        for e in range(starts[vertex], starts[vertex + 1]):
            other = links[e]
            distance = (vertices_y[other] - y) ** 2 + (vertices_x[other] - x) ** 2
            if distance < best:
                best, found = distance, other
        if found == vertex:
            break
        vertex = found
    for e in range(starts[vertex], starts[vertex + 1]):  # ascending
        other = links[e]
        if other >= vertex:
            break
        if (vertices_y[other] - y) ** 2 + (vertices_x[other] - x) ** 2 <= (1.0 + TIE) * best:
            return other
    return vertex


@compiled
def all_finite(vertices_y, vertices_x):
    """Whether every vertex has a place."""
    return np.isfinite(vertices_y).all() and np.isfinite(vertices_x).all()


@custom_call("nearest", "4*vector integers integers -> indices")
@linked(*POINTS, INTEGERS, INTEGERS, INDICES)
def fill_nearest(y, x, vertices_y, vertices_x, starts, links, indices):
    """Fill the nearest vertex of each point."""
    vertex = 0
    finite = all_finite(vertices_y, vertices_x)
    for n in range(y.size):
        if finite and np.isfinite(y[n]) and np.isfinite(x[n]):
            vertex = nearest_from(y[n], x[n], vertices_y, vertices_x, starts, links, vertex)
            indices[n, 0] = vertex
        else:
            indices[n, 0] = 0


@compiled
def triangle_of(y, x, vertices_y, vertices_x, triangles, adjacent, triangle):
    """Walk to the triangle that holds a point: it and True, or the last one and False for a point beyond the hull.

    A point on the hull within `TIE` is not beyond it.
    """
    came = -1
    for _ in range(triangles.shape[0] + 2):
        moved = False
        for k in range(3):
            # The edge crossed last need not be looked at again.
            if adjacent[triangle, k] == came and came >= 0:
                continue
            i, j = triangles[triangle, (k + 1) % 3], triangles[triangle, (k + 2) % 3]
            other = adjacent[triangle, k]
            tie = TIE if other < 0 else 0.0
            if orientation_or_tie(vertices_x[i], vertices_y[i], vertices_x[j], vertices_y[j], x, y, tie) < 0.0:
                if other < 0:
                    return triangle, False
                came, triangle, moved = triangle, other, True
                break
        if not moved:
            return triangle, True
    return triangle, True


@compiled
def set_linear(y, x, vertices_y, vertices_x, triangles, triangle, indices, weights):
    """Indices and barycentric weights of a point in a triangle, into the first three places of a row."""
    i, j, k = triangles[triangle, 0], triangles[triangle, 1], triangles[triangle, 2]
    ay, ax = vertices_y[i] - y, vertices_x[i] - x
    by, bx = vertices_y[j] - y, vertices_x[j] - x
    cy, cx = vertices_y[k] - y, vertices_x[k] - x
    a, b, c = bx * cy - by * cx, cx * ay - cy * ax, ax * by - ay * bx
    total = a + b + c
    indices[0], indices[1], indices[2] = i, j, k
    weights[0], weights[1], weights[2] = a / total, b / total, c / total


@compiled
def set_one(vertex, weight, indices, weights):
    """One vertex alone, in a row."""
    indices[:] = -1
    weights[:] = 0.0
    indices[0], weights[0] = vertex, weight


@inlined
def _side(by, bx, cy, cx):
    """Twice the signed area of a point, b and c, relative to it; and how large it must be for its sign to be sure."""
    left, right = bx * cy, by * cx
    return left - right, _DOUBT * (abs(left) + abs(right))


@custom_call("delaunay", "4*vector indices indices integers integers integers -> indices matrix")
@linked(*POINTS, INDICES, INDICES, INTEGERS, INTEGERS, INTEGERS, INDICES, MATRIX)
def fill_delaunay(y, x, vertices_y, vertices_x, triangles, adjacent, starts, links, start, indices, weights):
    """Fill indices and weights (N, 3).

    The areas that a point spans with the sides of a triangle say whether it is inside, and are its weights. Exact
    predicates take over where rounding hides the sign of one.
    """
    finite = all_finite(vertices_y, vertices_x)
    triangle, loaded, vertex = 0, -1, 0
    i, j, k = 0, 0, 0
    iy, ix, jy, jx, ky, kx = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for n in range(y.size):
        here_y, here_x = y[n], x[n]
        if not (finite and np.isfinite(here_y) and np.isfinite(here_x)):
            set_one(0, np.nan, indices[n], weights[n])
            continue
        inside, exact, steps = triangles[0, 0] >= 0, False, 0
        while inside:
            if triangle != loaded:
                i, j, k = triangles[triangle, 0], triangles[triangle, 1], triangles[triangle, 2]
                iy, ix, jy, jx = vertices_y[i], vertices_x[i], vertices_y[j], vertices_x[j]
                ky, kx, loaded = vertices_y[k], vertices_x[k], triangle
            ay, ax, by, bx = iy - here_y, ix - here_x, jy - here_y, jx - here_x
            cy, cx = ky - here_y, kx - here_x
            a, doubt_a = _side(by, bx, cy, cx)
            b, doubt_b = _side(cy, cx, ay, ax)
            c, doubt_c = _side(ay, ax, by, bx)
            if exact or (a > doubt_a and b > doubt_b and c > doubt_c):
                total = a + b + c
                indices[n, 0], indices[n, 1], indices[n, 2] = i, j, k
                weights[n, 0], weights[n, 1], weights[n, 2] = a / total, b / total, c / total
                break
            side = 0 if a < -doubt_a else (1 if b < -doubt_b else (2 if c < -doubt_c else -1))
            steps += 1
            if side < 0 or adjacent[triangle, side] < 0 or steps > triangles.shape[0]:
                triangle, inside = triangle_of(here_y, here_x, vertices_y, vertices_x, triangles, adjacent, triangle)
                exact = True
                continue
            triangle = adjacent[triangle, side]
        if not inside:
            vertex = triangles[triangle, 0] if triangles[0, 0] >= 0 else vertex
            vertex = nearest_from(here_y, here_x, vertices_y, vertices_x, starts, links, vertex)
            set_one(vertex, 1.0, indices[n], weights[n])


@custom_call("delaunay_derivative", "vector vector indices matrix matrix -> 4*vector")
@compiled
def derive_delaunay(
    vertices_y, vertices_x, indices, weights, sensitivity, y_bar, x_bar, vertices_y_bar, vertices_x_bar
):
    """Derivatives of linear weights by the points and by the vertices.

    With g_k the gradient of the weight of corner k, which is constant in a triangle, dw_k / d point = g_k and dw_k / d
    corner_j = -w_j g_k.
    """
    vertices_y_bar[:] = 0.0
    vertices_x_bar[:] = 0.0
    for n in range(indices.shape[0]):
        i, j, k = indices[n, 0], indices[n, 1], indices[n, 2]
        if j < 0:
            y_bar[n] = x_bar[n] = 0.0
            continue
        ay, ax, by, bx = vertices_y[i], vertices_x[i], vertices_y[j], vertices_x[j]
        cy, cx = vertices_y[k], vertices_x[k]
        total = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        a, b, c = sensitivity[n, 0] / total, sensitivity[n, 1] / total, sensitivity[n, 2] / total
        along_y = a * (cx - bx) + b * (ax - cx) + c * (bx - ax)
        along_x = a * (by - cy) + b * (cy - ay) + c * (ay - by)
        y_bar[n], x_bar[n] = along_y, along_x
        for corner in range(3):
            vertices_y_bar[indices[n, corner]] -= weights[n, corner] * along_y
            vertices_x_bar[indices[n, corner]] -= weights[n, corner] * along_x
