"""Generalised NFW haloes of a mass, with the concentration that haloes of that mass have."""

from __future__ import annotations

from autolens_lite.profile.mass.gnfw import gNFW
from autolens_lite.profile.mass.halo_of_mass import HaloOfMass


class gNFWMCRLudlow(HaloOfMass, gNFW):
    """A generalised NFW halo of the scales that an NFW halo of its mass has by Ludlow et al. (2016).

    Its own mass within r_200 is mass_at_200 only for an inner slope of 1, as in PyAutoLens.

    References
    ----------
    Ludlow et al. (2016), MNRAS 460, 1214, for the concentrations (see `ludlow16`).

    Parameters
    ----------
    inner_slope
        gamma, the logarithmic slope of the density at the centre, in [-1, 3); 1 is NFW.

    All others are those of `NFWMCRLudlow`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        mass_at_200: float = 1e9,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
        inner_slope: float = 1.0,
    ) -> None:
        scales = self._scales_of(mass_at_200, redshift_object, redshift_source)
        super().__init__(centre, ell_comps, scales.kappa_s, inner_slope, scales.scale_radius)
