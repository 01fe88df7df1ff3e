"""Light-and-mass profiles, `al.lmp`: one set of parameters for the light and the stars' mass.

Each is the light profile and the mass profile of its name at once; a galaxy takes it for both. Their convergence is
`mass_to_light_ratio` times their surface brightness.
"""

from autolens_lite.profile.light_mass.abstract import LightMassProfile as LightMassProfile
from autolens_lite.profile.light_mass.chameleon import Chameleon as Chameleon
from autolens_lite.profile.light_mass.chameleon import ChameleonSph as ChameleonSph
from autolens_lite.profile.light_mass.gaussian import Gaussian as Gaussian
from autolens_lite.profile.light_mass.gaussian import GaussianGradient as GaussianGradient
from autolens_lite.profile.light_mass.sersic import DevVaucouleurs as DevVaucouleurs
from autolens_lite.profile.light_mass.sersic import DevVaucouleursSph as DevVaucouleursSph
from autolens_lite.profile.light_mass.sersic import Exponential as Exponential
from autolens_lite.profile.light_mass.sersic import ExponentialSph as ExponentialSph
from autolens_lite.profile.light_mass.sersic import Sersic as Sersic
from autolens_lite.profile.light_mass.sersic import SersicCore as SersicCore
from autolens_lite.profile.light_mass.sersic import SersicCoreSph as SersicCoreSph
from autolens_lite.profile.light_mass.sersic import SersicSph as SersicSph
from autolens_lite.profile.light_mass.sersic_gradient import ExponentialGradient as ExponentialGradient
from autolens_lite.profile.light_mass.sersic_gradient import ExponentialGradientSph as ExponentialGradientSph
from autolens_lite.profile.light_mass.sersic_gradient import SersicGradient as SersicGradient
from autolens_lite.profile.light_mass.sersic_gradient import SersicGradientSph as SersicGradientSph
