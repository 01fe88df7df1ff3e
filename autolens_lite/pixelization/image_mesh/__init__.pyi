"""Points of the image plane that, traced, are the vertices of a mesh: chosen once, before the fit."""

from autolens_lite.pixelization.image_mesh.abstract import ImageMesh as ImageMesh
from autolens_lite.pixelization.image_mesh.edge_points import (
    append_with_circle_edge_points as append_with_circle_edge_points,
)
from autolens_lite.pixelization.image_mesh.hilbert import Hilbert as Hilbert
from autolens_lite.pixelization.image_mesh.kmeans import KMeans as KMeans
from autolens_lite.pixelization.image_mesh.overlay import Overlay as Overlay
