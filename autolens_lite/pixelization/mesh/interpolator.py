"""A mesh laid over an image's traced sub-pixels: what a `Mapper` is made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import Array2D, Coordinates, Grid2D, Grid2DIrregular, TracedGrid2D
from autolens_lite.pixelization.adapt_images import checked_points, slim_image_from
from autolens_lite.pixelization.mesh_geometry import MeshGeometry


class Interpolator:
    """The source pixels between which each sub-pixel of an image lies, and their weights.

    `mesh.interpolator_from` makes one by PyAutoLens' names.

    Parameters
    ----------
    mesh
        The `Mesh`.
    grid
        The grid of the image plane, of M pixels.
    coordinates
        Its sub-pixels in the source plane, N points.
    vertices
        The points of which the mesh is made, in the source plane; None for meshes that need none.
    adapt_data
        The galaxy's image that meshes and regularizations adapt to, (M,) or native or an `Array2D`, or None.
    data_grid
        Its pixels in the source plane, where they are known.

    Raises
    ------
    DataError
        If `adapt_data` is not on the grid's mask.
    ModelError
        If the mesh needs what is missing.
    """

    def __init__(
        self,
        mesh: Any,
        grid: Grid2D,
        coordinates: Coordinates,
        vertices: Coordinates | None = None,
        adapt_data: Any = None,
        data_grid: TracedGrid2D | None = None,
    ) -> None:
        xp = coordinates.xp
        self.mesh = mesh
        self.grid = grid
        self.adapt_data = None if adapt_data is None else slim_image_from(adapt_data, grid.mask, xp)
        signal = self.adapt_data
        if signal is not None and mesh.needs_signal and coordinates.shape != signal.shape:
            signal = signal[grid.mapping_indices.pixels]
        self.interpolation = mesh.interpolation_from(coordinates, vertices, signal)
        self._data_grid = data_grid

    @property
    def data_grid(self) -> TracedGrid2D | Grid2DIrregular:
        """The pixels of the image in the source plane, moved onto the border where they are beyond.

        Of a fit's mapper whose pixels are divided: their sub-pixels.
        """
        if self._data_grid is not None:
            return self._data_grid
        coordinates = self.interpolation.coordinates
        if self.grid.over_sampled is self.grid.coordinates:
            return TracedGrid2D(coordinates.array, self.grid, lambda: coordinates)
        return points_of(coordinates)

    @property
    def mesh_grid(self) -> Grid2DIrregular:
        """Where the value of each source pixel lies, (S, 2)."""
        return points_of(self.interpolation.mesh_grid)

    @property
    def mappings(self) -> np.ndarray:
        """The source pixels (N, B) between which each sub-pixel lies, -1 for none."""
        return self.interpolation.xp.to_numpy(self.interpolation.indices)

    @property
    def sizes(self) -> np.ndarray:
        """How many source pixels these are, (N,)."""
        return (self.mappings >= 0).sum(axis=1)

    @property
    def weights(self) -> np.ndarray:
        """Their weights, (N, B)."""
        return self.interpolation.xp.to_numpy(self.interpolation.weights)

    @property
    def mesh_geometry(self) -> MeshGeometry:
        """The areas and neighbours of the source pixels."""
        laid: Any = self.interpolation
        to_numpy = laid.xp.to_numpy
        neighbors = Neighbors(to_numpy(laid.neighbors), to_numpy(laid.neighbors_sizes))
        return MeshGeometry(to_numpy(laid.areas), neighbors)


class Neighbors(np.ndarray):
    """The neighbours of each source pixel, (S, P) int, -1 for none, with their numbers `sizes`, (S,)."""

    sizes: np.ndarray

    def __new__(cls, indices: np.ndarray, sizes: np.ndarray) -> Neighbors:
        new = np.array(indices).view(cls)
        new.sizes = np.asarray(sizes)
        return new


def points_of(coordinates: Coordinates) -> Grid2DIrregular:
    """Return points as an array of the host's memory."""
    return Grid2DIrregular(coordinates.xp.to_numpy(coordinates.array))


def mesh_points_from(points: Any, pixels: int, xp: Any) -> Any:
    """Return the points of which a mesh was made, before they were traced, as an array of the backend, or None."""
    if points is None:
        return None
    found = checked_points("image_plane_mesh_grid", points)
    if len(found) != pixels:
        raise exc.DataError(
            f"image_plane_mesh_grid has {len(found)} points, but the mesh has {pixels} pixels. Pass those that were "
            "traced to make it, in their order."
        )
    return xp.as_float(xp.to_numpy(getattr(found, "array", found)))


def response_from(response: Any, grid: Grid2D, xp: Any) -> Any:
    """Return the response of an image's pixels, (M,) of the backend, or None."""
    if response is None:
        return None
    values = np.asarray(Array2D(response, grid.mask, "numba"))
    if not (np.isfinite(values).all() and (values >= 0.0).all()):
        raise exc.DataError("response is negative or not finite somewhere. Pass that of a primary beam, or None.")
    return xp.as_float(values)
