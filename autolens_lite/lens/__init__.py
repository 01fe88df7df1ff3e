"""Galaxies in space: planes, rays, cosmology, and what follows from the lens mapping."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
