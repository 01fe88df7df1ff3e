"""Handlers of the custom calls that the kernels of images take; see `ffi.py`."""

from __future__ import annotations

from autolens_lite.xp.numba_xp.curvature_imaging_direct import curvature_imaging_derivative, curvature_imaging_direct
from autolens_lite.xp.numba_xp.ffi import _ARGUMENTS, _RESULTS, _indices, _integers, _is_query, _matrix
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.mapping import data_matrix


@compiled
def _curvature(frame):
    if not _is_query(frame):
        ky, kx = _matrix(frame, _ARGUMENTS, 3).shape
        curvature_imaging_direct(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _matrix(frame, _ARGUMENTS, 2),
            ky,
            kx,
            _integers(frame, _ARGUMENTS, 4),
            _integers(frame, _ARGUMENTS, 5),
            _matrix(frame, _RESULTS, 0),
        )
    return 0


@compiled
def _curvature_derivative(frame):
    if not _is_query(frame):
        ky, kx = _matrix(frame, _ARGUMENTS, 3).shape
        curvature_imaging_derivative(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _matrix(frame, _ARGUMENTS, 2),
            ky,
            kx,
            _integers(frame, _ARGUMENTS, 4),
            _integers(frame, _ARGUMENTS, 5),
            _matrix(frame, _ARGUMENTS, 6),
            _matrix(frame, _RESULTS, 0),
        )
    return 0


@compiled
def _data_matrix(frame):
    if not _is_query(frame):
        result = _matrix(frame, _RESULTS, 0)
        result[:] = data_matrix(
            _indices(frame, _ARGUMENTS, 0),
            _matrix(frame, _ARGUMENTS, 1),
            _matrix(frame, _ARGUMENTS, 2),
            result.shape[0],
        )
    return 0


HANDLERS = {
    "curvature_imaging": _curvature,
    "curvature_imaging_derivative": _curvature_derivative,
    "data_matrix": _data_matrix,
}
