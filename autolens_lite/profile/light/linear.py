"""Linear light profiles, `al.lp_linear`: those of `al.lp` without `intensity`, which a fit solves for.

Other arguments are those of the profile of the same name in `al.lp`. Until it is solved for the intensity is 1, and the
images of galaxies, tracers and bases leave the profile out.
"""

from __future__ import annotations

from typing import Any

from autolens_lite.profile import light
from autolens_lite.profile.light.abstract import LightProfile
from autolens_lite.profile.light.derive import without_intensity


class LightProfileLinear(LightProfile):
    """A light profile whose intensity is found by linear algebra. Put it before the profile in the order of bases."""

    def __init_subclass__(cls, **defaults: Any) -> None:
        """Take the argument `intensity` out of the constructor; `defaults` replace those of other arguments."""
        super().__init_subclass__()
        constructor = without_intensity(cls, 1.0, defaults)
        if constructor is not None:
            cls.__init__ = constructor  # type: ignore[method-assign]


class Gaussian(LightProfileLinear, light.Gaussian):
    """`al.lp.Gaussian`, its intensity solved for."""


class GaussianSph(LightProfileLinear, light.GaussianSph):
    """`al.lp.GaussianSph`, its intensity solved for."""


class GaussianMultipole(LightProfileLinear, light.GaussianMultipole):
    """`al.lp.GaussianMultipole`, its intensity solved for."""


class Moffat(LightProfileLinear, light.Moffat):
    """`al.lp.Moffat`, its intensity solved for."""


class MoffatSph(LightProfileLinear, light.MoffatSph):
    """`al.lp.MoffatSph`, its intensity solved for."""


class Sersic(LightProfileLinear, light.Sersic):
    """`al.lp.Sersic`, its intensity solved for."""


class SersicSph(LightProfileLinear, light.SersicSph):
    """`al.lp.SersicSph`, its intensity solved for."""


class SersicMultipole(LightProfileLinear, light.SersicMultipole):
    """`al.lp.SersicMultipole`, its intensity solved for."""


class SersicCore(LightProfileLinear, light.SersicCore, radius_break=0.01):
    """`al.lp.SersicCore`, its intensity solved for; the default `radius_break` is 0.01."""


class SersicCoreSph(LightProfileLinear, light.SersicCoreSph):
    """`al.lp.SersicCoreSph`, its intensity solved for."""


class Exponential(LightProfileLinear, light.Exponential):
    """`al.lp.Exponential`, its intensity solved for."""


class ExponentialSph(LightProfileLinear, light.ExponentialSph):
    """`al.lp.ExponentialSph`, its intensity solved for."""


class ExponentialCore(LightProfileLinear, light.ExponentialCore):
    """`al.lp.ExponentialCore`, its intensity solved for."""


class ExponentialCoreSph(LightProfileLinear, light.ExponentialCoreSph):
    """`al.lp.ExponentialCoreSph`, its intensity solved for."""


class DevVaucouleurs(LightProfileLinear, light.DevVaucouleurs):
    """`al.lp.DevVaucouleurs`, its intensity solved for."""


class DevVaucouleursSph(LightProfileLinear, light.DevVaucouleursSph):
    """`al.lp.DevVaucouleursSph`, its intensity solved for."""


class Chameleon(LightProfileLinear, light.Chameleon):
    """`al.lp.Chameleon`, its intensity solved for."""


class ChameleonSph(LightProfileLinear, light.ChameleonSph):
    """`al.lp.ChameleonSph`, its intensity solved for."""


class ElsonFreeFall(LightProfileLinear, light.ElsonFreeFall):
    """`al.lp.ElsonFreeFall`, its intensity solved for."""


class ElsonFreeFallSph(LightProfileLinear, light.ElsonFreeFallSph):
    """`al.lp.ElsonFreeFallSph`, its intensity solved for."""


class ShapeletCartesian(LightProfileLinear, light.ShapeletCartesian):
    """`al.lp.ShapeletCartesian`, its intensity solved for."""


class ShapeletCartesianSph(LightProfileLinear, light.ShapeletCartesianSph):
    """`al.lp.ShapeletCartesianSph`, its intensity solved for."""


class ShapeletPolar(LightProfileLinear, light.ShapeletPolar):
    """`al.lp.ShapeletPolar`, its intensity solved for."""


class ShapeletPolarSph(LightProfileLinear, light.ShapeletPolarSph):
    """`al.lp.ShapeletPolarSph`, its intensity solved for."""


class ShapeletExponential(LightProfileLinear, light.ShapeletExponential):
    """`al.lp.ShapeletExponential`, its intensity solved for."""


class ShapeletExponentialSph(LightProfileLinear, light.ShapeletExponentialSph):
    """`al.lp.ShapeletExponentialSph`, its intensity solved for."""
