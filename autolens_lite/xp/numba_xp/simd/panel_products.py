"""Products of panels of eight rows, in registers: the inner loops of the Cholesky factor (`solve/cholesky.py`).

A panel holds eight rows of a matrix column by column: element (r, k) at 8 k + r, so that a column is one vector of
eight float64 (see `vector.py`). The product of panels a and b is a sum over columns k of a's vector times each of b's
eight numbers. Three panels a at once, 24 sums, fill the 32 registers of AVX-512; where registers are narrower, one
panel and four columns at a time.

Positions are not checked. Arrays are flat, contiguous float64.
"""

from __future__ import annotations

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.constants import LANES
from autolens_lite.xp.numba_xp.simd.vector import flat_arrays, multiply_subtract


def is_wide(context: Any) -> bool:
    """Whether a vector of eight is one register, of 32."""
    return "+avx512f" in context.codegen().magic_tuple()[2]


def _minus_products(builder: Any, a: Any, rows: list[Any], b: Any, at: Any, count: Any, sums: list[list[Any]]) -> None:
    """Take from sums, [row][column] (stack slots), the products of `count` columns of `a` and `b`, from `at` on."""
    with cgutils.for_range(builder, count) as loop:
        step = builder.mul(loop.index, count.type(LANES))
        vectors = [a.vector(builder.add(row, step)) for row in rows]
        first = builder.add(at, step)
        for column in range(len(sums[0])):
            number = b.everywhere(first, column)
            for vector, slots in zip(vectors, sums, strict=True):
                builder.store(multiply_subtract(builder, vector, number, builder.load(slots[column])), slots[column])


def _slots(builder: Any, array: Any, rows: list[Any], columns: range) -> list[list[Any]]:
    """Stack slots, which become registers, with the columns that begin at each position of `rows`."""
    return [
        [cgutils.alloca_once_value(builder, array.vector(row, LANES * column)) for column in columns] for row in rows
    ]


def _keep_all(builder: Any, array: Any, rows: list[Any], columns: range, sums: list[list[Any]]) -> None:
    for row, slots in zip(rows, sums, strict=True):
        for column, slot in zip(columns, slots, strict=True):
            array.keep(builder.load(slot), row, LANES * column)


def _eliminate(panels: int) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, *starts, b, at, count, inverse, inverse_at = flat_arrays(context, builder, signature, arguments)
        width, together = (LANES, panels) if is_wide(context) else (LANES // 2, 1)
        length = builder.mul(count, count.type(LANES))
        diagonal = builder.add(at, length)
        for first_row in range(0, panels, together):
            rows = starts[first_row : first_row + together]
            ends = [builder.add(row, length) for row in rows]
            for first in range(0, LANES, width):
                columns = range(first, first + width)
                sums = _slots(builder, a, ends, columns)
                number = builder.add(count, count.type(first))  # with the columns that were just finished
                _minus_products(builder, a, rows, b, builder.add(at, at.type(first)), number, sums)
                for i, column in enumerate(columns):
                    scale = inverse.everywhere(inverse_at, column)
                    for slots in sums:
                        builder.store(builder.fmul(builder.load(slots[i]), scale), slots[i])
                    for j in range(i + 1, width):
                        element = b.everywhere(diagonal, LANES * column + first + j)
                        for slots in sums:
                            left = multiply_subtract(builder, builder.load(slots[i]), element, builder.load(slots[j]))
                            builder.store(left, slots[j])
                _keep_all(builder, a, ends, columns, sums)
        return context.get_dummy_value()

    return codegen


def _take_products(panels: int) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        out, *rest = flat_arrays(context, builder, signature, arguments)
        targets, a, starts = rest[:panels], rest[panels], rest[panels + 1 : 2 * panels + 1]
        b, at, count = rest[2 * panels + 1 :]
        width, together = (LANES, panels) if is_wide(context) else (LANES // 2, 1)
        for first_row in range(0, panels, together):
            chosen = slice(first_row, first_row + together)
            for first in range(0, LANES, width):
                columns = range(first, first + width)
                sums = _slots(builder, out, targets[chosen], columns)
                _minus_products(builder, a, starts[chosen], b, builder.add(at, at.type(first)), count, sums)
                _keep_all(builder, out, targets[chosen], columns, sums)
        return context.get_dummy_value()

    return codegen


_INTEGER = types.int64


@intrinsic
def _eliminate_one(typing_context, a, a0, b, at, count, inverse, inverse_at):
    integer = _INTEGER
    return types.void(a, integer, b, integer, integer, inverse, integer), _eliminate(1)


@intrinsic
def _eliminate_three(typing_context, a, a0, a1, a2, b, at, count, inverse, inverse_at):
    integer = _INTEGER
    return types.void(a, integer, integer, integer, b, integer, integer, inverse, integer), _eliminate(3)


@intrinsic
def _take_products_one(typing_context, out, c0, a, a0, b, at, count):
    integer = _INTEGER
    return types.void(out, integer, a, integer, b, integer, integer), _take_products(1)


@intrinsic
def _take_products_three(typing_context, out, c0, c1, c2, a, a0, a1, a2, b, at, count):
    integer = _INTEGER
    kinds = (out, integer, integer, integer, a, integer, integer, integer, b, integer, integer)
    return types.void(*kinds), _take_products(3)


# Called without the typing context, which Numba passes.
#
# eliminate_one(a, a0, b, at, count, inverse, inverse_at): of X L^T = A, the eight columns after `count` others of the
# panel of X that starts at a[a0]. The same columns of the panel of L that these columns are the rows of start at b[at],
# its diagonal tile comes after them, and inverse[inverse_at] is the first of the inverses of its diagonal.
eliminate_one: Any = _eliminate_one
eliminate_three: Any = _eliminate_three  # for three panels, at a0, a1 and a2
# take_products_one(out, c0, a, a0, b, at, count): take from the tile (8 columns of 8) at out[c0] the product of the
# panel at a[a0] with that at b[at], over `count` columns.
take_products_one: Any = _take_products_one
take_products_three: Any = _take_products_three
