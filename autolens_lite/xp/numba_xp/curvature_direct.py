"""F = T^T W T by direct products over runs of contiguous pixels: the fastest way on a CPU for every real lens.

One source pixel at a time, g = W t is summed over the run-length pieces of the table of W, which stays in cache; then
F's row is T^T g. Eight table rows are summed per pass (loads of g amortised) and eight source pixels share one pass of
T^T (loads of the indices amortised). Only runs at or after a pixel's own are visited, its own with half the weight:
F = U + U^T, which halves the work. Bound by the bandwidth of the cache that holds the table, 8 bytes a multiply-add.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.sparse import columns_of, rows_of

BLOCK = 8


@compiled
def _add_shifted(out, table, base, sign, offsets, values, count):
    """Add sum_q values[q] table[base + sign offsets[q] + j] to out[j]."""
    length = out.size
    q = 0
    while q + 8 <= count:
        a = base + sign * offsets[q]
        t0 = table[a : a + length]
        a = base + sign * offsets[q + 1]
        t1 = table[a : a + length]
        a = base + sign * offsets[q + 2]
        t2 = table[a : a + length]
        a = base + sign * offsets[q + 3]
        t3 = table[a : a + length]
        a = base + sign * offsets[q + 4]
        t4 = table[a : a + length]
        a = base + sign * offsets[q + 5]
        t5 = table[a : a + length]
        a = base + sign * offsets[q + 6]
        t6 = table[a : a + length]
        a = base + sign * offsets[q + 7]
        t7 = table[a : a + length]
        v0, v1, v2, v3 = values[q], values[q + 1], values[q + 2], values[q + 3]
        v4, v5, v6, v7 = values[q + 4], values[q + 5], values[q + 6], values[q + 7]
        for j in range(length):
            out[j] += (
                v0 * t0[j] + v1 * t1[j] + v2 * t2[j] + v3 * t3[j] + v4 * t4[j] + v5 * t5[j] + v6 * t6[j] + v7 * t7[j]
            )
        q += 8
    while q + 2 <= count:
        a = base + sign * offsets[q]
        t0 = table[a : a + length]
        a = base + sign * offsets[q + 1]
        t1 = table[a : a + length]
        v0, v1 = values[q], values[q + 1]
        for j in range(length):
            out[j] += v0 * t0[j] + v1 * t1[j]
        q += 2
    if q < count:
        a = base + sign * offsets[q]
        t0 = table[a : a + length]
        v0 = values[q]
        for j in range(length):
            out[j] += v0 * t0[j]


@compiled
def _run_of_pixel(runs, image_pixels):
    run_of = np.empty(image_pixels, np.int64)
    for r in range(runs.shape[0]):
        run_of[runs[r, 3] : runs[r, 3] + runs[r, 2]] = r
    return run_of


@compiled
def _scatter_block(g, first, row_starts, columns, row_values, sums):
    """Set sums[t, i] = sum_m T[m, t] g[i, m] over pixels from `first` on, for the eight rows i of g."""
    sums[:] = 0.0
    for m in range(first, g.shape[1]):
        g0, g1, g2, g3 = g[0, m], g[1, m], g[2, m], g[3, m]
        g4, g5, g6, g7 = g[4, m], g[5, m], g[6, m], g[7, m]
        for q in range(row_starts[m], row_starts[m + 1]):
            t = columns[q]
            v = row_values[q]
            sums[t, 0] += v * g0
            sums[t, 1] += v * g1
            sums[t, 2] += v * g2
            sums[t, 3] += v * g3
            sums[t, 4] += v * g4
            sums[t, 5] += v * g5
            sums[t, 6] += v * g6
            sums[t, 7] += v * g7


@compiled
def curvature_direct(indices, weights, table, sum_table, rows, cols, runs, pixels):
    """F (S, S) of a mapping (M, B) and the tables of W."""
    image_pixels = indices.shape[0]
    starts, entry_rows, entry_values = columns_of(indices, weights, pixels)
    row_starts, columns, row_values = rows_of(starts, entry_rows, entry_values, image_pixels)
    run_of = _run_of_pixel(runs, image_pixels)
    width = table.shape[1]
    centre = (table.shape[0] // 2) * width + width // 2
    flat = table.ravel()
    flat_sum = sum_table.ravel()
    longest = 0
    for s in range(pixels):
        longest = max(longest, starts[s + 1] - starts[s])
    offsets = np.empty(longest, np.int64)
    values = np.empty(longest)
    upper = np.zeros((pixels, pixels))
    g = np.zeros((BLOCK, image_pixels))
    sums = np.empty((pixels, BLOCK))
    for s0 in range(0, pixels, BLOCK):
        block = min(BLOCK, pixels - s0)
        first_run = runs.shape[0]
        for s in range(s0, s0 + block):
            if starts[s] < starts[s + 1]:
                first_run = min(first_run, run_of[entry_rows[starts[s]]])
        if first_run == runs.shape[0]:
            continue
        first = runs[first_run, 3]
        for i in range(BLOCK):
            g[i, first:] = 0.0
            if i >= block:
                continue
            start = starts[s0 + i]
            count = starts[s0 + i + 1] - start
            if count == 0:
                continue
            for q in range(count):
                m = entry_rows[start + q]
                offsets[q] = rows[m] * width + cols[m]
                values[q] = entry_values[start + q]
            whole = 0  # entries before `whole` lie in earlier runs, those from there to `reached` in this one
            reached = 0
            for r in range(run_of[entry_rows[start]], runs.shape[0]):
                for q in range(whole, reached):
                    values[q] = entry_values[start + q]
                whole = reached
                while reached < count and run_of[entry_rows[start + reached]] <= r:
                    values[reached] = 0.5 * entry_values[start + reached]
                    reached += 1
                position = runs[r, 0] * width + runs[r, 1]
                out = g[i, runs[r, 3] : runs[r, 3] + runs[r, 2]]
                _add_shifted(out, flat, centre + position, -1, offsets, values, reached)
                if flat_sum.size > 0:
                    _add_shifted(out, flat_sum, position, 1, offsets, values, reached)
        _scatter_block(g, first, row_starts, columns, row_values, sums)
        for i in range(block):
            for t in range(pixels):
                upper[s0 + i, t] = sums[t, i]
    for s in range(pixels):
        for t in range(s + 1):
            value = upper[s, t] + upper[t, s]
            upper[s, t] = value
            upper[t, s] = value
    return upper


@compiled
def curvature_direct_with_product(indices, weights, table, sum_table, rows, cols, runs, pixels, curvature, product):
    """Fill F (S, S) and W T (M, S): what the derivative of F needs, at the price of leaving the symmetry unused."""
    image_pixels = indices.shape[0]
    starts, entry_rows, entry_values = columns_of(indices, weights, pixels)
    row_starts, columns, row_values = rows_of(starts, entry_rows, entry_values, image_pixels)
    width = table.shape[1]
    centre = (table.shape[0] // 2) * width + width // 2
    flat = table.ravel()
    flat_sum = sum_table.ravel()
    longest = 0
    for s in range(pixels):
        longest = max(longest, starts[s + 1] - starts[s])
    offsets = np.empty(longest, np.int64)
    g = np.zeros((BLOCK, image_pixels))
    sums = np.empty((pixels, BLOCK))
    for s0 in range(0, pixels, BLOCK):
        block = min(BLOCK, pixels - s0)
        g[:] = 0.0
        for i in range(block):
            start = starts[s0 + i]
            count = starts[s0 + i + 1] - start
            for q in range(count):
                m = entry_rows[start + q]
                offsets[q] = rows[m] * width + cols[m]
            values = entry_values[start : start + count]
            for r in range(runs.shape[0]):
                position = runs[r, 0] * width + runs[r, 1]
                out = g[i, runs[r, 3] : runs[r, 3] + runs[r, 2]]
                _add_shifted(out, flat, centre + position, -1, offsets, values, count)
                if flat_sum.size > 0:
                    _add_shifted(out, flat_sum, position, 1, offsets, values, count)
        _scatter_block(g, 0, row_starts, columns, row_values, sums)
        for m in range(image_pixels):
            for i in range(block):
                product[m, s0 + i] = g[i, m]
        for i in range(block):
            for t in range(pixels):
                curvature[s0 + i, t] = sums[t, i]
    for s in range(pixels):  # the two triangles differ by rounding
        for t in range(s):
            value = 0.5 * (curvature[s, t] + curvature[t, s])
            curvature[s, t] = value
            curvature[t, s] = value


@compiled
def curvature_weights_derivative(indices, product, sensitivity, out):
    """Fill out[m, p] = sum_s (W T)[m, s] (G + G^T)[s, indices[m, p]] for the cotangent G (S, S) of F."""
    pixels = sensitivity.shape[0]
    symmetric = sensitivity + sensitivity.T
    for m in range(indices.shape[0]):
        row = product[m]
        for p in range(indices.shape[1]):
            out[m, p] = 0.0
            if indices[m, p] >= 0:
                other = symmetric[indices[m, p]]
                total0 = total1 = total2 = total3 = 0.0
                last = pixels - pixels % 4
                for s in range(0, last, 4):
                    total0 += row[s] * other[s]
                    total1 += row[s + 1] * other[s + 1]
                    total2 += row[s + 2] * other[s + 2]
                    total3 += row[s + 3] * other[s + 3]
                for s in range(last, pixels):
                    total0 += row[s] * other[s]
                out[m, p] = (total0 + total1) + (total2 + total3)
