"""The mass of a Sersic profile, elliptical and spherical."""

from __future__ import annotations

from typing import Any

from autolens_lite.profile.light.sersic import check_shape, sersic_constant_from, sersic_image_from
from autolens_lite.profile.mass import confocal
from autolens_lite.profile.mass.stellar import EllStellarMass, SphStellarMass, StellarMass
from autolens_lite.xp.backend import Backend

# Where b (r / r_e)^(1 / n) is larger, the mass is below rounding.
_EXHAUSTED = 42.0


class SersicMass(StellarMass):
    """What elliptical and spherical Sersic masses have in common."""

    effective_radius: float
    sersic_index: float

    @property
    def sersic_constant(self) -> float:
        """b_n, with which the effective radius holds half the light."""
        return sersic_constant_from(self.sersic_index)

    def _convergence_from_squared_radius(self, squared: Any, xp: Backend) -> Any:
        light = sersic_image_from(squared, self.intensity, self.effective_radius, self.sersic_index, xp)
        return self.mass_to_light_ratio * light

    def _integrand(self, xp: Backend) -> confocal.Integrand:
        return sersic_integrand_from(self.effective_radius, self.sersic_index, xp)

    def _scale(self, xp: Backend) -> Any:
        return self.mass_to_light_ratio * self.intensity * xp.exp(self.sersic_constant)


class Sersic(SersicMass, EllStellarMass):
    r"""The mass of an elliptical Sersic profile: stars.

    .. math:: \kappa(r) = \Upsilon I_e \exp\left\{-b_n \left[\left(\frac{r}{r_e}\right)^{1/n} - 1\right]\right\}

    with r the circularised radius, as in the light profile of that name. Deflection and potential are integrals over
    elliptical rings (see `confocal`).

    Notes
    -----
    Deflection and potential are exact to 2e-11 where |ell_comps| is at most 0.8 (an axis ratio of 0.11), to 2e-6 at
    0.9, for indices from 0.3 to 10 and up to 100 effective radii, by comparison with adaptive quadrature to 20 digits;
    mostly to 1e-14. PyAutoLens' are fitted sums: 1e-8 to 1e-3 off in deflection, 1e-4 to 5e-2 in potential.

    References
    ----------
    Sersic (1963); for the integrals see `confocal`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_e, the surface brightness at the effective radius, in image units per pixel.
    effective_radius
        r_e, the circularised radius that holds half the light, in arcsec.
    sersic_index
        n, in (0, 10].
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 0.6,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        EllStellarMass.__init__(self, centre, ell_comps, intensity, mass_to_light_ratio)
        check_shape(effective_radius, sersic_index)
        self.effective_radius = effective_radius
        self.sersic_index = sersic_index


class SersicSph(SersicMass, SphStellarMass):
    """The mass of a spherical Sersic profile: `Sersic` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 0.6,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        SphStellarMass.__init__(self, centre, intensity, mass_to_light_ratio)
        check_shape(effective_radius, sersic_index)
        self.effective_radius = effective_radius
        self.sersic_index = sersic_index


class SersicOfIndex(Sersic):
    """A `Sersic` whose index its class says: base of those with a name of their own."""

    _index: float

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        Sersic.__init__(self, centre, ell_comps, intensity, effective_radius, self._index, mass_to_light_ratio)


class SersicSphOfIndex(SersicSph):
    """A `SersicSph` whose index its class says."""

    _index: float

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        SersicSph.__init__(self, centre, intensity, effective_radius, self._index, mass_to_light_ratio)


def sersic_integrand_from(effective_radius: Any, sersic_index: Any, xp: Backend) -> confocal.Integrand:
    """Return exp[-b (r / r_e)^(1 / n)] as `confocal` integrates it."""
    b, exponent = sersic_constant_from(sersic_index), 0.5 / sersic_index
    logarithm = xp.log(b) - 2.0 * exponent * xp.log(effective_radius)

    def radial(squared: Any) -> tuple[Any, Any]:
        return xp.exp(logarithm + exponent * xp.log(squared)), 1.0

    limit = exhausted_from(effective_radius, sersic_index)
    return confocal.Integrand(confocal.exponential_shape, radial, (exponent, 0.0), limit)


def exhausted_from(effective_radius: Any, sersic_index: Any) -> Any:
    """Return the squared radius beyond which a Sersic profile has no mass to speak of."""
    return (_EXHAUSTED / sersic_constant_from(sersic_index)) ** (2.0 * sersic_index) * effective_radius**2
