"""Light profiles, `al.lp`."""

from autolens_lite.profile.light.abstract import LightProfile
from autolens_lite.profile.light.chameleon import Chameleon, ChameleonSph
from autolens_lite.profile.light.dev_vaucouleurs import DevVaucouleurs, DevVaucouleursSph
from autolens_lite.profile.light.elson_free_fall import ElsonFreeFall, ElsonFreeFallSph
from autolens_lite.profile.light.exponential import Exponential, ExponentialSph
from autolens_lite.profile.light.exponential_core import ExponentialCore, ExponentialCoreSph
from autolens_lite.profile.light.gaussian import Gaussian, GaussianSph
from autolens_lite.profile.light.moffat import Moffat, MoffatSph
from autolens_lite.profile.light.multipole import GaussianMultipole, SersicMultipole
from autolens_lite.profile.light.sersic import Sersic, SersicSph
from autolens_lite.profile.light.sersic_core import SersicCore, SersicCoreSph
from autolens_lite.profile.light.shapelet_cartesian import ShapeletCartesian, ShapeletCartesianSph
from autolens_lite.profile.light.shapelet_exponential import ShapeletExponential, ShapeletExponentialSph
from autolens_lite.profile.light.shapelet_polar import ShapeletPolar, ShapeletPolarSph

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
    "LightProfile",
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
