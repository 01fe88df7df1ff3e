"""Draws of linear parameters about their best values: a normal density, cut at zero where they are kept positive.

Within the cut density draws move on the exact trajectories of a particle in a harmonic potential, which are ellipses,
and bounce off the planes on which a parameter is zero (Pakman & Paninski 2014, J. Comput. Graph. Stat. 23, 518). Where
profiles are nearly the same it has to bounce too often to come far: its trajectories are then shortened, and draws
along each axis of the density follow, between its walls.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.fixed import cached_property

# Trajectories of the first draw, which starts at the solution, and of each later one.
_FIRST, _LATER = 40, 3
# A trajectory is a quarter of a turn, which forgets where it began, if there are no more bounces than these and so many
# for each parameter; else it is not taken, and the next is half as long.
_SPAN, _BOUNCES, _BOUNCES_EACH = 0.5 * math.pi, 100, 4


@dataclasses.dataclass(frozen=True)
class Draw:
    """One draw.

    Attributes
    ----------
    values : (n,) float
        Of the linear parameters.
    span
        The length of trajectories, in radians.
    """

    values: np.ndarray
    span: float = _SPAN


class Conditional:
    """The density of the linear parameters of an inversion, given everything else.

    Its log is -(s - m)^T (F + H) (s - m) / 2, with m the solution without constraint: where
    `Settings.use_positive_only_solver` is set, within s >= 0 (or where the inversion's `bounds` of s are not negative),
    with a flat prior there of what is not regularized.

    Raises DataError if F + H is not positive definite.

    `inversion` is on a backend whose arrays are NumPy's.
    """

    def __init__(self, inversion: Any) -> None:
        from scipy.linalg import cholesky, solve_triangular

        self.best = np.asarray(inversion.reconstruction_reduced, dtype=float)
        self.is_positive = bool(inversion.settings.use_positive_only_solver)
        self._matrix = np.asarray(inversion.curvature_reg_matrix, dtype=float)
        # in units in which the diagonal is one: source pixels and intensities differ by many orders of magnitude
        diagonal = np.diag(self._matrix)
        self._scale = 1.0 / np.sqrt(np.where(diagonal > 0.0, diagonal, 1.0))
        try:
            lower = cholesky(self._matrix * np.outer(self._scale, self._scale), lower=True)
        except (np.linalg.LinAlgError, ValueError) as error:
            raise exc.DataError(
                f"the {self.best.size} linear parameters have no normal density: F + H is not positive definite. "
                "Regularize them, or leave out profiles that are nearly the same."
            ) from error
        # s = m + factor z, of independent z of width 1
        self._factor = self._scale[:, None] * solve_triangular(lower, np.eye(self.best.size), lower=True).T
        if self.is_positive:
            self._vector = np.asarray(inversion.data_vector, dtype=float)
            self._middle = self._factor @ (self._factor.T @ self._vector)
            covariance = self._factor @ self._factor.T
            # the walls: C s >= 0, with C the identity where there are no others
            bounds = inversion.bounds
            self._walls = None if bounds is None else np.asarray(bounds, dtype=float)
            self._across = covariance if self._walls is None else covariance @ self._walls.T
            self._widths = np.diag(self._from_walls(self._across)).copy()

    def draw(self, rng: np.random.Generator, before: Draw | None = None) -> Draw:
        """Return one draw.

        Parameters
        ----------
        rng
            Of the draw.
        before
            The draw of a density like this, from which that of positive parameters goes on.
        """
        if not self.is_positive:
            return Draw(self.best + self._factor @ rng.standard_normal(self.best.size))
        known = before is not None and before.values.size == self.best.size
        s, span = (before.values, before.span) if known else (self._inside(self.best), _SPAN)  # type: ignore[union-attr]
        for _ in range(_LATER if known else _FIRST):
            new = self._bounced(s, self._factor @ rng.standard_normal(s.size), span)
            s, span = (s, 0.5 * span) if new is None else (new, span)
            if span < _SPAN:
                s = self._along_axes(s, rng)
        return Draw(s, span)

    def _bounced(self, s: np.ndarray, velocity: np.ndarray, left: float) -> np.ndarray | None:
        """Where a particle is so many radians later: s(t) = m + (s - m) cos t + velocity sin t, within walls.

        None where there are too many bounces.
        """
        middle = self._from_walls(self._middle)
        for _ in range(_BOUNCES + _BOUNCES_EACH * s.size):
            away = s - self._middle
            over, going = self._from_walls(away), self._from_walls(velocity)
            times = np.where((middle + over <= 0.0) & (going < 0.0), 0.0, _hits(middle, over, going))
            first = int(np.argmin(times))
            time = min(float(times[first]), left)
            s = self._inside(self._middle + away * math.cos(time) + velocity * math.sin(time))
            if time == left:
                return s
            velocity = velocity * math.cos(time) - away * math.sin(time)
            normal, width = self._across[:, first], self._widths[first]
            velocity = velocity - 2.0 * self._from_walls(velocity)[first] / width * normal
            if self._walls is None:
                s[first] = 0.0
            else:
                s = s - self._from_walls(s)[first] / width * normal
            left -= time
        return None

    def _from_walls(self, parameters: np.ndarray) -> np.ndarray:
        """How far parameters (n,), or columns of them, are from each wall."""
        return parameters if self._walls is None else self._walls @ parameters

    def _inside(self, parameters: np.ndarray) -> np.ndarray:
        """Parameters without what rounding takes them beyond walls of their own."""
        return np.maximum(parameters, 0.0) if self._walls is None else parameters

    def _along_axes(self, s: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A draw along each axis of the density in turn, between the walls."""
        slope = self._matrix @ s - self._vector
        for value, axis, turned, along in zip(*self._axes, strict=True):
            with np.errstate(divide="ignore", invalid="ignore"):
                walls = -self._from_walls(s) / along
            low, high = np.max(walls[along > 0.0], initial=-np.inf), np.min(walls[along < 0.0], initial=np.inf)
            if low < high:
                width, middle = 1.0 / math.sqrt(value), -float(axis @ slope) / value
                step = middle + width * _normal_between((low - middle) / width, (high - middle) / width, rng.random())
                s = self._inside(s + step * axis)
                slope = slope + step * turned
        return s

    @cached_property
    def _axes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The axes of the density: for each its eigenvalue, itself, F + H times it, and how it goes from the walls."""
        values, axes = np.linalg.eigh(self._matrix * np.outer(self._scale, self._scale))
        axes = axes * self._scale[:, None]
        turned = axes / self._scale[:, None] ** 2 * values
        return np.maximum(values, np.finfo(float).tiny), axes.T, turned.T, self._from_walls(axes).T


def _hits(middle: np.ndarray, away: np.ndarray, velocity: np.ndarray) -> np.ndarray:
    """When each parameter next passes zero from above, (n,); infinite where it does not.

    middle + away cos t + velocity sin t = middle + radius cos(t - phase).
    """
    radius = np.hypot(away, velocity)
    is_hit = np.abs(middle) < radius
    ratio = -middle / np.where(is_hit, radius, np.inf)
    return np.where(is_hit, np.mod(np.arctan2(velocity, away) + np.arccos(ratio), 2.0 * math.pi), np.inf)


def _normal_between(low: float, high: float, fraction: float) -> float:
    """The fraction's quantile of a normal density of width 1 about 0 between two ends, also far out in its tails."""
    from scipy.special import log_ndtr, ndtri_exp

    if low > 0.0:
        return -_normal_between(-high, -low, 1.0 - fraction)
    ends = log_ndtr(np.array([low, high]))
    weights = np.log(np.maximum([1.0 - fraction, fraction], 1e-300))
    return float(np.clip(ndtri_exp(min(np.logaddexp.reduce(ends + weights), 0.0)), low, high))
