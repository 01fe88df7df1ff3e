"""The free parameters of a model as a vector: their order, their limits, their joint density."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from autolens_lite import exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.model.expression import Arithmetic, Assertion, Comparison, Parameter
from autolens_lite.model.groups import MAX_ELLIPTICITY, groups_from, limits_in_disc
from autolens_lite.model.priors import Prior, check_units
from autolens_lite.model.tree import Tree, assertions_of, free_slots_of, pairs_of, slots_of
from autolens_lite.model.value_slots import Slot

# How many floating-point numbers each half of the central 68 % of a prior holds at least.
_FEWEST = 16.0


class Layout:
    """A model's free parameters, each once, with the limits that its places in the model set.

    The joint density is a product in vector order, each factor a prior cut to [lower, upper]. Of an ellipticity pair
    with two free elements, the later has limits that depend on the earlier:
    p(e_i) p(e_j | e_i), |e_j| <= sqrt(MAX_ELLIPTICITY^2 - e_i^2).

    Raises ModelError if a prior has no density within its parameter's limits, or an assertion is about a prior that is
    not free.

    `root` is the model.
    """

    def __init__(self, root: Tree) -> None:
        self.slots = [slot for slot in slots_of(root) if isinstance(slot.value, Prior)]
        first: dict[Prior, Slot] = {}
        for slot in free_slots_of(root):
            first.setdefault(slot.value, slot)
        for slot in reversed(self.slots):
            first[slot.value] = slot  # named by a place of its own rather than one in an expression
        self.priors: list[Prior] = list(first)
        self.names = [slot.name for slot in first.values()]
        self.index = {prior: i for i, prior in enumerate(self.priors)}
        self.first_slots = list(first.values())
        self.lower = [prior.support[0] for prior in self.priors]
        self.upper = [prior.support[1] for prior in self.priors]
        for slot in self.slots:
            self._cut(self.index[slot.value], slot.defaults.lower, slot.defaults.upper)
        # For each parameter, the earlier ones that its limits depend on.
        self.partners: list[list[int]] = [[] for _ in self.priors]
        self._cut_ellipticities(root)
        # last to first, since a later element out of the disc leaves no room to the earlier one either
        for i in reversed(range(len(self.priors))):
            if not self.lower[i] < self.upper[i]:
                raise exc.ModelError(
                    f"{self.names[i]} cannot have the prior {self.priors[i]}: it has no density within the parameter's "
                    "limits. Set a prior that overlaps the parameter's physical range."
                )
        self._groups = groups_from(self.priors, self.lower, self.upper, self.partners)
        self.assertions = [*assertions_of(root), *_limits_of_expressions(root)]
        for assertion in self.assertions:
            if any(prior not in self.index for prior in assertion.priors()):
                named = f"The assertion '{assertion.name}'" if assertion.name else "An assertion"
                raise exc.ModelError(
                    f"{named} is about a prior that is no longer in the model. "
                    "Add assertions after the priors are set, to the model that holds them."
                )

    def vector_from_unit_vector(self, unit_vector: Any) -> np.ndarray:
        """Map the unit cube to parameters; shapes (..., n)."""
        unit = self._host_array(unit_vector, "unit_vector")
        check_units("unit_vector", unit)
        vector = np.empty(unit.shape)
        for group in self._groups:
            vector[..., group.indices] = group.values_for(unit, vector)
        return vector

    def values_at(self, fraction: float) -> np.ndarray:
        """The value (n,) of each parameter that this fraction of its prior is below, all others at their medians."""
        units = np.full((len(self.priors), len(self.priors)), 0.5)
        np.fill_diagonal(units, fraction)
        return np.diagonal(self.vector_from_unit_vector(units)).copy()

    def check_widths(self) -> None:
        """Refuse priors that a search cannot move in.

        Raises ModelError if a parameter's prior, within its limits, is narrower than what tells floating-point numbers
        apart, or reaches beyond the greatest of them.
        """
        with np.errstate(all="ignore"):
            low, middle, high = (self.values_at(fraction) for fraction in (0.16, 0.5, 0.84))
            below, above = (_FEWEST * np.spacing(np.maximum(np.abs(end), np.abs(middle))) for end in (low, high))
            wide = (middle - low > below) & (high - middle > above) & np.isfinite(high - low)
        for i in np.flatnonzero(~wide):
            raise exc.ModelError(
                f"{self.names[i]} cannot have the prior {self.priors[i]} within its limits ({self.lower[i]:g}, "
                f"{self.upper[i]:g}): 68 % of it is between {float(low[i])!r} and {float(high[i])!r}, which floats do "
                "not resolve. Pass a wider prior, nearer to these limits, or fix the parameter at a number."
            )

    def unit_vector_from_vector(self, vector: Any) -> np.ndarray:
        """Map parameters to the unit cube; shapes (..., n)."""
        vector = self._host_array(vector)
        if np.isnan(vector).any():
            raise exc.ModelError("vector holds NaN, which has no place in the unit cube. Pass numbers.")
        unit = np.empty(vector.shape)
        for i, prior in enumerate(self.priors):
            unit[..., i] = prior.unit_for(vector[..., i], *self.limits_of(i, vector))
        return unit

    def log_prior_from_vector(self, vector: Any) -> Any:
        """ln of the joint density; shapes (..., n) -> (...)."""
        vector = self._host_array(vector)
        total = np.zeros(vector.shape[:-1])
        for i, prior in enumerate(self.priors):
            total = total + prior.log_density(vector[..., i], *self.limits_of(i, vector))
        return total[()]

    def satisfies(self, vector: Any) -> Any:
        """Whether the assertions hold, as none does at NaN; shapes (..., n) -> (...)."""
        vector = self._host_array(vector)
        values: dict[Parameter, Any] = {prior: vector[..., i] for i, prior in enumerate(self.priors)}
        held = ~np.isnan(vector).any(axis=-1)
        for assertion in self.assertions:
            held = held & assertion.holds(values)
        return bool(held) if held.ndim == 0 else held

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """Refuse the shape of a vector that has not one element for each parameter."""
        if shape != (len(self.priors),):
            raise exc.ModelError(
                f"vector has shape {shape}, but the model has {len(self.priors)} free parameters. "
                "Pass one number for each, in the order of model.parameter_names."
            )

    def numbers_of(self, vector: Any, name: str = "vector") -> np.ndarray:
        """Return the numbers in a vector, or in many, as floats: by position, a table's if its columns are named so."""
        if type(vector) is np.ndarray and vector.dtype == np.float64:
            return vector
        return numbers_from(name, units.plain(name, vector), labels=self.names).astype(np.float64)

    def _host_array(self, vector: Any, name: str = "vector") -> np.ndarray:
        array = self.numbers_of(vector, name)
        if array.ndim == 0 or array.shape[-1] != len(self.priors):
            raise exc.ModelError(
                f"{name} has shape {array.shape}, but the model has {len(self.priors)} free parameters, along the "
                "last axis. Pass one number for each, in the order of model.parameter_names."
            )
        return array

    def limits_of(self, i: int, vector: np.ndarray) -> tuple[Any, Any]:
        """The limits of parameter i, given the parameters before it."""
        if not self.partners[i]:
            return self.lower[i], self.upper[i]
        # at NaN, where the density is zero whatever the limits of others, as at 0
        partners = np.nan_to_num(vector[..., self.partners[i]], posinf=np.inf, neginf=-np.inf)
        return limits_in_disc(partners, self.lower[i], self.upper[i])

    def _cut(self, i: int, lower: float, upper: float) -> None:
        self.lower[i] = max(self.lower[i], lower)
        self.upper[i] = min(self.upper[i], upper)

    def _cut_ellipticities(self, root: Tree) -> None:
        """Keep each ellipticity pair within the disc: limits for one free element, partners for two.

        The limits of the earlier of two leave room for the least that the later can be.
        """
        for path, pair in pairs_of(root):
            if path[-1] != "ell_comps" or len(pair) != 2:
                continue
            if any(isinstance(e, Arithmetic) for e in pair):
                continue  # `_limits_of_expressions`
            one, two = (self.index[e] if isinstance(e, Prior) else float(e) for e in pair)
            if isinstance(one, int) and isinstance(two, int):
                self.partners[max(one, two)].append(min(one, two))
            elif isinstance(one, int) or isinstance(two, int):
                free, fixed = (one, two) if isinstance(one, int) else (two, one)
                self._cut_to_radius(int(free), _other(float(fixed)))
        for j in range(len(self.priors)):
            if j in self.partners[j]:
                self.partners[j] = [i for i in self.partners[j] if i != j]
                self._cut_to_radius(j, MAX_ELLIPTICITY / math.sqrt(2.0))
            if self.partners[j]:
                self._cut_to_radius(j, MAX_ELLIPTICITY)
            for i in self.partners[j]:
                self._cut_to_radius(i, _other(max(0.0, self.lower[j], -self.upper[j])))

    def _cut_to_radius(self, i: int, radius: float) -> None:
        self._cut(i, -radius, radius)


def _limits_of_expressions(root: Tree) -> Iterator[Assertion]:
    """What must hold of the places whose value is an expression, since no prior can be cut to their limits."""
    for slot in slots_of(root):
        if isinstance(slot.value, Arithmetic):
            if math.isfinite(slot.defaults.lower):
                yield Comparison(slot.value, ">", slot.defaults.lower)
            if math.isfinite(slot.defaults.upper):
                yield Comparison(slot.value, "<", slot.defaults.upper)
    for path, pair in pairs_of(root):
        if path[-1] == "ell_comps" and len(pair) == 2 and any(isinstance(e, Arithmetic) for e in pair):
            one, two = pair
            yield Comparison(Arithmetic(one * one, "+", two * two), "<", MAX_ELLIPTICITY**2)


def _other(element: float) -> float:
    """The radius left to one element of a pair, given the other."""
    return math.sqrt(max(MAX_ELLIPTICITY**2 - element**2, 0.0))
