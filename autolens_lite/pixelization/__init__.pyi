"""Sources on meshes of pixels: the mesh, its regularization, and how it maps to the image."""

from autolens_lite.pixelization import image_mesh as image_mesh
from autolens_lite.pixelization import mesh as mesh
from autolens_lite.pixelization import regularization as regularization
from autolens_lite.pixelization.adapt_images import AdaptImages as AdaptImages
from autolens_lite.pixelization.border import BorderRelocator as BorderRelocator
from autolens_lite.pixelization.border import relocated_from as relocated_from
from autolens_lite.pixelization.mapper import Mapper as Mapper
from autolens_lite.pixelization.pixelization import Pixelization as Pixelization
from autolens_lite.pixelization.shape_solver import Circle as Circle
from autolens_lite.pixelization.shape_solver import ShapeSolver as ShapeSolver
