"""What was told of objects when they were first met, so that what likelihoods do to them since counts for nothing.

A likelihood may count its calls, keep what it has computed or write to a buffer. What an object held before the first
likelihood of this process is what a search knows it by; what differs afterwards from what likelihoods have left behind
was changed by the user.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from autolens_lite import exc
from autolens_lite.analysis.code import is_library

_ABSENT = object()


class Memory:
    """Holds, for each object that lives, what was told of it first, and what was told after the last likelihood."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, int], tuple[Any, Any, Any]] = {}
        self._settles = False

    @property
    def settles(self) -> bool:
        """Whether what is told now is what likelihoods have left behind."""
        return self._settles

    def told(self, thing: Any, now: Any, kind: str = "object") -> Any:
        """Return what was told of a thing before likelihoods changed it, with what the user has changed since.

        `now` is what is told of it at present.
        """
        key = (kind, id(thing))
        entry = self._entries.get(key)
        if entry is None or entry[0]() is not thing:
            try:
                reference = weakref.ref(thing, lambda _: self._entries.pop(key, None))
            except TypeError:  # part of something else, which is remembered
                return now
            told = now
        else:
            reference, first, after = entry
            told = first if self._settles else merged(first, after, now)
        self._entries[key] = (reference, told, now)
        return told

    @contextmanager
    def likelihoods(self, tell: Callable[[], Any]) -> Iterator[None]:
        """Within, what changes is changed by likelihoods; `tell`, called before too, tells all that they may change."""
        try:
            yield
        finally:
            self._settles = True
            try:
                with suppress(exc.AutoLensError):
                    tell()
            finally:
                self._settles = False

    @contextmanager
    def calls_of(self, analysis: Any) -> Iterator[None]:
        """Do as `likelihoods` for an analysis of the user's that is called by something else than a search."""
        tell = getattr(analysis, "fingerprint", None)
        if tell is None or is_library(type(analysis).__module__):
            yield
            return
        with suppress(exc.AutoLensError):  # one that cannot be told is refused by searches alone
            tell()
        with self.likelihoods(tell):
            yield


def merged(first: Any, after: Any, now: Any) -> Any:
    """Return `now`, but `first` in all places in which `now` is as it was `after`."""
    if _equal(now, after):
        return first
    if isinstance(first, dict) and isinstance(after, dict) and isinstance(now, dict):
        return _merged_dicts(first, after, now)
    are_lists = isinstance(first, list) and isinstance(after, list) and isinstance(now, list)
    if are_lists and len(first) == len(after) == len(now):
        return [merged(*entries) for entries in zip(first, after, now, strict=True)]
    return now


def _merged_dicts(first: dict[str, Any], after: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for key in dict.fromkeys([*now, *first]):
        parts = [entries.get(key, _ABSENT) for entries in (first, after, now)]
        # What likelihoods have added or removed is absent from the first, or from the others.
        part = merged(*parts)
        if part is not _ABSENT:
            found[key] = part
    return found


def _equal(one: Any, other: Any) -> bool:
    if one is other or one is _ABSENT or other is _ABSENT:
        return one is other
    # As JSON text, in which 1 differs from True, and NaN is equal to itself.
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


MEMORY = Memory()
