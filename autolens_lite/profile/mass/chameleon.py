"""The mass of a Chameleon profile, elliptical and spherical."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.light.chameleon import chameleon_image_from
from autolens_lite.profile.mass import cored_isothermal
from autolens_lite.profile.mass.stellar import EllStellarMass, SphStellarMass
from autolens_lite.xp.backend import Backend


class Chameleon(EllStellarMass):
    r"""The mass of an elliptical Chameleon: the difference of two cored isothermal ellipsoids.

    .. math:: \kappa(m) = \frac{\Upsilon I_0}{1 + q} \left[\frac{1}{\sqrt{m^2 + s_0^2}}
                     - \frac{1}{\sqrt{m^2 + s_1^2}}\right],
              \qquad s_i = \frac{2 c_i}{1 + q}, \quad m^2 = x^2 + y^2 / q^2,

    with x along the major axis: the difference of two masses of `cored_isothermal`, whose two arctangents are taken in
    one.

    Notes
    -----
    The deflections are exact to 1e-14 at all ellipticities, at the centre and far away, where two arctangents would
    cancel; the potential to 1e-14 of that of the inner mass alone. The profile depends on |ell_comps| itself, so that
    it has a kink at ell_comps = (0, 0); the gradient there is the mean over directions. PyAutoLens takes 0.99999 for
    the axis ratio of a round profile, 1e-5 off.

    References
    ----------
    Maller et al. (2000), ApJ 533, 194; Dutton et al. (2011), MNRAS 417, 1621, appendix A; Keeton (2001),
    astro-ph/0102341, equation 34, for the potential of a cored isothermal ellipsoid.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    core_radius_0, core_radius_1
        c_0 and c_1, the smaller and the larger core radius, in arcsec.
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.02,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        EllStellarMass.__init__(self, centre, ell_comps, intensity, mass_to_light_ratio)
        check.positive("core_radius_0", core_radius_0)
        check.positive("core_radius_1", core_radius_1)
        self.core_radius_0 = core_radius_0
        self.core_radius_1 = core_radius_1

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        strength, inner, outer = self._cores(xp)
        point = self._relative(coordinates)
        return cored_isothermal.difference_from(point, self.ell_comps, strength, inner, outer, xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        modulus = geometry.modulus_from(self.ell_comps, xp)
        squared = (z_y * z_y + z_x * z_x) * (1.0 / (1.0 - modulus) ** 2)
        return chameleon_image_from(squared, *self._scales(xp), xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        strength, inner, outer = self._cores(xp)
        point = self._relative(coordinates)
        z = self._elliptical(*point)
        return cored_isothermal.difference_potential_from(point, z, self.ell_comps, strength, inner, outer, xp)

    def _scales(self, xp: Backend) -> tuple[Any, Any, Any]:
        """Return Upsilon I_0 / (1 + q), s_0 and s_1."""
        stretch = 1.0 + geometry.modulus_from(self.ell_comps, xp)  # 2 / (1 + q)
        amplitude = 0.5 * stretch * self.mass_to_light_ratio * self.intensity
        return amplitude, stretch * self.core_radius_0, stretch * self.core_radius_1

    def _cores(self, xp: Backend) -> tuple[Any, Any, Any]:
        """Return the strength and the two cores of `cored_isothermal`."""
        amplitude, core_0, core_1 = self._scales(xp)
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return 2.0 * amplitude / (1.0 + modulus), (1.0 - modulus) * core_0, (1.0 - modulus) * core_1


class ChameleonSph(SphStellarMass):
    """The mass of a spherical Chameleon: `Chameleon` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.02,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        SphStellarMass.__init__(self, centre, intensity, mass_to_light_ratio)
        check.positive("core_radius_0", core_radius_0)
        check.positive("core_radius_1", core_radius_1)
        self.core_radius_0 = core_radius_0
        self.core_radius_1 = core_radius_1

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        mean = self._mean(y * y + x * x, coordinates.xp)[0]
        return y * mean, x * mean

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        amplitude = 0.5 * self.mass_to_light_ratio * self.intensity
        return chameleon_image_from(y * y + x * x, amplitude, self.core_radius_0, self.core_radius_1, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        squared = y * y + x * x
        mean, sum_0, sum_1 = self._mean(squared, xp)
        core_0, core_1 = self.core_radius_0, self.core_radius_1
        logarithms = core_0 * xp.log1p(0.5 * squared / (core_0 * sum_0)) - core_1 * xp.log1p(
            0.5 * squared / (core_1 * sum_1)
        )
        return squared * mean - (self.mass_to_light_ratio * self.intensity) * logarithms

    def _mean(self, squared: Any, xp: Backend) -> tuple[Any, Any, Any]:
        """Return the mean convergence within squared radii, and s_i + R_i."""
        core_0, core_1 = self.core_radius_0, self.core_radius_1
        outer_0, outer_1 = xp.sqrt(squared + core_0 * core_0), xp.sqrt(squared + core_1 * core_1)
        sum_0, sum_1 = core_0 + outer_0, core_1 + outer_1
        difference = (core_1 - core_0) * (1.0 / sum_0 + 1.0 / sum_1) / (outer_0 + outer_1)
        return self.mass_to_light_ratio * self.intensity * difference, sum_0, sum_1
