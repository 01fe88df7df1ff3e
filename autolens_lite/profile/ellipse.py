"""Ellipses and shears: between the components that models sample and the quantities that people quote.

Users reach these functions as `al.convert`. All take floats or equal-shape arrays (posterior samples) and return the
same. Angles are in degrees, counter-clockwise from the positive x-axis, and are returned in [-45, 135), so that the
samples of a profile along the x-axis or the y-axis do not straddle the end of the range. What is not a number, not
finite or outside its range is a `ParameterError`; text, and arrays of shapes that do not match, are a `DataError`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from typing import Any, TypeVar

import numpy as np

from autolens_lite import arguments, check, exc, units
from autolens_lite.arrays import numbers_from

# Floats or arrays, as they are given.
T = TypeVar("T", float, np.ndarray)


@units.taken
def ell_comps_from(axis_ratio: T, angle: T) -> tuple[T, T]:
    """Return (e0, e1) = (1 - q) / (1 + q) (sin 2 phi, cos 2 phi).

    Parameters
    ----------
    axis_ratio
        Minor over major axis q, in (0, 1].
    angle
        Position angle phi of the major axis, degrees.
    """
    axis_ratio, angle = _matched(axis_ratio=_axis_ratio(axis_ratio), angle=_numbers("angle", angle))
    modulus = (1.0 - axis_ratio) / (1.0 + axis_ratio)
    return check.plain(modulus * np.sin(2.0 * np.radians(angle))), check.plain(
        modulus * np.cos(2.0 * np.radians(angle))
    )


def axis_ratio_and_angle_from(ell_comps: tuple[T, T]) -> tuple[T, T]:
    """Return the axis ratio q and the position angle of the major axis."""
    return axis_ratio_from(ell_comps), angle_from(ell_comps)


@units.taken
def axis_ratio_from(ell_comps: tuple[T, T]) -> T:
    """Return the axis ratio q = (1 - f) / (1 + f), f = |ell_comps| below 1."""
    modulus = np.hypot(*_ell_comps(ell_comps))
    return check.plain((1.0 - modulus) / (1.0 + modulus))


@units.taken
def angle_from(ell_comps: tuple[T, T]) -> T:
    """Return the position angle of the major axis; 0 where `ell_comps` is (0, 0)."""
    return _half_angle(*_ell_comps(ell_comps))


@units.taken
def shear_gamma_1_2_from(magnitude: T, angle: T) -> tuple[T, T]:
    """Return (gamma_1, gamma_2) = gamma (cos 2 phi, sin 2 phi).

    The angle is the direction in which images are stretched; a mass that causes the shear lies at right angles to it
    in the sign convention of `ExternalShear`.
    """
    magnitude, angle = _matched(magnitude=_numbers("magnitude", magnitude, 0.0), angle=_numbers("angle", angle))
    return check.plain(magnitude * np.cos(2.0 * np.radians(angle))), check.plain(
        magnitude * np.sin(2.0 * np.radians(angle))
    )


def shear_magnitude_and_angle_from(gamma_1: T, gamma_2: T) -> tuple[T, T]:
    """Return the magnitude and the position angle of a shear."""
    return shear_magnitude_from(gamma_1, gamma_2), shear_angle_from(gamma_1, gamma_2)


@units.taken
def shear_magnitude_from(gamma_1: T, gamma_2: T) -> T:
    """Return the magnitude of a shear."""
    return check.plain(np.hypot(*_shear(gamma_1, gamma_2)))


@units.taken
def shear_angle_from(gamma_1: T, gamma_2: T) -> T:
    """Return the position angle of a shear; 0 where it vanishes."""
    gamma_1, gamma_2 = _shear(gamma_1, gamma_2)
    return _half_angle(gamma_2, gamma_1)


@units.taken
def intermediate_einstein_radius_from(einstein_radius: T, axis_ratio: T, slope: T | float = 2.0) -> T:
    """Return the Einstein radius of the codes that measure along the intermediate axis, sqrt(q) times the major axis.

    Both describe the convergence of `PowerLaw`: kappa = (3 - slope) / 2 (theta_int / r)^(slope - 1) with
    r^2 = q x^2 + y^2 / q, so theta_int = sqrt(q) (2 / (1 + q))^(1 / (slope - 1)) theta_E.

    Parameters
    ----------
    einstein_radius
        0 or more, in arcsec.
    axis_ratio
        Minor over major axis q, in (0, 1].
    slope
        In (1, 3); 2 is isothermal.
    """
    radius, ratio = _radius_and_intermediate_over_ours(einstein_radius, axis_ratio, slope)
    return radius * ratio


@units.taken
def einstein_radius_from_intermediate(einstein_radius: T, axis_ratio: T, slope: T | float = 2.0) -> T:
    """Return our Einstein radius of one in the intermediate-axis convention, the inverse of the above."""
    radius, ratio = _radius_and_intermediate_over_ours(einstein_radius, axis_ratio, slope)
    return radius / ratio


def _radius_and_intermediate_over_ours(einstein_radius: Any, axis_ratio: Any, slope: Any) -> tuple[Any, Any]:
    """The Einstein radius and the factor from ours to that of the intermediate axis, checked."""
    radius, q, slope = _matched(
        einstein_radius=_numbers("einstein_radius", einstein_radius, 0.0),
        axis_ratio=_axis_ratio(axis_ratio),
        slope=_numbers("slope", slope, 1.0, 3.0, open_lower=True, open_upper=True),
    )
    return radius, q**0.5 * (2.0 / (1.0 + q)) ** (1.0 / (slope - 1.0))


def _half_angle(sine: Any, cosine: Any) -> Any:
    angle = 0.5 * np.degrees(np.arctan2(sine, cosine))
    return check.plain(np.where(angle < -45.0, angle + 180.0, angle))


def _numbers(name: str, value: Any, lower: float = -math.inf, upper: float = math.inf, **ends: bool) -> Any:
    """Return a float, or an array of floats, all within limits (`ends` as of `check.within`)."""
    value = check.plain(value)
    if check.is_number(value):
        check.within(name, value, lower, upper, **ends)
        return float(value)
    array = numbers_from(name, value).astype(float)
    # the least and the largest are NaN where one of the elements is
    for end in (array.min(), array.max()) if array.size else ():
        check.within(name, float(end), lower, upper, **ends)
    return array


def _axis_ratio(value: Any) -> Any:
    return _numbers("axis_ratio", value, 0.0, 1.0, open_lower=True)


def _shear(gamma_1: Any, gamma_2: Any) -> tuple[Any, Any]:
    return _matched(gamma_1=_numbers("gamma_1", gamma_1), gamma_2=_numbers("gamma_2", gamma_2))


def _ell_comps(value: Any) -> tuple[Any, Any]:
    """Return the two components, of a modulus below 1."""
    try:
        if isinstance(value, Set | Mapping | str | bytes):
            raise TypeError  # these have no order, or are not numbers
        first, second = value
    except (TypeError, ValueError):
        shown = arguments.shown(value)
        raise exc.ParameterError(f"ell_comps = {shown} is not a pair. Pass (e0, e1), of numbers or arrays.") from None
    e0, e1 = _matched(
        **{"ell_comps[0]": _numbers("ell_comps[0]", first), "ell_comps[1]": _numbers("ell_comps[1]", second)}
    )
    largest = np.max(e0 * e0 + e1 * e1, initial=0.0)
    if largest >= 1.0:
        raise exc.ParameterError(
            f"ell_comps has modulus {largest**0.5:.6g}. Pass a pair with a modulus below 1: it is (1 - q) / (1 + q) "
            "for an axis ratio q."
        )
    return e0, e1


def _matched(**values: Any) -> tuple[Any, ...]:
    """Return the values, which must be numbers or arrays of one shape."""
    shapes = {name: np.shape(value) for name, value in values.items() if np.ndim(value)}
    if len(set(shapes.values())) > 1:
        shown = ", ".join(f"{name} has shape {shape}" for name, shape in shapes.items())
        raise exc.DataError(f"{shown}. Pass numbers, or arrays of one shape.")
    return tuple(values.values())
