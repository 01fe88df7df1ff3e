"""Mass and light profiles: `mass` deflects, `light` shines, `light_mass` does both. The grid brings the backend."""

from autolens_lite import lazy

__getattr__, __dir__, __all__ = lazy.listed(__name__, __file__)
