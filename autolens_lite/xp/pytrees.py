"""Objects as arguments and results of functions that jax compiles: the library's classes as pytrees.

Classes are told to jax when the first object is made after it has been imported. The numbers of an object are its
leaves: arguments of its constructor that are floats or arrays, and objects, lists and dictionaries of these. All else
(names, whole numbers, redshifts, masks, data sets, cosmologies) is part of the program, which is compiled anew for
another. Arrays come out of a function of jax on the backend jax, whatever they were before.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.fixed import HeldList
from autolens_lite.xp import traced

# Where the classes are that hold numbers a function may be compiled for.
_ROOMS = tuple(
    f"autolens_lite.{room}"
    for room in ("fit.", "grid.", "lens.", "pixelization.", "profile.", "dataset.dataset_model", "model.instance")
)
# Classes that jax has not been told of yet: those that were made before it was imported.
waiting: list[type] = []
_told: set[type] = set()


def _tell_of_lists(jax: Any) -> None:
    """Tell jax of lists that objects hold, which are taken apart as all lists are."""
    if HeldList not in _told:
        _told.add(HeldList)
        jax.tree_util.register_pytree_node(
            HeldList, lambda held: (tuple(held), held.whose), lambda whose, parts: HeldList(parts, whose)
        )


def tell(*others: type) -> None:
    """Tell jax of the classes that wait, if functions may be compiled for them, and of others."""
    jax = importlib.import_module("jax")
    if hasattr(jax, "tree_util"):
        _tell_of_lists(jax)
    while waiting and hasattr(jax, "tree_util"):  # which it has not while it is being imported
        cls = waiting.pop()
        if any(base.__module__.startswith(_ROOMS) for base in cls.__mro__):
            _tell(jax, cls)
    for cls in others:
        _tell(jax, cls)


def _tell(jax: Any, cls: type) -> None:
    if cls not in _told:
        _told.add(cls)
        jax.tree_util.register_pytree_node(cls, _flattened, functools.partial(_made, cls))


class _Rest:
    """What of an object is part of the program: names of leaves, the other arguments by name, and how it is made."""

    def __init__(self, leaves: tuple[str, ...], others: dict[str, Any], is_plain: bool) -> None:
        self.leaves, self.others, self.is_plain = leaves, others, is_plain

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Rest) or (self.leaves, [*self.others]) != (other.leaves, [*other.others]):
            return False
        return all(_are_same(value, other.others[name]) for name, value in self.others.items())

    def __hash__(self) -> int:
        return hash((self.leaves, tuple(self.others)))


def on_jax(leaf: Any) -> Any:
    """A leaf, of jax where it is an array."""
    return sys.modules["jax"].numpy.asarray(leaf) if isinstance(leaf, np.ndarray) else leaf


def parted(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return which values by name are, or hold, numbers of a function's argument, and which are part of the program."""
    leaves = {name: value for name, value in values.items() if _is_leaf(name, value)}
    return leaves, {name: value for name, value in values.items() if name not in leaves}


def _flattened(value: Any) -> tuple[tuple[Any, ...], _Rest]:
    importlib.import_module("autolens_lite.xp.jax_xp")  # which sets double precision, before jax looks at the numbers
    cls: Any = type(value)
    is_plain, state = True, {name: each for name, each in vars(value).items() if not _is_cached(cls, name)}
    if hasattr(cls, "_to_tree"):
        leaves, others = value._to_tree()
    else:
        arguments = _arguments_of(value)
        is_plain = all(name in arguments for name in state)
        if not is_plain and not _is_made_again(value, arguments):
            arguments, is_plain = state, True
        if hasattr(cls, "_by_place"):
            arguments = cls._by_place(arguments)
        leaves, others = parted(arguments)
    return tuple(leaves.values()), _Rest(tuple(leaves), others, is_plain)


def _made(cls: type, rest: _Rest, leaves: Any) -> Any:
    values = dict(zip(rest.leaves, leaves, strict=True))
    if hasattr(cls, "_from_tree"):
        return cls._from_tree(values, rest.others)
    values = rest.others | values
    if hasattr(cls, "_by_object"):
        values = cls._by_object(values)
    if not rest.is_plain and all(_is_number(values[name]) for name in rest.leaves):
        return cls(**values)
    # Past the constructor: derivatives may be of any size, and jax puts other things in the places of numbers.
    new: Any = object.__new__(cls)
    vars(new).update(values)
    return new


def _is_made_again(value: Any, arguments: dict[str, Any]) -> bool:
    """Whether an object is what its constructor makes of the attributes that have the names of its arguments.

    Those of the library are. A user's may turn an argument into another before it is kept, or keep none.
    """
    cls: Any = type(value)
    if cls.__module__.startswith("autolens_lite."):
        return True
    named = [each for each in _parameters_of(cls) if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)]
    if not all(each.name in arguments for each in named):
        return False
    try:
        again = vars(cls(**arguments))
    except (TypeError, ValueError, exc.AutoLensError):
        return False
    return all(name in again and _are_equal(each, again[name]) for name, each in arguments.items())


def _are_equal(first: Any, second: Any) -> bool:
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(_are_equal, first, second))
    if first is second or traced.is_traced(first) or traced.is_traced(second):
        return first is second
    if traced.is_jax(first) and traced.is_jax(second):
        return np.array_equal(first, second, equal_nan=True)
    return _are_same(first, second)


def _arguments_of(value: Any) -> dict[str, Any]:
    """The arguments that an object was made with, which it keeps as attributes."""
    cls: Any = type(value)
    found: dict[str, Any] = {}
    for parameter in _parameters_of(cls):
        if parameter.kind is parameter.VAR_KEYWORD:
            own = {name: each for name, each in vars(value).items() if name[0] != "_" and name not in found}
            found.update(own)
        elif parameter.name in vars(value):
            found[parameter.name] = getattr(value, parameter.name)
    return found


@functools.cache
def _is_cached(cls: Any, name: str) -> bool:
    return isinstance(inspect.getattr_static(cls, name, None), functools.cached_property)


@functools.cache
def _parameters_of(cls: Any) -> list[inspect.Parameter]:
    return list(inspect.signature(cls.__init__).parameters.values())[1:]


def _is_leaf(name: str, value: Any) -> bool:
    """Whether a value is, or holds, a number of a function's argument."""
    kind = type(value)
    if kind is float or isinstance(value, np.floating):
        return not name.startswith("redshift")
    if kind in (list, tuple, HeldList):
        return any(_is_leaf(name, each) for each in value)
    return kind in _told or kind is object or isinstance(value, sys.modules["jax"].Array)


def _is_number(leaf: Any) -> bool:
    """Whether a leaf is one that constructors know: jax puts other things in the places of leaves."""
    if isinstance(leaf, list | tuple):
        return all(map(_is_number, leaf))
    known = (int, float, np.generic, np.ndarray, sys.modules["jax"].Array)
    return leaf is None or type(leaf) in _told or (isinstance(leaf, known) and not isinstance(leaf, bool))


def _are_same(first: Any, second: Any) -> bool:
    if first is second:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, np.ndarray):
        return np.array_equal(first, second)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(_are_same, first, second))
    if isinstance(first, dict):
        return list(first) == list(second) and all(_are_same(value, second[key]) for key, value in first.items())
    if hasattr(first, "same_as"):
        return bool(first.same_as(second))
    return isinstance(first, float | int | str | bool | np.generic) and bool(first == second)
