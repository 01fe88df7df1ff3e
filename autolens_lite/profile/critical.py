"""Critical curves of a lens: where the Jacobian of its mapping, A = d beta / d theta, is singular.

A takes an offset z = x + i y to p z + q z*, with p its even part and turn, |q| the shear: det A = |p|^2 - |q|^2.
Behind one plane of mass p is real, and the two eigenvalues p - |q| (tangential) and p + |q| (radial) vanish on curves
of their own. Behind several p is complex, of a phase that varies along one and the same curve |p| = |q|: each is then
followed as a whole, and is of the kind that it is along most of its length.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates
from autolens_lite.profile import curves

# Steps, in arcsec, of the fourth-order central differences: the first, by which derivatives are right to about 1e-12
# where the deflections vary over an arcsec, how much finer each other one is, and how many there are (under a trace).
_STEP = 5e-4
_FINER, _LEVELS, _TRACED_LEVELS = 8.0, 8, 4
# The change of a derivative with a finer step that is of no concern, and the part of the coordinates that is rounding.
_EXACT, _ROUNDING = 1e-10, 1e-15

# Turns below this part of A, in nine of ten places, are the rounding of the differences.
_TURN = 1.0e-9

# How much finer is searched where curves are not resolved.
_DIVISORS = (2, 4)

Deflections = Callable[[Coordinates], tuple[Any, Any]]


def hessian_from(deflections: Deflections, coordinates: Coordinates) -> tuple[Any, Any, Any, Any]:
    """Return (d alpha_y / dy, d alpha_x / dy, d alpha_y / dx, d alpha_x / dx) by fourth-order central differences.

    Where they change with the step, as near a singular centre or in a lens of a thousandth of an arcsec, they are those
    of the step after which they change least.
    """
    xp = coordinates.xp
    first, second = (_differences(deflections, coordinates, step) for step in (_STEP, _STEP / _FINER))
    rounding = _ROUNDING * (abs(coordinates.y) + abs(coordinates.x)) * (_FINER / _STEP)
    doubtful = _change(first, second) > _EXACT * (1.0 + sum(map(abs, first))) + rounding
    if check.is_concrete(doubtful):
        if not bool(doubtful.any()):
            return first
        if isinstance(doubtful, np.ndarray):
            points = Coordinates(coordinates.y[doubtful], coordinates.x[doubtful], xp)
            for values, steadier in zip(first, _steadiest(deflections, points, _LEVELS), strict=True):
                values[doubtful] = steadier
            return first
    levels = _LEVELS if check.is_concrete(doubtful) else _TRACED_LEVELS
    pairs = zip(_steadiest(deflections, coordinates, levels), first, strict=True)
    yy, xy, yx, xx = (xp.where(doubtful, steadier, values) for steadier, values in pairs)
    return yy, xy, yx, xx


def _steadiest(deflections: Deflections, coordinates: Coordinates, levels: int) -> tuple[Any, ...]:
    """The differences, of ever finer steps, after which they change least."""
    step, least = _STEP, math.inf
    found = last = _differences(deflections, coordinates, step)
    for _ in range(levels):
        step /= _FINER
        finer = _differences(deflections, coordinates, step)
        change = _change(last, finer)
        found = tuple(coordinates.xp.where(change < least, old, best) for old, best in zip(last, found, strict=True))
        least, last = coordinates.xp.where(change < least, change, least), finer
    return found


def _change(first: tuple[Any, ...], second: tuple[Any, ...]) -> Any:
    return sum(abs(new - old) for new, old in zip(second, first, strict=True))


def _differences(deflections: Deflections, coordinates: Coordinates, step: float) -> tuple[Any, Any, Any, Any]:
    def derivative(dy: float, dx: float) -> tuple[Any, Any]:
        # shifting the centre by -d shifts the points by d
        values = [deflections(coordinates.shifted((-k * dy, -k * dx))) for k in (1, -1, 2, -2)]
        (y1, x1), (y2, x2), (y3, x3), (y4, x4) = values
        return (8.0 * (y1 - y2) - (y3 - y4)) / (12.0 * step), (8.0 * (x1 - x2) - (x3 - x4)) / (12.0 * step)

    (yy, xy), (yx, xx) = derivative(step, 0.0), derivative(0.0, step)
    return yy, xy, yx, xx


class Jacobian(NamedTuple):
    """A at points: the real and the imaginary part of p, `even` and `turn`, and |q|, `shear`."""

    even: Any
    turn: Any
    shear: Any

    def eigen_values(self, xp: Any) -> tuple[Any, Any]:
        """The tangential and the radial one; where A turns, the nearest that have the determinant of A."""
        total = xp.where(self.even < 0.0, -1.0, 1.0) * xp.hypot(self.even, self.turn)
        return total - self.shear, total + self.shear


def jacobian_from(deflections: Deflections, coordinates: Coordinates) -> Jacobian:
    """Return A at points."""
    yy, xy, yx, xx = hessian_from(deflections, coordinates)
    shear = coordinates.xp.hypot(0.5 * (xx - yy), 0.5 * (xy + yx))
    return Jacobian(1.0 - 0.5 * (yy + xx), 0.5 * (xy - yx), shear)


class CriticalCurves:
    """The critical curves in a rectangle, (n, 2) of (y, x) each, the longest of a kind first.

    Parameters
    ----------
    deflections
        Of the lens, to the plane of the sources.
    extent
        (x left, x right, y bottom, y top) in arcsec.
    spacing
        Of the search, in arcsec.
    """

    def __init__(self, deflections: Deflections, extent: tuple[float, float, float, float], spacing: float) -> None:
        # many small evaluations of changing size: for the host, whatever the grid's backend
        self._xp = backends.get("numba")
        self._deflections, self._extent, self._spacing = deflections, extent, spacing
        self._y, self._x = curves.lattice_of(extent, spacing)
        self._at_lattice = self._jacobian(*np.meshgrid(self._y, self._x, indexing="ij"))

    @functools.cached_property
    def tangential(self) -> list[np.ndarray]:
        """Those on which images are magnified without limit tangentially."""
        if self._turns:
            return [curve for curve in self._of_both_kinds if self._is_tangential(curve)]
        return self._zeros(lambda a: a.even - a.shear)

    @functools.cached_property
    def radial(self) -> list[np.ndarray]:
        """Those on which images are magnified without limit radially."""
        if self._turns:
            return [curve for curve in self._of_both_kinds if not self._is_tangential(curve)]
        return self._zeros(lambda a: a.even + a.shear)

    @property
    def surround_rectangle(self) -> bool:
        """Whether the edge of the rectangle lies within a tangential curve."""
        tangential, _ = self._at_lattice.eigen_values(np)
        edges = tangential[0], tangential[-1], tangential[:, 0], tangential[:, -1]
        return any(bool((edge < 0.0).any()) for edge in edges)

    @property
    def are_complete(self) -> bool:
        """Whether the closed tangential curves surround what the search's own points lie within, to its spacing."""
        from scipy import ndimage

        a = self._at_lattice
        if self._turns:
            found, values = self._of_both_kinds, _distance(a)
        else:
            found, values = self.tangential, a.even - a.shear
        cell = (self._y[1] - self._y[0]) * (self._x[1] - self._x[0])
        counted = float(np.count_nonzero(ndimage.binary_fill_holes(values < 0.0))) * cell
        outline = sum(float(curves.lengths_along(curve).sum()) for curve in found)
        return abs(curves.area_within_any(found) - counted) < outline * np.sqrt(cell) + 9.0 * cell

    @functools.cached_property
    def _turns(self) -> bool:
        a = self._at_lattice
        part = np.abs(a.turn) / (1.0 + np.abs(a.even) + a.shear)
        return bool(np.quantile(part[np.isfinite(part)], 0.9) > _TURN) if np.isfinite(part).any() else False

    @functools.cached_property
    def _of_both_kinds(self) -> list[np.ndarray]:
        return self._zeros(_distance)

    def _zeros(self, function: Callable[[Jacobian], np.ndarray]) -> list[np.ndarray]:
        def at(y: np.ndarray, x: np.ndarray) -> np.ndarray:
            return function(self._jacobian(y, x))

        samples = curves.Samples(self._y, self._x, function(self._at_lattice))
        found = curves.zero_curves_of(at, samples)
        for divisor in _DIVISORS if self._turns else ():
            if not curves.have_gaps(found, samples.spacing):
                break
            # Two curves that come closer than the spacing were taken for one: of both kinds they often do.
            y, x = curves.lattice_of(self._extent, self._spacing / divisor)
            samples = curves.Samples(y, x, at(*np.meshgrid(y, x, indexing="ij")))
            found = curves.zero_curves_of(at, samples)
        return found

    def _is_tangential(self, curve: np.ndarray) -> bool:
        """Whether the eigenvalue that is not zero, 2 `even`, is positive along most of a curve's length."""
        return bool(np.sum(np.sign(self._jacobian(*curve.T).even) * curves.lengths_along(curve)) > 0.0)

    def _jacobian(self, y: np.ndarray, x: np.ndarray) -> Jacobian:
        points = Coordinates(self._xp.as_float(y.ravel()), self._xp.as_float(x.ravel()), self._xp)
        parts = jacobian_from(self._deflections, points)
        return Jacobian(*(np.asarray(part).reshape(y.shape) for part in parts))


def _distance(a: Jacobian) -> np.ndarray:
    """|p| - |q|, zero on critical curves of both kinds."""
    return np.hypot(a.even, a.turn) - a.shear
