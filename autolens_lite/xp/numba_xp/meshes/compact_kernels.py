"""Compact kernels about vertices: how far each reaches, and its share of the source at a point or in a pixel.

Points follow each other in the plane, as the sub-pixels of an image do: the cell of each is found from the last one's.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np

from autolens_lite.xp.constants import KERNEL_COUNT, KERNEL_FLOOR, KERNEL_OUTSIDE, KERNEL_PAIRS
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGERS, MATRIX, VECTOR, linked
from autolens_lite.xp.numba_xp.meshes.delaunay import all_finite, as_floats
from autolens_lite.xp.numba_xp.meshes.sorting import ascending


class Cells(NamedTuple):
    """Rectangles that cover the plane, crowded where vertices are, with the kernels that reach into each.

    Attributes
    ----------
    edges_y, edges_x : (K - 1,) float
        Between rows and between columns, ascending; the outermost have no end.
    starts : (K K + 1,) int
        Where the kernels of each cell begin; cells row by row.
    members : (n,) int
        The kernels, ascending in a cell.
    """

    edges_y: np.ndarray
    edges_x: np.ndarray
    starts: np.ndarray
    members: np.ndarray


def compact_lengths(y, x):
    """See `contract.compact_lengths`."""
    y, x = as_floats(y, x)
    lengths, pairs = np.empty(y.size), np.empty((room_for_pairs(y.size), 2), np.int64)
    fill_compact_lengths.from_python(y, x, lengths, pairs)
    return lengths, pairs


def compact_weights(y, x, starts, vertices_y, vertices_x, lengths, width):
    """See `contract.compact_weights`."""
    y, x, vertices_y, vertices_x, lengths = as_floats(y, x, vertices_y, vertices_x, lengths)
    rows, width = starts.size - 1, min(width, lengths.size)
    indices, weights = np.empty((rows, width), np.int64), np.empty((rows, width))
    starts = np.ascontiguousarray(starts, np.int64)
    fill_compact_weights.from_python(y, x, starts, vertices_y, vertices_x, lengths, indices, weights)
    return indices, weights


def room_for_pairs(size):
    """How many pairs of kernels are listed at most."""
    return max(1, min(KERNEL_PAIRS * size, size * (size - 1) // 2))


@inlined
def kernel(s):
    """The kernel at s, the square of distance over length."""
    return (1.0 - s) * (1.0 - s) * (1.0 - s) if s < 1.0 else 0.0


@compiled
def _counted(squares, length):
    """The sum of a kernel over squares of distances, and its derivative in the length times half of that."""
    total, slope = 0.0, 0.0
    for n in range(squares.size):
        s = squares[n] / (length * length)
        if s < 1.0:
            total += (1.0 - s) * (1.0 - s) * (1.0 - s)
            slope += 3.0 * s * (1.0 - s) * (1.0 - s)
    return total, slope


@compiled
def _root(squares, high, target):
    """The length, below `high`, at which the sum of a kernel is `target`: Newton's steps within a bracket."""
    low, length = 0.0, 0.7 * high
    for _ in range(200):
        total, slope = _counted(squares, length)
        if total > target:
            high = length
        else:
            low = length
        new = length - 0.5 * length * (total - target) / slope if slope > 0.0 else low
        if not low < new < high:
            new = 0.5 * (low + high)
        if abs(new - length) <= 4e-16 * length:
            return new
        length = new
    return length


@custom_call("compact_lengths", "2*vector -> vector indices")
@linked(VECTOR, VECTOR, VECTOR, INDICES)
def fill_compact_lengths(y, x, lengths, pairs):
    """Fill the length of each kernel, and the pairs that are nearer than the longer one of theirs."""
    size = y.size
    for r in range(pairs.shape[0]):
        pairs[r, 0] = pairs[r, 1] = -1
    lengths[:] = np.nan
    if size < 2 or not all_finite(y, x):
        return
    middle_y, middle_x, spread = y.mean(), x.mean(), 0.0
    for i in range(size):
        spread += (y[i] - middle_y) ** 2 + (x[i] - middle_x) ** 2
    if not spread > 0.0:
        return
    floor = KERNEL_FLOOR**2 * spread / size**2
    target = min(KERNEL_COUNT, 0.5 * size + 0.25)
    squares, near = np.empty(size), np.empty(size)
    radius = np.sqrt(spread / size)
    for j in range(size):
        for i in range(size):
            squares[i] = (y[i] - y[j]) * (y[i] - y[j]) + (x[i] - x[j]) * (x[i] - x[j])
        found, enough = 0, False
        while not enough:
            found, total = 0, 0.0
            for i in range(size):
                s = squares[i] / (radius * radius)
                if s < 1.0:
                    near[found] = squares[i]
                    found += 1
                    total += (1.0 - s) * (1.0 - s) * (1.0 - s)
            enough = total >= target
            if not enough:
                radius *= 1.5
        length = _root(near[:found], radius, target)
        lengths[j] = np.sqrt(length * length + floor)
        radius = 1.2 * lengths[j]
    count = 0
    for i in range(size):
        for j in range(i + 1, size):
            square = (y[i] - y[j]) * (y[i] - y[j]) + (x[i] - x[j]) * (x[i] - x[j])
            longer = max(lengths[i], lengths[j])
            if square < longer * longer:
                if count == pairs.shape[0]:
                    lengths[:] = np.nan
                    return
                pairs[count, 0], pairs[count, 1] = i, j
                count += 1


