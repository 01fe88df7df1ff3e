"""The angular part of the cored power law's deflections, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled

_BLOCK = 64
_MAX_TERMS = 4096


class Points(NamedTuple):
    """Where the angular part is wanted: w (real and imaginary part) and the core's y of each point, (N,)."""

    w_real: np.ndarray
    w_imag: np.ndarray
    core: np.ndarray


def power_law_core_angular(w_real, w_imag, core, t):
    """Return real and imaginary part of the mean of the core's kernel: see `contract.power_law_core_angular`."""
    arrays = np.broadcast_arrays(*(np.asarray(values, np.float64) for values in (w_real, w_imag, core)))
    out = np.empty((2, arrays[0].size))
    power_law_core_angular_values(*(array.ravel() for array in arrays), float(t), out)
    return out[0].reshape(arrays[0].shape), out[1].reshape(arrays[0].shape)


@compiled
def _planned(w_real, w_imag, core):
    """Return how many terms matter, and for which points the recurrence is run upwards and for which downwards."""
    size = w_real.size
    modulus = 0.0
    for i in range(size):
        modulus = max(modulus, w_real[i] ** 2 + w_imag[i] ** 2)
    modulus = min(math.sqrt(modulus), 0.9999)
    terms = 3
    if modulus > 0.0:
        terms += int(math.log(1e-17 * (1.0 - modulus)) / math.log(modulus))
    terms = min(terms, _MAX_TERMS)
    upward = np.empty(size, np.int64)
    downward = np.empty(size, np.int64)
    ups = downs = 0
    for i in range(size):
        y = max(core[i], 1e-280)
        c = y / (1.0 - y) if y < 0.5 else 1.0
        root = math.sqrt(1.0 + c) - math.sqrt(c)
        if c < 1.0 and root * root > modulus:
            upward[ups] = i
            ups += 1
        else:
            downward[downs] = i
            downs += 1
    return terms, upward[:ups], downward[:downs]


