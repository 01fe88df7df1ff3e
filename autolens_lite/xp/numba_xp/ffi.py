"""Numba kernels as custom calls of XLA: compiled code calls compiled code, no Python, no lock, no copy.

XLA hands a handler one pointer, to a call frame that lists the buffers (struct layout: `xla/ffi/api/c_api.h`, shipped
with jaxlib; fields are only ever added at the ends). A handler here is a compiled function of that pointer, which views
the buffers as arrays and calls a kernel of this folder. Being found by name, not by address, programs with such calls
can live in jax's persistent compilation cache.

`address(name)` gives that of one of `HANDLERS`, for the jax backend to register. All buffers are float64 or int64 and
row-major; argument order is that of the handler's body.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, types
from numba.core import cgutils
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.band import factored_log_det, log_det_derivative
from autolens_lite.xp.numba_xp.curvature_direct import (
    curvature_direct,
    curvature_direct_with_product,
    curvature_weights_derivative,
)
from autolens_lite.xp.numba_xp.jit import callback_address, compiled
from autolens_lite.xp.numba_xp.mapping import data_vector
from autolens_lite.xp.numba_xp.regularization import fill_inverse, fill_penalty_matrix, penalty_derivative
from autolens_lite.xp.numba_xp.solve import factored_solve, solve_derivative

# Positions in the call frame, in 8-byte words.
_EXTENSION, _INTERFACE, _ARGUMENTS, _RESULTS, _FRAME_WORDS = 1, 2, 9, 14, 22
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
def _is_query(frame):
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
    """Address and dimensions of a buffer; `table` is _ARGUMENTS or _RESULTS."""
    buffers = _words(_words(frame, _FRAME_WORDS)[table], position + 1)
    words = _words(buffers[position], 6)
    return words[3], _words(words[5], max(words[4], 1))


@compiled
def _vector(frame, table, position):
    address, shape = _buffer(frame, table, position)
    return carray(_as_pointer(address), (shape[0],), dtype=np.float64)


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
    if not _is_query(frame):
        result = _matrix(frame, _RESULTS, 0)
        result[:] = curvature_direct(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _matrix(frame, _ARGUMENTS, 2),
            _matrix(frame, _ARGUMENTS, 3),
            _integers(frame, _ARGUMENTS, 4),
            _integers(frame, _ARGUMENTS, 5),
            _indices(frame, _ARGUMENTS, 6),
            result.shape[0],
        )
    return 0


@compiled
def _curvature_with_product(frame):
    if not _is_query(frame):
        result = _matrix(frame, _RESULTS, 0)
        curvature_direct_with_product(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _matrix(frame, _ARGUMENTS, 2),
            _matrix(frame, _ARGUMENTS, 3),
            _integers(frame, _ARGUMENTS, 4),
            _integers(frame, _ARGUMENTS, 5),
            _indices(frame, _ARGUMENTS, 6),
            result.shape[0],
            result,
            _matrix(frame, _RESULTS, 1),
        )
    return 0


@compiled
def _curvature_derivative(frame):
    if not _is_query(frame):
        curvature_weights_derivative(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _matrix(frame, _ARGUMENTS, 2),
            _matrix(frame, _RESULTS, 0),
        )
    return 0


@compiled
def _data_vector(frame):
    if not _is_query(frame):
        result = _vector(frame, _RESULTS, 0)
        result[:] = data_vector(
            _indices(frame, _ARGUMENTS, 0), _matrix(frame, _ARGUMENTS, 1), _vector(frame, _ARGUMENTS, 2), result.size
        )
    return 0


@compiled
def _solve(frame):
    if not _is_query(frame):
        _vector(frame, _RESULTS, 0)[:] = factored_solve(
            _matrix(frame, _ARGUMENTS, 0),
            _vector(frame, _ARGUMENTS, 1),
            _matrix(frame, _RESULTS, 1),
            _integers(frame, _ARGUMENTS, 2)[0] != 0,
        )
    return 0


@compiled
def _solve_derivative(frame):
    if not _is_query(frame):
        choices = _integers(frame, _ARGUMENTS, 5)
        solve_derivative(
            _matrix(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _vector(frame, _ARGUMENTS, 2),
            _vector(frame, _ARGUMENTS, 3),
            _vector(frame, _ARGUMENTS, 4)[0],
            choices[0],
            choices[1] != 0,
            _matrix(frame, _RESULTS, 0),
            _vector(frame, _RESULTS, 1),
        )
    return 0


@compiled
def _log_det(frame):
    if not _is_query(frame):
        _vector(frame, _RESULTS, 0)[0] = factored_log_det(
            _matrix(frame, _ARGUMENTS, 0), _integers(frame, _ARGUMENTS, 1)[0]
        )
    return 0


@compiled
def _log_det_derivative(frame):
    if not _is_query(frame):
        log_det_derivative(
            _matrix(frame, _ARGUMENTS, 0),
            _integers(frame, _ARGUMENTS, 1)[0],
            _vector(frame, _ARGUMENTS, 2)[0],
            _matrix(frame, _RESULTS, 0),
        )
    return 0


@compiled
def _penalty_matrix(frame):
    if not _is_query(frame):
        fill_penalty_matrix(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _vector(frame, _ARGUMENTS, 2),
            _vector(frame, _ARGUMENTS, 3),
            _matrix(frame, _RESULTS, 0),
        )
    return 0


@compiled
def _penalty_derivative(frame):
    if not _is_query(frame):
        penalty_derivative(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _vector(frame, _ARGUMENTS, 2),
            _matrix(frame, _ARGUMENTS, 3),
            _matrix(frame, _RESULTS, 0),
            _vector(frame, _RESULTS, 1),
        )
    return 0


@compiled
def _inverse(frame):
    if not _is_query(frame):
        _vector(frame, _RESULTS, 1)[0] = fill_inverse(_matrix(frame, _ARGUMENTS, 0), _matrix(frame, _RESULTS, 0))
    return 0


HANDLERS = {
    "curvature": _curvature,
    "curvature_with_product": _curvature_with_product,
    "curvature_derivative": _curvature_derivative,
    "data_vector": _data_vector,
    "solve": _solve,
    "solve_derivative": _solve_derivative,
    "inverse": _inverse,
    "log_det": _log_det,
    "log_det_derivative": _log_det_derivative,
    "penalty_derivative": _penalty_derivative,
    "penalty_matrix": _penalty_matrix,
}


def address(name: str) -> int:
    """Return the address of a handler, compiled now unless it is on disk."""
    from autolens_lite.xp.numba_xp import ffi_imaging, ffi_mesh

    return callback_address((HANDLERS | ffi_imaging.HANDLERS | ffi_mesh.HANDLERS)[name], types.int64(types.int64))
