"""Strong gravitational lens modelling: from data and a model to a likelihood, on two array backends.

    import autolens_lite as al

The names are in `__init__.pyi`, by the folders that give them. Each is imported when it is first used, and so are
backends and samplers.
"""

from autolens_lite import lazy

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
lazy.handed_in["figures"] = "autolens_lite.plot.search_figures"
