"""A mesh of kernels about vertices, whose source and evidence are smooth functions of the lens."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.vertex_mesh import VertexInterpolation, VertexMesh
from autolens_lite.xp.constants import KERNELS_AT_POINT, KERNELS_IN_PIXEL
from autolens_lite.xp.structures import Triangulation

# Nodes of the integral of a kernel's share over its disc, in the square of the radius and in the angle.
_RADII, _ANGLES = 8, 16


class CompactKernel(VertexMesh):
    r"""A source of normalised kernels about the vertices, compact radial basis functions.

    The share of vertex j in the source at a point is

    .. math:: \psi_j = \frac{\phi_j}{0.02 + \sum_k \phi_k}, \qquad
              \phi_j = \left(1 - \frac{r_j^2}{h_j^2}\right)^3 \ {\rm within}\ r_j < h_j,

    with r_j the distance to the vertex (Shepard's interpolation with kernels that end: Franke & Nielson 1980, Int. J.
    Numer. Meth. Eng. 15, 1691). The length h_j is that at which the sum of phi_j over all vertices is 4.25, as in
    smoothed-particle hydrodynamics: some 14 kernels reach a point. Where none does the source is zero.

    Nothing here is decided by a triangulation, so that the evidence has no steps: with `al.reg.ConstantLaplacian` or
    `al.reg.AdaptLaplacian` it is a smooth function of the lens, which gradient searches and posteriors need
    (docs/smooth_evidence.md has figures beside other meshes). Image meshes that adapt to the source, such as
    `al.image_mesh.Hilbert`, suit it best.

    The linear parameters are the weights of the kernels; the source at a vertex is a mean over neighbours. With a
    positive-only solver it is the source at each vertex that is kept from being negative, not the weight. Neighbours,
    for other regularizations, are those of the Delaunay triangulation.

    Parameters
    ----------
    pixels, zeroed_pixels, areas_factor
        See `VertexMesh`.
    """

    has_steps = False

    def weights_from(
        self, coordinates: Coordinates, vertices: Coordinates, triangulation: Triangulation
    ) -> tuple[Any, Any]:
        return CompactKernelInterpolation(self, coordinates, vertices).at(coordinates)

    def interpolation_from(
        self, coordinates: Coordinates, vertices: Coordinates | None = None, signal: Any = None
    ) -> CompactKernelInterpolation:
        laid = super().interpolation_from(coordinates, vertices, signal)
        return CompactKernelInterpolation(self, coordinates, laid.mesh_grid)


class CompactKernelInterpolation(VertexInterpolation):
    """Kernels about vertices, laid over points: see `VertexInterpolation`."""

    def at(self, coordinates: Coordinates) -> tuple[Any, Any]:
        starts = self.xp.asarray(np.arange(coordinates.shape[0] + 1))
        return self._shares(coordinates, starts, KERNELS_AT_POINT)

    def merged(self, starts: Any) -> tuple[Any, Any]:
        """Return kernels and mean shares (M, B) of groups of points that begin at `starts` (M + 1,)."""
        return self._shares(self.coordinates, starts, KERNELS_IN_PIXEL)

    def _shares(self, points: Coordinates, starts: Any, width: int) -> tuple[Any, Any]:
        vertices, lengths = self.mesh_grid, self.kernels.lengths
        return self.xp.compact_weights(points.y, points.x, starts, vertices.y, vertices.x, lengths, width)

    @functools.cached_property
    def values_matrix(self) -> Any:
        """The source at the vertices, as combinations of the kernels' weights, (S, S)."""
        return self.xp.mapping_matrix(*self.at(self.mesh_grid), self.pixels)

    @functools.cached_property
    def areas(self) -> Any:
        """The integral of each kernel's share, in arcsec^2, (S,): weights times areas sum to that of the source."""
        xp, grid, lengths = self.xp, self.mesh_grid, self.kernels.lengths
        nodes, parts = np.polynomial.legendre.leggauss(_RADII)
        radii = np.repeat(np.sqrt(0.5 * (nodes + 1.0)), _ANGLES)
        angles = 2.0 * np.pi * np.tile(np.arange(_ANGLES) / _ANGLES, _RADII)
        up, along = xp.asarray(radii * np.sin(angles)), xp.asarray(radii * np.cos(angles))
        y, x = (xp.ravel(place[:, None] + lengths[:, None] * step) for place, step in ((grid.y, up), (grid.x, along)))
        indices, weights = self.at(Coordinates(y, x, xp))
        own = xp.repeat(xp.arange(self.pixels), radii.size)[:, None]
        shares = xp.reshape(xp.sum(xp.where(indices == own, weights, 0.0), axis=1), (self.pixels, radii.size))
        return np.pi * lengths**2 * (shares @ xp.asarray(np.repeat(0.5 * parts, _ANGLES) / _ANGLES))
