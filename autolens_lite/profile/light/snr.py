"""Light profiles normalised by signal to noise, `al.lp_snr`, for simulations of imaging.

They are those of `al.lp` with `signal_to_noise_ratio` as their first argument in the place of `intensity`, which
`set_intensity_from` finds; until then it is 0, and the profile refuses to shine.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileSNR, forms

_FORMS = forms(__name__, "`al.lp.{}` of a given signal to noise.", lambda name: (LightProfileSNR, getattr(light, name)))
__all__ = ["LightProfileSNR", *_FORMS]
globals().update(_FORMS)
