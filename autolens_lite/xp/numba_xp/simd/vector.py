"""Sums of eight numbers at a time, for kernels whose speed rests on them: the compiler's own choice is one at a time.

LLVM turns an operation on eight float64 into what the processor has: one instruction with AVX-512, two with AVX2, four
with NEON. Positions are not checked. Arrays are flat, contiguous float64. What LLVM is told to do with has one argument
for each value, as its instructions have: up to fourteen.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.jit import compiled

VECTOR = ir.VectorType(ir.DoubleType(), 8)
_CONTRACT = ("contract",)


def pointer_to(builder: Any, pointer: Any, lanes: int = 8) -> Any:
    """Return a pointer to a vector, of that to its first number."""
    return builder.bitcast(pointer, ir.VectorType(ir.DoubleType(), lanes).as_pointer())


def _pointer(context: Any, builder: Any, array_type: Any, array: Any, at: Any) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return pointer_to(builder, builder.gep(data, [at]))


def load(builder: Any, pointer: Any) -> Any:
    """Return the vector at a pointer, which may straddle cache lines."""
    value = builder.load(pointer)
    value.align = 8
    return value


def store(builder: Any, value: Any, pointer: Any) -> None:
    """Store a vector at a pointer, which may straddle cache lines."""
    builder.store(value, pointer).align = 8


def splat(builder: Any, number: Any, lanes: int = 8) -> Any:
    """Return a vector of one number repeated."""
    vector, integer = ir.VectorType(ir.DoubleType(), lanes), ir.IntType(32)
    single = builder.insert_element(ir.Constant(vector, ir.Undefined), number, ir.Constant(integer, 0))
    mask = ir.Constant(ir.VectorType(integer, lanes), [0] * lanes)
    return builder.shuffle_vector(single, ir.Constant(vector, ir.Undefined), mask)


def multiply_add(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """Return a b + c."""
    return builder.fadd(builder.fmul(a, b, flags=_CONTRACT), c, flags=_CONTRACT)


def multiply_subtract(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """Return c - a b."""
    return builder.fsub(c, builder.fmul(a, b, flags=_CONTRACT), flags=_CONTRACT)


def total_of(builder: Any, vector: Any) -> Any:
    """Return the sum of eight numbers, in pairs."""
    for half in (4, 2, 1):
        mask = ir.Constant(ir.VectorType(ir.IntType(32), 8), [(i + half) % 8 for i in range(8)])
        vector = builder.fadd(vector, builder.shuffle_vector(vector, vector, mask))
    return builder.extract_element(vector, ir.Constant(ir.IntType(32), 0))


@intrinsic
def _add_scaled(typing_context, out, at, x, x_at, factor):
    def codegen(context, builder, signature, arguments):
        out, at, x, x_at, factor = arguments
        target = _pointer(context, builder, signature.args[0], out, at)
        source = _pointer(context, builder, signature.args[2], x, x_at)
        product = multiply_add(builder, splat(builder, factor), load(builder, source), load(builder, target))
        store(builder, product, target)
        return context.get_dummy_value()

    return types.void(out, types.int64, x, types.int64, types.float64), codegen


@intrinsic
def _move(typing_context, out, at, x, x_at):
    def codegen(context, builder, signature, arguments):
        out, at, x, x_at = arguments
        value = load(builder, _pointer(context, builder, signature.args[2], x, x_at))
        store(builder, value, _pointer(context, builder, signature.args[0], out, at))
        return context.get_dummy_value()

    return types.void(out, types.int64, x, types.int64), codegen


def _rows_of(context: Any, builder: Any, array_type: Any, array: Any, at: Any, stride: Any) -> Any:
    """Pointers to eight rows of eight numbers."""
    pointers = []
    for _ in range(8):
        pointers.append(_pointer(context, builder, array_type, array, at))
        at = builder.add(at, stride)
    return pointers


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Eight vectors as the rows of a matrix, transposed: off-diagonal blocks of size 1, 2 and 4 change places."""
    for step in (1, 2, 4):
        low = [i + 8 - step if i & step else i for i in range(8)]
        masks = [ir.Constant(ir.VectorType(ir.IntType(32), 8), [i + up for i in low]) for up in (0, step)]
        swapped = list(rows)
        for i in range(8):
            if not i & step:
                swapped[i] = builder.shuffle_vector(rows[i], rows[i + step], masks[0])
                swapped[i + step] = builder.shuffle_vector(rows[i], rows[i + step], masks[1])
        rows = swapped
    return rows


@intrinsic
def _transpose(typing_context, array, at, stride, out, out_at, out_stride):
    def codegen(context, builder, signature, arguments):
        array, at, stride, out, out_at, out_stride = arguments
        sources = _rows_of(context, builder, signature.args[0], array, at, stride)
        rows = _transposed(builder, [load(builder, pointer) for pointer in sources])
        targets = _rows_of(context, builder, signature.args[3], out, out_at, out_stride)
        for row, pointer in zip(rows, targets, strict=True):
            store(builder, row, pointer)
        return context.get_dummy_value()

    integer = types.int64
    return types.void(array, integer, integer, out, integer, integer), codegen


