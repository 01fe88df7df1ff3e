"""Operated light profiles, `al.lp_operated`: those of `al.lp` whose image is already convolved with the PSF.

They stand for unresolved emission that the point spread function itself describes. Arguments and images are those of
the profile of the same name in `al.lp`; only what a fit to imaging does with them differs.
"""

from __future__ import annotations

from autolens_lite.profile import light
from autolens_lite.profile.light.abstract import LightProfile


class LightProfileOperated(LightProfile):
    """Marks a light profile as convolved already."""


class Gaussian(light.Gaussian, LightProfileOperated):
    """`al.lp.Gaussian`, already convolved."""


class Moffat(light.Moffat, LightProfileOperated):
    """`al.lp.Moffat`, already convolved."""


class Sersic(light.Sersic, LightProfileOperated):
    """`al.lp.Sersic`, already convolved."""
