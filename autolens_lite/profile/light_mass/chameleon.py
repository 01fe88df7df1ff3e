"""Chameleons that are light and mass at once."""

from __future__ import annotations

from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile.light_mass.abstract import LightMassProfile


class Chameleon(mp.Chameleon, lp.Chameleon, LightMassProfile):
    """The light of `lp.Chameleon` and the mass of `mp.Chameleon`.

    Notes
    -----
    The default core radii, PyAutoLens', give negative light and mass: pass core_radius_1 above core_radius_0.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    core_radius_0, core_radius_1
        The smaller and the larger core radius, in arcsec.
    mass_to_light_ratio
        The convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.005,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        mp.Chameleon.__init__(self, centre, ell_comps, intensity, core_radius_0, core_radius_1, mass_to_light_ratio)


class ChameleonSph(mp.ChameleonSph, lp.ChameleonSph, LightMassProfile):
    """The light of `lp.ChameleonSph` and the mass of `mp.ChameleonSph`: `Chameleon` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.005,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        mp.ChameleonSph.__init__(self, centre, intensity, core_radius_0, core_radius_1, mass_to_light_ratio)
