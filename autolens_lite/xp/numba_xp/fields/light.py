"""What images of light need for each sub-pixel: one pass where NumPy makes arrays, or groups of few at a time."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.meshes.delaunay import as_floats
from autolens_lite.xp.numba_xp.simd import elementary

_exp = elementary.exp


def exponential(x, amplitude, rate):
    """See `contract.exponential`."""
    (values,) = as_floats(x)
    result = np.empty(np.shape(x))
    _fill_exponential(values.ravel(), float(amplitude), float(rate), result.ravel())
    return result


def group_means(values, size):
    """See `contract.group_means`."""
    (values,) = as_floats(values)
    result = np.empty((*values.shape[:-1], values.shape[-1] // size))
    _fill_means(values.ravel(), size, result.ravel())
    return result


@compiled
def _fill_exponential(x, amplitude, rate, result):
    for i in range(x.size):
        exponent = rate * x[i]
        result[i] = 0.0 if exponent < -700.0 else amplitude * _exp(exponent)


@compiled
def _fill_means(values, size, result):
    paired = size - size % 4
    for i in range(result.size):
        first = i * size
        # four sums, for none waits for another
        a, b, c, d = 0.0, 0.0, 0.0, 0.0
        for j in range(first, first + paired, 4):
            a, b, c, d = a + values[j], b + values[j + 1], c + values[j + 2], d + values[j + 3]
        for j in range(first + paired, first + size):
            a += values[j]
        result[i] = ((a + c) + (b + d)) / size
