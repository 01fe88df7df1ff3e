"""The angular part of elliptical Gaussians, here for Numba: blocks of points in SIMD registers.

Which of the three forms a point takes is chosen by point; a form that no point of a block takes is left out.
"""

from __future__ import annotations

import math

import numpy as np

from autolens_lite.xp.gaussian import INNER_BELOW, INNER_TERMS, SERIES_BELOW, SERIES_TERMS, TOP
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.fields.faddeeva import faddeeva_of
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.simd.elementary import exp

_BLOCK = 256
_HALF_ROOT_PI = 0.5 * math.sqrt(math.pi)
# Beyond this squared modulus W', in which 1 cancels, comes from the asymptotic series.
_ASYMPTOTIC = 144.0
_ASYMPTOTIC_TERMS = 11


def gaussian_angular(w_y, w_x, a):
    """Return imaginary and real part of the integral: see `contract.gaussian_angular`."""
    points = np.broadcast_arrays(*(np.asarray(values, np.float64) for values in (w_y, w_x, a)))
    imag, real = np.empty(points[0].shape), np.empty(points[0].shape)
    gaussian_values(*(values.ravel() for values in points), imag.reshape(-1), real.reshape(-1))
    return imag, real


@inlined
def _inner(w_y, w_x, a):
    """Sum v^k j_k(x), j_k(x) = i_k(x) / x^k, v = -w x, x = a / 2, by the recurrence that is stable downwards.

    Returns the sum, its derivative by v and the sum of v^k j_(k+1), imaginary and real part of each.
    """
    x = 0.5 * a
    squared = x * x
    v_x, v_y = -w_x * x, -w_y * x
    above, this = 0.0, 0.0
    for j in range(TOP.shape[1]):
        above = above * squared + TOP[0, j]
        this = this * squared + TOP[1, j]
    real, imag = this, 0.0
    slope_x, slope_y = 0.0, 0.0
    next_x, next_y = above, 0.0
    for k in range(INNER_TERMS, 0, -1):
        slope_x, slope_y = real + v_x * slope_x - v_y * slope_y, imag + v_x * slope_y + v_y * slope_x
        next_x, next_y = this + v_x * next_x - v_y * next_y, v_x * next_y + v_y * next_x
        above, this = this, squared * above + (2 * k + 1) * this
        real, imag = this + v_x * real - v_y * imag, v_x * imag + v_y * real
    return imag, real, slope_y, slope_x, next_y, next_x


@inlined
def _series(w_y, w_x, a, decay):
    """Sum v^k m_k, v = -w, m_k = e^-x i_k(x), x = a / 2, upwards: what that loses, the powers of a small w make up for.

    Returns the sum, and its derivatives by v and by a, imaginary and real part of each.
    """
    v_x, v_y = -w_x, -w_y
    inverse = 2.0 / a
    change = -inverse / a
    below = 0.5 * inverse * (1.0 - decay)
    below_a = 0.5 * change * (1.0 - decay) + 0.5 * inverse * decay
    this = 0.5 * inverse * (1.0 + decay) - inverse * below
    this_a = 0.5 * change * (1.0 + decay) - 0.5 * inverse * decay - change * below - inverse * below_a
    real, imag = below + v_x * this, v_y * this
    real_a, imag_a = below_a + v_x * this_a, v_y * this_a
    slope_x, slope_y = this, 0.0
    p_x, p_y = v_x, v_y
    for k in range(1, SERIES_TERMS):
        below, this, below_a, this_a = (
            this,
            below - (2 * k + 1) * inverse * this,
            this_a,
            below_a - (2 * k + 1) * (change * this + inverse * this_a),
        )
        slope_x, slope_y = slope_x + (k + 1) * p_x * this, slope_y + (k + 1) * p_y * this
        p_x, p_y = v_x * p_x - v_y * p_y, v_x * p_y + v_y * p_x
        real, imag = real + p_x * this, imag + p_y * this
        real_a, imag_a = real_a + p_x * this_a, imag_a + p_y * this_a
    return imag, real, slope_y, slope_x, imag_a, real_a


