"""Models in which nothing is lensed, because no galaxy can be behind a mass."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from autolens_lite import check, exc
from autolens_lite.model import Prior

Galaxies = dict[tuple[str, str], Any]


def warn_of(model: Any, galaxies_of: Callable[[Any], Galaxies]) -> None:
    """Warn if a model has a mass, and a galaxy of light alone, but none that can be behind a mass.

    Parameters
    ----------
    model
        Of galaxies.
    galaxies_of
        Returns the galaxies, by path, of a model or of an instance.
    """
    try:
        instances = galaxies_of(model.instance_from_prior_medians())
    except exc.AutoLensError:
        return  # said where it is fitted
    redshifts = {path: getattr(part, "redshift", None) for path, part in galaxies_of(model).items()}
    known = redshifts.keys() == instances.keys() and all(
        isinstance(redshift, Prior) or check.is_number(redshift) for redshift in redshifts.values()
    )
    masses = [path for path, galaxy in instances.items() if galaxy.mass_profiles]
    sources = [path for path, galaxy in instances.items() if galaxy.shines and path not in masses]
    if not (known and masses and sources):
        return
    if any(_can_be_behind(redshifts[far], redshifts[near]) for far, near in itertools.product(redshifts, masses)):
        return
    shown = ", ".join(f"{'.'.join(path)}: {redshifts[path]}" for path in (*masses, *sources))
    check.warn(f"No ray of the model can bend, since no galaxy can be behind a mass. The redshifts are {shown}.")


def _can_be_behind(far: Any, near: Any) -> bool:
    """Whether one redshift, a number or a prior, can be above another; the same prior is the same redshift."""
    highest = far.support[1] if isinstance(far, Prior) else far
    lowest = near.support[0] if isinstance(near, Prior) else near
    return far is not near and highest > lowest
