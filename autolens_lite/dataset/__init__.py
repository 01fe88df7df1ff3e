"""What was observed: images and visibilities, their readers and simulators."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
