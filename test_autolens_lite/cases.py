"""The table of profiles that the property tests run through: a new profile is one row here.

A case is a class and its constructor's arguments. The first row of a class is a generic one; the others are the
places where formulas break: no ellipticity, ellipses along the axes, the end of a series, extreme shapes.
"""

from dataclasses import dataclass, field
from typing import Any

from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp

CENTRE = (0.07, -0.11)


@dataclass(frozen=True)
class Case:
    cls: type
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def profile(self):
        return self.cls(**self.arguments)

    @property
    def orders(self):
        """The arguments that are integers, which are fixed: no parameters."""
        return tuple(value for value in self.arguments.values() if isinstance(value, int))

    def __str__(self):
        return f"{self.cls.__name__}-{'-'.join(str(value) for value in self.arguments.values())}".replace(" ", "")


def case(cls, **arguments):
    return Case(cls, arguments)


BROKEN = {"centre": CENTRE, "einstein_radius": 1.3, "inner_slope": 1.2, "outer_slope": 1.6, "break_radius": 0.4}
DPIE = {"centre": CENTRE, "sigma": 260.0, "r_core": 0.2, "r_cut": 12.0, "redshift_object": 0.4, "redshift_source": 1.5}
DPIE |= {"H0": 70.0, "Om0": 0.3}
EXTERNAL = {"centre": CENTRE, "gamma_1": 0.05, "gamma_2": -0.08, "tau_1": 0.02, "tau_2": 0.03, "delta_1": -0.02}
EXTERNAL |= {"delta_2": 0.01}
BINARY = {"centre": CENTRE, "separation": 0.4, "angle_binary": 35.0, "mass": 3e11, "mass_ratio": 1.7}
BINARY |= {"redshift_object": 0.4, "redshift_source": 1.5}

