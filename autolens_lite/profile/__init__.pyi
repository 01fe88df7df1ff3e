"""Mass and light profiles: `mass` deflects, `light` shines, `light_mass` does both. The grid brings the backend."""

from autolens_lite.profile import light, light_mass, mass

__all__ = ["light", "light_mass", "mass"]
