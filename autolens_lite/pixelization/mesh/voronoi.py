"""A mesh of cells without interpolation."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.vertex_mesh import VertexMesh
from autolens_lite.xp.structures import Triangulation


class Voronoi(VertexMesh):
    """Every point has the value of the nearest vertex: the source is constant in Voronoi cells.

    The likelihood is a step function of the mass model, without a gradient; `VoronoiNN` has one. Over one sigma of an
    Einstein radius the rms of the log evidence about a smooth curve is 2 to 90, with steps of 7 to 500
    (docs/smooth_evidence.md); `CompactKernel` has none. The split regularizations, which measure how the source changes
    within a pixel, do not apply.

    Parameters
    ----------
    pixels, zeroed_pixels, areas_factor
        See `VertexMesh`.
    """

    interpolates = False

    def weights_from(
        self, coordinates: Coordinates, vertices: Coordinates, triangulation: Triangulation
    ) -> tuple[Any, Any]:
        xp = coordinates.xp
        indices = xp.nearest_vertices(coordinates.y, coordinates.x, vertices.y, vertices.x, triangulation)
        # A point that is not finite has no nearest vertex, and must not pass for one that has.
        finite = xp.isfinite(coordinates.y) & xp.isfinite(coordinates.x)
        finite = finite & xp.all(xp.isfinite(vertices.y)) & xp.all(xp.isfinite(vertices.x))
        return indices, xp.where(finite, 1.0, xp.full(finite.shape, float("nan")))[:, None]
