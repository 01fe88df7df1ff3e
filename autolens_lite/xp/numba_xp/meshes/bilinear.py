"""Bilinear weights between the pixels of a rectangular mesh, and their derivatives: one pass over the points."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.meshes.delaunay import as_floats


def bilinear_weights(y, x, frame, shape):
    """See `contract.bilinear_weights`."""
    y, x, frame = as_floats(y, x, frame)
    indices, weights = np.empty((y.size, 4), np.int64), np.empty((y.size, 4))
    fill_bilinear(y, x, frame, np.array(shape), indices, weights)
    return indices, weights


@inlined
def _first(position, count):
    """The first of the two pixels on either side of a position between centres, as a float."""
    return min(max(np.floor(position), 0.0), count - 2.0)


@custom_call("bilinear", "vector vector vector integers -> indices matrix")
@compiled
def fill_bilinear(y, x, frame, shape, indices, weights):
    """Fill indices and weights (N, 4)."""
    rows, columns = shape[0], shape[1]
    top, left, per_y, per_x = frame[0], frame[1], frame[2], frame[3]
    for n in range(y.size):
        down, across = (y[n] - top) * per_y - 0.5, (x[n] - left) * per_x - 0.5
        # NaN, of which a whole number could be anything, is in pixel 0
        row = _first(down if down == down else 0.0, rows)
        column = _first(across if across == across else 0.0, columns)
        v, u = down - row, across - column
        first = int(row) * columns + int(column)
        indices[n, 0], indices[n, 1] = first, first + 1
        indices[n, 2], indices[n, 3] = first + columns, first + columns + 1
        weights[n, 0], weights[n, 1] = (1.0 - v) * (1.0 - u), (1.0 - v) * u
        weights[n, 2], weights[n, 3] = v * (1.0 - u), v * u


@custom_call("bilinear_derivative", "vector vector vector integers matrix -> vector vector vector")
@compiled
def derive_bilinear(y, x, frame, shape, sensitivity, y_bar, x_bar, frame_bar):
    """Fill the sensitivities to points and frame, given that to the weights."""
    rows, columns = shape[0], shape[1]
    top, left, per_y, per_x = frame[0], frame[1], frame[2], frame[3]
    of_top, of_left, of_per_y, of_per_x = 0.0, 0.0, 0.0, 0.0
    for n in range(y.size):
        v, u = (y[n] - top) * per_y - 0.5, (x[n] - left) * per_x - 0.5
        v, u = v - _first(v, rows), u - _first(u, columns)
        a, b, c, d = sensitivity[n, 0], sensitivity[n, 1], sensitivity[n, 2], sensitivity[n, 3]
        down, across = (c - a) * (1.0 - u) + (d - b) * u, (b - a) * (1.0 - v) + (d - c) * v
        y_bar[n], x_bar[n] = down * per_y, across * per_x
        of_top, of_left = of_top - y_bar[n], of_left - x_bar[n]
        of_per_y += down * (y[n] - top)
        of_per_x += across * (x[n] - left)
    frame_bar[0], frame_bar[1], frame_bar[2], frame_bar[3] = of_top, of_left, of_per_y, of_per_x
