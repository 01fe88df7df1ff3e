"""From our quantities to those of other conventions and other codes, and back: `al.convert`.

The functions of numbers are those of `ellipse`: they take floats or equal-shape arrays (posterior samples). Those below
take whole profiles to and from other codes; `docs/conventions.md` has their formulas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autolens_lite import arguments, exc, units
from autolens_lite.profile.conversion import coolest, glee, lenstronomy
from autolens_lite.profile.ellipse import (
    angle_from,
    axis_ratio_and_angle_from,
    axis_ratio_from,
    einstein_radius_from_intermediate,
    ell_comps_from,
    intermediate_einstein_radius_from,
    shear_angle_from,
    shear_gamma_1_2_from,
    shear_magnitude_and_angle_from,
    shear_magnitude_from,
)

__all__ = [
    "angle_from",
    "axis_ratio_and_angle_from",
    "axis_ratio_from",
    "einstein_radius_from_intermediate",
    "ell_comps_from",
    "from_coolest",
    "from_glee",
    "from_lenstronomy",
    "intermediate_einstein_radius_from",
    "shear_angle_from",
    "shear_gamma_1_2_from",
    "shear_magnitude_and_angle_from",
    "shear_magnitude_from",
    "to_coolest",
    "to_glee",
    "to_lenstronomy",
]


def to_lenstronomy(profile: Any, family: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return lenstronomy's name of a profile and its keyword arguments, which give the same values at every point.

    Parameters
    ----------
    profile
        A mass or a light profile.
    family
        "mass" or "light": which half of a light-and-mass profile is meant. Others do not need it.

    Raises
    ------
    ParameterError
        If lenstronomy has no such profile.
    """
    return lenstronomy.TABLE.there(profile, family)


@units.taken
def from_lenstronomy(name: str, kwargs: dict[str, Any], family: str | None = None) -> Any:
    """Return the profile of a lenstronomy name and keyword arguments.

    Parameters
    ----------
    name
        An entry of its list of lens or light models, such as "EPL" or "SERSIC_ELLIPSE".
    kwargs
        Its keyword arguments.
    family
        "mass" or "light", for the names that are in both lists, such as "CHAMELEON".

    Raises
    ------
    ParameterError
        If the name is unknown, or a parameter is missing or unknown.
    """
    if not isinstance(kwargs, Mapping):
        raise exc.ParameterError(f"kwargs = {arguments.shown(kwargs)} is not a dict. Pass one of numbers by name.")
    return lenstronomy.TABLE.back(name, kwargs, family)


def to_coolest(profile: Any, family: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return COOLEST's type of a profile and its parameters' values; arguments as of `to_lenstronomy`."""
    return coolest.TABLE.there(profile, family)


@units.taken
def from_coolest(name: str, parameters: dict[str, Any], family: str | None = None) -> Any:
    """Return the profile of a COOLEST type and its parameters' values; arguments as of `from_lenstronomy`."""
    return coolest.TABLE.back(name, parameters, family)


def to_glee(profile: Any, family: str | None = None) -> tuple[str, dict[str, Any]]:
    """Return GLEE's keyword of a profile and its parameters in the order of its configuration file.

    They are those of a block without the flag "scale:", for distances with D_ds / D_s = 1; arguments as of
    `to_lenstronomy`.
    """
    return glee.TABLE.there(profile, family)


@units.taken
def from_glee(name: str, parameters: dict[str, Any], family: str | None = None) -> Any:
    """Return the profile of a GLEE keyword and its parameters; arguments as of `from_lenstronomy`."""
    return glee.TABLE.back(name, parameters, family)
