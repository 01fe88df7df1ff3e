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


def set_once(self: Any, name: str, value: Any) -> None:
    """Set an attribute, as `__setattr__` of the library's classes.

    Raises
    ------
    ParameterError
        If it is a public one that the object has already, or one that is computed.
    """
    if (name in self.__dict__ or hasattr(type(self), name)) and name[0] != "_":
        _refuse_another(self, name)
    object.__setattr__(self, name, value)


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
    is_computed = isinstance(inspect.getattr_static(cls, name, None), property | functools.cached_property)
    if not is_computed and (name not in made.__dict__ or name in _TOLD_LATER or name not in _own_of(cls, made)):
        return
    given = name in inspect.signature(cls).parameters
    remedy = f"Make another: {cls.__name__}(..., {name}=...)" if given else f"Make another {cls.__name__}"
    raise exc.ParameterError(
        f"{name} of {'an' if cls.__name__[0] in 'AEIOU' else 'a'} {cls.__name__} cannot be replaced: what was made of "
        f"it, such as fits and likelihoods, would not follow. {remedy}."
    )


def _own_of(cls: type, made: Any) -> set[str]:
    """The attributes that the library has given an object; all others are those of a class of the user's own."""
    if cls.__module__.startswith("autolens_lite."):
        return set(made.__dict__)
    ours = [base for base in cls.__mro__ if base.__module__.startswith("autolens_lite.")]
    return {name for base in ours for name in inspect.signature(base.__init__).parameters}  # type: ignore[misc]
