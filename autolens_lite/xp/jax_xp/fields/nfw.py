"""The deflections of NFW haloes, here for jax."""

from __future__ import annotations

import jax.numpy as jnp

from autolens_lite.xp import nfw_radial
from autolens_lite.xp.constants import CENTRE_SQUARED, LEAST
from autolens_lite.xp.jax_xp.fields import deflection_field


def nfw_field(y, x, e0, e1, scale):
    """Return (alpha_y, alpha_x) of an elliptical NFW halo: see `contract.nfw_field`."""
    return _nfw(y, x, e0, e1, scale)


def nfw_field_native(y, x, e0, e1, scale):
    """The form for accelerators."""
    z_y, z_x = (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y
    norm = z_y * z_y + z_x * z_x
    # w = conj(eps) Z / conj(Z); 0, its mean over directions, at the centre
    central = norm <= CENTRE_SQUARED
    turn_y, turn_x, over = jnp.where(central, 0.0, z_y), jnp.where(central, 0.0, z_x), jnp.where(central, 1.0, norm)
    square_y, square_x = 2.0 * turn_x * turn_y / over, (turn_x * turn_x - turn_y * turn_y) / over
    w_real, w_imag = e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x
    squared = jnp.maximum(norm / (scale * scale), LEAST)
    real, imag = nfw_radial.elliptical_deflection_from(squared, w_real, w_imag, jnp)
    return z_y * real + z_x * imag, z_x * real - z_y * imag


def nfw_round_field(y, x, scale):
    """Return (alpha_y, alpha_x) of a round NFW halo: see `contract.nfw_round_field`."""
    return _nfw_round(y, x, scale)


def nfw_round_field_native(y, x, scale):
    """The form for accelerators."""
    factor = nfw_radial.round_deflection_from(_squared(y, x, scale), jnp)
    return factor * y, factor * x


def nfw_truncated_round_field(y, x, scale, tau):
    """Return (alpha_y, alpha_x) of a round truncated NFW halo: see `contract.nfw_truncated_round_field`."""
    return _nfw_truncated_round(y, x, scale, tau)


def nfw_truncated_round_field_native(y, x, scale, tau):
    """The form for accelerators."""
    factor = nfw_radial.truncated_round_deflection_from(_squared(y, x, scale), tau, jnp)
    return factor * y, factor * x


def cnfw_round_field(y, x, scale, core):
    """Return (alpha_y, alpha_x) of a round cored NFW halo: see `contract.cnfw_round_field`."""
    return _cnfw_round(y, x, scale, core)


def cnfw_round_field_native(y, x, scale, core):
    """The form for accelerators."""
    factor = nfw_radial.cored_round_deflection_from(_squared(y, x, scale), core, jnp)
    return factor * y, factor * x


def _squared(y, x, scale):
    return jnp.maximum((y * y + x * x) / (scale * scale), LEAST)


_nfw = deflection_field.field("nfw_field", nfw_field_native)
_nfw_round = deflection_field.field("nfw_round_field", nfw_round_field_native)
_nfw_truncated_round = deflection_field.field("nfw_truncated_round_field", nfw_truncated_round_field_native)
_cnfw_round = deflection_field.field("cnfw_round_field", cnfw_round_field_native)
