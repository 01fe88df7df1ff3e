"""Where things are on the sky: masks, grids of coordinates, arrays of values."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
