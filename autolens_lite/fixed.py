"""Attributes that are set once, when an object is made.

A tracer, a fit or a compiled likelihood is made of what objects hold, and would not learn of another value: some of it
would follow, some would not. A value that is set later is also one that no constructor has checked.
"""

from __future__ import annotations

import copy
import functools
import inspect
from typing import Any, TypeVar

from autolens_lite import exc

T = TypeVar("T")

# What may be said later, since nothing is made of it: where it is shown or written, it is read.
_TOLD_LATER = frozenset({"unit"})

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
    _set(self, name, value)


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
        f"{name} of {'an' if cls.__name__[0] in 'AEIOU' else 'a'} {cls.__name__} cannot be replaced: what was made of "
        f"it, such as fits and likelihoods, would not follow. {remedy}."
    )


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