@inlined
def _root(w_y, w_x, modulus):
    """Return the root of w with a negative imaginary part: imaginary part, real part."""
    # form the larger part first, so that neither is 0 / 0 on the axes
    larger = math.sqrt(0.5 * (modulus + abs(w_x)))
    smaller = 0.5 * w_y / larger
    p = larger if w_x >= 0.0 else smaller
    r = smaller if w_x >= 0.0 else larger
    return (-r if r > 0.0 else r), (-p if r > 0.0 else p)


@inlined
def _is_small(w_y, w_x):
    return w_x * w_x + w_y * w_y < SERIES_BELOW * SERIES_BELOW


@inlined
def _usable(w_y, w_x):
    """Return w, or another where that is too small for the closed form; and its modulus."""
    small = _is_small(w_y, w_x)
    y, x = (0.0 if small else w_y), (0.5 if small else w_x)
    return y, x, math.sqrt(x * x + y * y)


@inlined
def _faddeeva_of_block(w_y, w_x, a, z):
    """Set z (2, 2 _BLOCK) to imaginary and real part of z_+, then z_-; return real and imaginary part of W of them."""
    for i in range(_BLOCK):
        y, x, modulus = _usable(w_y[i], w_x[i])
        r, p = _root(y, x, modulus)
        half, inverse = 0.5 * math.sqrt(max(a[i], INNER_BELOW)), 1.0 / modulus
        z[1, i] = half * (inverse + 1.0) * p
        z[0, i] = half * (1.0 - inverse) * r
        z[1, _BLOCK + i] = half * (inverse - 1.0) * p
        z[0, _BLOCK + i] = -half * (inverse + 1.0) * r
    return faddeeva_of(z[1], z[0])


@inlined
def _closed_form(w_y, w_x, a, decay, first_x, first_y, second_x, second_y):
    """Return (W(z_+) - e^-a W(z_-)) sqrt(pi) / (2 i sqrt(a w)), of the two W."""
    y, x, modulus = _usable(w_y, w_x)
    r, p = _root(y, x, modulus)
    real, imag = first_x - decay * second_x, first_y - decay * second_y
    # times -i conj(p + i r) / f
    scale = _HALF_ROOT_PI / (math.sqrt(a) * modulus)
    return -scale * (p * real + r * imag), scale * (p * imag - r * real)


@inlined
def _slope_of_faddeeva(y, x, w_y, w_x):
    """Return W' = -2 z W + 2 i / sqrt(pi): imaginary part, real part."""
    near_x = -2.0 * (x * w_x - y * w_y)
    near_y = -2.0 * (x * w_y + y * w_x) + 1.0 / _HALF_ROOT_PI
    # W' = -2 i / sqrt(pi) sum over k > 0 of (2 k - 1)!! / (2 z^2)^k
    far = x * x + y * y > _ASYMPTOTIC
    x, y = (x if far else 20.0), (y if far else 0.0)
    inverse = 1.0 / (x * x + y * y)
    inverse = 0.5 * inverse * inverse
    v_x, v_y = (x * x - y * y) * inverse, -2.0 * x * y * inverse
    total_x, total_y = 1.0, 0.0
    for k in range(_ASYMPTOTIC_TERMS, 1, -1):
        product = (2 * k - 1) * (v_x * total_x - v_y * total_y)
        total_y = (2 * k - 1) * (v_x * total_y + v_y * total_x)
        total_x = 1.0 + product
    far_x = v_x * total_y + v_y * total_x
    far_y = -(v_x * total_x - v_y * total_y)
    return (far_y / _HALF_ROOT_PI if far else near_y), (far_x / _HALF_ROOT_PI if far else near_x)


