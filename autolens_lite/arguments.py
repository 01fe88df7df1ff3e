"""Which argument of a constructor is not what its annotation says it is."""

from __future__ import annotations

import inspect
import math
import numbers
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.xp import traced

FAILURES = (exc.AutoLensError, ArithmeticError, AttributeError, IndexError, TypeError, ValueError)
"""What a wrong argument may end in, with a message that need not say which it was."""

_TEXTS = {"str": (str,), "str | None": (str, type(None))}
_PLAIN = frozenset({float, int, bool, str, tuple, list, type(None)})  # nothing to make plain, the commonest
_SHOWN = 200  # characters of a value in a message


# What annotations say instead of a class.
_NO_CLASSES = {"Any", "Self", "Callable", "Iterable", "Mapping", "Sequence", "P", "R", "T"}


def paths_of(function: Any) -> frozenset[str]:
    """Return the names of the arguments that are paths by their annotations."""
    annotations = getattr(function, "__annotations__", {})
    kinds = {name: set(kind.split(" | ")) for name, kind in annotations.items() if isinstance(kind, str)}
    return frozenset(name for name, kind in kinds.items() if name != "return" and _is_of_paths(kind - {"None"}))


def are_named(method: Any) -> bool:
    """Whether wrong arguments of a method are named (`units.taken`): not where likelihoods would wait for it."""
    return bool(flags_of(method) or paths_of(method))


def flags_of(function: Any) -> frozenset[str]:
    """Return the names of the arguments that are True or False by their annotations."""
    annotations = getattr(function, "__annotations__", {})
    return frozenset(name for name, kind in annotations.items() if kind == "bool" and name != "return")


def texts_of(function: Any) -> frozenset[str]:
    """Return the names of the arguments that are text by their annotations."""
    annotations = getattr(function, "__annotations__", {})
    return frozenset(name for name, kind in annotations.items() if kind in _TEXTS and name != "return")


def plain(value: Any) -> Any:
    """Return the number in an array of no dimensions (`np.loadtxt` of one number, a cell of a table); others as is.

    Fractions and long doubles, which arithmetic with arrays refuses or hands on, become floats.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if not hasattr(kind, "ndim"):
        return _plain_fraction(value) if hasattr(kind, "numerator") else value
    scalar = isinstance(value, np.generic) or kind in (np.ndarray, np.memmap) or traced.is_concrete_jax(value)
    if not scalar or value.ndim:
        return value
    number = value.item()
    return float(number) if isinstance(number, np.floating) else number


def _plain_fraction(value: Any) -> Any:
    """A fraction as a float, if it is not too large for one; others as is."""
    try:
        return float(value) if isinstance(value, numbers.Rational) and not isinstance(value, int) else value
    except OverflowError:
        return value


def flag(name: str, value: Any, error: type[exc.AutoLensError] = exc.ParameterError) -> bool:
    """Return True or False, also for NumPy's, the integers 1 and 0 and arrays of no dimensions; refuse all else.

    A text such as "no" is true to Python, and a number such as 0.5 is a misplaced argument.
    """
    if value is True or value is False:
        return value
    value = plain(value)
    if isinstance(value, bool) or (isinstance(value, int) and value in (0, 1)):
        return bool(value)
    raise error(f"{name} = {shown(value)} is neither True nor False. Pass one of these.")


def with_flags(
    called: Any, args: tuple[Any, ...], kwargs: dict[str, Any], flags: frozenset[str]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the arguments of a call with those that are flags as bools; see `flag`.

    Parameters
    ----------
    called
        The class that is to be made, or the function that is called.
    args, kwargs
        Its arguments.
    flags
        The names of those that are flags.
    """
    bound = _bound(called, args, kwargs)
    if bound is None:
        return args, kwargs  # the call itself says what is wrong
    for name in flags & bound.arguments.keys():
        bound.arguments[name] = flag(name, bound.arguments[name])
    made = isinstance(called, type)
    return bound.args[made:], bound.kwargs


