"""Truncated NFW haloes of a mass, with the concentration that haloes of that mass have.

Their truncation radius, in arcsec, is twice the number of kpc in r_200, as in PyAutoLens, which gives this radius no
other meaning. `NFWTruncatedSph.from_m200_concentration` truncates at a physical radius.
"""

from __future__ import annotations

from autolens_lite.profile.mass import mass_concentration
from autolens_lite.profile.mass.halo_of_mass import HaloOfMass
from autolens_lite.profile.mass.nfw_truncated import NFWTruncatedSph


class NFWTruncatedMCRDuffySph(HaloOfMass, NFWTruncatedSph):
    """A round truncated NFW halo with the concentration of Duffy et al. (2008) for its mass and redshift.

    The truncation radius in arcsec is twice r_200 in kpc, a convention of PyAutoLens; mass_at_200 is that of the halo
    without truncation.

    Parameters are those of `NFWMCRDuffySph`.

    References
    ----------
    Duffy et al. (2008), MNRAS 390, L64, table 1, for the concentrations.
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
        super().__init__(centre, scales.kappa_s, scales.scale_radius, 2.0 * scales.radius)


class NFWTruncatedMCRScatterLudlowSph(HaloOfMass, NFWTruncatedSph):
    """A round truncated NFW halo with a concentration about the mean of Ludlow et al. (2016) for its mass.

    The truncation radius in arcsec is twice r_200 in kpc, a convention of PyAutoLens; mass_at_200 is that of the halo
    without truncation.

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
        super().__init__(centre, scales.kappa_s, scales.scale_radius, 2.0 * scales.radius)


class NFWTruncatedMCRLudlowSph(NFWTruncatedMCRScatterLudlowSph):
    """A round truncated NFW halo with the mean concentration of Ludlow et al. (2016) for its mass and redshift.

    The truncation radius in arcsec is twice r_200 in kpc, a convention of PyAutoLens; mass_at_200 is that of the halo
    without truncation.

    Parameters and references are those of `NFWTruncatedMCRScatterLudlowSph`, without `scatter_sigma`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        super().__init__(centre, mass_at_200, 0.0, redshift_object, redshift_source)
