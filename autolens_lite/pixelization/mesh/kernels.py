"""Kernels about points: how far each reaches, as a differentiable function of where all points lie."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autolens_lite.grid import Coordinates
from autolens_lite.xp.constants import KERNEL_COUNT, KERNEL_FLOOR

# Of vertices, in arcsec^2: beyond, no length is found, since squares of floats have no room.
_SPREADS = 1e-200, 1e200


class Kernels(NamedTuple):
    """Kernels (1 - s)^3 of s = (distance / length)^2 about points, zero from the length on.

    Attributes
    ----------
    lengths : (S,) float
        How far each reaches, in arcsec.
    first, second : (R,) int
        Pairs of kernels that are near each other, then -1.
    present : (R,) bool
        Whether there is such a pair.
    squares : (R,) float
        The squared distance of each pair.
    """

    lengths: Any
    first: Any
    second: Any
    present: Any
    squares: Any


def kernels_of(points: Coordinates) -> Kernels:
    """Return the kernels about points, with lengths that keep the weighted number of neighbours constant.

    They solve an equation (`xp.compact_lengths`), whose derivatives are those of one more step of Newton's method.
    """
    xp, y, x = points.xp, points.y, points.x
    size, spread = points.shape[0], _spread_of(xp, y, x)
    usable = (spread > _SPREADS[0]) & (spread < _SPREADS[1])
    still_y, still_x = (xp.stop_gradient(xp.where(usable, part, np.nan)) for part in (y, x))
    lengths, pairs = xp.compact_lengths(still_y, still_x)
    present, first, second = pairs[:, 0] >= 0, pairs[:, 0], pairs[:, 1]
    squares = xp.where(present, (y[first] - y[second]) ** 2 + (x[first] - x[second]) ** 2, 0.0)
    # a root of zero has no derivative
    floor = xp.maximum(KERNEL_FLOOR**2 / size * spread, 1e-300)
    # NaN where there are none, which stays what is computed of them
    root = xp.sqrt(xp.maximum(lengths**2 - xp.stop_gradient(floor), 0.0)) + 0.0 * lengths
    safe = xp.where(root > 0.0, root, 1.0)
    excess, slope = 1.0 - min(KERNEL_COUNT, 0.5 * size + 0.25), 0.0
    for own in (first, second):
        s = squares / safe[own] ** 2
        rest = xp.where(present, xp.maximum(1.0 - s, 0.0), 0.0)
        excess = excess + xp.segment_sum(rest**3, xp.maximum(own, 0), size)
        slope = slope + xp.segment_sum(6.0 * s * rest**2, xp.maximum(own, 0), size)
    slope = xp.stop_gradient(slope)
    fine = (slope > 0.0) & (root > 0.0)
    moved = xp.where(fine, safe * (1.0 - excess / xp.where(fine, slope, 1.0)), 0.0)
    return Kernels(xp.sqrt(moved**2 + floor) + 0.0 * lengths, first, second, present, squares)


def kernel_of(xp: Any, s: Any) -> Any:
    """Return the kernel at s, the square of distance over length."""
    return xp.maximum(1.0 - s, 0.0) ** 3


def _spread_of(xp: Any, y: Any, x: Any) -> Any:
    return xp.mean((y - xp.mean(y)) ** 2 + (x - xp.mean(x)) ** 2)
