"""The mapping of an image by quads of its pixels: of each, the source pixels with light there, and their weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.constants import LANES, QUAD, TILE_PIXELS
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.simd.vector import aligned_zeros


class TiledMapping(NamedTuple):
    """T (M, S) by tiles of quads of pixels; a group is a source pixel with light in a quad.

    Source pixels have positions: the order in which tiles reach them, so that those near in the source are near in it.

    Attributes
    ----------
    starts : (4 A + 1,) int
        Where the groups of each quad begin.
    positions : (n,) int
        Of each group's source pixel.
    weights : (4 n,) float
        Each group's weights on the pixels of the quad.
    block_starts : (A + 1,) int
        Where the blocks of each tile begin.
    blocks : (m,) int
        The blocks of LANES positions that have source pixels with light in a tile.
    position_of : (S,) int
        Of every source pixel; those without light come last.
    """

    starts: np.ndarray
    positions: np.ndarray
    weights: np.ndarray
    block_starts: np.ndarray
    blocks: np.ndarray
    position_of: np.ndarray


@compiled
def _group_starts(indices, quads, pixels):
    """Where the groups of each quad begin."""
    starts = np.empty(quads.shape[0] + 1, np.int64)
    last = np.full(pixels, -1, np.int64)
    count = 0
    for quad in range(quads.shape[0]):
        starts[quad] = count
        for place in range(QUAD):
            m = quads[quad, place]
            if m < 0:
                continue
            for p in range(indices.shape[1]):
                s = indices[m, p]
                if s >= 0 and last[s] != quad:
                    last[s] = quad
                    count += 1
    starts[quads.shape[0]] = count
    return starts


@compiled
def tiled_mapping(indices, weights, tiles, pixels):
    """Return the `TiledMapping` of a mapping (M, B)."""
    quads = tiles.reshape(-1, QUAD)
    starts = _group_starts(indices, quads, pixels)
    groups = starts[-1]
    positions = np.empty(groups, np.int64)
    sums = aligned_zeros(groups * QUAD)
    position_of = np.full(pixels, -1, np.int64)
    group_of = np.full(pixels, -1, np.int64)
    reached = 0
    group = 0
    for quad in range(quads.shape[0]):
        for place in range(QUAD):
            m = quads[quad, place]
            if m < 0:
                continue
            for p in range(indices.shape[1]):
                s = indices[m, p]
                if s < 0:
                    continue
                k = group_of[s]
                if k < starts[quad]:
                    k = group
                    group += 1
                    group_of[s] = k
                    if position_of[s] < 0:
                        position_of[s] = reached
                        reached += 1
                    positions[k] = position_of[s]
                sums[k * QUAD + place] += weights[m, p]
    for s in range(pixels):
        if position_of[s] < 0:
            position_of[s] = reached
            reached += 1
    block_starts, blocks = _blocks_of(starts, positions, pixels)
    return TiledMapping(starts, positions, sums, block_starts, blocks, position_of)


@compiled
def _blocks_of(starts, positions, pixels):
    """Where the blocks of each tile begin, and the blocks."""
    quads = TILE_PIXELS // QUAD
    tiles = starts.size // quads
    block_starts = np.zeros(tiles + 1, np.int64)
    blocks = np.empty(positions.size, np.int64)
    last = np.full(-(-pixels // LANES), -1, np.int64)
    count = 0
    for tile in range(tiles):
        for k in range(starts[quads * tile], starts[quads * (tile + 1)]):
            block = positions[k] // LANES
            if last[block] != tile:
                last[block] = tile
                blocks[count] = block
                count += 1
        block_starts[tile + 1] = count
    return block_starts, blocks[:count]
