r"""The pseudo-isothermal ellipse with a core, of which several profiles are made.

With the complex ellipticity :math:`\epsilon`, its modulus f and the elliptical coordinate Z of `geometry`, a strength b
and a core S (in the units of Z),

.. math:: \kappa = \frac{b (1 - f^2)}{2 R}, \quad R = \sqrt{S^2 + |Z|^2}, \qquad
          \alpha_x + i \alpha_y = b (1 - f^2) U \frac{\arctan \sqrt W}{\sqrt W}, \quad
          U = \frac{Z}{R + S}, \quad W = \bar\epsilon U^2,

.. math:: \psi = \theta \cdot \alpha - b S \ln \frac{(R + S) |1 + W|}{2 S},

which is the singular isothermal ellipsoid at S = 0, with the core in U alone. Exact to rounding. Kassiola & Kovner
(1993), ApJ 417, 450, section 4.1, and Keeton (2001), astro-ph/0102341, in other variables.
"""

from __future__ import annotations

from typing import Any

from autolens_lite.profile import geometry
from autolens_lite.profile.mass import isothermal

Pair = tuple[Any, Any]
ROUND = (0.0, 0.0)
# Stands for a core of zero in a logarithm that zero multiplies.
_TINY = 1e-100


def one_minus_squared_modulus(ell_comps: Pair) -> Any:
    """Return 1 - f^2."""
    return 1.0 - ell_comps[0] ** 2 - ell_comps[1] ** 2


def deflections_from(z: Pair, ell_comps: Pair, strength: Any, core: Any, xp: Any) -> Pair:
    """Return (alpha_y, alpha_x) for the elliptical coordinate (Z_y, Z_x) and the core S."""
    u_y, u_x, squared, _, _ = _u_from(z, core, xp)
    imag, real = isothermal.angular_from(u_y, u_x, squared, ell_comps, xp)
    scale = strength * one_minus_squared_modulus(ell_comps)
    return scale * imag, scale * real


def radius_from(z: Pair, core: Any, xp: Any) -> Any:
    """Return R, no smaller than what counts as the centre."""
    return xp.sqrt(geometry.cut_off_from(core * core + z[0] * z[0] + z[1] * z[1], xp))


def convergence_from(z: Pair, ell_comps: Pair, strength: Any, core: Any, xp: Any) -> Any:
    """Return the convergence; see `deflections_from`."""
    return 0.5 * strength * one_minus_squared_modulus(ell_comps) / radius_from(z, core, xp)


def potential_from(point: Pair, z: Pair, ell_comps: Pair, strength: Any, core: Any, xp: Any) -> Any:
    """Return the potential, 0 at the centre, of points (y, x) relative to the centre; see `deflections_from`."""
    u_y, u_x, squared, outer, z_squared = _u_from(z, core, xp)
    imag, real = isothermal.angular_from(u_y, u_x, squared, ell_comps, xp)
    e0, e1 = ell_comps
    # |1 + W|^2 - 1, W = conj(eps) U^2
    real_w = e1 * (u_x * u_x - u_y * u_y) + 2.0 * e0 * u_x * u_y
    excess = 2.0 * real_w + (e0 * e0 + e1 * e1) * squared * squared
    # (R + S) / (2 S) - 1
    ratio = z_squared / (outer * (2.0 * xp.maximum(core, _TINY)))
    logarithm = xp.log1p(ratio) + 0.5 * xp.log1p(excess)
    along = one_minus_squared_modulus(ell_comps) * (point[0] * imag + point[1] * real)
    return strength * (along - core * logarithm)


def _u_from(z: Pair, core: Any, xp: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Return U_y, U_x, |U|^2, R + S and |Z|^2; U is 0 at the centre of a mass without core."""
    z_squared = z[0] * z[0] + z[1] * z[1]
    total = core * core + z_squared
    central = total <= geometry.CENTRE_SQUARED
    outer = xp.sqrt(xp.where(central, 1.0, total)) + core
    inverse = xp.where(central, 0.0, 1.0) / outer
    u_y, u_x = z[0] * inverse, z[1] * inverse
    return u_y, u_x, u_y * u_y + u_x * u_x, outer, z_squared


def round_deflections_from(point: Pair, strength: Any, core: Any, xp: Any) -> Pair:
    """Return (alpha_y, alpha_x) for a circular mass, at points (y, x) relative to the centre."""
    u_y, u_x, *_ = _u_from(point, core, xp)
    return strength * u_y, strength * u_x


def round_potential_from(point: Pair, strength: Any, core: Any, xp: Any) -> Any:
    """Return the potential, 0 at the centre, of a circular mass."""
    *_, outer, squared = _u_from(point, core, xp)
    logarithm = xp.log1p(squared / (outer * (2.0 * xp.maximum(core, _TINY))))
    return strength * (squared / outer - core * logarithm)
