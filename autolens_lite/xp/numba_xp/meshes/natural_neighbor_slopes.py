"""Derivatives of natural-neighbour weights, by hand: the steps of `natural_neighbor` backwards."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.meshes.natural_neighbor import (
    mesh_of,
    place_of,
    put_areas,
    put_outline,
    put_triangles,
    room_for,
)


class Sensitivities(NamedTuple):
    """Derivatives of a number by what the weights are made of, summed over points.

    Attributes
    ----------
    y, x : (S,) float
        By the vertices.
    circles : (T, 2) float
        By the centres of the triangles' circles.
    centres : (B, 2) float
        By the centres of the circles through a point and each edge: of one point at a time.
    """

    y: np.ndarray
    x: np.ndarray
    circles: np.ndarray
    centres: np.ndarray


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
    mesh = mesh_of(vertices_y, vertices_x, triangles, adjacent)
    most = weights.shape[1]
    cavity = room_for(most)
    bars = Sensitivities(vertices_y_bar, vertices_x_bar, np.zeros_like(mesh.circles), np.empty((most, 2)))
    vertices_y_bar[:] = 0.0
    vertices_x_bar[:] = 0.0
    areas, centres_bar = cavity.areas, bars.centres
    for n in range(y.size):
        y_bar[n] = x_bar[n] = 0.0
        if within[n] == -1:
            continue
        if within[n] < -1:
            _derive_linear(n, mesh, triangles[-2 - within[n]], weights, sensitivity, y_bar, x_bar, bars)
            continue
        taken = put_triangles(y[n], x[n], mesh, within[n], cavity)
        count = put_outline(y[n], x[n], mesh, taken, cavity)
        total = put_areas(y[n], x[n], mesh, taken, count, cavity)
        # A weight is an area over the sum of all.
        mean = 0.0
        for e in range(count):
            mean += sensitivity[n, e] * weights[n, e]
        for e in range(count):
            areas[e] = (sensitivity[n, e] - mean) / total  # from here on the sensitivity to each area
        centres_bar[:count] = 0.0
        point_y, point_x = _derive_sides_within(y[n], x[n], mesh, taken, count, cavity, bars)
        point_y, point_x = _derive_outline(y[n], x[n], mesh, count, cavity, bars, point_y, point_x)
        y_bar[n], x_bar[n] = _derive_centres(y[n], x[n], mesh, count, cavity, bars, point_y, point_x)
    _derive_circles(mesh, bars)


@inlined
def _derive_sides_within(y, x, mesh, taken, count, cavity, bars):
    """The first loop of `put_areas` backwards; returns what it adds to the point's sensitivities."""
    _, _, triangles, adjacent, circles = mesh
    inside, ring, areas, bar = cavity.triangles, cavity.ring, cavity.areas, bars.circles
    point_y, point_x = 0.0, 0.0
    for m in range(taken):
        t = inside[m]
        for k in range(3):
            other = adjacent[t, k]
            if other >= 0 and place_of(inside, taken, other) >= 0:
                s = areas[place_of(ring, count, triangles[t, (k + 1) % 3])]
                ay, ax = circles[other, 0] - y, circles[other, 1] - x
                by, bx = circles[t, 0] - y, circles[t, 1] - x
                bar[other, 0] -= s * bx
                bar[other, 1] += s * by
                bar[t, 0] += s * ax
                bar[t, 1] -= s * ay
                point_y += s * (bx - ax)
                point_x += s * (ay - by)
    return point_y, point_x


@inlined
def _derive_outline(y, x, mesh, count, cavity, bars, point_y, point_x):
    """The second loop of `put_areas` backwards; returns the point's sensitivities so far."""
    edges, centres, areas, circles = cavity.edges, cavity.centres, cavity.areas, mesh.circles
    bar, circles_bar = bars.centres, bars.circles
    for e in range(count):
        i, j, t = edges[e, 0], edges[e, 1], edges[e, 2]
        by, bx = circles[t, 0] - y, circles[t, 1] - x
        s = areas[i] - areas[j]
        bar[e, 1] += s * by
        bar[e, 0] -= s * bx
        circles_bar[t, 0] += s * centres[e, 1]
        circles_bar[t, 1] -= s * centres[e, 0]
        point_y -= s * centres[e, 1]
        point_x += s * centres[e, 0]
        for f in range(count):
            if edges[f, 0] == j:
                bar[e, 1] += areas[j] * centres[f, 0]
                bar[e, 0] -= areas[j] * centres[f, 1]
                bar[f, 0] += areas[j] * centres[e, 1]
                bar[f, 1] -= areas[j] * centres[e, 0]
    return point_y, point_x


@inlined
def _derive_centres(y, x, mesh, count, cavity, bars, point_y, point_x):
    """The centres of the circles through the point and each edge backwards; returns the point's sensitivities."""
    vertices_y, vertices_x, ring, edges = mesh.y, mesh.x, cavity.ring, cavity.edges
    y_bar, x_bar, _, bar = bars
    for e in range(count):
        i, j = ring[edges[e, 0]], ring[edges[e, 1]]
        ay, ax, by, bx = _centre_derivative(
            vertices_y[i] - y, vertices_x[i] - x, vertices_y[j] - y, vertices_x[j] - x, bar[e, 0], bar[e, 1]
        )
        y_bar[i] += ay
        x_bar[i] += ax
        y_bar[j] += by
        x_bar[j] += bx
        point_y -= ay + by
        point_x -= ax + bx
    return point_y, point_x


@compiled
def _derive_circles(mesh, bars):
    """The centres of the triangles' circles backwards, once for all points."""
    for t in range(mesh.triangles.shape[0]):
        i, j, k = mesh.triangles[t, 0], mesh.triangles[t, 1], mesh.triangles[t, 2]
        if i < 0:
            break
        y, x = bars.circles[t, 0], bars.circles[t, 1]
        if y == 0.0 and x == 0.0:
            continue
        ay, ax, by, bx = _centre_derivative(
            mesh.y[j] - mesh.y[i], mesh.x[j] - mesh.x[i], mesh.y[k] - mesh.y[i], mesh.x[k] - mesh.x[i], y, x
        )
        bars.y[i] += y - ay - by
        bars.x[i] += x - ax - bx
        bars.y[j] += ay
        bars.x[j] += ax
        bars.y[k] += by
        bars.x[k] += bx


@inlined
def _derive_linear(n, mesh, corners, weights, sensitivity, y_bar, x_bar, bars):
    """As `delaunay.derive_delaunay`, for one point."""
    i, j, k = corners[0], corners[1], corners[2]
    ay, ax, by, bx, cy, cx = mesh.y[i], mesh.x[i], mesh.y[j], mesh.x[j], mesh.y[k], mesh.x[k]
    total = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    a, b, c = sensitivity[n, 0] / total, sensitivity[n, 1] / total, sensitivity[n, 2] / total
    y_bar[n] = a * (cx - bx) + b * (ax - cx) + c * (bx - ax)
    x_bar[n] = a * (by - cy) + b * (cy - ay) + c * (ay - by)
    for corner in range(3):
        bars.y[corners[corner]] -= weights[n, corner] * y_bar[n]
        bars.x[corners[corner]] -= weights[n, corner] * x_bar[n]
