"""Linear light with the intensities that a fit has solved for, as light of `al.lp`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from autolens_lite import exc, fixed
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.profile import light, light_mass, mass
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import operated
from autolens_lite.profile.light.families import LightProfileLinear, LightProfileOperated
from autolens_lite.profile.light_mass import LightMassProfile


def tracer_from(tracer: Tracer, intensities: Mapping[Any, Any]) -> Tracer:
    """Return a tracer whose linear light is that of `al.lp`, `al.lp_operated` or `al.lmp`, by the same name.

    The mass of light that is mass too stays as it is: its mass-to-light ratio is that of the light solved for.

    Raises ModelError if a profile's class has no form with an intensity.

    Parameters
    ----------
    tracer
        The tracer of a fit.
    intensities
        The intensity of each linear profile.
    """
    galaxies = [_galaxy_from(galaxy, intensities) for galaxy in tracer.galaxies]
    return Tracer.of_model(galaxies, tracer.cosmology).with_backend(tracer.backend)


def _galaxy_from(galaxy: Galaxy, intensities: Mapping[Any, Any]) -> Galaxy:
    return fixed.changed(galaxy, **{name: _solved(each, intensities) for name, each in galaxy.profile_dict.items()})


def _solved(profile: Any, intensities: Mapping[Any, Any]) -> Any:
    if isinstance(profile, Basis):
        return Basis([_solved(each, intensities) for each in profile.profile_list])
    if not isinstance(profile, LightProfileLinear):
        return profile
    solved = float(intensities[profile])
    home: Any = operated if isinstance(profile, LightProfileOperated) else light
    if isinstance(profile, LightMassProfile):
        home = light_mass if solved > 0.0 else mass
    standard = getattr(home, type(profile).__name__, None)
    if standard is None:
        raise exc.ModelError(
            f"{type(profile).__name__} is not a linear profile of the library, so it has no form with an "
            "intensity. Read fit.linear_light_profile_intensity_dict instead."
        )
    arguments = {name: getattr(profile, name) for name in inspect.signature(standard).parameters if name != "intensity"}
    if home is mass:  # as it was given, without light
        return standard(**arguments, intensity=profile.intensity)  # type: ignore[attr-defined]
    for ratio in ("mass_to_light_ratio", "mass_to_light_ratio_base"):
        if ratio in arguments:  # the mass stays that of the given intensity
            arguments[ratio] *= profile.intensity / solved  # type: ignore[attr-defined]
    return standard(**arguments, intensity=solved)
