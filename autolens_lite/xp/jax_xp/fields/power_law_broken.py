"""The deflections of a broken power law, here for jax; the formulae are in `numba_xp/fields/power_law_broken.py`."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import BROKEN_SERIES_BELOW, BROKEN_SERIES_TERMS, CENTRE_SQUARED
from autolens_lite.xp.jax_xp.fields import deflection_field

_CHUNK = 8
_MAX_TERMS = 1024


def power_law_broken_field(y, x, e0, e1, inner_slope, outer_slope, scale):
    """Return (alpha_y, alpha_x) of a broken power law: see `contract.power_law_broken_field`."""
    return _broken(y, x, e0, e1, inner_slope, outer_slope, scale)


def power_law_broken_field_native(y, x, e0, e1, inner_slope, outer_slope, scale):
    """The form for accelerators."""
    e0, e1 = jnp.asarray(e0, jnp.float64), jnp.asarray(e1, jnp.float64)
    f_squared = e0 * e0 + e1 * e1
    p, p_outer = 1.0 - 0.5 * inner_slope, 1.0 - 0.5 * outer_slope
    z_y, z_x = (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y
    central = z_y * z_y + z_x * z_x <= CENTRE_SQUARED
    zeta = jax.lax.complex(jnp.where(central, 1.0, x), jnp.where(central, 0.0, y))
    z_y, z_x = jnp.where(central, -e0, z_y), jnp.where(central, 1.0 - e1, z_x)
    squared = (z_y * z_y + z_x * z_x) / scale**2
    z, epsilon = jax.lax.complex(z_x, z_y), jax.lax.complex(e1, e0)
    here = epsilon * jnp.conj(z) / z
    outside = squared > 1.0
    # a branch that is not chosen must stay finite
    h = jnp.where(outside, 4.0 * epsilon * (scale / ((1.0 - f_squared) * zeta)) ** 2, 0.0)
    there = jnp.where(outside, h / (1.0 + jnp.sqrt(1.0 - h)) ** 2, here)
    limit = jnp.sqrt(jax.lax.stop_gradient(f_squared))
    inner = _excess(there, p, limit)
    logarithm = jnp.log(jnp.maximum(squared, 1.0))
    growth = logarithm * _phi(p_outer * logarithm)
    beyond = growth + jnp.exp(p_outer * logarithm) * _excess(here, p_outer, limit) - _excess(there, p_outer, limit)
    along = jnp.exp(p * jnp.log(jnp.minimum(squared, 1.0))) * (1.0 / p + inner) + jnp.where(outside, beyond, 0.0)
    conjugate = jnp.where(central, 0.0, 1.0) * along / zeta
    return -conjugate.imag, conjugate.real


def _phi(y):
    small = jnp.abs(y) < BROKEN_SERIES_BELOW
    safe, within = jnp.where(small, 1.0, y), jnp.where(small, y, 0.0)
    series = jnp.ones_like(y)
    for n in range(BROKEN_SERIES_TERMS + 1, 1, -1):
        series = 1.0 + within / n * series
    return jnp.where(small, series, jnp.expm1(safe) / safe)


def _excess(rho, p, modulus):
    """Return G(rho, p), a chunk of terms at a time."""
    zeta = -rho / (1.0 + jnp.sqrt(1.0 + rho)) ** 2
    bound = modulus / (1.0 + jnp.sqrt(1.0 - modulus)) ** 2
    first = -8.0 / (1.0 + p)
    start = (jnp.full((), 2.0), bound * bound, jnp.zeros_like(first), first, zeta * zeta, first * zeta)

    def unfinished(state):
        n, power, previous, current, _, _ = state
        # the slopes' coefficients exceed these by no more than their number; a round mass has slopes by eps
        size = n * power * jnp.maximum(jnp.abs(previous), jnp.abs(current))
        return (n == 2.0) | ((size > 1e-18 * (1.0 - bound)) & (n < _MAX_TERMS))

    def add_chunk(state):
        n, power, previous, current, point, total = state
        for k in range(_CHUNK):
            m = n + k
            previous, current = current, (-6.0 * p * current + (m - 2.0 - p) * previous) / (m + p)
            total = total + current * point
            point = point * zeta
        return n + _CHUNK, power * bound**_CHUNK, previous, current, point, total

    return jax.lax.while_loop(unfinished, add_chunk, start)[-1]


_broken = deflection_field.field("power_law_broken_field", power_law_broken_field_native)
