"""Isothermal ellipsoids with one core or two, here for jax."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import CENTRE_SQUARED, ISOTHERMAL_SERIES_BELOW, ISOTHERMAL_SERIES_TERMS
from autolens_lite.xp.jax_xp.fields import deflection_field


def isothermal_field(y, x, e0, e1, core):
    """Return imaginary and real part of U arctan(sqrt W) / sqrt W: see `contract.isothermal_field`."""
    return _isothermal(y, x, e0, e1, core)


def isothermal_field_native(y, x, e0, e1, core):
    """The form for accelerators."""
    z_y, z_x, squared = _elliptical(y, x, e0, e1)
    total = core * core + squared
    central = total <= CENTRE_SQUARED
    inverse = jnp.where(central, 0.0, 1.0) / (jnp.sqrt(jnp.where(central, 1.0, total)) + core)
    return _angular(z_y * inverse, z_x * inverse, e0, e1)


def dual_isothermal_field(y, x, e0, e1, inner, outer):
    """Return the difference of two isothermal fields: see `contract.dual_isothermal_field`."""
    return _dual_isothermal(y, x, e0, e1, inner, outer)


def dual_isothermal_field_native(y, x, e0, e1, inner, outer):
    """The form for accelerators."""
    z_y, z_x, squared = _elliptical(y, x, e0, e1)
    inner_total, outer_total = inner * inner + squared, outer * outer + squared
    inner_radius = jnp.sqrt(jnp.maximum(inner_total, CENTRE_SQUARED))
    outer_radius = jnp.sqrt(jnp.maximum(outer_total, CENTRE_SQUARED))
    product = 1.0 / ((inner_radius + inner) * (outer_radius + outer))
    # 1 / (R_i + S_i) less 1 / (R_o + S_o) without cancellation; at the centre of a singular mass, constant
    difference = (outer - inner) * (1.0 + (outer + inner) / (inner_radius + outer_radius)) * product
    difference = jnp.where(jnp.minimum(inner_total, outer_total) <= CENTRE_SQUARED, 0.0, difference)
    # 1 + conj(eps) U_i U_o
    square_x, square_y = (z_x * z_x - z_y * z_y) * product, 2.0 * z_x * z_y * product
    below_x, below_y = 1.0 + e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x
    scale = difference / (below_x * below_x + below_y * below_y)
    return _angular((z_y * below_x - z_x * below_y) * scale, (z_x * below_x + z_y * below_y) * scale, e0, e1)


def _elliptical(y, x, e0, e1):
    """Return Z_y, Z_x and |Z|^2."""
    z_y, z_x = (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y
    return z_y, z_x, z_y * z_y + z_x * z_x


def _angular(v_y, v_x, e0, e1):
    """Return imaginary and real part of V arctan(sqrt W) / sqrt W, W = conj(eps) V^2."""
    return jax.lax.cond(e0 * e0 + e1 * e1 < ISOTHERMAL_SERIES_BELOW**2, _series, _closed_form, v_y, v_x, e0, e1)


def _closed_form(v_y, v_x, e0, e1):
    """With s = sqrt(eps), sqrt(W) = conj(s) V = p + i r, and arctan(p + i r) = A + i B in real arithmetic."""
    squared = e0 * e0 + e1 * e1
    # this branch may be evaluated, and differentiated, although the other one is chosen
    used = squared >= ISOTHERMAL_SERIES_BELOW**2
    e0, e1 = jnp.where(used, e0, 0.0), jnp.where(used, e1, 0.5)
    modulus = jnp.sqrt(jnp.where(used, squared, 0.25))
    # the root's sign is free: form its larger part first, so that neither is 0 / 0 on the axes
    larger = jnp.sqrt(0.5 * (modulus + jnp.abs(e1)))
    smaller = 0.5 * e0 / larger
    s_x, s_y = jnp.where(e1 >= 0.0, larger, smaller), jnp.where(e1 >= 0.0, smaller, larger)
    p, r = s_x * v_x + s_y * v_y, s_x * v_y - s_y * v_x
    both = modulus * (v_x * v_x + v_y * v_y)
    a = 0.5 * jnp.arctan((2.0 / (1.0 - both)) * p)
    b = 0.5 * jnp.arctanh((2.0 / (1.0 + both)) * r)
    # (A + i B) / conj(s) = (A + i B) s / f
    return (s_y * a + s_x * b) / modulus, (s_x * a - s_y * b) / modulus


def _series(v_y, v_x, e0, e1):
    """The same from the sum of (-W)^n / (2 n + 1), exact to rounding for small ellipticities."""
    square_x, square_y = v_x * v_x - v_y * v_y, 2.0 * v_x * v_y
    w_x, w_y = e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x
    real, imag = 1.0 / (2 * ISOTHERMAL_SERIES_TERMS + 1), 0.0
    for n in range(ISOTHERMAL_SERIES_TERMS - 1, -1, -1):
        real, imag = 1.0 / (2 * n + 1) - (w_x * real - w_y * imag), -(w_x * imag + w_y * real)
    return v_y * real + v_x * imag, v_x * real - v_y * imag


_isothermal = deflection_field.field("isothermal_field", isothermal_field_native)
_dual_isothermal = deflection_field.field("dual_isothermal_field", dual_isothermal_field_native)