def check_texts(called: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Refuse what is not text, or a path, in the arguments of a call that are; see `texts_of` and `paths_of`."""
    bound = _bound(called, args, kwargs)
    if bound is None:
        return  # the call itself says what is wrong
    for name in paths_of(called) & bound.arguments.keys():
        value = bound.arguments[name]
        if not isinstance(value, str | os.PathLike | None):
            raise exc.ParameterError(f"{name} = {shown(value)} {fault_of_path(value)}")
    for name in texts_of(called) & bound.arguments.keys():
        if not isinstance(bound.arguments[name], _TEXTS[called.__annotations__[name]]):
            raise exc.ParameterError(f"{name} = {shown(bound.arguments[name])} is not text. Pass a string.")


def explain(called: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception) -> None:
    """Raise an error that names the argument, where a call has failed without saying which it was.

    Raises ParameterError if an argument is not of the kind that its annotation asks for; if numbers are so large, or so
    small, that arithmetic fails. An error of ours that names no argument is raised again with all of them.

    Parameters
    ----------
    called, args, kwargs
        See `with_flags`.
    error
        What it has raised.
    """
    given = list(_given(called, args, kwargs))
    if traced.is_of_tracing(error):
        hold = (name for name, value, _ in given if traced.is_traced(value))
        raise traced.refusal(f"{next(hold, 'What was passed')} of {called.__name__}") from error
    ours = isinstance(error, exc.AutoLensError)
    if ours and any(name in str(error) for name, *_ in given):
        return
    for name, value, parameter in given:
        annotation = getattr(parameter.annotation, "__name__", parameter.annotation)
        fault = _fault(value, str(annotation), parameter.default)
        if fault:
            raise exc.ParameterError(f"{name} = {shown(value)} {fault}") from error
    all_given = ", ".join(f"{name} = {shown(value)}" for name, value, _ in given)
    if ours and isinstance(called, type):
        raise type(error)(f"{error} (of {called.__name__} with {all_given})") from error
    if isinstance(error, ArithmeticError):
        raise exc.ParameterError(
            f"{called.__name__} cannot be computed with {all_given} ({error}). Pass numbers of a usual size."
        ) from error


def _bound(called: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> inspect.BoundArguments | None:
    """The arguments of a call by name, that of a class with its constructor's self; None where they do not fit."""
    if isinstance(called, type):
        called, args = called.__init__, (called, *args)  # type: ignore[misc]
    try:
        return inspect.signature(called).bind_partial(*args, **kwargs)
    except TypeError:
        return None


def _given(called: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[str, Any, inspect.Parameter]]:
    """The arguments that a user passes by name: name, value and parameter."""
    bound = _bound(called, args, kwargs)
    if bound is None:
        return
    for name, value in bound.arguments.items():
        parameter = bound.signature.parameters[name]
        named = parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        if named and parameter.annotation is not parameter.empty:
            yield name, value, parameter


def _fault(value: Any, annotation: str, default: Any) -> str:
    """What is wrong with a value, and the remedy; empty where it suits, or where the annotation says too little."""
    kinds = {kind.strip() for kind in annotation.split("|")}
    if value is None and "None" in kinds:
        return ""
    kinds.discard("None")
    if kinds == {"str"}:
        return "" if isinstance(value, str) else "is not text. Pass a string."
    if _is_of_paths(kinds):
        return fault_of_path(value)
    if kinds in ({"tuple[float, float]"}, {"tuple[int, int]"}):
        return _fault_of_pair(value)
    if kinds == {"float", "tuple[float, float]"} and isinstance(value, tuple | list | np.ndarray):
        return _fault_of_pair(value)
    if kinds in ({"float"}, {"int"}, {"float", "tuple[float, float]"}):
        infinite = isinstance(default, float) and math.isinf(default)
        return _fault_of_number(value, infinite)
    if all(kind.isidentifier() and kind[0].isupper() for kind in kinds) and kinds and not kinds & _NO_CLASSES:
        known = kinds & {base.__name__ for base in type(value).__mro__}
        return "" if known else f"is a {type(value).__name__}. Pass a {' or a '.join(sorted(kinds))}."
    return ""


def _is_of_paths(kinds: set[str]) -> bool:
    return len(kinds) > 1 and "str" in kinds and kinds <= {"str", "Path", "os.PathLike[str]"}


def fault_of_path(value: Any) -> str:
    """What is wrong with the path of a file, and the remedy; nothing if it is one."""
    if not isinstance(value, str | os.PathLike):
        return "is not a path. Pass text, or a pathlib.Path."
    text = os.fspath(value)
    if "\0" in text:
        return "holds a null character. Pass a path without it."
    return "" if os.path.basename(text) not in ("", ".", "..") else "names no file. Pass the name of one."


def _fault_of_number(value: Any, may_be_infinite: bool = False) -> str:
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        try:
            fine = math.isfinite(value) or (may_be_infinite and not math.isnan(value))
        except OverflowError:
            fine = False
        return "" if fine else "is not finite. Pass a finite number."
    return "is not a number. Pass a finite number." if is_no_number(value) else ""


def is_no_number(value: Any) -> bool:
    """Whether a value is certainly not one real number, nor what a backend is tracing."""
    if isinstance(value, np.ndarray | np.generic):
        return value.ndim > 0 or value.dtype.kind not in "iuf"
    return isinstance(value, bool) or not (isinstance(value, numbers.Real) or hasattr(value, "dtype"))


def _fault_of_pair(value: Any) -> str:
    try:
        first, second = value
    except (TypeError, ValueError):
        return "is not a pair. Pass two numbers, such as (0.0, 0.0)."
    return _fault_of_number(first) or _fault_of_number(second)


def shown(value: Any) -> str:
    """A value in few words."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return f"a {type(value).__name__}, of too many digits to be shown"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
