"""The Sersic profile in codes that differ from this one, and from each other, in the formula for b_n.

Each takes an approximation for the constant b_n that puts half the light within the effective radius. One curve has
then another radius and intensity in each code: with b and b' the two constants,

    r_e' = r_e (b' / b)^n,    I_e' = I_e exp(b - b'),

gives I(r) in every point, not only near the effective radius.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.profile.light.sersic import sersic_constant_from

_FIXED = {"Exponential": 1.0, "ExponentialSph": 1.0, "DevVaucouleurs": 4.0, "DevVaucouleursSph": 4.0}


def index_of(profile: Any) -> Any:
    """Return the Sersic index of a profile, of those too that have a fixed one."""
    return profile.sersic_index if hasattr(profile, "sersic_index") else _FIXED[type(profile).__name__]


def capaccioli(index: Any) -> Any:
    """Return b_n = 1.9992 n - 0.3271 (Capaccioli 1989), as lenstronomy and COOLEST have it."""
    return 1.9992 * index - 0.3271


def dutton(index: Any) -> Any:
    """Return b_n of Dutton et al. (2011): the expansion of Ciotti & Bertin (1999) to 1 / n^2, as GLEE has it."""
    return 2.0 * index - 1.0 / 3.0 + 4.0 / 405.0 / index + 46.0 / 25515.0 / index**2


def their_sersic_from(
    intensity: Any, effective_radius: Any, index: Any, their_constant: Callable[[Any], Any]
) -> tuple[Any, Any]:
    """Return the intensity and the effective radius in a code with another b_n."""
    ours, theirs = sersic_constant_from(index), their_constant(index)
    return intensity * np.exp(ours - theirs), effective_radius * (theirs / ours) ** index


def our_sersic_from(
    intensity: Any, effective_radius: Any, index: Any, their_constant: Callable[[Any], Any]
) -> tuple[Any, Any]:
    """Return our intensity and effective radius, the inverse of the above."""
    ours, theirs = sersic_constant_from(index), their_constant(index)
    return intensity * np.exp(theirs - ours), effective_radius * (ours / theirs) ** index
