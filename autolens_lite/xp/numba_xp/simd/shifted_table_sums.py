"""Sums of shifted pieces of a table, in registers: the inner loops of `curvature/interferometer_direct.py`.

Functions with one, three and four rows exist side by side because the sums of so many rows stay in registers while the
loop runs: their number must be known when the loop is compiled. An argument is one word for the processor, so that
there is no tuple of them here; `interferometer_direct.Shifts` has their names.

Positions are not checked. Arrays are flat and contiguous: float64, and int64 for `offsets`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.constants import LANES
from autolens_lite.xp.numba_xp.simd.panel_products import is_wide
from autolens_lite.xp.numba_xp.simd.vector import VECTOR, flat_arrays, multiply_add, total_of

VECTORS = 6  # of eight numbers, in a piece


def _add_shifted(lanes: int, vectors: int) -> Callable[..., Any]:
    """Emit the loop of `add_shifted_n` for so many rows (`lanes`) of so many vectors of eight."""

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, *rest = flat_arrays(context, builder, signature, arguments)
        starts, (table, base, sign, offsets, first, weights, weight_at, count) = rest[:lanes], rest[lanes:]
        together = vectors if is_wide(context) else 1
        for begin in range(0, vectors, together):
            places = range(LANES * begin, LANES * (begin + together), LANES)
            # what is there already goes into registers: `alloca` is a slot that the compiler makes one
            sums = [
                [cgutils.alloca_once_value(builder, out.vector(start, place)) for place in places] for start in starts
            ]
            with cgutils.for_range(builder, count) as loop:
                at = builder.add(base, builder.mul(sign, offsets.number(builder.add(first, loop.index))))
                weight = builder.add(weight_at, builder.mul(loop.index, count.type(lanes)))
                numbers = [weights.everywhere(weight, lane) for lane in range(lanes)]
                # each vector of the table is read once, for all rows
                for v, place in enumerate(places):
                    value = table.vector(at, place)
                    for row, number in zip(sums, numbers, strict=True):
                        builder.store(multiply_add(builder, number, value, builder.load(row[v])), row[v])
            for start, row in zip(starts, sums, strict=True):
                for slot, place in zip(row, places, strict=True):
                    out.keep(builder.load(slot), start, place)
        return context.get_dummy_value()

    return codegen


def _dot_shifted(lanes: int, rows: int) -> Callable[..., Any]:
    """Emit the loop of `dot_shifted_n` for so many rows of values (`lanes`) and offsets in turn (`rows`)."""

    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, out_at, values, *rest = flat_arrays(context, builder, signature, arguments)
        starts, (table, base, sign, offsets, first, count) = rest[:lanes], rest[lanes:]
        zero = ir.Constant(VECTOR, [0.0] * LANES)
        together = rows if is_wide(context) else 1
        for begin in range(0, rows, together):
            steps = [offsets.number(first, row) for row in range(begin, begin + together)]
            places = [builder.add(base, builder.mul(sign, step)) for step in steps]
            sums = [[cgutils.alloca_once_value(builder, zero) for _ in range(lanes)] for _ in places]
            with cgutils.for_range(builder, count) as loop:
                step = builder.mul(loop.index, count.type(LANES))
                others = [values.vector(builder.add(start, step)) for start in starts]
                for place, slots in zip(places, sums, strict=True):
                    value = table.vector(builder.add(place, step))
                    for slot, other in zip(slots, others, strict=True):
                        builder.store(multiply_add(builder, value, other, builder.load(slot)), slot)
            for row, slots in enumerate(sums, begin):
                for lane, slot in enumerate(slots):
                    out.add(total_of(builder, builder.load(slot)), out_at, row * lanes + lane)
        return context.get_dummy_value()

    return codegen


_I = types.int64


@intrinsic
def _add_shifted_1(typing_context, out, o0, table, base, sign, offsets, first, weights, at, count):
    return types.void(out, _I, table, _I, _I, offsets, _I, weights, _I, _I), _add_shifted(1, VECTORS)


@intrinsic
def _add_shifted_3(typing_context, out, o0, o1, o2, table, base, sign, offsets, first, weights, at, count):
    return types.void(out, _I, _I, _I, table, _I, _I, offsets, _I, weights, _I, _I), _add_shifted(3, VECTORS)


@intrinsic
def _add_shifted_4(typing_context, out, o0, o1, o2, o3, table, base, sign, offsets, first, weights, at, count):
    return types.void(out, _I, _I, _I, _I, table, _I, _I, offsets, _I, weights, _I, _I), _add_shifted(4, VECTORS)


@intrinsic
def _dot_shifted_1(typing_context, out, at, values, v0, table, base, sign, offsets, first, count):
    return types.void(out, _I, values, _I, table, _I, _I, offsets, _I, _I), _dot_shifted(1, 1)


@intrinsic
def _dot_shifted_3(typing_context, out, at, values, v0, v1, v2, table, base, sign, offsets, first, count):
    return types.void(out, _I, values, _I, _I, _I, table, _I, _I, offsets, _I, _I), _dot_shifted(3, 1)


@intrinsic
def _dot_shifted_4(typing_context, out, at, values, v0, v1, v2, v3, table, base, sign, offsets, first, count):
    return types.void(out, _I, values, _I, _I, _I, _I, table, _I, _I, offsets, _I, _I), _dot_shifted(4, 1)


@intrinsic
def _four_dot_shifted_3(typing_context, out, at, values, v0, v1, v2, table, base, sign, offsets, first, count):
    return types.void(out, _I, values, _I, _I, _I, table, _I, _I, offsets, _I, _I), _dot_shifted(3, 4)


@intrinsic
def _four_dot_shifted_4(typing_context, out, at, values, v0, v1, v2, v3, table, base, sign, offsets, first, count):
    return types.void(out, _I, values, _I, _I, _I, _I, table, _I, _I, offsets, _I, _I), _dot_shifted(4, 4)


# Called without the typing context, which Numba passes.
#
# add_shifted_n(out, o0 ..., table, base, sign, offsets, first, weights, at, count): to the VECTORS * 8 numbers of `out`
# from each of n positions on, add the sum over i < count of weights[at + n i + lane] times those of the table from
# base + sign * offsets[first + i] on.
add_shifted_1: Any = _add_shifted_1
add_shifted_3: Any = _add_shifted_3
add_shifted_4: Any = _add_shifted_4
# dot_shifted_n(out, at, values, v0 ..., table, base, sign, offsets, first, count): add to out[at + lane] the sum over
# 8 count numbers of `values` from each of n positions on times those of the table from base + sign * offsets[first] on.
dot_shifted_1: Any = _dot_shifted_1
dot_shifted_3: Any = _dot_shifted_3
dot_shifted_4: Any = _dot_shifted_4
# The same for four offsets in turn, to out[at + n i + lane].
four_dot_shifted_3: Any = _four_dot_shifted_3
four_dot_shifted_4: Any = _four_dot_shifted_4