@custom_call("power_law_core_angular", "flat flat flat number -> rows")
@compiled
def power_law_core_angular_values(w_real, w_imag, core, t, out):
    """Real and imaginary part at points, the rows of `out`."""
    terms, upward, downward = _planned(w_real, w_imag, core)
    a = 0.5 * t
    # t_0, the value for w = 0
    first = np.empty(core.size)
    for i in range(core.size):
        logarithm = min(math.log(max(core[i], 1e-280)), -1e-15)
        first[i] = math.expm1((1.0 - a) * logarithm) / ((1.0 - a) * math.expm1(logarithm))
    points = Points(w_real, w_imag, core)
    _upward(points, a, first, upward, terms, out)
    _downward(points, a, first, downward, max(14, terms // 2 + 2), out)


@compiled
def _upward(points, a, first, indices, terms, out):
    """Sum t_k w^k with t_(k+1) = -((2k+1) z t_k + (a+k-1) t_(k-1)) / (k+2-a), z = (1+y) / (1-y)."""
    w_real, w_imag, core = points
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
            out[0, i] = sum_x[j]
            out[1, i] = sum_y[j]


@compiled
def _downward(points, a, first, indices, terms, out):
    """Sum t_0 (1 + r_1 w (1 + r_2 w (...))) with the ratios r_k = t_k / t_(k-1) from their continued fraction."""
    w_real, w_imag, core = points
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
            out[0, i] = first[i] * sum_x[j]
            out[1, i] = first[i] * sum_y[j]


@custom_call("power_law_core_angular_slopes", "flat flat flat number -> rows")
@compiled
def power_law_core_angular_slopes(w_real, w_imag, core, t, out):
    """The value and its derivatives by w, `core` and t, real and imaginary part of each, the rows of `out`."""
    terms, upward, downward = _planned(w_real, w_imag, core)
    a = 0.5 * t
    _upward_slopes(w_real, w_imag, core, a, upward, terms, out)
    _downward_slopes(w_real, w_imag, core, a, downward, max(14, terms // 2 + 2), out)


@compiled
def _first(core, a):
    """Return t_0 and its derivatives by `core` and a."""
    y = max(core, 1e-280)
    logarithm = min(math.log(y), -1e-15)
    above, below = math.expm1((1.0 - a) * logarithm), math.expm1(logarithm)
    value = above / ((1.0 - a) * below)
    by_logarithm = ((above + 1.0) - value * (below + 1.0)) / below
    changes = 0.0 if core < 1e-280 or logarithm == -1e-15 else 1.0
    return value, changes * by_logarithm / y, (value - logarithm * (above + 1.0) / below) / (1.0 - a)


@compiled
def _second(core, a):
    """Return t_1 and its derivatives by `core` and a, for a core not near 1."""
    y = max(core, 1e-280)
    logarithm = math.log(y)
    minus = math.expm1((1.0 - a) * logarithm)
    power = 1.0 + minus
    rest = 1.0 - y * power
    moment = -rest / (2.0 - a) - (1.0 + y) * minus / (1.0 - a) - (power - y) / a
    by_y = power - minus / (1.0 - a) - (1.0 + y) * power / y - ((1.0 - a) * power / y - 1.0) / a
    power_a = -logarithm * power
    by_a = (y * power_a - rest / (2.0 - a)) / (2.0 - a) - (1.0 + y) * (power_a + minus / (1.0 - a)) / (1.0 - a)
    by_a += ((power - y) / a - power_a) / a
    x = 1.0 - y
    value = -a * moment / (x * x)
    changes = 0.0 if core < 1e-280 else 1.0
    return value, changes * (2.0 * value / x - a * by_y / (x * x)), value / a - a * by_a / (x * x)


@compiled
def _upward_slopes(w_real, w_imag, core, a, indices, terms, out):
    """As `_upward`, with the recurrence's derivatives by y and by a."""
    z, z_y, w_x, w_y, power_x, power_y = (
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
    )
    before, now, before_y, now_y, before_a, now_a = (
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
    )
    sum_x, sum_y, slope_x, slope_y, core_x, core_y, a_x, a_y = (
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
    )
    for start in range(0, indices.size, _BLOCK):
        count = min(_BLOCK, indices.size - start)
        for j in range(count):
            i = indices[start + j]
            y = max(core[i], 1e-280)
            z[j] = (1.0 + y) / (1.0 - y)
            z_y[j] = 2.0 / (1.0 - y) ** 2
            w_x[j] = power_x[j] = w_real[i]
            w_y[j] = power_y[j] = w_imag[i]
            before[j], before_y[j], before_a[j] = _first(core[i], a)
            now[j], now_y[j], now_a[j] = _second(core[i], a)
            sum_x[j], sum_y[j] = before[j] + now[j] * w_x[j], now[j] * w_y[j]
            slope_x[j], slope_y[j] = now[j], 0.0
            core_x[j], core_y[j] = before_y[j] + now_y[j] * w_x[j], now_y[j] * w_y[j]
            a_x[j], a_y[j] = before_a[j] + now_a[j] * w_x[j], now_a[j] * w_y[j]
        for k in range(1, terms):
            scale = 1.0 / (k + 2.0 - a)
            by_now = -(2.0 * k + 1.0) * scale
            by_before = -(a + k - 1.0) * scale
            for j in range(count):
                new = by_now * z[j] * now[j] + by_before * before[j]
                new_y = by_now * (z[j] * now_y[j] + z_y[j] * now[j]) + by_before * before_y[j]
                new_a = by_now * z[j] * now_a[j] + by_before * before_a[j] + (new - before[j]) * scale
                before[j], before_y[j], before_a[j] = now[j], now_y[j], now_a[j]
                now[j], now_y[j], now_a[j] = new, new_y, new_a
                slope_x[j] += (k + 1.0) * new * power_x[j]
                slope_y[j] += (k + 1.0) * new * power_y[j]
                product = power_x[j] * w_x[j] - power_y[j] * w_y[j]
                power_y[j] = power_x[j] * w_y[j] + power_y[j] * w_x[j]
                power_x[j] = product
                sum_x[j] += new * product
                sum_y[j] += new * power_y[j]
                core_x[j] += new_y * product
                core_y[j] += new_y * power_y[j]
                a_x[j] += new_a * product
                a_y[j] += new_a * power_y[j]
        for j in range(count):
            i = indices[start + j]
            out[0, i], out[1, i], out[2, i], out[3, i] = sum_x[j], sum_y[j], slope_x[j], slope_y[j]
            out[4, i], out[5, i], out[6, i], out[7, i] = core_x[j], core_y[j], 0.5 * a_x[j], 0.5 * a_y[j]


@compiled
def _downward_slopes(w_real, w_imag, core, a, indices, terms, out):
    """As `_downward`, with the ratios' derivatives by x = 1 - y and by a."""
    x, w_x, w_y, ratio, ratio_x, ratio_a = (
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
    )
    sum_x, sum_y, slope_x, slope_y, core_x, core_y, a_x, a_y = (
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
        np.empty(_BLOCK),
    )
    for start in range(0, indices.size, _BLOCK):
        count = min(_BLOCK, indices.size - start)
        for j in range(count):
            i = indices[start + j]
            x[j], w_x[j], w_y[j] = 1.0 - core[i], w_real[i], w_imag[i]
            ratio[j] = ratio_x[j] = ratio_a[j] = 0.0
            sum_x[j], sum_y[j] = 1.0, 0.0
            slope_x[j] = slope_y[j] = core_x[j] = core_y[j] = a_x[j] = a_y[j] = 0.0
        for k in range(terms, 0, -1):
            numerator = a + k - 1.0
            twice = 2.0 * k + 1.0
            factor = k + 2.0 - a
            for j in range(count):
                inverse = 1.0 / (twice * (2.0 - x[j]) + factor * x[j] * ratio[j])
                new = -numerator * x[j] * inverse
                by_x = -(numerator + new * (factor * (ratio[j] + x[j] * ratio_x[j]) - twice)) * inverse
                by_a = -x[j] * (1.0 + new * (factor * ratio_a[j] - ratio[j])) * inverse
                ratio[j], ratio_x[j], ratio_a[j] = new, by_x, by_a
                p, q = sum_x[j], sum_y[j]
                u, v = w_x[j] * slope_x[j] - w_y[j] * slope_y[j], w_x[j] * slope_y[j] + w_y[j] * slope_x[j]
                slope_x[j], slope_y[j] = new * (p + u), new * (q + v)
                u, v = by_x * p + new * core_x[j], by_x * q + new * core_y[j]
                core_x[j], core_y[j] = w_x[j] * u - w_y[j] * v, w_x[j] * v + w_y[j] * u
                u, v = by_a * p + new * a_x[j], by_a * q + new * a_y[j]
                a_x[j], a_y[j] = w_x[j] * u - w_y[j] * v, w_x[j] * v + w_y[j] * u
                sum_x[j] = 1.0 + new * (w_x[j] * p - w_y[j] * q)
                sum_y[j] = new * (w_x[j] * q + w_y[j] * p)
        for j in range(count):
            i = indices[start + j]
            first, first_y, first_a = _first(core[i], a)
            out[0, i], out[1, i] = first * sum_x[j], first * sum_y[j]
            out[2, i], out[3, i] = first * slope_x[j], first * slope_y[j]
            out[4, i] = first_y * sum_x[j] - first * core_x[j]
            out[5, i] = first_y * sum_y[j] - first * core_y[j]
            out[6, i] = 0.5 * (first_a * sum_x[j] + first * a_x[j])
            out[7, i] = 0.5 * (first_a * sum_y[j] + first * a_y[j])
