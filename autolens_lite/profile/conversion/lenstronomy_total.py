"""Rows of lenstronomy's table: power laws, isothermal ellipsoids, fields and points.

Its Einstein radii are measured along the intermediate axis, R^2 = q x^2 + y^2 / q with x along the major axis.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.profile import ellipse
from autolens_lite.profile.conversion.lenstronomy_shape import (
    centre_of,
    ellipse_of,
    given_q,
    our_centre_from,
    our_ellipse_from,
)
from autolens_lite.profile.conversion.lenstronomy_stellar import chameleon_unit_from
from autolens_lite.profile.conversion.table import Given, Parameters, Row, mass_names


def _power_law(profile: Any) -> Parameters:
    radius = ellipse.intermediate_einstein_radius_from(profile.einstein_radius, profile.axis_ratio, profile.slope)
    return {"theta_E": radius, "gamma": profile.slope, **ellipse_of(profile)}


def _our_power_law(given: Given) -> Parameters:
    slope = given["gamma"]
    radius = ellipse.einstein_radius_from_intermediate(given["theta_E"], given_q(given), slope)
    return {**our_ellipse_from(given), "einstein_radius": radius, "slope": slope}


def _intermediate(profile: Any) -> Parameters:
    return {"theta_E": profile.einstein_radius, "gamma": profile.slope, **ellipse_of(profile)}


def _isothermal(profile: Any) -> Parameters:
    radius = ellipse.intermediate_einstein_radius_from(profile.einstein_radius, profile.axis_ratio)
    return {"theta_E": radius, **ellipse_of(profile)}


def _our_isothermal(given: Given) -> Parameters:
    radius = ellipse.einstein_radius_from_intermediate(given["theta_E"], given_q(given))
    return {**our_ellipse_from(given), "einstein_radius": radius}


def _isothermal_core(profile: Any) -> Parameters:
    return {**_isothermal(profile), "s_scale": np.sqrt(profile.axis_ratio) * profile.core_radius}


def _our_isothermal_core(given: Given) -> Parameters:
    return {**_our_isothermal(given), "core_radius": given["s_scale"] / np.sqrt(given_q(given))}


def _power_law_core(profile: Any) -> Parameters:
    return {**_power_law(profile), "s_scale": np.sqrt(profile.axis_ratio) * profile.core_radius}


def _our_power_law_core(given: Given) -> Parameters:
    return {**_our_power_law(given), "core_radius": given["s_scale"] / np.sqrt(given_q(given))}


def _core_factor(slope: float) -> float:
    """Return kappa(0) / sigma0 of SPL_CORE: its sigma0 is the central density times the core radius."""
    return math.sqrt(math.pi) * math.gamma(0.5 * (slope - 1.0)) / math.gamma(0.5 * slope)


def _power_law_core_sph(profile: Any) -> Parameters:
    check.positive("core_radius", profile.core_radius)
    slope = getattr(profile, "slope", 2.0)
    central = 0.5 * (3.0 - slope) * (profile.einstein_radius / profile.core_radius) ** (slope - 1.0)
    return {
        "sigma0": central / _core_factor(slope),
        "r_core": profile.core_radius,
        "gamma": slope,
        **centre_of(profile),
    }


def _our_power_law_core_sph(given: Given) -> Parameters:
    slope, core = given["gamma"], given["r_core"]
    central = given["sigma0"] * _core_factor(slope)
    radius = core * (2.0 * central / (3.0 - slope)) ** (1.0 / (slope - 1.0))
    return {**our_centre_from(given), "einstein_radius": radius, "slope": slope, "core_radius": core}


def _multipole(profile: Any) -> Parameters:
    if profile.slope != 2.0 or profile.m == 1:
        raise exc.ParameterError(
            f"slope = {profile.slope} with m = {profile.m} has no counterpart: lenstronomy's multipoles are "
            f"isothermal. Pass slope = 2 and an m of 2 or more."
        )
    sine, cosine = profile.multipole_comps
    return {
        "m": profile.m,
        "a_m": profile.einstein_radius * np.hypot(sine, cosine),
        "phi_m": np.arctan2(sine, cosine) / profile.m,
        **centre_of(profile),
        "r_E": profile.einstein_radius,
    }


def _our_multipole(given: Given) -> Parameters:
    radius, order = given.get("r_E", 1.0), given["m"]
    amplitude, angle = given["a_m"] / radius, order * given["phi_m"]
    return {
        **our_centre_from(given),
        "m": order,
        "einstein_radius": radius,
        "slope": 2.0,
        "multipole_comps": (amplitude * np.sin(angle), amplitude * np.cos(angle)),
    }


# --- pseudo-isothermal ellipsoids


def _piemd(profile: Any) -> Parameters:
    stretch = 2.0 * np.sqrt(profile.axis_ratio) / (1.0 + profile.axis_ratio)
    return {"theta_E": stretch * profile.b0, "s_scale": stretch * profile.ra, **ellipse_of(profile)}


def _dpie(profile: Any) -> Parameters:
    q, ra, rs = profile.axis_ratio, profile.ra, profile.rs
    inner, outer = np.sqrt(q) * ra, np.sqrt(q) * rs
    strength = 2.0 * np.sqrt(q) / (1.0 + q) * profile.b0 * rs / (rs - ra)
    return {"alpha_1": strength * chameleon_unit_from(inner, outer), "w_c": inner, "w_t": outer, **ellipse_of(profile)}


def _dpie_sph(profile: Any) -> Parameters:
    check.positive("ra", profile.ra)
    return {"sigma0": 0.5 * profile.b0 / profile.ra, "Ra": profile.ra, "Rs": profile.rs, **centre_of(profile)}


def _our_dpie_sph(given: Given) -> Parameters:
    ra = given["Ra"]
    return {**our_centre_from(given), "ra": ra, "rs": given["Rs"], "b0": 2.0 * ra * given["sigma0"]}


# --- fields and points


def _einstein_radius(profile: Any) -> Parameters:
    return {"theta_E": profile.einstein_radius, **centre_of(profile)}


def _our_einstein_radius(given: Given) -> Parameters:
    return {**our_centre_from(given), "einstein_radius": given["theta_E"]}


def _shear(profile: Any) -> Parameters:
    return {"gamma1": profile.gamma_1, "gamma2": profile.gamma_2, "ra_0": 0.0, "dec_0": 0.0}


def _our_shear(given: Given) -> Parameters:
    if given.get("ra_0", 0.0) != 0.0 or given.get("dec_0", 0.0) != 0.0:
        raise exc.ParameterError("ra_0 and dec_0 are not 0, but an ExternalShear is about the origin. Pass 0.")
    return {"gamma_1": given["gamma1"], "gamma_2": given["gamma2"]}


def _flexion(profile: Any) -> Parameters:
    if profile.gamma_1 != 0.0 or profile.gamma_2 != 0.0:
        raise exc.ParameterError(
            f"gamma_1, gamma_2 = {profile.gamma_1}, {profile.gamma_2}, but lenstronomy's FLEXION has no shear. Pass 0, "
            f"and the shear as an ExternalShear."
        )
    return {
        "g1": 1.5 * profile.tau_1 + profile.delta_1,
        "g2": 0.5 * profile.tau_2 + profile.delta_2,
        "g3": 0.5 * profile.tau_1 - profile.delta_1,
        "g4": 1.5 * profile.tau_2 - profile.delta_2,
        "ra_0": profile.centre[1],
        "dec_0": profile.centre[0],
    }


def _our_flexion(given: Given) -> Parameters:
    g1, g2, g3, g4 = given["g1"], given["g2"], given["g3"], given["g4"]
    return {
        "centre": (given.get("dec_0", 0.0), given.get("ra_0", 0.0)),
        "tau_1": 0.5 * (g1 + g3),
        "tau_2": 0.5 * (g2 + g4),
        "delta_1": 0.25 * (g1 - 3.0 * g3),
        "delta_2": 0.25 * (3.0 * g2 - g4),
    }


def _sheet(profile: Any) -> Parameters:
    return {"kappa": profile.kappa, "ra_0": profile.centre[1], "dec_0": profile.centre[0]}


def _our_sheet(given: Given) -> Parameters:
    return {"centre": (given.get("dec_0", 0.0), given.get("ra_0", 0.0)), "kappa": given["kappa"]}


ROWS = (
    Row(mass_names("Isothermal"), "SIE", _isothermal, _our_isothermal),
    Row(mass_names("IsothermalSph"), "SIS", _einstein_radius, _our_einstein_radius),
    Row(mass_names("IsothermalCore"), "NIE", _isothermal_core, _our_isothermal_core),
    Row(mass_names("PowerLaw"), "EPL", _power_law, _our_power_law),
    Row(mass_names("PowerLaw"), "EPL_NUMBA", _power_law, _our_power_law),
    Row(mass_names("PowerLawIntermediate"), "EPL", _intermediate),
    Row(
        mass_names("PowerLawSph"),
        "SPP",
        lambda p: {"gamma": p.slope, **_einstein_radius(p)},
        lambda k: {"slope": k["gamma"], **_our_einstein_radius(k)},
    ),
    Row(mass_names("PowerLawCore"), "SPEMD", _power_law_core, _our_power_law_core),
    Row(mass_names("PowerLawCoreSph", "IsothermalCoreSph"), "SPL_CORE", _power_law_core_sph, _our_power_law_core_sph),
    Row(mass_names("PowerLawMultipole"), "MULTIPOLE", _multipole, _our_multipole),
    Row(mass_names("PIEMass"), "NIE", _piemd),
    Row(mass_names("dPIEMassB0", "dPIEMass"), "CHAMELEON", _dpie),
    Row(mass_names("dPIEMassB0Sph", "dPIEMassSph"), "PJAFFE", _dpie_sph, _our_dpie_sph),
    Row(mass_names("PointMass", "SMBH"), "POINT_MASS", _einstein_radius, _our_einstein_radius),
    Row(mass_names("ExternalShear"), "SHEAR", _shear, _our_shear),
    Row(mass_names("ExternalPotential"), "FLEXION", _flexion, _our_flexion),
    Row(mass_names("MassSheet"), "CONVERGENCE", _sheet, _our_sheet),
)
