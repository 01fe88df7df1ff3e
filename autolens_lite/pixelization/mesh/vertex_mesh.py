"""Meshes made of vertices: points of the image plane, traced to the source plane."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.abstract import Interpolation, Mesh, check_pixels
from autolens_lite.xp.structures import Triangulation


class VertexMesh(Mesh):
    """A mesh with one pixel for each vertex; abstract.

    The vertices are points of the image plane (`AdaptImages.galaxy_image_plane_mesh_grid_dict`, or the
    `Pixelization`'s image mesh) traced to the source plane, so that they crowd where magnification is high. Two
    vertices are neighbours where an edge of their Delaunay triangulation joins them.

    Parameters
    ----------
    pixels
        The number of vertices that are solved for, with or without the zeroed ones. A fit has as many as there are
        points; where that is another number, a warning says so.
    zeroed_pixels
        How many of the last vertices, such as those of `al.image_mesh.append_with_circle_edge_points`, count as zero.
    areas_factor
        The arms of the crosses of split regularizations, in units of the square root of a vertex's area.

    Raises
    ------
    ParameterError
        If a number is out of range.
    """

    needs_vertices = True
    has_steps = True

    def __init__(self, pixels: int | None = None, zeroed_pixels: int = 0, areas_factor: float = 0.5) -> None:
        if pixels is not None:
            pixels = check.whole("pixels", pixels, 1)
            check_pixels("pixels", pixels, pixels)
        zeroed_pixels = check.whole("zeroed_pixels", zeroed_pixels, 0)
        check_pixels("zeroed_pixels", zeroed_pixels, zeroed_pixels)
        check.positive("areas_factor", areas_factor)
        self.pixels = pixels
        self.zeroed_pixels = zeroed_pixels
        self.areas_factor = areas_factor

    @property
    def total_pixels(self) -> int:
        """The number of vertices, those that count as zero included."""
        return (self.pixels or 0) + self.zeroed_pixels

    @property
    def edge_pixels(self) -> np.ndarray:
        """The last `zeroed_pixels` of `total_pixels` vertices."""
        return self.zeroed_pixels_from(self.total_pixels)

    def zeroed_pixels_from(self, pixels: int) -> np.ndarray:
        return np.arange(max(pixels - self.zeroed_pixels, 0), pixels)

    @abc.abstractmethod
    def weights_from(
        self, coordinates: Coordinates, vertices: Coordinates, triangulation: Triangulation
    ) -> tuple[Any, Any]:
        """Return the vertices (n, B) between which points lie, and their weights."""

    def split_steps_from(self, interpolation: VertexInterpolation) -> Any:
        """Return the arms of the crosses of split regularizations, (S,), in arcsec."""
        xp, areas = interpolation.xp, interpolation.areas
        # Vertices in the place of another have no area, and a root no derivative there.
        return self.areas_factor * xp.where(areas > 0.0, xp.sqrt(xp.where(areas > 0.0, areas, 1.0)), 0.0)

    def interpolation_from(
        self, coordinates: Coordinates, vertices: Coordinates | None = None, signal: Any = None
    ) -> VertexInterpolation:
        if vertices is None:
            raise exc.ModelError(
                f"{type(self).__name__} is made of points of the image plane, and there are none. Pass "
                "adapt_images=al.AdaptImages(galaxy_image_plane_mesh_grid_dict={galaxy: points}) to the fit or the "
                "analysis, or an image mesh to the pixelization: al.Pixelization(mesh, regularization, "
                "image_mesh=al.image_mesh.Overlay(shape=(30, 30)))."
            )
        found = vertices.shape[0]
        if self.pixels is not None and found not in (self.pixels, self.total_pixels):
            check.warn(
                f"pixels = {self.pixels} of {type(self).__name__}, but there are {found} points of the image plane, "
                "which the source is solved on. Pass pixels=None, or as many points."
            )
        return VertexInterpolation(self, coordinates, vertices)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(pixels={self.pixels}, zeroed_pixels={self.zeroed_pixels})"


class VertexInterpolation(Interpolation):
    """A mesh of vertices laid over points.

    Parameters
    ----------
    mesh
        The mesh.
    coordinates
        The points, N.
    vertices
        Its vertices, S.
    """

    def __init__(self, mesh: VertexMesh, coordinates: Coordinates, vertices: Coordinates) -> None:
        super().__init__(coordinates)
        self.mesh = mesh
        self._vertices = vertices

    @cached_property
    def triangulation(self) -> Triangulation:
        """The Delaunay triangulation of the vertices, of arrays of the backend."""
        return self.xp.triangulation(self._vertices.y, self._vertices.x)

    @property
    def mesh_grid(self) -> Coordinates:
        """The vertices of the mesh, in the source plane."""
        return self._vertices

    @property
    def pixels(self) -> int:
        return self._vertices.shape[0]

    @cached_property
    def _laid(self) -> tuple[Any, Any]:
        return self.at(self.coordinates)

    @property
    def indices(self) -> Any:
        return self._laid[0]

    @property
    def weights(self) -> Any:
        return self._laid[1]

    def at(self, coordinates: Coordinates) -> tuple[Any, Any]:
        return self.mesh.weights_from(coordinates, self._vertices, self.triangulation)

    @property
    def neighbors(self) -> Any:
        """The vertices joined to each by an edge, (S, P) int, ascending, then -1.

        Of vertices in the same place, all but the first have that one as their neighbour.
        """
        return self.triangulation.neighbors

    @cached_property
    def neighbors_sizes(self) -> Any:
        return self.xp.sum(self.neighbors >= 0, axis=1)

    @cached_property
    def areas(self) -> Any:
        """A third of the area of the triangles about each vertex, in arcsec^2, (S,).

        Sums of values times areas are the exact integral of the linear interpolation over the hull.
        """
        xp, corners = self.xp, self.triangulation.triangles
        y, x = self._vertices.y, self._vertices.x
        i, j, k = corners[:, 0], corners[:, 1], corners[:, 2]
        double = (x[j] - x[i]) * (y[k] - y[i]) - (y[j] - y[i]) * (x[k] - x[i])
        share = xp.where(i >= 0, double / 6.0, 0.0)
        shares = xp.concatenate([share, share, share])
        return xp.segment_sum(shares, xp.maximum(xp.concatenate([i, j, k]), 0), self.pixels)

    @property
    def split_steps(self) -> Any:
        return self.mesh.split_steps_from(self)