MASS = [
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.2, 0.0), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.0, 0.2), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.0, -0.2), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(0.012, -0.015), einstein_radius=1.3),
    case(mp.Isothermal, centre=CENTRE, ell_comps=(-0.6, 0.7), einstein_radius=1.3),
    case(mp.IsothermalSph, centre=CENTRE, einstein_radius=1.3),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.2),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.0),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3, slope=1.7),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(0.0, 0.3), einstein_radius=1.3, slope=1.2),
    case(mp.PowerLaw, centre=CENTRE, ell_comps=(-0.6, 0.7), einstein_radius=1.3, slope=2.5),
    case(mp.PowerLawSph, centre=CENTRE, einstein_radius=1.3, slope=1.8),
    case(mp.ExternalShear, gamma_1=0.05, gamma_2=-0.08),
    case(mp.PointMass, centre=CENTRE, einstein_radius=0.9),
    case(mp.PowerLawIntermediate, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.2),
    case(mp.PowerLawIntermediate, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3, slope=1.7),
    case(mp.IsothermalCore, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, core_radius=0.2),
    case(mp.IsothermalCore, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3, core_radius=0.2),
    case(mp.IsothermalCore, centre=CENTRE, ell_comps=(0.0, 0.3), einstein_radius=1.3, core_radius=1e-4),
    case(mp.IsothermalCore, centre=CENTRE, ell_comps=(-0.6, 0.7), einstein_radius=1.3, core_radius=0.5),
    case(mp.IsothermalCoreSph, centre=CENTRE, einstein_radius=1.3, core_radius=0.2),
    case(mp.PowerLawCore, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.2, core_radius=0.2),
    case(mp.PowerLawCore, centre=CENTRE, ell_comps=(0.1, -0.15), einstein_radius=1.3, slope=2.0, core_radius=0.9),
    case(mp.PowerLawCore, centre=CENTRE, ell_comps=(0.0, 0.0), einstein_radius=1.3, slope=1.7, core_radius=0.2),
    case(mp.PowerLawCore, centre=CENTRE, ell_comps=(0.0, 0.3), einstein_radius=1.3, slope=2.7, core_radius=1e-4),
    case(mp.PowerLawCore, centre=CENTRE, ell_comps=(-0.6, 0.7), einstein_radius=1.3, slope=1.3, core_radius=0.5),
    case(mp.PowerLawCoreSph, centre=CENTRE, einstein_radius=1.3, slope=1.8, core_radius=0.2),
    case(mp.PowerLawBroken, **BROKEN | {"ell_comps": (0.1, -0.15)}),
    case(mp.PowerLawBroken, **BROKEN | {"ell_comps": (0.0, 0.0), "outer_slope": 2.1}),
    case(mp.PowerLawBroken, **BROKEN | {"ell_comps": (0.0, 0.3), "outer_slope": 2.4, "break_radius": 0.01}),
    case(mp.PowerLawBroken, **BROKEN | {"ell_comps": (0.2, 0.0), "outer_slope": 2.0, "break_radius": 0.1}),
    case(mp.PowerLawBroken, **BROKEN | {"ell_comps": (0.2, 0.1), "break_radius": 4.0}),
    case(mp.PowerLawBrokenSph, **BROKEN),
    case(mp.PowerLawBrokenSph, **BROKEN | {"outer_slope": 2.0, "break_radius": 2.0}),
    case(mp.PowerLawMultipole, m=4, centre=CENTRE, einstein_radius=1.3, slope=2.1, multipole_comps=(0.05, -0.08)),
    case(mp.PowerLawMultipole, m=4, centre=CENTRE, einstein_radius=1.3, slope=1.8, multipole_comps=(0.0, 0.0)),
    case(mp.PIEMass, centre=CENTRE, ell_comps=(0.1, -0.15), ra=0.2, b0=1.3),
    case(mp.PIEMass, centre=CENTRE, ell_comps=(0.0, 0.0), ra=0.0, b0=1.3),
    case(mp.dPIEMassB0, centre=CENTRE, ell_comps=(0.1, -0.15), ra=0.2, rs=2.5, b0=1.3),
    case(mp.dPIEMassB0, centre=CENTRE, ell_comps=(0.0, 0.0), ra=0.0, rs=2.5, b0=1.3),
    case(mp.dPIEMassB0, centre=CENTRE, ell_comps=(-0.3, 0.0), ra=1e-3, rs=20.0, b0=1.3),
    case(mp.dPIEMassB0Sph, centre=CENTRE, ra=0.2, rs=2.5, b0=1.3),
    case(mp.dPIEMass, **DPIE | {"ellipticity": 0.3, "angle_pos": 35.0}),
    case(mp.dPIEMass, **DPIE | {"ellipticity": 0.0, "angle_pos": 35.0}),
    case(mp.dPIEMassSph, **DPIE),
    case(mp.dPIEPotential, centre=CENTRE, ell_comps=(0.1, -0.15), ra=0.2, rs=2.5, b0=1.3),
    case(mp.dPIEPotential, centre=CENTRE, ell_comps=(0.0, 0.0), ra=0.2, rs=2.5, b0=1.3),
    case(mp.dPIEPotentialSph, centre=CENTRE, ra=0.2, rs=2.5, b0=1.3),
    case(mp.ExternalPotential, **EXTERNAL),
    case(mp.MassSheet, centre=CENTRE, kappa=0.13),
    case(mp.SMBH, centre=CENTRE, mass=3e11, redshift_object=0.4, redshift_source=1.5),
    case(mp.SMBHBinary, **BINARY),
]

CORE = {
    "centre": CENTRE,
    "effective_radius": 0.8,
    "sersic_index": 2.5,
    "radius_break": 0.2,
    "intensity": 0.7,
    "alpha": 3.0,
}
MULTIPOLES = {"multipole_3_comps": (0.05, -0.08), "multipole_4_comps": (0.1, 0.03)}

