"""Coordinates without limits, in which the prior of a model is the unit normal density, and the log posterior there."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.model import GaussianPrior, truncated_normal
from autolens_lite.search.gradient.coordinate_posterior import CoordinatePosterior, ValuesAndGradients
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


class Unconstrained:
    """The map between vectors of parameters and coordinates z without limits.

    In z the prior is the unit normal density: z_i is the quantile of a normal variable at the fraction of the prior of
    parameter i that lies below it, given the parameters before it (Rosenblatt 1952, Ann. Math. Stat. 23, 470). So
    every vector that the prior allows has a z, every z a vector: of uniform priors between limits, truncated normal
    ones and pairs of `ell_comps` within their disc alike. Of normal and log-normal priors it is linear in the value or
    its logarithm.

    `layout` is that of the model.
    """

    def __init__(self, layout: Any) -> None:
        self._layout = layout
        levels = _levels(layout.partners)
        families = np.array([isinstance(prior, GaussianPrior) for prior in layout.priors], dtype=bool)
        self._groups = [
            _Group(layout, level[families[level] == is_normal], is_normal)
            for level in levels
            for is_normal in (False, True)
        ]
        self._groups = [group for group in self._groups if group.index.size]

    def vectors_from(self, z: np.ndarray) -> np.ndarray:
        """Vectors of parameters (n, p) of coordinates (n, p)."""
        vectors = np.empty(z.shape)
        for group in self._groups:
            vectors[:, group.index] = group.values_and_slopes(z[:, group.index], group.limits(vectors))[0]
        return vectors

    def z_from(self, vectors: np.ndarray) -> np.ndarray:
        """Coordinates (n, p) of vectors of parameters (n, p) that the prior allows."""
        z = np.empty(vectors.shape)
        for group in self._groups:
            z[:, group.index] = group.z_from(vectors[:, group.index], group.limits(vectors))
        return z

    def log_jacobian(self, z: np.ndarray) -> np.ndarray:
        """ln |det dx/dz| (n,) at coordinates (n, p)."""
        return log_unit_normal(z) - self._layout.log_prior_from_vector(self.vectors_from(z))

    def point_from(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The vector (p,) of coordinates (p,), and its derivatives (p, p) by these, which are lower triangular."""
        vector, rows = np.empty((1, z.size)), np.zeros((z.size, z.size))
        for group in self._groups:
            limits = group.limits(vector)
            values, slopes = group.values_and_slopes(z[None, group.index], limits)
            vector[:, group.index] = values
            rows[group.index, group.index] = slopes[0]
            for j, i, change in group.changes(z, vector[0], slopes[0], limits):
                rows[j] += change * rows[i]
        return vector[0], rows


class _Group:
    """Parameters of one family of priors whose limits, where they depend on others, depend on earlier groups."""

    def __init__(self, layout: Any, index: np.ndarray, is_normal: bool) -> None:
        self.index = index
        self._layout, self._is_normal = layout, is_normal
        priors = [layout.priors[i] for i in index]
        self._is_log = np.array([prior.log_space for prior in priors], dtype=bool)
        self._mean = np.array([getattr(prior, "mean", 0.0) for prior in priors])
        self._sigma = np.array([getattr(prior, "sigma", 1.0) for prior in priors])
        self._own = np.array([(layout.lower[i], layout.upper[i]) for i in index], dtype=float).reshape(-1, 2).T
        self._fixed: Any = None
        if not any(layout.partners[i] for i in index):
            self._fixed = self._with_ends(*self._own)

    def limits(self, vectors: np.ndarray) -> Any:
        """The limits of the values, those of `y` (see `_y_of`) and ln of a normal density's mass between them."""
        if self._fixed is not None:
            return self._fixed
        pairs = [self._layout.limits_of(int(j), vectors) for j in self.index]
        return self._with_ends(*(np.stack(part, axis=-1) for part in zip(*pairs, strict=True)))

    def _with_ends(self, lower: np.ndarray, upper: np.ndarray) -> Any:
        low, high = self._y_of(lower), self._y_of(upper)
        return lower, upper, low, high, truncated_normal.log_mass(low, high) if self._is_normal else None

    def values_and_slopes(self, z: np.ndarray, limits: Any) -> tuple[np.ndarray, np.ndarray]:
        """Values (n, k) of coordinates (n, k), and their derivatives."""
        lower, upper, low, high, total = limits
        if self._is_normal:
            y = truncated_normal.restricted(z, low, high, total)
            slopes = self._sigma * np.exp(0.5 * (y * y - z * z) + total)
        else:
            y = _even_of_z(z, low, high)
            slopes = (high - low) * np.exp(-0.5 * z * z - _HALF_LOG_2PI)
        values = self._mean + self._sigma * y
        if self._is_log.any():
            values = np.where(self._is_log, np.exp(np.where(self._is_log, values, 0.0)), values)
            slopes = np.where(self._is_log, slopes * values, slopes)
        # at the very edge there may be a value that a profile refuses
        values = np.minimum(np.maximum(values, np.nextafter(lower, upper)), np.nextafter(upper, lower))
        return values, slopes

    def z_from(self, values: np.ndarray, limits: Any) -> np.ndarray:
        """Coordinates (n, k) of values (n, k)."""
        _, _, low, high, _ = limits
        y = self._y_of(values)
        return truncated_normal.unrestricted(y, low, high) if self._is_normal else _z_of_even(y, low, high)

    def changes(
        self, z: np.ndarray, vector: np.ndarray, slopes: np.ndarray, limits: Any
    ) -> list[tuple[int, int, float]]:
        """By how much parameters j move, at the same fraction of their priors, as those i do that limits depend on."""
        if self._fixed is not None:
            return []
        from scipy.special import ndtr

        lower, upper = limits[0][0], limits[1][0]
        at_ends = self._densities_at_ends(limits)
        found = []
        for k, j in enumerate(self.index):
            nearest = max(self._layout.partners[j], key=lambda i: abs(vector[i]))
            # the limits are +-r, with r^2 + x_i^2 constant, or those of the prior itself
            slope = -vector[nearest] / max(-lower[k], upper[k])
            below = float(ndtr(z[j]))
            moved = 0.0
            if lower[k] > self._own[0, k]:
                moved -= slope * at_ends[0][k] * (1.0 - below)
            if upper[k] < self._own[1, k]:
                moved += slope * at_ends[1][k] * below
            normal = math.exp(-0.5 * z[j] ** 2 - _HALF_LOG_2PI)
            # far outside both underflow: there nothing moves
            density = normal / slopes[k] if normal > 0.0 and slopes[k] > 0.0 else math.inf
            found.append((int(j), int(nearest), moved / density))
        return found

    def _densities_at_ends(self, limits: Any) -> list[np.ndarray]:
        """The prior's densities in the values (k,) at their two limits."""
        lower, upper, low, high = (part[0] for part in limits[:4])
        if self._is_normal:
            found = [np.exp(-0.5 * y * y - _HALF_LOG_2PI - limits[4][0]) / self._sigma for y in (low, high)]
        else:
            found = [1.0 / (high - low)] * 2
        return [np.where(self._is_log, part / end, part) for part, end in zip(found, (lower, upper), strict=True)]

    def _y_of(self, values: np.ndarray) -> np.ndarray:
        """In which the prior is a unit normal density, or an even one, between limits."""
        if self._is_log.any():
            with np.errstate(divide="ignore"):
                logarithms = np.log(np.where(self._is_log, np.maximum(values, 0.0), 1.0))
            values = np.where(self._is_log, logarithms, values)
        return (values - self._mean) / self._sigma


