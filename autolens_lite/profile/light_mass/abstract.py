"""What every light-and-mass profile has in common."""

from __future__ import annotations

from autolens_lite.profile import geometry


class LightMassProfile(geometry.Profile):
    """Base of all profiles that are light and mass at once.

    A light-and-mass profile is derived, not written: it inherits the mass profile of its name, whose parameters are
    those of the light and a mass-to-light ratio, and the light profile.
    """
