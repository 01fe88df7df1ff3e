"""What an object holds, as plain data: equal for equal objects, in every process, and different for different ones.

Numbers and text are themselves; arrays and bytes are digests; containers are told entry by entry, and objects attribute
by attribute. Of the user's own functions and classes the code is told too, in a table beside the contents, since it
decides numbers as data do; what is installed is known by its name. Values that are computed from others and kept
(`functools.cached_property`, `functools.cache`), and what a class's own `__getstate__` leaves out, are not told.
"""

from __future__ import annotations

import copyreg
import functools
import hashlib
import json
from collections.abc import Iterable, Mapping
from types import FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis import code
from autolens_lite.model.serial import constructor_arguments

# Longer lists are told as one digest.
_LONGEST = 64
_UNTOLD_FUNCTIONS = frozenset({"__repr__", "__str__", "__format__", "__dir__", "__reduce__", "__getstate__"})


class Contents:
    """Tells what objects hold.

    `code` is the table of the user's functions and classes that were met so far, and `objects` the list of what objects
    of these classes hold.

    Parameters
    ----------
    remedy
        What a user can do where something cannot be told, as a sentence.
    """

    def __init__(self, remedy: str) -> None:
        self.code: dict[str, Any] = {}
        self.objects: list[Any] = []
        self._remedy = remedy
        self._names: dict[int, str] = {}
        self._changed: dict[int, set[str]] = {}
        self._open: dict[int, int] = {}
        # Nothing that was met may vanish, or its id would come to mean something else.
        self._kept: list[Any] = []

    def of(self, value: Any, where: str) -> Any:
        """Return `value` as plain data; `where` is what an error calls it.

        Raises
        ------
        SearchError
            If it holds something that cannot be told, such as an open file, naming the attribute.
        """
        if value is None or isinstance(value, bool | str) or type(value) in (int, float):
            return value
        if isinstance(value, np.generic) and not value.dtype.hasobject and value.dtype.kind in "biufc":
            return self.of(value.item(), where)
        if isinstance(value, complex):
            return {"complex": [value.real, value.imag]}
        if isinstance(value, bytes | bytearray | memoryview):
            return f"{len(value)} bytes {_sha256(bytes(value))}"
        if isinstance(value, ModuleType):
            return f"module {value.__name__}"
        if isinstance(value, type):
            return self._class(value, where)
        if id(value) in self._open:
            return f"the object {len(self._open) - self._open[id(value)]} levels above"
        self._kept.append(value)
        self._open[id(value)] = len(self._open)
        try:
            return self._of_compound(value, where)
        finally:
            del self._open[id(value)]

    def of_attributes(self, owner: Any, without: Iterable[str] = (), where: str | None = None) -> dict[str, Any]:
        """Return the attributes of an object by name."""
        where = type(owner).__name__ if where is None else where
        kept = {*without, *_cached(type(owner)), *self._changed.get(id(owner), ())}
        state = _attributes(owner)
        self._leave_out(kept, state)
        return {name: self.of(state[name], f"{where}.{name}") for name in sorted(state) if name not in kept}

    def _leave_out(self, paths: Iterable[str], values: Mapping[str, Any]) -> None:
        """Leave "calls" out of the object that is called "counter" in `values`, for a path "counter.calls"."""
        for path in paths:
            name, _, rest = path.partition(".")
            if rest and name in values:
                self._kept.append(values[name])
                self._changed.setdefault(id(values[name]), set()).add(rest)

    def add_class(self, cls: type, where: str, entry_points: Iterable[str] | None = None) -> set[str]:
        """Put a user's class into `code`; of one with entry points, the methods that these call alone.

        Returns
        -------
        The attributes that these methods change, also of the objects that they hold ("counter.calls").
        """
        functions = _functions(cls)
        written: set[str] = set()
        if entry_points is not None:
            functions = _reached(functions, entry_points)
            names = [base.__name__ for base in cls.__mro__ if code.is_users(base.__module__)]
            written = code.names_written(functions.values(), names)[0]
        self._class(cls, where, frozenset(functions), written)
        return written

    def _of_compound(self, value: Any, where: str) -> Any:
        if isinstance(value, np.ndarray):
            return self._array(value, where)
        if isinstance(value, FunctionType):
            return self._function(value, where)
        if isinstance(value, MethodType):
            return {"method": self.of(value.__func__, where), "of": self.of(value.__self__, where)}
        if type(value) in (list, tuple):
            return _condensed([self.of(entry, f"{where}[{i}]") for i, entry in enumerate(value)])
        if type(value) in (set, frozenset):
            return {"set": _condensed(sorted((self.of(entry, where) for entry in value), key=_text))}
        if type(value) in (dict, MappingProxyType):
            return self._mapping(value, where)
        wrapped = getattr(value, "__wrapped__", None)
        if callable(value) and isinstance(wrapped, FunctionType):
            return self.of(wrapped, where)
        told = self._object(value, where)
        if code.is_users(type(value).__module__):
            self.objects.append(told)
        return told

    def _array(self, array: np.ndarray, where: str) -> Any:
        if isinstance(array, np.ma.MaskedArray):
            mask = np.ma.getmaskarray(array)
            return {"array": self._array(np.where(mask, 0, array.data), where), "mask": self._array(mask, where)}
        unit = getattr(array, "unit", None)
        plain = np.asarray(array)
        if plain.dtype.hasobject:
            told: Any = self.of(plain.tolist(), where)
        else:
            native = np.ascontiguousarray(plain, dtype=plain.dtype.newbyteorder("="))
            told = f"{native.dtype} {plain.shape} {_sha256(native.tobytes())}"
        if unit is not None:
            told = {"array": told, "unit": str(unit)}
        if code.is_users(type(array).__module__):
            told = {"class": self._class(type(array), where), "array": told, **self.of_attributes(array, where=where)}
        return told

    def _mapping(self, mapping: Mapping[Any, Any], where: str) -> Any:
        if all(isinstance(key, str) for key in mapping):
            return {key: self.of(mapping[key], f"{where}[{key!r}]") for key in sorted(mapping)}
        pairs = [[self.of(key, where), self.of(entry, f"{where}[{key!r}]")] for key, entry in mapping.items()]
        return {"dict": _condensed(sorted(pairs, key=_text))}

    def _object(self, value: Any, where: str) -> Any:
        cls = type(value)
        told = {"class": self._class(cls, where)}
        if isinstance(getattr(cls, "hash", None), property | functools.cached_property):
            return {**told, "hash": value.hash, "backend": value.backend}
        speaker = _owner(cls, "fingerprint")
        if speaker is not None and (speaker is cls or not code.is_library(speaker.__module__)):
            return {**told, "fingerprint": self.of(value.fingerprint(), where)}
        is_installed = not (code.is_users(cls.__module__) or code.is_library(cls.__module__))
        if _is_own(cls, "__getstate__") and not is_installed:
            return {**told, "state": self.of(_told_state(value), where)}
        if code.is_library(cls.__module__):
            try:
                return {**told, **self._mapping(constructor_arguments(value), where)}
            except exc.ModelError:
                return {**told, **self.of_attributes(value, where=where)}
        content: dict[str, Any] = {}
        if isinstance(value, dict):
            content["content"] = self._mapping(dict(value), where)
        elif isinstance(value, list | tuple | set | frozenset):
            content["content"] = self.of([*value] if isinstance(value, list | tuple) else set(value), where)
        elif isinstance(value, int | float):
            content["content"] = float(value) if isinstance(value, float) else int(value)
        elif _is_own(cls, "__reduce__") or _is_own(cls, "__reduce_ex__") or is_installed:
            return {**told, "state": self._reduced(value, where)}
        return {**told, **content, **self.of_attributes(value, where=where)}

    def _reduced(self, value: Any, where: str) -> Any:
        """What pickle would make an equal object of."""
        if value is np.random.mtrand._rand:
            return "the global random state of NumPy"
        if callable(value) and hasattr(value, "__qualname__"):
            return f"{getattr(value, '__module__', '')}:{value.__qualname__}"
        try:
            registered = copyreg.dispatch_table.get(type(value))
            reduced = value.__reduce_ex__(4) if registered is None else registered(value)
        except (TypeError, ValueError, NotImplementedError, AttributeError, RuntimeError) as error:
            raise self._refusal(value, where) from error
        if isinstance(reduced, str):
            return reduced
        function, arguments, state, entries, pairs = (*reduced, *([None] * 3))[:5]
        parts = [function, arguments, state, None if entries is None else [*entries], dict(pairs or ())]
        return [self.of(part, where) for part in parts]

    def _refusal(self, value: Any, where: str) -> exc.SearchError:
        return exc.SearchError(
            f"{where} is a {type(value).__module__}.{type(value).__qualname__}, of which cannot be told whether it is "
            f"the same in another run, so a stored result could not be told from that of other data. {self._remedy}"
        )

    def _function(self, function: FunctionType, where: str) -> str:
        if not code.is_users(function.__module__):
            return f"{function.__module__}:{function.__qualname__}"
        return self._entered(function, f"{function.__module__}:{function.__qualname__}", where)

    def _class(self, cls: type, where: str, used: Iterable[str] | None = None, without: Iterable[str] = ()) -> str:
        path = f"{cls.__module__}:{cls.__qualname__}"
        if not code.is_users(cls.__module__):
            return path
        return self._entered(cls, path, where, used, without)

    def _entered(self, thing: Any, path: str, where: str, *rest: Any) -> str:
        """The name of a function or class in the table, where it is put when it is met first."""
        if id(thing) in self._names:
            return self._names[id(thing)]
        self._kept.append(thing)
        name, number = path, 1
        while name in self.code:
            number += 1
            name = f"{path} ({number})"
        self._names[id(thing)] = name
        self.code[name] = None
        told = self._class_body(thing, where, *rest) if isinstance(thing, type) else self._body(thing, where)
        self.code[name] = told
        return name

    def _body(self, function: FunctionType, where: str) -> Any:
        """The code of a function and the values that it reads; the digest alone where there are none."""
        inner = f"{where}, in the function {function.__qualname__}"
        written = code.names_written([function], ())[1]
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        read = {name: cell.cell_contents for name, cell in cells if name != "__class__" and _filled(cell)}
        read.update(code.variables_read(function))
        self._leave_out(written, read)
        values = {name: self.of(read[name], f"{inner}: {name}") for name in sorted(read) if name not in written}
        if function.__defaults__ or function.__kwdefaults__:
            defaults = [list(function.__defaults__ or ()), dict(function.__kwdefaults__ or {})]
            values["defaults"] = self.of(defaults, f"{inner}: a default value")
        values = {name: value for name, value in values.items() if not _is_named(value)}
        digest = code.digest_of(function)
        return {"digest": digest, "reads": values} if values else digest

    def _class_body(self, cls: type, where: str, used: Iterable[str] | None, without: Iterable[str]) -> Any:
        functions = _own_functions(cls)
        wanted = set(functions) - _UNTOLD_FUNCTIONS if used is None else set(used) & set(functions)
        told: dict[str, Any] = {name: self._body(functions[name], where) for name in sorted(wanted)}
        for base in cls.__bases__:
            if code.is_users(base.__module__):
                told.setdefault("(bases)", []).append(self._class(base, where, used, without))
        for name, value in sorted(vars(cls).items()):
            special = name.startswith("__") or name in ("_abc_impl", *without) or name in functions
            if not special and not hasattr(type(value), "__get__"):
                told[name] = self.of(value, f"{cls.__name__}.{name}")
        return told


