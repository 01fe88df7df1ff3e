"""Compact kernels about vertices: how far each reaches, and its share of the source at a point or in a pixel."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import KERNEL_COUNT, KERNEL_FLOOR, KERNEL_OUTSIDE, KERNEL_PAIRS
from autolens_lite.xp.jax_xp import ffi

STEPS = 60  # of Newton's within a bracket: 10 are usual
VERTICES = 16  # vertices whose kernels at all points are held at once


def compact_lengths(y, x):
    """See `contract.compact_lengths`."""
    return ffi.by_platform(*jax.lax.stop_gradient((y, x)), cpu=_lengths_called, default=compact_lengths_native)


def _room_for_pairs(size):
    return max(1, min(KERNEL_PAIRS * size, size * (size - 1) // 2))


def _lengths_called(y, x):
    return tuple(ffi.call("compact_lengths", [y.shape, ffi.integers(_room_for_pairs(y.size), 2)], y, x))


def compact_lengths_native(y, x):
    """The form for accelerators: all distances."""
    size = y.size
    squares = (y[:, None] - y) ** 2 + (x[:, None] - x) ** 2
    target = min(KERNEL_COUNT, 0.5 * size + 0.25)

    def step(_, state):
        low, high, length = state
        s = squares / (length * length)[:, None]
        rest = jnp.maximum(1.0 - s, 0.0)
        excess, slope = (rest**3).sum(1) - target, 3.0 * (s * rest**2).sum(1)
        low, high = jnp.where(excess > 0.0, low, length), jnp.where(excess > 0.0, length, high)
        new = length - 0.5 * length * excess / jnp.where(slope > 0.0, slope, 1.0)
        fine = (slope > 0.0) & (low < new) & (new < high)
        return low, high, jnp.where(fine, new, 0.5 * (low + high))

    high = 3.0 * jnp.sqrt(squares.max(1))
    _, _, length = jax.lax.fori_loop(0, STEPS, step, (jnp.zeros(size), high, 0.1 * high))
    spread = ((y - y.mean()) ** 2 + (x - x.mean()) ** 2).sum() / size
    lengths = jnp.sqrt(length**2 + KERNEL_FLOOR**2 * spread / size)
    near = jnp.triu(squares < jnp.maximum(lengths[:, None], lengths) ** 2, 1)
    room = _room_for_pairs(size)
    pairs = jnp.stack(jnp.nonzero(near, size=room, fill_value=-1), axis=1)
    fine = (near.sum() <= room) & (spread > 0.0) & jnp.isfinite(spread)
    return jnp.where(fine, lengths, jnp.nan), jnp.where(fine, pairs, -1).astype(jnp.int64)


def compact_weights(y, x, starts, vertices_y, vertices_x, lengths, width):
    """See `contract.compact_weights`."""
    return _compact(y, x, starts, vertices_y, vertices_x, lengths, min(width, lengths.shape[0]))


@functools.partial(jax.custom_vjp, nondiff_argnums=(6,))
def _compact(y, x, starts, vertices_y, vertices_x, lengths, width):
    def called(*arrays):
        shape = (starts.shape[0] - 1, width)
        return tuple(ffi.call("compact_weights", [ffi.integers(*shape), shape], *arrays))

    native = functools.partial(compact_weights_native, width=width)
    return ffi.by_platform(y, x, starts, vertices_y, vertices_x, lengths, cpu=called, default=native)


def _forward(y, x, starts, vertices_y, vertices_x, lengths, width):
    indices, weights = _compact(y, x, starts, vertices_y, vertices_x, lengths, width)
    return (indices, weights), (y, x, starts, vertices_y, vertices_x, lengths, indices)


def _backward(width, saved, sensitivities):
    def called(y, x, starts, vertices_y, vertices_x, lengths, indices, sensitivity):
        shapes = [y.shape, x.shape, vertices_y.shape, vertices_x.shape, lengths.shape]
        arguments = y, x, starts, vertices_y, vertices_x, lengths, indices, sensitivity
        return tuple(ffi.call("compact_weights_derivative", shapes, *arguments))

    def native(y, x, starts, vertices_y, vertices_x, lengths, indices, sensitivity):
        shares = functools.partial(_shares_of, starts=starts, indices=indices)
        return jax.vjp(shares, y, x, vertices_y, vertices_x, lengths)[1](sensitivity)

    y_bar, x_bar, *bars = ffi.by_platform(*saved, sensitivities[1], cpu=called, default=native)
    return y_bar, x_bar, None, *bars


_compact.defvjp(_forward, _backward)


def _groups_of(points, starts):
    """The group of each point."""
    return jnp.searchsorted(starts, jnp.arange(points), side="right") - 1


def _shares_of(y, x, vertices_y, vertices_x, lengths, starts, indices):
    """The mean shares of the kernels `indices` of each group among each other."""
    group = _groups_of(y.shape[0], starts)
    rows = indices[group]
    squares = (vertices_y[rows] - y[:, None]) ** 2 + (vertices_x[rows] - x[:, None]) ** 2
    own = jnp.where(rows >= 0, jnp.maximum(1.0 - squares / lengths[rows] ** 2, 0.0) ** 3, 0.0)
    shares = own / (KERNEL_OUTSIDE + own.sum(1, keepdims=True))
    number = jnp.maximum(jnp.diff(starts), 1)[group]
    return jnp.zeros(indices.shape).at[group].add(shares / number[:, None])


def compact_weights_native(y, x, starts, vertices_y, vertices_x, lengths, width):
    """The form for accelerators: every kernel at all points, and those that reach most."""
    group, number = _groups_of(y.shape[0], starts), starts.shape[0] - 1
    width = min(width, lengths.shape[0])

    def reach_of(kernel):
        vertex_y, vertex_x, length = kernel
        own = jnp.maximum(1.0 - ((y - vertex_y) ** 2 + (x - vertex_x) ** 2) / length**2, 0.0) ** 3
        return jax.ops.segment_sum(own, group, num_segments=number)

    reach = jax.lax.map(reach_of, jax.lax.stop_gradient((vertices_y, vertices_x, lengths)), batch_size=VERTICES).T
    most, found = jax.lax.top_k(jax.lax.stop_gradient(reach), width)
    size = lengths.shape[0]
    found = jnp.sort(jnp.where(most > 0.0, found, size), axis=1)
    indices = jnp.where(found == size, -1, found).astype(jnp.int64)
    weights = _shares_of(y, x, vertices_y, vertices_x, lengths, starts, indices)
    fine = jnp.isfinite(vertices_y).all() & jnp.isfinite(vertices_x).all() & jnp.isfinite(lengths).all()
    lost = jax.ops.segment_sum(jnp.where(jnp.isfinite(y) & jnp.isfinite(x), 0, 1), group, num_segments=number)
    fine = (fine & (lost == 0))[:, None]
    return jnp.where(fine, indices, 0), jnp.where(fine, weights, jnp.nan)


compact_weights_forwards = compact_weights_native
