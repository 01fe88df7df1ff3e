"""The angular part of the elliptical power law's deflections, here for jax: a loop over chunks of terms."""

from __future__ import annotations

import jax
import jax.numpy as jnp

_CHUNK = 8
_MAX_TERMS = 1024


@jax.custom_jvp
def power_law_angular(w_real, w_imag, t):
    """Return real and imaginary part of 2F1(1, t/2; 2 - t/2; -w): see `contract.power_law_angular`."""
    return _value(w_real, w_imag, t)


@power_law_angular.defjvp
def _power_law_angular_jvp(primals, tangents):
    w_real_dot, w_imag_dot, t_dot = tangents
    value, by_z, by_t = _value_and_slopes(*primals)
    real_dot = -(by_z.real * w_real_dot - by_z.imag * w_imag_dot) + by_t.real * t_dot
    imag_dot = -(by_z.imag * w_real_dot + by_z.real * w_imag_dot) + by_t.imag * t_dot
    return (value.real, value.imag), (real_dot, imag_dot)


# compiled on their own, so that calls outside a larger compilation do not build the loop anew each time
@jax.jit
def _value(w_real, w_imag, t):
    w, t = _prepare(w_real, w_imag, t)
    zeta, _ = _zeta(w)
    (series,) = _series(zeta, t, derivative=False)
    value = 1.0 + zeta * series
    return value.real, value.imag


@jax.jit
def _value_and_slopes(w_real, w_imag, t):
    """Return F(z = -w), dF / dz and dF / dt, complex."""
    w, t = _prepare(w_real, w_imag, t)
    zeta, root = _zeta(w)
    series, series_t = _series(zeta, t, derivative=True)
    value = 1.0 + zeta * series
    # z (1-z) F' = (c-1) (1-F) + b z F with z = -w; (1-F) / z is taken from the series, since it cancels at small z
    b = 0.5 * t
    by_z = (b * value - 0.25 * (1.0 - b) * (1.0 + zeta) ** 2 * series) / root**2
    return value, by_z, zeta * series_t


def _prepare(w_real, w_imag, t):
    w_real, w_imag, t = (jnp.asarray(part, jnp.float64) for part in (w_real, w_imag, t))
    return jax.lax.complex(*jnp.broadcast_arrays(w_real, w_imag)), t


def _zeta(w):
    """Return zeta = (1 - s) / (1 + s) without cancellation, and s = sqrt(1 + w)."""
    root = jnp.sqrt(1.0 + w)
    return -w / (1.0 + root) ** 2, root


def _series(zeta, t, derivative):
    """Sum c_(n+1) zeta^n over n >= 0, and its derivative by t, a chunk of terms at a time until they vanish.

    A chunk's powers and coefficients are unrolled, so that one pass over the points adds eight terms.
    """
    b = 0.5 * t
    d = 1.0 - b
    bound = jnp.max(jnp.abs(zeta), initial=0.0)
    # carried: n, bound^n, zeta^n, the last two coefficients (and derivatives), the sums
    one, first = jnp.ones_like(t), 4.0 * b / (2.0 - b)
    first_t = 4.0 / (2.0 - b) ** 2
    start = (jnp.zeros((), jnp.int64), jnp.ones(()), jnp.ones_like(zeta), one, first, jnp.zeros_like(t), first_t)
    sums = (jnp.zeros_like(zeta),) * (2 if derivative else 1)

    def unfinished(state):
        (n, size, *_), _ = state
        return (size > 1e-17 * (1.0 - bound)) & (n < _MAX_TERMS)

    def add_chunk(state):
        (n, size, power, previous, current, previous_t, current_t), sums = state
        values, slopes = [], []
        for k in range(_CHUNK):
            values.append(current)
            slopes.append(current_t)
            m = n + k + 2.0
            # the inhomogeneous term is d (1, 2, 1) for m = 0, 1, 2
            extra = jnp.where(m == 2.0, 1.0, 0.0)
            new = ((6.0 * b - 2.0) * current + (m - 2.0 - d) * previous + extra * d) / (m + d)
            # by t: b' = 1/2, d' = -1/2
            new_t = 3.0 * current + (6.0 * b - 2.0) * current_t + 0.5 * previous + (m - 2.0 - d) * previous_t
            new_t = (new_t - 0.5 * extra + 0.5 * new) / (m + d)
            previous, current, previous_t, current_t = current, new, current_t, new_t
        sums = tuple(
            total + power * _horner(zeta, coefficients)
            for total, coefficients in zip(sums, (values, slopes), strict=False)
        )
        power = power * zeta**_CHUNK
        return (n + _CHUNK, size * bound**_CHUNK, power, previous, current, previous_t, current_t), sums

    _, sums = jax.lax.while_loop(unfinished, add_chunk, (start, sums))
    return sums


def _horner(zeta, coefficients):
    total = coefficients[-1] + 0.0 * zeta
    for coefficient in coefficients[-2::-1]:
        total = total * zeta + coefficient
    return total
