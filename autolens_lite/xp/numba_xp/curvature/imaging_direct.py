"""F = T^T W T of an image, and its derivative, from the table of W (`structures.WPsf`): the fastest way on a CPU.

With V the table as a matrix, F = U + U^T with U = T^T V T: every pair of tiles is visited once, and the table is read
once, from its beginning to its end. Of each tile, X = V T at its pixels is summed over the tiles in its reach, for all
the pixels of the tile at once; then U += T^T X. Only source pixels with light in reach are touched.

The derivative is this algorithm reversed: with G the cotangent of F and H = G + G^T, T_bar = V T H + V^T T H. The first
is X H at the tile's pixels, the second is summed at the pixels of the tiles in its reach.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.constants import LANES, QUAD, TILE_PIXELS
from autolens_lite.xp.numba_xp.curvature.tiled_mapping import tiled_mapping
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, MATRIX, linked
from autolens_lite.xp.numba_xp.simd.vector import (
    add_scaled,
    aligned_empty,
    aligned_zeros,
    move,
    prefetch,
    symmetrise,
    transpose,
)
from autolens_lite.xp.numba_xp.simd.vector_sums import add_adjoint, add_block, add_quad, add_weighted, map_block

QUADS = TILE_PIXELS // QUAD
BLOCK = LANES * TILE_PIXELS
AHEAD = 2 * TILE_PIXELS**2  # what is read of the table, beyond what is fetched from memory without asking


class Products(NamedTuple):
    """U while it is summed, by blocks of columns.

    Attributes
    ----------
    values : (n,) float
        U, flat.
    rows : (G,) int
        Where in a block of columns the source pixel of each group of the mapping is.
    turned : (BLOCK,) float
        Room for a block of X, transposed.
    """

    values: np.ndarray
    rows: np.ndarray
    turned: np.ndarray


@compiled
def _sum_rows(sums, rows, flat, pairs, first, last, starts, weights):
    """Add to sums (S, TILE_PIXELS) the rows X^T of the tile whose pairs are first to last."""
    for pair in range(first, last):
        quad = pairs[pair, 1] * QUADS
        at = pair * TILE_PIXELS * TILE_PIXELS
        for _ in range(QUADS):
            for i in range(0, QUAD * TILE_PIXELS, LANES):
                prefetch(flat, at + AHEAD + i)
            add_quad(sums, rows, flat, at, weights, starts[quad], starts[quad + 1])
            at += QUAD * TILE_PIXELS
            quad += 1


@compiled
def _reached(pairs, first, last, block_starts, blocks, seen, found):
    """Collect in `found` the blocks of source pixels with light in the tiles of the pairs; return their number."""
    count = 0
    tile = pairs[first, 0]
    for pair in range(first, last):
        other = pairs[pair, 1]
        for k in range(block_starts[other], block_starts[other + 1]):
            block = blocks[k]
            if seen[block] != tile:
                seen[block] = tile
                found[count] = block
                count += 1
    return count


@compiled
def _end_of_tile(pairs, first):
    """The end of the pairs with the same first tile."""
    last = first + 1
    while last < pairs.shape[0] and pairs[last, 0] == pairs[first, 0]:
        last += 1
    return last


@compiled
def _pitch(pixels):
    """Rows of a block of columns: the blocks' beginnings are spread over the sets of the cache."""
    rows = -(-pixels // LANES) * LANES
    return rows + (24 - rows) % 64


@compiled
def _start(product, started, blocks, found, pitch):
    """Set to zero the tiles of U of some blocks of rows and of columns that are met for the first time."""
    for column in found:
        for block in blocks:
            if not started[column, block]:
                started[column, block] = True
                at = (column * pitch + block * LANES) * LANES
                product[at : at + LANES * LANES] = 0.0


@compiled
def _add_product(products, column, ahead, sums, at, mapping, tile):
    """Add to a block of columns of U the products of a tile's weights with a block of X, which is set to zero.

    Meanwhile the block of columns `ahead` is fetched into the cache.
    """
    product, rows, turned = products
    starts, weights = mapping.starts, mapping.weights
    transpose(sums, at, TILE_PIXELS, turned, 0, LANES)
    transpose(sums, at + LANES, TILE_PIXELS, turned, LANES * LANES, LANES)
    sums[at : at + BLOCK] = 0.0
    for i in range(QUADS):
        quad = tile * QUADS + i
        add_weighted(product, rows, column, ahead, turned, i * QUAD * LANES, weights, starts[quad], starts[quad + 1])


@compiled
def _symmetric(product, pitch, started, position_of, result):
    """Fill F (S, S): U plus its transpose, in the order of the source pixels."""
    # A block of eight rows at a time: its tiles of U, transposed if need be, plus those on the other side of the
    # diagonal; then the row in the order of the source pixels.
    size = position_of.size
    order = np.empty(size, np.int64)
    for s in range(size):
        order[position_of[s]] = s
    blocks = started.shape[0]
    stride = blocks * LANES
    rows = aligned_zeros(LANES * stride)
    for block in range(blocks):
        for other in range(blocks):
            mine, theirs = (other * pitch + block * LANES) * LANES, (block * pitch + other * LANES) * LANES
            at = other * LANES
            for i in range(0, LANES * LANES, LANES):
                prefetch(product, mine + 2 * pitch * LANES + i)
            if started[block, other]:
                transpose(product, theirs, LANES, rows, at, stride)
                if started[other, block]:
                    for i in range(LANES):
                        add_scaled(rows, at + i * stride, product, mine + i * LANES, 1.0)
            elif started[other, block]:
                for i in range(LANES):
                    move(rows, at + i * stride, product, mine + i * LANES)
            else:
                for i in range(LANES):
                    rows[at + i * stride : at + i * stride + LANES] = 0.0
        for i in range(min(LANES, size - block * LANES)):
            source = rows[i * stride : (i + 1) * stride]
            target = result[order[block * LANES + i]]
            for t in range(size):
                target[t] = source[position_of[t]]


@custom_call("curvature_imaging", "indices matrix matrix indices indices -> matrix")
@linked(INDICES, MATRIX, MATRIX, INDICES, INDICES, MATRIX)
def curvature_imaging_direct(indices, weights, table, pairs, tiles, result):
    """Fill F (S, S) of a mapping (M, B) and the table of W."""
    pixels = result.shape[0]
    mapping = tiled_mapping(indices, weights, tiles, pixels)
    block_starts, blocks = mapping.block_starts, mapping.blocks
    rows_of_sums, rows = mapping.positions * TILE_PIXELS, mapping.positions * LANES
    flat = table.reshape(table.size)
    stride = -(-pixels // LANES) * LANES
    pitch = _pitch(pixels)
    product = aligned_empty(stride * pitch)
    started = np.zeros((stride // LANES, stride // LANES), np.bool_)
    sums = aligned_zeros(stride * TILE_PIXELS)
    products = Products(product, rows, aligned_zeros(BLOCK))
    seen = np.full(stride // LANES, -1, np.int64)
    found = np.empty(seen.size, np.int64)
    first = 0
    while first < pairs.shape[0]:
        # X of one tile, of all source pixels; then, for the blocks of those with light in reach, U += T^T X
        last = _end_of_tile(pairs, first)
        tile = pairs[first, 0]
        _sum_rows(sums, rows_of_sums, flat, pairs, first, last, mapping.starts, mapping.weights)
        count = _reached(pairs, first, last, block_starts, blocks, seen, found)
        _start(product, started, blocks[block_starts[tile] : block_starts[tile + 1]], found[:count], pitch)
        for k in range(count):
            column, at = found[k] * pitch * LANES, found[k] * BLOCK
            ahead = found[min(k + 1, count - 1)] * pitch * LANES
            _add_product(products, column, ahead, sums, at, mapping, tile)
        first = last
    _symmetric(product, pitch, started, mapping.position_of, result)


@compiled
def _symmetric_by_blocks(matrix, position_of):
    """H, the sum of a square matrix and its transpose, by blocks of columns and by positions: flat, and its pitch."""
    size = position_of.size
    blocks = -(-size // LANES)
    order = np.empty(blocks * LANES, np.int64)
    for s in range(size):
        order[position_of[s]] = s
    order[size:] = order[0]  # what is beyond the source pixels is multiplied by no light
    pitch = _pitch(size)
    result = aligned_empty(blocks * LANES * pitch)
    for block in range(blocks):
        for s in range(block * LANES, (block + 1) * LANES):
            source = matrix[order[s]]
            at = s * LANES
            for other in range(blocks):
                for i in range(LANES):
                    result[at + i] = source[order[other * LANES + i]]
                at += pitch * LANES
        for other in range(block + 1):
            mine, theirs = (other * pitch + block * LANES) * LANES, (block * pitch + other * LANES) * LANES
            symmetrise(result, mine, theirs, LANES)
    return result, pitch


@custom_call("curvature_imaging_derivative", "indices matrix matrix indices indices matrix -> matrix")
@linked(INDICES, MATRIX, MATRIX, INDICES, INDICES, MATRIX, MATRIX)
def curvature_imaging_derivative(indices, weights, table, pairs, tiles, sensitivity, out):
    """Fill out (M, B), the derivative of the weights, for the cotangent G (S, S) of F."""
    pixels = sensitivity.shape[0]
    mapping = tiled_mapping(indices, weights, tiles, pixels)
    starts, positions = mapping.starts, mapping.positions
    matrix, pitch = _symmetric_by_blocks(sensitivity, mapping.position_of)
    stride = -(-pixels // LANES) * LANES
    rows_of_sums, rows = positions * TILE_PIXELS, positions * LANES
    flat = table.reshape(table.size)
    sums = aligned_zeros(stride * TILE_PIXELS)
    mapped = aligned_zeros(stride * TILE_PIXELS)  # T H at the pixels of a tile
    seen = np.full(stride // LANES, -1, np.int64)
    found = np.empty(seen.size, np.int64)
    derivative = aligned_zeros(positions.size * QUAD)
    parts = aligned_zeros(positions.size * QUAD * LANES)  # of the derivative of each weight, summed at the end
    first = 0
    while first < pairs.shape[0]:
        last = _end_of_tile(pairs, first)
        tile = pairs[first, 0]
        _sum_rows(sums, rows_of_sums, flat, pairs, first, last, starts, mapping.weights)
        for k in range(_reached(pairs, first, last, mapping.block_starts, mapping.blocks, seen, found)):
            at, column = found[k] * BLOCK, found[k] * pitch * LANES
            for i in range(QUADS):
                begin, end = starts[tile * QUADS + i], starts[tile * QUADS + i + 1]
                add_block(derivative, sums, at + i * QUAD, matrix, rows, column, begin, end)
                map_block(mapped, at + i * QUAD, mapping.weights, matrix, rows, column, begin, end)
            sums[at : at + BLOCK] = 0.0
        for pair in range(first, last):
            quad, at = pairs[pair, 1] * QUADS, pair * TILE_PIXELS * TILE_PIXELS
            for _ in range(QUADS):
                add_adjoint(parts, flat, at, mapped, rows_of_sums, starts[quad], starts[quad + 1])
                at += QUAD * TILE_PIXELS
                quad += 1
        first = last
    for w in range(derivative.size):
        total = 0.0
        for i in range(LANES):
            total += parts[w * LANES + i]
        derivative[w] += total
    _spread(indices, tiles.reshape(-1, QUAD), starts, positions, mapping.position_of, derivative, out)


@compiled
def _spread(indices, quads, starts, positions, position_of, derivative, out):
    """Move the derivatives of the groups' weights to the entries (M, B) of the mapping."""
    group_of = np.empty(position_of.size, np.int64)
    for quad in range(quads.shape[0]):
        for k in range(starts[quad], starts[quad + 1]):
            group_of[positions[k]] = k
        for place in range(QUAD):
            m = quads[quad, place]
            if m < 0:
                continue
            for p in range(indices.shape[1]):
                s = indices[m, p]
                out[m, p] = derivative[group_of[position_of[s]] * QUAD + place] if s >= 0 else 0.0
