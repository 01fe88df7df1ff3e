"""Sources on meshes of pixels: the mesh, its regularization, and how it maps to the image."""

from autolens_lite.pixelization import image_mesh, mesh, regularization
from autolens_lite.pixelization.adapt_images import AdaptImages
from autolens_lite.pixelization.border import relocated_from
from autolens_lite.pixelization.mapper import Mapper
from autolens_lite.pixelization.pixelization import Pixelization

__all__ = ["AdaptImages", "Mapper", "Pixelization", "image_mesh", "mesh", "regularization", "relocated_from"]
