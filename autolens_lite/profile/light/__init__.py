"""Light profiles, `al.lp`."""

from autolens_lite.profile.light.abstract import LightProfile
from autolens_lite.profile.light.exponential import Exponential, ExponentialSph
from autolens_lite.profile.light.gaussian import Gaussian, GaussianSph
from autolens_lite.profile.light.sersic import Sersic, SersicSph

__all__ = ["Exponential", "ExponentialSph", "Gaussian", "GaussianSph", "LightProfile", "Sersic", "SersicSph"]
