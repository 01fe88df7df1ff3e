"""Operated light profiles, `al.lp_operated`: those of `al.lp` whose image is already convolved with the PSF.

They stand for unresolved emission that the point spread function itself describes. Arguments and images are those of
the profile of the same name in `al.lp`; only what a fit to imaging does with them differs.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileOperated as LightProfileOperated

__all__ = [
    "LightProfileOperated",
    "Chameleon",
    "ChameleonSph",
    "DevVaucouleurs",
    "DevVaucouleursSph",
    "ElsonFreeFall",
    "ElsonFreeFallSph",
    "Exponential",
    "ExponentialCore",
    "ExponentialCoreSph",
    "ExponentialSph",
    "Gaussian",
    "GaussianMultipole",
    "GaussianSph",
    "Moffat",
    "MoffatSph",
    "Sersic",
    "SersicCore",
    "SersicCoreSph",
    "SersicMultipole",
    "SersicSph",
    "ShapeletCartesian",
    "ShapeletCartesianSph",
    "ShapeletExponential",
    "ShapeletExponentialSph",
    "ShapeletPolar",
    "ShapeletPolarSph",
]

class Chameleon(light.Chameleon, LightProfileOperated):
    """`al.lp.Chameleon`, already convolved."""

class ChameleonSph(light.ChameleonSph, LightProfileOperated):
    """`al.lp.ChameleonSph`, already convolved."""

class DevVaucouleurs(light.DevVaucouleurs, LightProfileOperated):
    """`al.lp.DevVaucouleurs`, already convolved."""

class DevVaucouleursSph(light.DevVaucouleursSph, LightProfileOperated):
    """`al.lp.DevVaucouleursSph`, already convolved."""

class ElsonFreeFall(light.ElsonFreeFall, LightProfileOperated):
    """`al.lp.ElsonFreeFall`, already convolved."""

class ElsonFreeFallSph(light.ElsonFreeFallSph, LightProfileOperated):
    """`al.lp.ElsonFreeFallSph`, already convolved."""

class Exponential(light.Exponential, LightProfileOperated):
    """`al.lp.Exponential`, already convolved."""

class ExponentialCore(light.ExponentialCore, LightProfileOperated):
    """`al.lp.ExponentialCore`, already convolved."""

class ExponentialCoreSph(light.ExponentialCoreSph, LightProfileOperated):
    """`al.lp.ExponentialCoreSph`, already convolved."""

class ExponentialSph(light.ExponentialSph, LightProfileOperated):
    """`al.lp.ExponentialSph`, already convolved."""

class Gaussian(light.Gaussian, LightProfileOperated):
    """`al.lp.Gaussian`, already convolved."""

class GaussianMultipole(light.GaussianMultipole, LightProfileOperated):
    """`al.lp.GaussianMultipole`, already convolved."""

class GaussianSph(light.GaussianSph, LightProfileOperated):
    """`al.lp.GaussianSph`, already convolved."""

class Moffat(light.Moffat, LightProfileOperated):
    """`al.lp.Moffat`, already convolved."""

class MoffatSph(light.MoffatSph, LightProfileOperated):
    """`al.lp.MoffatSph`, already convolved."""

class Sersic(light.Sersic, LightProfileOperated):
    """`al.lp.Sersic`, already convolved."""

class SersicCore(light.SersicCore, LightProfileOperated):
    """`al.lp.SersicCore`, already convolved."""

class SersicCoreSph(light.SersicCoreSph, LightProfileOperated):
    """`al.lp.SersicCoreSph`, already convolved."""

class SersicMultipole(light.SersicMultipole, LightProfileOperated):
    """`al.lp.SersicMultipole`, already convolved."""

class SersicSph(light.SersicSph, LightProfileOperated):
    """`al.lp.SersicSph`, already convolved."""

class ShapeletCartesian(light.ShapeletCartesian, LightProfileOperated):
    """`al.lp.ShapeletCartesian`, already convolved."""

class ShapeletCartesianSph(light.ShapeletCartesianSph, LightProfileOperated):
    """`al.lp.ShapeletCartesianSph`, already convolved."""

class ShapeletExponential(light.ShapeletExponential, LightProfileOperated):
    """`al.lp.ShapeletExponential`, already convolved."""

class ShapeletExponentialSph(light.ShapeletExponentialSph, LightProfileOperated):
    """`al.lp.ShapeletExponentialSph`, already convolved."""

class ShapeletPolar(light.ShapeletPolar, LightProfileOperated):
    """`al.lp.ShapeletPolar`, already convolved."""

class ShapeletPolarSph(light.ShapeletPolarSph, LightProfileOperated):
    """`al.lp.ShapeletPolarSph`, already convolved."""
