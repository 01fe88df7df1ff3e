"""Attributes that are set once, when an object is made, and lists, dicts and arrays in them that stay as they are.

A tracer, a fit or a compiled likelihood is made of what objects hold, and would not learn of another value: some of it
would follow, some would not. A value that is set later is also one that no constructor has checked.
"""

from __future__ import annotations

import copy
import functools
import inspect
from typing import Any, ClassVar, NoReturn, Self, TypeVar, overload

import numpy as np

from autolens_lite import exc

T = TypeVar("T")

# What may be said later, since nothing is made of it: where it is shown or written, it is read.
_TOLD_LATER = frozenset({"unit", "title_prefix"})

# What could be changed in place where it is held.
_HELD = frozenset({list, dict, tuple, np.ndarray})

# What cannot be changed in any way: most of what is in a tuple, such as a centre.
_FIXED = frozenset({float, int, bool, str, type(None)})

_set = object.__setattr__


def set_once(self: Any, name: str, value: Any) -> None:
    """Set an attribute, as `__setattr__` of the library's classes.

    Raises
    ------
    ParameterError
        If it is a public one that the object has already, or one that is computed.
    """
    # Every attribute of every object comes by here: what the class has is looked up first, since a property of that
    # name would be computed by hasattr, which else is the quickest.
    if name[0] != "_" and (name in self._of_class or hasattr(self, name)):
        _refuse_another(self, name)
    kind = type(value)
    if kind in _HELD and name[0] != "_" and _is_ours(type(self), name):  # type: ignore[arg-type]
        value = held(value, f"{name} of {_with_article(type(self).__name__)}")
    _set(self, name, value)


class SetOnce:
    """Base of classes without a metaclass of ours: their attributes are set once too."""

    _of_class: ClassVar[frozenset[str]]
    __setattr__ = set_once

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._of_class = names_of(cls)


class HeldList(list[Any]):
    """A list that belongs to an object: it can be read and copied, not changed."""

    def __init__(self, values: Any, whose: str) -> None:
        super().__init__(values)
        self.whose = whose

    def __copy__(self) -> list[Any]:
        return list(self)

    def __reduce__(self) -> Any:
        return held, (list(self), self.whose)

    def _refuse(self, *_: Any, **_more: Any) -> NoReturn:
        _refuse_change(self.whose, "list")

    append = extend = insert = remove = pop = clear = sort = reverse = _refuse
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse


class HeldDict(dict[Any, Any]):
    """A dict that belongs to an object: it can be read and copied, not changed."""

    def __init__(self, entries: Any, whose: str) -> None:
        super().__init__(entries)
        self.whose = whose

    def __copy__(self) -> dict[Any, Any]:
        return dict(self)

    def __reduce__(self) -> Any:
        return held, (dict(self), self.whose)

    def _refuse(self, *_: Any, **_more: Any) -> NoReturn:
        _refuse_change(self.whose, "dict")

    pop = popitem = clear = update = setdefault = _refuse
    __setitem__ = __delitem__ = __ior__ = _refuse


# as messages call them
HeldList.__name__, HeldDict.__name__ = "list", "dict"


class cached_property(functools.cached_property[T]):
    """`functools.cached_property`; of public ones, lists, dicts and arrays stay as computed."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        value = super().__get__(instance, owner)
        name = self.attrname or "_"
        if (type(value) in _HELD or isinstance(value, tuple)) and instance is not None and name[0] != "_":
            value = held(value, f"{name} of {_with_article(type(instance).__name__)}")
            instance.__dict__[name] = value
        return value


def held(value: Any, whose: str) -> Any:
    """Return a list, dict or tuple, with those in it, as one that cannot be changed; arrays are made read-only."""
    kind = type(value)
    if kind is list:
        return HeldList([held(each, whose) for each in value], whose)
    if kind is dict:
        return HeldDict({key: held(each, whose) for key, each in value.items()}, whose)
    if kind is tuple:
        return value if _FIXED.issuperset(map(type, value)) else tuple(held(each, whose) for each in value)
    if hasattr(kind, "_make"):  # with names
        return kind._make(held(each, whose) for each in value)
    if kind is np.ndarray:
        value.flags.writeable = False
    return value


def _refuse_change(whose: str, kind: str) -> NoReturn:
    raise exc.ParameterError(
        f"{whose} cannot be changed: what was made of it, such as fits and likelihoods, would not follow. Change a "
        f"copy, {kind}(...), and make another object of that."
    )


def names_of(cls: type) -> frozenset[str]:
    """The public names that a class has, its bases' too: what `set_once` finds as `_of_class`."""
    return frozenset(name for base in cls.__mro__[:-1] for name in vars(base) if name[0] != "_")


def changed(value: T, **attributes: Any) -> T:
    """Return a shallow copy with other values of some attributes."""
    new = copy.copy(value)
    vars(new).update(attributes)
    return new


def told_later(made: Any, **attributes: Any) -> None:
    """Set attributes that only a method of the object finds, such as an intensity by a signal to noise."""
    vars(made).update(attributes)


def _refuse_another(made: Any, name: str) -> None:
    cls = type(made)
    if _is_being_made(made):
        return
    static = inspect.getattr_static(cls, name, None)
    if isinstance(static, property) and static.fset is not None:
        return  # the class says itself how it is set
    is_computed = isinstance(static, property | functools.cached_property)
    if not is_computed and (name not in made.__dict__ or name in _TOLD_LATER or name not in _own_of(cls, made)):
        return
    given = name in inspect.signature(cls).parameters
    remedy = f"Make another: {cls.__name__}(..., {name}=...)" if given else f"Make another {cls.__name__}"
    raise exc.ParameterError(
        f"{name} of {_with_article(cls.__name__)} cannot be replaced: what was made of "
        f"it, such as fits and likelihoods, would not follow. {remedy}."
    )


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


@functools.cache
def _is_ours(cls: type, name: str) -> bool:
    """Whether an attribute is one that the library gives its objects, and not one of a class of a user's own."""
    return cls.__module__.startswith("autolens_lite.") or name in _own_of(cls, None)


def _is_being_made(made: Any) -> bool:
    """Whether an object's own constructor is running, which may set again what a base's constructor has set."""
    frame = inspect.currentframe()
    while frame is not None:
        code = frame.f_code
        if code.co_name == "__init__" and frame.f_locals.get(code.co_varnames[0]) is made:
            return True
        frame = frame.f_back
    return False


def _own_of(cls: type, made: Any) -> set[str]:
    """The attributes that the library has given an object; all others are those of a class of the user's own."""
    if cls.__module__.startswith("autolens_lite."):
        return set(made.__dict__)
    ours = [base for base in cls.__mro__ if base.__module__.startswith("autolens_lite.")]
    return {name for base in ours for name in inspect.signature(base.__init__).parameters}  # type: ignore[misc]
