"""Meshes of the source plane."""

from autolens_lite.pixelization.mesh.abstract import Interpolation, Mesh
from autolens_lite.pixelization.mesh.delaunay import Delaunay, DelaunayNN, VoronoiNN
from autolens_lite.pixelization.mesh.knn import KNearestNeighbor
from autolens_lite.pixelization.mesh.rectangular_adapt_density import RectangularAdaptDensity
from autolens_lite.pixelization.mesh.rectangular_adapt_image import RectangularAdaptImage
from autolens_lite.pixelization.mesh.rectangular_uniform import RectangularUniform
from autolens_lite.pixelization.mesh.voronoi import Voronoi

# Names of these meshes in other releases of PyAutoLens, whose own ways to find the density are various.
Rectangular = RectangularUniform
RectangularMagnification = RectangularAdaptDensity
RectangularBilinearAdaptDensity = RectangularAdaptDensity
RectangularRTUAdaptDensity = RectangularAdaptDensity
RectangularSource = RectangularAdaptImage
RectangularBilinearAdaptImage = RectangularAdaptImage
RectangularRTUAdaptImage = RectangularAdaptImage

__all__ = [
    "Delaunay",
    "DelaunayNN",
    "Interpolation",
    "KNearestNeighbor",
    "Mesh",
    "Rectangular",
    "RectangularAdaptDensity",
    "RectangularAdaptImage",
    "RectangularBilinearAdaptDensity",
    "RectangularBilinearAdaptImage",
    "RectangularMagnification",
    "RectangularRTUAdaptDensity",
    "RectangularRTUAdaptImage",
    "RectangularSource",
    "RectangularUniform",
    "Voronoi",
    "VoronoiNN",
]
