"""Gaussians that are light and mass at once."""

from __future__ import annotations

from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile.light_mass.abstract import LightMassProfile


class Gaussian(mp.Gaussian, lp.Gaussian, LightMassProfile):
    """The light of `lp.Gaussian` and the mass of `mp.Gaussian`, which has the parameters."""


class GaussianGradient(mp.GaussianGradient, lp.Gaussian, LightMassProfile):
    """The light of `lp.Gaussian` and the mass of `mp.GaussianGradient`, which has the parameters."""
