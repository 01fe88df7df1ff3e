"""Bilinear weights between the pixels of a rectangular mesh."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
import numpy as np

from autolens_lite.xp.jax_xp import ffi, indexed


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def bilinear_weights(y, x, frame, shape):
    """See `contract.bilinear_weights`."""
    return ffi.by_platform(
        y,
        x,
        frame,
        cpu=functools.partial(_called, shape=shape),
        default=functools.partial(bilinear_weights_native, shape=shape),
    )


def _called(y, x, frame, shape):
    size = y.shape[0]
    return tuple(ffi.call("bilinear", [ffi.integers(size, 4), (size, 4)], y, x, frame, jnp.array(shape)))


def bilinear_weights_native(y, x, frame, shape):
    """The form for accelerators."""
    top, left, rows, columns = frame
    row, row_weights = _along((y - top) * rows - 0.5, shape[0])
    column, column_weights = _along((x - left) * columns - 0.5, shape[1])
    first = row * shape[1] + column
    indices = jnp.stack([first, first + 1, first + shape[1], first + shape[1] + 1], axis=1)
    return indices, jnp.stack([r * c for r in row_weights for c in column_weights], axis=1)


def _along(position, count):
    """The first of the two pixels on either side, and the weights of both."""
    first = jnp.clip(jnp.floor(jnp.nan_to_num(jax.lax.stop_gradient(position))), 0, count - 2).astype(jnp.int64)
    fraction = position - first
    return first, (1.0 - fraction, fraction)


def _forward(y, x, frame, shape):
    return bilinear_weights(y, x, frame, shape), (y, x, frame)


def _backward(shape, saved, sensitivities):
    def called(y, x, frame, sensitivity):
        shapes = [y.shape, x.shape, frame.shape]
        return tuple(ffi.call("bilinear_derivative", shapes, y, x, frame, jnp.array(shape), sensitivity))

    def native(y, x, frame, sensitivity):
        weights = jax.vjp(lambda y, x, frame: bilinear_weights_native(y, x, frame, shape)[1], y, x, frame)
        return weights[1](sensitivity)

    return ffi.by_platform(*saved, sensitivities[1], cpu=called, default=native)


bilinear_weights.defvjp(_forward, _backward)


# How the weights of the two pixels on either side, 1 - f and f, make those of the four around a point.
_ROWS = np.array([1.0, 1.0, 0.0, 0.0]), np.array([-1.0, -1.0, 1.0, 1.0])
_COLUMNS = np.array([1.0, 0.0, 1.0, 0.0]), np.array([-1.0, 1.0, -1.0, 1.0])


def bilinear_weights_forwards(y, x, frame, shape):
    """`bilinear_weights`, differentiated in either direction; without arrays that are joined, which XLA is slow at."""
    top, left, rows, columns = frame
    # kept, so that an index and its weight are of one position: worked out twice, it may be rounded to either side
    positions = indexed.kept(((y - top) * rows - 0.5, (x - left) * columns - 0.5))
    (row, (_, below)), (column, (_, right)) = (_along(*pair) for pair in zip(positions, shape, strict=True))
    indices = (row * shape[1] + column)[:, None] + np.array([0, 1, shape[1], shape[1] + 1])
    return indices, (_ROWS[0] + _ROWS[1] * below[:, None]) * (_COLUMNS[0] + _COLUMNS[1] * right[:, None])
