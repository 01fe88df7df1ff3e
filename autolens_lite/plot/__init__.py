"""Figures: each function returns a Matplotlib figure, and saves it where a path is given."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
