"""What classes define, and the attributes of their objects, for `contents` to tell."""

from __future__ import annotations

import functools
import inspect
from types import (
    BuiltinMethodType,
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

from autolens_lite.analysis import code

# Methods that show, draw or store an object, and so decide no number; and what Python itself adds to classes.
_UNTOLD = frozenset({"__repr__", "__str__", "__format__", "__dir__", "__reduce__", "__getstate__", "_abc_impl"}) | {
    *("Visualizer", "visualize", "visualize_before_fit", "fit_for_visualization", "title_prefix")
}
_CONSTRUCTORS = frozenset({"__init__", "__new__"})
_SLOTS = (GetSetDescriptorType, MemberDescriptorType, MethodWrapperType, WrapperDescriptorType)


def of_class(cls: type, constructor: bool) -> dict[str, Any]:
    """Return what a class itself defines, by name: methods, descriptors and attributes."""
    found = {}
    for name, value in sorted(vars(cls).items()):
        special = name.startswith("__") and name.endswith("__")
        if name in _UNTOLD or (name in _CONSTRUCTORS and not constructor) or isinstance(value, _SLOTS):
            continue
        if special and not (
            isinstance(value, FunctionType) or parts_of(value) or code.is_users(type(value).__module__)
        ):
            continue
        found[name] = value
    return found


def parts_of(value: Any) -> list[Any] | None:
    """Return the functions and values of which a method or property is made; None where it is no such thing."""
    if isinstance(value, staticmethod | classmethod):
        return [value.__func__]
    if type(value) is property:
        return [value.fget, value.fset, value.fdel]
    if isinstance(value, functools.cached_property):
        return [value.func]
    if isinstance(value, functools.partialmethod):
        return [value.func, list(value.args), dict(value.keywords)]
    if isinstance(value, functools.singledispatchmethod):
        return [value.func, value.dispatcher]
    if isinstance(value, property):
        return [type(value), value.fget, value.fset, value.fdel]
    return None


def is_installed_descriptor(value: Any) -> bool:
    """Whether something in a class is a descriptor of an installed package, of which the type says enough."""
    return hasattr(type(value), "__get__") and not code.is_users(type(value).__module__)


def attributes(owner: Any) -> dict[str, Any]:
    """Return the attributes of an object by name, also those in slots."""
    state = dict(getattr(owner, "__dict__", {}))
    for base in type(owner).__mro__:
        slots = vars(base).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            private = name.startswith("__") and not name.endswith("__")
            kept_as = f"_{base.__name__.lstrip('_')}{name}" if private else name
            if name not in ("__dict__", "__weakref__") and hasattr(owner, kept_as):
                state[kept_as] = getattr(owner, kept_as)
    return state


def cached(cls: type) -> set[str]:
    """Return the attributes in which a class keeps what it has computed."""
    pairs = [pair for base in cls.__mro__ for pair in vars(base).items()]
    return {name for name, value in pairs if isinstance(value, functools.cached_property)}


def told_state(value: Any) -> Any:
    """Return what an object's own `__getstate__` returns, without what is computed and kept."""
    state = value.__getstate__()
    if isinstance(state, dict):
        return {name: entry for name, entry in state.items() if name not in cached(type(value))}
    return state


def owner(cls: type, name: str) -> type | None:
    """Return the class that defines an attribute; None where none does."""
    return next((base for base in cls.__mro__ if name in vars(base)), None)


def is_own(cls: type, name: str) -> bool:
    """Whether a class other than `object` defines an attribute."""
    return owner(cls, name) not in (None, object)


def owner_of_builtin(value: Any) -> Any:
    """Return the object whose compiled method this is, such as `array.dot`; None where it is no such thing."""
    if not isinstance(value, BuiltinMethodType | MethodWrapperType):
        return None
    # Functions of a module have that; those that pybind11 makes, a capsule.
    is_function = isinstance(value.__self__, ModuleType | type) or type(value.__self__).__name__ == "PyCapsule"
    return None if is_function else value.__self__


def added(value: Any) -> dict[str, Any]:
    """Return the public attributes that a user has added to an object of the library's classes, or derived ones."""
    cls: Any = type(value)
    own = _attributes_given(cls)
    public = {name: entry for name, entry in attributes(value).items() if not name.startswith("_")}
    return {name: entry for name, entry in public.items() if name not in own} if own else {}


@functools.cache
def _attributes_given(cls: Any) -> frozenset[str]:
    """The attributes that the library's classes give to their objects; empty for other classes."""
    bases = [base for base in cls.__mro__ if code.is_library(base.__module__)]
    found = cached(cls) if bases else set()
    for base in bases:
        slots = vars(base).get("__slots__", ())
        found.update((slots,) if isinstance(slots, str) else slots)
        for value in vars(base).values():
            for function in parts_of(value) or [value]:
                if callable(function) and isinstance(made := inspect.unwrap(function), FunctionType):
                    found.update(inspect.signature(made).parameters, code.attributes_set(made))
    return frozenset(found)


def closure(function: FunctionType) -> dict[str, Any]:
    """Return the variables of its surroundings that a function reads, where they have a value."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells if name != "__class__" and is_filled(cell)}


def settings_of_wrapper(function: FunctionType) -> dict[str, Any]:
    """Return the plain data, and the user's functions, that a wrapper by an installed package reads, by name.

    What wrappers within it read counts as its own.
    """
    found: dict[str, Any] = {}
    waiting, met = [("", function)], {id(function)}
    while waiting:
        where, wrapper = waiting.pop()
        for name, value in closure(wrapper).items():
            if not isinstance(value, FunctionType):
                found |= {f"{where}{name}": value} if _is_plain(value) else {}
            elif code.is_users(value.__globals__.get("__name__")):
                found[f"{where}{name}"] = value
            elif id(value) not in met:
                met.add(id(value))
                waiting.append((f"{where}{name}.", value))
    return found


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


def is_filled(cell: Any) -> bool:
    """Whether the variable of a closure has a value."""
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True
