"""The mass and the concentration of a halo, from the scales of its lens and the redshifts."""

from __future__ import annotations

from typing import Any

from autolens_lite import arguments, exc
from autolens_lite import cosmology as cosmologies
from autolens_lite.profile.mass import mass_concentration

Cosmology = cosmologies.FlatLambdaCDM | None


class HaloMass:
    """What an NFW halo of the scales `kappa_s` and `scale_radius` is, in solar masses and kpc.

    Kinds of haloes that are not NFW have these of the NFW halo of their scales. The cosmology is Planck15 by default;
    densities are over the critical density at the halo's redshift ("profile") or today ("local").
    """

    kappa_s: Any
    scale_radius: Any

    def rho_at_scale_radius_solar_mass_per_kpc3(
        self, redshift_object: float, redshift_source: float, cosmology: Cosmology = None
    ) -> float:
        """Return rho_s, solar masses / kpc^3 (four times the density at the scale radius)."""
        cosmologies.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        universe = cosmologies.given(cosmology)
        critical = mass_concentration.critical_surface_density_from(redshift_object, redshift_source, universe)
        return self.kappa_s * critical / (self.scale_radius * universe.kpc_per_arcsec_from(redshift_object))

    def delta_concentration(
        self,
        redshift_object: float,
        redshift_source: float,
        redshift_of_cosmic_average_density: str = "profile",
        cosmology: Cosmology = None,
    ) -> float:
        """Return rho_s over the critical density."""
        cosmologies.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        density = _average_density_from(redshift_of_cosmic_average_density, redshift_object, cosmology)
        return self.rho_at_scale_radius_solar_mass_per_kpc3(redshift_object, redshift_source, cosmology) / density

    def concentration_at_200(
        self,
        redshift_profile: float,
        redshift_source: float,
        redshift_of_cosmic_average_density: str = "profile",
        cosmology: Cosmology = None,
    ) -> float:
        """Return c_200, the radius of mean density 200 times critical over the scale radius."""
        cosmologies.check_behind(redshift_profile, redshift_source, ("redshift_profile", "redshift_source"))
        delta = self.delta_concentration(
            redshift_profile, redshift_source, redshift_of_cosmic_average_density, cosmology
        )
        return mass_concentration.nfw_radius_of_overdensity_from(delta / 200.0)

    # Its name in PyAutoLens; `NFWVirialMassConcSph` has its argument under this name instead.
    concentration = concentration_at_200

    def radius_at_200(
        self,
        redshift_object: float,
        redshift_source: float,
        redshift_of_cosmic_average_density: str = "profile",
        cosmology: Cosmology = None,
    ) -> float:
        """Return r_200, arcsec."""
        cosmologies.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        return self.scale_radius * self.concentration_at_200(
            redshift_object, redshift_source, redshift_of_cosmic_average_density, cosmology
        )

    def mass_at_200_solar_masses(
        self,
        redshift_object: float,
        redshift_source: float,
        redshift_of_cosmic_average_density: str = "profile",
        cosmology: Cosmology = None,
    ) -> float:
        """Return M_200, solar masses."""
        cosmologies.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        arguments = (redshift_object, redshift_source, redshift_of_cosmic_average_density, cosmology)
        universe = cosmologies.given(cosmology)
        radius = self.radius_at_200(*arguments) * universe.kpc_per_arcsec_from(redshift_object)
        density = _average_density_from(redshift_of_cosmic_average_density, redshift_object, cosmology)
        return mass_concentration.mass_of_sphere_from(radius, 200.0 * density)


def _average_density_from(kind: str, redshift: Any, cosmology: Cosmology) -> Any:
    if not isinstance(kind, str) or kind not in ("profile", "local"):
        raise exc.ParameterError(
            f"redshift_of_cosmic_average_density = {arguments.shown(kind)} is unknown. Pass 'profile' or 'local'."
        )
    return mass_concentration.critical_density_from(redshift if kind == "profile" else 0.0, cosmology)
