"""The standard normal density restricted to an interval [a, b], accurate where the interval lies far in a tail.

Each function works on the mirror image of intervals that lie above zero, since cumulative densities keep their
relative precision near 0 and lose it near 1, and turns to logarithms where they underflow. Arguments broadcast.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_UNDERFLOW = 1e-280
_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


def quantile(unit: Any, a: Any, b: Any) -> Any:
    """Return z with a fraction `unit` of the mass between a and z."""
    from scipy import special

    mirrored = a > -b
    low, high = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
    fraction = np.where(mirrored, 1.0 - unit, unit)
    below_high = special.ndtr(high)
    if np.min(below_high) > _UNDERFLOW:
        below_low = special.ndtr(low)
        z = special.ndtri(below_low + fraction * (below_high - below_low))
    else:
        with np.errstate(divide="ignore"):
            log_low = special.log_ndtr(low) + np.log1p(-fraction)
            log_high = special.log_ndtr(high) + np.log(fraction)
        z = special.ndtri_exp(np.logaddexp(log_low, log_high))
    return np.where(mirrored, -z, z)[()]


def cumulative(z: Any, a: Any, b: Any) -> Any:
    """Return the fraction of the mass between a and z."""
    mirrored = a > -b
    low, high = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
    fraction = np.exp(_log_mass(low, np.where(mirrored, -z, z)) - _log_mass(low, high))
    return np.where(mirrored, 1.0 - fraction, fraction)[()]


def log_density(z: Any, a: Any, b: Any) -> Any:
    """Return ln of the density at z, normalised to one between a and b; z is taken to lie there."""
    mirrored = a > -b
    low, high = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
    return -0.5 * z * z - _HALF_LOG_2PI - _log_mass(low, high)


def _log_mass(low: Any, high: Any) -> Any:
    """ln of the mass between low and high, for intervals that lie mostly below zero."""
    from scipy import special

    log_high = special.log_ndtr(high)
    with np.errstate(divide="ignore"):
        return log_high + np.log(-np.expm1(np.minimum(special.log_ndtr(low) - log_high, 0.0)))
