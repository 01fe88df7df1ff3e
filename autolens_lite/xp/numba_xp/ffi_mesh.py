"""The kernels of meshes as custom calls of XLA: see `ffi.py`."""

from __future__ import annotations

from autolens_lite.xp.numba_xp.bilinear import derive_bilinear, fill_bilinear
from autolens_lite.xp.numba_xp.delaunay import derive_delaunay, fill_delaunay, fill_nearest
from autolens_lite.xp.numba_xp.ffi_frame import ARGUMENTS, RESULTS, indices, integers, is_query, matrix, vector
from autolens_lite.xp.numba_xp.jit import compiled, handler
from autolens_lite.xp.numba_xp.k_nearest import derive_k_nearest, fill_k_nearest
from autolens_lite.xp.numba_xp.natural_neighbor import derive_natural, fill_natural
from autolens_lite.xp.numba_xp.triangulation import triangulate


@compiled
def _points(frame):
    """The first four arguments of all: y and x of the points, y and x of the vertices."""
    return (
        vector(frame, ARGUMENTS, 0),
        vector(frame, ARGUMENTS, 1),
        vector(frame, ARGUMENTS, 2),
        vector(frame, ARGUMENTS, 3),
    )


@compiled
def _derivatives(frame):
    """The four results by them."""
    return (
        vector(frame, RESULTS, 0),
        vector(frame, RESULTS, 1),
        vector(frame, RESULTS, 2),
        vector(frame, RESULTS, 3),
    )


@handler
def _triangulation(frame):
    if not is_query(frame):
        triangulate(
            vector(frame, ARGUMENTS, 0),
            vector(frame, ARGUMENTS, 1),
            indices(frame, RESULTS, 0),
            indices(frame, RESULTS, 1),
            integers(frame, RESULTS, 2),
            integers(frame, RESULTS, 3),
            indices(frame, RESULTS, 4),
            integers(frame, RESULTS, 5),
        )
    return 0


@handler
def _bilinear(frame):
    if not is_query(frame):
        shape = integers(frame, ARGUMENTS, 3)
        fill_bilinear(
            vector(frame, ARGUMENTS, 0),
            vector(frame, ARGUMENTS, 1),
            vector(frame, ARGUMENTS, 2),
            shape[0],
            shape[1],
            indices(frame, RESULTS, 0),
            matrix(frame, RESULTS, 1),
        )
    return 0


@handler
def _bilinear_derivative(frame):
    if not is_query(frame):
        shape = integers(frame, ARGUMENTS, 3)
        derive_bilinear(
            vector(frame, ARGUMENTS, 0),
            vector(frame, ARGUMENTS, 1),
            vector(frame, ARGUMENTS, 2),
            shape[0],
            shape[1],
            matrix(frame, ARGUMENTS, 4),
            vector(frame, RESULTS, 0),
            vector(frame, RESULTS, 1),
            vector(frame, RESULTS, 2),
        )
    return 0


@handler
def _delaunay(frame):
    if not is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_delaunay(
            y,
            x,
            vertices_y,
            vertices_x,
            indices(frame, ARGUMENTS, 4),
            indices(frame, ARGUMENTS, 5),
            integers(frame, ARGUMENTS, 6),
            integers(frame, ARGUMENTS, 7),
            integers(frame, ARGUMENTS, 8),
            indices(frame, RESULTS, 0),
            matrix(frame, RESULTS, 1),
        )
    return 0


@handler
def _delaunay_derivative(frame):
    if not is_query(frame):
        y_bar, x_bar, vertices_y_bar, vertices_x_bar = _derivatives(frame)
        derive_delaunay(
            vector(frame, ARGUMENTS, 0),
            vector(frame, ARGUMENTS, 1),
            indices(frame, ARGUMENTS, 2),
            matrix(frame, ARGUMENTS, 3),
            matrix(frame, ARGUMENTS, 4),
            y_bar,
            x_bar,
            vertices_y_bar,
            vertices_x_bar,
        )
    return 0


@handler
def _nearest(frame):
    if not is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_nearest(
            y,
            x,
            vertices_y,
            vertices_x,
            integers(frame, ARGUMENTS, 4),
            integers(frame, ARGUMENTS, 5),
            indices(frame, RESULTS, 0),
        )
    return 0


@handler
def _natural(frame):
    if not is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_natural(
            y,
            x,
            vertices_y,
            vertices_x,
            indices(frame, ARGUMENTS, 4),
            indices(frame, ARGUMENTS, 5),
            integers(frame, ARGUMENTS, 6),
            integers(frame, ARGUMENTS, 7),
            indices(frame, RESULTS, 0),
            matrix(frame, RESULTS, 1),
            integers(frame, RESULTS, 2),
        )
    return 0


@handler
def _natural_derivative(frame):
    if not is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        y_bar, x_bar, vertices_y_bar, vertices_x_bar = _derivatives(frame)
        derive_natural(
            y,
            x,
            vertices_y,
            vertices_x,
            indices(frame, ARGUMENTS, 4),
            indices(frame, ARGUMENTS, 5),
            integers(frame, ARGUMENTS, 6),
            matrix(frame, ARGUMENTS, 7),
            matrix(frame, ARGUMENTS, 8),
            y_bar,
            x_bar,
            vertices_y_bar,
            vertices_x_bar,
        )
    return 0


@handler
def _k_nearest(frame):
    if not is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        fill_k_nearest(
            y,
            x,
            vertices_y,
            vertices_x,
            integers(frame, ARGUMENTS, 4),
            integers(frame, ARGUMENTS, 5),
            vector(frame, ARGUMENTS, 6)[0],
            indices(frame, RESULTS, 0),
            matrix(frame, RESULTS, 1),
        )
    return 0


@handler
def _k_nearest_derivative(frame):
    if not is_query(frame):
        y, x, vertices_y, vertices_x = _points(frame)
        y_bar, x_bar, vertices_y_bar, vertices_x_bar = _derivatives(frame)
        vector(frame, RESULTS, 4)[0] = derive_k_nearest(
            y,
            x,
            vertices_y,
            vertices_x,
            vector(frame, ARGUMENTS, 4)[0],
            indices(frame, ARGUMENTS, 5),
            matrix(frame, ARGUMENTS, 6),
            y_bar,
            x_bar,
            vertices_y_bar,
            vertices_x_bar,
        )
    return 0


HANDLERS = {
    "bilinear": _bilinear,
    "bilinear_derivative": _bilinear_derivative,
    "triangulation": _triangulation,
    "delaunay": _delaunay,
    "delaunay_derivative": _delaunay_derivative,
    "nearest": _nearest,
    "natural": _natural,
    "natural_derivative": _natural_derivative,
    "k_nearest": _k_nearest,
    "k_nearest_derivative": _k_nearest_derivative,
}