@compiled
def _edges_of(values, parts):
    """The values between `parts` parts of equal number."""
    order = ascending(values)
    edges = np.empty(parts - 1)
    for k in range(1, parts):
        edges[k - 1] = values[order[(k * values.size) // parts]]
    return edges


@compiled
def _part_of(value, edges, part):
    """The part in which a value lies, by steps from another."""
    while part < edges.size and value >= edges[part]:
        part += 1
    while part > 0 and value < edges[part - 1]:
        part -= 1
    return part


@compiled
def _gap(value, edges, part):
    """How far a value is from a part."""
    if part > 0 and value < edges[part - 1]:
        return edges[part - 1] - value
    if part < edges.size and value > edges[part]:
        return value - edges[part]
    return 0.0


@compiled
def _cells_of(y, x, lengths):
    """The `Cells` of kernels."""
    parts = max(1, int(np.sqrt(2.0 * y.size)))
    edges_y, edges_x = _edges_of(y, parts), _edges_of(x, parts)
    starts = np.zeros(parts * parts + 1, np.int64)
    members = np.empty(0, np.int64)
    for fills in range(2):
        for j in range(y.size):
            h = lengths[j]
            for row in range(_part_of(y[j] - h, edges_y, 0), _part_of(y[j] + h, edges_y, 0) + 1):
                up = _gap(y[j], edges_y, row)
                for column in range(_part_of(x[j] - h, edges_x, 0), _part_of(x[j] + h, edges_x, 0) + 1):
                    along = _gap(x[j], edges_x, column)
                    if up * up + along * along >= h * h:
                        continue
                    cell = row * parts + column
                    if fills:
                        members[starts[cell]] = j
                        starts[cell] += 1
                    else:
                        starts[cell + 1] += 1
        if not fills:
            for cell in range(parts * parts):
                starts[cell + 1] += starts[cell]
            members = np.empty(starts[-1], np.int64)
    # each start has gone on to the next cell's
    for cell in range(parts * parts, 0, -1):
        starts[cell] = starts[cell - 1]
    starts[0] = 0
    return Cells(edges_y, edges_x, starts, members)


CELLS = numba.typeof(Cells(np.empty(0), np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64)))


@compiled
def _shorten(chosen, count, width, reach):
    """Keep, of `count` kernels in ascending order, the `width` that reach most; their number."""
    while count > width:
        least = count - 1
        for k in range(count - 2, -1, -1):
            if reach[chosen[k]] < reach[chosen[least]]:
                least = k
        for k in range(least, count - 1):
            chosen[k] = chosen[k + 1]
        count -= 1
    return count


@compiled
def _add_shares(y, x, places_y, places_x, scale, own, count, part, shares):
    """Add a part of the shares of `count` kernels at a point, which lie side by side, to those in `shares`.

    `own` has room for seven more: zeros, so that sums of eight can run side by side in registers.
    """
    for k in range(count):
        dy, dx = y - places_y[k], x - places_x[k]
        rest = max(1.0 - (dy * dy + dx * dx) * scale[k], 0.0)
        own[k] = rest * rest * rest
    for k in range(count, count + 7):
        own[k] = 0.0
    a, b, c, d, e, f, g, h = KERNEL_OUTSIDE, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for k in range(0, count, 8):
        a += own[k]
        b += own[k + 1]
        c += own[k + 2]
        d += own[k + 3]
        e += own[k + 4]
        f += own[k + 5]
        g += own[k + 6]
        h += own[k + 7]
    factor = part / (((a + b) + (c + d)) + ((e + f) + (g + h)))
    for k in range(count):
        shares[k] += factor * own[k]


@compiled
def _reach_of(y, x, begin, end, place_y, place_x, scale):
    """The sum of a kernel over the points `begin` ... `end`."""
    total = 0.0
    for p in range(begin, end):
        total += kernel(((y[p] - place_y) ** 2 + (x[p] - place_x) ** 2) * scale)
    return total


@custom_call("compact_weights", "2*vector integers 3*vector -> indices matrix")
@linked(VECTOR, VECTOR, INTEGERS, VECTOR, VECTOR, VECTOR, INDICES, MATRIX)
def fill_compact_weights(y, x, starts, vertices_y, vertices_x, lengths, indices, weights):
    """Fill kernels and shares of each group of points.

    The kernels that may reach a group are those of the cells that the rectangle about its points meets. They are put
    side by side, so that what is done for each point is arithmetic alone.
    """
    size, width = lengths.size, indices.shape[1]
    if not (all_finite(vertices_y, vertices_x) and np.isfinite(lengths).all()):
        indices[:] = 0
        weights[:] = np.nan
        return
    edges_y, edges_x, cell_starts, members = _cells_of(vertices_y, vertices_x, lengths)
    parts = edges_y.size + 1
    seen, chosen = np.full(size, -1), np.empty(size, np.int64)
    places_y, places_x, scale = np.empty(size), np.empty(size), np.empty(size)
    shares, reach, own = np.empty(size), np.zeros(size), np.empty(size + 7)
    row, column = 0, 0
    for m in range(indices.shape[0]):
        begin, end = starts[m], starts[m + 1]
        low_y, high_y, low_x, high_x, failed = np.inf, -np.inf, np.inf, -np.inf, False
        for p in range(begin, end):
            failed = failed or not (np.isfinite(y[p]) and np.isfinite(x[p]))
            low_y, high_y = min(low_y, y[p]), max(high_y, y[p])
            low_x, high_x = min(low_x, x[p]), max(high_x, x[p])
        if failed:
            indices[m] = 0
            weights[m] = np.nan
            continue
        count = 0
        if begin < end:
            row, column = _part_of(low_y, edges_y, row), _part_of(low_x, edges_x, column)
            for i in range(row, _part_of(high_y, edges_y, row) + 1):
                for cell in range(i * parts + column, i * parts + _part_of(high_x, edges_x, column) + 1):
                    for q in range(cell_starts[cell], cell_starts[cell + 1]):
                        j = members[q]
                        if seen[j] == m:
                            continue
                        seen[j] = m
                        dy = max(low_y - vertices_y[j], 0.0, vertices_y[j] - high_y)
                        dx = max(low_x - vertices_x[j], 0.0, vertices_x[j] - high_x)
                        if dy * dy + dx * dx >= lengths[j] * lengths[j]:
                            continue
                        at = count
                        while at > 0 and chosen[at - 1] > j:
                            chosen[at] = chosen[at - 1]
                            at -= 1
                        chosen[at] = j
                        count += 1
        if count > width:
            for k in range(count):
                j = chosen[k]
                reach[j] = _reach_of(y, x, begin, end, vertices_y[j], vertices_x[j], 1.0 / (lengths[j] * lengths[j]))
            count = _shorten(chosen, count, width, reach)
        for k in range(count):
            j = chosen[k]
            places_y[k], places_x[k], scale[k] = vertices_y[j], vertices_x[j], 1.0 / (lengths[j] * lengths[j])
            shares[k] = 0.0
        for p in range(begin, end):
            _add_shares(y[p], x[p], places_y, places_x, scale, own, count, 1.0 / (end - begin), shares)
        kept = 0
        for k in range(count):
            if shares[k] > 0.0:
                indices[m, kept], weights[m, kept] = chosen[k], shares[k]
                kept += 1
        for k in range(kept, width):
            indices[m, k] = -1
            weights[m, k] = 0.0


@custom_call("compact_weights_derivative", "2*vector integers 3*vector indices matrix -> 5*vector")
@compiled
def derive_compact_weights(
    y,
    x,
    starts,
    vertices_y,
    vertices_x,
    lengths,
    indices,
    sensitivity,
    y_bar,
    x_bar,
    vertices_y_bar,
    vertices_x_bar,
    lengths_bar,
):
    """Derivatives of `fill_compact_weights` by the points, the vertices and the lengths."""
    vertices_y_bar[:] = 0.0
    vertices_x_bar[:] = 0.0
    lengths_bar[:] = 0.0
    own = np.empty(indices.shape[1])
    for m in range(indices.shape[0]):
        count = 0
        while count < indices.shape[1] and indices[m, count] >= 0:
            count += 1
        for p in range(starts[m], starts[m + 1]):
            y_bar[p] = x_bar[p] = 0.0
            total, mean = KERNEL_OUTSIDE, 0.0
            for k in range(count):
                j = indices[m, k]
                square = (y[p] - vertices_y[j]) ** 2 + (x[p] - vertices_x[j]) ** 2
                own[k] = max(1.0 - square / (lengths[j] * lengths[j]), 0.0)
                value = own[k] * own[k] * own[k]
                total += value
                mean += sensitivity[m, k] * value
            mean /= total
            total *= starts[m + 1] - starts[m]
            for k in range(count):
                if own[k] == 0.0:
                    continue
                j = indices[m, k]
                dy, dx = (y[p] - vertices_y[j]) / lengths[j], (x[p] - vertices_x[j]) / lengths[j]
                slope = -6.0 * own[k] * own[k] * (sensitivity[m, k] - mean) / (total * lengths[j])
                y_bar[p] += slope * dy
                x_bar[p] += slope * dx
                vertices_y_bar[j] -= slope * dy
                vertices_x_bar[j] -= slope * dx
                lengths_bar[j] -= slope * (dy * dy + dx * dx)
