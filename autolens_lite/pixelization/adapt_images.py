"""Images of galaxies from an earlier fit, to which the pixelizations of the next one adapt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.arrays import check_labels, numbers_from
from autolens_lite.fixed import changed
from autolens_lite.grid import Array2D, Grid2DIrregular, Mask2D
from autolens_lite.grid.structure import Structure, slim_on
from autolens_lite.xp.backend import Backend

_TABLES = (
    "galaxy_image_dict",
    "galaxy_name_image_dict",
    "galaxy_image_plane_mesh_grid_dict",
    "galaxy_name_image_plane_mesh_grid_dict",
)

# Of the length of a set of points, the width below which it is a line.
_FLAT = 1e-10


class AdaptImages(metaclass=check.NamedArguments):
    """What pixelizations adapt to, galaxy by galaxy.

    Galaxies are named by themselves, or, before there is an instance of the model, by their path in it, such as
    ("galaxies", "source"), that as a string, or "galaxies.source".

    Parameters
    ----------
    galaxy_image_dict, galaxy_name_image_dict
        The lensed image of each galaxy, on the mask of the dataset: slim, native or an `Array2D`, of finite numbers.
        Its unit does not matter; what is below zero counts as dark.
    galaxy_image_plane_mesh_grid_dict, galaxy_name_image_plane_mesh_grid_dict
        The points of the image plane, (S, 2), that traced to the source plane are each galaxy's mesh.

    Raises
    ------
    ParameterError
        If an argument is not a dict.
    DataError
        If an array in one is of another shape, masked in part, or not of finite numbers. That an image is dark
        altogether is an error in the fit of a pixelization that adapts to it (`require_light`).
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
        # Of images that are arguments of a compiled function: what they stand for, and of which instance's galaxies.
        self._given: AdaptImages | None = None
        self._light = _Light()  # shared by copies
        self._instance: Any = None

    def image_of(self, galaxy: Any) -> Any:
        """Return the image of a galaxy, or None."""
        return self.galaxy_image_dict.get(galaxy)

    def given_image_of(self, galaxy: Any) -> Any:
        """Return the image of a galaxy as it was given, also where `image_of` is an argument of a compiled function."""
        if self._given is None:
            return self.image_of(galaxy)
        return self._given.updated_via_instance_from(self._instance).image_of(galaxy)

    def require_light(self, galaxy: Any, mask: Mask2D, consumer: str) -> None:
        """Refuse a galaxy's image without a pixel above zero on a mask, to which nothing can adapt.

        Parameters
        ----------
        galaxy
            The galaxy.
        mask
            That of the data.
        consumer
            The name of what adapts to it.

        Raises
        ------
        DataError
            If so.
        """
        image = self.given_image_of(galaxy)
        if image is None:
            return  # what adapts says so
        if not self._light.is_in(image, mask):
            raise exc.DataError(
                f"The image in adapt_images of the galaxy that {consumer} adapts to has no value above 0 on the "
                f"{mask.pixels_in_mask} unmasked pixels. Pass an image of the galaxy's light, or use a mesh and a "
                "regularization that do not adapt to one, such as al.reg.Constant."
            )

    def image_plane_mesh_grid_of(self, galaxy: Any) -> Any:
        """Return the points of a galaxy's mesh in the image plane, or None."""
        return self.galaxy_image_plane_mesh_grid_dict.get(galaxy)

    def doubt_mesh_grid(self, galaxy: Any, mask: Mask2D) -> None:
        """Warn, once, of points of a galaxy's mesh that a mask does not show, or shows in one pixel."""
        self._light.doubt_points(self.image_plane_mesh_grid_of(galaxy), mask)

    def require_use_of_points(self, galaxies: Iterable[Any]) -> None:
        """Refuse points for the mesh of one of these galaxies that is not made of any.

        Raises
        ------
        ModelError
            If there is such a galaxy.
        """
        for galaxy in galaxies if self.galaxy_image_plane_mesh_grid_dict else ():
            pixelization = galaxy.pixelization
            if self.image_plane_mesh_grid_of(galaxy) is None or (pixelization and pixelization.mesh.needs_vertices):
                continue
            kind = f"the mesh of {type(pixelization.mesh).__name__}" if pixelization else "no mesh"
            raise exc.ModelError(
                f"adapt_images has points of a mesh for a galaxy at redshift {galaxy.redshift} with {kind}, which is "
                "not made of points. Leave them out, or give it a mesh that is, such as al.mesh.Delaunay."
            )

    def updated_via_instance_from(self, instance: Any) -> AdaptImages:
        """Return the same with the galaxies of an instance of the model in place of their names.

        Raises
        ------
        ModelError
            If a name is not that of a galaxy of the instance, or a galaxy is named twice.
        """
        names, points = self.galaxy_name_image_dict, self.galaxy_name_image_plane_mesh_grid_dict
        return changed(
            self,
            _instance=instance if self._given is not None else None,
            galaxy_image_dict=_resolved(instance, names, self.galaxy_image_dict),
            galaxy_image_plane_mesh_grid_dict=_resolved(instance, points, self.galaxy_image_plane_mesh_grid_dict),
        )

    def with_mesh_grids(self, points: dict[Any, Any]) -> AdaptImages:
        """Return the same with points of the image plane, (S, 2), of further galaxies."""
        return changed(self, galaxy_image_plane_mesh_grid_dict=self.galaxy_image_plane_mesh_grid_dict | points)

    def with_galaxies(self, others: Mapping[Any, Any]) -> AdaptImages:
        """Return the same with the images and points of some galaxies for others: `others[galaxy]`."""

        def of_others(table: dict[Any, Any]) -> dict[Any, Any]:
            return {others.get(galaxy, galaxy): values for galaxy, values in table.items()}

        images, points = self.galaxy_image_dict, self.galaxy_image_plane_mesh_grid_dict
        return changed(self, galaxy_image_dict=of_others(images), galaxy_image_plane_mesh_grid_dict=of_others(points))

    @property
    def galaxies_of_leaves(self) -> list[list[Any]]:
        """The galaxies, or their names, of the images and points that `leaves_on` returns, in its order."""
        return [list(getattr(self, table)) for table in _TABLES]

    def leaves_on(self, mask: Mask2D, xp: Backend) -> dict[str, list[Any]]:
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
        tables = {table: dict(zip(getattr(self, table), arrays, strict=True)) for table, arrays in leaves.items()}
        return changed(self, _given=self, **tables)


