"""Numba kernels as custom calls of XLA: compiled code calls compiled code, no Python, no lock, no copy.

XLA hands a handler one pointer, to a call frame that lists the buffers (`ffi_frame`). A handler here, and in the files
named like this one, is a compiled function of that pointer, which views the buffers as arrays and calls a kernel of
this folder. Being found by name, not by address, programs with such calls can live in jax's persistent compilation
cache.

`address(name)` gives that of one of `HANDLERS`, for the jax backend to register. The order of arguments is that of the
handler's body.
"""

from __future__ import annotations

from typing import Any

from numba import types

from autolens_lite.xp.numba_xp.band import add_penalty_to, penalty_log_det, penalty_log_det_derivative
from autolens_lite.xp.numba_xp.curvature_direct import curvature_direct, curvature_direct_derivative
from autolens_lite.xp.numba_xp.ffi_frame import ARGUMENTS, RESULTS, indices, integers, is_query, matrix, vector
from autolens_lite.xp.numba_xp.indexed import fill_summed, fill_taken
from autolens_lite.xp.numba_xp.jit import callback_address, copy_to, handler
from autolens_lite.xp.numba_xp.mapping import data_vector
from autolens_lite.xp.numba_xp.regularization import fill_inverse, penalty_derivative
from autolens_lite.xp.numba_xp.solve import factored_log_det, factored_solve, solve_derivative


@handler
def _curvature(frame):
    if not is_query(frame):
        curvature_direct(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            matrix(frame, ARGUMENTS, 2),
            matrix(frame, ARGUMENTS, 3),
            integers(frame, ARGUMENTS, 4),
            integers(frame, ARGUMENTS, 5),
            indices(frame, ARGUMENTS, 6),
            matrix(frame, RESULTS, 0),
        )
    return 0


@handler
def _curvature_derivative(frame):
    if not is_query(frame):
        curvature_direct_derivative(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            matrix(frame, ARGUMENTS, 2),
            matrix(frame, ARGUMENTS, 3),
            integers(frame, ARGUMENTS, 4),
            integers(frame, ARGUMENTS, 5),
            indices(frame, ARGUMENTS, 6),
            matrix(frame, ARGUMENTS, 7),
            matrix(frame, RESULTS, 0),
        )
    return 0


@handler
def _data_vector(frame):
    if not is_query(frame):
        result = vector(frame, RESULTS, 0)
        arrays = indices(frame, ARGUMENTS, 0), matrix(frame, ARGUMENTS, 1), vector(frame, ARGUMENTS, 2)
        copy_to(result, data_vector(*arrays, result.size))
    return 0


@handler
def _taken(frame):
    if not is_query(frame):
        fill_taken(matrix(frame, ARGUMENTS, 0), integers(frame, ARGUMENTS, 1), matrix(frame, RESULTS, 0))
    return 0


@handler
def _summed(frame):
    if not is_query(frame):
        fill_summed(matrix(frame, ARGUMENTS, 0), integers(frame, ARGUMENTS, 1), matrix(frame, RESULTS, 0))
    return 0


@handler
def _solve(frame):
    if not is_query(frame):
        choices = integers(frame, ARGUMENTS, 2)
        solution, log_determinant = factored_solve(
            matrix(frame, ARGUMENTS, 0),
            vector(frame, ARGUMENTS, 1),
            vector(frame, RESULTS, 2),
            choices[1] != 0,
            choices[0],
        )
        copy_to(vector(frame, RESULTS, 0), solution)
        vector(frame, RESULTS, 1)[0] = log_determinant
    return 0


@handler
def _solve_derivative(frame):
    if not is_query(frame):
        choices = integers(frame, ARGUMENTS, 5)
        solve_derivative(
            matrix(frame, ARGUMENTS, 0),
            vector(frame, ARGUMENTS, 1),
            vector(frame, ARGUMENTS, 2),
            vector(frame, ARGUMENTS, 3),
            vector(frame, ARGUMENTS, 4)[0],
            choices[0],
            choices[1] != 0,
            matrix(frame, RESULTS, 0),
            vector(frame, RESULTS, 1),
        )
    return 0


@handler
def _log_det(frame):
    if not is_query(frame):
        vector(frame, RESULTS, 0)[0] = factored_log_det(matrix(frame, ARGUMENTS, 0))
    return 0


@handler
def _penalty_log_det(frame):
    if not is_query(frame):
        vector(frame, RESULTS, 0)[0] = penalty_log_det(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            vector(frame, ARGUMENTS, 2),
            vector(frame, ARGUMENTS, 3),
            integers(frame, ARGUMENTS, 4)[0],
        )
    return 0


@handler
def _penalty_log_det_derivative(frame):
    if not is_query(frame):
        penalty_log_det_derivative(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            vector(frame, ARGUMENTS, 2),
            vector(frame, ARGUMENTS, 3),
            integers(frame, ARGUMENTS, 4)[0],
            vector(frame, ARGUMENTS, 5)[0],
            matrix(frame, RESULTS, 0),
            vector(frame, RESULTS, 1),
            vector(frame, RESULTS, 2),
        )
    return 0


@handler
def _add_penalty(frame):
    """The first argument, to which the penalty's matrix is added, and the result are one buffer."""
    if not is_query(frame):
        add_penalty_to(
            indices(frame, ARGUMENTS, 1),
            matrix(frame, ARGUMENTS, 2),
            vector(frame, ARGUMENTS, 3),
            vector(frame, ARGUMENTS, 4),
            matrix(frame, RESULTS, 0),
        )
    return 0


@handler
def _penalty_derivative(frame):
    if not is_query(frame):
        penalty_derivative(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            vector(frame, ARGUMENTS, 2),
            matrix(frame, ARGUMENTS, 3),
            matrix(frame, RESULTS, 0),
            vector(frame, RESULTS, 1),
        )
    return 0


@handler
def _inverse(frame):
    if not is_query(frame):
        vector(frame, RESULTS, 1)[0] = fill_inverse(matrix(frame, ARGUMENTS, 0), matrix(frame, RESULTS, 0))
    return 0


HANDLERS = {
    "add_penalty": _add_penalty,
    "curvature": _curvature,
    "curvature_derivative": _curvature_derivative,
    "data_vector": _data_vector,
    "solve": _solve,
    "solve_derivative": _solve_derivative,
    "inverse": _inverse,
    "log_det": _log_det,
    "penalty_derivative": _penalty_derivative,
    "penalty_log_det": _penalty_log_det,
    "penalty_log_det_derivative": _penalty_log_det_derivative,
    "summed": _summed,
    "taken": _taken,
}


def handlers() -> dict[str, Any]:
    """Return all handlers, of this file and its siblings."""
    from autolens_lite.xp.numba_xp import ffi_fields, ffi_imaging, ffi_mesh, ffi_rings

    found: dict[str, Any] = dict(HANDLERS)
    for module in (ffi_fields, ffi_imaging, ffi_mesh, ffi_rings):
        found |= module.HANDLERS
    return found


def address(name: str) -> int:
    """Return the address of a handler, compiled now unless it is on disk."""
    return callback_address(handlers()[name], types.int64(types.int64))
