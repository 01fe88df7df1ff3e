"""Sources on meshes of pixels: the mesh, its regularization, and how it maps to the image."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
