"""The mass of a Gaussian."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import confocal
from autolens_lite.profile.mass.stellar import EllStellarMass
from autolens_lite.xp.backend import Backend

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
        imag, real = xp.gaussian_angular(*confocal.w_from((z_y, z_x), self.ell_comps, xp), exponent)
        scale = self._scale(xp)
        return scale * (z_y * real + z_x * imag), scale * (z_x * real - z_y * imag)

    def _convergence_from_squared_radius(self, squared: Any, xp: Backend) -> Any:
        return self._scale(xp) * xp.exp(-self._exponent_per_squared_radius(xp) * squared)

    def _integrand(self, xp: Backend) -> confocal.Integrand:
        factor = self._exponent_per_squared_radius(xp)
        return confocal.Integrand(
            confocal.exponential_shape, lambda squared: (factor * squared, 1.0), (1.0, 0.0), _EXHAUSTED / factor
        )

    def _scale(self, xp: Backend) -> Any:
        return self.mass_to_light_ratio * self.intensity

    def _exponent_per_squared_radius(self, xp: Backend) -> Any:
        # q times the squared circularised radius, over 2 sigma^2
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return 0.5 * (1.0 - modulus) / (1.0 + modulus) / self.sigma**2
