"""F = T^T W T by direct products with shifted pieces of the table of W: the fastest way on a CPU for every real lens.

The image is cut into pieces of up to 48 pixels of a row. W between a piece and an image pixel is a piece of the table;
it is read once for the three or four source pixels of a group (`pixel_groups`) that light the image pixel, whose sums
over all image pixels of the group stay in registers: g = W t on the piece, of every source pixel t. Then T^T g adds to
F's rows what the piece is to them, again by groups. Only pixels before the piece and, with half the weight, in it are
visited: F = U + U^T.

The derivative is this reversed: with G the cotangent of F and Y = T (G + G^T) on a row of the image, the derivative of
a weight is the product of a row of W with a column of Y, which is done for four image pixels of a group at once.
"""

from __future__ import annotations

from typing import NamedTuple

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


class Shifts(NamedTuple):
    """A table of W, and where in it W between a piece of the image and each image pixel begins.

    Attributes
    ----------
    table : (n,) float
        Flat, with zeros behind it.
    base, sign : int
        What is for the i-th image pixel begins at base + sign * offsets[i]: W is a function of the pixels' offset, with
        the sign -1, plus perhaps one of the sum of their positions, with the sign 1.
    offsets : (n,) int
        The place of each image pixel, in rows as wide as the table's.
    """

    table: np.ndarray
    base: int
    sign: int
    offsets: np.ndarray


class Entries(NamedTuple):
    """Image pixels of one group that follow each other: the first, the place of its weights, and how many they are."""

    first: int
    weights: np.ndarray
    at: int
    number: int


class Visited(NamedTuple):
    """Which image pixels of which groups are in the piece at hand, and which were before it.

    Attributes
    ----------
    before, within : (G,) int
        Where each group's image pixels in the piece begin and end, among `Groups.pixels`.
    local : (n,) int
        Of each image pixel in the piece, where its row of g begins.
    reached : (G,) int
        The groups with image pixels in the piece.
    last : (G,) int
        The image pixel at which each group was last met.
    """

    before: np.ndarray
    within: np.ndarray
    local: np.ndarray
    reached: np.ndarray
    last: np.ndarray


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
def _add(out, lines, column, width, shifts, entries):
    """To columns of `width` rows of `out`, which begin at `lines`, add what image pixels give.

    Each adds its weight times its piece of the table: see `add_shifted_n`.
    """
    table, base, sign, offsets = shifts
    first, weights, at, count = entries
    o0 = lines[0] + column
    if width == 4:
        o1, o2, o3 = lines[1] + column, lines[2] + column, lines[3] + column
        add_shifted_4(out, o0, o1, o2, o3, table, base, sign, offsets, first, weights, at, count)
    elif width == 3:
        o1, o2 = lines[1] + column, lines[2] + column
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
    """The length of rows of S + 1 numbers: whole pieces, and not the 4 kB at which places in a cache repeat."""
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
def _visit(groups, first, length, stride, visited):
    """Note which groups have image pixels in the piece of so many pixels from the first on; return their number."""
    count = 0
    for m in range(first, first + length):
        for q in range(groups.row_starts[m], groups.row_starts[m + 1]):
            group = groups.groups[q]
            if visited.last[group] == m:
                continue
            visited.last[group] = m
            if visited.within[group] == visited.before[group]:
                visited.reached[count] = group
                count += 1
            visited.local[visited.within[group]] = (m - first) * stride
            visited.within[group] += 1
    return count


@compiled
def _add_table(g, groups, lines, visited, shifts, half):
    """Add to g on a piece what image pixels before it give, and half of what those in it give."""
    for group in range(groups.widths.size):
        start, middle, end = groups.pixel_starts[group], visited.before[group], visited.within[group]
        if end == start:
            continue
        width, at = groups.widths[group], groups.weight_starts[group]
        _add(g, lines[group], 0, width, shifts, Entries(start, groups.weights, at, middle - start))
        if end > middle:
            at += width * (middle - start)
            _add(g, lines[group], 0, width, shifts, Entries(middle, half, at, end - middle))


@compiled
def _add_rows(upper, groups, lines, visited, count, turned, pixels):
    """Add T^T g to the rows of U: of each group, what its image pixels in the piece are to all source pixels."""
    for i in range(count):
        group = visited.reached[i]
        start, number, width = (
            visited.before[group],
            visited.within[group] - visited.before[group],
            groups.widths[group],
        )
        at = groups.weight_starts[group] + width * (start - groups.pixel_starts[group])
        entries = Entries(start, groups.weights, at, number)
        for s in range(0, pixels, PIECE):
            shifts = Shifts(turned, s, 1, visited.local)
            _add(upper, lines[group], s, width, shifts, entries)
        visited.before[group] = visited.within[group]


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
    lines, lines_of_g = groups.sources * stride, groups.sources * PIECE
    upper = aligned_zeros((pixels + 1) * stride)  # U; its last row and column take what is for no source pixel
    g, turned = aligned_zeros(stride * PIECE), aligned_zeros(stride * PIECE)  # of a piece: by source pixel; by pixel
    number = groups.widths.size
    visited = Visited(
        groups.pixel_starts[:-1].copy(),
        groups.pixel_starts[:-1].copy(),
        np.empty(offsets.size, np.int64),
        np.empty(number, np.int64),
        np.full(number, -1),
    )
    pieces = _pieces(runs)
    for k in range(pieces.shape[0]):
        count = _visit(groups, pieces[k, 3], pieces[k, 2], stride, visited)
        if count == 0:
            continue
        position = pieces[k, 0] * width + pieces[k, 1]
        base = position + (table.shape[0] // 2) * width + width // 2
        g[:] = 0.0
        _add_table(g, groups, lines_of_g, visited, Shifts(flat, base, -1, offsets), half)
        if sum_table.size:
            _add_table(g, groups, lines_of_g, visited, Shifts(flat_sum, position, 1, offsets), half)
        _turned(g, stride, PIECE, turned, stride)
        _add_rows(upper, groups, lines, visited, count, turned, pixels)
    _symmetrise(upper, stride, result)


@compiled
def _add_dots(out, groups, y, shifts, vectors):
    """Add to `out` the products of rows of W, on a row of the image, with source pixels' columns of Y."""
    table, base, sign, offsets = shifts
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
        # Y on a row of the image: the rows of H = G + G^T of each image pixel's source pixels, by their weights
        length, first = runs[r, 2], runs[r, 3]
        vectors = (length + 7) // 8
        turned[: 8 * vectors * stride] = 0.0
        for m in range(first, first + length):
            q, number = groups.row_starts[m], groups.row_starts[m + 1] - groups.row_starts[m]
            for s in range(0, pixels, PIECE):
                add_shifted_1(turned, (m - first) * stride + s, symmetric, s, 1, lines, q, values, q, number)
        _turned(turned, 8 * vectors, stride, y, 8 * vectors)
        # and its products with W between that row and every image pixel, whose sum over rows is the derivative
        position = runs[r, 0] * width + runs[r, 1]
        base = position + (table.shape[0] // 2) * width + width // 2
        _add_dots(derivative, groups, y, Shifts(flat, base, -1, offsets), vectors)
        if sum_table.size:
            _add_dots(derivative, groups, y, Shifts(flat_sum, position, 1, offsets), vectors)
    fill_entries(groups, indices, derivative, out)
