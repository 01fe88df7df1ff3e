"""What an object holds, as plain data: equal for equal objects, in every process, and different for different ones.

Numbers and text are themselves; arrays and bytes are digests; containers are told entry by entry, and objects attribute
by attribute. Of the user's own functions, classes and modules the code is told too, in a table beside the contents,
since it decides numbers as data do; what is installed is known by its name. Values that are computed from others and
kept (`functools.cached_property`, `functools.cache`), and what a class's own `__getstate__` leaves out, are not told.
What likelihoods have changed in this process is told as it was before (see `memory`).
"""

from __future__ import annotations

import collections
import copyreg
import gc
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis import code, members
from autolens_lite.analysis.memory import MEMORY
from autolens_lite.fixed import HeldDict, HeldList
from autolens_lite.model.serial import constructor_arguments

# Longer lists are told as one digest.
_LONGEST = 64
# Longer numbers (bits) are told in hexadecimal digits.
_LONGEST_NUMBER = 4096
# Objects within objects; more would come near to Python's own limit.
_DEEPEST = 60
# What stands for a value that cannot be told, until it is known whether likelihoods have left it behind.
_UNTOLD = "(cannot be told)"
_FAILURES = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError)
_UFUNC_MODULES = ("numpy", "numpy._core.umath", "numpy.core.umath", "scipy.special")


