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
from autolens_lite.xp.backend import Backend

Pair = tuple[Any, Any]
# Stands for a core of zero in a logarithm that zero multiplies.
_TINY = 1e-100


def one_minus_squared_modulus(ell_comps: Pair) -> Any:
    """Return 1 - f^2."""
    return 1.0 - ell_comps[0] ** 2 - ell_comps[1] ** 2


def deflections_from(point: Pair, ell_comps: Pair, strength: Any, core: Any, xp: Backend) -> Pair:
    """Return (alpha_y, alpha_x) of points (y, x) relative to the centre, for the core S."""
    alpha_y, alpha_x = xp.isothermal_field(*point, *ell_comps, core)
    scale = strength * one_minus_squared_modulus(ell_comps)
    return scale * alpha_y, scale * alpha_x


def difference_from(point: Pair, ell_comps: Pair, strength: Any, inner: Any, outer: Any, xp: Backend) -> Pair:
    """Return (alpha_y, alpha_x) of the core `inner` less that of the core `outer`."""
    alpha_y, alpha_x = xp.dual_isothermal_field(*point, *ell_comps, inner, outer)
    scale = strength * one_minus_squared_modulus(ell_comps)
    return scale * alpha_y, scale * alpha_x


def round_difference_from(point: Pair, strength: Any, inner: Any, outer: Any, xp: Backend) -> Pair:
    """Return (alpha_y, alpha_x) of the core `inner` less that of the core `outer`, of circular masses."""
    squared = point[0] * point[0] + point[1] * point[1]
    inner_total, outer_total = inner * inner + squared, outer * outer + squared
    inner_radius = xp.sqrt(geometry.cut_off_from(inner_total, xp))
    outer_radius = xp.sqrt(geometry.cut_off_from(outer_total, xp))
    # 1 / (R_i + S_i) - 1 / (R_o + S_o) without cancellation
    sums = inner_radius + outer_radius
    above = strength * (outer - inner) * (sums + (outer + inner))
    factor = above / (sums * (inner_radius + inner) * (outer_radius + outer))
    # at the centre of a singular mass, constant
    factor = xp.where(xp.minimum(inner_total, outer_total) <= geometry.CENTRE_SQUARED, 0.0, factor)
    return factor * point[0], factor * point[1]


def radius_from(z: Pair, core: Any, xp: Backend) -> Any:
    """Return R, no smaller than what counts as the centre."""
    return xp.sqrt(geometry.cut_off_from(core * core + z[0] * z[0] + z[1] * z[1], xp))


def convergence_from(z: Pair, ell_comps: Pair, strength: Any, core: Any, xp: Backend) -> Any:
    """Return the convergence; see `deflections_from`."""
    return 0.5 * strength * one_minus_squared_modulus(ell_comps) / radius_from(z, core, xp)


def potential_from(point: Pair, z: Pair, ell_comps: Pair, strength: Any, core: Any, xp: Backend) -> Any:
    """Return the potential, 0 at the centre, of points (y, x) and (Z_y, Z_x) relative to the centre."""
    alpha_y, alpha_x = deflections_from(point, ell_comps, strength, core, xp)
    return point[0] * alpha_y + point[1] * alpha_x - strength * core * _logarithm(z, ell_comps, core, xp)


def difference_potential_from(
    point: Pair, z: Pair, ell_comps: Pair, strength: Any, inner: Any, outer: Any, xp: Backend
) -> Any:
    """Return the potential of the core `inner` less that of the core `outer`."""
    alpha_y, alpha_x = difference_from(point, ell_comps, strength, inner, outer, xp)
    logarithms = inner * _logarithm(z, ell_comps, inner, xp) - outer * _logarithm(z, ell_comps, outer, xp)
    return point[0] * alpha_y + point[1] * alpha_x - strength * logarithms


def _logarithm(z: Pair, ell_comps: Pair, core: Any, xp: Backend) -> Any:
    """Return ln[(R + S) |1 + W| / (2 S)]."""
    u_y, u_x, outer, z_squared = _u_from(z, core, xp)
    e0, e1 = ell_comps
    squared = u_y * u_y + u_x * u_x
    # |1 + W|^2 - 1, W = conj(eps) U^2
    real_w = e1 * (u_x * u_x - u_y * u_y) + 2.0 * e0 * u_x * u_y
    excess = 2.0 * real_w + (e0 * e0 + e1 * e1) * squared * squared
    # (R + S) / (2 S) - 1
    ratio = z_squared / (outer * (2.0 * xp.maximum(core, _TINY)))
    return xp.log1p(ratio) + 0.5 * xp.log1p(excess)


def _u_from(z: Pair, core: Any, xp: Backend) -> tuple[Any, Any, Any, Any]:
    """Return U_y, U_x, R + S and |Z|^2; U is 0 at the centre of a mass without core."""
    z_squared = z[0] * z[0] + z[1] * z[1]
    total = core * core + z_squared
    central = total <= geometry.CENTRE_SQUARED
    outer = xp.sqrt(xp.where(central, 1.0, total)) + core
    inverse = xp.where(central, 0.0, 1.0) / outer
    return z[0] * inverse, z[1] * inverse, outer, z_squared


def round_deflections_from(point: Pair, strength: Any, core: Any, xp: Backend) -> Pair:
    """Return (alpha_y, alpha_x) for a circular mass, at points (y, x) relative to the centre."""
    u_y, u_x, *_ = _u_from(point, core, xp)
    return strength * u_y, strength * u_x


def round_potential_from(point: Pair, strength: Any, core: Any, xp: Backend) -> Any:
    """Return the potential, 0 at the centre, of a circular mass."""
    _, _, outer, squared = _u_from(point, core, xp)
    logarithm = xp.log1p(squared / (outer * (2.0 * xp.maximum(core, _TINY))))
    return strength * (squared / outer - core * logarithm)
