"""Images of galaxies from an earlier fit, to which the pixelizations of the next one adapt."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from autolens_lite import check, exc


class AdaptImages(metaclass=check.NamedArguments):
    """What pixelizations adapt to, galaxy by galaxy.

    Galaxies are named by themselves, or, before there is an instance of the model, by their path in it, such as
    ("galaxies", "source"), that as a string, or "galaxies.source".

    Parameters
    ----------
    galaxy_image_dict, galaxy_name_image_dict
        The lensed image of each galaxy, on the mask of the dataset.
    galaxy_image_plane_mesh_grid_dict, galaxy_name_image_plane_mesh_grid_dict
        The points of the image plane, (S, 2), that traced to the source plane are each galaxy's mesh.

    Raises
    ------
    ParameterError
        If an argument is no dict.
    """

    def __init__(
        self,
        galaxy_image_dict: Mapping[Any, Any] | None = None,
        galaxy_name_image_dict: Mapping[str | tuple[str, ...], Any] | None = None,
        galaxy_image_plane_mesh_grid_dict: Mapping[Any, Any] | None = None,
        galaxy_name_image_plane_mesh_grid_dict: Mapping[str | tuple[str, ...], Any] | None = None,
    ) -> None:
        self.galaxy_image_dict = _checked("galaxy_image_dict", galaxy_image_dict)
        self.galaxy_name_image_dict = _checked("galaxy_name_image_dict", galaxy_name_image_dict)
        self.galaxy_image_plane_mesh_grid_dict = _checked(
            "galaxy_image_plane_mesh_grid_dict", galaxy_image_plane_mesh_grid_dict
        )
        self.galaxy_name_image_plane_mesh_grid_dict = _checked(
            "galaxy_name_image_plane_mesh_grid_dict", galaxy_name_image_plane_mesh_grid_dict
        )

    def image_of(self, galaxy: Any) -> Any:
        """Return the image of a galaxy, or None."""
        return self.galaxy_image_dict.get(galaxy)

    def image_plane_mesh_grid_of(self, galaxy: Any) -> Any:
        """Return the points of a galaxy's mesh in the image plane, or None."""
        return self.galaxy_image_plane_mesh_grid_dict.get(galaxy)

    def updated_via_instance_from(self, instance: Any) -> AdaptImages:
        """Return the same with the galaxies of an instance of the model in place of their names.

        Raises
        ------
        ModelError
            If a name is no galaxy of the instance.
        """
        new = copy.copy(self)
        new.galaxy_image_dict = self.galaxy_image_dict | _resolved(instance, self.galaxy_name_image_dict)
        new.galaxy_image_plane_mesh_grid_dict = self.galaxy_image_plane_mesh_grid_dict | _resolved(
            instance, self.galaxy_name_image_plane_mesh_grid_dict
        )
        return new


def _checked(name: str, values: Mapping[Any, Any] | None) -> dict[Any, Any]:
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise exc.ParameterError(f"{name} is a {type(values).__name__}. Pass a dict of galaxies (or names) to arrays.")
    return dict(values)


def _resolved(instance: Any, by_name: dict[Any, Any]) -> dict[Any, Any]:
    resolved = {}
    for name, value in by_name.items():
        part = instance
        for step in _steps(name):
            part = getattr(part, step, None)
            if part is None:
                raise exc.ModelError(
                    f"adapt_images names the galaxy {name!r}, which the model does not have. Pass its path in the "
                    f"model, such as \"('galaxies', 'source')\"."
                )
        resolved[part] = value
    return resolved


def _steps(name: Any) -> list[str]:
    """The attributes of a path: ("galaxies", "source"), that as a string, or "galaxies.source"."""
    return [step.strip(" '\"") for step in str(name).strip("() ").replace(".", ",").split(",") if step.strip(" '\"")]
