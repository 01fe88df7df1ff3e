"""The sparse map T between a mesh of the source plane and the pixels of the image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.fixed import SetOnce, cached_property, changed
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular, Mask2D, TracedGrid2D
from autolens_lite.grid.over_sampler import OverSampler
from autolens_lite.pixelization.border import border_of, relocated_from
from autolens_lite.pixelization.image_mesh import ImageMesh
from autolens_lite.pixelization.mappings import Mapping, mappings_of
from autolens_lite.pixelization.mesh import Interpolation, Interpolator, Mesh
from autolens_lite.pixelization.mesh.interpolator import mesh_points_from, response_from
from autolens_lite.pixelization.mesh_geometry import MeshGeometry
from autolens_lite.pixelization.pixelization import Pixelization
from autolens_lite.pixelization.regularization import Regularization

# Of a weight: a vertex on whose far side a point lies by rounding has no share of it.
_ROUNDING = 1e-11


class Mapper(SetOnce):
    """A pixelization laid over the traced sub-pixels of an image.

    Parameters
    ----------
    interpolator
        The mesh, laid over them: `mesh.interpolator_from(...)`.
    regularization
        The prior of the source pixels; None for a mapper that is not inverted.
    settings
        An `al.Settings`, of which what is added to the diagonal of H is used.
    image_plane_mesh_grid
        The points (S, 2) of the mesh before they were traced, where it is made of points.
    xp
        Not used: the backend is that of the interpolator.
    response
        The image pixels' response (a primary beam), (M,), or None.

    Raises
    ------
    ParameterError
        If an argument is of another kind.
    DataError
        If the points of the mesh are not as many as its pixels, or the response is not that of the image's pixels.
    """

    def __init__(
        self,
        interpolator: Interpolator,
        regularization: Regularization | None = None,
        settings: Any = None,
        image_plane_mesh_grid: Any = None,
        xp: Any = None,
        response: Any = None,
    ) -> None:
        del xp
        remedy = "Pass one, such as al.mesh.RectangularUniform().interpolator_from(source_plane_data_grid=traced_grid)."
        check.kind("interpolator", interpolator, Interpolator, remedy)
        check.kind("regularization", regularization, Regularization | None, "Pass one, such as al.reg.Constant().")
        if settings is not None and not check.has(settings, "absolute_floor"):
            raise exc.ParameterError(f"settings is a {type(settings).__name__}. Pass an al.Settings, or None.")
        self.interpolator = interpolator
        self.interpolation: Interpolation = interpolator.interpolation
        self.grid = interpolator.grid
        self.xp = self.interpolation.xp
        #: The points of the mesh before they were traced, (S, 2), where it is made of points; else None.
        self.image_plane_mesh_grid = mesh_points_from(image_plane_mesh_grid, self.pixels, self.xp)
        self.absolute_floor = None if settings is None else settings.absolute_floor
        self._regularization = regularization
        self._image_mesh: ImageMesh | None = None
        self._response = response_from(response, self.grid, self.xp)

    @classmethod
    def of_points(
        cls,
        pixelization: Pixelization,
        grid: Grid2D,
        source_coordinates: Coordinates,
        use_border_relocator: bool = False,
        response: Any = None,
        vertices: Coordinates | None = None,
        adapt_image: Any = None,
        absolute_floor: float | None = None,
    ) -> Mapper:
        """Return the mapper of a pixelization and an image's traced sub-pixels.

        Parameters
        ----------
        pixelization
            Mesh and regularization.
        grid
            The image plane's grid, whose sub-pixels were traced.
        source_coordinates
            Its sub-pixels in the source plane.
        use_border_relocator
            Whether points outside the source plane's border are moved onto it.
        response
            The image pixels' response (a primary beam), (M,), or None.
        vertices
            The points of which the mesh is made, traced to the source plane; None for meshes that need none. They are
            moved onto the border too.
        adapt_image
            The galaxy's image that mesh and regularization adapt to, (M,) or native or an `Array2D`, or None.
        absolute_floor
            What regularizations add to the diagonal of H (see `Settings`); None for 1e-8 of their own weights.

        Raises
        ------
        DataError
            If `adapt_image` is not on the grid's mask.
        ModelError
            If the mesh needs what is missing.
        """
        if use_border_relocator:
            border = border_of(grid, source_coordinates)
            source_coordinates = relocated_from(source_coordinates, border)
            vertices = None if vertices is None else relocated_from(vertices, border)
        interpolator = Interpolator(pixelization.mesh, grid, source_coordinates, vertices, adapt_image)
        new = cls(interpolator, pixelization.regularization)
        new = changed(new, absolute_floor=absolute_floor, _response=response)
        new._image_mesh = pixelization.image_mesh
        return new

    @property
    def pixelization(self) -> Pixelization:
        """Mesh and regularization."""
        return Pixelization(self.mesh, self.regularization, self._image_mesh)

    @property
    def mask(self) -> Mask2D:
        """The image's mask."""
        return self.grid.mask

    @property
    def mesh(self) -> Mesh:
        """The mesh of the pixelization."""
        return self.interpolator.mesh

    @property
    def source_coordinates(self) -> Coordinates:
        """The image's sub-pixels in the source plane, moved onto the border where they are beyond."""
        return self.interpolation.coordinates

    @property
    def adapt_image(self) -> Any:
        """The galaxy's image that mesh and regularization adapt to, (M,) of the backend, or None."""
        return self.interpolator.adapt_data

    @property
    def regularization(self) -> Regularization:
        """The regularization of the pixelization.

        Raises
        ------
        ModelError
            If it was made without one.
        """
        if self._regularization is None:
            raise exc.ModelError(
                "The mapper has no regularization, which an inversion needs. Pass one: "
                "al.Mapper(interpolator=interpolator, regularization=al.reg.Constant(coefficient=1.0))."
            )
        return self._regularization

    def with_regularization(self, regularization: Regularization) -> Mapper:
        """Return the same map with another regularization of its pixels."""
        return changed(self, _regularization=regularization)

    @property
    def pixels(self) -> int:
        """The number S of source pixels."""
        return self.interpolation.pixels

    @property
    def zeroed_pixels(self) -> np.ndarray:
        """The pixels, ascending, that count as zero when the edge of the mesh is left out, on the host."""
        return self.mesh.zeroed_pixels_from(self.pixels)

    @cached_property
    def sparse(self) -> tuple[Any, Any]:
        """T as the source pixels (M, B) that light each image pixel, -1 for none, and their weights (M, B)."""
        xp, size = self.xp, self.grid.over_sample_size
        is_divided = not (isinstance(size, int) and size == 1)
        if is_divided and self.interpolation.merged is not None:
            merged = self.interpolation.merged(self.grid.mapping_indices.starts)
            return merged if self._response is None else (merged[0], merged[1] * self._response[:, None])
        sub_indices, sub_weights = self.interpolation.indices, self.interpolation.weights
        if isinstance(size, int):
            pixels = self.grid.shape_slim
            indices = sub_indices if size == 1 else xp.reshape(sub_indices, (pixels, -1))
            weights = sub_weights if size == 1 else xp.reshape(sub_weights, (pixels, -1)) / size**2
        else:
            slots, counts = self.grid.mapping_indices.slots, self.grid.mapping_indices.counts
            present = (slots >= 0)[:, :, None]
            shape = (self.grid.shape_slim, -1)
            indices = xp.reshape(xp.where(present, sub_indices[slots], -1), shape)
            weights = xp.reshape(xp.where(present, sub_weights[slots] / counts[:, None, None], 0.0), shape)
        if self._response is not None:
            weights = weights * self._response[:, None]
        return indices, weights

    @property
    def mapping_matrix(self) -> Any:
        """T as a dense matrix (M, S)."""
        return self.xp.mapping_matrix(*self.sparse, self.pixels)

    def pixel_signals_from(self, signal_scale: Any) -> Any:
        """Return how bright `adapt_image` is in each source pixel, (S,), relative to the brightest.

        It is the sum of the image over all sub-pixels that the pixel lights, weighted by how much it does, over their
        number; divided by the largest of all pixels, and raised to the power `signal_scale`.

        Raises
        ------
        ModelError
            If there is no image.
        """
        if self.adapt_image is None:
            raise exc.ModelError(
                f"{type(self.regularization).__name__} adapts to an image of its galaxy, and there is none. Pass "
                "adapt_images=al.AdaptImages(galaxy_image_dict={galaxy: image}) to the fit or the analysis."
            )
        xp, (indices, weights) = self.xp, self.interpolation
        points = self.grid.mapping_indices.pixels
        light = xp.data_vector(indices, weights, xp.maximum(self.adapt_image, 0.0)[points], self.pixels)
        # a weight within rounding of zero counts as zero
        counted = xp.where(xp.abs(weights) > _ROUNDING, 1.0, 0.0)
        number = xp.data_vector(indices, counted, xp.ones(points.shape[0]), self.pixels)
        mean = light / xp.maximum(number, 1.0)
        relative = mean / xp.max(mean)
        # A power of zero has no derivative in the exponent.
        return xp.where(relative > 0.0, xp.where(relative > 0.0, relative, 1.0) ** signal_scale, 0.0)

    def vertex_signals_from(self, signal_scale: Any) -> Any:
        """Return how bright `adapt_image` is where each vertex of the mesh lies in the image plane, (S,).

        It is interpolated bilinearly between the centres of image pixels, masked ones being dark, divided by the
        image's maximum, and raised to the power `signal_scale`. Where `image_plane_mesh_grid` is None it is
        `pixel_signals_from`.

        Raises
        ------
        ModelError
            If there is no image.
        """
        if self.image_plane_mesh_grid is None or self.adapt_image is None:
            return self.pixel_signals_from(signal_scale)
        xp, mask = self.xp, self.grid.mask
        rows, columns = mask.shape_native
        places = self.grid.mapping_indices.places
        image = xp.concatenate([xp.maximum(self.adapt_image, 0.0), xp.zeros(1)])
        points, (height, width) = self.image_plane_mesh_grid, mask.pixel_scales
        down = xp.clip((mask.y_axis[0] - points[:, 0]) / height + 1.0, 0.0, rows + 0.999)
        across = xp.clip((points[:, 1] - mask.x_axis[0]) / width + 1.0, 0.0, columns + 0.999)
        row, column = (xp.asarray(xp.floor(part), np.int64) for part in (down, across))
        v, u = down - row, across - column
        found = 0.0
        for step, by_row in ((0, 1.0 - v), (1, v)):
            for along, by_column in ((0, 1.0 - u), (1, u)):
                corner = places[(row + step) * (columns + 2) + column + along]
                found = found + by_row * by_column * image[corner]
        relative = found / xp.max(image)
        return xp.where(relative > 0.0, xp.where(relative > 0.0, relative, 1.0) ** signal_scale, 0.0)

    # By the names of PyAutoLens

    @property
    def image_plane_data_grid(self) -> Grid2D:
        """The grid of the image: `grid`."""
        return self.grid

    @property
    def source_plane_data_grid(self) -> TracedGrid2D | Grid2DIrregular:
        """Where the pixels of the image lie in the source plane: see `Interpolator.data_grid`."""
        return self.interpolator.data_grid

    @property
    def source_plane_mesh_grid(self) -> Grid2DIrregular:
        """Where the value of each source pixel lies: `mesh_grid` as an array of points."""
        return self.interpolator.mesh_grid

    @property
    def mesh_geometry(self) -> MeshGeometry:
        """The areas and neighbours of the source pixels."""
        return self.interpolator.mesh_geometry

    @property
    def neighbors(self) -> np.ndarray:
        """The neighbours of each source pixel, (S, P) int, -1 for none, with their numbers `neighbors.sizes`."""
        return self.mesh_geometry.neighbors

    @property
    def over_sampler(self) -> OverSampler:
        """How the pixels of the image are divided."""
        return self.grid.over_sampler

    @property
    def slim_index_for_sub_slim_index(self) -> np.ndarray:
        """The pixel of each sub-pixel of the image, (N,)."""
        return self.grid.sub_index

    @property
    def pix_indexes_for_sub_slim_index(self) -> np.ndarray:
        """The source pixels (N, B) that light each sub-pixel of the image, -1 for none."""
        return np.array(self.interpolator.mappings)

    @property
    def pix_sizes_for_sub_slim_index(self) -> np.ndarray:
        """How many source pixels these are, (N,)."""
        return self.interpolator.sizes

    @property
    def pix_weights_for_sub_slim_index(self) -> np.ndarray:
        """Their weights, (N, B)."""
        return np.array(self.interpolator.weights)

    def slim_indexes_for_pix_indexes(self, pix_indexes: Sequence[Any]) -> list[Any]:
        """Return the sub-pixels of the image that some source pixels light.

        Parameters
        ----------
        pix_indexes
            Indices of source pixels, for which one list is returned; or lists of them, for which a list of such.

        Raises
        ------
        ParameterError
            If they are not whole numbers, or there is no such pixel.
        """
        if _are_groups(pix_indexes):
            return [self.slim_indexes_for_pix_indexes(each) for each in pix_indexes]
        self._check_pixels(pix_indexes)
        lit = self.pix_indexes_for_sub_slim_index
        shares = self.pix_weights_for_sub_slim_index > 0.0
        return [int(row) for index in pix_indexes for row in np.flatnonzero(np.any((lit == index) & shares, axis=1))]

    def mappings_from(
        self, pix_indexes: Sequence[Any], weight_threshold: float = 0.0, min_pixels: int = 1
    ) -> list[Mapping]:
        """Return the images of groups of source pixels.

        Parameters
        ----------
        pix_indexes
            Indices of source pixels, which are one group; or lists of them, of which each is one.
        weight_threshold
            The weight of a group, in all, above which a pixel of the image is lit by it.
        min_pixels
            How many pixels an image must have at least; pixels that touch at a corner are of one.

        Raises
        ------
        ParameterError
            If they are not whole numbers, or there is no such pixel.
        """
        return mappings_of(self, self.groups_of(pix_indexes), weight_threshold, min_pixels)

    def groups_of(self, pix_indexes: Any) -> list[np.ndarray]:
        """Return groups of source pixels as arrays; see `mappings_from`."""
        groups = pix_indexes if _are_groups(pix_indexes) else [pix_indexes]
        for group in groups:
            self._check_pixels(group)
        return [np.asarray(group, dtype=np.intp) for group in groups]

    def _check_pixels(self, pix_indexes: Any) -> None:
        if not isinstance(pix_indexes, list | tuple | np.ndarray) or getattr(pix_indexes, "ndim", 1) == 0:
            raise exc.ParameterError(f"pix_indexes = {pix_indexes!r} is not a list. Pass indices of source pixels.")
        for index in pix_indexes:
            if check.whole("pix_indexes", index, 0) >= self.pixels:
                raise exc.ParameterError(f"pix_indexes holds {index}, but there are {self.pixels} source pixels.")

    @property
    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """The boundaries of rows (y, descending) and columns (x, ascending) of a rectangular mesh, in arcsec."""
        laid: Any = self.interpolation
        return self.xp.to_numpy(laid.edges_y), self.xp.to_numpy(laid.edges_x)

    @property
    def mesh_grid(self) -> Coordinates:
        """Where the value of each source pixel lies, S points."""
        return self.interpolation.mesh_grid


def _are_groups(pix_indexes: Any) -> bool:
    kinds = list | tuple | np.ndarray
    return (
        isinstance(pix_indexes, kinds)
        and getattr(pix_indexes, "ndim", 1) > 0
        and any(isinstance(each, kinds) for each in pix_indexes)
    )
