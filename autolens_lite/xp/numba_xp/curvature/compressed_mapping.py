"""Sparse forms of a mapping given as indices (M, B) and weights (M, B); an index below zero is no entry."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled


@compiled
def columns_of(indices, weights, pixels):
    """Return (starts (S + 1,), rows, values): the mapping by source pixel, rows ascending, repeated entries summed."""
    count = np.zeros(pixels + 1, np.int64)
    last = np.full(pixels, -1, np.int64)
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            s = indices[m, p]
            if s < 0:
                continue
            if last[s] != m:
                last[s] = m
                count[s + 1] += 1
    starts = np.cumsum(count)
    rows = np.empty(starts[-1], np.int64)
    values = np.empty(starts[-1])
    filled = starts[:-1].copy()
    last[:] = -1
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            s = indices[m, p]
            if s < 0:
                continue
            if last[s] == m:
                values[filled[s] - 1] += weights[m, p]
            else:
                last[s] = m
                rows[filled[s]] = m
                values[filled[s]] = weights[m, p]
                filled[s] += 1
    return starts, rows, values


@compiled
def rows_of(starts, rows, values, image_pixels):
    """Return (starts (M + 1,), columns, values): the transpose of `columns_of`, source pixels ascending in a row."""
    count = np.zeros(image_pixels + 1, np.int64)
    for q in range(rows.size):
        count[rows[q] + 1] += 1
    row_starts = np.cumsum(count)
    columns = np.empty(rows.size, np.int64)
    row_values = np.empty(rows.size)
    filled = row_starts[:-1].copy()
    for s in range(starts.size - 1):
        for q in range(starts[s], starts[s + 1]):
            m = rows[q]
            columns[filled[m]] = s
            row_values[filled[m]] = values[q]
            filled[m] += 1
    return row_starts, columns, row_values
