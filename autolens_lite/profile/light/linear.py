"""Linear light profiles, `al.lp_linear`: those of `al.lp` without `intensity`, which a fit solves for.

Other arguments are those of the profile of the same name in `al.lp`. Until it is solved for the intensity is 1, and the
images of galaxies, tracers and bases leave the profile out.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileLinear, forms

_FORMS = forms(
    __name__, "`al.lp.{}`, its intensity solved for.", lambda name: (LightProfileLinear, getattr(light, name))
)
__all__ = ["LightProfileLinear", *_FORMS]
globals().update(_FORMS)
