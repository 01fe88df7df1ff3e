"""Copies of a model with other priors."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

from autolens_lite import check, exc
from autolens_lite.model.expression import Arithmetic, Both, Comparison, Expression
from autolens_lite.model.priors import Prior
from autolens_lite.model.tree import Tree, change, free_slots_of, values_of
from autolens_lite.model.value_slots import Pair, element

Model = TypeVar("Model", bound=Tree)


def replaced(model: Model, priors: Mapping[Prior, Prior | float]) -> Model:
    """Return a copy of `model` in which each prior of `priors` is replaced, in its assertions too.

    Raises ModelError if a prior is not in the model, so that nothing would be replaced, or is to become what no
    parameter can be.
    """
    check.kind("priors", priors, Mapping, "Pass a dictionary, {model.a: al.UniformPrior()}.", exc.ModelError)
    known = {place.value for place in free_slots_of(model)}
    for prior in priors:
        if not isinstance(prior, Prior) or prior not in known:
            raise exc.ModelError(f"priors has {prior!r}, which is not a prior of the model. Pass those of its own.")
    priors = {prior: element(f"priors[{prior}]", new) for prior, new in priors.items()}
    copied = copy.deepcopy(model)
    change(copied, lambda value: _new(value, priors))
    return copied


def _new(value: Any, priors: Mapping[Prior, Prior | float]) -> Any:
    if isinstance(value, Prior):
        return priors.get(value, value)
    if isinstance(value, Both):
        return Both(_new(value.first, priors), _new(value.second, priors)).named(value.name)
    if isinstance(value, Comparison):
        return Comparison(_new(value.left, priors), value.symbol, _new(value.right, priors)).named(value.name)
    if isinstance(value, Arithmetic):
        return Arithmetic(_new(value.left, priors), value.symbol, _new(value.right, priors))
    return value


def take(model: Tree, source: Any) -> None:
    """Set each number of a model to what `source` has by the same name, where it has something."""
    for name, value in list(values_of(model).items()):
        own = source.get(name) if isinstance(source, Mapping) else _attribute(source, name)
        if own is None:
            continue
        if isinstance(value, Tree):
            take(value, own)
        elif isinstance(value, Expression | float) or (
            isinstance(value, Pair) and any(isinstance(part, Expression) for part in value)
        ):
            setattr(model, name, tuple(own) if isinstance(own, Pair) else own)


def _attribute(source: Any, name: str) -> Any:
    """What an object, a model or a list has by a name."""
    if name.isdigit():  # of a list, or of a Collection of one
        entries = list(source.values() if hasattr(source, "values") else source) if hasattr(source, "__iter__") else []
        return entries[int(name)] if int(name) < len(entries) else None
    return getattr(source, name, None)
