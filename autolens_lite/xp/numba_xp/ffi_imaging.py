"""Handlers of the custom calls that the kernels of images take; see `ffi.py`."""

from __future__ import annotations

from autolens_lite.xp.numba_xp.curvature_imaging_direct import curvature_imaging_derivative, curvature_imaging_direct
from autolens_lite.xp.numba_xp.ffi_frame import ARGUMENTS, RESULTS, indices, is_query, matrix
from autolens_lite.xp.numba_xp.jit import handler
from autolens_lite.xp.numba_xp.mapping import fill_data_matrix


@handler
def _curvature(frame):
    if not is_query(frame):
        curvature_imaging_direct(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            matrix(frame, ARGUMENTS, 2),
            indices(frame, ARGUMENTS, 3),
            indices(frame, ARGUMENTS, 4),
            matrix(frame, RESULTS, 0),
        )
    return 0


@handler
def _curvature_derivative(frame):
    if not is_query(frame):
        curvature_imaging_derivative(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            matrix(frame, ARGUMENTS, 2),
            indices(frame, ARGUMENTS, 3),
            indices(frame, ARGUMENTS, 4),
            matrix(frame, ARGUMENTS, 5),
            matrix(frame, RESULTS, 0),
        )
    return 0


@handler
def _data_matrix(frame):
    if not is_query(frame):
        fill_data_matrix(
            indices(frame, ARGUMENTS, 0),
            matrix(frame, ARGUMENTS, 1),
            matrix(frame, ARGUMENTS, 2),
            matrix(frame, RESULTS, 0),
        )
    return 0


HANDLERS = {
    "curvature_imaging": _curvature,
    "curvature_imaging_derivative": _curvature_derivative,
    "data_matrix": _data_matrix,
}
