"""What classes define, and the attributes of their objects, for `contents` to tell."""

from __future__ import annotations

import functools
from types import FunctionType, GetSetDescriptorType, MemberDescriptorType, MethodWrapperType, WrapperDescriptorType
from typing import Any

from autolens_lite.analysis import code

# Methods that show an object, or store it, and so decide no number; and what Python itself adds to classes.
_UNTOLD = frozenset({"__repr__", "__str__", "__format__", "__dir__", "__reduce__", "__getstate__", "_abc_impl"})
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


def is_filled(cell: Any) -> bool:
    """Whether the variable of a closure has a value."""
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True
