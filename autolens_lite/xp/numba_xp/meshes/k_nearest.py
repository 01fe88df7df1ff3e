"""Weights of the k vertices nearest to a point: a Wendland function of distance, scaled to sum to one."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.constants import TIE
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, MATRIX, NUMBER, linked
from autolens_lite.xp.numba_xp.meshes.delaunay import POINTS, all_finite, as_floats, nearest_from


def k_nearest_weights(y, x, vertices_y, vertices_x, triangulation, k, radius_scale):
    """See `contract.k_nearest_weights`."""
    y, x, vertices_y, vertices_x = as_floats(y, x, vertices_y, vertices_x)
    k = min(k, vertices_y.size)
    indices, weights = np.empty((y.size, k), np.int64), np.empty((y.size, k))
    t = triangulation
    fill_k_nearest.from_python(y, x, vertices_y, vertices_x, t.starts, t.links, float(radius_scale), indices, weights)
    return indices, weights


@custom_call("k_nearest", "4*vector integers integers number -> indices matrix")
@linked(*POINTS, INTEGERS, INTEGERS, NUMBER, INDICES, MATRIX)
def fill_k_nearest(y, x, vertices_y, vertices_x, starts, links, radius_scale, indices, weights):
    """The next nearest vertex is always joined by an edge to one of those that are nearer: so edges are followed."""
    size, k = vertices_y.size, indices.shape[1]
    finite = all_finite(vertices_y, vertices_x)
    seen = np.full(size, -1)
    found, distances, followed = np.empty(k, np.int64), np.empty(k), np.empty(k, np.bool_)
    nearest = 0
    for n in range(y.size):
        if not (finite and np.isfinite(y[n]) and np.isfinite(x[n])):
            indices[n] = 0
            weights[n] = np.nan
            continue
        nearest = nearest_from(y[n], x[n], vertices_y, vertices_x, starts, links, nearest)
        found[0] = nearest
        distances[0] = (vertices_y[nearest] - y[n]) ** 2 + (vertices_x[nearest] - x[n]) ** 2
        followed[0] = False
        seen[nearest] = n
        count, place = 1, 0
        while place < count:
            if followed[place]:
                place += 1
                continue
            followed[place] = True
            vertex, place = found[place], 0
            for e in range(starts[vertex], starts[vertex + 1]):
                other = links[e]
                if seen[other] == n:
                    continue
                seen[other] = n
                distance = (vertices_y[other] - y[n]) ** 2 + (vertices_x[other] - x[n]) ** 2
                if count == k:
                    if not _precedes(distance, other, distances[k - 1], found[k - 1]):
                        continue
                else:
                    count += 1
                at = count - 1
                while at > 0 and _precedes(distance, other, distances[at - 1], found[at - 1]):
                    found[at], distances[at], followed[at] = found[at - 1], distances[at - 1], followed[at - 1]
                    at -= 1
                found[at], distances[at], followed[at] = other, distance, False
        radius = radius_scale * np.sqrt(distances[k - 1])
        total = 0.0
        for m in range(k):
            indices[n, m] = found[m]
            weights[n, m] = _wendland(np.sqrt(distances[m]) / radius) if radius > 0.0 else 1.0
            total += weights[n, m]
        for m in range(k):
            weights[n, m] /= total


@compiled
def _precedes(distance, vertex, other_distance, other):
    """Whether a vertex is nearer, or within `TIE` as near and first."""
    if abs(distance - other_distance) <= TIE * other_distance:
        return vertex < other
    return distance < other_distance


@compiled
def _wendland(s):
    return (1.0 - s) ** 6 * ((35.0 * s + 18.0) * s + 3.0) if s < 1.0 else 0.0


@custom_call("k_nearest_derivative", "4*vector number indices matrix -> 4*vector returned")
@compiled
def derive_k_nearest(
    y, x, vertices_y, vertices_x, radius_scale, indices, sensitivity, y_bar, x_bar, vertices_y_bar, vertices_x_bar
):
    """Derivatives of `fill_k_nearest` by the points, the vertices and (returned) the scale of the radius."""
    vertices_y_bar[:] = 0.0
    vertices_x_bar[:] = 0.0
    scale_bar = 0.0
    k = indices.shape[1]
    values, slopes = np.empty(k), np.empty(k)
    for n in range(y.size):
        y_bar[n] = x_bar[n] = 0.0
        last = indices[n, k - 1]
        farthest = np.sqrt((vertices_y[last] - y[n]) ** 2 + (vertices_x[last] - x[n]) ** 2)
        radius = radius_scale * farthest
        if not radius > 0.0:
            continue
        total, mean = 0.0, 0.0
        for m in range(k):
            i = indices[n, m]
            s = np.sqrt((vertices_y[i] - y[n]) ** 2 + (vertices_x[i] - x[n]) ** 2) / radius
            values[m] = _wendland(s)
            # The derivative of the function over its argument.
            slopes[m] = -56.0 * (1.0 - s) ** 5 * (5.0 * s + 1.0) if s < 1.0 else 0.0
            total += values[m]
            mean += sensitivity[n, m] * values[m]
        mean /= total
        radius_bar = 0.0
        for m in range(k):
            i = indices[n, m]
            dy, dx = (y[n] - vertices_y[i]) / radius, (x[n] - vertices_x[i]) / radius
            slope = slopes[m] * (sensitivity[n, m] - mean) / total
            radius_bar -= slope * (dy * dy + dx * dx) / radius
            _add(n, i, slope * dy / radius, slope * dx / radius, y_bar, x_bar, vertices_y_bar, vertices_x_bar)
        scale_bar += radius_bar * farthest
        factor = radius_bar * radius_scale / farthest
        dy, dx = factor * (y[n] - vertices_y[last]), factor * (x[n] - vertices_x[last])
        _add(n, last, dy, dx, y_bar, x_bar, vertices_y_bar, vertices_x_bar)
    return scale_bar


@compiled
def _add(n, i, along_y, along_x, y_bar, x_bar, vertices_y_bar, vertices_x_bar):
    y_bar[n] += along_y
    x_bar[n] += along_x
    vertices_y_bar[i] -= along_y
    vertices_x_bar[i] -= along_x