@intrinsic
def _symmetrise(typing_context, array, at, mirrored, stride):
    def codegen(context, builder, signature, arguments):
        array, at, mirrored, stride = arguments
        pointers = [_rows_of(context, builder, signature.args[0], array, a, stride) for a in (at, mirrored)]
        tile, other = ([load(builder, pointer) for pointer in part] for part in pointers)
        other = _transposed(builder, other)
        tile = [builder.fadd(a, b) for a, b in zip(tile, other, strict=True)]
        for rows, part in zip((tile, _transposed(builder, tile)), pointers, strict=True):
            for row, pointer in zip(rows, part, strict=True):
                store(builder, row, pointer)
        return context.get_dummy_value()

    return types.void(array, types.int64, types.int64, types.int64), codegen


def fetch(builder: Any, pointer: Any, write: bool) -> None:
    """Fetch the cache line of a number from memory, to be read or written."""
    byte, number = ir.IntType(8), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte.as_pointer(), number, number, number])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    # into every level of cache, data
    pointer = builder.bitcast(pointer, byte.as_pointer())
    builder.call(function, [pointer, number(int(write)), number(3), number(1)])


class Flat:
    """A flat array within generated code; positions are a number of the code plus one known beforehand."""

    def __init__(self, context: Any, builder: Any, array_type: Any, array: Any) -> None:
        self.builder = builder
        self.data = context.make_array(array_type)(context, builder, array).data

    def _pointer(self, at: Any, offset: int) -> Any:
        return self.builder.gep(self.data, [self.builder.add(at, at.type(offset)) if offset else at])

    def number(self, at: Any, offset: int = 0) -> Any:
        """The element at a position."""
        return self.builder.load(self._pointer(at, offset))

    def vector(self, at: Any, offset: int = 0, lanes: int = 8) -> Any:
        """The elements from a position on."""
        return load(self.builder, pointer_to(self.builder, self._pointer(at, offset), lanes))

    def everywhere(self, at: Any, offset: int = 0, lanes: int = 8) -> Any:
        """The element at a position, in all places of a vector."""
        return splat(self.builder, self.number(at, offset), lanes)

    def keep(self, value: Any, at: Any, offset: int = 0) -> None:
        """Store a vector from a position on."""
        store(self.builder, value, pointer_to(self.builder, self._pointer(at, offset), value.type.count))

    def add(self, number: Any, at: Any, offset: int = 0) -> None:
        """Add a number to the element at a position."""
        pointer = self._pointer(at, offset)
        self.builder.store(self.builder.fadd(self.builder.load(pointer), number), pointer)

    def fetch(self, at: Any) -> None:
        """Fetch the cache line of a position, to write."""
        fetch(self.builder, self._pointer(at, 0), True)


def flat_arrays(context: Any, builder: Any, signature: Any, arguments: Any) -> list[Any]:
    """Return the arguments of an intrinsic, arrays among them as `Flat`."""
    return [
        Flat(context, builder, kind, argument) if isinstance(kind, types.Array) else argument
        for kind, argument in zip(signature.args, arguments, strict=True)
    ]


@intrinsic
def _prefetch(typing_context, array, at):
    def codegen(context, builder, signature, arguments):
        array, at = arguments
        data = context.make_array(signature.args[0])(context, builder, array).data
        fetch(builder, builder.gep(data, [at]), False)
        return context.get_dummy_value()

    return types.void(array, types.int64), codegen


@intrinsic
def _ask_for_large_pages(typing_context, array):
    def codegen(context, builder, signature, arguments):
        if not sys.platform.startswith("linux"):
            return context.get_dummy_value()
        view = context.make_array(signature.args[0])(context, builder, arguments[0])
        size, number, page = ir.IntType(64), ir.IntType(32), 4096
        start = builder.and_(builder.add(builder.ptrtoint(view.data, size), size(page - 1)), size(-page))
        bytes_ = builder.sub(builder.mul(view.nitems, size(8)), size(2 * page))
        kind = ir.FunctionType(number, [size, size, number])
        builder.call(cgutils.get_or_insert_function(builder.module, kind, "madvise"), [start, bytes_, number(14)])
        return context.get_dummy_value()

    return types.void(array), codegen


_large_pages: Any = _ask_for_large_pages
_LARGE = 1 << 20  # numbers


@compiled
def aligned_empty(size):
    """Room for numbers that starts where a cache line does.

    As NumPy does, much room is asked for in large pages: the first touch of thousands of small ones takes milliseconds.
    """
    buffer = np.empty(size + 8)
    if size >= _LARGE:
        _large_pages(buffer)
    skipped = -(buffer.ctypes.data // 8) % 8
    return buffer[skipped : skipped + size]


@compiled
def aligned_zeros(size):
    """Zeros that start where a cache line does: vectors of eight that straddle two lines take twice as long."""
    result = aligned_empty(size)
    result[:] = 0.0
    return result


# Called without the typing context, which Numba passes.
add_scaled: Any = _add_scaled  # out[at : at + 8] += factor * x[x_at : x_at + 8]
move: Any = _move  # out[at : at + 8] = x[x_at : x_at + 8]
prefetch: Any = _prefetch  # fetch the cache line of array[at]
# The (8, 8) matrix at array[at], its rows `stride` apart, transposed to out[out_at] and rows `out_stride` apart.
transpose: Any = _transpose
# The (8, 8) matrices at array[at] and array[mirrored]: to each the other's transpose is added.
symmetrise: Any = _symmetrise
