"""A mesh that interpolates between the nearest vertices."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.vertex_mesh import VertexInterpolation, VertexMesh
from autolens_lite.xp.structures import Triangulation


class KNearestNeighbor(VertexMesh):
    r"""A weighted mean of the k nearest vertices.

    With r the distance to a vertex and R that to the k-th, the weight is Wendland's function of smoothness C4 (1995,
    Adv. Comput. Math. 4, 389),

    .. math:: w \propto (1 - s)^6 (35 s^2 + 18 s + 3), \qquad s = \frac{r}{{\rm radius\_scale}\, R},

    scaled to sum 1. The mean smooths: it does not pass through the vertices' values. Neighbours and areas are those of
    the Delaunay triangulation. Which are the nearest changes by steps, and with it the evidence: over one
    sigma of an Einstein radius its rms about a smooth curve is 0.2 to 9, with steps of 0.4 to 33
    (docs/smooth_evidence.md). `CompactKernel`, which has smooth lengths in place of a number, has no steps.

    Parameters
    ----------
    pixels, zeroed_pixels, areas_factor
        See `VertexMesh`.
    k_neighbors
        k, 2 or more.
    radius_scale
        1 or more; at 1 the k-th vertex has no weight.
    split_neighbor_division
        The arms of the crosses of split regularizations are `areas_factor` times the distance from a vertex to the
        (k_neighbors / split_neighbor_division)-th nearest other.

    Raises
    ------
    ParameterError
        If a number is out of range.
    """

    def __init__(
        self,
        pixels: int | None = None,
        zeroed_pixels: int = 0,
        k_neighbors: int = 10,
        radius_scale: float = 1.5,
        areas_factor: float = 0.5,
        split_neighbor_division: int = 2,
    ) -> None:
        super().__init__(pixels, zeroed_pixels, areas_factor)
        check.within("radius_scale", radius_scale, 1.0)
        self.k_neighbors = check.whole("k_neighbors", k_neighbors, 2)
        self.radius_scale = radius_scale
        self.split_neighbor_division = check.whole("split_neighbor_division", split_neighbor_division, 1)

    def weights_from(
        self, coordinates: Coordinates, vertices: Coordinates, triangulation: Triangulation
    ) -> tuple[Any, Any]:
        y, x = coordinates.y, coordinates.x
        return coordinates.xp.k_nearest_weights(
            y, x, vertices.y, vertices.x, triangulation, self.k_neighbors, self.radius_scale
        )

    def split_steps_from(self, interpolation: VertexInterpolation) -> Any:
        xp, (y, x) = interpolation.xp, (interpolation.mesh_grid.y, interpolation.mesh_grid.x)
        others = min(self.k_neighbors, interpolation.pixels) - 1
        rank = max(1, min(self.k_neighbors // self.split_neighbor_division, others))
        indices, _ = xp.k_nearest_weights(y, x, y, x, interpolation.triangulation, rank + 1, 1.0)
        last = indices[:, -1]
        squared = (y[last] - y) ** 2 + (x[last] - x) ** 2
        return self.areas_factor * xp.where(squared > 0.0, xp.sqrt(xp.where(squared > 0.0, squared, 1.0)), 0.0)
