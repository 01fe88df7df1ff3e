"""Images of galaxies from an earlier fit, to which the pixelizations of the next one adapt."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Mask2D

_TABLES = (
    "galaxy_image_dict",
    "galaxy_name_image_dict",
    "galaxy_image_plane_mesh_grid_dict",
    "galaxy_name_image_plane_mesh_grid_dict",
)


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
        self._given: AdaptImages | None = None

    def image_of(self, galaxy: Any) -> Any:
        """Return the image of a galaxy, or None."""
        return self.galaxy_image_dict.get(galaxy)

    def given_image_of(self, galaxy: Any) -> Any:
        """Return the image of a galaxy as it was given, also where `image_of` is an argument of a compiled function."""
        return (self if self._given is None else self._given).image_of(galaxy)

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
        new._given = None if self._given is None else self._given.updated_via_instance_from(instance)
        new.galaxy_image_dict = self.galaxy_image_dict | _resolved(instance, self.galaxy_name_image_dict)
        new.galaxy_image_plane_mesh_grid_dict = self.galaxy_image_plane_mesh_grid_dict | _resolved(
            instance, self.galaxy_name_image_plane_mesh_grid_dict
        )
        return new

    def with_mesh_grids(self, points: dict[Any, Any]) -> AdaptImages:
        """Return the same with points of the image plane, (S, 2), of further galaxies."""
        new = copy.copy(self)
        new.galaxy_image_plane_mesh_grid_dict = self.galaxy_image_plane_mesh_grid_dict | points
        return new

    def leaves_on(self, mask: Mask2D, xp: ModuleType) -> dict[str, list[Any]]:
        """Return all images, slim on a mask, and points as arrays of a backend, to be arguments of compiled functions.

        Raises
        ------
        DataError
            If an image is not on the mask.
        """
        images, points = (lambda image: slim_image_from(image, mask, xp)), xp.as_float
        return {
            table: [(points if "mesh_grid" in table else images)(values) for values in getattr(self, table).values()]
            for table in _TABLES
        }

    def with_leaves(self, leaves: dict[str, list[Any]]) -> AdaptImages:
        """Return the same with `leaves`, as `leaves_on` orders them, in place of its arrays."""
        new = copy.copy(self)
        new._given = self
        for table, arrays in leaves.items():
            setattr(new, table, dict(zip(getattr(self, table), arrays, strict=True)))
        return new


def slim_image_from(image: Any, mask: Mask2D, xp: ModuleType) -> Any:
    """Return an image, slim (M,) or native or an `Array2D`, as (M,) of a backend.

    Raises
    ------
    DataError
        If it is not on the mask.
    """
    values = xp.as_float(getattr(image, "slim", image))
    if values.shape == mask.shape_native:
        values = values[tuple(mask.native_for_slim.T)]
    if values.shape != (mask.pixels_in_mask,):
        raise exc.DataError(
            f"adapt_image has shape {values.shape}. Pass one value for each unmasked pixel: shape "
            f"({mask.pixels_in_mask},) or {mask.shape_native}."
        )
    return values


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
