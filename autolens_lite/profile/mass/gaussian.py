"""The mass of a Gaussian."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.stellar import EllStellarMass

# Below this modulus of ell_comps the closed form, whose gradient loses digits, gives way to a series in w.
_SERIES_BELOW = 0.03
_SERIES_TERMS = 10
# Inside this exponent a, a series in a w.
_INNER_BELOW = 2.0
_INNER_TERMS = 14
# The exponent beyond which there is no mass to speak of.
_EXHAUSTED = 42.0


class Gaussian(EllStellarMass):
    r"""The mass of an elliptical Gaussian.

    .. math:: \kappa(x, y) = \Upsilon I_0 e^{-a}, \qquad a = \frac{q^2 x^2 + y^2}{2 \sigma^2},

    with x along the major axis. With Z and w as in `confocal` and Faddeeva's function W,

    .. math:: \alpha_x + i \alpha_y = \Upsilon I_0 Z \, \frac{\sqrt\pi}{2 i \sqrt{a w}}
              \left[W(z_+) - e^{-a} W(z_-)\right], \qquad z_\pm = \frac{\sqrt a \, (1 \pm w)}{2 \sqrt w},

    the root of w being that with a negative imaginary part. Where this cancels (a < 2, or |ell_comps| < 0.03) the
    deflection is the series :math:`\Upsilon I_0 Z e^{-a/2} \sum_k (-w)^k i_k(a / 2)` with modified spherical Bessel
    functions. The potential is an integral over elliptical rings (see `confocal`).

    Notes
    -----
    The deflection is exact to 1e-14 at all ellipticities, the potential to 1e-14 where |ell_comps| is at most 0.6 and
    to 1e-11 at 0.8. PyAutoLens' deflections are 1e-5 off, its potentials no such (0.2 to 0.8). `sigma` is the standard
    deviation along the minor axis (sigma / q along the major axis), as in PyAutoLens. The profile depends on
    |ell_comps| itself, so that it has a kink at ell_comps = (0, 0); the gradient there is the mean over directions.

    References
    ----------
    Shajib (2019), MNRAS 488, 1387.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, the surface brightness at the centre, in image units per pixel.
    sigma
        The standard deviation along the minor axis, in arcsec.
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        sigma: float = 1.0,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        EllStellarMass.__init__(self, centre, ell_comps, intensity, mass_to_light_ratio)
        check.positive("sigma", sigma)
        self.sigma = sigma

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        modulus = geometry.modulus_from(self.ell_comps, xp)
        exponent = (z_y * z_y + z_x * z_x) * (0.5 / ((1.0 + modulus) * self.sigma) ** 2)
        off_y, off_x, norm = geometry.off_centre_from(z_y, z_x, xp)
        inverse = 1.0 / xp.sqrt(norm)
        imag, real = _mean(off_y * inverse, off_x * inverse, exponent, *self.ell_comps, xp)
        scale = self._scale(xp)
        return scale * (z_y * real + z_x * imag), scale * (z_x * real - z_y * imag)

    def _convergence_from_squared_radius(self, squared: Any, xp: Any) -> Any:
        return self._scale(xp) * xp.exp(-self._exponent_per_squared_radius(xp) * squared)

    def _integration(self, xp: Any) -> tuple[Any, ...]:
        factor = self._exponent_per_squared_radius(xp)
        return gaussian_shape, lambda squared: (factor * squared,), (), _EXHAUSTED / factor

    def _scale(self, xp: Any) -> Any:
        return self.mass_to_light_ratio * self.intensity

    def _exponent_per_squared_radius(self, xp: Any) -> Any:
        # q times the squared circularised radius, over 2 sigma^2
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return 0.5 * (1.0 - modulus) / (1.0 + modulus) / self.sigma**2


def gaussian_shape(log_u: Any, radial: tuple[Any], parameters: tuple[()], xp: Any) -> Any:
    """Return exp(-a u), of the exponent a of the point."""
    return xp.exp(-radial[0] * xp.exp(log_u))


def _mean(unit_y: Any, unit_x: Any, exponent: Any, e0: Any, e1: Any, xp: Any) -> tuple[Any, Any]:
    """Return imaginary and real part of the deflection over Z at unit Z and exponents a."""
    square_x, square_y = unit_x * unit_x - unit_y * unit_y, 2.0 * unit_x * unit_y
    w_x, w_y = e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x
    inner = exponent < _INNER_BELOW
    inner_imag, inner_real = _inner(w_x, w_y, xp.where(inner, exponent, 0.0), xp)
    series, closed_form = _branches(xp)
    small = e0 * e0 + e1 * e1 < _SERIES_BELOW**2
    outside = xp.where(inner, _INNER_BELOW, exponent)
    outer_imag, outer_real = xp.cond(small, series, closed_form, unit_y, unit_x, outside, e0, e1)
    return xp.where(inner, inner_imag, outer_imag), xp.where(inner, inner_real, outer_real)


