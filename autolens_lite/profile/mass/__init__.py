"""Mass profiles, `al.mp`."""

from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.profile.mass.external_shear import ExternalShear
from autolens_lite.profile.mass.isothermal import Isothermal, IsothermalSph
from autolens_lite.profile.mass.point_mass import PointMass
from autolens_lite.profile.mass.power_law import PowerLaw, PowerLawSph

__all__ = ["ExternalShear", "Isothermal", "IsothermalSph", "MassProfile", "PointMass", "PowerLaw", "PowerLawSph"]
