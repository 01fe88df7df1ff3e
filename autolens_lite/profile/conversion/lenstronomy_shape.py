"""Centres and ellipses in lenstronomy: (x, y), and our ell_comps in reverse order."""

from __future__ import annotations

from typing import Any

from autolens_lite.profile import ellipse
from autolens_lite.profile.conversion.table import Given, Parameters


def centre_of(profile: Any) -> Parameters:
    """Return the centre of a profile."""
    return {"center_x": profile.centre[1], "center_y": profile.centre[0]}


def ellipse_of(profile: Any) -> Parameters:
    """Return the centre and the ellipticity of a profile; 0 where it has none."""
    e2, e1 = getattr(profile, "ell_comps", (0.0, 0.0))
    return {"e1": e1, "e2": e2, **centre_of(profile)}


def our_centre_from(given: Given) -> Parameters:
    """Return the centre as an argument of ours."""
    return {"centre": (given.get("center_y", 0.0), given.get("center_x", 0.0))}


def our_ellipse_from(given: Given) -> Parameters:
    """Return the centre and the ellipticity as arguments of ours."""
    return {**our_centre_from(given), "ell_comps": (given["e2"], given["e1"])}


def given_q(given: Given) -> Any:
    """Return the axis ratio of their ellipticity."""
    return ellipse.axis_ratio_from((given["e2"], given["e1"]))