class Contents:
    """Tells what objects hold.

    `code` is the table of the user's functions, classes and modules that were met so far, and `objects` the list of
    what objects of these classes hold.

    `remedy` is what a user can do where something cannot be told, as a sentence.
    """

    def __init__(self, remedy: str) -> None:
        self.code: dict[str, Any] = {}
        self.objects: list[Any] = []
        self._remedy = remedy
        self._names: dict[int, str] = {}
        self._waiting: list[tuple[Any, str, str, bool]] = []
        self._open: dict[int, int] = {}
        # Nothing that was met may vanish, or its id would come to mean something else.
        self._kept: list[Any] = []

    def of(self, value: Any, where: str) -> Any:
        """Return `value` as plain data; `where` is what an error calls it.

        What cannot be told, such as an open file, is refused by `checked`.
        """
        if value is None or type(value) in (bool, float, int, str, np.str_):
            # Python writes no number of thousands of digits.
            return hex(value) if type(value) is int and value.bit_length() > _LONGEST_NUMBER else value
        if isinstance(value, np.generic) and not value.dtype.hasobject and value.dtype.kind in "biufc":
            plain = value.item()
            # Numbers that are longer than Python's stay what they are.
            return f"{value.dtype} {value!s}" if isinstance(plain, np.generic) else self.of(plain, where)
        if isinstance(value, complex):
            return {"complex": [value.real, value.imag]}
        if isinstance(value, bytes | bytearray | memoryview):
            return f"{len(value)} bytes {_sha256(bytes(value))}"
        if isinstance(value, ModuleType):
            return self._named(value, value.__name__, f"module {value.__name__}", where)
        if isinstance(value, type):
            return self._named(value, value.__module__, f"{value.__module__}:{value.__qualname__}", where)
        if id(value) in self._open:
            return f"the object {len(self._open) - self._open[id(value)]} levels above"
        if len(self._open) == _DEEPEST:
            return {_UNTOLD: f"{where[:100]}... is more than {_DEEPEST} objects deep"}
        self._kept.append(value)
        self._open[id(value)] = len(self._open)
        try:
            told = MEMORY.told(value, self._of_compound(value, where))
        finally:
            del self._open[id(value)]
        if code.is_users(type(value).__module__):
            self.objects.append(told)
        return told

    def of_attributes(self, owner: Any, without: Iterable[str] = (), where: str | None = None) -> dict[str, Any]:
        """Return the attributes of an object by name."""
        where = type(owner).__name__ if where is None else where
        state = members.attributes(owner)
        kept = {*without, *(name for name in members.cached(type(owner)) if self._is_computed(owner, name, where))}
        return {name: self.of(state[name], f"{where}.{name}") for name in sorted(state) if name not in kept}

    def of_analysis(self, analysis: Any, without: Iterable[str]) -> dict[str, Any]:
        """Do as `of_attributes` for what a search first asks for."""
        return MEMORY.told(analysis, self.of_attributes(analysis, without), "analysis")

    def add_class(self, cls: type, constructor: bool = True) -> None:
        """Put a user's class into `code`; without its constructor, where what that does is seen in the attributes."""
        if code.is_users(cls.__module__):
            self._entered(cls, f"{cls.__module__}:{cls.__qualname__}", cls.__name__, constructor)

    def checked(self, told: Any, root: Any) -> Any:
        """Return what was told of `root`, with the tables complete.

        Raises SearchError if it holds something that cannot be told, such as an open file, naming the attribute.
        """
        while self._waiting:
            thing, name, where, constructor = self._waiting.pop()
            self.code[name] = MEMORY.told(thing, self._body(thing, where, constructor), "code")
        # Without those of which likelihoods have left objects behind.
        self.code = MEMORY.told(root, self.code, "code met")
        self.objects = MEMORY.told(root, self.objects, "objects met")
        reason = _reason([told, self.objects, self.code])
        # What likelihoods have left behind is nobody's fault.
        if reason is not None and not MEMORY.settles:
            raise exc.SearchError(
                f"{reason}, so a stored result could not be told from that of other data. {self._remedy}"
            )
        return told

    def _is_computed(self, owner: Any, name: str, where: str) -> bool:
        """Whether a `functools.cached_property` holds what it computes, rather than what was assigned to it."""
        cls = type(owner)
        if not code.is_users(cls.__module__) or name not in vars(owner) or MEMORY.settles:
            return True
        try:
            computed = getattr(cls, name).func(owner)
        except _FAILURES:  # what it was computed from may be gone
            return False
        return bool(_text(self.of(computed, where)) == _text(self.of(vars(owner)[name], where)))

    def _of_compound(self, value: Any, where: str) -> Any:
        if isinstance(value, np.ndarray):
            return self._array(value, where)
        if isinstance(value, FunctionType):
            return self._named(value, value.__module__, f"{value.__module__}:{value.__qualname__}", where)
        if isinstance(value, MethodType):
            return {"method": self.of(value.__func__, where), "of": self.of(value.__self__, where)}
        if isinstance(value, np.ufunc):
            return self._ufunc(value, where)
        if type(value) in (list, tuple, HeldList):
            return _condensed([self.of(entry, f"{where}[{i}]") for i, entry in enumerate(value)])
        if type(value) in (set, frozenset):
            return {"set": _condensed(sorted((self.of(entry, where) for entry in value), key=_text))}
        if type(value) in (dict, MappingProxyType, HeldDict):
            return self._mapping(value, where)
        owner = members.owner_of_builtin(value)
        if owner is not None:
            return {"method": value.__name__, "of": self.of(owner, where)}
        # An object of the user's that wraps a function may do more than that.
        wrapped = None if code.is_users(type(value).__module__) else getattr(value, "__wrapped__", None)
        if callable(value) and isinstance(wrapped, FunctionType):
            return self.of(wrapped, where)
        return self._object(value, where)

    def _array(self, array: np.ndarray, where: str) -> Any:
        if array is np.ma.masked:
            return "numpy.ma:masked"
        if isinstance(array, np.ma.MaskedArray):
            mask = self._array(np.ma.getmaskarray(array), where)
            return {"array": self._array(array.data, where), "mask": mask, "fill": self.of(array.fill_value, where)}
        unit = getattr(array, "unit", None)
        plain = np.asarray(array)
        if plain.dtype.hasobject:
            told: Any = self.of(plain.tolist(), where)
        elif plain.dtype.kind in "fc" and isinstance(
            plain[:0].sum().item() if plain.ndim else plain.item(), np.generic
        ):
            # The bytes of long numbers hold some that mean nothing.
            told = f"{plain.dtype} {plain.shape} {_sha256(' '.join(map(str, plain.ravel())).encode())}"
        else:
            native = np.ascontiguousarray(plain, dtype=plain.dtype.newbyteorder("="))
            told = f"{native.dtype} {plain.shape} {_sha256(native.tobytes())}"
        if unit is not None:
            told = {"array": told, "unit": str(unit)}
        if code.is_users(type(array).__module__):
            told = {"class": self.of(type(array), where), "array": told, **self.of_attributes(array, where=where)}
        return told

    def _ufunc(self, function: np.ufunc, where: str) -> Any:
        name = function.__name__
        for module in _UFUNC_MODULES:
            if getattr(sys.modules.get(module), name, None) is function:
                return f"{module}:{name}"
        made_of = [part for part in gc.get_referents(function) if isinstance(part, FunctionType)]
        if not made_of:
            return self._untold(function, where)
        return {"ufunc": [self.of(part, where) for part in made_of]}

    def _mapping(self, mapping: Mapping[Any, Any], where: str) -> Any:
        keys = [*mapping]
        if all(isinstance(key, str) for key in keys):
            told: dict[str, Any] = {key: self.of(mapping[key], f"{where}[{key!r}]") for key in sorted(keys)}
            return told if keys == sorted(keys) else {**told, "(order)": _condensed(keys)}
        pairs = [[self.of(key, where), self.of(entry, f"{where}[{key!r}]")] for key, entry in mapping.items()]
        return {"dict": _condensed(pairs)}

    def _object(self, value: Any, where: str) -> Any:
        cls = type(value)
        told: dict[str, Any] = {"class": self.of(cls, where)}
        if code.is_library(getattr(members.owner(cls, "hash"), "__module__", None)):
            return {**told, "hash": value.hash, "backend": value.backend, **self._added(value, where)}
        speaker = members.owner(cls, "fingerprint")
        if speaker is not None and (speaker is cls or not code.is_library(speaker.__module__)):
            return {**told, "fingerprint": self.of(value.fingerprint(), where)}
        is_installed = not (code.is_users(cls.__module__) or code.is_library(cls.__module__))
        if members.is_own(cls, "__getstate__") and not is_installed:
            return {**told, "state": self.of(members.told_state(value), where), **self._added(value, where)}
        if code.is_library(cls.__module__):
            try:
                arguments = constructor_arguments(value)
            except exc.ModelError:
                return {**told, **self.of_attributes(value, where=where)}
            told |= {name: self.of(arguments[name], f"{where}.{name}") for name in sorted(arguments)}
            return {**self._added(value, where, arguments), **told}
        content: dict[str, Any] = {}
        if isinstance(value, dict):
            content["content"] = self._mapping(dict(value), where)
            if isinstance(value, collections.defaultdict):
                content["factory"] = self.of(value.default_factory, where)
        elif isinstance(value, list | tuple | set | frozenset):
            content["content"] = self.of([*value] if isinstance(value, list | tuple) else set(value), where)
        elif isinstance(value, int | float | str):
            kind = next(base for base in (float, int, str) if isinstance(value, base))
            content["content"] = kind(value) if kind is not str else str.__str__(value)
        elif cls.__module__.startswith("numba.") and isinstance(value, Mapping | Sequence):
            # Pickled, these are an address.
            return {**told, "content": self.of(dict(value) if isinstance(value, Mapping) else [*value], where)}
        elif members.is_own(cls, "__reduce__") or members.is_own(cls, "__reduce_ex__") or is_installed:
            return {**told, "state": self._reduced(value, where)}
        return {**told, **content, **self.of_attributes(value, where=where)}

    def _added(self, value: Any, where: str, told: Iterable[str] = ()) -> dict[str, Any]:
        """What users have added to an object of the library's, which their own code alone can read."""
        found = members.added(value) if self.code else {}
        return {name: self.of(found[name], f"{where}.{name}") for name in sorted(found) if name not in told}

    def _reduced(self, value: Any, where: str) -> Any:
        """What pickle would make an equal object of."""
        if value is np.random.mtrand._rand:
            return "the global random state of NumPy"
        if callable(value) and hasattr(value, "__qualname__"):
            return f"{getattr(value, '__module__', '')}:{value.__qualname__}"
        try:
            registered = copyreg.dispatch_table.get(type(value))
            reduced = value.__reduce_ex__(4) if registered is None else registered(value)
        except (TypeError, ValueError, NotImplementedError, AttributeError, RuntimeError):
            return self._untold(value, where)
        if isinstance(reduced, str):
            return reduced
        function, arguments, state, entries, pairs = (*reduced, *([None] * 3))[:5]
        parts = [function, arguments, state, None if entries is None else [*entries], dict(pairs or ())]
        return [self.of(part, where) for part in parts]

    def _untold(self, value: Any, where: str) -> dict[str, str]:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        return {_UNTOLD: f"{where} is a {kind}, of which cannot be told whether it is the same in another run"}

    def _named(self, thing: Any, module: str | None, path: str, where: str) -> str:
        return self._entered(thing, path, where) if code.is_users(module) else path

    def _entered(self, thing: Any, path: str, where: str, constructor: bool = True) -> str:
        """The name of a function, class or module in the table, where it is put when it is met first."""
        if id(thing) in self._names:
            return self._names[id(thing)]
        self._kept.append(thing)
        name, number = path, 1
        while name in self.code:
            number += 1
            name = f"{path} ({number})"
        self._names[id(thing)] = name
        self.code[name] = None
        # Later, since functions may call each other through any number of them.
        self._waiting.append((thing, name, where, constructor))
        return name

    def _body(self, thing: Any, where: str, constructor: bool) -> Any:
        if isinstance(thing, ModuleType):
            return self._module_body(thing)
        return self._class_body(thing, constructor) if isinstance(thing, type) else self._function_body(thing, where)

    def _module_body(self, module: ModuleType) -> Any:
        """All that a module defines; of the program itself, whose variables are those of the run, its functions."""
        told = {}
        for name, value in sorted(vars(module).items()):
            is_code = isinstance(value, FunctionType | type | ModuleType)
            if not (name.startswith("__") and name.endswith("__")) and (is_code or module.__name__ != "__main__"):
                entry = self.of(value, f"{module.__name__}.{name}")
                # It is read by no function by name; those that are, are told with the function.
                told[name] = entry if _reason(entry) is None else f"a {type(value).__name__}"
        return told

    def _function_body(self, function: FunctionType, where: str) -> Any:
        """The code of a function and the values that it reads; the digest alone where there are none."""
        inner = f"{where}, in the function {function.__qualname__}"
        values = {f".{name}": self.of(value, f"{inner}: {name}") for name, value in sorted(vars(function).items())}
        written_in = function.__globals__.get("__name__")
        if not code.is_users(written_in):
            # An installed package has wrapped the user's function. How, such as by which argument it differentiates, is
            # plain data of the wrapper, or of one within it.
            settings = members.settings_of_wrapper(function)
            values.update({name: self.of(settings[name], inner) for name in sorted(settings)})
            return {"wrapper": f"{written_in}:{function.__code__.co_qualname}", "reads": values}
        read = members.closure(function)
        values.update({name: self.of(read[name], f"{inner}: {name}") for name in sorted(read)})
        for name, value in sorted(code.variables_read(function).items()):
            told = self.of(value, f"{inner}: {name}")
            # A variable is one for all functions that read it, also for those that are met later.
            values[name] = MEMORY.told(sys.modules.get(str(written_in)), told, f"variable {name}")
        if function.__defaults__ or function.__kwdefaults__:
            defaults = [list(function.__defaults__ or ()), dict(function.__kwdefaults__ or {})]
            values["defaults"] = self.of(defaults, f"{inner}: a default value")
        values = {name: value for name, value in values.items() if not _is_named(value)}
        digest = code.digest_of(function)
        return {"digest": digest, "reads": values} if values else digest

    def _class_body(self, cls: type, constructor: bool) -> Any:
        told: dict[str, Any] = {}
        if code.is_users(type(cls).__module__):
            told["(metaclass)"] = self.of(type(cls), cls.__name__)
        for base in cls.__bases__:
            if code.is_users(base.__module__):
                self.add_class(base, constructor)
                told.setdefault("(bases)", []).append(self.of(base, cls.__name__))
        for name, value in members.of_class(cls, constructor).items():
            where = f"{cls.__name__}.{name}"
            parts = members.parts_of(value)
            told[name] = self.of(value, where) if parts is None else [self.of(part, where) for part in parts]
            if members.is_installed_descriptor(value) and _reason(told[name]) is not None:
                told[name] = f"a {type(value).__qualname__}"
        return told


def _reason(told: Any) -> str | None:
    """Why something in what was told cannot be told; None where all can."""
    waiting = [told]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            if _UNTOLD in entry:
                return str(entry[_UNTOLD])
            waiting += entry.values()
        elif isinstance(entry, list):
            waiting += entry
    return None


def _is_named(value: Any) -> bool:
    """Whether all that is told of something is a name of what is installed, which the code shows already."""
    return isinstance(value, str) and ":" in value and code.is_library(value.partition(":")[0])


def _condensed(entries: list[Any]) -> Any:
    if len(entries) <= _LONGEST or _reason(entries) is not None:
        return entries
    return f"{len(entries)} entries {_sha256(_text(entries).encode())}"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
