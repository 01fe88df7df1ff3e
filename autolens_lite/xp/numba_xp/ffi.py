"""Numba kernels as custom calls of XLA: compiled code calls compiled code, no Python, no lock, no copy.

XLA hands a handler one pointer, to a call frame that lists the buffers (struct layout: `xla/ffi/api/c_api.h`, shipped
with jaxlib; fields are only ever added at the ends). A handler here is a compiled function of that pointer, which views
the buffers as arrays and calls a kernel of this folder. Being found by name, not by address, programs with such calls
can live in jax's persistent compilation cache.

`HANDLERS` here and in the `ffi_*` beside it are to be registered under their names by the jax backend. All buffers are
float64 or int64 and row-major; argument order is that of the handler's body.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.curvature_direct import (
    curvature_direct,
    curvature_direct_with_product,
    curvature_weights_derivative,
)
from autolens_lite.xp.numba_xp.jit import callback_address, compiled
from autolens_lite.xp.numba_xp.mapping import data_vector
from autolens_lite.xp.numba_xp.solve import nonnegative_from_start

# Positions in the call frame, in 8-byte words.
_EXTENSION, _INTERFACE, ARGUMENTS, RESULTS, _FRAME_WORDS = 1, 2, 9, 14, 22
_METADATA_EXTENSION = 1
_VERSION = 4  # position in the interface's struct of its major and minor version, 32 bits each


@intrinsic
def _pointer(typing_context, address):
    signature = types.voidptr(types.int64)

    def codegen(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return signature, codegen


_as_pointer: Any = _pointer  # called with the address alone


@compiled
def _words(address, count):
    return carray(_as_pointer(address), count, dtype=np.int64)


@compiled
def is_query(frame):
    """Answer XLA's question for the version of the interface with its own, where the frame is that question."""
    words = _words(frame, _FRAME_WORDS)
    extension, interface = words[_EXTENSION], words[_INTERFACE]
    if extension == 0:
        return False
    words = _words(extension, 4)
    if words[1] & 0xFFFFFFFF != _METADATA_EXTENSION:
        return False
    metadata = _words(words[3], 6)
    metadata[3] = _words(interface, _VERSION + 1)[_VERSION]
    metadata[4] = 0
    return True


@compiled
def _buffer(frame, table, position):
    """Address and dimensions of a buffer; `table` is ARGUMENTS or RESULTS."""
    buffers = _words(_words(frame, _FRAME_WORDS)[table], position + 1)
    words = _words(buffers[position], 6)
    return words[3], _words(words[5], max(words[4], 1))


@compiled
def _vector(frame, table, position):
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0],), dtype=np.float64)


@compiled
def flat(frame, table, position):
    """A buffer of any number of dimensions as one row."""
    words = _words(_words(_words(frame, _FRAME_WORDS)[table], position + 1)[position], 6)
    size = 1
    for axis in range(words[4]):
        size *= _words(words[5], axis + 1)[axis]
    return carray(_as_pointer(words[3]), (size,), dtype=np.float64)


@compiled
def rows(frame, table, position):
    """A buffer of two or more dimensions as rows, one for each element of the first."""
    words = _words(_words(_words(frame, _FRAME_WORDS)[table], position + 1)[position], 6)
    size = 1
    for axis in range(1, words[4]):
        size *= _words(words[5], axis + 1)[axis]
    return carray(_as_pointer(words[3]), (_words(words[5], 1)[0], size), dtype=np.float64)


@compiled
def _matrix(frame, table, position):
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0], shape[1]), dtype=np.float64)


@compiled
def _indices(frame, table, position):
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0], shape[1]), dtype=np.int64)


@compiled
def _integers(frame, table, position):
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0],), dtype=np.int64)


@compiled
def _curvature(frame):
    if not is_query(frame):
        result = _matrix(frame, RESULTS, 0)
        result[:] = curvature_direct(
            _indices(frame, ARGUMENTS, 0),
            _matrix(frame, ARGUMENTS, 1),
            _matrix(frame, ARGUMENTS, 2),
            _matrix(frame, ARGUMENTS, 3),
            _integers(frame, ARGUMENTS, 4),
            _integers(frame, ARGUMENTS, 5),
            _indices(frame, ARGUMENTS, 6),
            result.shape[0],
        )
    return 0


@compiled
def _curvature_with_product(frame):
    if not is_query(frame):
        result = _matrix(frame, RESULTS, 0)
        curvature_direct_with_product(
            _indices(frame, ARGUMENTS, 0),
            _matrix(frame, ARGUMENTS, 1),
            _matrix(frame, ARGUMENTS, 2),
            _matrix(frame, ARGUMENTS, 3),
            _integers(frame, ARGUMENTS, 4),
            _integers(frame, ARGUMENTS, 5),
            _indices(frame, ARGUMENTS, 6),
            result.shape[0],
            result,
            _matrix(frame, RESULTS, 1),
        )
    return 0


@compiled
def _curvature_derivative(frame):
    if not is_query(frame):
        curvature_weights_derivative(
            _indices(frame, ARGUMENTS, 0),
            _matrix(frame, ARGUMENTS, 1),
            _matrix(frame, ARGUMENTS, 2),
            _matrix(frame, RESULTS, 0),
        )
    return 0


@compiled
def _data_vector(frame):
    if not is_query(frame):
        result = _vector(frame, RESULTS, 0)
        result[:] = data_vector(
            _indices(frame, ARGUMENTS, 0), _matrix(frame, ARGUMENTS, 1), _vector(frame, ARGUMENTS, 2), result.size
        )
    return 0


@compiled
def _nonnegative(frame):
    if not is_query(frame):
        _vector(frame, RESULTS, 0)[:] = nonnegative_from_start(
            _matrix(frame, ARGUMENTS, 0), _vector(frame, ARGUMENTS, 1), _vector(frame, ARGUMENTS, 2)
        )
    return 0


HANDLERS: dict[str, Any] = {
    "curvature": _curvature,
    "curvature_with_product": _curvature_with_product,
    "curvature_derivative": _curvature_derivative,
    "data_vector": _data_vector,
    "nonnegative": _nonnegative,
}


def address_of(handler: Any) -> int:
    """Return the address of a handler, compiled (or read from Numba's cache) at the first call."""
    return callback_address(handler, types.int64(types.int64))
