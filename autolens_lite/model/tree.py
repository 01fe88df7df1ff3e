"""Models as trees: what is stored of a model, and the walks over it that all others stand on.

These are functions, not methods, since each public name of a node is a name that no argument and no entry of a user's
model can have.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from autolens_lite.model.classes import constructor
from autolens_lite.model.expression import Assertion, Expression, Parameter
from autolens_lite.model.value_slots import Defaults, Pair, Slot, edited


class Tree:
    """A model, or a part of one: values by name, each a prior, a `Pair`, a tree, or what is fixed.

    The subclasses that are made with a `kind` are made by that name too, by those who cannot import them: see `made`.
    """

    _values: dict[str, Any]
    _assertions: list[Assertion]
    _settings: dict[str, Defaults]
    _misfit: str | None

    def __init_subclass__(cls, kind: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if kind:
            _KINDS[kind] = cls

    def _start(self, cls: type | None = None) -> None:
        """Give an empty tree its storage, past `__setattr__`, which sets arguments; that of a class's arguments too."""
        self.__dict__.update(_values={}, _assertions=[])
        if cls is not None:
            is_open = any(parameter.kind is parameter.VAR_KEYWORD for parameter in constructor(cls))
            self.__dict__.update(cls=cls, _settings={}, _open=is_open)


_KINDS: dict[str, type[Tree]] = {}


def made(kind: str, *args: Any, **kwargs: Any) -> Any:
    """Return the tree of a kind, "Model" or "Collection", that its constructor makes of the arguments."""
    return _KINDS[kind](*args, **kwargs)


def empty(kind: str, cls: type | None = None) -> Tree:
    """Return a tree of a kind, past its constructor, to be filled: `Model`s are of a class, whose defaults it lacks."""
    tree = object.__new__(_KINDS[kind])
    tree._start(cls)
    return tree


def class_of(tree: Tree) -> type | None:
    """The class that a `Model` is of; None of a `Collection`."""
    return tree.__dict__.get("cls")


def values_of(tree: Tree) -> dict[str, Any]:
    """The values of a tree by name, as it stores them: what is changed here is changed there."""
    return tree._values


def own_assertions_of(tree: Tree) -> list[Assertion]:
    """The assertions of a tree without those below it, as it stores them: what is changed here is changed there."""
    return tree._assertions


def settings_of(tree: Tree) -> dict[str, Defaults]:
    """What the settings say of the numbers of a `Model`, by name, as it stores them; empty of a `Collection`."""
    return tree.__dict__.get("_settings", {})


def misfit_of(tree: Tree) -> str | None:
    """Why no instance can be made of a tree that was stored with other arguments than its class has; else None."""
    return tree.__dict__.get("_misfit")


def note_misfit(tree: Tree, misfit: str | None) -> None:
    """Note it for when an instance is asked for: samples of such a model can be read all the same."""
    tree.__dict__["_misfit"] = misfit


def trees_of(tree: Tree) -> Iterator[Tree]:
    """The tree and all below it, in definition order."""
    yield tree
    for value in tree._values.values():
        if isinstance(value, Tree):
            yield from trees_of(value)


def assertions_of(tree: Tree) -> list[Assertion]:
    """The assertions of a tree and of all below it."""
    return [assertion for part in trees_of(tree) for assertion in part._assertions]


def slots_of(tree: Tree, path: tuple[str, ...] = ()) -> Iterator[Slot]:
    """Every number of a tree, free or fixed, in definition order, with its path below `path`."""
    settings = settings_of(tree)
    for name, value in tree._values.items():
        if isinstance(value, Tree):
            yield from slots_of(value, (*path, name))
        elif isinstance(value, Pair):
            for part, number in zip(value.names, value, strict=True):
                yield Slot((*path, part), number, settings.get(part) or Defaults())
        else:
            yield Slot((*path, name), value, settings.get(name) or Defaults())


def free_slots_of(tree: Tree) -> Iterator[Slot]:
    """Every place of a prior in a tree, in definition order.

    Where the value of a place is an expression, each of its priors is told as `argument_prior_0`, `_1`, ...
    """
    for slot in slots_of(tree):
        if isinstance(slot.value, Parameter):
            yield slot
        elif isinstance(slot.value, Expression):
            for i, prior in enumerate(dict.fromkeys(slot.value.priors())):
                yield Slot((*slot.path[:-1], f"{slot.path[-1]}_prior_{i}"), prior, Defaults())


def pairs_of(tree: Tree, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Pair]]:
    """Every tuple argument of a tree, with its path below `path`."""
    for name, value in tree._values.items():
        if isinstance(value, Tree):
            yield from pairs_of(value, (*path, name))
        elif isinstance(value, Pair):
            yield (*path, name), value


def kept(tree: Any, whose: str) -> Any:
    """Return a model that nobody changes any more: a copy, or the model itself if it is such a one.

    Samples, results and likelihoods hold these. Copies of it, and its parts in other models, are to be changed again.

    Parameters
    ----------
    tree
        The model; what is none is returned as it is.
    whose
        What it belongs to, for the message.
    """
    if not isinstance(tree, Tree) or is_sealed(tree):
        return tree
    return seal(copy.deepcopy(tree), whose)


def seal(tree: Any, whose: str) -> Any:
    """Return a model, where it is one, that is not changed any more from now on: see `kept`."""
    if isinstance(tree, Tree):
        for part in (*trees_of(tree), *(pair for _, pair in pairs_of(tree))):
            vars(part)["_sealed"] = whose
    return tree


def is_sealed(tree: Tree) -> bool:
    """Whether a model belongs to something: see `kept`."""
    return "_sealed" in vars(tree)


def change(tree: Tree, changed: Callable[[Any], Any]) -> None:
    """Put `changed(value)` in the place of every number, object and assertion of a tree.

    Once each, also where a part, or a pair that is linked, stands in several places.
    """
    _change(tree, changed, set())
    edited()


def _change(part: Tree | Pair, changed: Callable[[Any], Any], done: set[int]) -> None:
    place = id(part.elements if isinstance(part, Pair) else part)
    if place in done:
        return
    done.add(place)
    if isinstance(part, Pair):
        part.elements[:] = map(changed, part)
        return
    for name, value in part._values.items():
        if isinstance(value, Tree | Pair):
            _change(value, changed, done)
        else:
            part._values[name] = changed(value)
    part._assertions[:] = map(changed, part._assertions)