@functools.cache
def _branches(xp: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The two forms below as functions of arrays alone; the same objects each time, so that compiled code is reused."""
    return functools.partial(_series, xp=xp), functools.partial(_closed_form, xp=xp)


def _inner(w_x: Any, w_y: Any, exponent: Any, xp: Any) -> tuple[Any, Any]:
    """Sum (-w x)^k j_k(x) with j_k(x) = i_k(x) / x^k, x = a / 2, by the recurrence that is stable downwards."""
    x = 0.5 * exponent
    squared = x * x
    v_x, v_y = -w_x * x, -w_y * x
    above, this = (_scaled_bessel(squared, k) for k in (_INNER_TERMS + 1, _INNER_TERMS))
    real, imag = this, 0.0
    for k in range(_INNER_TERMS, 0, -1):
        above, this = this, squared * above + (2 * k + 1) * this
        real, imag = this + v_x * real - v_y * imag, v_x * imag + v_y * real
    scale = xp.exp(-x)
    return scale * imag, scale * real


def _series(unit_y: Any, unit_x: Any, exponent: Any, e0: Any, e1: Any, xp: Any) -> tuple[Any, Any]:
    """Sum (-w)^k e^-x i_k(x), x = a / 2, upwards: what the recurrence loses, the powers of a small w make up for."""
    square_x, square_y = unit_x * unit_x - unit_y * unit_y, 2.0 * unit_x * unit_y
    v_x, v_y = -(e1 * square_x + e0 * square_y), e0 * square_x - e1 * square_y
    inverse = 2.0 / exponent
    decay = xp.exp(-exponent)
    below = 0.5 * inverse * (1.0 - decay)
    this = 0.5 * inverse * (1.0 + decay) - inverse * below
    real, imag = below + v_x * this, v_y * this
    p_x, p_y = v_x, v_y
    for k in range(1, _SERIES_TERMS):
        below, this = this, below - (2 * k + 1) * inverse * this
        p_x, p_y = v_x * p_x - v_y * p_y, v_x * p_y + v_y * p_x
        real, imag = real + p_x * this, imag + p_y * this
    return imag, real


def _closed_form(unit_y: Any, unit_x: Any, exponent: Any, e0: Any, e1: Any, xp: Any) -> tuple[Any, Any]:
    """Return the form with Faddeeva's function, in real arithmetic with sqrt(w) = p + i r."""
    squared_modulus = e0 * e0 + e1 * e1
    # this branch may be evaluated, and differentiated, although the other one is chosen
    used = squared_modulus >= _SERIES_BELOW**2
    e0, e1 = xp.where(used, e0, 0.0), xp.where(used, e1, 0.5)
    modulus = xp.sqrt(xp.where(used, squared_modulus, 0.25))
    # sqrt(w) = conj(sqrt(eps)) Z / |Z|; form the larger part first, so that neither is 0 / 0 on the axes
    right = e1 >= 0.0
    larger = xp.sqrt(0.5 * (modulus + xp.abs(e1)))
    smaller = 0.5 * e0 / larger
    s_x, s_y = xp.where(right, larger, smaller), xp.where(right, smaller, larger)
    p, r = s_x * unit_x + s_y * unit_y, s_x * unit_y - s_y * unit_x
    upper = r > 0.0
    p, r = xp.where(upper, -p, p), xp.where(upper, -r, r)

    root = xp.sqrt(exponent)
    half, inverse = 0.5 * root, 1.0 / modulus
    w_real, w_imag = xp.faddeeva(
        xp.stack([half * (inverse + 1.0) * p, half * (inverse - 1.0) * p]),
        xp.stack([half * (1.0 - inverse) * r, -half * (inverse + 1.0) * r]),
    )
    decay = xp.exp(-exponent)
    real, imag = w_real[0] - decay * w_real[1], w_imag[0] - decay * w_imag[1]
    # times -i conj(p + i r) / f
    scale = (0.5 * math.sqrt(math.pi)) / (root * modulus)
    return -scale * (p * real + r * imag), scale * (p * imag - r * real)


def _scaled_bessel(squared: Any, k: int) -> Any:
    """Return i_k(x) / x^k from x^2 <= 1, by its series."""
    total = 1.0
    for j in range(8, 0, -1):
        total = 1.0 + squared * (0.5 / (j * (2 * k + 2 * j + 1))) * total
    return total / math.prod(range(2 * k + 1, 0, -2))
