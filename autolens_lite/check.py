"""Checks of user input, made before any work starts. Values that are being traced by a backend are let through."""

from __future__ import annotations

import contextlib
import difflib
import functools
import inspect
import math
import numbers
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from autolens_lite import arguments, exc, units

_SHOWN = 60  # characters of a value in a message


def is_concrete(value: Any) -> bool:
    """Whether `value` is a plain number, so that it can be compared (a number under a jax trace cannot)."""
    return isinstance(value, numbers.Real)


def is_finite(value: Any) -> bool:
    """Whether a plain number is finite as a float, which an integer of 400 digits is not."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known word nearest to `name`, or all known words where none is near."""
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(known)}."


def finite(name: str, value: Any) -> None:
    """Refuse NaN, infinities and non-numbers."""
    if isinstance(value, str | bytes | bool) or value is None:
        raise exc.ParameterError(f"{name} = {value!r} is not a number. Pass a finite float.")
    if is_concrete(value):
        if not is_finite(value):
            raise exc.ParameterError(f"{name} = {value} is not finite. Pass a finite float.")
    elif isinstance(value, numbers.Complex):
        raise exc.ParameterError(f"{name} = {value!r} is complex. Pass a finite float.")
    elif units.are_carried(value):
        raise exc.ParameterError(f"{name} = {value!r} is not a plain number. Pass one, without a unit or mask.")
    elif arguments.is_no_number(value) and getattr(getattr(value, "dtype", None), "kind", "O") not in "iuf":
        raise exc.ParameterError(f"{name} = {arguments.shown(value)} is not a number. Pass a finite float.")


def within(
    name: str,
    value: Any,
    lower: float = -math.inf,
    upper: float = math.inf,
    *,
    open_lower: bool = False,
    open_upper: bool = False,
) -> None:
    """Refuse a number outside [lower, upper] (ends excluded where the `open_` flags say so)."""
    finite(name, value)
    if not is_concrete(value):
        return
    below = value <= lower if open_lower else value < lower
    above = value >= upper if open_upper else value > upper
    if below or above:
        left = "(" if open_lower else "["
        right = ")" if open_upper else "]"
        raise exc.ParameterError(
            f"{name} = {value} is outside its range. Pass a value in {left}{lower}, {upper}{right}."
        )


def positive(name: str, value: Any) -> None:
    """Refuse a number that is not above zero."""
    within(name, value, 0.0, open_lower=True)


def non_negative(name: str, value: Any) -> None:
    """Refuse a number below zero."""
    within(name, value, 0.0)


def pair(name: str, value: Any) -> tuple[Any, Any]:
    """Return `value` as a tuple of two finite numbers."""
    try:
        if isinstance(value, Set | Mapping):
            raise TypeError  # these have no order
        first, second = value
    except (TypeError, ValueError):
        raise exc.ParameterError(f"{name} = {value!r} is not a pair. Pass two numbers, such as (0.0, 0.0).") from None
    finite(f"{name}[0]", first)
    finite(f"{name}[1]", second)
    return first, second


def seed(name: str, value: Any) -> None:
    """Refuse what is neither a seed, -1, nor None."""
    if value is None:
        return
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < -1:
        raise exc.ParameterError(f"{name} = {value!r} is not a seed. Pass an integer >= 0, -1 or None.")


def allocatable(name: str, value: Any, size: int, remedy: str) -> None:
    """Refuse, before anything is made, a number or a shape that asks for more memory than the machine has.

    Parameters
    ----------
    name, value
        The argument.
    size
        The bytes that are the least it asks for.
    remedy
        A sentence.
    """
    if size > _memory():
        shown = repr(value) if len(repr(value)) < _SHOWN else f"{repr(value)[:_SHOWN]}..."
        raise exc.ParameterError(
            f"{name} = {shown} asks for at least {size / 1e9:.3g} GB of memory, and this machine has "
            f"{_memory() / 1e9:.3g} GB. {remedy}"
        )


@functools.cache
def _memory() -> int:
    """The bytes of the machine's memory; where it does not say, a terabyte."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 10**12


def warn(message: str) -> None:
    """Warn the user, at the user's line however many of ours lie between (a constructor, a reader)."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals["__name__"].startswith(("autolens_lite.", "contextlib")):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, exc.AutoLensWarning, stacklevel=level)


@contextlib.contextmanager
def argument(name: str) -> Iterator[None]:
    """Name the argument in the errors of the block, where what is made of it calls it otherwise."""
    try:
        yield
    except exc.AutoLensError as error:
        raise (error if name in str(error) else type(error)(f"{name}: {error}")) from None


class NamedArguments(units.Converting):
    """Metaclass of the user's classes: their errors name the argument.

    An unknown keyword is answered with the nearest known one, a flag is True or False, and where a constructor fails in
    whatever way, the first argument is named that is not what its annotation says.
    """

    _flags: frozenset[str]

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, namespace, **kwargs)
        annotations = getattr(cls.__init__, "__annotations__", {})  # type: ignore[misc]
        cls._flags = frozenset(argument for argument, kind in annotations.items() if kind == "bool")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls._flags and (args or kwargs):
            arguments.refuse_flags(cls, args, kwargs, cls._flags)
        try:
            return super().__call__(*args, **kwargs)
        except (exc.AutoLensError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
            if isinstance(error, TypeError):
                _refuse_unknown(cls, kwargs)
            arguments.explain(cls, args, kwargs, error)
            raise


def _refuse_unknown(cls: type, keywords: Iterable[str]) -> None:
    """Name a keyword that a constructor does not take, and the nearest that it does."""
    parameters = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    known = [name for name in parameters if name != "self"]
    unknown = [name for name in keywords if name not in known]
    if unknown and not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        raise exc.ParameterError(
            f"{cls.__name__} has no argument '{unknown[0]}'. {suggestion(unknown[0], known)}"
        ) from None
