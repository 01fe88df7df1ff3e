"""Products of blocks of W with quads of T, kept in registers: what F of an image is made of.

A quad is four pixels; a row of X = W T has the sixteen numbers of a tile. As in `vector.py`: arrays are flat,
contiguous float64 or int64, and positions are not checked.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.constants import LANES, QUAD, TILE_PIXELS
from autolens_lite.xp.numba_xp.simd.vector import flat_arrays, multiply_add


@intrinsic
def _add_quad(typing_context, out, rows, x, x_at, weights, first, last):
    def codegen(context, builder, signature, arguments):
        out, rows, x, x_at, weights, first, last = flat_arrays(context, builder, signature, arguments)
        quad = [[x.vector(x_at, row * TILE_PIXELS + i) for i in range(0, TILE_PIXELS, LANES)] for row in range(QUAD)]
        with cgutils.for_range_slice(builder, first, last, first.type(1)) as (k, _):
            at = rows.number(k)
            sums = [out.vector(at, i) for i in range(0, TILE_PIXELS, LANES)]
            for row, parts in enumerate(quad):
                weight = weights.everywhere(builder.mul(k, k.type(QUAD)), row)
                sums = [multiply_add(builder, weight, part, total) for part, total in zip(parts, sums, strict=True)]
            for i, total in enumerate(sums):
                out.keep(total, at, i * LANES)
        return context.get_dummy_value()

    integer = types.int64
    return types.void(out, rows, x, integer, weights, integer, integer), codegen


@intrinsic
def _add_adjoint(typing_context, out, x, x_at, y, rows, first, last):
    def codegen(context, builder, signature, arguments):
        out, x, x_at, y, rows, first, last = flat_arrays(context, builder, signature, arguments)
        quad = [[x.vector(x_at, row * TILE_PIXELS + i) for i in range(0, TILE_PIXELS, LANES)] for row in range(QUAD)]
        with cgutils.for_range_slice(builder, first, last, first.type(1)) as (k, _):
            factors = [y.vector(rows.number(k), i) for i in range(0, TILE_PIXELS, LANES)]
            at = builder.mul(k, k.type(QUAD * LANES))
            for row, parts in enumerate(quad):
                total = out.vector(at, row * LANES)
                for part, factor in zip(parts, factors, strict=True):
                    total = multiply_add(builder, part, factor, total)
                out.keep(total, at, row * LANES)
        return context.get_dummy_value()

    integer = types.int64
    return types.void(out, x, integer, y, rows, integer, integer), codegen


@intrinsic
def _add_weighted(typing_context, out, rows, column, ahead, x, x_at, weights, first, last):
    def codegen(context, builder, signature, arguments):
        out, rows, column, ahead, x, x_at, weights, first, last = flat_arrays(context, builder, signature, arguments)
        quad = [x.vector(x_at, row * LANES) for row in range(QUAD)]
        with cgutils.for_range_slice(builder, first, last, first.type(1)) as (k, _):
            row_at = rows.number(k)
            at = builder.add(row_at, column)
            out.fetch(builder.add(row_at, ahead))
            total = out.vector(at)
            for row, part in enumerate(quad):
                total = multiply_add(builder, weights.everywhere(builder.mul(k, k.type(QUAD)), row), part, total)
            out.keep(total, at)
        return context.get_dummy_value()

    integer = types.int64
    return types.void(out, rows, integer, integer, x, integer, weights, integer, integer), codegen


@intrinsic
def _add_block(typing_context, out, x, x_at, matrix, rows, column, first, last):
    def codegen(context, builder, signature, arguments):
        out, x, x_at, matrix, rows, column, first, last = flat_arrays(context, builder, signature, arguments)
        block = [x.vector(x_at, source * TILE_PIXELS, QUAD) for source in range(LANES)]
        with cgutils.for_range_slice(builder, first, last, first.type(1)) as (k, _):
            at = builder.add(rows.number(k), column)
            target = builder.mul(k, k.type(QUAD))
            total = out.vector(target, 0, QUAD)
            for source, part in enumerate(block):
                total = multiply_add(builder, matrix.everywhere(at, source, QUAD), part, total)
            out.keep(total, target)
        return context.get_dummy_value()

    integer = types.int64
    return types.void(out, x, integer, matrix, rows, integer, integer, integer), codegen


@intrinsic
def _map_block(typing_context, out, at, weights, matrix, rows, column, first, last):
    def codegen(context, builder, signature, arguments):
        out, at, weights, matrix, rows, column, first, last = flat_arrays(context, builder, signature, arguments)
        zero = ir.VectorType(ir.DoubleType(), QUAD)([0.0] * QUAD)
        sums = [cgutils.alloca_once(builder, zero.type) for _ in range(LANES)]
        for total in sums:
            builder.store(zero, total)
        with cgutils.for_range_slice(builder, first, last, first.type(1)) as (k, _):
            weight = weights.vector(builder.mul(k, k.type(QUAD)), 0, QUAD)
            source = builder.add(rows.number(k), column)
            for i, total in enumerate(sums):
                factor = matrix.everywhere(source, i, QUAD)
                builder.store(multiply_add(builder, factor, weight, builder.load(total)), total)
        for i, total in enumerate(sums):
            out.keep(builder.load(total), at, i * TILE_PIXELS)
        return context.get_dummy_value()

    integer = types.int64
    return types.void(out, integer, weights, matrix, rows, integer, integer, integer), codegen


# Called without the typing context, which Numba passes. Everywhere k goes from `first` up to `last`, and i < 4.
# out[rows[k] : + 16] += the sum over i of weights[4 k + i] x[x_at + 16 i : + 16].
add_quad: Any = _add_quad
# out[32 k + 8 i : + 8] += both halves of x[x_at + 16 i : + 16] y[rows[k] : + 16].
add_adjoint: Any = _add_adjoint
# out[rows[k] + column : + 8] += the sum over i of weights[4 k + i] x[x_at + 8 i : + 8]; rows[k] + ahead is fetched.
add_weighted: Any = _add_weighted
# out[4 k : + 4] += the sum over j < 8 of matrix[rows[k] + column + j] x[x_at + 16 j : + 4].
add_block: Any = _add_block
# out[at + 16 j : + 4] = the sum over k of matrix[rows[k] + column + j] weights[4 k : + 4], for j < 8.
map_block: Any = _map_block