@compiled
def _load(w_y, w_x, a, start, points):
    """Set points (3, _BLOCK), a short block's last one repeated; return whether any is inside, small or neither."""
    inner, small, rest = False, False, False
    for i in range(_BLOCK):
        k = min(start + i, a.size - 1)
        points[0, i], points[1, i], points[2, i] = w_y[k], w_x[k], a[k]
        is_inner, is_small = a[k] < INNER_BELOW, _is_small(w_y[k], w_x[k])
        inner |= is_inner
        small |= is_small and not is_inner
        rest |= not is_small and not is_inner
    return inner, small, rest


@custom_call("gaussian_angular", "flat flat flat -> flat flat")
@compiled
def gaussian_values(w_y, w_x, a, imag, real):
    """Set imaginary and real part at points (N,)."""
    points, z, results = np.empty((3, _BLOCK)), np.empty((2, 2 * _BLOCK)), np.empty((2, _BLOCK))
    for start in range(0, a.size, _BLOCK):
        inner, small, rest = _load(w_y, w_x, a, start, points)
        if rest:
            first, second = _faddeeva_of_block(points[0], points[1], points[2], z)
            for i in range(_BLOCK):
                exponent = max(points[2, i], INNER_BELOW)
                results[0, i], results[1, i] = _closed_form(
                    points[0, i],
                    points[1, i],
                    exponent,
                    exp(-exponent),
                    first[i],
                    second[i],
                    first[_BLOCK + i],
                    second[_BLOCK + i],
                )
        if small:
            for i in range(_BLOCK):
                exponent = max(points[2, i], INNER_BELOW)
                y, x, _, _, _, _ = _series(points[0, i], points[1, i], exponent, exp(-exponent))
                chosen = _is_small(points[0, i], points[1, i])
                results[0, i] = y if chosen else results[0, i]
                results[1, i] = x if chosen else results[1, i]
        if inner:
            for i in range(_BLOCK):
                exponent = min(points[2, i], INNER_BELOW)
                scale = exp(-0.5 * exponent)
                y, x, _, _, _, _ = _inner(points[0, i], points[1, i], exponent)
                chosen = points[2, i] < INNER_BELOW
                results[0, i] = scale * y if chosen else results[0, i]
                results[1, i] = scale * x if chosen else results[1, i]
        for i in range(min(_BLOCK, a.size - start)):
            imag[start + i], real[start + i] = results[0, i], results[1, i]


@inlined
def _closed_slopes(w, a, decay, value, prime, other, second):
    """Return the derivatives by w and by a, of the value, W'(z_+), W'(z_-) and W(z_-): pairs, imaginary part first."""
    y, x, modulus = _usable(w[0], w[1])
    (value_y, value_x), (prime_y, prime_x), (other_y, other_x), (second_y, second_x) = value, prime, other, second
    inverse = 1.0 / (modulus * modulus)
    # 1 / w
    v_x, v_y = x * inverse, -y * inverse
    other_x, other_y = decay * other_x, decay * other_y
    # sqrt(pi) / (8 i w) times W'(z_+) (w - 1) + e^-a W'(z_-) (w + 1), and W'(z_+) (w + 1) + e^-a W'(z_-) (w - 1)
    plus_x, plus_y = prime_x * (x + 1.0) - prime_y * y, prime_x * y + prime_y * (x + 1.0)
    minus_x, minus_y = plus_x - 2.0 * prime_x, plus_y - 2.0 * prime_y
    also_x, also_y = other_x * (x + 1.0) - other_y * y, other_x * y + other_y * (x + 1.0)
    minus_x, minus_y = minus_x + also_x, minus_y + also_y
    plus_x, plus_y = plus_x + also_x - 2.0 * other_x, plus_y + also_y - 2.0 * other_y
    c = 0.25 * _HALF_ROOT_PI
    u_x, u_y = c * v_y, -c * v_x
    g_x, g_y = u_x * minus_x - u_y * minus_y - 0.5 * value_x, u_x * minus_y + u_y * minus_x - 0.5 * value_y
    by_w_x, by_w_y = v_x * g_x - v_y * g_y, v_x * g_y + v_y * g_x
    r, p = _root(y, x, modulus)
    scale = decay * _HALF_ROOT_PI / (math.sqrt(a) * modulus)
    last_y, last_x = -scale * (p * second_x + r * second_y), scale * (p * second_y - r * second_x)
    by_a_x = (u_x * plus_x - u_y * plus_y - 0.5 * value_x) / a + last_x
    by_a_y = (u_x * plus_y + u_y * plus_x - 0.5 * value_y) / a + last_y
    return by_w_y, by_w_x, by_a_y, by_a_x


