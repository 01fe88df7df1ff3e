"""What `Model` and `Collection` have in common: everything that is asked of a whole model."""

from __future__ import annotations

import builtins
import copy
import os
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from autolens_lite import check, exc
from autolens_lite.model import objects, replacement, serial, text, value_slots
from autolens_lite.model.expression import Assertion, Expression
from autolens_lite.model.layout import Layout
from autolens_lite.model.priors import Prior
from autolens_lite.model.tree import Tree, assertions_of
from autolens_lite.model.value_slots import Pair


class Node(Tree):
    """A part of a model, or the whole. Vectors hold one number for each free parameter, in definition order.

    Limits
    ------
    The limits that `config/priors` gives to an argument cut every prior that is set on it, the user's own included: a
    Gaussian prior on an Einstein radius has no density below zero, and is normalised above. Where both elements of an
    `ell_comps` pair are free, the first is kept within +-0.999, and the second within +-sqrt(0.999^2 - first^2), with
    its density normalised there, so that |ell_comps| cannot reach 1; the map from the unit cube and the log prior
    are of that same density.
    """

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in ("_derived", "_sealed")}

    def __copy__(self) -> Self:
        return self.copy()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    # What is free

    @property
    def prior_count(self) -> int:
        """The number of free parameters."""
        return len(self.layout.priors)

    @property
    def priors(self) -> list[Prior]:
        """The prior of each free parameter."""
        return list(self.layout.priors)

    @property
    def parameter_names(self) -> list[str]:
        """The path of each free parameter, such as `galaxies.lens.mass.centre_0`; a shared one has its first path."""
        return list(self.layout.names)

    @property
    def paths(self) -> list[tuple[str, ...]]:
        """The same, as tuples."""
        return [tuple(name.split(".")) for name in self.layout.names]

    @property
    def parameter_labels_with_superscripts_latex(self) -> list[str]:
        """The labels: `parameter_labels`, which name the part of the model where that is needed."""
        return self.parameter_labels

    @property
    def parameter_labels(self) -> list[str]:
        """A LaTeX label for each free parameter, between dollar signs, for figures."""
        return text.labels_of(self.paths)

    # The same by the names that PyAutoFit has too

    @property
    def total_free_parameters(self) -> int:
        """The number of free parameters: `prior_count`."""
        return self.prior_count

    @property
    def unique_prior_paths(self) -> list[tuple[str, ...]]:
        """The path of each free parameter: `paths`."""
        return self.paths

    @property
    def model_component_and_parameter_names(self) -> list[str]:
        """The path of each free parameter: `parameter_names`."""
        return self.parameter_names

    @property
    def physical_values_from_prior_medians(self) -> list[float]:
        """The median of each free parameter's prior."""
        return self.vector_from_unit_vector(np.full(self.prior_count, 0.5)).tolist()

    def dict(self) -> builtins.dict[str, Any]:
        """Return the model as what JSON can hold: `to_dict`."""
        return self.to_dict()

    def take_attributes(self, source: Any) -> None:
        """Take what `source` has at the paths of this model's numbers: priors of a model, values of an instance.

        Paths that the source lacks, tuples without a free element, integers, text and objects stay as they are.

        Parameters
        ----------
        source
            A model, an instance, or a dictionary.

        Raises
        ------
        ModelError
            If this model has assertions, which would be about priors that it no longer has.
        """
        if self.assertions:
            raise exc.ModelError("source cannot be taken from once the model has assertions. Add them afterwards.")
        if isinstance(source, type) or not (isinstance(source, Mapping) or hasattr(source, "__dict__")):
            raise exc.ModelError(f"source = {source!r} has no attributes. Pass a model, an instance or a dictionary.")
        replacement.take(self, source)

    @property
    def info(self) -> str:
        """The model as readable text: each prior, each fixed value, what is shared, what is asserted."""
        return text.info_of(self, self.layout)

    @property
    def layout(self) -> Layout:
        """The free parameters with their limits, derived from the model as it now is."""
        derived = self.__dict__.get("_derived")
        if derived is None or derived[0] != value_slots.revision():
            derived = (value_slots.revision(), Layout(self))
            self.__dict__["_derived"] = derived
        return derived[1]

    # From vectors

    def instance_from_vector(self, vector: Any) -> Any:
        """Return the objects that the model describes, at `vector`, of shape (prior_count,).

        Its elements become Python floats, unless a backend is tracing the vector or one of them. They are taken by
        position. A table or its row (pandas) may have names, if these are `parameter_names`, in this order.

        Raises
        ------
        DataError, ModelError
            If it holds what is not a real number, is named otherwise, or has another shape.
        """
        layout = self.layout
        if not check.is_traced(vector):
            vector = layout.numbers_of(vector)
        layout.check_shape(vector.shape if hasattr(vector, "shape") else (len(vector),))
        if isinstance(vector, np.ndarray):
            elements: Sequence[Any] = vector.tolist()
        else:
            elements = [check.plain(element) for element in vector]
        return self._instance(dict(zip(layout.priors, elements, strict=True)))

    def instance_from_unit_vector(self, unit_vector: Any) -> Any:
        """Return the instance at a point of the unit cube."""
        return self.instance_from_vector(self.vector_from_unit_vector(unit_vector))

    def instance_from_prior_medians(self) -> Any:
        """Return the instance at the centre of the unit cube: the median of each prior."""
        return self.instance_from_unit_vector(np.full(self.prior_count, 0.5))

    def vector_from_unit_vector(self, unit_vector: Any) -> np.ndarray:
        """Map points of the unit cube, of shape (..., prior_count), to vectors distributed as the priors."""
        return self.layout.vector_from_unit_vector(unit_vector)

    def unit_vector_from_vector(self, vector: Any) -> np.ndarray:
        """Map vectors, of shape (..., prior_count), to the unit cube: the inverse of `vector_from_unit_vector`."""
        return self.layout.unit_vector_from_vector(vector)

    def random_unit_vectors(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return `n` random points of the unit cube, of shape (n, prior_count).

        Raises
        ------
        ParameterError
            If `n` is not a whole number of at least 0, or more than the memory holds; if `rng` is not a generator.
        """
        n = check.whole("n", n, 0)
        check.generator("rng", rng)
        check.allocatable("n", n, 8 * n * self.prior_count, "Pass fewer.")
        return rng.random((n, self.prior_count))

    def log_prior_from_vector(self, vector: Any) -> Any:
        """Return ln of the prior density, normalised, at vectors of shape (..., prior_count); -inf outside."""
        return self.layout.log_prior_from_vector(vector)

    # Assertions

    def add_assertion(self, assertion: Assertion, name: str = "") -> None:
        """Demand that a comparison of priors holds: `model.add_assertion(lens.mass.slope > source.mass.slope)`.

        Parameters
        ----------
        assertion
            The comparison.
        name
            What to call it in `info` and in messages.

        Raises
        ------
        ModelError
            If `assertion` is not a comparison of priors, or `name` is not text.
        """
        value_slots.refuse_sealed(self)
        if not isinstance(assertion, Assertion):
            raise exc.ModelError(
                f"assertion = {assertion!r} is not a comparison of priors. "
                "Pass one such as model.a.centre_0 > model.b.centre_0, where at least one side is free."
            )
        if not isinstance(name, str):
            raise exc.ModelError(f"name = {name!r} is not text. Pass what to call the assertion in model.info.")
        self._assertions.append(assertion.named(name))
        value_slots.edited()

    @property
    def assertions(self) -> list[Assertion]:
        """The assertions of this node and of all below it."""
        return assertions_of(self)

    def satisfies(self, vector: Any) -> Any:
        """Return whether every assertion holds at `vector`; for shape (n, prior_count), an array of n answers.

        At NaN none does.
        """
        return self.layout.satisfies(vector)

    # Copies

    def copy(self) -> Self:
        """Return a copy to be edited by itself. The priors are the same objects: see `Prior`."""
        return copy.deepcopy(self)

    def with_priors(self, priors: Mapping[Prior, Prior | float]) -> Self:
        """Return a copy in which each prior of `priors` is replaced, wherever it stands, assertions included."""
        return replacement.replaced(self, priors)

    def to_dict(self) -> builtins.dict[str, Any]:
        """Return the model as what JSON can hold; `from_dict` rebuilds it, in another process too."""
        return serial.model_to_dict(self)

    @staticmethod
    def from_dict(stored: Mapping[str, Any]) -> Any:
        """Return the model that `to_dict` stored."""
        return serial.model_from_dict(stored)

    @staticmethod
    def from_json(file: str | os.PathLike[str]) -> Any:
        """Return the model that a JSON file holds: what `dict` or `al.output_to_json` gave; see `al.from_json`."""
        with check.argument("file"):
            return objects.from_json(file)

    # For instances

    def _instance(self, values: Mapping[Prior, Any]) -> Any:
        raise NotImplementedError


def value_of(values: Mapping[Prior, Any], value: Any) -> Any:
    """What an entry of a node is, once the priors have values."""
    if isinstance(value, Expression):
        return value.evaluate(values)
    if isinstance(value, Node):
        return value._instance(values)
    if isinstance(value, Pair):
        return tuple(number.evaluate(values) if isinstance(number, Expression) else number for number in value)
    return value
