"""Mass and light profiles: `mass` deflects, `light` shines. Both are parameters only; the grid brings the backend."""

from autolens_lite.profile import light, mass

__all__ = ["light", "mass"]
