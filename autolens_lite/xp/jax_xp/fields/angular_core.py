"""The angular part of the cored power law's deflections, here for jax: a Numba kernel on CPUs, and a plain form.

The plain form is two loops over terms, differentiated forward.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp import ffi

_MAX_TERMS = 4096
_TINY = 1e-280


@jax.custom_jvp
def power_law_core_angular(w_real, w_imag, core, t):
    """Return real and imaginary part of the mean of the core's kernel: see `contract.power_law_core_angular`."""
    points = _points(w_real, w_imag, core, t)
    return ffi.by_platform(
        *points,
        cpu=lambda *points: tuple(ffi.call("power_law_core_angular", (2, *points[0].shape), *points)),
        default=power_law_core_angular_native,
    )


@power_law_core_angular.defjvp
def _power_law_core_angular_jvp(primals, tangents):
    w_real_dot, w_imag_dot, core_dot, t_dot = tangents
    real, imag, w_x, w_y, core_x, core_y, t_x, t_y = _slopes(*_points(*primals))
    real_dot = w_x * w_real_dot - w_y * w_imag_dot + core_x * core_dot + t_x * t_dot
    imag_dot = w_y * w_real_dot + w_x * w_imag_dot + core_y * core_dot + t_y * t_dot
    return (real, imag), (real_dot, imag_dot)


@jax.custom_jvp
def _slopes(w_real, w_imag, core, t):
    """Return the value and its derivatives by w, `core` and t, real and imaginary part of each."""
    return ffi.by_platform(
        w_real,
        w_imag,
        core,
        t,
        cpu=lambda *points: tuple(ffi.call("power_law_core_angular_slopes", (8, *points[0].shape), *points)),
        default=_slopes_native,
    )


@_slopes.defjvp
def _slopes_jvp(primals, tangents):
    return jax.jvp(_slopes_native, primals, tangents)


def _slopes_native(w_real, w_imag, core, t):
    results = _value_and_slopes(*_prepare(w_real, w_imag, core, t))
    return tuple(part for result in results for part in (result.real, result.imag))


def _points(w_real, w_imag, core, t):
    points = jnp.broadcast_arrays(*(jnp.asarray(values, jnp.float64) for values in (w_real, w_imag, core)))
    return *points, jnp.asarray(t, jnp.float64)


@jax.custom_jvp
def power_law_core_angular_native(w_real, w_imag, core, t):
    """The form for accelerators."""
    value = _value(*_prepare(w_real, w_imag, core, t))
    return value.real, value.imag


@power_law_core_angular_native.defjvp
def _power_law_core_angular_native_jvp(primals, tangents):
    w_real_dot, w_imag_dot, core_dot, t_dot = tangents
    value, by_w, by_core, by_t = _value_and_slopes(*_prepare(*primals))
    dot = by_w * jax.lax.complex(*jnp.broadcast_arrays(w_real_dot, w_imag_dot)) + by_core * core_dot + by_t * t_dot
    return (value.real, value.imag), (dot.real, dot.imag)


def _prepare(w_real, w_imag, core, t):
    w_real, w_imag, core = jnp.broadcast_arrays(w_real, w_imag, core)
    return jax.lax.complex(w_real, w_imag), core, jnp.asarray(t, dtype=jnp.float64)