LIGHT = [
    case(lp.Sersic, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, effective_radius=0.8, sersic_index=2.5),
    case(lp.Sersic, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, effective_radius=0.8, sersic_index=0.9),
    case(lp.Sersic, centre=CENTRE, ell_comps=(0.6, -0.7), intensity=0.7, effective_radius=0.8, sersic_index=6.0),
    case(lp.SersicSph, centre=CENTRE, intensity=0.7, effective_radius=0.8, sersic_index=4.0),
    case(lp.Exponential, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, effective_radius=0.8),
    case(lp.ExponentialSph, centre=CENTRE, intensity=0.7, effective_radius=0.8),
    case(lp.Gaussian, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, sigma=0.8),
    case(lp.Gaussian, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, sigma=0.8),
    case(lp.GaussianSph, centre=CENTRE, intensity=0.7, sigma=0.8),
    case(lp.DevVaucouleurs, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, effective_radius=0.8),
    case(lp.DevVaucouleursSph, centre=CENTRE, intensity=0.7, effective_radius=0.8),
    case(lp.SersicCore, **CORE | {"ell_comps": (0.1, -0.15), "gamma": 0.4}),
    case(lp.SersicCore, **CORE | {"ell_comps": (0.0, 0.0), "gamma": 0.0}),
    case(lp.SersicCore, **CORE | {"ell_comps": (0.0, 0.3), "gamma": 1.6, "alpha": 0.7}),
    case(lp.SersicCore, **CORE | {"ell_comps": (0.3, 0.0), "gamma": 0.2, "alpha": 60.0}),
    case(lp.SersicCoreSph, **CORE | {"gamma": 0.4}),
    case(
        lp.ExponentialCore,
        centre=CENTRE,
        ell_comps=(0.1, -0.15),
        effective_radius=0.8,
        radius_break=0.2,
        intensity=0.7,
        gamma=0.3,
        alpha=2.0,
    ),
    case(
        lp.ExponentialCoreSph,
        centre=CENTRE,
        effective_radius=0.8,
        radius_break=0.2,
        intensity=0.7,
        gamma=0.3,
        alpha=2.0,
    ),
    case(lp.Chameleon, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, core_radius_0=0.1, core_radius_1=0.6),
    case(lp.Chameleon, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, core_radius_0=0.1, core_radius_1=0.6),
    case(lp.ChameleonSph, centre=CENTRE, intensity=0.7, core_radius_0=0.1, core_radius_1=0.6),
    case(lp.Moffat, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, alpha=0.6, beta=2.5),
    case(lp.Moffat, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, alpha=0.6, beta=1.2),
    case(lp.MoffatSph, centre=CENTRE, intensity=0.7, alpha=0.6, beta=2.5),
    case(lp.ElsonFreeFall, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, effective_radius=0.8, eta=1.5),
    case(lp.ElsonFreeFall, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, effective_radius=0.8, eta=1.1),
    case(lp.ElsonFreeFallSph, centre=CENTRE, intensity=0.7, effective_radius=0.8, eta=1.5),
    case(
        lp.SersicMultipole,
        centre=CENTRE,
        ell_comps=(0.1, -0.15),
        intensity=0.7,
        effective_radius=0.8,
        sersic_index=2.5,
        **MULTIPOLES,
    ),
    case(lp.GaussianMultipole, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, sigma=0.8, **MULTIPOLES),
    case(lp.GaussianMultipole, centre=CENTRE, ell_comps=(-0.3, 0.5), intensity=0.7, sigma=0.8, **MULTIPOLES),
    case(lp.ShapeletCartesian, n_y=2, n_x=4, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, beta=0.6),
    case(lp.ShapeletCartesian, n_y=1, n_x=0, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, beta=0.6),
    case(lp.ShapeletCartesianSph, n_y=3, n_x=2, centre=CENTRE, intensity=0.7, beta=0.6),
    case(lp.ShapeletPolar, n=6, m=-2, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, beta=0.6),
    case(lp.ShapeletPolar, n=1, m=1, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, beta=0.6),
    case(lp.ShapeletPolarSph, n=4, m=0, centre=CENTRE, intensity=0.7, beta=0.6),
    case(lp.ShapeletExponential, n=4, m=-2, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, beta=0.3),
    case(lp.ShapeletExponential, n=1, m=1, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, beta=0.3),
    case(lp.ShapeletExponentialSph, n=2, m=0, centre=CENTRE, intensity=0.7, beta=0.3),
]

