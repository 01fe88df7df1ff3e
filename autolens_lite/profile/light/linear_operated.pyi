"""Linear operated light profiles, `al.lp_linear_operated`: already convolved, their intensity solved for."""

from autolens_lite.profile.light import linear
from autolens_lite.profile.light.families import LightProfileOperated

__all__ = [
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

class Chameleon(linear.Chameleon, LightProfileOperated):
    """`al.lp_operated.Chameleon`, its intensity solved for."""

class ChameleonSph(linear.ChameleonSph, LightProfileOperated):
    """`al.lp_operated.ChameleonSph`, its intensity solved for."""

class DevVaucouleurs(linear.DevVaucouleurs, LightProfileOperated):
    """`al.lp_operated.DevVaucouleurs`, its intensity solved for."""

class DevVaucouleursSph(linear.DevVaucouleursSph, LightProfileOperated):
    """`al.lp_operated.DevVaucouleursSph`, its intensity solved for."""

class ElsonFreeFall(linear.ElsonFreeFall, LightProfileOperated):
    """`al.lp_operated.ElsonFreeFall`, its intensity solved for."""

class ElsonFreeFallSph(linear.ElsonFreeFallSph, LightProfileOperated):
    """`al.lp_operated.ElsonFreeFallSph`, its intensity solved for."""

class Exponential(linear.Exponential, LightProfileOperated):
    """`al.lp_operated.Exponential`, its intensity solved for."""

class ExponentialCore(linear.ExponentialCore, LightProfileOperated):
    """`al.lp_operated.ExponentialCore`, its intensity solved for; the default `radius_break` is 0.01."""

class ExponentialCoreSph(linear.ExponentialCoreSph, LightProfileOperated):
    """`al.lp_operated.ExponentialCoreSph`, its intensity solved for."""

class ExponentialSph(linear.ExponentialSph, LightProfileOperated):
    """`al.lp_operated.ExponentialSph`, its intensity solved for."""

class Gaussian(linear.Gaussian, LightProfileOperated):
    """`al.lp_operated.Gaussian`, its intensity solved for."""

class GaussianMultipole(linear.GaussianMultipole, LightProfileOperated):
    """`al.lp_operated.GaussianMultipole`, its intensity solved for."""

class GaussianSph(linear.GaussianSph, LightProfileOperated):
    """`al.lp_operated.GaussianSph`, its intensity solved for."""

class Moffat(linear.Moffat, LightProfileOperated):
    """`al.lp_operated.Moffat`, its intensity solved for."""

class MoffatSph(linear.MoffatSph, LightProfileOperated):
    """`al.lp_operated.MoffatSph`, its intensity solved for."""

class Sersic(linear.Sersic, LightProfileOperated):
    """`al.lp_operated.Sersic`, its intensity solved for."""

class SersicCore(linear.SersicCore, LightProfileOperated):
    """`al.lp_operated.SersicCore`, its intensity solved for; the default `radius_break` is 0.01."""

class SersicCoreSph(linear.SersicCoreSph, LightProfileOperated):
    """`al.lp_operated.SersicCoreSph`, its intensity solved for."""

class SersicMultipole(linear.SersicMultipole, LightProfileOperated):
    """`al.lp_operated.SersicMultipole`, its intensity solved for."""

class SersicSph(linear.SersicSph, LightProfileOperated):
    """`al.lp_operated.SersicSph`, its intensity solved for."""

class ShapeletCartesian(linear.ShapeletCartesian, LightProfileOperated):
    """`al.lp_operated.ShapeletCartesian`, its intensity solved for."""

class ShapeletCartesianSph(linear.ShapeletCartesianSph, LightProfileOperated):
    """`al.lp_operated.ShapeletCartesianSph`, its intensity solved for."""

class ShapeletExponential(linear.ShapeletExponential, LightProfileOperated):
    """`al.lp_operated.ShapeletExponential`, its intensity solved for."""

class ShapeletExponentialSph(linear.ShapeletExponentialSph, LightProfileOperated):
    """`al.lp_operated.ShapeletExponentialSph`, its intensity solved for."""

class ShapeletPolar(linear.ShapeletPolar, LightProfileOperated):
    """`al.lp_operated.ShapeletPolar`, its intensity solved for."""

class ShapeletPolarSph(linear.ShapeletPolarSph, LightProfileOperated):
    """`al.lp_operated.ShapeletPolarSph`, its intensity solved for."""
