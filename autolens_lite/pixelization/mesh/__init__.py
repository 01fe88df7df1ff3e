"""Meshes of the source plane."""

from autolens_lite.pixelization.mesh.abstract import Interpolation, Mesh
from autolens_lite.pixelization.mesh.delaunay import Delaunay, DelaunayNN, VoronoiNN
from autolens_lite.pixelization.mesh.knn import KNearestNeighbor
from autolens_lite.pixelization.mesh.rectangular_adapt_density import RectangularAdaptDensity
from autolens_lite.pixelization.mesh.rectangular_adapt_image import RectangularAdaptImage
from autolens_lite.pixelization.mesh.rectangular_uniform import RectangularUniform
from autolens_lite.pixelization.mesh.voronoi import Voronoi

# Names that these meshes had in other releases of PyAutoLens.
RectangularMagnification = RectangularAdaptDensity
RectangularSource = RectangularAdaptImage

__all__ = [
    "Delaunay",
    "DelaunayNN",
    "Interpolation",
    "KNearestNeighbor",
    "Mesh",
    "RectangularAdaptDensity",
    "RectangularAdaptImage",
    "RectangularMagnification",
    "RectangularSource",
    "RectangularUniform",
    "Voronoi",
    "VoronoiNN",
]
