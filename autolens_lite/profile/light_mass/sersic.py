"""Sersic profiles that are light and mass at once."""

from __future__ import annotations

from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile.light_mass.abstract import LightMassProfile


class Sersic(mp.Sersic, lp.Sersic, LightMassProfile):
    """The light of `lp.Sersic` and the mass of `mp.Sersic`, which has the parameters."""


class SersicSph(mp.SersicSph, lp.SersicSph, LightMassProfile):
    """The light of `lp.SersicSph` and the mass of `mp.SersicSph`, which has the parameters."""


class Exponential(mp.Exponential, lp.Exponential, LightMassProfile):
    """The light of `lp.Exponential` and the mass of `mp.Exponential`, which has the parameters."""


class ExponentialSph(mp.ExponentialSph, lp.ExponentialSph, LightMassProfile):
    """The light of `lp.ExponentialSph` and the mass of `mp.ExponentialSph`, which has the parameters."""


class DevVaucouleurs(mp.DevVaucouleurs, lp.DevVaucouleurs, LightMassProfile):
    """The light of `lp.DevVaucouleurs` and the mass of `mp.DevVaucouleurs`, which has the parameters."""


class DevVaucouleursSph(mp.DevVaucouleursSph, lp.DevVaucouleursSph, LightMassProfile):
    """The light of `lp.DevVaucouleursSph` and the mass of `mp.DevVaucouleursSph`, which has the parameters."""


class SersicCore(mp.SersicCore, lp.SersicCore, LightMassProfile):
    """The light of `lp.SersicCore` and the mass of `mp.SersicCore`, which has the parameters."""


class SersicCoreSph(mp.SersicCoreSph, lp.SersicCoreSph, LightMassProfile):
    """The light of `lp.SersicCoreSph` and the mass of `mp.SersicCoreSph`, which has the parameters."""
