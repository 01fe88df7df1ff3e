"""What a Collection becomes when every parameter has a value."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from autolens_lite import check, exc
from autolens_lite.xp import pytrees


class ModelInstance:
    """A named group of objects, reached as attributes, by name or by position; iteration runs over the objects.

    What is None in the model is an attribute that is None, and no object of the group.
    """

    def __init__(self, entries: Mapping[str, Any]) -> None:
        check.kind("entries", entries, Mapping, "Pass a dict from names to objects.", exc.ModelError)
        self._entries = {name: value for name, value in entries.items() if value is not None}
        self._absent = frozenset(entries).difference(self._entries)

    def _to_tree(self) -> tuple[dict[str, Any], dict[str, Any]]:
        leaves, others = pytrees.parted(self._entries)
        return leaves, {"_order": tuple(self._entries), "_absent": tuple(sorted(self._absent)), **others}

    @classmethod
    def _from_tree(cls, leaves: dict[str, Any], others: dict[str, Any]) -> ModelInstance:
        values = {**others, **leaves}
        return cls({name: values[name] for name in others["_order"]} | dict.fromkeys(others["_absent"]))

    def __getattr__(self, name: str) -> Any:
        entries = self.__dict__.get("_entries", {})
        if name not in entries:
            if name in self.__dict__.get("_absent", ()):
                return None
            raise AttributeError(f"The instance has no '{name}'. {check.suggestion(name, entries)}")
        return entries[name]

    def __getitem__(self, key: int | str) -> Any:
        if isinstance(key, str):
            return None if key in self._absent else self._entries[key]
        return list(self._entries.values())[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __repr__(self) -> str:
        return f"ModelInstance({', '.join(f'{name}={value!r}' for name, value in self._entries.items())})"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._entries]

    def items(self) -> ItemsView[str, Any]:
        """Names and objects."""
        return self._entries.items()

    def keys(self) -> KeysView[str]:
        """The names of the group's objects, in order."""
        return self._entries.keys()

    def values(self) -> ValuesView[Any]:
        """The group's objects, in order."""
        return self._entries.values()


pytrees.waiting.append(ModelInstance)
