"""Haloes of self-interacting dark matter of a mass, with the concentration that haloes of that mass have."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.profile.mass import mass_concentration, root_of_increasing
from autolens_lite.profile.mass.kaplinghat import KaplinghatCoredNFWSph
from autolens_lite.xp import nfw_radial

_SOLAR_MASS = 1.98847e33  # g
_KPC = 3.0856775814913673e21  # cm
_GYR = 3.15576e16  # s
_G = 4.30091727003628e-6  # kpc (km / s)^2 / solar mass


class KaplinghatCoredNFWMCRLudlowSph(KaplinghatCoredNFWSph):
    r"""A halo of self-interacting dark matter with the mean concentration of Ludlow et al. (2016) for its mass.

    The interaction radius is where a particle has scattered once, :math:`\rho \, (\sigma / m) \, v \, t = 1` with
    :math:`v = \sqrt{G M(r) / r}` in the NFW halo, or r_200 if that is smaller.

    References
    ----------
    Kaplinghat, Tulin & Yu (2016), PRL 116, 041302; Ludlow et al. (2016), MNRAS 460, 1214 (see `ludlow16`).

    Parameters
    ----------
    sigma_over_m
        Cross section over mass of a particle, cm^2 / g.
    t_age
        The halo's age, Gyr.

    All others are those of `NFWMCRLudlowSph`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        sigma_over_m: float = 1.0,
        t_age: float = 10.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        check.non_negative("sigma_over_m", sigma_over_m)
        check.non_negative("t_age", t_age)
        check.positive("mass_at_200", mass_at_200)
        check.non_negative("redshift_object", redshift_object)
        concentration = mass_concentration.ludlow_concentration_from(mass_at_200, redshift_object)
        scales = mass_concentration.nfw_scales_from(mass_at_200, concentration, redshift_object, redshift_source)
        ratio = _interaction_ratio_from(mass_at_200, concentration, scales.radius, sigma_over_m * t_age)
        super().__init__(centre, scales.kappa_s, scales.scale_radius, sigma_over_m, t_age, ratio * scales.scale_radius)
        self.mass_at_200 = mass_at_200
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source


def _interaction_ratio_from(mass: Any, concentration: Any, radius: Any, strength: Any) -> Any:
    """Return the interaction radius over the scale radius, for sigma / m times the age in cm^2 Gyr / g."""
    scale = radius / concentration
    normalization = mass_concentration.nfw_mass_integral_from(concentration)
    density = mass / (4.0 * math.pi * scale**3 * normalization) * (_SOLAR_MASS / _KPC**3)
    speed = (_G * mass / (scale * normalization)) ** 0.5 * 1e5  # cm / s, where M / r is that of r_s over its integral
    rate = strength * _GYR * density * speed
    xp = backends.of(rate, concentration)

    def mismatch(ln_r: Any, rate: Any) -> Any:
        """One less the number of scatterings, which falls with radius."""
        r = xp.exp(ln_r)
        return 1.0 - rate * (nfw_radial.mass_over_square_from(r, xp) / r) ** 0.5 / (1.0 + r) ** 2

    ratio = xp.exp(root_of_increasing.root_from(mismatch, math.log(1e-9), math.log(1e3), (rate,), xp))
    return xp.minimum(ratio, concentration)