SERSIC = {"centre": CENTRE, "intensity": 0.7, "effective_radius": 0.8}
STELLAR_CORE = SERSIC | {"sersic_index": 2.5, "radius_break": 0.2, "alpha": 3.0, "mass_to_light_ratio": 1.4}
CHAMELEON = {
    "centre": CENTRE,
    "intensity": 0.7,
    "core_radius_0": 0.1,
    "core_radius_1": 0.6,
    "mass_to_light_ratio": 1.4,
}
GRADIENT = SERSIC | {"sersic_index": 2.5, "mass_to_light_ratio": 1.4}

MASS += [
    case(mp.Gaussian, centre=CENTRE, ell_comps=(0.1, -0.15), intensity=0.7, sigma=0.4, mass_to_light_ratio=1.4),
    case(mp.Gaussian, centre=CENTRE, ell_comps=(0.0, 0.0), intensity=0.7, sigma=0.4, mass_to_light_ratio=1.4),
    case(mp.Gaussian, centre=CENTRE, ell_comps=(0.02, 0.01), intensity=0.7, sigma=0.4, mass_to_light_ratio=1.4),
    case(mp.Gaussian, centre=CENTRE, ell_comps=(0.0, 0.3), intensity=0.7, sigma=0.2, mass_to_light_ratio=1.4),
    case(mp.Gaussian, centre=CENTRE, ell_comps=(-0.4, 0.45), intensity=0.7, sigma=0.4, mass_to_light_ratio=1.4),
    case(
        mp.GaussianGradient,
        centre=CENTRE,
        ell_comps=(0.1, -0.15),
        intensity=0.7,
        sigma=0.4,
        mass_to_light_ratio_base=1.4,
        mass_to_light_gradient=0.5,
        mass_to_light_radius=0.7,
    ),
    case(mp.Sersic, **SERSIC, ell_comps=(0.1, -0.15), sersic_index=2.5, mass_to_light_ratio=1.4),
    case(mp.Sersic, **SERSIC, ell_comps=(0.0, 0.0), sersic_index=0.6, mass_to_light_ratio=1.4),
    case(mp.Sersic, **SERSIC, ell_comps=(0.0, 0.3), sersic_index=5.0, mass_to_light_ratio=1.4),
    case(mp.SersicSph, **SERSIC, sersic_index=4.0, mass_to_light_ratio=1.4),
    case(mp.Exponential, **SERSIC, ell_comps=(0.1, -0.15), mass_to_light_ratio=1.4),
    case(mp.ExponentialSph, **SERSIC, mass_to_light_ratio=1.4),
    case(mp.DevVaucouleurs, **SERSIC, ell_comps=(0.1, -0.15), mass_to_light_ratio=1.4),
    case(mp.DevVaucouleursSph, **SERSIC, mass_to_light_ratio=1.4),
    case(mp.SersicCore, **STELLAR_CORE, ell_comps=(0.1, -0.15), gamma=0.4),
    case(mp.SersicCore, **STELLAR_CORE, ell_comps=(0.0, 0.0), gamma=0.0),
    case(mp.SersicCoreSph, **STELLAR_CORE, gamma=0.4),
    case(mp.SersicGradient, **GRADIENT, ell_comps=(0.1, -0.15), mass_to_light_gradient=0.4),
    case(mp.SersicGradient, **GRADIENT, ell_comps=(0.0, 0.0), mass_to_light_gradient=-0.5),
    case(mp.SersicGradientSph, **GRADIENT, mass_to_light_gradient=0.4),
    case(mp.Chameleon, **CHAMELEON, ell_comps=(0.1, -0.15)),
    case(mp.Chameleon, **CHAMELEON, ell_comps=(0.0, 0.0)),
    case(mp.Chameleon, **CHAMELEON, ell_comps=(0.0, 0.3)),
    case(mp.Chameleon, **CHAMELEON, ell_comps=(-0.6, 0.7)),
    case(mp.ChameleonSph, **CHAMELEON),
]

