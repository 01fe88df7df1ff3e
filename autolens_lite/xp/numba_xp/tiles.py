"""Products of panels of eight rows, in registers: the inner loops of the Cholesky factor (`cholesky.py`).

A panel holds eight rows of a matrix column by column: element (r, k) at 8 k + r, so that a column is one vector of
eight float64 (see `vector.py`). The product of panels a and b is a sum over columns k of a's vector times each of b's
eight numbers. Three panels a at once, 24 sums, fill the 32 registers of AVX-512; where registers are narrower, one
panel and four columns at a time.

Positions are not checked. Arrays are flat, contiguous float64.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.vector import load, multiply_subtract, pointer_to, splat, store, total_of

EIGHT = 8


def is_wide(context: Any) -> bool:
    """Whether a vector of eight is one register, of 32."""
    return "+avx512f" in context.codegen().magic_tuple()[2]


class Operands:
    """The arrays of an intrinsic, and the numbers in them, as LLVM sees them."""

    def __init__(self, context: Any, builder: Any, signature: Any, arguments: Any) -> None:
        self.context, self.builder = context, builder
        self.kinds, self.values = signature.args, arguments

    def pointer(self, array: int, at: Any) -> Any:
        """To the vector at a position of the argument number `array`."""
        return pointer_to(self.builder, self._element(array, at))

    def _element(self, array: int, at: Any) -> Any:
        data = self.context.make_array(self.kinds[array])(self.context, self.builder, self.values[array]).data
        return self.builder.gep(data, [at])

    def number(self, array: int, at: Any) -> Any:
        """The element at a position, in all eight places of a vector."""
        return splat(self.builder, self.builder.load(self._element(array, at)))

    def integer(self, array: int, at: Any) -> Any:
        """The element at a position of an array of integers."""
        return self.builder.load(self._element(array, at))

    def add_to(self, array: int, at: Any, number: Any) -> None:
        """Add a number to the element at a position."""
        element = self._element(array, at)
        self.builder.store(self.builder.fadd(self.builder.load(element), number), element)

    def total(self, vector: Any) -> Any:
        """The sum of a vector's eight numbers."""
        return total_of(self.builder, vector)

    def at(self, position: Any, offset: int) -> Any:
        """A position further on."""
        return self.builder.add(position, ir.Constant(position.type, offset)) if offset else position


def _minus_products(operands: Operands, a: int, rows: list[Any], b: int, at: Any, count: Any, sums: list[Any]) -> None:
    """Take from sums, [row][column] (stack slots), the products of columns 0 ... count; `at` includes b's column."""
    builder = operands.builder
    columns = len(sums[0])
    with cgutils.for_range(builder, count) as loop:
        step = builder.mul(loop.index, ir.Constant(count.type, EIGHT))
        vectors = [load(builder, operands.pointer(a, builder.add(row, step))) for row in rows]
        first = builder.add(at, step)
        for column in range(columns):
            number = operands.number(b, operands.at(first, column))
            for vector, slots in zip(vectors, sums, strict=True):
                builder.store(multiply_subtract(builder, vector, number, builder.load(slots[column])), slots[column])


def _slots(operands: Operands, array: int, rows: list[Any], columns: range) -> list[list[Any]]:
    """Stack slots, which become registers, with the columns that begin at each position of `rows`."""
    builder = operands.builder
    return [
        [
            cgutils.alloca_once_value(builder, load(builder, operands.pointer(array, operands.at(row, EIGHT * column))))
            for column in columns
        ]
        for row in rows
    ]


def _store_all(operands: Operands, array: int, rows: list[Any], columns: range, sums: list[list[Any]]) -> None:
    for row, slots in zip(rows, sums, strict=True):
        for column, slot in zip(columns, slots, strict=True):
            value = operands.builder.load(slot)
            store(operands.builder, value, operands.pointer(array, operands.at(row, EIGHT * column)))


def _eliminate(panels: int) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        operands = Operands(context, builder, signature, arguments)
        starts, (at, count, inverse_at) = arguments[1 : 1 + panels], (arguments[i + panels] for i in (2, 3, 5))
        a, b, inverse = 0, 1 + panels, 4 + panels
        wide = is_wide(context)
        width, together = (EIGHT, panels) if wide else (EIGHT // 2, 1)
        length = builder.mul(count, ir.Constant(count.type, EIGHT))
        diagonal = builder.add(at, length)
        for first_row in range(0, panels, together):
            rows = list(starts[first_row : first_row + together])
            ends = [builder.add(row, length) for row in rows]
            for first in range(0, EIGHT, width):
                columns = range(first, first + width)
                sums = _slots(operands, a, ends, columns)
                number = builder.add(count, ir.Constant(count.type, first))  # with the columns that were just finished
                _minus_products(operands, a, rows, b, operands.at(at, first), number, sums)
                for i, column in enumerate(columns):
                    scale = operands.number(inverse, operands.at(inverse_at, column))
                    for slots in sums:
                        value = builder.fmul(builder.load(slots[i]), scale)
                        builder.store(value, slots[i])
                    for j in range(i + 1, width):
                        element = operands.number(b, operands.at(diagonal, EIGHT * column + first + j))
                        for slots in sums:
                            left = multiply_subtract(builder, builder.load(slots[i]), element, builder.load(slots[j]))
                            builder.store(left, slots[j])
                _store_all(operands, a, ends, columns, sums)
        return context.get_dummy_value()

    return codegen


def _take_products(panels: int) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        operands = Operands(context, builder, signature, arguments)
        targets, starts = arguments[1 : 1 + panels], arguments[2 + panels : 2 + 2 * panels]
        b, at, count = 2 + 2 * panels, arguments[3 + 2 * panels], arguments[4 + 2 * panels]
        width, together = (EIGHT, panels) if is_wide(context) else (EIGHT // 2, 1)
        for first_row in range(0, panels, together):
            chosen = slice(first_row, first_row + together)
            for first in range(0, EIGHT, width):
                columns = range(first, first + width)
                sums = _slots(operands, 0, list(targets[chosen]), columns)
                rows = list(starts[chosen])
                _minus_products(operands, 1 + panels, rows, b, operands.at(at, first), count, sums)
                _store_all(operands, 0, list(targets[chosen]), columns, sums)
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
