"""Mass and light profiles: `mass` deflects, `light` shines, `light_mass` does both. The grid brings the backend."""

from autolens_lite.profile import light as light
from autolens_lite.profile import light_mass as light_mass
from autolens_lite.profile import mass as mass
