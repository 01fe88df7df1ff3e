"""Several parts of a model, by name."""

from __future__ import annotations

import itertools
from collections.abc import ItemsView, Iterator, Mapping
from typing import Any

from autolens_lite import check, exc
from autolens_lite.model import value_slots
from autolens_lite.model.coerce import coerced, listed
from autolens_lite.model.instance import ModelInstance
from autolens_lite.model.node import Node, value_of
from autolens_lite.model.priors import Prior


class Collection(Node, kind="Collection"):
    """Models, collections, objects, priors and numbers, by name: `Collection(lens=lens, source=source)`.

    Parameters
    ----------
    *args
        Entries without names (they are named 0, 1, ...), or one list, generator, dictionary or Collection of entries.
    **kwargs
        Entries by name. A class becomes a `Model`; a list, generator or dictionary becomes a `Collection`; None is
        None in the instance too, which does not count it among its objects.

    Raises
    ------
    ModelError
        If a name is given twice or cannot be one, or the entries are a set, which has no order.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._start()
        entries: dict[str, Any] = {}
        if len(args) == 1:
            args = (listed("The collection", args[0]),)
        if len(args) == 1 and isinstance(args[0], list | tuple):
            args = tuple(args[0])
        if len(args) == 1 and isinstance(args[0], Mapping):
            for name, value in args[0].items():
                if str(name) in entries:
                    raise exc.ModelError(f"'{name}' is given twice, as a number and as text. Keep one of the two.")
                entries[str(name)] = value
        elif len(args) == 1 and isinstance(args[0], Collection):
            entries.update(args[0].items())
        else:
            entries.update((str(i), value) for i, value in enumerate(args))
        for name in kwargs:
            if name in entries:
                raise exc.ModelError(f"'{name}' is given twice. Keep one of the two.")
        entries.update(kwargs)
        for name, value in entries.items():
            self._set(name, value)

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("_values")
        if values is None or name.startswith("__"):
            raise AttributeError(name)
        if name not in values:
            raise value_slots.UnknownPartError(f"The collection has no '{name}'. {check.suggestion(name, values)}")
        return values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        self._set(name, value)

    def __delattr__(self, name: str) -> None:
        self.__getattr__(name)
        value_slots.refuse_sealed(self)
        del self._values[name]
        value_slots.edited()

    def __getitem__(self, key: int | str) -> Any:
        return self.__getattr__(self._name(key))

    def __setitem__(self, key: int | str, value: Any) -> None:
        self._set(self._name(key), value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values.values())

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __repr__(self) -> str:
        return f"Collection({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"

    def items(self) -> ItemsView[str, Any]:
        """Names and entries."""
        return self._values.items()

    def append(self, value: Any) -> None:
        """Add an entry named by its position, or the next number that is free."""
        with check.argument("value"):
            self._set(next(name for name in map(str, itertools.count(len(self))) if name not in self._values), value)

    def _name(self, key: int | str) -> str:
        if isinstance(key, str):
            return key
        names = list(self._values)
        if not -len(names) <= key < len(names):
            raise IndexError(f"index {key} is out of range for a collection of {len(names)} entries.")
        return names[key]

    def _set(self, name: str, value: Any) -> None:
        value_slots.refuse_sealed(self)
        if not name or "." in name or name.startswith("_"):
            raise exc.ModelError(f"'{name}' cannot name an entry. Use letters, digits and underscores, not first.")
        if hasattr(Collection, name) or hasattr(ModelInstance, name):
            raise exc.ModelError(f"'{name}' is a method or property of every model. Choose another name.")
        self._values[name] = coerced(name, value)
        value_slots.edited()

    def _instance(self, values: Mapping[Prior, Any]) -> ModelInstance:
        return ModelInstance({name: value_of(values, value) for name, value in self._values.items()})
