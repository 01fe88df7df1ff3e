"""Points of the image plane that, traced, are the vertices of a mesh: chosen once, before the fit."""

from autolens_lite.pixelization.image_mesh.abstract import ImageMesh
from autolens_lite.pixelization.image_mesh.edge_points import append_with_circle_edge_points
from autolens_lite.pixelization.image_mesh.hilbert import Hilbert
from autolens_lite.pixelization.image_mesh.kmeans import KMeans
from autolens_lite.pixelization.image_mesh.overlay import Overlay

__all__ = ["Hilbert", "ImageMesh", "KMeans", "Overlay", "append_with_circle_edge_points"]
