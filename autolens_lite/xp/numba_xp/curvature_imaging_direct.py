"""F = T^T W T of an image, and its derivative, from half the table of W: the fastest way on a CPU.

Source pixels are taken in blocks of eight that share image pixels. For each image pixel a of a block, row a of the half
table is read once, while it is in the nearest cache, and added to the images g = W_half^T t of those of the eight that
have light there. Then F's rows are T^T g, eight at once, so that the indices of T are read once. F = U + U^T with U =
T^T W_half T: every pair of pixels is visited once.

The derivative is this algorithm reversed: with G the cotangent of F, gbar = T (G + G^T) on the pixels that the block
reaches; T_bar = W_half gbar, and g again, for T_bar += g (G + G^T).
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.vector import add_scaled, aligned_zeros, dot, move, prefetch, symmetrise, transpose

LANES = 8  # source pixels in a block, and columns in a chunk of an image's row: `structures.ALIGNMENT`


@compiled
def merged_rows(indices, weights, pixels):
    """Return (starts (M + 1,), columns, values): the mapping by image pixel, repeated entries summed."""
    image_pixels, length = indices.shape
    starts = np.empty(image_pixels + 1, np.int64)
    starts[0] = 0
    columns = np.empty(image_pixels * min(length, pixels), np.int64)
    values = np.empty(columns.size)
    place = np.full(pixels, -1, np.int64)
    count = 0
    for m in range(image_pixels):
        first = count
        for p in range(length):
            s = indices[m, p]
            if s < 0:
                continue
            at = place[s]
            if at < first:
                place[s] = count
                columns[count] = s
                values[count] = weights[m, p]
                count += 1
            else:
                values[at] += weights[m, p]
        starts[m + 1] = count
    return starts, columns[:count], values[:count]


@compiled
def transposed(starts, columns, pixels):
    """Return (starts (S + 1,), rows, places): entries by source pixel, and their place among `columns`."""
    column_starts = np.zeros(pixels + 1, np.int64)
    for q in range(columns.size):
        column_starts[columns[q] + 1] += 1
    for s in range(pixels):
        column_starts[s + 1] += column_starts[s]
    filled = column_starts[:-1].copy()
    rows = np.empty(columns.size, np.int64)
    places = np.empty(columns.size, np.int64)
    for m in range(starts.size - 1):
        for q in range(starts[m], starts[m + 1]):
            at = filled[columns[q]]
            filled[columns[q]] = at + 1
            rows[at] = m
            places[at] = q
    return column_starts, rows, places


@compiled
def blocked_order(starts, columns, column_starts, rows, pixels):
    """Order the source pixels so that eight in turn share as many image pixels as possible: a greedy walk."""
    order = np.empty(pixels, np.int64)
    taken = np.zeros(pixels, np.bool_)
    shared = np.zeros(pixels, np.int64)
    candidates = np.empty(pixels, np.int64)
    total = 0
    done = 0
    next_seed = 0
    while done < pixels:
        best = -1
        if done % LANES == 0:  # a new block: start beside the last one
            if total > 0:
                for k in range(total):
                    s = candidates[k]
                    if not taken[s] and (best < 0 or shared[s] > shared[best]):
                        best = s
            for k in range(total):
                shared[candidates[k]] = 0
            total = 0
        else:
            for k in range(total):
                s = candidates[k]
                if not taken[s] and (best < 0 or shared[s] > shared[best]):
                    best = s
        if best < 0:
            while taken[next_seed]:
                next_seed += 1
            best = next_seed
        taken[best] = True
        order[done] = best
        done += 1
        for q in range(column_starts[best], column_starts[best + 1]):
            m = rows[q]
            for r in range(starts[m], starts[m + 1]):
                s = columns[r]
                if taken[s]:
                    continue
                if shared[s] == 0:
                    candidates[total] = s
                    total += 1
                shared[s] += 1
    return order


@compiled
def _add_rows(g, base, stride, table, first, ahead, ky, chunks, lanes, values, active):
    """Add values[k] times the row of the flat table that starts at `first` to lane lanes[k] of the images g.

    Meanwhile the row at `ahead` is fetched from memory.
    """
    k = 0
    while k < active:
        w = first
        l0, v0 = base + lanes[k], values[k]
        if active - k >= 4:
            l1, v1 = base + lanes[k + 1], values[k + 1]
            l2, v2 = base + lanes[k + 2], values[k + 2]
            l3, v3 = base + lanes[k + 3], values[k + 3]
            for dy in range(ky):
                at = dy * stride
                for _ in range(chunks):
                    prefetch(table, ahead)
                    ahead += 8
                    add_scaled(g, l0 + at, table, w, v0)
                    add_scaled(g, l1 + at, table, w, v1)
                    add_scaled(g, l2 + at, table, w, v2)
                    add_scaled(g, l3 + at, table, w, v3)
                    w += 8
                    at += 64
            k += 4
        elif active - k >= 2:
            l1, v1 = base + lanes[k + 1], values[k + 1]
            for dy in range(ky):
                at = dy * stride
                for _ in range(chunks):
                    prefetch(table, ahead)
                    ahead += 8
                    add_scaled(g, l0 + at, table, w, v0)
                    add_scaled(g, l1 + at, table, w, v1)
                    w += 8
                    at += 64
            k += 2
        else:
            for dy in range(ky):
                at = dy * stride
                for _ in range(chunks):
                    prefetch(table, ahead)
                    ahead += 8
                    add_scaled(g, l0 + at, table, w, v0)
                    w += 8
                    at += 64
            k += 1
        ahead -= w - first


@compiled
def _chunk_starts(rows, cols, left, row_starts, frame_rows, frame_chunks):
    """Where the entries of T of each chunk of eight columns begin: the slim order is that of the chunks."""
    starts = np.zeros(frame_rows * frame_chunks + 1, np.int64)
    for m in range(rows.size):
        starts[rows[m] * frame_chunks + (cols[m] + left) // LANES + 1] += row_starts[m + 1] - row_starts[m]
    for c in range(starts.size - 1):
        starts[c + 1] += starts[c]
    return starts


@compiled
def add_transpose(matrix):
    """Add to a square matrix its transpose, in place."""
    size = matrix.shape[0]
    flat = matrix.reshape(size * size)
    whole = size - size % LANES
    for a in range(0, whole, LANES):
        for b in range(0, a + 1, LANES):
            symmetrise(flat, a * size + b, b * size + a, size)
    for s in range(whole, size):
        for t in range(s + 1):
            value = matrix[s, t] + matrix[t, s]
            matrix[s, t] = value
            matrix[t, s] = value


@compiled
def _reached(union, count, rows, cols, frame_chunks, ky, chunks, across, flags, found):
    """Collect in `found` the chunks that rows of the table of a block's pixels reach; return their number.

    Dilated along rows, then along columns. `across` and `flags` are false before and after.
    """
    wide = 0
    for u in range(count):
        c = rows[union[u]] * frame_chunks + cols[union[u]] // LANES
        if across[c] == 2:  # a pixel of this chunk was there before
            continue
        for x in range(c, c + chunks):
            if across[x] == 0:
                across[x] = 1
                found[wide] = x
                wide += 1
        across[c] = 2
    total = wide
    for k in range(wide):
        c = found[k]
        across[c] = 0
        flags[c] = True
    for k in range(wide):
        c = found[k]
        for _ in range(1, ky):
            c += frame_chunks
            if not flags[c]:
                flags[c] = True
                found[total] = c
                total += 1
    for k in range(total):
        flags[found[k]] = False
    return total


@compiled
def _gathered(sources, column_starts, entry_rows, places, values, slot, union, active, lanes, lane_values, lane_places):
    """Collect the image pixels of a block, `union`, and of each the entries: their number, lanes, values and places."""
    count = 0
    for lane in range(sources.size):
        s = sources[lane]
        for e in range(column_starts[s], column_starts[s + 1]):
            m = entry_rows[e]
            u = slot[m]
            if u < 0:
                u = count
                slot[m] = u
                union[u] = m
                active[u] = 0
                count += 1
            k = active[u]
            lanes[u, k] = lane * LANES
            lane_values[u, k] = values[places[e]]
            lane_places[u, k] = places[e]
            active[u] = k + 1
    for u in range(count):
        slot[union[u]] = -1
    return count


@compiled
def _chunk_entries(rows, cols, left, row_starts, columns):
    """Within its chunk, the place of each entry's pixel (times LANES); and LANES times the entries' columns."""
    within = np.empty(columns.size, np.int64)
    scaled = np.empty(columns.size, np.int64)
    for m in range(rows.size):
        for q in range(row_starts[m], row_starts[m + 1]):
            within[q] = (cols[m] + left) % LANES * LANES
            scaled[q] = columns[q] * LANES
    return within, scaled


@compiled
def curvature_imaging_direct(indices, weights, table, ky, kx, rows, cols, result):
    """Fill F (S, S) of a mapping (M, B) and the half table of W (`structures.WPsf`)."""
    image_pixels, pixels = indices.shape[0], result.shape[0]
    starts, columns, values = merged_rows(indices, weights, pixels)
    column_starts, entry_rows, places = transposed(starts, columns, pixels)
    order = blocked_order(starts, columns, column_starts, entry_rows, pixels)
    chunks = table.shape[1] // ky // LANES
    frame_chunks = cols.max() // LANES + chunks + 1
    frame_rows = rows.max() + ky
    stride = frame_chunks * 64
    left = kx - 1  # the table's columns start that much to the left of the frame's
    chunk_starts = _chunk_starts(rows, cols, left, starts, frame_rows, frame_chunks)
    within, scaled = _chunk_entries(rows, cols, left, starts, columns)
    flat = table.reshape(table.size)
    g = aligned_zeros(frame_rows * stride)
    sums = aligned_zeros(-(-pixels // LANES) * 64)
    turned = aligned_zeros(64)
    across = np.zeros(frame_rows * frame_chunks, np.int8)
    flags = np.zeros(frame_rows * frame_chunks, np.bool_)
    found = np.empty(frame_rows * frame_chunks, np.int64)
    slot = np.full(image_pixels, -1, np.int64)
    union = np.empty(image_pixels, np.int64)
    active = np.empty(image_pixels, np.int64)
    lanes = np.empty((image_pixels, LANES), np.int64)
    lane_values = np.empty((image_pixels, LANES))
    lane_places = np.empty((image_pixels, LANES), np.int64)
    for first in range(0, pixels, LANES):
        sources = order[first : first + LANES]
        count = _gathered(
            sources, column_starts, entry_rows, places, values, slot, union, active, lanes, lane_values, lane_places
        )
        total = _reached(union, count, rows, cols, frame_chunks, ky, chunks, across, flags, found)
        for u in range(count):
            m = union[u]
            y, x = rows[m], cols[m] // LANES
            at = y * stride + x * 64
            row, ahead = m * table.shape[1], union[min(u + 1, count - 1)] * table.shape[1]
            _add_rows(g, at, stride, flat, row, ahead, ky, chunks, lanes[u], lane_values[u], active[u])
        for k in range(total):
            c = found[k]
            if chunk_starts[c] < chunk_starts[c + 1]:
                transpose(g, c * 64, 8, turned, 0, 8)
                for q in range(chunk_starts[c], chunk_starts[c + 1]):
                    add_scaled(sums, scaled[q], turned, within[q], values[q])
            g[c * 64 : c * 64 + 64] = 0.0
        _write_rows(sums, turned, sources, result)
    add_transpose(result)


@compiled
def _write_rows(sums, turned, sources, result):
    """Move sums, as (S, 8), to the rows `sources` of the result, and set them to zero."""
    pixels = result.shape[0]
    flat = result.reshape(result.size)
    whole = pixels - pixels % LANES
    for t in range(0, whole, LANES):
        transpose(sums, t * LANES, 8, turned, 0, 8)
        for i in range(sources.size):
            move(flat, sources[i] * pixels + t, turned, i * LANES)
    for t in range(whole, pixels):
        for i in range(sources.size):
            result[sources[i], t] = sums[t * LANES + i]
    sums[:] = 0.0


@compiled
def _read_rows(matrix, turned, sources, sums):
    """Set sums, as (S, 8), to the rows `sources` of the matrix; the lanes beyond are zero."""
    pixels = matrix.shape[0]
    flat = matrix.reshape(matrix.size)
    whole = pixels - pixels % LANES
    turned[:] = 0.0
    for t in range(0, whole, LANES):
        for i in range(sources.size):
            move(turned, i * LANES, flat, sources[i] * pixels + t)
        transpose(turned, 0, 8, sums, t * LANES, 8)
    for t in range(whole, pixels):
        for i in range(LANES):
            sums[t * LANES + i] = matrix[sources[i], t] if i < sources.size else 0.0


@compiled
def curvature_imaging_derivative(indices, weights, table, ky, kx, rows, cols, sensitivity, out):
    """Fill out (M, B), the derivative of the weights, for the cotangent G (S, S) of F."""
    image_pixels, pixels = indices.shape[0], sensitivity.shape[0]
    starts, columns, values = merged_rows(indices, weights, pixels)
    column_starts, entry_rows, places = transposed(starts, columns, pixels)
    order = blocked_order(starts, columns, column_starts, entry_rows, pixels)
    chunks = table.shape[1] // ky // LANES
    frame_chunks = cols.max() // LANES + chunks + 1
    frame_rows = rows.max() + ky
    stride = frame_chunks * 64
    left = kx - 1
    chunk_starts = _chunk_starts(rows, cols, left, starts, frame_rows, frame_chunks)
    within, scaled = _chunk_entries(rows, cols, left, starts, columns)
    symmetric = sensitivity.copy()
    add_transpose(symmetric)
    flat = table.reshape(table.size)
    g = aligned_zeros(frame_rows * stride)
    adjoint = aligned_zeros(frame_rows * stride)
    rows_of_g = aligned_zeros(-(-pixels // LANES) * 64)
    turned = aligned_zeros(64)
    across = np.zeros(frame_rows * frame_chunks, np.int8)
    flags = np.zeros(frame_rows * frame_chunks, np.bool_)
    found = np.empty(frame_rows * frame_chunks, np.int64)
    slot = np.full(image_pixels, -1, np.int64)
    union = np.empty(image_pixels, np.int64)
    active = np.empty(image_pixels, np.int64)
    lanes = np.empty((image_pixels, LANES), np.int64)
    lane_values = np.empty((image_pixels, LANES))
    lane_places = np.empty((image_pixels, LANES), np.int64)
    derivative = np.zeros(columns.size)
    for first in range(0, pixels, LANES):
        sources = order[first : first + LANES]
        count = _gathered(
            sources, column_starts, entry_rows, places, values, slot, union, active, lanes, lane_values, lane_places
        )
        _read_rows(symmetric, turned, sources, rows_of_g)
        total = _reached(union, count, rows, cols, frame_chunks, ky, chunks, across, flags, found)
        for k in range(total):
            c = found[k]
            if chunk_starts[c] < chunk_starts[c + 1]:
                turned[:] = 0.0
                for q in range(chunk_starts[c], chunk_starts[c + 1]):
                    add_scaled(turned, within[q], rows_of_g, scaled[q], values[q])
                transpose(turned, 0, 8, adjoint, c * 64, 8)
        for u in range(count):
            m = union[u]
            at = rows[m] * stride + cols[m] // LANES * 64
            row, ahead = m * table.shape[1], union[min(u + 1, count - 1)] * table.shape[1]
            for k in range(active[u]):
                product = dot(adjoint, at + lanes[u, k], 64, stride, flat, row, chunks, ky)
                derivative[lane_places[u, k]] += product
            _add_rows(g, at, stride, flat, row, ahead, ky, chunks, lanes[u], lane_values[u], active[u])
        for k in range(total):
            c = found[k]
            if chunk_starts[c] < chunk_starts[c + 1]:
                transpose(g, c * 64, 8, turned, 0, 8)
                for q in range(chunk_starts[c], chunk_starts[c + 1]):
                    derivative[q] += dot(turned, within[q], 8, 8, rows_of_g, scaled[q], 1, 1)
                adjoint[c * 64 : c * 64 + 64] = 0.0
            g[c * 64 : c * 64 + 64] = 0.0
    place_of = np.empty(pixels, np.int64)
    for m in range(image_pixels):
        for q in range(starts[m], starts[m + 1]):
            place_of[columns[q]] = q
        for p in range(indices.shape[1]):
            out[m, p] = derivative[place_of[indices[m, p]]] if indices[m, p] >= 0 else 0.0
