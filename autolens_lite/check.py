"""Checks of user input, made before any work starts.

A number that a backend is tracing has no value yet: what is demanded of it is remembered, where somebody collects it
(`conditions`), as a likelihood does, which has no value where a demand is not met. Where nobody does, as in a compiled
function of the user's own, the object that is made collects it, and its parameters are then NaN.
"""

from __future__ import annotations

import abc
import contextlib
import contextvars
import functools
import inspect
import math
import numbers
import operator
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any, ParamSpec, TypeVar

import numpy as np

from autolens_lite import arguments, exc, fixed, units
from autolens_lite.arguments import plain as plain
from autolens_lite.xp import pytrees, traced

P = ParamSpec("P")
R = TypeVar("R")

# Elements of a list that may be numbers of one parameter.
_FEW = 10

# Where a profile with samples keeps what refuses to evaluate it.
_REFUSAL = "_refuse_samples"

_demanded: contextvars.ContextVar[list[Any] | None] = contextvars.ContextVar("demanded", default=None)
# The names of the arguments that samples have been taken for; None where none are.
_taken: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("samples taken", default=None)


def is_concrete(value: Any) -> bool:
    """Whether `value` can be compared: it is not under a jax trace."""
    return not traced.is_traced(value)


def is_traced(values: Any) -> bool:
    """Whether a backend is tracing an array, or a number in nested lists."""
    if isinstance(values, list | tuple):
        return any(map(is_traced, values))
    return not is_concrete(values)


def is_number(value: Any) -> bool:
    """Whether `value` is a real number, also in an array of no dimensions; True and False are not."""
    value = plain(value)
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def holds(condition: Any) -> bool:
    """Return whether a condition holds; one of traced numbers is remembered (see `conditions`) and taken to hold."""
    if condition is True or condition is False:
        return condition
    if is_concrete(condition):
        return bool(np.all(condition))
    demanded = _demanded.get()
    if demanded is not None:
        demanded.append(condition)
    return True


@contextlib.contextmanager
def conditions() -> Iterator[list[Any]]:
    """Collect, in the list that is given, the conditions on traced numbers that checks make inside the block."""
    demanded: list[Any] = []
    token = _demanded.set(demanded)
    try:
        yield demanded
    finally:
        _demanded.reset(token)


def has(value: Any, name: str) -> bool:
    """Whether a value, which is not a class, has an attribute."""
    return not isinstance(value, type) and hasattr(value, name)


def are_many(value: Any) -> bool:
    """Whether a value holds others to be gone through, which an array of no dimensions does not."""
    return isinstance(value, Iterable) and getattr(value, "ndim", 1) != 0


def is_finite(value: Any) -> bool:
    """Whether a plain number, or each of many, is finite as a float, which an integer of 400 digits is not."""
    try:
        return math.isfinite(value) if is_number(value) else bool(np.isfinite(value).all())
    except OverflowError:
        return False


def kind(name: str, value: Any, kinds: Any, remedy: str, error: type[exc.AutoLensError] = exc.ParameterError) -> None:
    """Refuse what is not an object of one of some classes: one, or several as `isinstance` takes them."""
    if not isinstance(value, kinds):
        raise error(f"{name} is a {type(value).__name__}. {remedy}")


def model(value: Any) -> None:
    """Refuse an argument `model` that is not one; what makes instances of a vector is."""
    if not has(value, "instance_from_vector"):
        raise exc.ModelError(f"model is a {type(value).__name__}. Pass an al.Model or al.Collection.")


