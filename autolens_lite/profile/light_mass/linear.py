"""Linear light that is mass too, `al.lmp_linear`: the intensity of the light is solved for, that of the mass is given.

Arguments are those of the profile of the same name in `al.lmp`. The convergence is `mass_to_light_ratio` times the
surface brightness of `intensity`, which an earlier fit has found; the light that a fit solves for has an intensity of
its own.
"""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import light_mass
from autolens_lite.profile.light.families import LightProfileLinear


class LightMassLinear(LightProfileLinear):
    """Base of linear light profiles that are mass too. Put it before the profile in the order of bases."""

    is_radial = False  # `image_at_radius_from` is that of the given intensity

    def __init_subclass__(cls, **defaults: Any) -> None:
        """Leave the constructor as it is, `intensity` included."""

    def image_from(self, coordinates: Coordinates) -> Any:
        """Return the surface brightness (N,) of an intensity of 1."""
        profile: Any = super()
        check.positive("intensity", self.intensity)  # type: ignore[attr-defined]
        return profile.image_from(coordinates) / self.intensity  # type: ignore[attr-defined]


def _form(name: str) -> type:
    doc = f"`al.lmp.{name}`, the intensity of its light solved for, and that of its mass as given."
    bases = (LightMassLinear, getattr(light_mass, name))
    return type(bases[1])(name, bases, {"__module__": __name__, "__doc__": doc})


_FORMS = {name: _form(name) for name in vars(light_mass)["__all__"] if name != "LightMassProfile"}
__all__ = ["LightMassLinear", *_FORMS]
globals().update(_FORMS)
