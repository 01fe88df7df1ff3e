"""F = T^T W T by direct products with shifted pieces of the table of W: the fastest way on a CPU for every real lens.

The image is cut into pieces of up to 48 pixels of a row. W between a piece and an image pixel is a piece of the table;
it is read once for the three or four source pixels of a group (`groups.py`) that light the image pixel, whose sums over
all image pixels of the group stay in registers: g = W t on the piece, of every source pixel t. Then T^T g adds to F's
rows what the piece is to them, again by groups. Only pixels before the piece and, with half the weight, in it are
visited: F = U + U^T.

The derivative is this reversed: with G the cotangent of F and Y = T (G + G^T) on a row of the image, the derivative of
a weight is the product of a row of W with a column of Y, which is done for four image pixels of a group at once.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.curvature.pixel_groups import fill_entries, groups_of
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, copy_to, inlined
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, MATRIX, linked
from autolens_lite.xp.numba_xp.simd.shifted_table_sums import (
    VECTORS,
    add_shifted_1,
    add_shifted_3,
    add_shifted_4,
    dot_shifted_1,
    dot_shifted_3,
    dot_shifted_4,
    four_dot_shifted_3,
    four_dot_shifted_4,
)
from autolens_lite.xp.numba_xp.simd.vector import aligned_zeros, transpose

PIECE = 8 * VECTORS


@compiled
def _pieces(runs):
    """Cut runs of contiguous pixels into pieces: row, first column, length, first slim index."""
    count = 0
    for r in range(runs.shape[0]):
        count += (runs[r, 2] + PIECE - 1) // PIECE
    pieces = np.empty((count, 4), np.int64)
    count = 0
    for r in range(runs.shape[0]):
        number = (runs[r, 2] + PIECE - 1) // PIECE
        for k in range(number):
            first, last = k * runs[r, 2] // number, (k + 1) * runs[r, 2] // number  # of nearly equal lengths
            pieces[count] = runs[r, 0], runs[r, 1] + first, last - first, runs[r, 3] + first
            count += 1
    return pieces


@compiled
def _padded(table):
    """A table as one row, with zeros behind it: pieces reach beyond the row of the image that they are for."""
    flat = np.zeros(table.size + PIECE)
    copy_to(flat[: table.size], table.reshape(table.size))
    return flat


@inlined
def _add(out, lines, at_line, column, width, table, base, sign, offsets, first, weights, at, count):
    """To columns of rows of `out`, which begin at `lines`, add what `count` image pixels give: see `add_shifted_n`."""
    o0 = lines[at_line] + column
    if width == 4:
        o1, o2, o3 = lines[at_line + 1] + column, lines[at_line + 2] + column, lines[at_line + 3] + column
        add_shifted_4(out, o0, o1, o2, o3, table, base, sign, offsets, first, weights, at, count)
    elif width == 3:
        o1, o2 = lines[at_line + 1] + column, lines[at_line + 2] + column
        add_shifted_3(out, o0, o1, o2, table, base, sign, offsets, first, weights, at, count)
    else:
        add_shifted_1(out, o0, table, base, sign, offsets, first, weights, at, count)


@compiled
def _turned(matrix, rows, columns, out, stride):
    """Transpose a flat matrix (rows, columns), both multiples of eight, to rows of `stride`."""
    for r in range(0, rows, 8):
        for c in range(0, columns, 8):
            transpose(matrix, r * columns + c, columns, out, c * stride + r, stride)


@compiled
def _stride(pixels):
    """Of rows of source pixels and one that is none: whole pieces, and not the 4 kB at which caches' places repeat."""
    stride = PIECE * (pixels // PIECE + 1)
    return stride + 8 if stride % 64 == 0 else stride


@compiled
def _offsets(groups, rows, cols, width):
    """Of each group's image pixels, the place in the image, in rows as wide as the table's."""
    offsets = np.empty(groups.pixels.size, np.int64)
    for i in range(offsets.size):
        offsets[i] = rows[groups.pixels[i]] * width + cols[groups.pixels[i]]
    return offsets


@compiled
def _add_table(g, groups, lines, before, within, table, base, sign, offsets, half):
    """Add to g on a piece what image pixels before it give, and half of what those in it give."""
    for group in range(groups.widths.size):
        start, middle, end = groups.pixel_starts[group], before[group], within[group]
        if end == start:
            continue
        width, at = groups.widths[group], groups.weight_starts[group]
        _add(g, lines, 4 * group, 0, width, table, base, sign, offsets, start, groups.weights, at, middle - start)
        if end > middle:
            at += width * (middle - start)
            _add(g, lines, 4 * group, 0, width, table, base, sign, offsets, middle, half, at, end - middle)


@compiled
def _symmetrise(upper, stride, result):
    """Set the result to U + U^T, in blocks that stay in cache."""
    pixels = result.shape[0]
    for a in range(0, pixels, PIECE):
        for b in range(0, a + 1, PIECE):
            for i in range(a, min(a + PIECE, pixels)):
                for j in range(b, min(b + PIECE, i + 1)):
                    value = upper[i * stride + j] + upper[j * stride + i]
                    result[i, j] = value
                    result[j, i] = value


@custom_call("curvature", "indices matrix matrix matrix integers integers indices -> matrix")
@linked(INDICES, MATRIX, MATRIX, MATRIX, INTEGERS, INTEGERS, INDICES, MATRIX)
def curvature_direct(indices, weights, table, sum_table, rows, cols, runs, result):
    """Fill F (S, S) of a mapping (M, B) and the tables of W."""
    pixels = result.shape[0]
    groups = groups_of(indices, weights, pixels)
    half = 0.5 * groups.weights
    width = table.shape[1]
    flat, flat_sum = _padded(table), _padded(sum_table)
    offsets = _offsets(groups, rows, cols, width)
    stride = _stride(pixels)
    lines, lines_of_g = groups.sources.ravel() * stride, groups.sources.ravel() * PIECE
    upper = aligned_zeros((pixels + 1) * stride)
    g, turned = aligned_zeros(stride * PIECE), aligned_zeros(stride * PIECE)
    before = groups.pixel_starts[:-1].copy()  # where the group's image pixels in the piece begin
    within = before.copy()  # and where they end
    pieces = _pieces(runs)
    local = np.empty(offsets.size, np.int64)
    reached = np.empty(groups.widths.size, np.int64)
    last = np.full(groups.widths.size, -1)
    for k in range(pieces.shape[0]):
        first = pieces[k, 3]
        count = 0
        for m in range(first, first + pieces[k, 2]):
            for q in range(groups.row_starts[m], groups.row_starts[m + 1]):
                group = groups.groups[q]
                if last[group] == m:
                    continue
                last[group] = m
                if within[group] == before[group]:
                    reached[count] = group
                    count += 1
                local[within[group]] = (m - first) * stride
                within[group] += 1
        if count == 0:
            continue
        position = pieces[k, 0] * width + pieces[k, 1]
        base = position + (table.shape[0] // 2) * width + width // 2
        g[:] = 0.0
        _add_table(g, groups, lines_of_g, before, within, flat, base, -1, offsets, half)
        if sum_table.size:
            _add_table(g, groups, lines_of_g, before, within, flat_sum, position, 1, offsets, half)
        _turned(g, stride, PIECE, turned, stride)
        for i in range(count):
            group = reached[i]
            start, number, lanes = before[group], within[group] - before[group], groups.widths[group]
            at = groups.weight_starts[group] + lanes * (start - groups.pixel_starts[group])
            for s in range(0, pixels, PIECE):
                _add(upper, lines, 4 * group, s, lanes, turned, s, 1, local, start, groups.weights, at, number)
            before[group] = within[group]
    _symmetrise(upper, stride, result)


@compiled
def _add_dots(out, groups, y, table, base, sign, offsets, vectors):
    """Add to `out` the products of rows of W, on a row of the image, with source pixels' columns of Y."""
    scale = 8 * vectors
    for group in range(groups.widths.size):
        i, end = groups.pixel_starts[group], groups.pixel_starts[group + 1]
        at, width = groups.weight_starts[group], groups.widths[group]
        v0, v1, v2, v3 = groups.sources[group]
        v0, v1, v2, v3 = v0 * scale, v1 * scale, v2 * scale, v3 * scale
        if width == 4:
            while i + 4 <= end:
                four_dot_shifted_4(out, at, y, v0, v1, v2, v3, table, base, sign, offsets, i, vectors)
                at += 16
                i += 4
            while i < end:
                dot_shifted_4(out, at, y, v0, v1, v2, v3, table, base, sign, offsets, i, vectors)
                at += 4
                i += 1
        elif width == 3:
            while i + 4 <= end:
                four_dot_shifted_3(out, at, y, v0, v1, v2, table, base, sign, offsets, i, vectors)
                at += 12
                i += 4
            while i < end:
                dot_shifted_3(out, at, y, v0, v1, v2, table, base, sign, offsets, i, vectors)
                at += 3
                i += 1
        else:
            while i < end:
                dot_shifted_1(out, at, y, v0, table, base, sign, offsets, i, vectors)
                at += 1
                i += 1


@custom_call("curvature_derivative", "indices matrix matrix matrix integers integers indices matrix -> matrix")
@linked(INDICES, MATRIX, MATRIX, MATRIX, INTEGERS, INTEGERS, INDICES, MATRIX, MATRIX)
def curvature_direct_derivative(indices, weights, table, sum_table, rows, cols, runs, sensitivity, out):
    """Fill out (M, B), the derivative of the weights, for the cotangent G (S, S) of F."""
    pixels = sensitivity.shape[0]
    groups = groups_of(indices, weights, pixels)
    width = table.shape[1]
    flat, flat_sum = _padded(table), _padded(sum_table)
    offsets = _offsets(groups, rows, cols, width)
    stride = _stride(pixels)
    symmetric = aligned_zeros((pixels + 1) * stride)
    for i in range(pixels):
        for j in range(pixels):
            symmetric[i * stride + j] = sensitivity[i, j] + sensitivity[j, i]
    lines = groups.columns * stride  # where the rows of an image pixel's source pixels begin
    longest = 8 * ((runs[:, 2].max() + 7) // 8)
    turned, y = aligned_zeros(longest * stride), aligned_zeros(longest * stride)
    derivative = np.zeros(groups.weights.size)
    values = groups.weights[groups.positions]
    for r in range(runs.shape[0]):
        length, first = runs[r, 2], runs[r, 3]
        vectors = (length + 7) // 8
        turned[: 8 * vectors * stride] = 0.0
        for m in range(first, first + length):
            q, number = groups.row_starts[m], groups.row_starts[m + 1] - groups.row_starts[m]
            for s in range(0, pixels, PIECE):
                add_shifted_1(turned, (m - first) * stride + s, symmetric, s, 1, lines, q, values, q, number)
        _turned(turned, 8 * vectors, stride, y, 8 * vectors)
        position = runs[r, 0] * width + runs[r, 1]
        base = position + (table.shape[0] // 2) * width + width // 2
        _add_dots(derivative, groups, y, flat, base, -1, offsets, vectors)
        if sum_table.size:
            _add_dots(derivative, groups, y, flat_sum, position, 1, offsets, vectors)
    fill_entries(groups, indices, derivative, out)
