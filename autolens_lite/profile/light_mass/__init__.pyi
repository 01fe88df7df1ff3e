"""Light-and-mass profiles, `al.lmp`: one set of parameters for the light and the stars' mass.

Each is the light profile and the mass profile of its name at once; a galaxy takes it for both. Their convergence is
`mass_to_light_ratio` times their surface brightness.
"""

from autolens_lite.profile.light_mass.abstract import LightMassProfile
from autolens_lite.profile.light_mass.chameleon import Chameleon, ChameleonSph
from autolens_lite.profile.light_mass.gaussian import Gaussian, GaussianGradient
from autolens_lite.profile.light_mass.sersic import (
    DevVaucouleurs,
    DevVaucouleursSph,
    Exponential,
    ExponentialSph,
    Sersic,
    SersicCore,
    SersicCoreSph,
    SersicSph,
)
from autolens_lite.profile.light_mass.sersic_gradient import (
    ExponentialGradient,
    ExponentialGradientSph,
    SersicGradient,
    SersicGradientSph,
)

__all__ = [
    "Chameleon",
    "ChameleonSph",
    "DevVaucouleurs",
    "DevVaucouleursSph",
    "Exponential",
    "ExponentialGradient",
    "ExponentialGradientSph",
    "ExponentialSph",
    "Gaussian",
    "GaussianGradient",
    "LightMassProfile",
    "Sersic",
    "SersicCore",
    "SersicCoreSph",
    "SersicGradient",
    "SersicGradientSph",
    "SersicSph",
]
