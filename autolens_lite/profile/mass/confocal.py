r"""Deflection and potential of any mass on similar ellipses, from one integral over the ellipses inside a point.

Let a convergence be a function :math:`\kappa(\rho^2)` of the circularised radius, :math:`\rho^2 = |Z|^2 / (1 - f^2)`
with the elliptical coordinate Z of `geometry`, and :math:`w = \bar\epsilon Z / \bar Z`, :math:`|w| = f < 1`. The
deflection of a thin elliptical ring (Bourassa & Kantowski 1975), in these coordinates, has the generating function of
the Legendre polynomials as its kernel, and its potential a logarithm:

.. math:: \alpha_x + i \alpha_y = Z \int_0^1 \frac{\kappa(\rho^2 u)}{\sqrt{D(u)}} du, \qquad
          \psi = \rho^2 \int_0^1 \kappa(\rho^2 u) \ln \frac{|1 + w + \sqrt{D(u)}|}{2 \sqrt u} du, \qquad
          D(u) = (1 + w)^2 - 4 w u,

with the potential 0 at the centre. Nothing here is singular at epsilon = 0, where D = 1. The integrals are sums over
the fixed nodes of `quadrature`, at real radii, so that a node costs little more than one value of the convergence.
Where the mass within a point is exhausted inside a radius `limit`, the sums run up to it.

References
----------
Bourassa & Kantowski (1975), ApJ 195, 13; Schramm (1990), A&A 231, 19, for rings and their potentials. The form with
Legendre's kernel follows from theirs by z^2 - (1 - q^2) m^2 u = (Z D^(1/2) / (1 - f^2))^2.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

from autolens_lite.profile import geometry
from autolens_lite.profile.mass import quadrature
from autolens_lite.xp.backend import Backend

# shape(log_u, radial, parameters, xp): the convergence at u times the squared radius that `radial` belongs to.
Shape = Callable[[Any, tuple[Any, ...], tuple[Any, ...], Any], Any]

# Number of nodes; and how many times as many for ellipses flatter than a modulus of ell_comps, whose D is nearly zero
# somewhere between 0 and 1: the sum converges as modulus^(2 nodes).
ORDER = 48
_FLAT, _TIMES = 0.5, 3


class Integrand(NamedTuple):
    """A convergence, as it is integrated.

    Attributes
    ----------
    shape
        The convergence at fractions of a squared radius; a function of a module, so that compiled code is reused.
    radial
        The arrays that `shape` needs to know of squared radii.
    parameters
        The numbers that `shape` needs.
    limit
        Squared radius beyond which the convergence is negligible.
    order
        Number of nodes.
    """

    shape: Shape
    radial: Callable[[Any], tuple[Any, ...]]
    parameters: tuple[Any, ...]
    limit: Any
    order: int = ORDER


def exponential_shape(log_u: Any, radial: tuple[Any, Any], parameters: tuple[Any, Any], xp: Backend) -> Any:
    """Return factor u^slope exp(-t u^exponent) of radial = (t, factor) and parameters = (exponent, slope).

    The one shape whose deflections have a kernel of their own, which a gradient costs little more than the value.
    """
    t, factor = radial
    exponent, slope = parameters
    return (factor * xp.exp(slope * log_u)) * xp.exp(-t * xp.exp(exponent * log_u))


def deflections_from(
    z: tuple[Any, Any], squared: Any, ell_comps: tuple[Any, Any], integrand: Integrand, xp: Backend
) -> tuple[Any, Any]:
    """Return (alpha_y, alpha_x).

    Parameters
    ----------
    z
        Elliptical coordinate (Z_y, Z_x), arcsec.
    squared
        Squared circularised radius, arcsec^2.
    ell_comps
        Elliptical components (e0, e1).
    integrand
        The convergence.
    """
    w_y, w_x, inside, within = _points(z, squared, ell_comps, integrand.limit, xp)
    points, factor = (w_y, w_x, within, *integrand.radial(inside)), within
    if integrand.shape is exponential_shape:
        few, many = _exponential_sums(_ring_sum, integrand.order, xp)
        points, factor = points[:-1], within * points[-1]
    else:
        few, many = _sums(_deflection, integrand.shape, integrand.order, xp)
    imag, real = xp.cond(_is_flat(ell_comps), many, few, points, integrand.parameters)
    imag, real = factor * imag, factor * real
    return z[0] * real + z[1] * imag, z[1] * real - z[0] * imag


def potential_from(
    z: tuple[Any, Any], squared: Any, ell_comps: tuple[Any, Any], integrand: Integrand, xp: Backend
) -> Any:
    """Return the potential, 0 at the centre; arguments as for `deflections_from`."""
    w_y, w_x, inside, within = _points(z, squared, ell_comps, integrand.limit, xp)
    points = (w_y, w_x, within, *integrand.radial(inside))
    few, many = _sums(_potential, integrand.shape, integrand.order, xp)
    (total,) = xp.cond(_is_flat(ell_comps), many, few, points, integrand.parameters)
    # where there is no ellipticity the logarithm of |1 + w + sqrt(D)| / 2 is 0
    return inside * (squared > 0.0) * total


def spherical_deflections_from(z: tuple[Any, Any], squared: Any, integrand: Integrand, xp: Backend) -> tuple[Any, Any]:
    """Return (alpha_y, alpha_x) of mass on circles: `deflections_from` at ell_comps = (0, 0), for less work."""
    inside, within = _inside(squared, integrand.limit, xp)
    points = integrand.radial(inside)
    if integrand.shape is exponential_shape:
        mean = points[1] * _exponential_sums(_disc_sum, integrand.order, xp)[0](points[:1], integrand.parameters)
    else:
        (mean,) = _sums(_mean, integrand.shape, integrand.order, xp)[0](points, integrand.parameters)
    mean = within * mean
    return z[0] * mean, z[1] * mean


def spherical_potential_from(squared: Any, integrand: Integrand, xp: Backend) -> Any:
    """Return the potential of mass on circles, 0 at the centre."""
    inside, within = _inside(squared, integrand.limit, xp)
    points = (xp.log(within), *integrand.radial(inside))
    (total,) = _sums(_logarithm, integrand.shape, integrand.order, xp)[0](points, integrand.parameters)
    return inside * (squared > 0.0) * total


def _points(z: Any, squared: Any, ell_comps: Any, limit: Any, xp: Backend) -> tuple[Any, Any, Any, Any]:
    """Return w (imaginary and real part), the squared radius to integrate to, and its ratio to that of the point."""
    return *w_from(z, ell_comps, xp), *_inside(squared, limit, xp)


def w_from(z: tuple[Any, Any], ell_comps: tuple[Any, Any], xp: Backend) -> tuple[Any, Any]:
    """Return w = conj(eps) Z / conj(Z), imaginary and real part; 0 at the centre."""
    e0, e1 = ell_comps
    z_y, z_x, norm = geometry.off_centre_from(*z, xp)
    inverse = 1.0 / norm
    # Z / conj(Z) = Z^2 / |Z|^2
    square_x, square_y = (z_x * z_x - z_y * z_y) * inverse, 2.0 * z_x * z_y * inverse
    return e1 * square_y - e0 * square_x, e1 * square_x + e0 * square_y


def _inside(squared: Any, limit: Any, xp: Backend) -> tuple[Any, Any]:
    """Return the squared radius to integrate to, and its ratio to that of the point.

    The ratio is constant under differentiation: where it is below 1, there is no mass at the end to make a difference.
    """
    squared = geometry.cut_off_from(squared, xp)
    within = xp.stop_gradient(xp.minimum(1.0, limit / squared))
    return squared * within, within


def _is_flat(ell_comps: tuple[Any, Any]) -> Any:
    return ell_comps[0] ** 2 + ell_comps[1] ** 2 > _FLAT**2


@functools.lru_cache(maxsize=256)
def _sums(kernel: Callable[..., Any], shape: Shape, order: int, xp: Backend) -> tuple[Callable[..., Any], ...]:
    """The sums over few and over many nodes, of (points, parameters): the same objects each time, for compilers."""
    integrand = functools.partial(kernel, shape, xp)
    return tuple(functools.partial(xp.sum_over_nodes, integrand, nodes) for nodes in _rules(order))


@functools.lru_cache(maxsize=256)
def _exponential_sums(summed: Callable[..., Any], order: int, xp: Backend) -> tuple[Callable[..., Any], ...]:
    """As `_sums` for the exponential shape, by a kernel of the backend; without its factor."""
    return tuple(functools.partial(summed, xp, nodes) for nodes in _rules(order))


def _ring_sum(xp: Backend, nodes: tuple[Any, ...], points: tuple[Any, ...], parameters: tuple[Any, ...]) -> Any:
    return xp.ring_sum(*points, *parameters, *nodes[1:])


def _disc_sum(xp: Backend, nodes: tuple[Any, ...], points: tuple[Any, ...], parameters: tuple[Any, ...]) -> Any:
    return xp.disc_sum(*points, *parameters, *nodes[1:])


def _rules(order: int) -> tuple[tuple[Any, ...], ...]:
    """Few nodes and many."""
    return quadrature.nodes(order), quadrature.nodes(_TIMES * order)


def _root(u: Any, w_y: Any, w_x: Any, xp: Backend) -> tuple[Any, Any, Any]:
    """Return |D|, and the imaginary and (positive) real part of D^(1/2)."""
    d_x = (1.0 + w_x) ** 2 - w_y * w_y - (4.0 * u) * w_x
    d_y = (2.0 * w_y) * (1.0 + w_x) - (4.0 * u) * w_y
    modulus = xp.sqrt(d_x * d_x + d_y * d_y)
    real = xp.sqrt(0.5 * (modulus + d_x))
    return modulus, 0.5 * d_y / real, real


def _deflection(shape: Shape, xp: Backend, node: Any, points: Any, parameters: Any) -> tuple[Any, Any]:
    u, log_u, weight = node
    w_y, w_x, within, *radial = points
    modulus, imag, real = _root(u * within, w_y, w_x, xp)
    factor = weight * shape(log_u, radial, parameters, xp) / modulus
    return -factor * imag, factor * real


def _potential(shape: Shape, xp: Backend, node: Any, points: Any, parameters: Any) -> tuple[Any]:
    u, log_u, weight = node
    w_y, w_x, within, *radial = points
    _, imag, real = _root(u * within, w_y, w_x, xp)
    ring = xp.log(0.25 * ((1.0 + w_x + real) ** 2 + (w_y + imag) ** 2) / within) - log_u
    return (0.5 * weight * shape(log_u, radial, parameters, xp) * ring,)


def _mean(shape: Shape, xp: Backend, node: Any, points: Any, parameters: Any) -> tuple[Any]:
    _, log_u, weight = node
    return (weight * shape(log_u, points, parameters, xp),)


def _logarithm(shape: Shape, xp: Backend, node: Any, points: Any, parameters: Any) -> tuple[Any]:
    _, log_u, weight = node
    log_within, *radial = points
    return (-0.5 * weight * shape(log_u, radial, parameters, xp) * (log_within + log_u),)
