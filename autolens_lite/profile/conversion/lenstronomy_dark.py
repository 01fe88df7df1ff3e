"""Rows of lenstronomy's table: haloes.

Its strength is the deflection at the scale radius; of a truncated halo, that of the halo without truncation. (Of a
cored halo it is that of the halo itself, although lenstronomy's documentation says otherwise.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autolens_lite.xp
from autolens_lite.grid import Coordinates
from autolens_lite.profile import mass
from autolens_lite.profile.conversion.lenstronomy_shape import (
    centre_of,
    ellipse_of,
    given_q,
    our_centre_from,
    our_ellipse_from,
)
from autolens_lite.profile.conversion.table import Given, Parameters, Row, mass_names, q_of

# Deflection of an NFW halo at its scale radius, over 4 kappa_s r_s.
_NFW_AT_SCALE = 1.0 - math.log(2.0)


def _halo(profile: Any) -> Parameters:
    scale = np.sqrt(q_of(profile)) * profile.scale_radius
    ellipse = ellipse_of(profile) if hasattr(profile, "ell_comps") else centre_of(profile)
    return {"Rs": scale, "alpha_Rs": 4.0 * _NFW_AT_SCALE * profile.kappa_s * scale, **ellipse}


def _our_halo(given: Given) -> Parameters:
    scale = given["Rs"]
    return {
        **our_centre_from(given),
        "kappa_s": given["alpha_Rs"] / (4.0 * _NFW_AT_SCALE * scale),
        "scale_radius": scale,
    }


def _our_elliptical_halo(given: Given) -> Parameters:
    halo = _our_halo(given)
    return {**halo, **our_ellipse_from(given), "scale_radius": halo["scale_radius"] / np.sqrt(given_q(given))}


def _at_scale(unit: Any) -> Any:
    """Return the deflection at the scale radius over kappa_s r_s, of a round halo with kappa_s = r_s = 1."""
    point = Coordinates(np.array([0.0]), np.array([1.0]), autolens_lite.xp.get("numba"))
    return unit.deflections_from(point)[1][0]


def _generalised(profile: Any) -> Parameters:
    at_scale = _at_scale(mass.gNFWSph(kappa_s=1.0, inner_slope=profile.inner_slope, scale_radius=1.0))
    return {
        "Rs": profile.scale_radius,
        "alpha_Rs": at_scale * profile.kappa_s * profile.scale_radius,
        "gamma_in": profile.inner_slope,
        **centre_of(profile),
    }


def _our_generalised(given: Given) -> Parameters:
    scale, slope = given["Rs"], given["gamma_in"]
    at_scale = _at_scale(mass.gNFWSph(kappa_s=1.0, inner_slope=slope, scale_radius=1.0))
    kappa = given["alpha_Rs"] / (scale * at_scale)
    return {**our_centre_from(given), "kappa_s": kappa, "inner_slope": slope, "scale_radius": scale}


def _cored(profile: Any) -> Parameters:
    scale, core = profile.scale_radius, profile.core_radius
    at_scale = _at_scale(mass.cNFWSph(kappa_s=1.0, scale_radius=1.0, core_radius=core / scale))
    return {"Rs": scale, "alpha_Rs": at_scale * profile.kappa_s * scale, "r_core": core, **centre_of(profile)}


def _our_cored(given: Given) -> Parameters:
    scale, core = given["Rs"], given["r_core"]
    at_scale = _at_scale(mass.cNFWSph(kappa_s=1.0, scale_radius=1.0, core_radius=core / scale))
    kappa = given["alpha_Rs"] / (scale * at_scale)
    return {**our_centre_from(given), "kappa_s": kappa, "scale_radius": scale, "core_radius": core}


ROWS = (
    Row(
        mass_names("NFWSph", "NFWMCRDuffySph", "NFWMCRLudlowSph", "NFWMCRScatterLudlowSph", "NFWVirialMassConcSph"),
        "NFW",
        _halo,
        _our_halo,
    ),
    Row(mass_names("NFW", "NFWMCRLudlow", "NFWMCRScatterLudlow"), "NFW_ELLIPSE_CSE", _halo, _our_elliptical_halo),
    Row(
        mass_names(
            "NFWTruncatedSph", "NFWTruncatedMCRDuffySph", "NFWTruncatedMCRLudlowSph", "NFWTruncatedMCRScatterLudlowSph"
        ),
        "TNFW",
        lambda p: {"r_trunc": p.truncation_radius, **_halo(p)},
        lambda k: {"truncation_radius": k["r_trunc"], **_our_halo(k)},
    ),
    Row(mass_names("cNFWSph", "cNFWMCRLudlowSph", "cNFWMCRScatterLudlowSph"), "CNFW", _cored, _our_cored),
    Row(
        mass_names("gNFWSph", "gNFWVirialMassConcSph", "gNFWVirialMassgNFWConcSph"),
        "GNFW",
        _generalised,
        _our_generalised,
    ),
)