class _Light:
    """Whether images have light on masks, so that likelihoods need not look each time; not stored or compared."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], tuple[bool, Any, Mask2D]] = {}

    def is_in(self, image: Any, mask: Mask2D) -> bool:
        """Whether a pixel of an image is above zero on a mask, or is traced."""
        key = id(image), id(mask)
        if key not in self._found:
            self._found[key] = (_is_lit(image, mask), image, mask)  # kept, or others might come to have their ids
        return self._found[key][0]

    def doubt_points(self, points: Any, mask: Mask2D) -> None:
        """Warn, the first time, of points (S, 2) that are off a mask's image or within one of its pixels."""
        key = id(points), id(mask)
        if key in self._found:
            return
        values = None if points is None else _host_values(points)
        if values is None:
            return  # traced
        self._found[key] = (True, points, mask)
        left, right, bottom, top = mask.extent
        inside = ((values >= (bottom, left)) & (values <= (top, right))).all(axis=1)
        is_spread = (np.ptp(values, axis=0) > mask.pixel_scales).any()
        if 2 * np.count_nonzero(inside) < len(values) or not is_spread:
            check.warn(
                f"Of the {len(values)} points in adapt_images of a galaxy's mesh {np.count_nonzero(inside)} are on the "
                f"image, which is at {left:g} < x < {right:g}, {bottom:g} < y < {top:g} arcsec{_in_one(is_spread)}: "
                "they say little of the source. Pass (y, x) in arcsec, in the image plane of these data."
            )

    def __getstate__(self) -> dict[str, Any]:
        return {"_found": {}}


def _is_lit(image: Any, mask: Mask2D) -> bool:
    values, host = _host_values(image), backends.get("numba")
    return values is None or bool((slim_image_from(image, mask, host) > 0.0).any())


def _in_one(is_spread: bool) -> str:
    return "" if is_spread else ", all within one pixel"


