"""The angular part of the cored power law's deflections, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

import math

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled

_BLOCK = 64
_MAX_TERMS = 4096


def power_law_core_angular(w_real, w_imag, core, t):
    """Return real and imaginary part of the mean of the core's kernel: see `contract.power_law_core_angular`."""
    arrays = np.broadcast_arrays(*(np.asarray(values, np.float64) for values in (w_real, w_imag, core)))
    real, imag = _angular(*(array.ravel() for array in arrays), float(t))
    return real.reshape(arrays[0].shape), imag.reshape(arrays[0].shape)


@compiled
def _angular(w_real, w_imag, core, t):
    size = w_real.size
    modulus = 0.0
    for i in range(size):
        modulus = max(modulus, w_real[i] ** 2 + w_imag[i] ** 2)
    modulus = min(math.sqrt(modulus), 0.9999)
    terms = 3
    if modulus > 0.0:
        terms += int(math.log(1e-17 * (1.0 - modulus)) / math.log(modulus))
    terms = min(terms, _MAX_TERMS)
    a = 0.5 * t
    # t_0, the value for w = 0, and which of the two directions of the recurrence is stable
    first = np.empty(size)
    upward = np.empty(size, np.int64)
    downward = np.empty(size, np.int64)
    ups = downs = 0
    for i in range(size):
        y = max(core[i], 1e-280)
        logarithm = min(math.log(y), -1e-15)
        first[i] = math.expm1((1.0 - a) * logarithm) / ((1.0 - a) * math.expm1(logarithm))
        c = y / (1.0 - y) if y < 0.5 else 1.0
        root = math.sqrt(1.0 + c) - math.sqrt(c)
        if c < 1.0 and root * root > modulus:
            upward[ups] = i
            ups += 1
        else:
            downward[downs] = i
            downs += 1
    real = np.empty(size)
    imag = np.empty(size)
    _upward(w_real, w_imag, core, a, first, upward[:ups], terms, real, imag)
    _downward(w_real, w_imag, core, a, first, downward[:downs], max(14, terms // 2 + 2), real, imag)
    return real, imag


@compiled
def _upward(w_real, w_imag, core, a, first, indices, terms, real, imag):
    """Sum t_k w^k with t_(k+1) = -((2k+1) z t_k + (a+k-1) t_(k-1)) / (k+2-a), z = (1+y) / (1-y)."""
    z = np.empty(_BLOCK)
    w_x = np.empty(_BLOCK)
    w_y = np.empty(_BLOCK)
    power_x = np.empty(_BLOCK)
    power_y = np.empty(_BLOCK)
    previous = np.empty(_BLOCK)
    current = np.empty(_BLOCK)
    sum_x = np.empty(_BLOCK)
    sum_y = np.empty(_BLOCK)
    for start in range(0, indices.size, _BLOCK):
        count = min(_BLOCK, indices.size - start)
        for j in range(count):
            i = indices[start + j]
            y = max(core[i], 1e-280)
            x = 1.0 - y
            z[j] = (1.0 + y) / x
            w_x[j] = power_x[j] = w_real[i]
            w_y[j] = power_y[j] = w_imag[i]
            # y^(1-a) - 1 and the integral of the first power, exactly
            minus = math.expm1((1.0 - a) * math.log(y))
            raised = y * (1.0 + minus)
            moment = -(1.0 - raised) / (2.0 - a) - (1.0 + y) * minus / (1.0 - a) - (1.0 + minus - y) / a
            previous[j] = first[i]
            current[j] = -a * moment / (x * x)
            sum_x[j] = previous[j] + current[j] * w_x[j]
            sum_y[j] = current[j] * w_y[j]
        for k in range(1, terms):
            scale = -1.0 / (k + 2.0 - a)
            by_current = (2.0 * k + 1.0) * scale
            by_previous = (a + k - 1.0) * scale
            for j in range(count):
                new = by_current * z[j] * current[j] + by_previous * previous[j]
                previous[j] = current[j]
                current[j] = new
                product = power_x[j] * w_x[j] - power_y[j] * w_y[j]
                power_y[j] = power_x[j] * w_y[j] + power_y[j] * w_x[j]
                power_x[j] = product
                sum_x[j] += new * product
                sum_y[j] += new * power_y[j]
        for j in range(count):
            i = indices[start + j]
            real[i] = sum_x[j]
            imag[i] = sum_y[j]


@compiled
def _downward(w_real, w_imag, core, a, first, indices, terms, real, imag):
    """Sum t_0 (1 + r_1 w (1 + r_2 w (...))) with the ratios r_k = t_k / t_(k-1) from their continued fraction."""
    x = np.empty(_BLOCK)
    w_x = np.empty(_BLOCK)
    w_y = np.empty(_BLOCK)
    ratio = np.empty(_BLOCK)
    sum_x = np.empty(_BLOCK)
    sum_y = np.empty(_BLOCK)
    for start in range(0, indices.size, _BLOCK):
        count = min(_BLOCK, indices.size - start)
        for j in range(count):
            i = indices[start + j]
            x[j] = 1.0 - core[i]
            w_x[j] = w_real[i]
            w_y[j] = w_imag[i]
            ratio[j] = 0.0
            sum_x[j] = 1.0
            sum_y[j] = 0.0
        for k in range(terms, 0, -1):
            numerator = -(a + k - 1.0)
            twice = 2.0 * k + 1.0
            factor = k + 2.0 - a
            for j in range(count):
                new = numerator * x[j] / (twice * (2.0 - x[j]) + factor * x[j] * ratio[j])
                ratio[j] = new
                product = w_x[j] * sum_x[j] - w_y[j] * sum_y[j]
                sum_y[j] = new * (w_x[j] * sum_y[j] + w_y[j] * sum_x[j])
                sum_x[j] = 1.0 + new * product
        for j in range(count):
            i = indices[start + j]
            real[i] = first[i] * sum_x[j]
            imag[i] = first[i] * sum_y[j]
