"""Whether the linear light of a model is the same in all its instances, so that its images need be made only once."""

from __future__ import annotations

from typing import Any

from autolens_lite.inversion.linear_light import LinearLight
from autolens_lite.model import Collection, Model
from autolens_lite.model.tree import free_slots_of

# Of a `DatasetModel`, what changes the data and not the places of light.
_OF_DATA = "background_sky_level"


def has_fixed_light(model: Model | Collection, galaxies: dict[tuple[str, str], Any], light: LinearLight) -> bool:
    """Whether all linear light is in the first plane, and no parameter is of its profiles or moves it.

    Parameters
    ----------
    model
        Of galaxies.
    galaxies
        Of an instance of the model, by their paths.
    light
        Of the same instance.
    """
    if any(row.plane for row in light.profiles):
        return False
    paths = {id(galaxy): path for path, galaxy in galaxies.items()}
    held = {(*paths[id(row.galaxy)], row.name) for row in light.profiles}
    for slot in free_slots_of(model):
        path = slot.path
        if path[:3] in held or path[-1].startswith("redshift"):
            return False
        if path[0] == "dataset_model" and not path[-1].startswith(_OF_DATA):
            return False
    return True
