"""Linear operated light profiles, `al.lp_linear_operated`: already convolved, their intensity solved for."""

from autolens_lite.profile.light import linear
from autolens_lite.profile.light.families import LightProfileOperated, forms

_FORMS = forms(
    __name__,
    "`al.lp_operated.{}`, its intensity solved for.",
    lambda name: (getattr(linear, name), LightProfileOperated),
)
__all__ = [*_FORMS]
globals().update(_FORMS)
