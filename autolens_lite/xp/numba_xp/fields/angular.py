"""The angular part of the elliptical power law's deflections, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

import math

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled

_BLOCK = 64
_MAX_TERMS = 1024


def power_law_angular(w_real, w_imag, t):
    """Return real and imaginary part of 2F1(1, t/2; 2 - t/2; -w): see `contract.power_law_angular`."""
    w_real, w_imag = np.broadcast_arrays(np.asarray(w_real, np.float64), np.asarray(w_imag, np.float64))
    real, imag = _angular(w_real.ravel(), w_imag.ravel(), float(t))
    return real.reshape(w_real.shape), imag.reshape(w_real.shape)


@compiled
def _coefficients(t, terms):
    b = 0.5 * t
    d = 1.0 - b
    c = np.empty(terms)
    c[0] = 1.0
    c[1] = 4.0 * b / (2.0 - b)
    for n in range(2, terms):
        c[n] = (6.0 * b - 2.0) * c[n - 1] + (n - 2.0 - d) * c[n - 2]
        if n == 2:
            c[n] += d
        c[n] /= n + d
    return c


@compiled
def _angular(w_real, w_imag, t):
    size = w_real.size
    modulus = 0.0
    for i in range(size):
        modulus = max(modulus, w_real[i] ** 2 + w_imag[i] ** 2)
    modulus = min(math.sqrt(modulus), 0.9999)
    # |zeta| is largest on the negative real axis of w; its powers bound the terms
    bound = modulus / (1.0 + math.sqrt(1.0 - modulus)) ** 2
    terms = 3
    if bound > 0.0:
        terms += int(math.log(1e-17 * (1.0 - bound)) / math.log(bound))
    terms = min(terms, _MAX_TERMS)
    c = _coefficients(t, terms)

    real = np.empty(size)
    imag = np.empty(size)
    x = np.empty(_BLOCK)
    y = np.empty(_BLOCK)
    norm = np.empty(_BLOCK)
    upper = np.empty(_BLOCK)
    lower = np.empty(_BLOCK)
    for start in range(0, size, _BLOCK):
        count = min(_BLOCK, size - start)
        for j in range(count):
            u = 1.0 + w_real[start + j]
            v = w_imag[start + j]
            root_real = math.sqrt(0.5 * (math.sqrt(u * u + v * v) + u))
            root_imag = 0.5 * v / root_real
            # zeta = -w / (1 + sqrt(1 + w))^2
            p = 1.0 + root_real
            scale = 1.0 / (p * p + root_imag * root_imag)
            p *= scale
            q = -root_imag * scale
            square_real = p * p - q * q
            square_imag = 2.0 * p * q
            x[j] = v * square_imag - (u - 1.0) * square_real
            y[j] = -((u - 1.0) * square_imag + v * square_real)
            norm[j] = x[j] * x[j] + y[j] * y[j]
            upper[j] = 0.0
            lower[j] = 0.0
        # Clenshaw's rule for real coefficients: two multiply-adds a term, for complex zeta
        for n in range(terms - 1, 0, -1):
            for j in range(count):
                new = c[n] + 2.0 * x[j] * upper[j] - norm[j] * lower[j]
                lower[j] = upper[j]
                upper[j] = new
        for j in range(count):
            real[start + j] = 1.0 + x[j] * upper[j] - norm[j] * lower[j]
            imag[start + j] = y[j] * upper[j]
    return real, imag
