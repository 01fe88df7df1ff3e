"""Curves on which a function of the plane vanishes: marching squares, then Newton's method on every point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from autolens_lite import exc

_SUBDIVISION = 4
# A polygon of so many points inscribed in a circle has its area to 4e-5.
_LEAST_POINTS = 400
# Points of one curve of which is asked whether they are within another.
_TESTED = 50
# A closed line of so few points is looked at again, at points so many times closer.
_FEW, _CLOSER = 24, 8
# Cells. Less is left of a curve too small to be followed, whose points fall upon each other.
_LEAST_AREA = 1.0e-3
_NEWTON_STEPS = 6
# Of the spacing: the step by which the slope of the function is found.
_GRADIENT_STEP = 2e-3
# A point lies on the curve if the function is this close to zero, of order 1 elsewhere.
_TOLERANCE = 1e-6

Function = Callable[[np.ndarray, np.ndarray], np.ndarray]


class Samples(NamedTuple):
    """A function at the points of a lattice: `values` (Ny, Nx) at y (Ny,) and x (Nx,), which increase."""

    y: np.ndarray
    x: np.ndarray
    values: np.ndarray

    @property
    def spacing(self) -> float:
        """The distance of points, along the axis where it is larger."""
        return float(max(self.y[1] - self.y[0], self.x[1] - self.x[0]))


def lattice_of(extent: tuple[float, float, float, float], spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """Return y (Ny,) and x (Nx,) of points in a rectangle, (x left, x right, y bottom, y top), no further apart."""
    left, right, bottom, top = extent
    # an even number of points, so that none is at the middle, where masses have singular centres
    x = np.linspace(left, right, 2 * int(np.ceil(0.5 * (right - left) / spacing)) + 2)
    y = np.linspace(bottom, top, 2 * int(np.ceil(0.5 * (top - bottom) / spacing)) + 2)
    return y, x


def zero_curves_of(function: Function, samples: Samples) -> list[np.ndarray]:
    """Return the curves on which `function(y, x)` is zero, the longest first.

    Parameters
    ----------
    function
        Takes two float64 arrays of equal shape and returns a third.
    samples
        The function on a lattice: structure below its spacing may be missed.

    Returns
    -------
    Arrays (n, 2) of (y, x). A closed curve repeats its first point at the end.
    """
    spacing = samples.spacing
    found: list[np.ndarray] = []
    for line in lines_of(samples):
        is_small = _is_closed(line) and len(line) <= _FEW
        near = _looked_at_closely(function, line, spacing) if is_small else [_refined(function, line, spacing)]
        for curve in near:
            # the lattice around one small curve may reach another: each is taken once
            if len(curve) > 3 and not (is_small and any(_same(curve, other, spacing) for other in found)):
                found.append(curve)
    return sorted(found, key=lambda curve: -lengths_along(curve).sum())


def area_within(curve: np.ndarray) -> float:
    """Return the area (arcsec^2) within a closed curve (n, 2).

    Raises DataError if the curve is open.
    """
    if not _is_closed(curve):
        raise exc.DataError("A critical curve leaves the grid, so that it encloses no area. Pass a larger grid.")
    y, x = (curve - curve[0]).T
    return 0.5 * abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def area_within_any(found: Sequence[np.ndarray]) -> float:
    """Return the area (arcsec^2) within one closed curve or more, of curves that do not cross."""
    areas = [area_within(curve) for curve in found]
    inner = [
        any(areas[j] > areas[i] and _is_within(found[i], found[j]) for j in range(len(found)) if j != i)
        for i in range(len(found))
    ]
    return sum(area for area, is_inner in zip(areas, inner, strict=True) if not is_inner)


def have_gaps(found: Sequence[np.ndarray], spacing: float) -> bool:
    """Whether points were lost on the way to the zero, so that some are further apart than half the spacing."""
    return any(np.linalg.norm(np.diff(curve, axis=0), axis=-1).max() > 0.5 * spacing for curve in found)


def lengths_along(curve: np.ndarray) -> np.ndarray:
    """Return the length of curve (n, 2) that belongs to each of its points, (n,)."""
    steps = np.linalg.norm(np.diff(curve, axis=0), axis=-1)
    return 0.5 * (np.append(steps, 0.0) + np.insert(steps, 0, 0.0))


def _is_within(curve: np.ndarray, outer: np.ndarray) -> bool:
    """Whether a curve is inside a closed one that it may touch: most of some points of it are."""
    y, x = (part[:, None] for part in curve[:: max(1, len(curve) // _TESTED)].T)
    (y0, x0), (y1, x1) = outer[:-1].T, outer[1:].T
    spans = (y0 > y) != (y1 > y)
    at = x0 + (y - y0) * (x1 - x0) / np.where(spans, y1 - y0, 1.0)
    inside = np.count_nonzero(spans & (at > x), axis=1) % 2
    return bool(np.mean(inside) > 0.5)


def lines_of(samples: Samples) -> list[np.ndarray]:
    """Return lines (n, 2) of (y, x) between points of the lattice of either sign."""
    from contourpy import contour_generator

    y, x, values = samples
    lines = contour_generator(x=x, y=y, z=np.ma.masked_invalid(values)).lines(0.0)
    return [np.asarray(line)[:, ::-1] for line in lines if len(line) > 2]


def _looked_at_closely(function: Function, line: np.ndarray, spacing: float) -> list[np.ndarray]:
    """Return the closed curves that a lattice of smaller spacing finds where a closed line spans few cells."""
    (bottom, left), (top, right) = line.min(axis=0) - spacing, line.max(axis=0) + spacing
    y, x = lattice_of((left, right, bottom, top), spacing / _CLOSER)
    lines = [near for near in lines_of(Samples(y, x, function(*np.meshgrid(y, x, indexing="ij")))) if _is_closed(near)]
    return [_refined(function, near, spacing / _CLOSER) for near in lines]


def _same(first: np.ndarray, second: np.ndarray, spacing: float) -> bool:
    return np.allclose(first.mean(axis=0), second.mean(axis=0), rtol=0.0, atol=1e-2 * spacing)


def _is_closed(curve: np.ndarray) -> bool:
    return len(curve) > 1 and np.array_equal(curve[0], curve[-1])


def _refined(function: Function, curve: np.ndarray, spacing: float) -> np.ndarray:
    """Return a curve with more points, each moved onto the zero; empty if the sign change was a singularity."""
    points = _on_zero(function, curve, _SUBDIVISION, spacing)
    if 3 < len(points) < _LEAST_POINTS:
        points = _on_zero(function, points, -(-_LEAST_POINTS // len(points)), spacing)
    if _is_closed(points) and area_within(points) < _LEAST_AREA * spacing**2:
        return np.empty((0, 2))
    return points


def _on_zero(function: Function, curve: np.ndarray, subdivision: int, spacing: float) -> np.ndarray:
    closed = _is_closed(curve)
    fraction = np.arange(subdivision)[:, None] / subdivision
    h = _GRADIENT_STEP * spacing
    down, across = h * np.array([[0.0, 1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, -1.0]])[:, :, None]
    points = (curve[:-1, None] + fraction * (curve[1:, None] - curve[:-1, None])).reshape(-1, 2)
    start = points
    for _ in range(_NEWTON_STEPS):
        # at once, for a curve has few points: each call costs more than they
        value, *beside = function(points[:, 0] + down, points[:, 1] + across)
        slope = np.stack([beside[0] - beside[1], beside[2] - beside[3]], -1)
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
