"""Priors of one family taken together, so that a vector is made of the unit cube in a few operations on arrays."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite.model.priors import Prior

# The largest |ell_comps| of a model: an axis ratio of 0.0005.
MAX_ELLIPTICITY = 0.999
_SMALLEST_RADIUS = 1e-12


@dataclasses.dataclass(frozen=True)
class Group:
    """Parameters whose priors are of one family, and whose limits are known once those of earlier groups are.

    Attributes
    ----------
    indices : (k,) int
        Where they are in the vector.
    prior
        Of the family, with arrays (k,) in place of its numbers.
    lower, upper : (k,) float
        Limits, before those that other parameters set.
    partners : (k, m) int
        The parameters that limits depend on.
    """

    indices: np.ndarray
    prior: Prior
    lower: np.ndarray
    upper: np.ndarray
    partners: np.ndarray

    def values_for(self, unit_vector: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Values (..., k) at points (..., n) of the unit cube, where earlier groups have filled the vector (..., n)."""
        lower, upper = self.lower, self.upper
        if self.partners.size:
            lower, upper = limits_in_disc(vector[..., self.partners], lower, upper)
        return self.prior.value_for(unit_vector[..., self.indices], lower, upper)


def limits_in_disc(others: np.ndarray, lower: Any, upper: Any) -> tuple[Any, Any]:
    """Return limits (...) of an element of `ell_comps`, of which the others are (..., m), and which has limits anyway.

    The others may lie outside their own limits, where the density is zero: any valid interval will do for these.
    """
    square = np.max(np.square(others), axis=-1)
    least = np.maximum(np.maximum(lower, -upper), 0.0)
    radius = np.sqrt(np.maximum(MAX_ELLIPTICITY**2 - square, least**2))
    radius = np.maximum(radius, np.where(least > 0.0, np.nextafter(least, 1.0), _SMALLEST_RADIUS))
    return np.maximum(lower, -radius), np.minimum(upper, radius)


def groups_from(
    priors: Sequence[Prior], lower: Sequence[float], upper: Sequence[float], partners: Sequence[Sequence[int]]
) -> list[Group]:
    """Return groups that hold each parameter once, in an order in which limits are known.

    Parameters
    ----------
    priors, lower, upper
        Of all parameters.
    partners
        For each, the earlier ones that its limits depend on.
    """
    depths: list[int] = []
    for earlier in partners:
        depths.append(1 + max((depths[i] for i in earlier), default=-1))
    members: dict[tuple[int, int, str], list[int]] = {}
    for i, (prior, depth) in enumerate(zip(priors, depths, strict=True)):
        members.setdefault((depth, len(partners[i]), type(prior).__name__), []).append(i)
    return [
        Group(
            indices=np.array(chosen),
            prior=_together([priors[i] for i in chosen]),
            lower=np.array([lower[i] for i in chosen], dtype=float),
            upper=np.array([upper[i] for i in chosen], dtype=float),
            partners=np.array([partners[i] for i in chosen], dtype=int),
        )
        for _, chosen in sorted(members.items())
    ]


def _together(priors: Sequence[Prior]) -> Prior:
    family = type(priors[0])
    joint = object.__new__(family)
    for field in dataclasses.fields(family):  # type: ignore[arg-type]
        object.__setattr__(joint, field.name, np.array([getattr(prior, field.name) for prior in priors]))
    return joint
