"""The mass of a cored Sersic profile, elliptical and spherical."""

from __future__ import annotations

from typing import Any

from autolens_lite.profile.light.sersic import sersic_constant_from
from autolens_lite.profile.light.sersic_core import check_core, core_shape_from, core_shape_from_logarithm
from autolens_lite.profile.mass import confocal
from autolens_lite.profile.mass.sersic import exhausted_from
from autolens_lite.profile.mass.stellar import EllStellarMass, SphStellarMass, StellarMass
from autolens_lite.xp.backend import Backend

# effective_radius, sersic_index, radius_break, gamma, alpha
_Parameters = tuple[Any, Any, Any, Any, Any]


class SersicCoreMass(StellarMass):
    """What elliptical and spherical cored Sersic masses have in common."""

    effective_radius: float
    sersic_index: float
    radius_break: float
    gamma: float
    alpha: float

    @property
    def sersic_constant(self) -> float:
        """b_n, with which the effective radius holds half the light of the outer Sersic profile."""
        return sersic_constant_from(self.sersic_index)

    def _set_shape(self, effective_radius: Any, sersic_index: Any, radius_break: Any, gamma: Any, alpha: Any) -> None:
        check_core(effective_radius, sersic_index, radius_break, gamma, alpha)
        self.effective_radius = effective_radius
        self.sersic_index = sersic_index
        self.radius_break = radius_break
        self.gamma = gamma
        self.alpha = alpha

    def _parameters(self) -> _Parameters:
        return self.effective_radius, self.sersic_index, self.radius_break, self.gamma, self.alpha

    def _convergence_from_squared_radius(self, squared: Any, xp: Backend) -> Any:
        return self._scale(xp) * core_shape_from(squared, *self._parameters(), xp)

    def _integrand(self, xp: Backend) -> confocal.Integrand:
        limit = exhausted_from(self.effective_radius, self.sersic_index) + self.radius_break**2
        # the bend at the break radius, sharper the larger alpha is, takes more nodes
        return confocal.Integrand(
            sersic_core_shape, lambda squared: (0.5 * xp.log(squared),), self._parameters(), limit, 2 * confocal.ORDER
        )

    def _scale(self, xp: Backend) -> Any:
        return self.mass_to_light_ratio * self.intensity


class SersicCore(SersicCoreMass, EllStellarMass):
    r"""The mass of an elliptical cored Sersic profile: a power law within the break radius, a Sersic profile outside.

    .. math:: \kappa(r) = \Upsilon I' \left[1 + \left(\frac{r_b}{r}\right)^\alpha\right]^{\gamma / \alpha}
                 \exp\left\{-b_n \left[\frac{r^\alpha + r_b^\alpha}{r_e^\alpha}\right]^{1 / (\alpha n)}\right\}

    with r the circularised radius and I' as in the light profile of that name, such that the convergence at the break
    radius is Upsilon I_b. Deflection and potential are integrals over elliptical rings (see `confocal`).

    Notes
    -----
    For gamma above 0 the convergence diverges at the centre; it is cut off at 1e-8 arcsec. Deflection and potential are
    exact to 1e-12 for alpha up to 5, 1e-9 at 8, 2e-7 at 15, where |ell_comps| is at most 0.6. PyAutoLens' are sums of
    20 Gaussians: 5e-3 off in deflection, and 0.13 with its own default parameters.

    References
    ----------
    Graham et al. (2003), AJ 125, 2951; Trujillo et al. (2004), AJ 127, 1917.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    effective_radius
        r_e, the circularised radius that holds half the light of the outer Sersic profile, in arcsec.
    sersic_index
        n of the outer profile, in (0, 10].
    radius_break
        r_b, where the inner power law meets the outer profile, in arcsec.
    intensity
        I_b, the surface brightness at the break radius, in image units per pixel.
    gamma
        Logarithmic slope of the inner power law, in [0, 2).
    alpha
        Sharpness of the transition, above 0.
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        intensity: float = 0.05,
        gamma: float = 0.25,
        alpha: float = 3.0,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        EllStellarMass.__init__(self, centre, ell_comps, intensity, mass_to_light_ratio)
        self._set_shape(effective_radius, sersic_index, radius_break, gamma, alpha)


class SersicCoreSph(SersicCoreMass, SphStellarMass):
    """The mass of a spherical cored Sersic profile: `SersicCore` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        intensity: float = 0.05,
        gamma: float = 0.25,
        alpha: float = 3.0,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        SphStellarMass.__init__(self, centre, intensity, mass_to_light_ratio)
        self._set_shape(effective_radius, sersic_index, radius_break, gamma, alpha)


def sersic_core_shape(log_u: Any, radial: tuple[Any], parameters: _Parameters, xp: Backend) -> Any:
    """Return the cored Sersic profile, 1 at the break radius, at u times the squared radius of the point."""
    return core_shape_from_logarithm(radial[0] + 0.5 * log_u, *parameters, xp)
