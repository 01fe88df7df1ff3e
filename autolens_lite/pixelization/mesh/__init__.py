"""Meshes of the source plane."""

from autolens_lite.pixelization.mesh.abstract import Interpolation, Mesh
from autolens_lite.pixelization.mesh.rectangular_adapt_density import RectangularAdaptDensity
from autolens_lite.pixelization.mesh.rectangular_uniform import RectangularUniform

__all__ = ["Interpolation", "Mesh", "RectangularAdaptDensity", "RectangularUniform"]
