"""Mass that follows light: the convergence is a mass-to-light ratio times a surface brightness."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import confocal
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.xp.backend import Backend


class StellarMass(MassProfile):
    """A convergence on similar ellipses or circles, that is a function of the circularised radius.

    Attributes
    ----------
    intensity
        Of the light, in its image's units per pixel.
    mass_to_light_ratio
        Convergence per intensity.
    """

    def _set_light(self, intensity: Any, mass_to_light_ratio: Any) -> None:
        check.finite("intensity", intensity)
        check.finite("mass_to_light_ratio", mass_to_light_ratio)
        self.intensity = intensity
        self.mass_to_light_ratio = mass_to_light_ratio

    def _convergence_from_squared_radius(self, squared: Any, xp: Backend) -> Any:
        """Return the convergence at squared (circularised) radii, arcsec^2."""
        raise NotImplementedError

    def _integrand(self, xp: Backend) -> confocal.Integrand:
        """Return the convergence, in units of `_scale`, as `confocal` integrates it."""
        raise NotImplementedError

    def _scale(self, xp: Backend) -> Any:
        """Return the convergence that `_integrand` is in units of."""
        raise NotImplementedError


class EllStellarMass(geometry.EllProfile, StellarMass):
    """Mass that follows light on ellipses; deflections and potential are integrals of `confocal`."""

    def __init__(
        self, centre: tuple[float, float], ell_comps: tuple[float, float], intensity: float, mass_to_light_ratio: float
    ) -> None:
        # by name: in a light-and-mass profile, the next class in line is the light's
        geometry.EllProfile.__init__(self, centre, ell_comps)
        self._set_light(intensity, mass_to_light_ratio)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        z, squared = self._ellipse(coordinates)
        xp = coordinates.xp
        alpha_y, alpha_x = confocal.deflections_from(z, squared, self.ell_comps, self._integrand(xp), xp)
        scale = self._scale(xp)
        return scale * alpha_y, scale * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return self._convergence_from_squared_radius(self._ellipse(coordinates)[1], coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        z, squared = self._ellipse(coordinates)
        xp = coordinates.xp
        return self._scale(xp) * confocal.potential_from(z, squared, self.ell_comps, self._integrand(xp), xp)

    def _ellipse(self, coordinates: Coordinates) -> tuple[tuple[Any, Any], Any]:
        """Return the elliptical coordinate (Z_y, Z_x) and the squared circularised radius."""
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        e0, e1 = self.ell_comps
        return (z_y, z_x), (z_y * z_y + z_x * z_x) * (1.0 / (1.0 - e0 * e0 - e1 * e1))


class SphStellarMass(geometry.SphProfile, StellarMass):
    """Mass that follows light on circles."""

    def __init__(self, centre: tuple[float, float], intensity: float, mass_to_light_ratio: float) -> None:
        geometry.SphProfile.__init__(self, centre)
        self._set_light(intensity, mass_to_light_ratio)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        z, squared = self._circle(coordinates)
        xp = coordinates.xp
        alpha_y, alpha_x = confocal.spherical_deflections_from(z, squared, self._integrand(xp), xp)
        scale = self._scale(xp)
        return scale * alpha_y, scale * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return self._convergence_from_squared_radius(self._circle(coordinates)[1], coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        squared = self._circle(coordinates)[1]
        return self._scale(xp) * confocal.spherical_potential_from(squared, self._integrand(xp), xp)

    def _circle(self, coordinates: Coordinates) -> tuple[tuple[Any, Any], Any]:
        y, x = self._relative(coordinates)
        return (y, x), y * y + x * x
