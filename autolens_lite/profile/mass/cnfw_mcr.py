"""Cored NFW haloes of a mass, with the concentration that haloes of that mass have."""

from __future__ import annotations

from autolens_lite.profile.mass.cnfw import cNFW, cNFWSph
from autolens_lite.profile.mass.halo_of_mass import HaloOfMass


class cNFWMCRScatterLudlow(HaloOfMass, cNFW):
    """A cored NFW halo with a concentration about the mean of Ludlow et al. (2016) for its mass and redshift.

    The mass is that of the cored halo: see `mass_concentration.cnfw_mass_integral_from` for where PyAutoLens differs.

    References
    ----------
    Ludlow et al. (2016), MNRAS 460, 1214, for the concentrations (see `ludlow16`).

    Parameters
    ----------
    f_c
        Core radius over scale radius.

    All others are those of `NFWMCRScatterLudlow`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        scatter_sigma: float = 0.0,
        f_c: float = 0.01,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        scales = self._scales_of(mass_at_200, redshift_object, redshift_source, f_c, scatter_sigma=scatter_sigma)
        super().__init__(centre, ell_comps, scales.kappa_s, scales.scale_radius, f_c * scales.scale_radius)


class cNFWMCRScatterLudlowSph(HaloOfMass, cNFWSph):
    """A round cored NFW halo with a concentration about the mean of Ludlow et al. (2016) for its mass.

    The mass is that of the cored halo: see `mass_concentration.cnfw_mass_integral_from` for where PyAutoLens differs.

    Parameters are those of `cNFWMCRScatterLudlow` without `ell_comps`.

    References
    ----------
    Ludlow et al. (2016), MNRAS 460, 1214, for the concentrations (see `ludlow16`).
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        scatter_sigma: float = 0.0,
        f_c: float = 0.01,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        scales = self._scales_of(mass_at_200, redshift_object, redshift_source, f_c, scatter_sigma=scatter_sigma)
        super().__init__(centre, scales.kappa_s, scales.scale_radius, f_c * scales.scale_radius)


class cNFWMCRLudlow(cNFWMCRScatterLudlow):
    """A cored NFW halo with the mean concentration of Ludlow et al. (2016) for its mass and redshift.

    The mass is that of the cored halo: see `mass_concentration.cnfw_mass_integral_from` for where PyAutoLens differs.

    Parameters and references are those of `cNFWMCRScatterLudlow`, without `scatter_sigma`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        f_c: float = 0.01,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps, mass_at_200, 0.0, f_c, redshift_object, redshift_source)


class cNFWMCRLudlowSph(cNFWMCRScatterLudlowSph):
    """A round cored NFW halo with the mean concentration of Ludlow et al. (2016) for its mass and redshift.

    The mass is that of the cored halo: see `mass_concentration.cnfw_mass_integral_from` for where PyAutoLens differs.

    Parameters and references are those of `cNFWMCRScatterLudlowSph`, without `scatter_sigma`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        f_c: float = 0.01,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        super().__init__(centre, mass_at_200, 0.0, f_c, redshift_object, redshift_source)