HALO = {"centre": CENTRE, "kappa_s": 0.4, "scale_radius": 2.3}
REDSHIFTS = {"redshift_object": 0.4, "redshift_source": 1.5}
AT_200 = {"centre": CENTRE, "mass_at_200": 8e12, **REDSHIFTS}
SCATTERED = AT_200 | {"scatter_sigma": 0.4}
VIRIAL = {"centre": CENTRE, "overdens": 0.0, "log10m_vir": 12.8, "inner_slope": 1.2, **REDSHIFTS}

MASS += [
    case(mp.NFW, **HALO, ell_comps=(0.1, -0.15)),
    case(mp.NFW, **HALO, ell_comps=(0.0, 0.0)),
    # a focus, at 1.3 arcsec on the x-axis
    case(mp.NFW, **HALO | {"scale_radius": 1.3 * 1.2 / (2.0 * 0.2**0.5)}, ell_comps=(0.0, 0.2)),
    case(mp.NFW, **HALO | {"scale_radius": 1.1}, ell_comps=(0.3, 0.0)),
    case(mp.NFW, **HALO | {"scale_radius": 1.1}, ell_comps=(-0.6, 0.7)),
    case(mp.NFW, **HALO | {"scale_radius": 30.0}, ell_comps=(0.012, 0.015)),
    case(mp.NFWSph, **HALO),
    case(mp.NFWSph, **HALO | {"scale_radius": 0.05, "kappa_s": 3.0}),
    case(mp.gNFW, **HALO, ell_comps=(0.1, -0.15), inner_slope=1.4),
    case(mp.gNFW, **HALO, ell_comps=(0.0, 0.0), inner_slope=0.5),
    case(mp.gNFW, **HALO, ell_comps=(0.0, 0.3), inner_slope=2.0),
    case(mp.gNFW, **HALO, ell_comps=(-0.6, 0.7), inner_slope=0.0),
    case(mp.gNFWSph, **HALO, inner_slope=1.4),
    case(mp.gNFWSph, **HALO, inner_slope=1.0),
    case(mp.cNFW, **HALO, ell_comps=(0.1, -0.15), core_radius=0.3),
    case(mp.cNFW, **HALO, ell_comps=(0.0, 0.0), core_radius=2.3),
    case(mp.cNFW, **HALO, ell_comps=(0.3, 0.0), core_radius=0.01),
    case(mp.cNFWSph, **HALO, core_radius=0.3),
    case(mp.cNFWSph, **HALO, core_radius=6.0),
    case(mp.NFWTruncated, **HALO, ell_comps=(0.1, -0.15), truncation_radius=5.0),
    case(mp.NFWTruncated, **HALO, ell_comps=(0.0, 0.0), truncation_radius=2.3),
    case(mp.NFWTruncated, **HALO, ell_comps=(-0.6, 0.7), truncation_radius=0.5),
    case(mp.NFWTruncatedSph, **HALO, truncation_radius=5.0),
    case(mp.NFWTruncatedSph, **HALO | {"scale_radius": 0.1, "kappa_s": 3.0}, truncation_radius=40.0),
    case(mp.NFWMCRDuffySph, **AT_200),
    case(mp.NFWMCRLudlow, **AT_200, ell_comps=(0.1, -0.15)),
    case(mp.NFWMCRLudlowSph, **AT_200),
    case(mp.NFWMCRScatterLudlow, **SCATTERED, ell_comps=(0.1, -0.15)),
    case(mp.NFWMCRScatterLudlowSph, **SCATTERED),
    case(mp.NFWTruncatedMCRDuffySph, **AT_200),
    case(mp.NFWTruncatedMCRLudlowSph, **AT_200),
    case(mp.NFWTruncatedMCRScatterLudlowSph, **SCATTERED),
    case(
        mp.NFWVirialMassConcSph, centre=CENTRE, virial_mass=8e12, concentration=6.5, virial_overdens=180.0, **REDSHIFTS
    ),
    case(mp.cNFWMCRLudlow, **AT_200, ell_comps=(0.1, -0.15), f_c=0.1),
    case(mp.cNFWMCRLudlowSph, **AT_200, f_c=0.1),
    case(mp.cNFWMCRScatterLudlow, **SCATTERED, ell_comps=(0.1, -0.15), f_c=0.1),
    case(mp.cNFWMCRScatterLudlowSph, **SCATTERED, f_c=0.1),
    case(mp.gNFWMCRLudlow, **AT_200, ell_comps=(0.1, -0.15), inner_slope=1.3),
    case(mp.gNFWVirialMassConcSph, **VIRIAL, c_2=6.0),
    case(mp.gNFWVirialMassgNFWConcSph, **VIRIAL | {"overdens": 150.0}, c_gNFW=6.0),
    case(mp.KaplinghatCoredNFWSph, **HALO, sigma_over_m=1.3, t_age=6.0, interaction_radius=0.45),
    case(
        mp.KaplinghatCoredNFWSph, **HALO | {"scale_radius": 40.0}, sigma_over_m=1.3, t_age=6.0, interaction_radius=9.0
    ),
    case(mp.KaplinghatCoredNFWMCRLudlowSph, **AT_200, sigma_over_m=1.3, t_age=6.0),
]

