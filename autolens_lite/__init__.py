"""Strong gravitational lens modelling: from data and a model to a likelihood, on two array backends.

    import autolens_lite as al

The names are in `__init__.pyi`, by the folders that give them. Each is imported when it is first used, and so are
backends and samplers.
"""

import importlib
from types import SimpleNamespace
from typing import Any

from autolens_lite import lazy

__version__ = "0.1.0"

_found, __dir__, __all__ = lazy.listed(__name__, __file__)
lazy.handed_in["figures"] = "autolens_lite.plot.search_figures"


def __getattr__(name: str) -> Any:
    """Import what is asked for, once."""
    if name != "util":
        return _found(name)
    # The place at which PyAutoLens has these functions.
    globals()[name] = SimpleNamespace(over_sample=importlib.import_module("autolens_lite.grid.over_sample"))
    return globals()[name]
