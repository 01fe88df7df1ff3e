"""Points in the order of a Hilbert curve (Hilbert 1891, Math. Ann. 38, 459): each is near the one before."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.meshes.sorting import ascending

_HILBERT_BITS = 16
_SMALLEST = 1e-50


@compiled
def without_extremes(values, largest):
    """Values times a power of two, about 1 at most, and zero for 1e-50, so that no product overflows or underflows."""
    scale = 2.0 ** -np.floor(np.log2(largest)) if largest > 1e-290 else 1.0
    result = values * scale
    for i in range(result.size):
        if abs(result[i]) < _SMALLEST:
            result[i] = 0.0
    return result


@compiled
def hilbert_order(y, x):
    """Indices of the points along a Hilbert curve; equal points by index.

    Two bits of the key a step, from the largest square to the smallest: which quarter of it the point is in, in the
    order in which the curve visits them, turned and mirrored as the curve is within that quarter.
    """
    size = y.size
    bottom, left = y.min(), x.min()
    side = max(y.max() - bottom, x.max() - left)
    scale = (2.0**_HILBERT_BITS - 1.0) / side if side > 0.0 else 0.0
    keys = np.empty(size)
    for i in range(size):
        column, row = int((x[i] - left) * scale), int((y[i] - bottom) * scale)
        key = 0
        step = 1 << (_HILBERT_BITS - 1)
        while step > 0:
            right = 1 if column & step else 0
            up = 1 if row & step else 0
            key = (key << 2) | ((3 * right) ^ up)
            if up == 0:
                if right == 1:
                    column, row = (1 << _HILBERT_BITS) - 1 - column, (1 << _HILBERT_BITS) - 1 - row
                column, row = row, column
            step >>= 1
        keys[i] = key
    return ascending(keys)
