"""What a search found: weighted samples, the model that they belong to, and how both are stored."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