def _levels(partners: list[list[int]]) -> list[np.ndarray]:
    """Parameters in the order in which their limits become known."""
    level: list[int] = []
    for of_one in partners:
        level.append(1 + max((level[i] for i in of_one), default=-1))
    return [np.flatnonzero(np.array(level) == number) for number in range(max(level, default=-1) + 1)]


class UnconstrainedPosterior(CoordinatePosterior):
    """The log posterior density of a model in coordinates z without limits; see `Unconstrained`.

    `evaluator` computes the likelihoods.
    """

    def __init__(self, evaluator: LocalEvaluator) -> None:
        super().__init__(evaluator)
        self.map = Unconstrained(evaluator.model.layout)
        size = len(evaluator.model.priors)
        self.lower, self.upper = np.full(size, -np.inf), np.full(size, np.inf)

    def vectors_from(self, z: np.ndarray) -> np.ndarray:
        """Vectors of parameters (n, p) of coordinates (n, p)."""
        return self.map.vectors_from(z)

    def log_priors(self, z: np.ndarray) -> np.ndarray:
        """The log prior density of coordinates (n, p), (n,)."""
        return log_unit_normal(z)

    def gauss_newton(self, z: np.ndarray) -> np.ndarray | None:
        """Minus the second derivatives (p, p) at a point (p,) without those of the model; None where there are none."""
        vector, derivatives = self.map.point_from(z)
        found = self.evaluator.gauss_newton(vector)
        if found is None:
            return None
        return derivatives.T @ found @ derivatives + np.eye(z.size)

    def _with_gradients(
        self, z: np.ndarray, compute: Callable[[np.ndarray], ValuesAndGradients]
    ) -> tuple[np.ndarray, np.ndarray]:
        values, gradients = np.full(len(z), -np.inf), np.zeros(z.shape)
        usable = np.flatnonzero(np.isfinite(z).all(axis=1))
        points = [self.map.point_from(z[i]) for i in usable]
        found = compute(np.array([vector for vector, _ in points])) if usable.size else []
        for i, (_, derivatives), (value, gradient) in zip(usable, points, found, strict=True):
            if np.isfinite(value):
                values[i] = value + log_unit_normal(z[i])
                gradients[i] = gradient @ derivatives - z[i]
        return values, gradients


def log_unit_normal(z: np.ndarray) -> Any:
    """ln of the unit normal density (...) at z (..., p)."""
    return -0.5 * np.sum(z * z, axis=-1) - z.shape[-1] * _HALF_LOG_2PI


def _even_of_z(z: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    from scipy.special import ndtr

    # from the nearer end, so that both keep their precision
    span = upper - lower
    return np.where(z < 0.0, lower + span * ndtr(np.minimum(z, 0.0)), upper - span * ndtr(-np.maximum(z, 0.0)))


def _z_of_even(y: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri

    below, above = (y - lower) / (upper - lower), (upper - y) / (upper - lower)
    return np.where(below < above, ndtri(below), -ndtri(above))
