"""XLA's call frame as a compiled function sees it: the buffers of a custom call as arrays.

The struct's layout is that of `xla/ffi/api/c_api.h`, shipped with jaxlib; fields are only ever added at the ends. All
buffers are float64 or int64 and row-major.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.jit import shared

# Positions in the call frame, in 8-byte words.
_EXTENSION, _INTERFACE, ARGUMENTS, RESULTS, _FRAME_WORDS = 1, 2, 9, 14, 22
_METADATA_EXTENSION = 1
_VERSION = 4  # position in the interface's struct of its major and minor version, 32 bits each
_EARLIEST = 1 << 32  # that of a jaxlib which asks without an interface: 0.1


@intrinsic
def _pointer(typing_context, address):
    signature = types.voidptr(types.int64)

    def codegen(context, builder, signature, arguments):
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return signature, codegen


_as_pointer: Any = _pointer  # called with the address alone


@shared
def _words(address, count):
    return carray(_as_pointer(address), count, dtype=np.int64)


@shared
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
    metadata[3] = _EARLIEST if interface == 0 else _words(interface, _VERSION + 1)[_VERSION]
    metadata[4] = 0
    return True


@shared
def _buffer(frame, table, position):
    """Address and dimensions of a buffer; `table` is ARGUMENTS or RESULTS."""
    buffers = _words(_words(frame, _FRAME_WORDS)[table], position + 1)
    words = _words(buffers[position], 6)
    return words[3], _words(words[5], max(words[4], 1))


@shared
def vector(frame, table, position):
    """A float64 buffer of one dimension (or the first of several)."""
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0],), dtype=np.float64)


@shared
def flat(frame, table, position):
    """A buffer of any number of dimensions as one row."""
    words = _words(_words(_words(frame, _FRAME_WORDS)[table], position + 1)[position], 6)
    size = 1
    for axis in range(words[4]):
        size *= _words(words[5], axis + 1)[axis]
    return carray(_as_pointer(words[3]), (size,), dtype=np.float64)


@shared
def rows(frame, table, position):
    """A buffer of two or more dimensions as rows, one for each element of the first."""
    words = _words(_words(_words(frame, _FRAME_WORDS)[table], position + 1)[position], 6)
    size = 1
    for axis in range(1, words[4]):
        size *= _words(words[5], axis + 1)[axis]
    return carray(_as_pointer(words[3]), (_words(words[5], 1)[0], size), dtype=np.float64)


@shared
def matrix(frame, table, position):
    """A float64 buffer of two dimensions."""
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0], shape[1]), dtype=np.float64)


@shared
def indices(frame, table, position):
    """An int64 buffer of two dimensions."""
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0], shape[1]), dtype=np.int64)


@shared
def integers(frame, table, position):
    """An int64 buffer of one dimension."""
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0],), dtype=np.int64)
