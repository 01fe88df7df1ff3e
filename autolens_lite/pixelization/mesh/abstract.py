"""What every mesh does: give, for points of the source plane, the pixels and weights that interpolate there."""

from __future__ import annotations

import abc
import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular, TracedGrid2D, VectorYX2D
from autolens_lite.pixelization.adapt_images import adapt_data_from, checked_points
from autolens_lite.pixelization.mesh.interpolator import Interpolator
from autolens_lite.pixelization.mesh.kernels import Kernels, kernels_of
from autolens_lite.xp.backend import Backend


class Interpolation(abc.ABC):
    """A mesh laid over points of the source plane; unpacks as (indices, weights).

    Parameters
    ----------
    coordinates
        The points, N.

    Attributes
    ----------
    values_matrix : (S, S) float or None
        The source where the pixels' values lie (`mesh_grid`), as combinations of the parameters; None where these
        values are the parameters.
    merged : callable or None
        Returns indices and mean weights (M, B) of groups of points that begin at so many starts (M + 1,); None where a
        group has the pixels of its points one after the other.
    """

    values_matrix: Any = None
    merged: Callable[[Any], tuple[Any, Any]] | None = None

    def __init__(self, coordinates: Coordinates) -> None:
        self.coordinates = coordinates

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return self.coordinates.xp

    @property
    @abc.abstractmethod
    def indices(self) -> Any:
        """The pixels between which each point lies, (N, B) int, -1 for none."""

    @property
    @abc.abstractmethod
    def weights(self) -> Any:
        """Their weights, (N, B), of sum 1 in a row."""

    @property
    @abc.abstractmethod
    def pixels(self) -> int:
        """The number S of pixels."""

    @property
    @abc.abstractmethod
    def neighbors(self) -> Any:
        """The neighbours of each pixel, (S, P) int, -1 for none."""

    @property
    @abc.abstractmethod
    def neighbors_sizes(self) -> Any:
        """The number of neighbours of each pixel, (S,) int."""

    @property
    @abc.abstractmethod
    def areas(self) -> Any:
        """The area of each pixel in arcsec^2, (S,): values times areas sum to the integral of the source."""

    @property
    @abc.abstractmethod
    def split_steps(self) -> Any:
        """How far from a pixel's centre the arms of a split regularization's cross reach, (S,), in arcsec."""

    @property
    @abc.abstractmethod
    def mesh_grid(self) -> Coordinates:
        """Where the value of each pixel lies, S points."""

    @abc.abstractmethod
    def at(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return indices and weights (n, B) that interpolate at other points."""

    @functools.cached_property
    def kernels(self) -> Kernels:
        """How far a kernel about the place of each pixel reaches, and which are near."""
        return kernels_of(self.mesh_grid)

    def __iter__(self) -> Iterator[Any]:
        return iter((self.indices, self.weights))


class Mesh(metaclass=check.NamedAbstract):
    """A way to divide the source plane into pixels.

    Attributes
    ----------
    needs_vertices : bool
        Whether the mesh is made of points of the image plane, traced to the source plane.
    needs_signal : bool
        Whether it adapts to an image of the galaxy.
    interpolates : bool
        Whether the source varies within a pixel.
    has_steps : bool
        Whether the source, and with it the evidence, changes by steps as the lens changes smoothly.
    """

    needs_vertices = False
    needs_signal = False
    interpolates = True
    has_steps = False

    @property
    @abc.abstractmethod
    def edge_pixels(self) -> np.ndarray:
        """The pixels on the outer edge of the mesh, ascending."""

    @abc.abstractmethod
    def zeroed_pixels_from(self, pixels: int) -> np.ndarray:
        """Return the pixels, ascending, that count as zero when a mesh of `pixels` pixels leaves out its edge."""

    @abc.abstractmethod
    def interpolation_from(
        self, coordinates: Coordinates, vertices: Coordinates | None = None, signal: Any = None
    ) -> Interpolation:
        """Lay the mesh over points.

        Parameters
        ----------
        coordinates
            The points, N.
        vertices
            The traced points of which the mesh is made; used where `needs_vertices`.
        signal
            The brightness of the galaxy's image at each point, (N,); used where `needs_signal`.

        Raises
        ------
        ModelError
            If what the mesh needs is missing.
        """

    def interpolator_from(
        self,
        source_plane_data_grid: TracedGrid2D | Grid2D | VectorYX2D,
        source_plane_mesh_grid: Any = None,
        border_relocator: Any = None,
        adapt_data: Any = None,
        xp: Any = None,
    ) -> Interpolator:
        """Lay the mesh over an image's traced pixels, without a fit: to learn from, or for an `al.Mapper`.

        Parameters
        ----------
        source_plane_data_grid
            The traced pixels with their sub-pixels, such as the last of `tracer.traced_grid_2d_list_from(grid)`.
        source_plane_mesh_grid
            The traced points (S, 2) of which the mesh is made, in arcsec; others are made of `source_plane_data_grid`.
        border_relocator
            An `al.BorderRelocator` that moves points beyond the border onto it, or None.
        adapt_data
            The galaxy's image that the mesh adapts to, (M,) or native or an `Array2D`.
        xp
            The backend; None for that of the grid, and no other.

        Raises
        ------
        DataError
            If `source_plane_data_grid` is not on a mask, `source_plane_mesh_grid` not finite points, or `adapt_data` no
            image on the mask that is finite and somewhere above zero.
        BackendError
            If `xp` is not the grid's backend.
        ModelError
            If the mesh needs what is missing.
        """
        traced = traced_grid_from(source_plane_data_grid)
        if xp is not None and backends.name_of(xp) != traced.backend:
            raise exc.BackendError(
                f"The grid is of the backend '{traced.backend}', not '{backends.name_of(xp)}'. Trace one with it, such "
                f"as al.Grid2D.from_mask(mask, backend='{backends.name_of(xp)}')."
            )
        vertices = None
        if source_plane_mesh_grid is not None and self.needs_vertices:
            points = checked_points("source_plane_mesh_grid", source_plane_mesh_grid)
            vertices = Grid2DIrregular(points, traced.backend).coordinates
        if adapt_data is not None:
            adapt_data = adapt_data_from(adapt_data, traced.mask)
        if border_relocator is not None:
            if not check.has(border_relocator, "relocated_grid_from"):
                raise exc.ParameterError(
                    f"border_relocator is a {type(border_relocator).__name__}. Pass an al.BorderRelocator, or None."
                )
            if vertices is not None:
                vertices = border_relocator.relocated_mesh_grid_from(traced, vertices.array).coordinates
            traced = border_relocator.relocated_grid_from(traced)
        return Interpolator(self, traced.image_grid, traced.over_sampled, vertices, adapt_data, traced)


def traced_grid_from(grid: Any) -> TracedGrid2D:
    """Return the traced pixels of an image with their sub-pixels, from whatever kind of grid they are.

    Raises
    ------
    DataError
        If they are not on a mask.
    """
    if isinstance(grid, TracedGrid2D):
        return grid
    if isinstance(grid, Grid2D) and grid.is_uniform:
        return TracedGrid2D(grid.slim, grid, lambda: grid.over_sampled)
    if isinstance(grid, Grid2D | VectorYX2D):
        pixels = Grid2D(grid.mask, 1, grid.backend)
        return TracedGrid2D(grid.array, pixels, lambda: pixels.coordinates)
    raise exc.DataError(
        f"source_plane_data_grid is a {type(grid).__name__}. Pass a grid on a mask, such as the last of "
        "tracer.traced_grid_2d_list_from(grid=dataset.grids.pixelization)."
    )


def check_pixels(name: str, value: Any, pixels: int) -> None:
    """Refuse a mesh whose curvature matrix, (S, S), the machine's memory cannot hold."""
    check.allocatable(name, value, 8 * pixels**2, "Pass fewer pixels: their curvature matrix is dense.")
