"""Faddeeva's function, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.faddeeva_coefficients import COEFFICIENTS, SCALE
from autolens_lite.xp.numba_xp.jit import compiled

_BLOCK = 64
_INVERSE_ROOT_PI = 1.0 / np.sqrt(np.pi)


def faddeeva(x, y):
    """Return the real and imaginary part of w(x + i y), y >= 0: see `contract.faddeeva`."""
    x, y = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
    real, imag = faddeeva_of(x.ravel(), y.ravel())
    return real.reshape(x.shape), imag.reshape(x.shape)


@compiled
def faddeeva_of(x, y):
    """Return the real and imaginary part at points (N,), for kernels."""
    coefficients = COEFFICIENTS
    size = x.size
    real = np.empty(size)
    imag = np.empty(size)
    twice = np.empty(_BLOCK)
    norm = np.empty(_BLOCK)
    upper = np.empty(_BLOCK)
    lower = np.empty(_BLOCK)
    for start in range(0, size, _BLOCK):
        count = min(_BLOCK, size - start)
        for j in range(count):
            a = x[start + j]
            b = SCALE + y[start + j]
            d = 1.0 / (a * a + b * b)
            # Z = (L + i z) / (L - i z), |Z| <= 1
            z_real = (b * (2.0 * SCALE - b) - a * a) * d
            z_imag = 2.0 * SCALE * a * d
            twice[j] = 2.0 * z_real
            norm[j] = z_real * z_real + z_imag * z_imag
            upper[j] = 0.0
            lower[j] = 0.0
        # Clenshaw's rule for real coefficients: two multiply-adds a term, for complex Z
        for n in range(coefficients.size - 1, 0, -1):
            for j in range(count):
                new = coefficients[n] + twice[j] * upper[j] - norm[j] * lower[j]
                lower[j] = upper[j]
                upper[j] = new
        for j in range(count):
            a = x[start + j]
            b = SCALE + y[start + j]
            d = 1.0 / (a * a + b * b)
            # p(Z), then 2 p / (L - i z)^2 + 1 / sqrt(pi) / (L - i z)
            p = coefficients[0] + 0.5 * twice[j] * upper[j] - norm[j] * lower[j]
            q = 2.0 * SCALE * a * d * upper[j]
            a *= d
            b *= d
            u = 2.0 * (p * b - q * a) + _INVERSE_ROOT_PI
            v = 2.0 * (p * a + q * b)
            real[start + j] = u * b - v * a
            imag[start + j] = u * a + v * b
    return real, imag
