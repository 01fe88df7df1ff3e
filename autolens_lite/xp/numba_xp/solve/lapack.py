"""BLAS and LAPACK inside compiled kernels: SciPy's, called by their addresses.

Matrices are row-major here and column-major there, so each is its transpose to the library: a lower triangular factor L
with A = L L^T is the library's upper triangle U = L^T. Every function works on leading rows and columns of buffers that
may be wider, `stride` doubles from row to row, beginning `first` doubles into the buffer.

The addresses enter the compiled code as symbols by name, so that it can be kept on disk.
"""

from __future__ import annotations

import numpy as np
from llvmlite import binding
from numba import types
from numba.extending import get_cython_function_address

from autolens_lite.xp.numba_xp.jit import compiled

_L, _U, _N, _T = ord("L"), ord("U"), ord("N"), ord("T")


def _external(library: str, name: str, arguments: int):
    symbol = f"autolens_lite_{name}"
    binding.add_symbol(symbol, get_cython_function_address(f"scipy.linalg.cython_{library}", name))
    return types.ExternalFunction(symbol, types.void(*[types.intp] * arguments))


_dpotrf = _external("lapack", "dpotrf", 5)
_dtrsm = _external("blas", "dtrsm", 11)
_dtrsv = _external("blas", "dtrsv", 8)
_dgemv = _external("blas", "dgemv", 11)


@compiled
def factor(matrix, size, stride):
    """Replace the lower triangle of `matrix`'s leading block by its Cholesky factor; False if not positive definite."""
    integers = np.array([size, stride, 0], np.int32)
    letters = np.array([_U], np.uint8)
    i = integers.ctypes.data
    _dpotrf(letters.ctypes.data, i, matrix.ctypes.data, i + 4, i + 8)
    return integers[2] == 0


@compiled
def solve_rows(lower, corner, size, stride, rows, first, count, row_stride):
    """Replace `count` rows x by L^-1 x, for the `size` rows and columns of L from its diagonal element `corner`.

    The elements of a row begin `first` doubles into `rows`.
    """
    integers = np.array([size, count, stride, row_stride], np.int32)
    letters = np.array([_L, _U, _T, _N], np.uint8)
    one = np.ones(1)
    i, c = integers.ctypes.data, letters.ctypes.data
    _dtrsm(
        c,
        c + 1,
        c + 2,
        c + 3,
        i,
        i + 4,
        one.ctypes.data,
        lower.ctypes.data + 8 * corner * (stride + 1),
        i + 8,
        rows.ctypes.data + 8 * first,
        i + 12,
    )


@compiled
def solve_vector(lower, size, stride, vector, transposed):
    """Replace `vector` by L^-1 vector, or by L^-T vector."""
    integers = np.array([size, stride, 1], np.int32)
    letters = np.array([_U, _N if transposed else _T, _N], np.uint8)
    i, c = integers.ctypes.data, letters.ctypes.data
    _dtrsv(c, c + 1, c + 2, i, lower.ctypes.data, i + 4, vector.ctypes.data, i + 8)


@compiled
def dot_rows(rows, count, length, stride, vector, out):
    """Put the products of `count` rows with `vector` (length) into `out` (count)."""
    integers = np.array([length, count, stride, 1], np.int32)
    letters = np.array([_T], np.uint8)
    factors = np.array([1.0, 0.0])
    i, f = integers.ctypes.data, factors.ctypes.data
    _dgemv(
        letters.ctypes.data,
        i,
        i + 4,
        f,
        rows.ctypes.data,
        i + 8,
        vector.ctypes.data,
        i + 12,
        f + 8,
        out.ctypes.data,
        i + 12,
    )
