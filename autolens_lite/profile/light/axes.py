"""The frame of a profile's axes, for light that is not a function of one elliptical radius alone."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite.xp.backend import Backend


def along_axes(y: Any, x: Any, ell_comps: tuple[Any, Any], xp: Backend) -> tuple[Any, Any]:
    """Return points about the centre in the frame of the axes: (along the minor axis, along the major axis).

    The position angle is that of `convert.angle_from`, in [-45, 135) degrees, and 0 at ell_comps = (0, 0). There, and
    on the ray e0 < 0 = e1 where the angle jumps by 180 degrees, profiles without symmetry under rotation are
    discontinuous in `ell_comps`; their gradients are finite.
    """
    e0, e1 = ell_comps
    zero = (e0 == 0.0) & (e1 == 0.0)
    angle = 0.5 * xp.arctan2(xp.where(zero, 0.0, e0), xp.where(zero, 1.0, e1))
    angle = xp.where(angle < -0.25 * math.pi, angle + math.pi, angle)
    cosine, sine = xp.cos(angle), xp.sin(angle)
    return cosine * y - sine * x, cosine * x + sine * y


def power_of(x: Any, y: Any, exponent: int) -> tuple[Any, Any]:
    """Return the real and imaginary part of (x + i y)^exponent for an exponent of 1 or more, by multiplication."""
    real, imaginary = x, y
    for _ in range(exponent - 1):
        real, imaginary = real * x - imaginary * y, real * y + imaginary * x
    return real, imaginary
