"""Curves on which a function of the plane vanishes: marching squares, then Newton's method on every point."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autolens_lite import exc

_SUBDIVISION = 4
_NEWTON_STEPS = 6
_GRADIENT_STEP = 1e-4
# A point lies on the curve if the function is this close to zero, of order 1 elsewhere.
_TOLERANCE = 1e-6

Function = Callable[[np.ndarray, np.ndarray], np.ndarray]


def zero_curves_of(function: Function, extent: tuple[float, float, float, float], spacing: float) -> list[np.ndarray]:
    """Return the curves in a rectangle on which `function(y, x)` is zero, the longest first.

    Parameters
    ----------
    function
        Takes two float64 arrays of equal shape and returns a third.
    extent
        (x left, x right, y bottom, y top).
    spacing
        Distance of the points of the first search: structure below it may be missed.

    Returns
    -------
    Arrays (n, 2) of (y, x). A closed curve repeats its first point at the end.
    """
    from contourpy import contour_generator

    left, right, bottom, top = extent
    # an even number of points, so that none is at the middle, where masses have singular centres
    x = np.linspace(left, right, 2 * int(np.ceil(0.5 * (right - left) / spacing)) + 2)
    y = np.linspace(bottom, top, 2 * int(np.ceil(0.5 * (top - bottom) / spacing)) + 2)
    values = function(*np.meshgrid(y, x, indexing="ij"))
    lines = contour_generator(x=x, y=y, z=np.ma.masked_invalid(values)).lines(0.0)
    refined = [_refined(function, np.asarray(line)[:, ::-1], spacing) for line in lines if len(line) > 2]
    return sorted((curve for curve in refined if len(curve) > 3), key=lambda curve: -_length(curve))


def area_within(curve: np.ndarray) -> float:
    """Return the area (arcsec^2) within a closed curve (n, 2).

    Raises
    ------
    DataError
        If the curve is open.
    """
    if not np.array_equal(curve[0], curve[-1]):
        raise exc.DataError("A critical curve leaves the grid, so that it encloses no area. Pass a larger grid.")
    y, x = curve.T
    return 0.5 * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def _refined(function: Function, curve: np.ndarray, spacing: float) -> np.ndarray:
    """Return a curve with more points, each moved onto the zero; empty if the sign change was a singularity."""
    closed = np.array_equal(curve[0], curve[-1])
    fraction = np.arange(_SUBDIVISION)[:, None] / _SUBDIVISION
    points = (curve[:-1, None] + fraction * (curve[1:, None] - curve[:-1, None])).reshape(-1, 2)
    start = points
    for _ in range(_NEWTON_STEPS):
        y, x = points.T
        h = _GRADIENT_STEP
        value = function(y, x)
        slope = np.stack([function(y + h, x) - function(y - h, x), function(y, x + h) - function(y, x - h)], -1)
        slope /= 2.0 * h
        step = -value[:, None] * slope / np.maximum(np.sum(slope**2, axis=-1), 1e-12)[:, None]
        length = np.maximum(np.linalg.norm(step, axis=-1), 1e-300)
        points = points + step * np.minimum(1.0, 0.5 * spacing / length)[:, None]
    found = np.abs(function(*points.T)) < _TOLERANCE
    found &= np.linalg.norm(points - start, axis=-1) < 2.0 * spacing
    if np.mean(found) < 0.5:
        return np.empty((0, 2))
    points = points[found]
    return np.concatenate([points, points[:1]]) if closed else points


def _length(curve: np.ndarray) -> float:
    return float(np.sum(np.linalg.norm(np.diff(curve, axis=0), axis=-1)))