def _functions(cls: type) -> dict[str, FunctionType]:
    """The functions of a user's class by name, those of the user's bases included."""
    found: dict[str, FunctionType] = {}
    for base in reversed(cls.__mro__):
        if code.is_users(base.__module__):
            found.update(_own_functions(base))
    return found


def _own_functions(cls: type) -> dict[str, FunctionType]:
    found = {}
    for name, value in vars(cls).items():
        if isinstance(value, property):
            value = value.fget
        elif isinstance(value, functools.cached_property):
            value = value.func
        value = getattr(value, "__wrapped__", getattr(value, "__func__", value))
        if isinstance(value, FunctionType) and code.is_users(value.__module__):
            found[name] = value
    return found


def _reached(functions: Mapping[str, FunctionType], entry_points: Iterable[str]) -> dict[str, FunctionType]:
    """Those functions that the entry points are, or call by name."""
    reached: dict[str, FunctionType] = {}
    # What a constructor does is seen in the attributes.
    functions = {name: function for name, function in functions.items() if name not in ("__init__", "__new__")}
    waiting = [name for name in entry_points if name in functions]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = functions[name]
            waiting += [used for used in code.names_used(functions[name]) if used in functions]
    return reached


def _attributes(owner: Any) -> dict[str, Any]:
    state = dict(getattr(owner, "__dict__", {}))
    for base in type(owner).__mro__:
        slots = vars(base).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(owner, name):
                state[name] = getattr(owner, name)
    return state


def _cached(cls: type) -> set[str]:
    """The attributes in which a class keeps what it has computed."""
    pairs = [pair for base in cls.__mro__ for pair in vars(base).items()]
    return {name for name, value in pairs if isinstance(value, functools.cached_property)}


def _told_state(value: Any) -> Any:
    state = value.__getstate__()
    if isinstance(state, dict):
        return {name: entry for name, entry in state.items() if name not in _cached(type(value))}
    return state


def _owner(cls: type, name: str) -> type | None:
    return next((base for base in cls.__mro__ if name in vars(base)), None)


def _is_own(cls: type, name: str) -> bool:
    return _owner(cls, name) not in (None, object)


def _filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _is_named(value: Any) -> bool:
    """Whether all that is told of something is a name of what is installed, which the code shows already."""
    return isinstance(value, str) and ":" in value and code.is_library(value.partition(":")[0])


def _condensed(entries: list[Any]) -> Any:
    if len(entries) <= _LONGEST:
        return entries
    return f"{len(entries)} entries {_sha256(_text(entries).encode())}"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
