"""Rows of lenstronomy's table: stars, as mass and as light."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite.profile.conversion.lenstronomy_shape import (
    centre_of,
    ellipse_of,
    given_q,
    our_centre_from,
    our_ellipse_from,
)
from autolens_lite.profile.conversion.sersic import capaccioli, index_of, our_sersic_from, their_sersic_from
from autolens_lite.profile.conversion.table import Given, Parameters, Row, light_names, mass_names, q_of
from autolens_lite.profile.light.sersic import sersic_constant_from


def _gaussian_width(profile: Any) -> Any:
    """The standard deviation of the circularised radius; ours is that of the minor axis."""
    return profile.sigma / np.sqrt(q_of(profile))


def _gaussian(profile: Any) -> Parameters:
    width = _gaussian_width(profile)
    amplitude = 2.0 * math.pi * width**2 * profile.intensity
    ellipse = ellipse_of(profile) if hasattr(profile, "ell_comps") else centre_of(profile)
    return {"amp": amplitude, "sigma": width, **ellipse}


def _gaussian_mass(profile: Any) -> Parameters:
    light = _gaussian(profile)
    return {**light, "amp": light["amp"] * profile.mass_to_light_ratio}


def _our_gaussian(given: Given) -> Parameters:
    width = given["sigma"]
    return {**our_centre_from(given), "intensity": given["amp"] / (2.0 * math.pi * width**2), "sigma": width}


def _our_elliptical_gaussian(given: Given) -> Parameters:
    gaussian = _our_gaussian(given)
    return {**gaussian, **our_ellipse_from(given), "sigma": gaussian["sigma"] * np.sqrt(given_q(given))}


def _sersic(profile: Any) -> Parameters:
    index = index_of(profile)
    amplitude, radius = their_sersic_from(profile.intensity, profile.effective_radius, index, capaccioli)
    ellipse = ellipse_of(profile) if hasattr(profile, "ell_comps") else centre_of(profile)
    return {"amp": amplitude, "R_sersic": radius, "n_sersic": index, **ellipse}


def _our_sersic(given: Given, amplitude: str = "amp") -> Parameters:
    index = given["n_sersic"]
    intensity, radius = our_sersic_from(given[amplitude], given["R_sersic"], index, capaccioli)
    return {**our_centre_from(given), "intensity": intensity, "effective_radius": radius, "sersic_index": index}


def _our_elliptical_sersic(given: Given) -> Parameters:
    return {**_our_sersic(given), **our_ellipse_from(given)}


def _sersic_mass_sph(profile: Any) -> Parameters:
    light = _sersic(profile)
    return {"k_eff": light.pop("amp") * profile.mass_to_light_ratio, **light}


def _our_sersic_mass_sph(given: Given) -> Parameters:
    return _our_sersic(given, "k_eff")


def _sersic_mass(profile: Any) -> Parameters:
    # this one measures the radius along the major axis, and its (e1, e2) has the modulus 1 - q
    q, sphere = profile.axis_ratio, _sersic_mass_sph(profile)
    return {
        **sphere,
        "R_sersic": sphere["R_sersic"] / np.sqrt(q),
        "e1": (1.0 + q) * sphere["e1"],
        "e2": (1.0 + q) * sphere["e2"],
    }


def _our_sersic_mass(given: Given) -> Parameters:
    e1, e2 = given["e1"], given["e2"]
    q = 1.0 - np.hypot(e1, e2)
    sphere = _our_sersic_mass_sph(given)
    sphere["effective_radius"] = sphere["effective_radius"] * np.sqrt(q)
    return {**sphere, "ell_comps": (e2 / (1.0 + q), e1 / (1.0 + q))}


def _sersic_core(profile: Any) -> Parameters:
    index = getattr(profile, "sersic_index", 1.0)
    b = sersic_constant_from(index)
    at_break = b * (2.0 ** (1.0 / profile.alpha) * profile.radius_break / profile.effective_radius) ** (1.0 / index)
    outer = profile.intensity * 2.0 ** (-profile.gamma / profile.alpha) * np.exp(at_break - b)
    amplitude, radius = their_sersic_from(outer, profile.effective_radius, index, capaccioli)
    # `alpha` is an argument of its function, but not in its list of parameters
    sharpness = {} if profile.alpha == 3.0 else {"alpha": profile.alpha}
    return {
        "amp": amplitude,
        "R_sersic": radius,
        "Rb": profile.radius_break,
        "n_sersic": index,
        "gamma": profile.gamma,
        **sharpness,
        **ellipse_of(profile),
    }


def _our_sersic_core(given: Given) -> Parameters:
    sersic, radius_break = _our_elliptical_sersic(given), given["Rb"]
    index, gamma, alpha = sersic["sersic_index"], given["gamma"], given.get("alpha", 3.0)
    b = sersic_constant_from(index)
    at_break = b * (2.0 ** (1.0 / alpha) * radius_break / sersic["effective_radius"]) ** (1.0 / index)
    intensity = sersic["intensity"] * 2.0 ** (gamma / alpha) * np.exp(b - at_break)
    return {**sersic, "intensity": intensity, "radius_break": radius_break, "gamma": gamma, "alpha": alpha}


def _deflection_at_one(core: Any) -> Any:
    """Return lenstronomy's deflection at 1 arcsec of a round NIE of unit strength, by which it normalises a Chameleon.

    It takes 1 - 1e-8 for the axis ratio of round lenses.
    """
    q = 0.99999999
    root = np.sqrt(1.0 - q * q)
    return np.arctan(root / (np.sqrt(q * q * (core * core + 1.0)) + core)) / root


def chameleon_unit_from(inner: Any, outer: Any) -> Any:
    """Return the deflection at 1 arcsec by which lenstronomy divides the strength of a Chameleon."""
    return _deflection_at_one(inner) - _deflection_at_one(outer)


def _chameleon(profile: Any) -> Parameters:
    return _chameleon_of("amp", profile, profile.intensity)


def _chameleon_mass(profile: Any) -> Parameters:
    return _chameleon_of("alpha_1", profile, profile.intensity * profile.mass_to_light_ratio)


def _chameleon_of(amplitude: str, profile: Any, intensity: Any) -> Parameters:
    q = q_of(profile)
    inner, outer = np.sqrt(q) * profile.core_radius_0, np.sqrt(q) * profile.core_radius_1
    strength = 2.0 * np.sqrt(q) / (1.0 + q) * intensity
    return {amplitude: strength * chameleon_unit_from(inner, outer), "w_c": inner, "w_t": outer, **ellipse_of(profile)}


def _our_chameleon(amplitude: str) -> Any:
    def back(given: Given) -> Parameters:
        q, inner, outer = given_q(given), given["w_c"], given["w_t"]
        return {
            **our_ellipse_from(given),
            "intensity": given[amplitude] / chameleon_unit_from(inner, outer) * (1.0 + q) / (2.0 * np.sqrt(q)),
            "core_radius_0": inner / np.sqrt(q),
            "core_radius_1": outer / np.sqrt(q),
        }

    return back


_SERSIC = ("Sersic", "Exponential", "DevVaucouleurs")
_SERSIC_SPH = ("SersicSph", "ExponentialSph", "DevVaucouleursSph")
_SERSIC_CORE = ("SersicCore", "SersicCoreSph", "ExponentialCore", "ExponentialCoreSph")
_CHAMELEON = ("Chameleon", "ChameleonSph")

ROWS = (
    Row(mass_names("Gaussian"), "GAUSSIAN_ELLIPSE_KAPPA", _gaussian_mass, _our_elliptical_gaussian),
    Row(mass_names(*_SERSIC), "SERSIC_ELLIPSE_KAPPA", _sersic_mass, _our_sersic_mass),
    Row(mass_names(*_SERSIC_SPH), "SERSIC", _sersic_mass_sph, _our_sersic_mass_sph),
    Row(mass_names(*_CHAMELEON), "CHAMELEON", _chameleon_mass, _our_chameleon("alpha_1")),
    Row(light_names("Gaussian"), "GAUSSIAN_ELLIPSE", _gaussian, _our_elliptical_gaussian),
    Row(light_names("GaussianSph"), "GAUSSIAN", _gaussian, _our_gaussian),
    Row(light_names(*_SERSIC), "SERSIC_ELLIPSE", _sersic, _our_elliptical_sersic),
    Row(light_names(*_SERSIC_SPH), "SERSIC", _sersic, _our_sersic),
    Row(light_names(*_SERSIC_CORE), "CORE_SERSIC", _sersic_core, _our_sersic_core),
    Row(light_names(*_CHAMELEON), "CHAMELEON", _chameleon, _our_chameleon("amp")),
)
