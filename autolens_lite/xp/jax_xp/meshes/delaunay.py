"""Weights between the vertices of a triangulation: linear ones, and the nearest vertex."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import TIE
from autolens_lite.xp.jax_xp import ffi

NATIVE_BLOCK = 4096  # points whose distances to all vertices are held at once
WALK_STEPS = 1000  # a walk through triangles from the nearest vertex takes a few


@jax.custom_vjp
def delaunay_weights(y, x, vertices_y, vertices_x, triangulation):
    """See `contract.delaunay_weights`."""
    return ffi.by_platform(
        y,
        x,
        vertices_y,
        vertices_x,
        triangulation,
        cpu=_delaunay_called,
        default=delaunay_weights_native,
    )


def _delaunay_called(y, x, vertices_y, vertices_x, t):
    size = y.shape[0]
    arguments = (t.triangles, t.adjacent, t.starts, t.links, t.start)
    return tuple(ffi.call("delaunay", [ffi.integers(size, 3), (size, 3)], y, x, vertices_y, vertices_x, *arguments))


def _delaunay_forward(y, x, vertices_y, vertices_x, triangulation):
    indices, weights = delaunay_weights(y, x, vertices_y, vertices_x, triangulation)
    return (indices, weights), (vertices_y, vertices_x, indices, weights)


def _delaunay_backward(saved, sensitivities):
    def called(vertices_y, vertices_x, indices, weights, sensitivity):
        shapes = [indices.shape[:1], indices.shape[:1], vertices_y.shape, vertices_y.shape]
        arguments = vertices_y, vertices_x, indices, weights, sensitivity
        return tuple(ffi.call("delaunay_derivative", shapes, *arguments))

    bars = ffi.by_platform(*saved, sensitivities[1], cpu=called, default=_delaunay_derivative_native)
    return *bars, None


delaunay_weights.defvjp(_delaunay_forward, _delaunay_backward)


def _delaunay_derivative_native(vertices_y, vertices_x, indices, weights, sensitivity):
    """In a triangle the gradient g of a weight is constant: dw / d point = g, dw / d corner_j = -w_j g."""
    y, x = vertices_y[indices], vertices_x[indices]
    next_y, next_x, last_y, last_x = (jnp.roll(part, step, axis=1) for step in (-1, -2) for part in (y, x))
    total = ((next_x - x) * (last_y - y) - (next_y - y) * (last_x - x))[:, :1]
    inside = indices[:, 1:2] >= 0
    share = jnp.where(inside, sensitivity / jnp.where(inside, total, 1.0), 0.0)
    y_bar, x_bar = (share * (last_x - next_x)).sum(1), (share * (next_y - last_y)).sum(1)
    zeros, columns = jnp.zeros_like(vertices_y), jnp.where(indices < 0, vertices_y.shape[0], indices)
    by_y = zeros.at[columns].add(-weights * y_bar[:, None], mode="drop")
    return y_bar, x_bar, by_y, zeros.at[columns].add(-weights * x_bar[:, None], mode="drop")


def blocked(function, *values):
    """Apply `function` to blocks of points."""
    return jax.lax.map(lambda point: function(*point), values, batch_size=NATIVE_BLOCK)


def nearest_native(y, x, vertices_y, vertices_x):
    """The nearest vertex of each point, (N,), from all distances; of those within `TIE` the first."""

    def nearest(y, x):
        squares = (vertices_y - y) ** 2 + (vertices_x - x) ** 2
        return jnp.argmax(squares <= (1.0 + TIE) * squares.min())

    return blocked(nearest, y, x)


def triangle_native(y, x, vertices_y, vertices_x, triangulation):
    """The triangle that holds each point, -1 for none, and the nearest vertex: (N,) int each."""
    corners, adjacent = triangulation.triangles, triangulation.adjacent
    nearest = nearest_native(y, x, vertices_y, vertices_x)

    def sides(triangle):
        rows = corners[triangle]
        ys, xs = vertices_y[rows] - y[:, None], vertices_x[rows] - x[:, None]
        next_y, next_x, last_y, last_x = (jnp.roll(part, step, axis=1) for step in (-1, -2) for part in (ys, xs))
        side = next_x * last_y - next_y * last_x
        # on the hull within TIE is not beyond it
        lengths = (next_y**2 + next_x**2) * (last_y**2 + last_x**2)
        return jnp.where((adjacent[triangle] < 0) & (side**2 <= TIE**2 * lengths), 0.0, side)

    def step(state):
        triangle, done, count = state
        side = sides(triangle)
        worst = jnp.argmin(side, axis=1)
        beyond = jnp.take_along_axis(side, worst[:, None], 1)[:, 0] < 0.0
        other = jnp.take_along_axis(adjacent[triangle], worst[:, None], 1)[:, 0]
        moves = beyond & ~done
        outside = moves & (other < 0)
        return jnp.where(moves & ~outside, other, triangle), done | ~beyond | outside, count + 1

    def going(state):
        return ~state[1].all() & (state[2] < WALK_STEPS)

    start = jnp.maximum(triangulation.start[nearest], 0)
    triangle, _, _ = jax.lax.while_loop(going, step, (start, jnp.zeros(y.shape, bool), 0))
    inside = (sides(triangle) >= 0.0).all(1) & (corners[0, 0] >= 0)
    return jnp.where(inside, triangle, -1), nearest


def delaunay_weights_native(y, x, vertices_y, vertices_x, triangulation):
    """The form for accelerators: all points walk at once, from their nearest vertices."""
    triangle, nearest = triangle_native(y, x, vertices_y, vertices_x, triangulation)
    inside = (triangle >= 0)[:, None]
    indices = jnp.where(inside, triangulation.triangles[triangle], -1)
    ys, xs = vertices_y[indices] - y[:, None], vertices_x[indices] - x[:, None]
    next_y, next_x, last_y, last_x = (jnp.roll(part, step, axis=1) for step in (-1, -2) for part in (ys, xs))
    parts = jnp.where(inside, next_x * last_y - next_y * last_x, 1.0)
    first = jnp.array([True, False, False])
    indices = jnp.where(inside, indices, jnp.where(first, nearest[:, None], -1))
    return indices, with_failures(
        jnp.where(inside, parts / parts.sum(1, keepdims=True), first * 1.0), y, x, vertices_y, vertices_x
    )


def with_failures(weights, y, x, vertices_y, vertices_x):
    """NaN in the rows of points that are not finite, and everywhere where a vertex is not."""
    fine = jnp.isfinite(y) & jnp.isfinite(x) & jnp.isfinite(vertices_y).all() & jnp.isfinite(vertices_x).all()
    return jnp.where(fine[:, None], weights, jnp.nan)


def nearest_vertices(y, x, vertices_y, vertices_x, triangulation):
    """See `contract.nearest_vertices`."""
    arguments = jax.lax.stop_gradient((y, x, vertices_y, vertices_x))
    return ffi.by_platform(*arguments, triangulation, cpu=_nearest_called, default=nearest_vertices_native)


def _nearest_called(y, x, vertices_y, vertices_x, t):
    return ffi.call("nearest", ffi.integers(y.shape[0], 1), y, x, vertices_y, vertices_x, t.starts, t.links)


def nearest_vertices_native(y, x, vertices_y, vertices_x, triangulation):
    """The form for accelerators: all distances."""
    return nearest_native(y, x, vertices_y, vertices_x)[:, None]


delaunay_weights_forwards = delaunay_weights_native
