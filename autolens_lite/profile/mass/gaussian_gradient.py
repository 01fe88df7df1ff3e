"""The mass of a Gaussian whose mass-to-light ratio depends on its width."""

from __future__ import annotations

from autolens_lite import check
from autolens_lite.profile.mass.gaussian import Gaussian


class GaussianGradient(Gaussian):
    r"""The mass of an elliptical Gaussian whose mass-to-light ratio is a power of its sigma.

    .. math:: \Upsilon = \Upsilon_0 \left(\frac{\sigma + 0.01}{r_0}\right)^\Gamma

    in `Gaussian`, sigma and r_0 in arcsec: the members of a multi-Gaussian expansion share Upsilon_0, r_0 and Gamma,
    so that the mass-to-light ratio of their sum changes with radius.

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
    mass_to_light_ratio_base
        Upsilon_0, the convergence per surface brightness of a Gaussian with sigma + 0.01 equal to r_0.
    mass_to_light_gradient
        Gamma.
    mass_to_light_radius
        r_0, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        sigma: float = 1.0,
        mass_to_light_ratio_base: float = 1.0,
        mass_to_light_gradient: float = 0.0,
        mass_to_light_radius: float = 1.0,
    ) -> None:
        # before they become one ratio, of which a message could not say whose fault it is
        check.positive("sigma", sigma)
        check.finite("mass_to_light_ratio_base", mass_to_light_ratio_base)
        check.finite("mass_to_light_gradient", mass_to_light_gradient)
        check.positive("mass_to_light_radius", mass_to_light_radius)
        ratio = mass_to_light_ratio_base * ((sigma + 0.01) / mass_to_light_radius) ** mass_to_light_gradient
        Gaussian.__init__(self, centre, ell_comps, intensity, sigma, ratio)
        self.mass_to_light_ratio_base = mass_to_light_ratio_base
        self.mass_to_light_gradient = mass_to_light_gradient
        self.mass_to_light_radius = mass_to_light_radius
