"""Faddeeva's function, here for jax: a loop over chunks of terms."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from autolens_lite.xp.faddeeva_coefficients import COEFFICIENTS, SCALE

_ROOT_PI = float(np.sqrt(np.pi))
_CHUNK = 8
# All coefficients but the first, the last first, with a zero before them to fill the first chunk.
_CHUNKS = np.concatenate([[0.0], COEFFICIENTS[:0:-1]]).reshape(-1, _CHUNK)
# Beyond this squared modulus the derivative, in which 1 cancels, comes from the asymptotic series.
_ASYMPTOTIC = 144.0
_ASYMPTOTIC_TERMS = 11


def faddeeva(x, y):
    """Return the real and imaginary part of w(x + i y), y >= 0: see `contract.faddeeva`."""
    return _faddeeva(jnp.asarray(x, jnp.float64), jnp.asarray(y, jnp.float64))


@jax.custom_jvp
def _faddeeva(x, y):
    return _value(x, y)


@_faddeeva.defjvp
def _faddeeva_jvp(primals, tangents):
    x, y = primals
    x_dot, y_dot = tangents
    real, imag = _faddeeva(x, y)
    by_real, by_imag = _slope(x, y, real, imag)
    return (real, imag), (by_real * x_dot - by_imag * y_dot, by_real * y_dot + by_imag * x_dot)


# compiled on its own, so that calls outside a larger compilation are one operation
@jax.jit
def _value(x, y):
    b = SCALE + y
    d = 1.0 / (x * x + b * b)
    # Z = (L + i z) / (L - i z), |Z| <= 1
    z_real = (b * (2.0 * SCALE - b) - x * x) * d
    z_imag = 2.0 * SCALE * x * d
    twice, norm = 2.0 * z_real, z_real * z_real + z_imag * z_imag

    # Clenshaw's rule for real coefficients: two multiply-adds a term, for complex Z. A chunk of terms is unrolled, so
    # that one pass over the points adds eight; the whole would take long to compile.
    def add_chunk(state, coefficients):
        upper, lower = state
        for k in range(_CHUNK):
            upper, lower = coefficients[k] + twice * upper - norm * lower, upper
        return (upper, lower), None

    start = (jnp.zeros_like(norm), jnp.zeros_like(norm))
    (upper, lower), _ = jax.lax.scan(add_chunk, start, jnp.asarray(_CHUNKS))
    p = COEFFICIENTS[0] + z_real * upper - norm * lower
    q = z_imag * upper
    a, b = x * d, b * d
    u, v = 2.0 * (p * b - q * a) + 1.0 / _ROOT_PI, 2.0 * (p * a + q * b)
    return u * b - v * a, u * a + v * b


@jax.jit
def _slope(x, y, real, imag):
    """Return w' = -2 z w + 2 i / sqrt(pi)."""
    near_real = -2.0 * (x * real - y * imag)
    near_imag = -2.0 * (x * imag + y * real) + 2.0 / _ROOT_PI
    # w' = -2 i / sqrt(pi) sum over k > 0 of (2 k - 1)!! / (2 z^2)^k
    squared = x * x + y * y
    far = squared > _ASYMPTOTIC
    x, y = jnp.where(far, x, 20.0), jnp.where(far, y, 0.0)
    inverse = 0.5 / (x * x + y * y) ** 2
    v_real, v_imag = (x * x - y * y) * inverse, -2.0 * x * y * inverse
    total_real, total_imag = jnp.ones_like(x), jnp.zeros_like(x)
    for k in range(_ASYMPTOTIC_TERMS, 0, -1):
        product_real = (2 * k - 1) * (v_real * total_real - v_imag * total_imag)
        product_imag = (2 * k - 1) * (v_real * total_imag + v_imag * total_real)
        total_real, total_imag = (1.0 if k > 1 else 0.0) + product_real, product_imag
    factor = 2.0 / _ROOT_PI
    return jnp.where(far, factor * total_imag, near_real), jnp.where(far, -factor * total_real, near_imag)