def suggestion(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known word nearest to `name`, or all known words where none is near."""
    import difflib  # for errors alone, which few sessions see

    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(known)}."


def finite(name: str, value: Any) -> None:
    """Refuse NaN, infinities and what is not one real number; of samples that a profile holds, each is one."""
    if type(value) is float and math.isfinite(value):
        return
    if not is_concrete(value):
        holds(abs(value) < math.inf)
        return
    if not is_number(value) and not _is_taken(name, value):
        if units.are_carried(value):
            raise exc.ParameterError(f"{name} = {value!r} is not a plain number. Pass one, without a unit or mask.")
        if getattr(value, "shape", ()):
            raise exc.ParameterError(
                f"{name} is an array of shape {value.shape}. Pass one number, such as its element."
            )
        kind = "complex" if isinstance(value, numbers.Complex) and not isinstance(value, bool) else "not a number"
        raise exc.ParameterError(f"{name} = {arguments.shown(value)} is {kind}. Pass a finite float.")
    if not is_finite(value):
        raise exc.ParameterError(f"{name} = {arguments.shown(value)} is not finite. Pass a finite float.")


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
    inside = lower == -math.inf or holds(value > lower if open_lower else value >= lower)
    if not inside or not (upper == math.inf or holds(value < upper if open_upper else value <= upper)):
        left = "(" if open_lower else "["
        right = ")" if open_upper else "]"
        raise exc.ParameterError(
            f"{name} = {value} is outside its range. Pass a value in {left}{lower}, {upper}{right}."
        )


def positive(name: str, value: Any) -> None:
    """Refuse a number that is not above zero, or so little that its digits are lost."""
    if type(value) is float and sys.float_info.min <= value < math.inf:
        return  # nearly all, at once
    within(name, value, 0.0, open_lower=True)
    if type(value) is float and value < sys.float_info.min:
        raise exc.ParameterError(f"{name} = {value} is too small to compute with. Pass a number of a usual size.")


def non_negative(name: str, value: Any) -> None:
    """Refuse a number below zero."""
    if type(value) is float and 0.0 <= value < math.inf:
        return  # nearly all, at once
    within(name, value, 0.0)


def whole(
    name: str,
    value: Any,
    lower: int,
    remedy: str = "Pass an int.",
    error: type[exc.AutoLensError] = exc.ParameterError,
    upper: float = sys.float_info.max,
) -> int:
    """Return a whole number from `lower` to `upper` as an int, 2.0 as 2; refuse all else with an `error`."""
    found = plain(value)
    if not is_number(found) or not (isinstance(found, int) or is_finite(found)) or found != int(found):
        raise error(f"{name} = {arguments.shown(value)} is not an integer. {remedy}")
    if found < lower:
        raise error(f"{name} = {arguments.shown(value)} is too low. Pass {lower} or more.")
    if found > upper:
        raise error(f"{name} = {arguments.shown(value)} is too large. Pass an int of a usual size.")
    return int(found)


def number(
    name: str,
    value: Any,
    lower: float = -math.inf,
    upper: float = math.inf,
    *,
    open_lower: bool = False,
    error: type[exc.AutoLensError] = exc.ParameterError,
) -> float:
    """Return a number in [lower, upper], or in (lower, upper], as a float; infinite ends are taken."""
    found = plain(value)
    if not is_number(found) or found != found:
        raise error(f"{name} = {arguments.shown(value)} is not a number. Pass a float.")
    if found < lower or found > upper or (open_lower and found == lower):
        left = "(" if open_lower else "["
        raise error(f"{name} = {arguments.shown(value)} is out of range. Pass a value in {left}{lower}, {upper}].")
    if isinstance(found, int) and not is_finite(found):
        raise error(f"{name} = {arguments.shown(value)} is too large for a float. Pass a number of a usual size.")
    return float(found)


def generator(name: str, value: Any) -> None:
    """Refuse what is not a generator of random numbers."""
    if not isinstance(value, np.random.Generator):
        raise exc.ParameterError(
            f"{name} = {arguments.shown(value)} is not a generator. Pass one, such as np.random.default_rng(1)."
        )


def pair(name: str, value: Any) -> tuple[Any, Any]:
    """Return `value` as a tuple of two finite numbers."""
    try:
        if isinstance(value, Set | Mapping):
            raise TypeError  # these have no order
        if hasattr(type(value), "iloc") and [str(label).casefold() for label in value.index] == ["x", "y"]:
            raise TypeError  # a row of a table, in the other order
        first, second = map(plain, value)
    except (TypeError, ValueError):
        raise exc.ParameterError(f"{name} = {value!r} is not a pair. Pass two numbers, such as (0.0, 0.0).") from None
    finite(f"{name}[0]", first)
    finite(f"{name}[1]", second)
    return first, second


def shape(name: str, value: Any, lower: int) -> tuple[int, int]:
    """Return `value` as a tuple of two whole numbers of at least `lower`."""
    try:
        rows, columns = pair(name, value)
        return whole(name, rows, lower), whole(name, columns, lower)
    except exc.ParameterError:
        raise exc.ParameterError(
            f"{name} = {arguments.shown(value)} is not a shape. Pass two integers of {lower} or more: (30, 30)."
        ) from None


def seed(name: str, value: Any) -> None:
    """Refuse what is neither a seed, -1, nor None."""
    if value is None:
        return
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < -1:
        raise exc.ParameterError(f"{name} = {value!r} is not a seed. Pass an integer >= 0, -1 or None.")


def allocatable(name: str, value: Any, size: float, remedy: str) -> None:
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
        gigabytes = float(min(size, 10**300)) / 1e9
        raise exc.ParameterError(
            f"{name} = {arguments.shown(value)} asks for at least {gigabytes:.3g} GB of memory, and this machine has "
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
        named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", str(error))
        raise (error if named else type(error)(f"{name}: {error}")) from None


def _hold_samples(value: Any) -> bool:
    """Whether a value, or one of a tuple of them, is an array of samples."""
    kind = type(value)
    return kind is not float and (any(map(_are_samples, value)) if kind is tuple else _are_samples(value))


def _is_taken(name: str, value: Any) -> bool:
    """Whether a value is samples, and a profile that takes some is being made; its name is noted then."""
    taken = _taken.get()
    if taken is None or not _are_samples(value):
        return False
    taken.append(name)
    return True


def one_profile(name: str, profile: Any) -> None:
    """Refuse a profile, passed as `name`, whose parameters are arrays of samples."""
    if _REFUSAL in profile.__dict__:
        with argument(name):
            profile.__dict__[_REFUSAL]()


def _refuse_samples(kind: str, name: str, *_: Any) -> None:
    raise exc.ParameterError(
        f"{name} of {kind} is an array, of samples, which al.convert takes alone. Pass one number, and make a profile "
        "for each sample."
    )


def _are_samples(value: Any) -> bool:
    """Whether a value is an array of two or more real numbers."""
    return isinstance(value, np.ndarray) and value.size > 1 and value.dtype.kind in "iuf"


class NamedArguments(units.Converting):
    """Metaclass of the user's classes: their errors name the argument.

    An unknown keyword is answered with the nearest known one, a flag is True or False, and where a constructor fails in
    whatever way, the first argument is named that is not what its annotation says. Numbers in arrays of no dimensions
    become plain ones. Traced arguments that no object of the class can have, which cannot be refused, become NaN.
    Objects keep their attributes: see `fixed`.
    """

    _flags: frozenset[str]

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, namespace, **kwargs)
        cls._flags = arguments.flags_of(cls.__init__)  # type: ignore[misc]
        _fix(cls)
        pytrees.waiting.append(cls)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        with_jax = traced.may_be_traced()
        if with_jax and pytrees.waiting:
            pytrees.tell()
        may_be_traced = with_jax and _demanded.get() is None
        if not (may_be_traced and any(map(_is_traced_number, (*args, *kwargs.values())))):
            return cls._made(args, kwargs)
        with conditions() as own:
            made = cls._made(args, kwargs)
        if own:
            _spoil(made, functools.reduce(operator.and_, own))
        return made

    def _made(cls, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if cls._flags and (args or kwargs):
            args, kwargs = arguments.with_flags(cls, args, kwargs, cls._flags)
        try:
            return super().__call__(*map(plain, args), **{name: plain(value) for name, value in kwargs.items()})
        except arguments.FAILURES as error:
            if isinstance(error, TypeError):
                _refuse_unknown(cls, kwargs)
            arguments.explain(cls, args, kwargs, error)
            raise


class NamedAbstract(NamedArguments, abc.ABCMeta):
    """Metaclass of abstract classes whose errors name the argument."""


def _fix(cls: type) -> None:
    """Let objects of a class keep their attributes, unless it says itself how they are set."""
    if not any("__setattr__" in vars(base) for base in cls.__mro__[:-1]):
        cls.__setattr__ = fixed.set_once  # type: ignore[assignment]
    cls._of_class = fixed.names_of(cls)  # type: ignore[attr-defined]


def known_keywords(method: Callable[P, R]) -> Callable[P, R]:
    """Decorate a method, so that an unknown keyword is answered with the nearest known one."""
    known = [name for name in inspect.signature(method).parameters if name != "self"]

    @functools.wraps(method)
    def with_known_keywords(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in known:
                raise exc.ParameterError(f"{method.__name__} has no argument '{name}'. {suggestion(name, known)}")
        return method(*args, **kwargs)

    return with_known_keywords


def _refuse_unknown(cls: type, keywords: Iterable[str]) -> None:
    """Name a keyword that a constructor does not take, and the nearest that it does."""
    from autolens_lite import former

    for name in keywords:
        way = former.ARGUMENTS.get((cls.__name__, name))
        if way is not None:
            raise exc.ParameterError(f"{cls.__name__} has no argument '{name}'. {way}.") from None
    parameters = inspect.signature(cls.__init__).parameters  # type: ignore[misc]
    if not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values()):
        known = [name for name in parameters if name != "self"]
        _refuse_other_than(known, keywords, f"{cls.__name__} has no argument", exc.ParameterError)


def _refuse_other_than(known: list[str], keywords: Iterable[str], words: str, error: type[exc.AutoLensError]) -> None:
    for name in keywords:
        if name not in known:
            raise error(f"{words} '{name}'. {suggestion(name, known)}") from None


class NamedSettings(abc.ABCMeta):
    """Metaclass of searches and their parts, whose constructors check their settings and pass further ones on.

    An unknown setting is answered with the nearest known one, and what is made keeps its attributes: see `fixed`.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(name, bases, namespace, **kwargs)
        _fix(cls)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        _refuse_other_than(setting_names(cls), kwargs, f"{cls.__name__} has no setting", exc.SearchError)
        return super().__call__(*args, **kwargs)


def setting_names(cls: type) -> list[str]:
    """The settings of a search: the arguments of its constructor and of those that it passes further ones on to."""
    names: dict[str, None] = {}
    for base in cls.__mro__:
        if "__init__" in vars(base) and base is not object:
            for parameter in inspect.signature(vars(base)["__init__"]).parameters.values():
                if parameter.name != "self" and parameter.kind is not inspect.Parameter.VAR_KEYWORD:
                    names.setdefault(parameter.name)
    return list(names)


class SampledArguments(NamedArguments):
    """Metaclass of profiles, whose parameters may be arrays of samples, to be converted all at once.

    One with samples is as many lenses in one: what would evaluate it (methods that `_refuse_samples_in` names) refuses.
    Where it names none, as of what al.convert does not take, so does the constructor.
    """

    _refuse_samples_in: tuple[str, ...] = ()

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not cls._refuse_samples_in:
            return super().__call__(*args, **kwargs)
        if not any(map(_hold_samples, args)) and not any(map(_hold_samples, kwargs.values())):
            return super().__call__(*args, **kwargs)
        outer, taken = _taken.get(), list[str]()
        token = _taken.set(taken)
        try:
            made = super().__call__(*args, **kwargs)
        finally:
            _taken.reset(token)
        if taken:
            refusal = functools.partial(_refuse_samples, cls.__name__, taken[0])
            # on the instance, so that the methods of all others cost nothing more
            made.__dict__.update(dict.fromkeys((_REFUSAL, *cls._refuse_samples_in), refusal))
            if outer is not None:
                outer += taken
        return made


def _is_traced_number(value: Any) -> bool:
    """Whether a value is traced, or one of a few; long lists are data, which are not looked through."""
    return is_traced(value) if not isinstance(value, list | tuple) or len(value) < _FEW else False


def _spoil(made: Any, are_met: Any) -> None:
    """Make traced parameters of an object, and of profiles that it is made of, NaN where conditions are not met."""

    def spoilt(value: Any) -> Any:
        if isinstance(value, tuple):
            parts = map(spoilt, value)
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        if isinstance(type(value), SampledArguments):
            _spoil(value, are_met)
        return traced.nan_unless(are_met, value) if is_traced(value) else value

    made.__dict__.update({name: spoilt(value) for name, value in made.__dict__.items()})