# compiled on their own, so that calls outside a larger compilation do not build the loops anew each time
@jax.jit
def _value(w, core, t):
    a, stable, safe, terms = _plan(w, core, t)
    (up,) = _upward(w, safe, a, terms, derivative=False)
    (down,) = _downward(w, 1.0 - core, a, jnp.maximum(14, terms // 2 + 2), derivative=False)
    return jnp.where(stable, up, _first(core, a) * down)


@jax.jit
def _value_and_slopes(w, core, t):
    """Return the value and its derivatives by w (it is analytic), by `core` and by t."""
    a, stable, safe, terms = _plan(w, core, t)
    ups = _upward(w, safe, a, terms, derivative=True)
    down, by_w, by_x, by_a = _downward(w, 1.0 - core, a, jnp.maximum(14, terms // 2 + 2), derivative=True)
    first, first_y, first_a = _with_slopes(_first, core, a)
    downs = first * down, first * by_w, first_y * down - first * by_x, first_a * down + first * by_a
    value, by_w, by_core, by_a = (jnp.where(stable, u, d) for u, d in zip(ups, downs, strict=True))
    return value, by_w, by_core, 0.5 * by_a


def _plan(w, core, t):
    """Return a = t/2, where the upward recurrence is stable, `core` where it is and a safe value elsewhere, terms.

    It is stable while its unwanted solution grows more slowly than the powers of w fall.
    """
    modulus = jnp.minimum(jnp.max(jnp.abs(jax.lax.stop_gradient(w)), initial=0.0), 0.9999)
    needed = jnp.log(1e-17 * (1.0 - modulus)) / jnp.log(jnp.maximum(modulus, 1e-300))
    terms = jnp.minimum(3 + jnp.where(modulus > 0.0, needed, 0.0).astype(jnp.int64), _MAX_TERMS)
    small = core < 0.5
    c = jnp.where(small, core, 0.25) / (1.0 - jnp.where(small, core, 0.25))
    stable = small & ((jnp.sqrt(1.0 + c) - jnp.sqrt(c)) ** 2 > modulus)
    return 0.5 * t, stable, jnp.where(stable, core, 1e-3), terms


def _with_slopes(function, y, a):
    """Return `function(y, a)` and its derivatives by y and by a."""
    value, by_y = jax.jvp(function, (y, a), (jnp.ones_like(y), jnp.zeros_like(a)))
    return value, by_y, jax.jvp(function, (y, a), (jnp.zeros_like(y), jnp.ones_like(a)))[1]


def _first(y, a):
    """Return t_0, the value at w = 0."""
    logarithm = jnp.minimum(jnp.log(jnp.maximum(y, _TINY)), -1e-15)
    return jnp.expm1((1.0 - a) * logarithm) / ((1.0 - a) * jnp.expm1(logarithm))


def _second(y, a):
    """Return t_1, the coefficient of w, for y not near 1."""
    y = jnp.maximum(y, _TINY)
    minus = jnp.expm1((1.0 - a) * jnp.log(y))
    moment = -(1.0 - y * (1.0 + minus)) / (2.0 - a) - (1.0 + y) * minus / (1.0 - a) - (1.0 + minus - y) / a
    return -a * moment / (1.0 - y) ** 2


def _upward(w, y, a, terms, derivative):
    """Sum t_k w^k with t_(k+1) = -((2k+1) z t_k + (a+k-1) t_(k-1)) / (k+2-a), z = (1+y) / (1-y)."""
    z, z_y = (1.0 + y) / (1.0 - y), 2.0 / (1.0 - y) ** 2
    if derivative:
        firsts, seconds = _with_slopes(_first, y, a), _with_slopes(_second, y, a)
        sums = (
            firsts[0] + seconds[0] * w,
            seconds[0] + 0.0 * w,
            *(u + v * w for u, v in zip(firsts[1:], seconds[1:], strict=True)),
        )
    else:
        firsts, seconds = [_first(y, a)], [_second(y, a)]
        sums = (firsts[0] + seconds[0] * w,)

    def step(k, state):
        previous, current, power, sums = state
        scale = 1.0 / (k + 2.0 - a)
        p, q = -(2.0 * k + 1.0) * scale, -(a + k - 1.0) * scale
        new = [p * z * c + q * b for b, c in zip(previous, current, strict=True)]
        next_power = power * w
        terms_of = [new[0] * next_power]
        if derivative:
            new[1] = new[1] + p * z_y * current[0]
            new[2] = new[2] + (new[0] - previous[0]) * scale
            terms_of += [(k + 1.0) * new[0] * power, new[1] * next_power, new[2] * next_power]
        return current, tuple(new), next_power, tuple(s + u for s, u in zip(sums, terms_of, strict=True))

    return jax.lax.fori_loop(1, terms, step, (tuple(firsts), tuple(seconds), w, sums))[3]


def _downward(w, x, a, terms, derivative):
    """Sum 1 + r_1 w (1 + r_2 w (...)) with the ratios r_k = t_k / t_(k-1) from their continued fraction."""

    def step(n, state):
        k = terms - n
        (ratio, *slopes), (total, *totals) = state
        p, q, u = a + k - 1.0, 2.0 * k + 1.0, k + 2.0 - a
        inverse = 1.0 / (q * (2.0 - x) + u * x * ratio)
        new = -p * x * inverse
        ratios, sums = [new], [1.0 + new * w * total]
        if derivative:
            by_x = -(p + new * (u * (ratio + x * slopes[0]) - q)) * inverse
            by_a = -x * (1.0 + new * (u * slopes[1] - ratio)) * inverse
            ratios += [by_x, by_a]
            sums.append(new * (total + w * totals[0]))
            sums += [w * (r * total + new * s) for r, s in zip((by_x, by_a), totals[1:], strict=True)]
        return tuple(ratios), tuple(sums)

    ratios = (jnp.zeros_like(x),) * (3 if derivative else 1)
    sums = (jnp.ones_like(w),) + (jnp.zeros_like(w),) * (3 if derivative else 0)
    return jax.lax.fori_loop(0, terms, step, (ratios, sums))[1]
