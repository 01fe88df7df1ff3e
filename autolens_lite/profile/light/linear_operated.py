"""Linear operated light profiles, `al.lp_linear_operated`: already convolved, their intensity solved for."""

from __future__ import annotations

from autolens_lite.profile.light import linear, operated


class Gaussian(linear.Gaussian, operated.LightProfileOperated):
    """`al.lp_operated.Gaussian`, its intensity solved for."""


class Moffat(linear.Moffat, operated.LightProfileOperated):
    """`al.lp_operated.Moffat`, its intensity solved for."""


class Sersic(linear.Sersic, operated.LightProfileOperated):
    """`al.lp_operated.Sersic`, its intensity solved for."""
