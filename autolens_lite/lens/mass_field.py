"""Mass that belongs to no galaxy, such as the shear of what is around a lens."""

from __future__ import annotations

from typing import Any

from autolens_lite import exc
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.profile.mass import MassProfile


class MassField(Galaxy):
    """Mass profiles at one redshift, without light: `al.MassField(redshift=0.5, shear=al.mp.ExternalShear())`.

    It is a galaxy to all that traces rays: pass it among `galaxies`, or as `al.Tracer(galaxies, fields=[field])`; in
    models as `al.Collection(galaxies=..., fields=al.Collection(field=...))`.

    Parameters
    ----------
    redshift
        The redshift, 0 or more.
    **profiles
        Mass profiles under names of your choice; None for none.

    Raises
    ------
    ParameterError
        If the redshift is negative, or a profile is not a mass profile, or has light too.
    """

    def __init__(self, redshift: float, **profiles: Any) -> None:
        for name, profile in profiles.items():
            if not isinstance(profile, MassProfile | None):
                raise exc.ParameterError(f"{name} = {profile!r} is not a mass profile. Pass light to an al.Galaxy.")
        super().__init__(redshift, **profiles)
        if self.light_profiles:
            shining = next(name for name, profile in profiles.items() if profile in self.light_profiles)
            raise exc.ParameterError(f"{shining} = {profiles[shining]!r} has light. Pass it to an al.Galaxy.")
