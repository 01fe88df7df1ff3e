"""What a simulator asks of galaxies: light that can be seen without data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autolens_lite import check, exc


def require(galaxies: Iterable[Any]) -> None:
    """Raise a ParameterError if a galaxy has linear light profiles or a pixelization, which only a fit solves for."""
    for galaxy in galaxies:
        if galaxy.has_unsolved_light:
            raise exc.ParameterError(
                f"{galaxy!r} has light that only a fit to data knows. Pass profiles of al.lp with an intensity in "
                "place of linear ones, or the image of a pixelized source to via_image_from."
            )


def listed(galaxies: Any) -> list[Any]:
    """Return several galaxies as a list; raise a ParameterError if they are not galaxies, or one is there twice."""
    if not check.are_many(galaxies):
        raise exc.ParameterError(f"galaxies is a {type(galaxies).__name__}. Pass a list: galaxies=[lens, source].")
    found = list(galaxies.values() if isinstance(galaxies, Mapping) else galaxies)
    for index, galaxy in enumerate(found):
        if not check.has(galaxy, "has_unsolved_light"):
            raise exc.ParameterError(f"galaxies[{index}] is a {type(galaxy).__name__}. Pass al.Galaxy(...) objects.")
        if any(other is galaxy for other in found[:index]):
            raise exc.ParameterError(
                f"galaxies[{index}] is there before, and its light would count twice. Leave it out once."
            )
    return found


def check_tracer(tracer: Any) -> None:
    """Raise a ParameterError if `tracer` is not a tracer."""
    if not check.has(tracer, "traced_coordinates_from"):
        raise exc.ParameterError(f"tracer is a {type(tracer).__name__}. Pass an al.Tracer(galaxies=[...]).")


def require_in_tracer(tracer: Any) -> None:
    """Raise a ParameterError if `tracer` is not a tracer, or has such a galaxy."""
    check_tracer(tracer)
    require(galaxy for plane in tracer.planes for galaxy in plane)


def require_intensities(tracer: Any) -> None:
    """Raise a ParameterError if a profile of `al.lp_snr` has no intensity, and so no light to be observed."""
    for profile in (profile for galaxy in tracer.galaxies for profile in galaxy.light_profiles):
        for one in getattr(profile, "profile_list", [profile]):
            if check.has(one, "set_intensity_from") and one.intensity == 0.0:
                raise exc.ParameterError(
                    f"{type(one).__name__} of al.lp_snr has no intensity yet, hence no light. Call its "
                    "set_intensity_from(...), or pass the profile of al.lp."
                )