@custom_call("gaussian_slopes", "flat flat flat -> rows")
@compiled
def gaussian_slopes(w_y, w_x, a, slopes):
    """Set the rows of slopes (6, N): the value, and its derivatives by w and by a, imaginary and real part of each."""
    points, z, results = np.empty((3, _BLOCK)), np.empty((2, 2 * _BLOCK)), np.empty((6, _BLOCK))
    for start in range(0, a.size, _BLOCK):
        inner, small, rest = _load(w_y, w_x, a, start, points)
        if rest:
            first, second = _faddeeva_of_block(points[0], points[1], points[2], z)
            for i in range(_BLOCK):
                exponent = max(points[2, i], INNER_BELOW)
                results[0, i], results[1, i] = _closed_form(
                    points[0, i],
                    points[1, i],
                    exponent,
                    exp(-exponent),
                    first[i],
                    second[i],
                    first[_BLOCK + i],
                    second[_BLOCK + i],
                )
            for i in range(2 * _BLOCK):
                z[0, i], z[1, i] = _slope_of_faddeeva(z[0, i], z[1, i], second[i], first[i])
            for i in range(_BLOCK):
                exponent = max(points[2, i], INNER_BELOW)
                results[2, i], results[3, i], results[4, i], results[5, i] = _closed_slopes(
                    (points[0, i], points[1, i]),
                    exponent,
                    exp(-exponent),
                    (results[0, i], results[1, i]),
                    (z[0, i], z[1, i]),
                    (z[0, _BLOCK + i], z[1, _BLOCK + i]),
                    (second[_BLOCK + i], first[_BLOCK + i]),
                )
        if small:
            for i in range(_BLOCK):
                exponent = max(points[2, i], INNER_BELOW)
                y, x, slope_y, slope_x, by_a_y, by_a_x = _series(points[0, i], points[1, i], exponent, exp(-exponent))
                chosen = _is_small(points[0, i], points[1, i])
                results[0, i] = y if chosen else results[0, i]
                results[1, i] = x if chosen else results[1, i]
                results[2, i] = -slope_y if chosen else results[2, i]
                results[3, i] = -slope_x if chosen else results[3, i]
                results[4, i] = by_a_y if chosen else results[4, i]
                results[5, i] = by_a_x if chosen else results[5, i]
        if inner:
            for i in range(_BLOCK):
                exponent = min(points[2, i], INNER_BELOW)
                x = 0.5 * exponent
                scale = exp(-x)
                w_r, w_i = points[1, i], points[0, i]
                value_y, value_x, slope_y, slope_x, next_y, next_x = _inner(w_i, w_r, exponent)
                by_x_y = x * next_y - (w_r * slope_y + w_i * slope_x) - value_y
                by_x_x = x * next_x - (w_r * slope_x - w_i * slope_y) - value_x
                chosen = points[2, i] < INNER_BELOW
                results[0, i] = scale * value_y if chosen else results[0, i]
                results[1, i] = scale * value_x if chosen else results[1, i]
                results[2, i] = -scale * x * slope_y if chosen else results[2, i]
                results[3, i] = -scale * x * slope_x if chosen else results[3, i]
                results[4, i] = 0.5 * scale * by_x_y if chosen else results[4, i]
                results[5, i] = 0.5 * scale * by_x_x if chosen else results[5, i]
        for k in range(6):
            for i in range(min(_BLOCK, a.size - start)):
                slopes[k, start + i] = results[k, i]