def slim_image_from(image: Any, mask: Mask2D, xp: Backend) -> Any:
    """Return an image, slim (M,) or native or an `Array2D`, as (M,) of a backend.

    Raises DataError if it is not on the mask.
    """
    values = xp.as_float(slim_on(mask, image, "adapt_image"))
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
    check.kind(name, values, Mapping, "Pass a dict of galaxies (or names) to arrays.")
    check_array = checked_points if "mesh_grid" in name else checked_image
    return {
        galaxy: check_array(f"{name}[{galaxy if isinstance(galaxy, str) else type(galaxy).__name__}]", value)
        for galaxy, value in values.items()
    }


def adapt_data_from(image: Any, mask: Mask2D) -> Any:
    """Return an image that a mesh of a user's own mapper adapts to, as `AdaptImages` keeps it.

    Raises DataError if it is not on the mask, not finite, or nowhere above zero.
    """
    checked = checked_image("adapt_data", image)
    if not _is_lit(checked, mask):
        raise exc.DataError(
            f"adapt_data has no value above 0 on the {mask.pixels_in_mask} unmasked pixels. Pass an image of the "
            "galaxy's light, or None to what does not adapt to one."
        )
    return checked


def checked_image(name: str, image: Any) -> Any:
    """Return an image, slim or native or a structure on its mask, in floats; refuse one that is not finite."""
    values = _host_values(image, name)
    if values is None:
        return image
    if values.ndim not in (1, 2) or values.size == 0:
        raise exc.DataError(f"{name} has shape {values.shape}. Pass an image: slim (M,) or native (Ny, Nx).")
    _check_finite(name, values, "Put 0 where the image has no value.")
    return Array2D(values, image.mask, image.backend) if isinstance(image, Structure) else values


def checked_points(name: str, points: Any) -> Any:
    """Return points (S, 2) in floats; refuse ones that are not finite, and warn of what no triangle is made of."""
    check_labels(name, points, ("y", "x"))
    values = _host_values(points, name)
    if values is None:
        return points
    if values.ndim != 2 or values.shape[1] != 2 or len(values) == 0:
        raise exc.DataError(f"{name} has shape {values.shape}. Pass (S, 2): one (y, x) in arcsec a row.")
    _check_finite(name, values, "Leave such points out.")
    spread = np.linalg.svd(values - values.mean(axis=0), compute_uv=False)
    if spread[-1] <= _FLAT * spread[0] or len(values) < 3:
        check.warn(
            f"{name} has {len(values)} points in one place or on one line, of which no triangle is made: a source on "
            "them says little. Pass points that are spread out in two dimensions."
        )
    return Grid2DIrregular(values, points.backend) if isinstance(points, Grid2DIrregular) else values


def _check_finite(name: str, values: np.ndarray, remedy: str) -> None:
    bad = np.argwhere(~np.isfinite(values))
    if len(bad):
        place = ", ".join(map(str, bad[0]))
        value = values[tuple(bad[0])]
        raise exc.DataError(
            f"{name} is not finite in {len(bad)} of {values.size} elements (first at [{place}]: {value}). {remedy}"
        )


def _host_values(array: Any, name: str = "") -> np.ndarray | None:
    """A copy of the numbers on the host, which the user cannot change; None where they are traced."""
    values = units.plain(name, getattr(array, "slim", array))
    if hasattr(values, "dtype") and not isinstance(values, np.ndarray):
        try:
            values = np.asarray(values)
        except TypeError:  # under a trace
            return None
    return numbers_from(name, values, kinds="iufb").astype(np.float64)


def _resolved(instance: Any, by_name: dict[Any, Any], by_galaxy: dict[Any, Any]) -> dict[Any, Any]:
    resolved: dict[Any, Any] = {}
    for name, value in by_name.items():
        part = instance
        for step in _steps(name):
            part = getattr(part, step, None)
            if part is None:
                raise exc.ModelError(
                    f"adapt_images names the galaxy {name!r}, which the model does not have. Pass its path in the "
                    f"model, such as \"('galaxies', 'source')\"."
                )
        if part in resolved or by_galaxy.get(part, value) is not value:
            raise exc.ModelError(
                f"adapt_images has two entries for one galaxy of the model, the second by the name {name!r}. Leave one "
                "out."
            )
        resolved[part] = value
    return by_galaxy | resolved


def _steps(name: Any) -> list[str]:
    """The attributes of a path: ("galaxies", "source"), that as a string, or "galaxies.source"."""
    return [step.strip(" '\"") for step in str(name).strip("() ").replace(".", ",").split(",") if step.strip(" '\"")]
