"""The contract's entries for profiles: deflections of which the engines need different algorithms."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.contract import examples
from autolens_lite.xp.contract.kernel import kernel


def _isothermal(y, x, e0, e1, core):
    """U arctan(sqrt W) / sqrt W, complex."""
    zeta, epsilon = np.asarray(x) + 1j * np.asarray(y), e1 + 1j * e0
    z = zeta - epsilon * np.conj(zeta)
    below = np.sqrt(core * core + np.abs(z) ** 2) + core
    u = z / np.where(below == 0.0, 1.0, below)
    w = np.conj(epsilon) * u * u
    root, small = np.sqrt(w), np.abs(w) < 1e-8
    return u * np.where(small, 1.0 - w / 3.0, np.arctan(root) / np.where(small, 1.0, root))


@kernel("fields.isothermal", examples=examples.isothermal, derived=(0, 1, 2, 3, 4), rtol=5e-14)
def isothermal_field(y, x, e0, e1, core):
    """The deflections of an isothermal ellipsoid with a core, U arctan(sqrt W) / sqrt W with W = conj(eps) U^2.

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    e0, e1 : () float
        The complex ellipticity eps = e1 + i e0, of a modulus f below 1.
    core : () float
        S: U = Z / (S + sqrt(S^2 + |Z|^2)), Z = zeta - eps conj(zeta), zeta = x + i y.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x of a mass of convergence 1 / (2 sqrt(S^2 + |Z|^2)). NaN where a point is. At the centre of a
        mass without core (|Z| <= 1e-8) 0 with slopes of 0.
    """
    field = _isothermal(y, x, e0, e1, core)
    return field.imag, field.real


@kernel("fields.isothermal", examples=examples.dual_isothermal, derived=(0, 1, 2, 3, 4, 5), rtol=2e-14)
def dual_isothermal_field(y, x, e0, e1, inner, outer):
    """The difference of two of `isothermal_field`, of cores `inner` and `outer`, without cancellation far away."""
    field = _isothermal(y, x, e0, e1, inner) - _isothermal(y, x, e0, e1, outer)
    return field.imag, field.real


def _nfw_f(squared):
    """arctanh(sqrt(1 - X)) / sqrt(1 - X), of extended precision like X."""
    u = 1.0 - squared
    root = np.sqrt(np.maximum(np.abs(u), 1e-30))
    return np.where(u > 0.0, np.log1p(root) - 0.5 * np.log(squared), np.arctan(root)) / root


@kernel("fields.nfw", examples=examples.nfw, derived=(0, 1, 2, 3, 4))
def nfw_field(y, x, e0, e1, scale):
    """The deflections of an elliptical NFW halo over 4 kappa_s.

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    e0, e1 : () float
        The complex ellipticity eps = e1 + i e0, of a modulus f below 1.
    scale : () float
        (1 - f) r_s: the convergence over kappa_s is that of `profile.mass.NFW` at m = |Z| / scale,
        Z = zeta - eps conj(zeta), zeta = x + i y.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x. Heyrovsky & Karamazov 2024, A&A 690, A19. NaN where a point is; at the
        centre (m <= 1e-8) 0.
    """
    zeta = np.asarray(x, np.longdouble) + 1j * np.asarray(y, np.longdouble)
    z = zeta - (e1 + 1j * e0) * np.conj(zeta)
    squared = (z.real**2 + z.imag**2) / np.longdouble(scale) ** 2
    w = (e1 - 1j * e0) * z / np.conj(z)
    above = (1.0 - w) * _nfw_f(squared) + (1.0 + w) * (0.5 * np.log(squared) + np.log(0.5 * (1.0 + w)))
    alpha = z * above / ((1.0 + w) ** 2 * squared - 4.0 * w)
    return alpha.imag.astype(float), alpha.real.astype(float)


@kernel("fields.nfw", examples=examples.nfw_round, derived=(0, 1, 2))
def nfw_round_field(y, x, scale):
    """`nfw_field` without ellipticity: (alpha_y, alpha_x) of points (N,) for the scale radius."""
    squared = (np.asarray(y, np.longdouble) ** 2 + np.asarray(x, np.longdouble) ** 2) / np.longdouble(scale) ** 2
    factor = ((_nfw_f(squared) + 0.5 * np.log(0.25 * squared)) / squared).astype(float)
    return factor * y, factor * x


@kernel("fields.nfw", examples=examples.nfw_truncated_round, derived=(0, 1, 2, 3))
def nfw_truncated_round_field(y, x, scale, tau):
    """`nfw_round_field` for a density times 1 / (1 + (r / r_t)^2), tau = r_t / r_s.

    Baltz, Marshall & Oguri 2009, JCAP 01, 015, appendix A.
    """
    squared = (np.asarray(y, np.longdouble) ** 2 + np.asarray(x, np.longdouble) ** 2) / np.longdouble(scale) ** 2
    tau = np.longdouble(tau)
    root, more, less = np.sqrt(tau**2 + squared), tau**2 + 1.0, tau**2 - 1.0
    logarithm = 0.5 * np.log(squared) - np.log(root + tau)
    pi = 4.0 * np.arctan(np.longdouble(1.0))
    mass = (more + 2.0 * (squared - 1.0)) * _nfw_f(squared) + tau * pi + less * np.log(tau)
    mass = mass + root * (less / tau * logarithm - pi)
    factor = (tau**2 / more**2 * mass / squared).astype(float)
    return factor * y, factor * x


@kernel("fields.nfw", examples=examples.cnfw_round, derived=(0, 1, 2, 3))
def cnfw_round_field(y, x, scale, core):
    """The deflections over 4 kappa_s of a round NFW halo with a core: density 1 / [(r + r_c) (1 + r)^2].

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    scale : () float
        r_s, the unit of r and r_c.
    core : () float
        r_c / r_s, not within 0.05 of 1: the closed form loses digits as the cube of the distance.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x. NaN where a point is.
    """
    squared = (np.asarray(y, np.longdouble) ** 2 + np.asarray(x, np.longdouble) ** 2) / np.longdouble(scale) ** 2
    f, f_core = _nfw_f(squared), _nfw_f(squared / core**2)
    # partial fractions of the density; the mean of F within X is 2 (F - g)
    g, g_core = ((v + 0.5 * np.log(0.25 * u)) / u for v, u in ((f, squared), (f_core, squared / core**2)))
    factor = ((f - g - f_core + g_core) / (1.0 - core) ** 2 + (2.0 * g - f) / (1.0 - core)).astype(float)
    return factor * y, factor * x


@kernel("fields.power_law_broken", examples=examples.power_law_broken, derived=(0, 1, 2, 3, 4, 5, 6), rtol=5e-14)
def power_law_broken_field(y, x, e0, e1, inner_slope, outer_slope, scale):
    """The deflections of a broken elliptical power law over kappa_b r_b^2 / q: see `profile.mass.PowerLawBroken`.

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    e0, e1 : () float
        The complex ellipticity eps = e1 + i e0, of a modulus f = (1 - q) / (1 + q) below 1.
    inner_slope, outer_slope : () float
        The slopes t of the convergence within and outside the break, in [0, 2) and [0, 4).
    scale : () float
        (1 + f) r_b, r_b the break's minor axis.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x. With zeta = x + i y, conj(alpha) zeta is the integral over u from 0 to (R / r_b)^2 of
        u^(-t/2) / sqrt(1 - 4 eps u [r_b / (zeta (1 - f))]^2), R the minor axis of the ellipse through the point. NaN
        where a point is; at the centre 0.
    """
    zeta, epsilon = np.asarray(x) + 1j * np.asarray(y), e1 + 1j * e0
    z = zeta - epsilon * np.conj(zeta)
    squared = np.abs(z / scale) ** 2
    h = 4.0 * epsilon * (scale / ((1.0 - np.abs(epsilon) ** 2) * zeta)) ** 2
    # double-exponential quadrature in u^p within the break, in ln u outside
    s = np.arange(-1024, 1025)[:, None] / 256.0
    node = 1.0 / (1.0 + np.exp(-np.pi * np.sinh(s)))
    weight = np.pi * np.cosh(s) / (2.0 + 2.0 * np.cosh(np.pi * np.sinh(s))) / 256.0
    p, within, outside = 1.0 - 0.5 * inner_slope, np.minimum(squared, 1.0), np.log(np.maximum(squared, 1.0))
    along = within**p / p * np.sum(weight / np.sqrt(1.0 - h * within * node ** (1.0 / p)), axis=0)
    mass = np.exp((1.0 - 0.5 * outer_slope) * outside * node) / np.sqrt(1.0 - h * np.exp(outside * node))
    along = along + outside * np.sum(weight * mass, axis=0)
    return -(along / zeta).imag, (along / zeta).real


@kernel("fields.gaussian", examples=examples.gaussian, derived=(0, 1, 2), rtol=5e-14)
def gaussian_angular(w_y, w_x, a):
    """The angular part of an elliptical Gaussian's deflections.

    The integral over u from 0 to 1 of exp(-a u) / sqrt((1 + w)^2 - 4 w u).

    Parameters
    ----------
    w_y, w_x : (N,) float
        w = conj(eps) Z / conj(Z) = w_x + i w_y, with eps the complex ellipticity and Z the elliptical complex
        coordinate, |w| < 1.
    a : (N,) float
        The Gaussian's exponent at a point, 0 or more.

    Returns
    -------
    (N,) float, (N,) float
        Imaginary and real parts. NaN where an argument is NaN.
    """
    w = (np.asarray(w_x) + 1j * np.asarray(w_y))[..., None]
    a = np.asarray(a)[..., None]
    # panels that end where nothing is left, and are fine at the ends, where D of a flat ellipse is next to zero
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.sin(np.linspace(0.0, 0.5 * np.pi, 201)) ** 2
    u = (edges[:-1, None] + 0.5 * np.diff(edges)[:, None] * (1.0 + nodes)).ravel()
    weights = (0.5 * np.diff(edges)[:, None] * weights).ravel()
    end = np.minimum(1.0, 50.0 / np.maximum(a, 1e-300))
    total = np.sum(weights * end * np.exp(-a * end * u) / np.sqrt((1.0 + w) ** 2 - 4.0 * w * end * u), axis=-1)
    return total.imag, total.real


@kernel("fields.light", examples=examples.exponential, derived=(0, 1, 2))
def exponential(x, amplitude, rate):
    """amplitude exp(rate x), of values (N,) and two numbers; rate x up to 700."""
    return amplitude * np.exp(rate * np.asarray(x))


@kernel("fields.light", examples=examples.groups, derived=(0,), static=(1,))
def group_means(values, size):
    """The means of `size` consecutive values each, along the last axis: (..., M size) to (..., M)."""
    return values.reshape(*values.shape[:-1], -1, size).mean(axis=-1)


@kernel("fields.confocal_ring_sums", examples=examples.rings, derived=(0, 1, 3, 4, 5), rtol=1e-14)
def ring_sum(w_y, w_x, within, t, exponent, slope, log_u, weights):
    """The deflection of an exponential mass on similar ellipses, as a sum over rings.

    Parameters
    ----------
    w_y, w_x : (N,) float
        w = conj(eps) Z / conj(Z) = w_x + i w_y, with eps the complex ellipticity and Z the elliptical complex
        coordinate, |w| < 1.
    within : (N,) float
        The fraction, in (0, 1], of a point's squared radius that the largest ring has. Constant under differentiation.
    t : (N,) float
        0 or more.
    exponent, slope : () float
    log_u, weights : (J,) float
        Logarithms of the rings' squared radii, over that of the largest, and their weights. Constants.

    Returns
    -------
    (N,) float, (N,) float
        Imaginary and real part of the sum over j of weights_j u^slope exp(-t u^exponent) / sqrt((1 + w)^2 - 4 w within
        u), u = exp(log_u_j), with the root of positive real part.
    """
    w = (np.asarray(w_x) + 1j * np.asarray(w_y))[..., None]
    within, t = np.asarray(within)[..., None], np.asarray(t)[..., None]
    u = np.exp(log_u)
    terms = weights * u**slope * np.exp(-t * u**exponent) / np.sqrt((1.0 + w) ** 2 - 4.0 * w * within * u)
    return terms.imag.sum(-1), terms.real.sum(-1)


@kernel("fields.confocal_ring_sums", examples=examples.discs, derived=(0, 1, 2), rtol=1e-14)
def disc_sum(t, exponent, slope, log_u, weights):
    """The mean within a circle of an exponential mass, as a sum over rings: `ring_sum` at w = 0, (N,)."""
    u = np.exp(log_u)
    return (weights * u**slope * np.exp(-np.asarray(t)[..., None] * u**exponent)).sum(-1)


@kernel("fields.angular", examples=examples.angular, derived=(0, 1, 2), rtol=5e-15)
def power_law_angular(w_real, w_imag, t):
    """The angular part of an elliptical power law's deflections, 2F1(1, t/2; 2 - t/2; -w), w = w_real + i w_imag.

    Parameters
    ----------
    w_real, w_imag : (N,) float
        w = conj(eps) Z / conj(Z), with eps the complex ellipticity and Z the elliptical complex coordinate, |w| < 1.
    t : () float
        The logarithmic slope of the convergence (`slope` - 1), in (0, 2).

    Returns
    -------
    (N,) float, (N,) float
        Real and imaginary parts. NaN where w is NaN. Tessore & Metcalf 2015, A&A 580, A79, equation 23.
    """
    z = -(np.asarray(w_real) + 1j * np.asarray(w_imag))
    b, c = 0.5 * t, 2.0 - 0.5 * t
    term, total, n = np.ones_like(z), np.ones_like(z), 0
    while np.any(np.abs(term) > 1e-19) and n < 20_000:
        term = term * z * (b + n) / (c + n)
        total = total + term
        n += 1
    return total.real, total.imag


@kernel("fields.angular_core", examples=examples.angular_core, derived=(0, 1, 2, 3), rtol=1e-13)
def power_law_core_angular(w_real, w_imag, core, t):
    """The angular part of a cored elliptical power law's deflections.

    The integral over l from 0 to 1 of (y + (1 - y) l (1 + (1 - l) w))^(-t/2), with w = w_real + i w_imag and y = core.

    Parameters
    ----------
    w_real, w_imag : (N,) float
        w = conj(eps) Z / conj(Z), with eps the complex ellipticity and Z the elliptical complex coordinate, |w| < 1.
    core : (N,) float
        y = S^2 / (S^2 + |Z|^2) for a core radius S, in [0, 1].
    t : () float
        The logarithmic slope of the convergence outside the core (`slope` - 1), in (0, 2).

    Returns
    -------
    (N,) float, (N,) float
        Real and imaginary parts. At y = 0 they are 2 / (2 - t) times those of `power_law_angular`.

    Notes
    -----
    In powers of w the coefficients are real integrals that obey a recurrence of three terms,
    (k+a) (k+2-a) I_(k+1) = (k+1) [(2k+1) z I_k - k I_(k-1)] with a = t/2, z = (1+y) / (1-y), run upwards or, where that
    is unstable, downwards.
    """
    # double-exponential quadrature: exact for the singular end of y = 0
    s = np.arange(-166, 106) / 32.0
    exponent = np.pi * np.sinh(s)
    node = np.where(exponent < 0.0, np.exp(exponent), 1.0) / (1.0 + np.exp(-np.abs(exponent)))
    rest = np.where(exponent < 0.0, 1.0, np.exp(-exponent)) / (1.0 + np.exp(-np.abs(exponent)))
    weight = np.pi * np.cosh(s) * node * rest / 32.0
    w = (np.asarray(w_real) + 1j * np.asarray(w_imag))[..., None]
    y = np.asarray(core)[..., None]
    total = np.sum(weight * (y + (1.0 - y) * node * (1.0 + rest * w)) ** (-0.5 * t), axis=-1)
    return total.real, total.imag


@kernel("fields.faddeeva", examples=examples.upper_half_plane, derived=(0, 1), rtol=1e-13)
def faddeeva(x, y):
    """Faddeeva's function w(z) = exp(-z^2) erfc(-i z) in the upper half plane.

    Parameters
    ----------
    x, y : (N,) float
        z = x + i y with y >= 0.

    Returns
    -------
    (N,) float, (N,) float
        Real and imaginary parts, to 2e-14 of |w|. NaN where z is NaN. Abramowitz & Stegun (1964), equation 7.1.3.
    """
    # w(z) = 2 / sqrt(pi) times the integral over t > 0 of exp(-t^2 + 2 i z t), which oscillates but never cancels
    nodes, weights = np.polynomial.legendre.leggauss(40)
    edges = np.linspace(0.0, 6.5, 101)
    t = (edges[:-1, None] + 0.5 * (edges[1] - edges[0]) * (1.0 + nodes)).ravel()
    weights = np.tile(0.5 * (edges[1] - edges[0]) * weights, edges.size - 1)
    z = np.asarray(x) + 1j * np.asarray(y)
    w = 2.0 / np.sqrt(np.pi) * (np.exp(-(t**2) + 2j * z[..., None] * t) @ weights)
    return w.real, w.imag
