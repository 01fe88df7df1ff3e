"""Sersic profiles with a gradient of the mass-to-light ratio that are light and mass at once."""

from __future__ import annotations

from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile.light_mass.abstract import LightMassProfile


class SersicGradient(mp.SersicGradient, lp.Sersic, LightMassProfile):
    """The light of `lp.Sersic` and the mass of `mp.SersicGradient`, which has the parameters."""


class SersicGradientSph(mp.SersicGradientSph, lp.SersicSph, LightMassProfile):
    """The light of `lp.SersicSph` and the mass of `mp.SersicGradientSph`, which has the parameters."""


class ExponentialGradient(SersicGradient):
    """`SersicGradient` of index 1.

    Parameters are those of `SersicGradient` without `sersic_index`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        mass_to_light_ratio: float = 1.0,
        mass_to_light_gradient: float = 0.0,
    ) -> None:
        SersicGradient.__init__(
            self, centre, ell_comps, intensity, effective_radius, 1.0, mass_to_light_ratio, mass_to_light_gradient
        )


class ExponentialGradientSph(SersicGradientSph):
    """`SersicGradientSph` of index 1.

    Parameters are those of `SersicGradientSph` without `sersic_index`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        mass_to_light_ratio: float = 1.0,
        mass_to_light_gradient: float = 0.0,
    ) -> None:
        SersicGradientSph.__init__(
            self, centre, intensity, effective_radius, 1.0, mass_to_light_ratio, mass_to_light_gradient
        )
