"""The last steps to a maximum of a posterior, by its second derivatives, and what these say of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.archive import Shapes
from autolens_lite.search.gradient.hessian import hessian_from

# A step that gains less than this in the log posterior, by its own parabola, leaves the point within 0.05 of a width.
_TOLERANCE = 1e-3
_ROUNDS = 12
_SHORTEST = 1e-4
# Where the likelihood adds less than this to the curvature of a prior, which is 1, the data say nothing of a direction.
_FLAT = 0.1
# Parts of a direction that are worth naming.
_NAMED = 0.3
# By how much second derivatives may depend on their order, relative to the largest.
_SYMMETRIC = 1e-6


@dataclasses.dataclass(frozen=True)
class Maximum:
    """A maximum of a log posterior, in the coordinates that it was looked for in.

    Attributes
    ----------
    point : (p,) float
        Where it is.
    height : float
        The log posterior density there.
    gradient : (p,) float
        Of the log posterior.
    hessian : (p, p) float
        Minus the second derivatives.
    curvature : str
        Where these are from: "exact", that is from differences of gradients, or "gauss_newton", from the Jacobian of
        the residuals, where the exact ones are those of a kink and not of a maximum.
    held : (p,) bool
        The parameters that are against a bound, towards which the posterior rises.
    has_arrived : bool
        Whether a further step would gain nothing.
    """

    point: np.ndarray
    height: float
    gradient: np.ndarray
    hessian: np.ndarray
    curvature: str
    held: np.ndarray
    has_arrived: bool

    @property
    def values_and_axes(self) -> tuple[np.ndarray, np.ndarray]:
        """The eigenvalues (f,) and eigenvectors (p, f) of the Hessian of the parameters that no bound holds."""
        free = np.flatnonzero(~self.held)
        values, axes = np.linalg.eigh(self.hessian[np.ix_(free, free)])
        whole = np.zeros((self.point.size, free.size))
        whole[free] = axes
        return values, whole

    @property
    def is_definite(self) -> bool:
        """Whether the posterior falls in every direction that no bound holds."""
        return bool(np.all(self.values_and_axes[0] > 0.0))

    @property
    def is_proper(self) -> bool:
        """Whether it is a maximum in all directions, and none against a bound."""
        return self.is_definite and not self.held.any() and self.has_arrived

    def doubts(self, names: Sequence[str]) -> list[str]:
        """What speaks against a normal density about it, each in a sentence; none where nothing does.

        `names` are those of the parameters.
        """
        found = []
        if self.held.any():
            held = ", ".join(name for name, is_held in zip(names, self.held, strict=True) if is_held)
            found.append(f"the posterior rises against the prior's bound of {held}")
        for value, axis in zip(*self._flat(), strict=True):
            along = ", ".join(name for name, part in zip(names, axis, strict=True) if abs(part) > _NAMED)
            what = "rises on both sides along" if value <= 0.0 else "is not narrower than the prior along"
            found.append(f"the posterior {what} {along}")
        if not self.has_arrived:
            found.append("Newton's steps have not arrived at the maximum, as near a kink of the likelihood")
        return found

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it, for a checkpoint."""
        numbers = np.array([self.height, self.curvature == "exact", self.has_arrived], dtype=float)
        arrays = {"maximum": self.point, "maximum_gradient": self.gradient, "maximum_hessian": self.hessian}
        return {**arrays, "maximum_held": self.held, "maximum_numbers": numbers}

    @staticmethod
    def shapes(size: int) -> Shapes:
        """The shapes of what `to_arrays` gives for so many parameters."""
        vectors = dict.fromkeys(("maximum", "maximum_gradient", "maximum_held"), (size,))
        return {**vectors, "maximum_hessian": (size, size), "maximum_numbers": (3,)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Maximum:
        """What `to_arrays` was of; ValueError where it cannot be."""
        numbers = [arrays[name].astype(float) for name in cls.shapes(0)]
        flags = [*arrays["maximum_held"], *arrays["maximum_numbers"][1:]]
        if not all(np.isfinite(array).all() for array in numbers) or not set(flags) <= {0, 1}:
            raise ValueError("its maximum is not of numbers")
        hessian = arrays["maximum_hessian"].astype(float)
        if np.max(np.abs(hessian - hessian.T)) > _SYMMETRIC * np.max(np.abs(hessian)):
            raise ValueError("the second derivatives at its maximum are not symmetric")
        height, exact, arrived = arrays["maximum_numbers"]
        point, gradient = arrays["maximum"].astype(float), arrays["maximum_gradient"].astype(float)
        curvature, held = "exact" if exact else "gauss_newton", arrays["maximum_held"].astype(bool)
        return cls(point, float(height), gradient, hessian, curvature, held, bool(arrived))

    def _flat(self) -> tuple[np.ndarray, np.ndarray]:
        values, axes = self.values_and_axes
        flat = values < _FLAT
        return values[flat], axes.T[flat]


def maximum_from(
    posterior: Any,
    point: np.ndarray,
    hessian: np.ndarray | None = None,
    gauss_newton: Callable[[np.ndarray], np.ndarray | None] | None = None,
    rounds: int = _ROUNDS,
) -> Maximum:
    """Climb from a point near a maximum to it, by damped Newton steps.

    Each eigenvalue of the Hessian counts with its modulus, 1 at least (the prior's own), so a step leads uphill
    wherever it starts; it is halved until it gains. A parameter that stands at a bound and would go beyond it waits
    there.

    Raises SearchError if there is no likelihood at the point, or its second derivatives are not finite.

    Parameters
    ----------
    posterior
        Has `value_and_grad`, `values_and_grads`, `lower` and `upper`: see `ScaledPosterior`.
    point : (p,) float
        Where to start.
    hessian : (p, p) float
        Minus the second derivatives there, where they are known, if only roughly.
    gauss_newton
        Returns minus the second derivatives (p, p) at a point without those of the model, or None where there are
        none. Used at the end, if differences of gradients do not give those of a maximum.
    rounds
        The largest number of steps.
    """
    point = np.clip(point, posterior.lower, posterior.upper)
    value, gradient = posterior.value_and_grad(point)
    if not np.isfinite(value):
        raise exc.SearchError(f"there is no likelihood where Newton's steps begin, at {point.tolist()} (scaled).")
    hessian = _finite(hessian_from(posterior, point) if hessian is None else hessian, point)
    fresh, arrived = False, False
    for _ in range(rounds):
        step, gain = _step_of(posterior, point, gradient, hessian)
        if gain < _TOLERANCE and fresh:
            arrived = True
            break
        length = 1.0
        while length > _SHORTEST:
            there = np.clip(point + length * step, posterior.lower, posterior.upper)
            new, slope = posterior.value_and_grad(there)
            if np.isfinite(new) and new > value:
                break
            length /= 2.0
        else:
            arrived = gain < _TOLERANCE
            if fresh:
                break
        if length > _SHORTEST:
            point, value, gradient = there, new, slope
        hessian, fresh = _finite(hessian_from(posterior, point, np.diagonal(hessian)), point), True
    held = _held(posterior, point, gradient)
    return _ended(posterior, Maximum(point, value, gradient, hessian, "exact", held, arrived), gauss_newton)


def _ended(posterior: Any, found: Maximum, gauss_newton: Callable[[np.ndarray], np.ndarray | None] | None) -> Maximum:
    """With the Gauss-Newton Hessian in place of one that is not that of a maximum."""
    if gauss_newton is None or (found.is_definite and found.has_arrived):
        return found
    other = gauss_newton(found.point)
    if other is None or not np.isfinite(other).all():
        return found
    _, gain = _step_of(posterior, found.point, found.gradient, other)
    better = dataclasses.replace(found, hessian=other, curvature="gauss_newton", has_arrived=gain < _TOLERANCE)
    return better if better.is_definite else found


def _step_of(posterior: Any, point: np.ndarray, gradient: np.ndarray, hessian: np.ndarray) -> tuple[np.ndarray, float]:
    """The step (p,) within the bounds that Newton's rule takes, and what it gains by the parabola."""
    free = np.flatnonzero(~_held(posterior, point, gradient))
    values, axes = np.linalg.eigh(hessian[np.ix_(free, free)])
    along = axes.T @ gradient[free]
    step = np.zeros(point.size)
    step[free] = axes @ (along / np.maximum(np.abs(values), 1.0))
    return step, 0.5 * float(step @ gradient)


def _held(posterior: Any, point: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    return ((point <= posterior.lower) & (gradient < 0.0)) | ((point >= posterior.upper) & (gradient > 0.0))


def _finite(hessian: np.ndarray, point: np.ndarray) -> np.ndarray:
    if not np.isfinite(hessian).all():
        raise exc.SearchError(
            f"the second derivatives of the log posterior at {point.tolist()} (scaled) are not finite. Compare "
            "likelihood.value_and_grad(vector) with differences of likelihood(vector)."
        )
    return hessian