# An elliptical profile and the spherical one that it becomes at ell_comps = (0, 0).
SPHERICAL = {
    mp.Isothermal: mp.IsothermalSph,
    mp.PowerLaw: mp.PowerLawSph,
    mp.PowerLawIntermediate: mp.PowerLawSph,
    mp.IsothermalCore: mp.IsothermalCoreSph,
    mp.PowerLawCore: mp.PowerLawCoreSph,
    mp.PowerLawBroken: mp.PowerLawBrokenSph,
    mp.dPIEMassB0: mp.dPIEMassB0Sph,
    mp.dPIEPotential: mp.dPIEPotentialSph,
    mp.Sersic: mp.SersicSph,
    mp.Exponential: mp.ExponentialSph,
    mp.DevVaucouleurs: mp.DevVaucouleursSph,
    mp.SersicCore: mp.SersicCoreSph,
    mp.SersicGradient: mp.SersicGradientSph,
    mp.Chameleon: mp.ChameleonSph,
    mp.NFW: mp.NFWSph,
    mp.gNFW: mp.gNFWSph,
    mp.cNFW: mp.cNFWSph,
    mp.NFWTruncated: mp.NFWTruncatedSph,
    lp.Sersic: lp.SersicSph,
    lp.Exponential: lp.ExponentialSph,
    lp.Gaussian: lp.GaussianSph,
    lp.DevVaucouleurs: lp.DevVaucouleursSph,
    lp.SersicCore: lp.SersicCoreSph,
    lp.ExponentialCore: lp.ExponentialCoreSph,
    lp.Chameleon: lp.ChameleonSph,
    lp.Moffat: lp.MoffatSph,
    lp.ElsonFreeFall: lp.ElsonFreeFallSph,
}


def hooks_of(profile):
    """The names of the hooks that a profile has."""
    names = ("image_from", "deflections_from", "convergence_from", "potential_from")
    return [name for name in names if hasattr(profile, name)]


def values_of(profile, coordinates):
    """All that a profile says about points, as a list of arrays (N,)."""
    values = []
    for name in hooks_of(profile):
        value = getattr(profile, name)(coordinates)
        values.extend(value if isinstance(value, tuple) else (value,))
    return values


def flat_parameters(arguments):
    """The numbers in constructor arguments that are parameters, pairs taken apart."""
    flat = []
    for value in arguments.values():
        if isinstance(value, int):
            continue
        flat.extend(value if isinstance(value, tuple) else (value,))
    return flat


def rebuilt(cls, arguments, vector):
    """The profile whose numbers are the elements of `vector`, in the order of `flat_parameters`."""
    numbers = iter(vector)

    def element(value):
        if isinstance(value, int):
            return value
        return (next(numbers), next(numbers)) if isinstance(value, tuple) else next(numbers)

    return cls(**{name: element(value) for name, value in arguments.items()})
