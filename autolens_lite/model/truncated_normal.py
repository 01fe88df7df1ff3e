"""The standard normal density restricted to an interval [a, b], accurate where the interval lies far in a tail.

Each function works on the mirror image of intervals that lie above zero, since cumulative densities keep their
relative precision near 0 and lose it near 1, and turns to logarithms where they underflow. Intervals so narrow, or so
far in the tail, that the density falls exponentially over all of them that counts, whose cumulative densities are equal
to rounding, are taken as what they are. Arguments broadcast.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_UNDERFLOW = 1e-280
_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)
# Over this length the parabola in the exponent bends by a relative 1e-11, and cumulative densities differ by 1e-11.
_NARROW = 1e-5
# Where the exponent changes by less than this over the interval, the density is even.
_EVEN = 1e-12
# Branches that do not apply to an element may divide by zero there.
_quietly = np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore")


def quantile(unit: Any, a: Any, b: Any) -> Any:
    """Return z with a fraction `unit` of the mass between a and z."""
    mirrored, low, high = _mirrored(a, b)
    fraction = np.where(mirrored, 1.0 - unit, unit)
    narrow = _is_narrow(low, high)
    z = _exponential_quantile(fraction, low, high) if np.any(narrow) else np.nan
    if not np.all(narrow):
        z = np.where(narrow, z, _quantile(fraction, low, high))
    return np.where(mirrored, -z, z)[()]


def cumulative(z: Any, a: Any, b: Any) -> Any:
    """Return the fraction of the mass between a and z."""
    mirrored, low, high = _mirrored(a, b)
    z = np.where(mirrored, -z, z)
    narrow = _is_narrow(low, high)
    fraction = _exponential_cumulative(z, low, high) if np.any(narrow) else np.nan
    if not np.all(narrow):
        fraction = np.where(narrow, fraction, np.exp(_log_mass(low, z) - _log_mass(low, high)))
    return np.where(mirrored, 1.0 - fraction, fraction)[()]


def log_density(z: Any, a: Any, b: Any) -> Any:
    """Return ln of the density at z, normalised to one between a and b; z is taken to lie there."""
    mirrored, low, high = _mirrored(a, b)
    z = np.where(mirrored, -z, z)
    narrow = _is_narrow(low, high)
    density: Any = _exponential_log_density(z, low, high) if np.any(narrow) else np.nan
    if not np.all(narrow):
        density = np.where(narrow, density, -0.5 * z * z - _HALF_LOG_2PI - _log_mass(low, high))
    return density[()]


def restricted(z: Any, a: Any, b: Any, total: Any = None) -> Any:
    """Return where z of the whole density goes as the density is pressed between a and b, keeping its order.

    The fraction of the mass below is the same before and after; both tails keep their relative precision. `total` is
    `log_mass(a, b)`, where it is known.
    """
    from scipy import special

    whole = np.isneginf(a) & np.isposinf(b)
    if np.all(whole):
        return z
    with np.errstate(all="ignore"):
        total = log_mass(a, b) if total is None else total
        below = np.logaddexp(special.log_ndtr(a), special.log_ndtr(z) + total)
        above = np.logaddexp(special.log_ndtr(-b), special.log_ndtr(-z) + total)
        found = np.where(below < above, special.ndtri_exp(below), -special.ndtri_exp(above))
        narrow = _is_narrow(*_mirrored(a, b)[1:])
        if np.any(narrow):
            found = np.where(narrow, quantile(special.ndtr(z), a, b), found)
    return np.where(whole, z, found)[()]


def unrestricted(w: Any, a: Any, b: Any) -> Any:
    """The inverse of `restricted`."""
    from scipy import special

    whole = np.isneginf(a) & np.isposinf(b)
    with np.errstate(all="ignore"):
        total = log_mass(a, b)
        below, above = log_mass(a, w) - total, log_mass(w, b) - total
        found = np.where(below < above, special.ndtri_exp(below), -special.ndtri_exp(above))
        narrow = _is_narrow(*_mirrored(a, b)[1:])
        if np.any(narrow):
            found = np.where(narrow, special.ndtri(cumulative(w, a, b)), found)
    return np.where(whole, w, found)[()]


def log_mass(a: Any, b: Any) -> Any:
    """Return ln of the mass between a and b."""
    return _log_mass(*_mirrored(a, b)[1:])


def _mirrored(a: Any, b: Any) -> tuple[Any, Any, Any]:
    """Whether the interval lies mostly above zero, and its ends, or those of its mirror image, mostly below."""
    mirrored = a > -b
    return mirrored, np.where(mirrored, -b, a), np.where(mirrored, -a, b)


def _quantile(fraction: Any, low: Any, high: Any) -> Any:
    from scipy import special

    below_high = special.ndtr(high)
    if np.min(below_high) > _UNDERFLOW:
        below_low = special.ndtr(low)
        return special.ndtri(below_low + fraction * (below_high - below_low))
    with np.errstate(divide="ignore"):
        log_low = special.log_ndtr(low) + np.log1p(-fraction)
        log_high = special.log_ndtr(high) + np.log(fraction)
    return special.ndtri_exp(np.logaddexp(log_low, log_high))


def _log_mass(low: Any, high: Any) -> Any:
    """ln of the mass between low and high, for intervals that lie mostly below zero."""
    from scipy import special

    log_high = special.log_ndtr(high)
    with np.errstate(divide="ignore", invalid="ignore"):
        return log_high + np.log(-np.expm1(np.minimum(special.log_ndtr(low) - log_high, 0.0)))


# Downwards from `high` the density falls as exp(-s t - t^2 / 2), with s = -high; of the exponent the first term counts.


def _is_narrow(low: Any, high: Any) -> Any:
    return (high - low < _NARROW) | (-high * _NARROW > 1.0)


@_quietly
def _exponential_quantile(fraction: Any, low: Any, high: Any) -> Any:
    fall = -high * (high - low)
    below = np.log1p((1.0 - fraction) * np.expm1(-fall)) / high
    return np.where(np.abs(fall) > _EVEN, high - below, low + fraction * (high - low))


@_quietly
def _exponential_cumulative(z: Any, low: Any, high: Any) -> Any:
    fall = -high * (high - low)
    above = np.expm1(high * (high - z)) / np.expm1(-fall)
    return np.where(np.abs(fall) > _EVEN, 1.0 - above, (z - low) / (high - low))


@_quietly
def _exponential_log_density(z: Any, low: Any, high: Any) -> Any:
    fall, below = -high * (high - low), high - z
    length = np.where(np.abs(fall) > _EVEN, np.expm1(-fall) / high, high - low)
    return (high - 0.5 * below) * below - np.log(length)
