"""Source pixels in groups of up to four that light the same image pixels.

What a kernel does for one image pixel after the other can then be done while the results of four source pixels stay in
registers. Where many image pixels have all their source pixels in common (those in a triangle of a mesh) these make the
groups; else (over-sampled grids) source pixels that share most image pixels do, with weights of zero where one of them
does not light an image pixel.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled

MOST = 4  # source pixels in a group
OVERHEAD = 10  # of a group's sums going into registers and out again: the price of so many weights


class Groups(NamedTuple):
    """A mapping T by groups of source pixels.

    Attributes
    ----------
    sources : (G, 4) int
        Source pixels of each group; S for none, in the last places.
    widths : (G,) int
        1, 3 or 4: how many places count.
    pixel_starts : (G + 1,) int
        Where each group's image pixels begin among `pixels`.
    pixels : (n,) int
        Image pixels by group, ascending within one.
    weight_starts : (G,) int
        Where each group's weights begin: `widths` for the first of its image pixels, and so on.
    weights : (w,) float
        The weights, zero for none.
    row_starts : (M + 1,) int
        Where the entries of each image pixel begin.
    columns, groups, positions : (q,) int
        Of each entry the source pixel, its group, and its place among `weights`.
    """

    sources: np.ndarray
    widths: np.ndarray
    pixel_starts: np.ndarray
    pixels: np.ndarray
    weight_starts: np.ndarray
    weights: np.ndarray
    row_starts: np.ndarray
    columns: np.ndarray
    groups: np.ndarray
    positions: np.ndarray


@compiled
def _sorted_rows(indices, weights):
    """Return (starts (M + 1,), columns, values): T by image pixel, columns ascending, repeated entries summed."""
    image_pixels, length = indices.shape
    starts = np.zeros(image_pixels + 1, np.int64)
    columns = np.empty(image_pixels * length, np.int64)
    values = np.empty(columns.size)
    end = 0
    for m in range(image_pixels):
        first = end
        for p in range(length):
            s = indices[m, p]
            if s < 0:
                continue
            at = end
            while at > first and columns[at - 1] >= s:
                at -= 1
            if at < end and columns[at] == s:
                values[at] += weights[m, p]
                continue
            for q in range(end, at, -1):
                columns[q] = columns[q - 1]
                values[q] = values[q - 1]
            columns[at] = s
            values[at] = weights[m, p]
            end += 1
        starts[m + 1] = end
    return starts, columns[:end], values[:end]


@compiled
def _cells_of(starts, columns):
    """Return the cell of each image pixel, and one image pixel of each cell; cells by their first image pixel.

    A cell is all image pixels with the same source pixels, found in a table by a hash of these (Knuth, The Art of
    Computer Programming 3, section 6.4, open addressing). The table is half empty, so that a search is short.
    """
    image_pixels = starts.size - 1
    room = 64
    while room < 2 * image_pixels:
        room *= 2
    slots = np.full(room, -1)
    cell_of = np.full(image_pixels, -1)
    examples = np.empty(image_pixels, np.int64)
    count = 0
    for m in range(image_pixels):
        first, length = starts[m], starts[m + 1] - starts[m]
        if length == 0:
            continue
        key = length
        for q in range(first, first + length):
            key = (key * 1000003) ^ columns[q]
        at = (key ^ (key >> 17)) & (room - 1)
        while True:
            cell = slots[at]
            if cell < 0:
                slots[at] = count
                examples[count] = m
                cell = count
                count += 1
                break
            # of one hash: of one cell if all source pixels are the same
            other = starts[examples[cell]]
            same = starts[examples[cell] + 1] - other == length
            for q in range(length):
                same = same and columns[other + q] == columns[first + q]
                if not same:
                    break
            if same:
                break
            at = (at + 1) & (room - 1)
        cell_of[m] = cell
    return cell_of, examples[:count]


@compiled
def _by_cells(starts, columns):
    """Group the source pixels of each cell: the group of each entry and its place there, and the number of groups."""
    cell_of, examples = _cells_of(starts, columns)
    group_starts = np.zeros(examples.size + 1, np.int64)
    for cell in range(examples.size):
        length = starts[examples[cell] + 1] - starts[examples[cell]]
        group_starts[cell + 1] = group_starts[cell] + (length + MOST - 1) // MOST
    groups, lanes = np.empty(columns.size, np.int64), np.empty(columns.size, np.int64)
    for m in range(cell_of.size):
        for q in range(starts[m], starts[m + 1]):
            groups[q] = group_starts[cell_of[m]] + (q - starts[m]) // MOST
            lanes[q] = (q - starts[m]) % MOST
    return groups, lanes, group_starts[-1]


@compiled
def _by_shared_pixels(starts, columns, source_pixels):
    """Group source pixels that share image pixels, each in one group: as `_by_cells`.

    Greedily: a group begins with the first source pixel that has none, and takes the one that shares most image pixels,
    counted as often as they are shared, with those that it has.
    """
    # T by source pixel: the image pixels of each
    column_starts = np.zeros(source_pixels + 1, np.int64)
    for s in columns:
        column_starts[s + 1] += 1
    for s in range(source_pixels):
        column_starts[s + 1] += column_starts[s]
    rows = np.empty(columns.size, np.int64)
    filled = column_starts[:-1].copy()
    for m in range(starts.size - 1):
        for q in range(starts[m], starts[m + 1]):
            rows[filled[columns[q]]] = m
            filled[columns[q]] += 1
    group_of = np.full(source_pixels, -1)
    lane_of = np.zeros(source_pixels, np.int64)
    shared = np.zeros(source_pixels, np.int64)
    candidates = np.empty(source_pixels, np.int64)
    count = 0
    for first in range(source_pixels):
        if group_of[first] >= 0 or column_starts[first] == column_starts[first + 1]:
            continue
        member = first
        total = 0
        for lane in range(MOST):
            group_of[member] = count
            lane_of[member] = lane
            # all source pixels of the member's image pixels are candidates from now on
            for e in range(column_starts[member], column_starts[member + 1]):
                for q in range(starts[rows[e]], starts[rows[e] + 1]):
                    if shared[columns[q]] == 0:
                        candidates[total] = columns[q]
                        total += 1
                    shared[columns[q]] += 1
            member = -1
            for k in range(total):
                s = candidates[k]
                if group_of[s] < 0 and (member < 0 or shared[s] > shared[member]):
                    member = s
            if member < 0:
                break
        for k in range(total):
            shared[candidates[k]] = 0
        count += 1
    return group_of[columns], lane_of[columns], count


@compiled
def _cost(starts, groups, lanes, count):
    """What a grouping costs: the weights of all groups, with zeros, and the overhead of groups."""
    widths = np.zeros(count, np.int64)
    for q in range(groups.size):
        widths[groups[q]] = max(widths[groups[q]], lanes[q] + 1)
    last = np.full(count, -1)
    total = OVERHEAD * count
    for m in range(starts.size - 1):
        for q in range(starts[m], starts[m + 1]):
            if last[groups[q]] != m:
                last[groups[q]] = m
                total += widths[groups[q]]
    return total


@compiled
def groups_of(indices, weights, source_pixels):
    """Return the `Groups` of a mapping (M, B)."""
    # Which group each entry of T is in, and as which of its members: the cheaper of two ways.
    starts, columns, values = _sorted_rows(indices, weights)
    groups, lanes, count = _by_cells(starts, columns)
    if columns.size < OVERHEAD * count:  # few image pixels for each
        others = _by_shared_pixels(starts, columns, source_pixels)
        if _cost(starts, *others) < _cost(starts, groups, lanes, count):
            groups, lanes, count = others
    # Members and sizes of the groups.
    sources = np.full((count, MOST), source_pixels)
    numbers = np.zeros(count, np.int64)  # of image pixels
    last = np.full(count, -1)
    image_pixels = starts.size - 1
    for m in range(image_pixels):
        for q in range(starts[m], starts[m + 1]):
            group = groups[q]
            sources[group, lanes[q]] = columns[q]
            if last[group] != m:
                last[group] = m
                numbers[group] += 1
    widths = np.empty(count, np.int64)
    pixel_starts, weight_starts = np.zeros(count + 1, np.int64), np.zeros(count + 1, np.int64)
    for group in range(count):
        used = (sources[group] < source_pixels).sum()
        widths[group] = 3 if used == 2 else used
        pixel_starts[group + 1] = pixel_starts[group] + numbers[group]
        weight_starts[group + 1] = weight_starts[group] + widths[group] * numbers[group]
    # Their image pixels and weights: in the same order as they were counted in.
    pixels = np.empty(pixel_starts[count], np.int64)
    grouped = np.zeros(weight_starts[count])
    positions = np.empty(columns.size, np.int64)
    numbers[:] = 0
    last[:] = -1
    for m in range(image_pixels):
        for q in range(starts[m], starts[m + 1]):
            group = groups[q]
            if last[group] != m:
                last[group] = m
                pixels[pixel_starts[group] + numbers[group]] = m
                numbers[group] += 1
            positions[q] = weight_starts[group] + widths[group] * (numbers[group] - 1) + lanes[q]
            grouped[positions[q]] = values[q]
    return Groups(sources, widths, pixel_starts, pixels, weight_starts, grouped, starts, columns, groups, positions)


@compiled
def fill_entries(groups, indices, values, out):
    """Fill `out` (M, B) with the value, laid out as the groups' weights are, of each entry of a mapping; else zero."""
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            out[m, p] = 0.0
            for q in range(groups.row_starts[m], groups.row_starts[m + 1]):
                if groups.columns[q] == indices[m, p]:
                    out[m, p] = values[groups.positions[q]]
