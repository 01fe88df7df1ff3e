"""The order of numbers, without NumPy's `argsort`, which takes seconds to compile for each type."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.linked_kernels import VECTOR, linked


@linked(VECTOR)
def ascending(values):
    """Indices of the values in ascending order, equal ones by index.

    Merge sort, as `numpy.argsort` in a kernel does it, which takes two seconds to compile for each type of values.
    """
    size = values.size
    order, merged = np.arange(size), np.empty(size, np.int64)
    width = 1
    while width < size:
        for begin in range(0, size, 2 * width):
            middle, end = min(begin + width, size), min(begin + 2 * width, size)
            left, right = begin, middle
            for k in range(begin, end):
                if left < middle and (right == end or values[order[left]] <= values[order[right]]):
                    merged[k] = order[left]
                    left += 1
                else:
                    merged[k] = order[right]
                    right += 1
        order, merged = merged, order
        width *= 2
    return order
