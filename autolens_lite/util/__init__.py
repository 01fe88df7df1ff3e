"""Functions at the places at which PyAutoLens has them, `al.util`."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
