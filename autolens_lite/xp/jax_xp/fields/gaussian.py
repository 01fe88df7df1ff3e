"""The angular part of elliptical Gaussians, here for jax: a Numba kernel on CPUs, and a plain form."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp

from autolens_lite.xp.gaussian import INNER_BELOW, INNER_TERMS, SERIES_BELOW, SERIES_TERMS, TOP
from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.jax_xp.fields.faddeeva import faddeeva


@jax.custom_jvp
def gaussian_angular(w_y, w_x, a):
    """Return imaginary and real part of the integral: see `contract.gaussian_angular`."""
    points = _points(w_y, w_x, a)
    return ffi.by_platform(
        *points,
        cpu=lambda *points: tuple(ffi.call("gaussian_angular", [points[0].shape] * 2, *points)),
        default=gaussian_angular_native,
    )


@gaussian_angular.defjvp
def _gaussian_angular_jvp(primals, tangents):
    w_y_dot, w_x_dot, a_dot = tangents
    imag, real, by_w_y, by_w_x, by_a_y, by_a_x = _slopes(*primals)
    imag_dot = by_w_x * w_y_dot + by_w_y * w_x_dot + by_a_y * a_dot
    real_dot = by_w_x * w_x_dot - by_w_y * w_y_dot + by_a_x * a_dot
    return (imag, real), (imag_dot, real_dot)


def gaussian_angular_native(w_y, w_x, a):
    """The form for accelerators."""
    small = w_x * w_x + w_y * w_y < SERIES_BELOW**2
    inner = a < INNER_BELOW
    # no form is evaluated, or differentiated, where it is undefined
    outside = jnp.where(inner, INNER_BELOW, a)
    inner_y, inner_x = _inner(w_y, w_x, jnp.where(inner, a, 0.0))
    series_y, series_x = _series(jnp.where(small, w_y, 0.0), jnp.where(small, w_x, 0.0), outside)
    closed_y, closed_x = _closed_form(jnp.where(small, 0.0, w_y), jnp.where(small, 0.5, w_x), outside)
    imag = jnp.where(inner, inner_y, jnp.where(small, series_y, closed_y))
    return imag, jnp.where(inner, inner_x, jnp.where(small, series_x, closed_x))


@jax.custom_jvp
def _slopes(w_y, w_x, a):
    """Return the value and its derivatives by w and by a, imaginary and real part of each."""
    points = _points(w_y, w_x, a)
    return ffi.by_platform(
        *points,
        cpu=lambda *points: tuple(ffi.call("gaussian_slopes", (6, *points[0].shape), *points)),
        default=_slopes_native,
    )


@_slopes.defjvp
def _slopes_jvp(primals, tangents):
    return jax.jvp(_slopes_native, primals, tangents)


def _slopes_native(w_y, w_x, a):
    points = _points(w_y, w_x, a)
    one, zero = jnp.ones_like(points[0]), jnp.zeros_like(points[0])
    values, by_w = jax.jvp(gaussian_angular_native, tuple(points), (zero, one, zero))
    _, by_a = jax.jvp(gaussian_angular_native, tuple(points), (zero, zero, one))
    return *values, *by_w, *by_a


def _points(*points):
    return jnp.broadcast_arrays(*(jnp.asarray(values, jnp.float64) for values in points))


def _inner(w_y, w_x, a):
    """Sum (-w x)^k j_k(x) with j_k(x) = i_k(x) / x^k, x = a / 2, by the recurrence that is stable downwards."""
    x = 0.5 * a
    squared = x * x
    v_x, v_y = -w_x * x, -w_y * x
    above, this = (jnp.polyval(jnp.asarray(coefficients), squared) for coefficients in TOP)
    real, imag = this, 0.0
    for k in range(INNER_TERMS, 0, -1):
        above, this = this, squared * above + (2 * k + 1) * this
        real, imag = this + v_x * real - v_y * imag, v_x * imag + v_y * real
    scale = jnp.exp(-x)
    return scale * imag, scale * real


def _series(w_y, w_x, a):
    """Sum (-w)^k e^-x i_k(x), x = a / 2, upwards: what the recurrence loses, the powers of a small w make up for."""
    v_x, v_y = -w_x, -w_y
    inverse, decay = 2.0 / a, jnp.exp(-a)
    below = 0.5 * inverse * (1.0 - decay)
    this = 0.5 * inverse * (1.0 + decay) - inverse * below
    real, imag = below + v_x * this, v_y * this
    p_x, p_y = v_x, v_y
    for k in range(1, SERIES_TERMS):
        below, this = this, below - (2 * k + 1) * inverse * this
        p_x, p_y = v_x * p_x - v_y * p_y, v_x * p_y + v_y * p_x
        real, imag = real + p_x * this, imag + p_y * this
    return imag, real


def _closed_form(w_y, w_x, a):
    """Return the form with Faddeeva's function, in real arithmetic with sqrt(w) = p + i r, r negative."""
    modulus = jnp.sqrt(w_x * w_x + w_y * w_y)
    # form the larger part first, so that neither is 0 / 0 on the axes
    larger = jnp.sqrt(0.5 * (modulus + jnp.abs(w_x)))
    smaller = 0.5 * w_y / larger
    right = w_x >= 0.0
    p, r = jnp.where(right, larger, smaller), jnp.where(right, smaller, larger)
    upper = r > 0.0
    p, r = jnp.where(upper, -p, p), jnp.where(upper, -r, r)
    root = jnp.sqrt(a)
    half, inverse = 0.5 * root, 1.0 / modulus
    w_real, w_imag = faddeeva(
        jnp.stack([half * (inverse + 1.0) * p, half * (inverse - 1.0) * p]),
        jnp.stack([half * (1.0 - inverse) * r, -half * (inverse + 1.0) * r]),
    )
    decay = jnp.exp(-a)
    real, imag = w_real[0] - decay * w_real[1], w_imag[0] - decay * w_imag[1]
    # times -i conj(p + i r) / f
    scale = (0.5 * math.sqrt(math.pi)) / (root * modulus)
    return -scale * (p * real + r * imag), scale * (p * imag - r * real)
