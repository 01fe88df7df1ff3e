"""Operated light profiles, `al.lp_operated`: those of `al.lp` whose image is already convolved with the PSF.

They stand for unresolved emission that the point spread function itself describes. Arguments and images are those of
the profile of the same name in `al.lp`; only what a fit to imaging does with them differs.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileOperated, forms

_FORMS = forms(__name__, "`al.lp.{}`, already convolved.", lambda name: (getattr(light, name), LightProfileOperated))
__all__ = ["LightProfileOperated", *_FORMS]
globals().update(_FORMS)
