"""Haloes of a virial mass and a concentration."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.profile.mass import mass_concentration
from autolens_lite.profile.mass.gnfw import gNFWSph
from autolens_lite.profile.mass.nfw import NFWSph


class NFWVirialMassConcSph(NFWSph):
    """A round NFW halo of a virial mass and a concentration.

    `concentration` is the argument; that of 200 times the critical density is `concentration_at_200(...)`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    virial_mass
        Mass within the virial radius, solar masses.
    concentration
        Virial radius over scale radius.
    virial_overdens
        Mean density within the virial radius over the critical density.
    redshift_object, redshift_source
        Redshift of the halo, and of the source behind it.
    """

    concentration: Any

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        virial_mass: float = 1e12,
        concentration: float = 10,
        virial_overdens: float = 200,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        check.positive("virial_mass", virial_mass)
        check.positive("concentration", concentration)
        scales = mass_concentration.nfw_scales_from(
            virial_mass, concentration, redshift_object, redshift_source, virial_overdens
        )
        super().__init__(centre, scales.kappa_s, scales.scale_radius)
        self.virial_mass = virial_mass
        self.concentration = concentration
        self.virial_overdens = virial_overdens
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source


class gNFWOfVirialMass(gNFWSph):
    """A round generalised NFW halo of a virial mass; its kinds say by which radius it is concentrated."""

    def _set_virial(
        self,
        centre: tuple[float, float],
        log10m_vir: Any,
        concentration: Any,
        overdens: Any,
        redshift_object: Any,
        redshift_source: Any,
        inner_slope: Any,
    ) -> None:
        """Set all, `concentration` being the virial radius over the scale radius."""
        scales = mass_concentration.gnfw_scales_from(
            mass_concentration.mass_from_logarithm("log10m_vir", log10m_vir),
            concentration,
            inner_slope,
            redshift_object,
            redshift_source,
            overdens,
        )
        gNFWSph.__init__(self, centre, scales.kappa_s, inner_slope, scales.scale_radius)
        self.log10m_vir = log10m_vir
        self.overdens = overdens
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source


class gNFWVirialMassConcSph(gNFWOfVirialMass):
    """A round generalised NFW halo of a virial mass and a concentration by the radius of slope -2.

    With r_2 = (2 - gamma) r_s, the virial radius is (2 - gamma) c_2 scale radii; the inner slope is below 2.

    References
    ----------
    Bryan & Norman (1998), ApJ 495, 80, for the virial overdensity.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    log10m_vir
        Decimal logarithm of the mass within the virial radius, solar masses.
    c_2
        Virial radius over the radius at which the density's logarithmic slope is -2.
    overdens
        Mean density within the virial radius over the critical density; 0 for that of Bryan & Norman (1998).
    redshift_object, redshift_source
        Redshift of the halo, and of the source behind it.
    inner_slope
        gamma, the logarithmic slope of the density at the centre, in [-1, 3); 1 is NFW.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        log10m_vir: float = 12.0,
        c_2: float = 10.0,
        overdens: float = 0.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        inner_slope: float = 1.0,
    ) -> None:
        check.positive("c_2", c_2)
        check.finite("inner_slope", inner_slope)
        concentration = (2.0 - inner_slope) * c_2
        self._set_virial(centre, log10m_vir, concentration, overdens, redshift_object, redshift_source, inner_slope)
        self.c_2 = c_2


class gNFWVirialMassgNFWConcSph(gNFWOfVirialMass):
    """A round generalised NFW halo of a virial mass and a concentration by the scale radius.

    Parameters
    ----------
    c_gNFW
        Virial radius over scale radius.

    All others, and the reference, are those of `gNFWVirialMassConcSph`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        log10m_vir: float = 12.0,
        c_gNFW: float = 10.0,
        overdens: float = 0.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        inner_slope: float = 1.0,
    ) -> None:
        check.positive("c_gNFW", c_gNFW)
        self._set_virial(centre, log10m_vir, c_gNFW, overdens, redshift_object, redshift_source, inner_slope)
        self.c_gNFW = c_gNFW
