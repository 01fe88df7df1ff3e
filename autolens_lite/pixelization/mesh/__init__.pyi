"""Meshes of the source plane."""

from autolens_lite.pixelization.mesh.abstract import Interpolation as Interpolation
from autolens_lite.pixelization.mesh.abstract import Mesh as Mesh
from autolens_lite.pixelization.mesh.compact_kernel import CompactKernel as CompactKernel
from autolens_lite.pixelization.mesh.delaunay import Delaunay as Delaunay
from autolens_lite.pixelization.mesh.delaunay import DelaunayNN as DelaunayNN
from autolens_lite.pixelization.mesh.delaunay import VoronoiNN as VoronoiNN
from autolens_lite.pixelization.mesh.interpolator import Interpolator as Interpolator
from autolens_lite.pixelization.mesh.knn import KNearestNeighbor as KNearestNeighbor
from autolens_lite.pixelization.mesh.rectangular_adapt_density import RectangularAdaptDensity as RectangularAdaptDensity
from autolens_lite.pixelization.mesh.rectangular_adapt_image import RectangularAdaptImage as RectangularAdaptImage
from autolens_lite.pixelization.mesh.rectangular_uniform import RectangularUniform as RectangularUniform
from autolens_lite.pixelization.mesh.rectangular_uniform import overlay_grid_from as overlay_grid_from
from autolens_lite.pixelization.mesh.voronoi import Voronoi as Voronoi

Rectangular = RectangularUniform
RectangularMagnification = RectangularAdaptDensity
RectangularBilinearAdaptDensity = RectangularAdaptDensity
RectangularRTUAdaptDensity = RectangularAdaptDensity
RectangularSource = RectangularAdaptImage
RectangularBilinearAdaptImage = RectangularAdaptImage
RectangularRTUAdaptImage = RectangularAdaptImage
