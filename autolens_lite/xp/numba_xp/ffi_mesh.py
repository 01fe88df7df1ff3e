"""The kernels of meshes as custom calls of XLA: see `ffi.py`."""

from __future__ import annotations

from autolens_lite.xp.numba_xp.delaunay import derive_delaunay, fill_delaunay, fill_nearest
from autolens_lite.xp.numba_xp.ffi import _ARGUMENTS, _RESULTS, _indices, _integers, _is_query, _matrix, _vector
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.k_nearest import derive_k_nearest, fill_k_nearest
from autolens_lite.xp.numba_xp.natural_neighbor import derive_natural, fill_natural
from autolens_lite.xp.numba_xp.triangulation import triangulate


@compiled
def _points(frame):
    """The first four arguments of all: y and x of the points, y and x of the vertices."""
    return (
        _vector(frame, _ARGUMENTS, 0),
        _vector(frame, _ARGUMENTS, 1),
        _vector(frame, _ARGUMENTS, 2),
        _vector(frame, _ARGUMENTS, 3),
    )


@compiled
def _derivatives(frame):
    """The four results by them."""
    return (
        _vector(frame, _RESULTS, 0),
        _vector(frame, _RESULTS, 1),
        _vector(frame, _RESULTS, 2),
        _vector(frame, _RESULTS, 3),
    )


@compiled
def _triangulation(frame):
    if not _is_query(frame):
        triangulate(
            _vector(frame, _ARGUMENTS, 0),
            _vector(frame, _ARGUMENTS, 1),
            _indices(frame, _RESULTS, 0),
            _indices(frame, _RESULTS, 1),
            _integers(frame, _RESULTS, 2),
            _integers(frame, _RESULTS, 3),
            _indices(frame, _RESULTS, 4),
            _integers(frame, _RESULTS, 5),
        )
    return 0


@compiled
def _delaunay(frame):
    if not _is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_delaunay(
            y,
            x,
            vertices_y,
            vertices_x,
            _indices(frame, _ARGUMENTS, 4),
            _indices(frame, _ARGUMENTS, 5),
            _integers(frame, _ARGUMENTS, 6),
            _integers(frame, _ARGUMENTS, 7),
            _integers(frame, _ARGUMENTS, 8),
            _indices(frame, _RESULTS, 0),
            _matrix(frame, _RESULTS, 1),
        )
    return 0


@compiled
def _delaunay_derivative(frame):
    if not _is_query(frame):
        y_bar, x_bar, vertices_y_bar, vertices_x_bar = _derivatives(frame)
        derive_delaunay(
            _vector(frame, _ARGUMENTS, 0),
            _vector(frame, _ARGUMENTS, 1),
            _indices(frame, _ARGUMENTS, 2),
            _matrix(frame, _ARGUMENTS, 3),
            _matrix(frame, _ARGUMENTS, 4),
            y_bar,
            x_bar,
            vertices_y_bar,
            vertices_x_bar,
        )
    return 0


@compiled
def _nearest(frame):
    if not _is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_nearest(
            y,
            x,
            vertices_y,
            vertices_x,
            _integers(frame, _ARGUMENTS, 4),
            _integers(frame, _ARGUMENTS, 5),
            _indices(frame, _RESULTS, 0),
        )
    return 0


@compiled
def _natural(frame):
    if not _is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_natural(
            y,
            x,
            vertices_y,
            vertices_x,
            _indices(frame, _ARGUMENTS, 4),
            _indices(frame, _ARGUMENTS, 5),
            _integers(frame, _ARGUMENTS, 6),
            _integers(frame, _ARGUMENTS, 7),
            _indices(frame, _RESULTS, 0),
            _matrix(frame, _RESULTS, 1),
            _integers(frame, _RESULTS, 2),
        )
    return 0


@compiled
def _natural_derivative(frame):
    if not _is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        y_bar, x_bar, vertices_y_bar, vertices_x_bar = _derivatives(frame)
        derive_natural(
            y,
            x,
            vertices_y,
            vertices_x,
            _indices(frame, _ARGUMENTS, 4),
            _indices(frame, _ARGUMENTS, 5),
            _integers(frame, _ARGUMENTS, 6),
            _matrix(frame, _ARGUMENTS, 7),
            _matrix(frame, _ARGUMENTS, 8),
            y_bar,
            x_bar,
            vertices_y_bar,
            vertices_x_bar,
        )
    return 0


@compiled
def _k_nearest(frame):
    if not _is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_k_nearest(
            y,
            x,
            vertices_y,
            vertices_x,
            _integers(frame, _ARGUMENTS, 4),
            _integers(frame, _ARGUMENTS, 5),
            _vector(frame, _ARGUMENTS, 6)[0],
            _indices(frame, _RESULTS, 0),
            _matrix(frame, _RESULTS, 1),
        )
    return 0


@compiled
def _k_nearest_derivative(frame):
    if not _is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        y_bar, x_bar, vertices_y_bar, vertices_x_bar = _derivatives(frame)
        _vector(frame, _RESULTS, 4)[0] = derive_k_nearest(
            y,
            x,
            vertices_y,
            vertices_x,
            _vector(frame, _ARGUMENTS, 4)[0],
            _indices(frame, _ARGUMENTS, 5),
            _matrix(frame, _ARGUMENTS, 6),
            y_bar,
            x_bar,
            vertices_y_bar,
            vertices_x_bar,
        )
    return 0


HANDLERS = {
    "triangulation": _triangulation,
    "delaunay": _delaunay,
    "delaunay_derivative": _delaunay_derivative,
    "nearest": _nearest,
    "natural": _natural,
    "natural_derivative": _natural_derivative,
    "k_nearest": _k_nearest,
    "k_nearest_derivative": _k_nearest_derivative,
}
