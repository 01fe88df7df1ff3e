"""Mass profiles, `al.mp`."""

from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.profile.mass.chameleon import Chameleon, ChameleonSph
from autolens_lite.profile.mass.cnfw import cNFW, cNFWSph
from autolens_lite.profile.mass.cnfw_mcr import (
    cNFWMCRLudlow,
    cNFWMCRLudlowSph,
    cNFWMCRScatterLudlow,
    cNFWMCRScatterLudlowSph,
)
from autolens_lite.profile.mass.dev_vaucouleurs import DevVaucouleurs, DevVaucouleursSph
from autolens_lite.profile.mass.dual_pie import dPIEMass, dPIEMassSph
from autolens_lite.profile.mass.dual_pie_b0 import dPIEMassB0, dPIEMassB0Sph
from autolens_lite.profile.mass.dual_pie_potential import dPIEPotential, dPIEPotentialSph
from autolens_lite.profile.mass.exponential import Exponential, ExponentialSph
from autolens_lite.profile.mass.external_potential import ExternalPotential
from autolens_lite.profile.mass.external_shear import ExternalShear
from autolens_lite.profile.mass.gaussian import Gaussian
from autolens_lite.profile.mass.gaussian_gradient import GaussianGradient
from autolens_lite.profile.mass.gnfw import gNFW, gNFWSph
from autolens_lite.profile.mass.gnfw_mcr import gNFWMCRLudlow
from autolens_lite.profile.mass.halo_virial import (
    NFWVirialMassConcSph,
    gNFWVirialMassConcSph,
    gNFWVirialMassgNFWConcSph,
)
from autolens_lite.profile.mass.input_deflections import InputDeflections
from autolens_lite.profile.mass.input_potential import InputPotential
from autolens_lite.profile.mass.isothermal import Isothermal, IsothermalSph
from autolens_lite.profile.mass.isothermal_core import IsothermalCore, IsothermalCoreSph
from autolens_lite.profile.mass.kaplinghat import KaplinghatCoredNFWSph
from autolens_lite.profile.mass.kaplinghat_mcr import KaplinghatCoredNFWMCRLudlowSph
from autolens_lite.profile.mass.mass_sheet import MassSheet
from autolens_lite.profile.mass.nfw import NFW, NFWSph
from autolens_lite.profile.mass.nfw_mcr import (
    NFWMCRDuffySph,
    NFWMCRLudlow,
    NFWMCRLudlowSph,
    NFWMCRScatterLudlow,
    NFWMCRScatterLudlowSph,
)
from autolens_lite.profile.mass.nfw_truncated import NFWTruncated, NFWTruncatedSph
from autolens_lite.profile.mass.nfw_truncated_mcr import (
    NFWTruncatedMCRDuffySph,
    NFWTruncatedMCRLudlowSph,
    NFWTruncatedMCRScatterLudlowSph,
)
from autolens_lite.profile.mass.pie import PIEMass
from autolens_lite.profile.mass.point_mass import PointMass
from autolens_lite.profile.mass.power_law import PowerLaw, PowerLawSph
from autolens_lite.profile.mass.power_law_broken import PowerLawBroken, PowerLawBrokenSph
from autolens_lite.profile.mass.power_law_core import PowerLawCore, PowerLawCoreSph
from autolens_lite.profile.mass.power_law_intermediate import PowerLawIntermediate
from autolens_lite.profile.mass.power_law_multipole import PowerLawMultipole
from autolens_lite.profile.mass.sersic import Sersic, SersicSph
from autolens_lite.profile.mass.sersic_core import SersicCore, SersicCoreSph
from autolens_lite.profile.mass.sersic_gradient import SersicGradient, SersicGradientSph
from autolens_lite.profile.mass.smbh import SMBH, SMBHBinary

__all__ = [
    "Chameleon",
    "ChameleonSph",
    "DevVaucouleurs",
    "DevVaucouleursSph",
    "Exponential",
    "ExponentialSph",
    "ExternalPotential",
    "ExternalShear",
    "Gaussian",
    "GaussianGradient",
    "InputDeflections",
    "InputPotential",
    "Isothermal",
    "IsothermalCore",
    "IsothermalCoreSph",
    "IsothermalSph",
    "KaplinghatCoredNFWMCRLudlowSph",
    "KaplinghatCoredNFWSph",
    "MassProfile",
    "MassSheet",
    "NFW",
    "NFWMCRDuffySph",
    "NFWMCRLudlow",
    "NFWMCRLudlowSph",
    "NFWMCRScatterLudlow",
    "NFWMCRScatterLudlowSph",
    "NFWSph",
    "NFWTruncated",
    "NFWTruncatedMCRDuffySph",
    "NFWTruncatedMCRLudlowSph",
    "NFWTruncatedMCRScatterLudlowSph",
    "NFWTruncatedSph",
    "NFWVirialMassConcSph",
    "PIEMass",
    "PointMass",
    "PowerLaw",
    "PowerLawBroken",
    "PowerLawBrokenSph",
    "PowerLawCore",
    "PowerLawCoreSph",
    "PowerLawIntermediate",
    "PowerLawMultipole",
    "PowerLawSph",
    "SMBH",
    "SMBHBinary",
    "Sersic",
    "SersicCore",
    "SersicCoreSph",
    "SersicGradient",
    "SersicGradientSph",
    "SersicSph",
    "cNFW",
    "cNFWMCRLudlow",
    "cNFWMCRLudlowSph",
    "cNFWMCRScatterLudlow",
    "cNFWMCRScatterLudlowSph",
    "cNFWSph",
    "dPIEMass",
    "dPIEMassB0",
    "dPIEMassB0Sph",
    "dPIEMassSph",
    "dPIEPotential",
    "dPIEPotentialSph",
    "gNFW",
    "gNFWMCRLudlow",
    "gNFWSph",
    "gNFWVirialMassConcSph",
    "gNFWVirialMassgNFWConcSph",
]
