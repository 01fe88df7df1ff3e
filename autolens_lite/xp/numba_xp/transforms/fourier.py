"""Non-uniform Fourier sums (finufft) and the table of W, by three algorithms."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.method import FOURIER_METHODS, known
from autolens_lite.xp.numba_xp.jit import compiled

NUFFT_TOLERANCE = 1e-12  # relative; measured errors are some 1e-14


def nufft_adjoint(phases, coefficients, shape, tolerance=NUFFT_TOLERANCE):
    """See `contract.nufft_adjoint`."""
    ny, nx = shape
    # finufft counts modes from -(n // 2): a phase on the coefficients moves the first mode to zero.
    shift = np.exp(1j * ((ny // 2) * phases[:, 0] + (nx // 2) * phases[:, 1]))
    return _centred_adjoint(phases, coefficients * shift, shape, tolerance)


def _centred_adjoint(phases, coefficients, shape, tolerance):
    import finufft

    return finufft.nufft2d1(
        np.ascontiguousarray(phases[:, 0]),
        np.ascontiguousarray(phases[:, 1]),
        np.ascontiguousarray(coefficients, dtype=np.complex128),
        tuple(shape),
        eps=tolerance,
        isign=1,
        nthreads=1,
    )


def nufft_forward(phases, image):
    """See `contract.nufft_forward`."""
    import finufft

    ny, nx = image.shape
    sums = finufft.nufft2d2(
        np.ascontiguousarray(phases[:, 0]),
        np.ascontiguousarray(phases[:, 1]),
        np.ascontiguousarray(image, dtype=np.complex128),
        eps=NUFFT_TOLERANCE,
        isign=-1,
        nthreads=1,
    )
    return sums * np.exp(-1j * ((ny // 2) * phases[:, 0] + (nx // 2) * phases[:, 1]))


def w_compact(phases, weights, shape, method="nufft", tolerance=NUFFT_TOLERANCE):
    """See `contract.w_compact`."""
    if known(method, FOURIER_METHODS) == "nufft":
        return _w_compact_nufft(phases, weights, shape, tolerance)
    if method == "gemm":
        return _w_compact_gemm(phases, weights, shape)
    return _w_compact_direct(phases[:, 0].copy(), phases[:, 1].copy(), weights, shape[0], shape[1])


def _w_compact_nufft(phases, weights, shape, tolerance):
    ny, nx = shape
    # An odd number of modes is centred on zero already: no phase is needed, and half the (even) result is dropped.
    table = _centred_adjoint(phases, weights, (2 * ny - 1, 2 * nx - 1), tolerance).real
    return np.ascontiguousarray(table[ny - 1 :])


def _w_compact_gemm(phases, weights, shape, block=1024):
    """cos(x + y) split into two real matrix products; the powers of a phase by recurrence (error about N epsilon)."""
    ny, nx = shape
    cosines = np.zeros((ny, nx))
    sines = np.zeros((ny, nx))
    for k in range(0, weights.size, block):
        row, column = phases[k : k + block, 0], phases[k : k + block, 1]
        row_cos, row_sin = _powers(np.cos(row), np.sin(row), weights[k : k + block], ny)
        column_cos, column_sin = _powers(np.cos(column), np.sin(column), np.ones(row.size), nx)
        cosines += row_cos @ column_cos.T
        sines += row_sin @ column_sin.T
    table = np.empty((ny, 2 * nx - 1))
    table[:, nx - 1 :] = cosines - sines
    table[:, : nx - 1] = (cosines + sines)[:, :0:-1]
    return table


@compiled
def _powers(cosine, sine, start, count):
    """Real and imaginary parts (count, K) of start * (cosine + i sine)^j."""
    real = np.empty((count, cosine.size))
    imaginary = np.empty((count, cosine.size))
    real[0] = start
    imaginary[0] = 0.0
    for j in range(1, count):
        for k in range(cosine.size):
            a = real[j - 1, k]
            b = imaginary[j - 1, k]
            real[j, k] = a * cosine[k] - b * sine[k]
            imaginary[j, k] = a * sine[k] + b * cosine[k]
    return real, imaginary


@compiled
def _w_compact_direct(row_phases, column_phases, weights, ny, nx):
    table = np.zeros((ny, 2 * nx - 1))
    for i in range(ny):
        for j in range(2 * nx - 1):
            total = 0.0
            for k in range(weights.size):
                total += weights[k] * np.cos(i * row_phases[k] + (j - nx + 1) * column_phases[k])
            table[i, j] = total
    return table
