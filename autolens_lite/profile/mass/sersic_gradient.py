"""The mass of a Sersic profile whose mass-to-light ratio changes with radius, elliptical and spherical."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import confocal
from autolens_lite.profile.mass.sersic import Sersic, SersicMass, SersicSph, sersic_integrand_from
from autolens_lite.xp.backend import Backend


class SersicGradientMass(SersicMass):
    """What elliptical and spherical Sersic masses with a gradient have in common."""

    mass_to_light_gradient: float

    def _convergence_from_squared_radius(self, squared: Any, xp: Backend) -> Any:
        convergence = super()._convergence_from_squared_radius(squared, xp)
        logarithm = xp.log(geometry.cut_off_from(squared, xp)) - 2.0 * self._log_reference(xp)
        return convergence * xp.exp((-0.5 * self.mass_to_light_gradient) * logarithm)

    def _integrand(self, xp: Backend) -> confocal.Integrand:
        plain = sersic_integrand_from(self.effective_radius, self.sersic_index, xp)
        slope, reference = -0.5 * self.mass_to_light_gradient, 2.0 * self._log_reference(xp)

        def radial_with_slope(squared: Any) -> tuple[Any, Any]:
            return plain.radial(squared)[0], xp.exp(slope * (xp.log(squared) - reference))

        exponent, _ = plain.parameters
        return confocal.Integrand(plain.shape, radial_with_slope, (exponent, slope), plain.limit)

    def _log_reference(self, xp: Backend) -> Any:
        """ln of the circularised radius at which the mass-to-light ratio is that given, r_e / q."""
        raise NotImplementedError


class SersicGradient(SersicGradientMass, Sersic):
    r"""The mass of an elliptical Sersic profile whose mass-to-light ratio is a power of the radius.

    .. math:: \kappa(r) = \Upsilon \left(\frac{q r}{r_e}\right)^{-\Gamma}
              I_e \exp\left\{-b_n \left[\left(\frac{r}{r_e}\right)^{1/n} - 1\right]\right\}

    with r the circularised radius.

    Notes
    -----
    The factor q within the gradient is PyAutoLens'; with it the profile depends on |ell_comps| itself, so that it has
    a kink at ell_comps = (0, 0), where the gradient is the mean over directions. For Gamma above 0 the convergence
    diverges at the centre; it is cut off at 1e-8 arcsec. Accuracy as for `Sersic` while Gamma is at most 1, to 3e-10
    at 1.5. PyAutoLens' deflections are 1e-6 to 1e-3 off.

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
        Upsilon, the convergence per surface brightness at the circularised radius r_e / q.
    mass_to_light_gradient
        Gamma, below 2: the mass-to-light ratio falls as r^-Gamma.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 0.6,
        mass_to_light_ratio: float = 1.0,
        mass_to_light_gradient: float = 0.0,
    ) -> None:
        Sersic.__init__(self, centre, ell_comps, intensity, effective_radius, sersic_index, mass_to_light_ratio)
        check.within("mass_to_light_gradient", mass_to_light_gradient, upper=2.0, open_upper=True)
        self.mass_to_light_gradient = mass_to_light_gradient

    def _log_reference(self, xp: Backend) -> Any:
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return xp.log(self.effective_radius) + xp.log1p(modulus) - xp.log1p(-modulus)


class SersicGradientSph(SersicGradientMass, SersicSph):
    """The mass of a spherical Sersic profile with a gradient: `SersicGradient` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 0.6,
        mass_to_light_ratio: float = 1.0,
        mass_to_light_gradient: float = 0.0,
    ) -> None:
        SersicSph.__init__(self, centre, intensity, effective_radius, sersic_index, mass_to_light_ratio)
        check.within("mass_to_light_gradient", mass_to_light_gradient, upper=2.0, open_upper=True)
        self.mass_to_light_gradient = mass_to_light_gradient

    def _log_reference(self, xp: Backend) -> Any:
        return xp.log(self.effective_radius)
