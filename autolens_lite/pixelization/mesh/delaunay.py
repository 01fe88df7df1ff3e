"""Meshes that interpolate between the vertices of a Delaunay triangulation."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.vertex_mesh import VertexMesh
from autolens_lite.xp.structures import Triangulation


class Delaunay(VertexMesh):
    """Linear interpolation in the triangles of the vertices' Delaunay triangulation.

    A point has the three corners of its triangle; beyond the hull, the nearest vertex alone. Which vertices are joined
    is constant under derivatives, which are exact but where an edge flips: there the interpolation jumps
    (`DelaunayNN` does not), and with it the log evidence: over one sigma of an Einstein radius its rms about a smooth
    curve is 0.3 to 11, with steps of 1 to 66 (docs/smooth_evidence.md). `CompactKernel` has none of that.

    Parameters
    ----------
    pixels, zeroed_pixels, areas_factor
        See `VertexMesh`.
    """

    def weights_from(
        self, coordinates: Coordinates, vertices: Coordinates, triangulation: Triangulation
    ) -> tuple[Any, Any]:
        return coordinates.xp.delaunay_weights(coordinates.y, coordinates.x, vertices.y, vertices.x, triangulation)


class DelaunayNN(VertexMesh):
    """Natural-neighbour (Sibson) interpolation between vertices; another name is `VoronoiNN`.

    The weight of a vertex is the share that the point's own Voronoi cell would take from the cell of the vertex. Unlike
    linear interpolation in triangles it is continuous, also where an edge flips as the vertices move, and smooth but at
    the vertices. Regularizations of neighbours, and crosses of split ones, still have the triangulation's steps, and so
    has the evidence: over one sigma of an Einstein radius its rms about a smooth curve is 0.1 to 5, with steps of 0.7
    to 29; with `al.reg.ConstantLaplacian` or `al.reg.AdaptLaplacian`, which know no edges, 0.001 to 0.04
    (docs/smooth_evidence.md). `CompactKernel` has none of it, and gives squares of residuals their derivatives.

    Parameters
    ----------
    pixels, zeroed_pixels, areas_factor
        See `VertexMesh`.
    """

    def weights_from(
        self, coordinates: Coordinates, vertices: Coordinates, triangulation: Triangulation
    ) -> tuple[Any, Any]:
        return coordinates.xp.natural_neighbor_weights(
            coordinates.y, coordinates.x, vertices.y, vertices.x, triangulation
        )


VoronoiNN = DelaunayNN
