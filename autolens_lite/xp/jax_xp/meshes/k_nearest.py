"""Weights of the k vertices nearest to a point."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import TIE
from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.jax_xp.meshes.delaunay import blocked, with_failures


def k_nearest_weights(y, x, vertices_y, vertices_x, triangulation, k, radius_scale):
    """See `contract.k_nearest_weights`."""
    scale = jnp.asarray(radius_scale, jnp.float64)
    return _k_nearest(y, x, vertices_y, vertices_x, triangulation, min(k, vertices_y.shape[0]), scale)


@functools.partial(jax.custom_vjp, nondiff_argnums=(5,))
def _k_nearest(y, x, vertices_y, vertices_x, triangulation, k, scale):
    def called(y, x, vertices_y, vertices_x, t, scale):
        shapes = [ffi.integers(y.shape[0], k), (y.shape[0], k)]
        return tuple(ffi.call("k_nearest", shapes, y, x, vertices_y, vertices_x, t.starts, t.links, scale.reshape(1)))

    def native(y, x, vertices_y, vertices_x, t, scale):
        return k_nearest_weights_native(y, x, vertices_y, vertices_x, t, k, scale)

    return ffi.by_platform(y, x, vertices_y, vertices_x, triangulation, scale, cpu=called, default=native)


def _forward(y, x, vertices_y, vertices_x, triangulation, k, scale):
    indices, weights = _k_nearest(y, x, vertices_y, vertices_x, triangulation, k, scale)
    return (indices, weights), (y, x, vertices_y, vertices_x, scale, indices)


def _backward(k, saved, sensitivities):
    def called(y, x, vertices_y, vertices_x, scale, indices, sensitivity):
        shapes = [y.shape, y.shape, vertices_y.shape, vertices_y.shape, (1,)]
        arguments = y, x, vertices_y, vertices_x, scale.reshape(1), indices, sensitivity
        *bars, scale_bar = ffi.call("k_nearest_derivative", shapes, *arguments)
        return *bars, scale_bar[0]

    def native(y, x, vertices_y, vertices_x, scale, indices, sensitivity):
        _, pullback = jax.vjp(functools.partial(_weights_of, indices=indices), y, x, vertices_y, vertices_x, scale)
        return pullback(sensitivity)

    *bars, scale_bar = ffi.by_platform(*saved, sensitivities[1], cpu=called, default=native)
    return *bars, None, scale_bar


_k_nearest.defvjp(_forward, _backward)


def _weights_of(y, x, vertices_y, vertices_x, scale, indices):
    squares = (vertices_y[indices] - y[:, None]) ** 2 + (vertices_x[indices] - x[:, None]) ** 2
    relative = squares / (scale**2 * jnp.where(squares[:, -1:] > 0.0, squares[:, -1:], 1.0))
    # A root has no derivative at zero, where the function's vanishes.
    s = jnp.where(relative > 0.0, jnp.sqrt(jnp.where(relative > 0.0, relative, 1.0)), 0.0)
    values = jnp.where(s < 1.0, (1.0 - s) ** 6 * ((35.0 * s + 18.0) * s + 3.0), 0.0)
    return values / values.sum(1, keepdims=True)


def k_nearest_weights_native(y, x, vertices_y, vertices_x, triangulation, k, radius_scale):
    """The form for accelerators: all distances, the k smallest."""
    k = min(k, vertices_y.shape[0])

    def smallest(y, x):
        squares = (vertices_y - y) ** 2 + (vertices_x - x) ** 2
        order = jnp.argsort(squares)
        ascending = squares[order]
        # those that are as near within TIE have one rank
        ranks = jnp.cumsum(jnp.diff(ascending, prepend=ascending[:1]) > TIE * ascending)
        return order[jnp.lexsort((order, ranks))][:k]

    indices = blocked(smallest, y, x).astype(jnp.int64)
    weights = _weights_of(y, x, vertices_y, vertices_x, radius_scale, indices)
    return indices, with_failures(weights, y, x, vertices_y, vertices_x)


k_nearest_weights_forwards = k_nearest_weights_native
