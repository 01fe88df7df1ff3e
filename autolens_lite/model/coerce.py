"""The things that a user puts into a model, as a model holds them."""

from __future__ import annotations

import copy
import numbers
from collections import deque
from collections.abc import ItemsView, Iterator, KeysView, Mapping, Set, ValuesView
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.model.classes import register
from autolens_lite.model.expression import Expression
from autolens_lite.model.instance import ModelInstance
from autolens_lite.model.priors import Prior
from autolens_lite.model.tree import Tree, is_sealed, made
from autolens_lite.model.value_slots import Pair, element, refuse_assertion


def coerced(name: str, value: Any) -> Any:
    """Return `value` as a model holds it.

    A class becomes a `Model`; a dictionary, a list or a generator of parts, or the instance of a group, a `Collection`;
    a sequence of numbers and priors a `Pair` (linked with it, if it is another argument's). Priors, models, numbers,
    text, None and objects stay.
    """
    refuse_assertion(name, value)
    value = check.plain(units.plain(name, value))
    if isinstance(value, type):
        if issubclass(value, Prior) or value.__module__ == "builtins":
            raise exc.ModelError(
                f"{name} is the class {value.__name__} itself. Pass an object of it, such as a number."
            )
        return made("Model", value)
    if isinstance(value, Tree) and is_sealed(value):
        return copy.deepcopy(value)  # of a result: here it may be changed
    if isinstance(value, Tree | Expression | bool | str) or value is None:
        return value
    if isinstance(value, numbers.Real):
        return element(name, value)
    if isinstance(value, Pair):
        return value.linked(name)
    value = listed(name, dict(value.items()) if isinstance(value, ModelInstance) else value)
    if isinstance(value, list | tuple) and value and all(_is_number(entry) for entry in value):
        return Pair(name, tuple(value))
    if isinstance(value, dict | list) or (isinstance(value, tuple) and any(_is_part(entry) for entry in value)):
        return made("Collection", value)
    register(type(value))  # who puts an object into a model may load it too
    return value


def as_pair(name: str, value: Any, length: int) -> Pair:
    """Return `value` as the elements of a tuple argument.

    Raises ModelError if it is not a sequence of `length` numbers and priors.
    """
    try:
        values = () if isinstance(value, Set | Mapping) else tuple(value)  # these have no order
    except TypeError:
        values = ()
    if len(values) != length or isinstance(value, str):
        raise exc.ModelError(
            f"{name} = {value!s} is not {length} values. Set a tuple of {length} numbers or priors, "
            f"or set {name}_0 to {name}_{length - 1} one by one."
        )
    return value.linked(name) if isinstance(value, Pair) else Pair(name, values)


def listed(name: str, value: Any) -> Any:
    """Return a generator or a view of parts as the list or dictionary of what it gives, all else as it is.

    Raises ModelError if it is a set: sets have no order, and the parameters of a model have one.
    """
    if isinstance(value, Set) and not isinstance(value, KeysView | ItemsView):
        raise exc.ModelError(f"{name} = {value!r} is a set, which has no order. Pass a list, or a dictionary of names.")
    if isinstance(value, ItemsView):
        return dict(value)
    of_python = type(value).__module__ in ("builtins", "itertools", "collections")
    if of_python and isinstance(value, Iterator | KeysView | ValuesView | range | deque):
        return list(value)
    if isinstance(value, np.ndarray) and value.dtype == object and any(_is_part(entry) for entry in value.flat):
        return value.tolist()
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, Expression) or check.is_number(value)


def _is_part(value: Any) -> bool:
    return isinstance(value, Tree | type | Expression)
