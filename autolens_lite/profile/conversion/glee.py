"""To and from the parameters of GLEE (Gravitational Lens Efficient Explorer). Use `convert.to_glee`.

The parameters have the names of the comments in GLEE's configuration file, and their order. Ellipses are measured along
the major axis, R^2 = x^2 + y^2 / q^2, angles in radians counter-clockwise from the positive x-axis. The flag "scale:"
is not set, and D_ds / D_s is 1. GLEE softens singular profiles by `Rsoft`, 1e-4 arcsec unless told otherwise.

References
----------
Suyu & Halkola (2010), A&A 524, A94; Suyu et al. (2013), ApJ 766, 70; and GLEE's wiki, pages "Mass
Profiles" and "Light Profiles".
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite.profile import ellipse
from autolens_lite.profile.conversion.sersic import dutton, index_of, our_sersic_from, their_sersic_from
from autolens_lite.profile.conversion.table import Given, Parameters, Row, Table, light_names, mass_names, q_of


def _ellipse(profile: Any) -> Parameters:
    return {
        "x-coord": profile.centre[1],
        "y-coord": profile.centre[0],
        "b/a": q_of(profile),
        "theta": np.radians(ellipse.angle_from(getattr(profile, "ell_comps", (0.0, 0.0)))),
    }


def _our_ellipse(given: Given) -> Parameters:
    return {
        "centre": (given["y-coord"], given["x-coord"]),
        "ell_comps": ellipse.ell_comps_from(given["b/a"], np.degrees(given["theta"])),
    }


def _light_ellipse(profile: Any) -> Parameters:
    x, y, q, angle = _ellipse(profile).values()
    return {"x1c": x, "x2c": y, "q": q, "pa": angle}


def _our_light_ellipse(given: Given) -> Parameters:
    return {
        "centre": (given["x2c"], given["x1c"]),
        "ell_comps": ellipse.ell_comps_from(given["q"], np.degrees(given["pa"])),
    }


# --- power laws


def _power_law(profile: Any) -> Parameters:
    return {**_ellipse(profile), "theta_e": profile.einstein_radius, "gam": getattr(profile, "slope", 2.0)}


def _intermediate(profile: Any) -> Parameters:
    radius = ellipse.einstein_radius_from_intermediate(profile.einstein_radius, q_of(profile), profile.slope)
    return {**_ellipse(profile), "theta_e": radius, "gam": profile.slope}


def _our_power_law(given: Given) -> Parameters:
    return {**_our_ellipse(given), "einstein_radius": given["theta_e"], "slope": given["gam"]}


def _cored(profile: Any) -> Parameters:
    # kappa = theta_e (R^2 + s^2)^-gam, s = 2 r_core / (1 + q)
    q, slope = q_of(profile), getattr(profile, "slope", 2.0)
    return {
        **_ellipse(profile),
        "theta_e": (3.0 - slope) / (1.0 + q) * profile.einstein_radius ** (slope - 1.0),
        "r_core": 0.5 * (1.0 + q) * profile.core_radius,
        "gam": 0.5 * (slope - 1.0),
    }


def _our_cored(given: Given) -> Parameters:
    q, slope = given["b/a"], 2.0 * given["gam"] + 1.0
    return {
        **_our_ellipse(given),
        "einstein_radius": (given["theta_e"] * (1.0 + q) / (3.0 - slope)) ** (1.0 / (slope - 1.0)),
        "slope": slope,
        "core_radius": 2.0 / (1.0 + q) * given["r_core"],
    }


# --- pseudo-isothermal ellipsoids


def _piemd(profile: Any) -> Parameters:
    return {**_ellipse(profile), "theta_e": profile.b0, "r_core": profile.ra}


def _our_piemd(given: Given) -> Parameters:
    return {**_our_ellipse(given), "ra": given["r_core"], "b0": given["theta_e"]}


def _dpie(profile: Any) -> Parameters:
    ra, rs = profile.ra, profile.rs
    return {**_ellipse(profile), "theta_e": profile.b0 * (rs + ra) / rs, "r_core": ra, "r_trunc": rs}


def _our_dpie(given: Given) -> Parameters:
    ra, rs = given["r_core"], given["r_trunc"]
    return {**_our_ellipse(given), "ra": ra, "rs": rs, "b0": given["theta_e"] * rs / (rs + ra)}


def _chameleon(profile: Any) -> Parameters:
    inner, outer = profile.core_radius_0, profile.core_radius_1
    strength = profile.intensity * profile.mass_to_light_ratio * (outer**2 - inner**2) / outer**2
    return {**_ellipse(profile), "theta_e": strength, "r_core": inner, "r_trunc": outer}


# --- fields and points


def _point(profile: Any) -> Parameters:
    return {"x-coord": profile.centre[1], "y-coord": profile.centre[0], "theta_e2": profile.einstein_radius**2}


def _our_point(given: Given) -> Parameters:
    return {"centre": (given["y-coord"], given["x-coord"]), "einstein_radius": np.sqrt(given["theta_e2"])}


def _shear(profile: Any) -> Parameters:
    magnitude, angle = ellipse.shear_magnitude_and_angle_from(profile.gamma_1, profile.gamma_2)
    return {"magnitude": magnitude, "theta": np.radians(angle)}


def _our_shear(given: Given) -> Parameters:
    gamma_1, gamma_2 = ellipse.shear_gamma_1_2_from(given["magnitude"], np.degrees(given["theta"]))
    return {"gamma_1": gamma_1, "gamma_2": gamma_2}


# --- light


def _sersic(profile: Any) -> Parameters:
    index = index_of(profile)
    intensity, radius = their_sersic_from(profile.intensity, profile.effective_radius, index, dutton)
    return {**_light_ellipse(profile), "Amp": intensity, "reff": radius / np.sqrt(q_of(profile)), "nsersic": index}


def _our_sersic(given: Given) -> Parameters:
    radius = given["reff"] * np.sqrt(given["q"])
    intensity, radius = our_sersic_from(given["Amp"], radius, given["nsersic"], dutton)
    ellipse = _our_light_ellipse(given)
    return {**ellipse, "intensity": intensity, "effective_radius": radius, "sersic_index": given["nsersic"]}


def _gaussian(profile: Any) -> Parameters:
    return {**_light_ellipse(profile), "Amp": profile.intensity, "sigma": profile.sigma / q_of(profile)}


def _our_gaussian(given: Given) -> Parameters:
    return {**_our_light_ellipse(given), "intensity": given["Amp"], "sigma": given["sigma"] * given["q"]}


def _moffat(profile: Any) -> Parameters:
    alpha = profile.alpha / q_of(profile)
    amplitude = profile.intensity * math.pi * alpha**2 / (profile.beta - 1.0)
    return {**_light_ellipse(profile), "Amp": amplitude, "alpha": alpha, "beta": profile.beta}


def _our_moffat(given: Given) -> Parameters:
    alpha, beta = given["alpha"], given["beta"]
    intensity = given["Amp"] * (beta - 1.0) / (math.pi * alpha**2)
    return {**_our_light_ellipse(given), "intensity": intensity, "alpha": alpha * given["q"], "beta": beta}


TABLE = Table(
    "GLEE",
    [
        Row(mass_names("PowerLaw", "PowerLawSph", "Isothermal", "IsothermalSph"), "epl", _power_law, _our_power_law),
        Row(mass_names("PowerLawIntermediate"), "epl", _intermediate),
        Row(
            mass_names("PowerLawCore", "PowerLawCoreSph", "IsothermalCore", "IsothermalCoreSph"),
            "spemd",
            _cored,
            _our_cored,
        ),
        Row(mass_names("PIEMass"), "piemd", _piemd, _our_piemd),
        Row(mass_names("dPIEMassB0", "dPIEMassB0Sph", "dPIEMass", "dPIEMassSph"), "dpie", _dpie, _our_dpie),
        Row(mass_names("Chameleon", "ChameleonSph"), "dpie", _chameleon),
        Row(mass_names("PointMass", "SMBH"), "point", _point, _our_point),
        Row(mass_names("ExternalShear"), "shear", _shear, _our_shear),
        Row(
            light_names("Sersic", "SersicSph", "Exponential", "ExponentialSph", "DevVaucouleurs", "DevVaucouleursSph"),
            "sersic",
            _sersic,
            _our_sersic,
        ),
        Row(light_names("Gaussian", "GaussianSph"), "gaussian", _gaussian, _our_gaussian),
        Row(light_names("Moffat", "MoffatSph"), "moffat", _moffat, _our_moffat),
    ],
)
