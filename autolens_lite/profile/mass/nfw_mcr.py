"""NFW haloes of a mass, with the concentration that haloes of that mass have."""

from __future__ import annotations

from autolens_lite.profile.mass import mass_concentration
from autolens_lite.profile.mass.halo_of_mass import HaloOfMass
from autolens_lite.profile.mass.nfw import NFW, NFWSph


class NFWMCRDuffySph(HaloOfMass, NFWSph):
    """A round NFW halo with the concentration of Duffy et al. (2008) for its mass and redshift.

    References
    ----------
    Duffy et al. (2008), MNRAS 390, L64, table 1, for the concentrations.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    mass_at_200
        M_200, the mass within the radius r_200 of mean density 200 times critical, solar masses.
    redshift_object, redshift_source
        Redshift of the halo, and of the source behind it.
    """

    _relation = staticmethod(mass_concentration.duffy_concentration_from)

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        scales = self._scales_of(mass_at_200, redshift_object, redshift_source)
        super().__init__(centre, scales.kappa_s, scales.scale_radius)


class NFWMCRScatterLudlow(HaloOfMass, NFW):
    """An NFW halo with a concentration about the mean of Ludlow et al. (2016) for its mass and redshift.

    The mass is that of the round halo of the same scales.

    References
    ----------
    Ludlow et al. (2016), MNRAS 460, 1214, for the concentrations (see `ludlow16`).

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    mass_at_200
        M_200, the mass within the radius r_200 of mean density 200 times critical, solar masses.
    scatter_sigma
        Deviation of the concentration from the mean relation, in units of its scatter of 0.15 dex.
    redshift_object, redshift_source
        Redshift of the halo, and of the source behind it.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        scatter_sigma: float = 0.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        scales = self._scales_of(mass_at_200, redshift_object, redshift_source, scatter_sigma=scatter_sigma)
        super().__init__(centre, ell_comps, scales.kappa_s, scales.scale_radius)


class NFWMCRScatterLudlowSph(HaloOfMass, NFWSph):
    """A round NFW halo with a concentration about the mean of Ludlow et al. (2016) for its mass and redshift.

    Parameters are those of `NFWMCRScatterLudlow` without `ell_comps`.

    References
    ----------
    Ludlow et al. (2016), MNRAS 460, 1214, for the concentrations (see `ludlow16`).
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        scatter_sigma: float = 0.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        scales = self._scales_of(mass_at_200, redshift_object, redshift_source, scatter_sigma=scatter_sigma)
        super().__init__(centre, scales.kappa_s, scales.scale_radius)


class NFWMCRLudlow(NFWMCRScatterLudlow):
    """An NFW halo with the mean concentration of Ludlow et al. (2016) for its mass and redshift.

    Parameters and references are those of `NFWMCRScatterLudlow`, without `scatter_sigma`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps, mass_at_200, 0.0, redshift_object, redshift_source)


class NFWMCRLudlowSph(NFWMCRScatterLudlowSph):
    """A round NFW halo with the mean concentration of Ludlow et al. (2016) for its mass and redshift.

    Parameters and references are those of `NFWMCRScatterLudlowSph`, without `scatter_sigma`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        super().__init__(centre, mass_at_200, 0.0, redshift_object, redshift_source)
