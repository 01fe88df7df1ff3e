"""Points of the image plane that, traced, are the vertices of a mesh: chosen once, before the fit."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
