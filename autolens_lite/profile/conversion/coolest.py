"""To and from the COde-independent Organized LEns STandard. Use `convert.to_coolest`.

Its angles are in degrees counter-clockwise from the positive y-axis, in (-90, 90]; its ellipses are measured along the
intermediate axis, R^2 = q x^2 + y^2 / q with x along the major axis; and an Einstein radius is that of the ellipse in
which the mean convergence is 1, cored profiles included. Brightness keeps the unit that it has.

References
----------
Galan et al. (2023), JOSS 8, 5567, and the pages "Conventions" and "Supported mass profiles" of its documentation.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.profile import ellipse
from autolens_lite.profile.conversion.sersic import capaccioli, index_of, our_sersic_from, their_sersic_from
from autolens_lite.profile.conversion.table import Given, Parameters, Row, Table, light_names, mass_names, q_of


def _centre(profile: Any) -> Parameters:
    return {"center_x": profile.centre[1], "center_y": profile.centre[0]}


def _ellipse(profile: Any) -> Parameters:
    angle = ellipse.angle_from(getattr(profile, "ell_comps", (0.0, 0.0)))
    return {"q": q_of(profile), "phi": _from_north(angle), **_centre(profile)}


def _our_ellipse(given: Given) -> Parameters:
    return {
        "centre": (given["center_y"], given["center_x"]),
        "ell_comps": ellipse.ell_comps_from(given["q"], given["phi"] + 90.0),
    }


def _from_north(angle: Any) -> Any:
    """Return an angle from the x-axis as one from the y-axis, in (-90, 90]."""
    return 90.0 - np.mod(180.0 - angle, 180.0)


def _stretch(q: Any) -> Any:
    """Return intermediate-axis radii over ours, for isothermal profiles: 2 sqrt(q) / (1 + q)."""
    return 2.0 * np.sqrt(q) / (1.0 + q)


# --- power laws


def _power_law(profile: Any) -> Parameters:
    radius = ellipse.intermediate_einstein_radius_from(profile.einstein_radius, q_of(profile), profile.slope)
    return {"gamma": profile.slope, "theta_E": radius, **_ellipse(profile)}


def _intermediate(profile: Any) -> Parameters:
    return {"gamma": profile.slope, "theta_E": profile.einstein_radius, **_ellipse(profile)}


def _our_power_law(given: Given) -> Parameters:
    radius = ellipse.einstein_radius_from_intermediate(given["theta_E"], given["q"], given["gamma"])
    return {**_our_ellipse(given), "einstein_radius": radius, "slope": given["gamma"]}


def _isothermal(profile: Any) -> Parameters:
    return {"theta_E": _stretch(q_of(profile)) * profile.einstein_radius, **_ellipse(profile)}


def _our_isothermal(given: Given) -> Parameters:
    return {**_our_ellipse(given), "einstein_radius": given["theta_E"] / _stretch(given["q"])}


# --- cored isothermal ellipsoids: kappa = b / 2 (R^2 + s^2)^(-1/2), theta_E^2 = b (b - 2 s)


def _cored(strength: Any, core: Any) -> Parameters:
    if np.any(strength <= 2.0 * core):
        raise exc.ParameterError(
            "The convergence is below 1 everywhere, so the profile has no Einstein radius, which COOLEST gives it by. "
            "Pass a smaller core or a larger strength."
        )
    return {"theta_E": np.sqrt(strength * (strength - 2.0 * core)), "r_core": core}


def _isothermal_core(profile: Any) -> Parameters:
    q = q_of(profile)
    core = np.sqrt(q) * profile.core_radius
    return {**_cored(_stretch(q) * profile.einstein_radius, core), **_ellipse(profile)}


def _our_isothermal_core(given: Given) -> Parameters:
    q, core = given["q"], given["r_core"]
    strength = core + np.hypot(core, given["theta_E"])
    return {**_our_ellipse(given), "einstein_radius": strength / _stretch(q), "core_radius": core / np.sqrt(q)}


def _piemd(profile: Any) -> Parameters:
    stretch = _stretch(profile.axis_ratio)
    return {**_cored(stretch * profile.b0, stretch * profile.ra), **_ellipse(profile)}


def _power_law_core(profile: Any) -> Parameters:
    q, slope = q_of(profile), profile.slope
    strength = ellipse.intermediate_einstein_radius_from(profile.einstein_radius, q, slope)
    core = np.sqrt(q) * profile.core_radius
    radius = _cored_einstein_radius(strength, core, slope)
    return {"gamma": slope, "theta_E": radius, "r_core": core, **_ellipse(profile)}


def _our_power_law_core(given: Given) -> Parameters:
    q, slope, core, radius = given["q"], given["gamma"], given["r_core"], given["theta_E"]
    strength = (radius**2 / _cored_mass(radius, core, slope)) ** (1.0 / (slope - 1.0))
    return {
        **_our_ellipse(given),
        "einstein_radius": ellipse.einstein_radius_from_intermediate(strength, q, slope),
        "slope": slope,
        "core_radius": core / np.sqrt(q),
    }


def _cored_mass(radius: Any, core: Any, slope: Any) -> Any:
    """Return (radius^2 + core^2)^((3 - slope) / 2) - core^(3 - slope)."""
    return np.hypot(radius, core) ** (3.0 - slope) - core ** (3.0 - slope)


def _cored_einstein_radius(strength: float, core: float, slope: float) -> float:
    """Return theta with theta^2 = strength^(slope - 1) ((theta^2 + core^2)^((3 - slope) / 2) - core^(3 - slope))."""
    from scipy.optimize import brentq

    def excess(logarithm: float) -> float:
        radius = math.exp(logarithm)
        return 2.0 * logarithm - (slope - 1.0) * math.log(strength) - math.log(_cored_mass(radius, core, slope))

    lower, upper = math.log(1e-3 * core), math.log(strength)
    if excess(lower) >= 0.0:
        _cored(0.0, core)  # refuses
    return math.exp(brentq(excess, lower, upper, xtol=1e-15, rtol=1e-15))


# --- differences of two of them


def _chameleon(profile: Any) -> Parameters:
    stretch = _stretch(q_of(profile))
    return {
        "b": stretch * profile.intensity * profile.mass_to_light_ratio,
        "s_c": stretch * profile.core_radius_0,
        "s_t": stretch * profile.core_radius_1,
        **_ellipse(profile),
    }


def _our_chameleon(given: Given) -> Parameters:
    stretch = _stretch(given["q"])
    return {
        **_our_ellipse(given),
        "intensity": given["b"] / stretch,
        "core_radius_0": given["s_c"] / stretch,
        "core_radius_1": given["s_t"] / stretch,
    }


def _dpie(profile: Any) -> Parameters:
    stretch, ra, rs = _stretch(q_of(profile)), profile.ra, profile.rs
    return {"b": stretch * profile.b0 * rs / (rs - ra), "s_c": stretch * ra, "s_t": stretch * rs, **_ellipse(profile)}


# --- fields


def _shear(profile: Any) -> Parameters:
    magnitude, angle = ellipse.shear_magnitude_and_angle_from(profile.gamma_1, profile.gamma_2)
    return {"gamma_ext": magnitude, "phi_ext": _from_north(angle)}


def _our_shear(given: Given) -> Parameters:
    gamma_1, gamma_2 = ellipse.shear_gamma_1_2_from(given["gamma_ext"], given["phi_ext"] + 90.0)
    return {"gamma_1": gamma_1, "gamma_2": gamma_2}


def _sheet(profile: Any) -> Parameters:
    if tuple(profile.centre) != (0.0, 0.0):
        raise exc.ParameterError(f"centre = {profile.centre}, but COOLEST's sheets are about the origin. Pass (0, 0).")
    return {"kappa_s": profile.kappa}


# --- light


def _sersic(profile: Any) -> Parameters:
    index = index_of(profile)
    intensity, radius = their_sersic_from(profile.intensity, profile.effective_radius, index, capaccioli)
    return {"I_eff": intensity, "theta_eff": radius, "n": index, **_ellipse(profile)}


def _our_sersic(given: Given) -> Parameters:
    intensity, radius = our_sersic_from(given["I_eff"], given["theta_eff"], given["n"], capaccioli)
    return {**_our_ellipse(given), "intensity": intensity, "effective_radius": radius, "sersic_index": given["n"]}


TABLE = Table(
    "COOLEST",
    [
        Row(mass_names("Isothermal", "IsothermalSph"), "SIE", _isothermal, _our_isothermal),
        Row(mass_names("PowerLaw", "PowerLawSph"), "PEMD", _power_law, _our_power_law),
        Row(mass_names("PowerLawIntermediate"), "PEMD", _intermediate),
        Row(mass_names("IsothermalCore", "IsothermalCoreSph"), "NIE", _isothermal_core, _our_isothermal_core),
        Row(mass_names("PIEMass"), "NIE", _piemd),
        Row(mass_names("PowerLawCore", "PowerLawCoreSph"), "SPEMD", _power_law_core, _our_power_law_core),
        Row(mass_names("Chameleon", "ChameleonSph"), "Chameleon", _chameleon, _our_chameleon),
        Row(mass_names("dPIEMassB0", "dPIEMassB0Sph", "dPIEMass", "dPIEMassSph"), "Chameleon", _dpie),
        Row(mass_names("ExternalShear"), "ExternalShear", _shear, _our_shear),
        Row(mass_names("MassSheet"), "ConvergenceSheet", _sheet, lambda given: {"kappa": given["kappa_s"]}),
        Row(
            light_names("Sersic", "SersicSph", "Exponential", "ExponentialSph", "DevVaucouleurs", "DevVaucouleursSph"),
            "Sersic",
            _sersic,
            _our_sersic,
        ),
    ],
)
