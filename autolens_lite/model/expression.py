"""Comparisons between parameters, kept as expressions until a vector of values arrives."""

from __future__ import annotations

import copy
import math
import numbers
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

import numpy as np

from autolens_lite import check, exc

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
}


_UFUNCS = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "true_divide": "/",
    "power": "**",
    "float_power": "**",
    "greater": ">",
    "less": "<",
    "greater_equal": ">=",
    "less_equal": "<=",
}


def _not_of_priors(what: str) -> exc.ModelError:
    return exc.ModelError(
        f"{what} is not computed of priors, which have no value before a fit. Use + - * / ** and comparisons; for a "
        "logarithm give the parameter a LogUniformPrior or LogGaussianPrior; for all else write a profile of your own, "
        "whose argument is the prior."
    )


def _refused(what: str) -> Callable[..., Any]:
    def refuse(self: Any, *others: Any) -> Any:
        raise _not_of_priors(what)

    return refuse


class Expression:
    """Something with a value once every prior has one: a prior, or sums, products, ratios, powers and so on of them."""

    def evaluate(self, values: Mapping[Any, Any]) -> Any:
        """Return the expression's value, given the value of each prior."""
        raise NotImplementedError

    def priors(self) -> Iterator[Parameter]:
        """The priors that the value depends on."""
        raise NotImplementedError

    def __gt__(self, other: Any) -> Comparison:
        return Comparison(self, ">", other)

    def __lt__(self, other: Any) -> Comparison:
        return Comparison(self, "<", other)

    def __ge__(self, other: Any) -> Comparison:
        return Comparison(self, ">=", other)

    def __le__(self, other: Any) -> Comparison:
        return Comparison(self, "<=", other)

    def __add__(self, other: Any) -> Arithmetic:
        return Arithmetic(self, "+", other)

    def __radd__(self, other: Any) -> Arithmetic:
        return Arithmetic(other, "+", self)

    def __sub__(self, other: Any) -> Arithmetic:
        return Arithmetic(self, "-", other)

    def __rsub__(self, other: Any) -> Arithmetic:
        return Arithmetic(other, "-", self)

    def __mul__(self, other: Any) -> Arithmetic:
        return Arithmetic(self, "*", other)

    def __rmul__(self, other: Any) -> Arithmetic:
        return Arithmetic(other, "*", self)

    def __truediv__(self, other: Any) -> Arithmetic:
        return Arithmetic(self, "/", other)

    def __rtruediv__(self, other: Any) -> Arithmetic:
        return Arithmetic(other, "/", self)

    def __pow__(self, other: Any, modulus: None = None) -> Arithmetic:
        if modulus is not None:
            raise _not_of_priors("pow() with a modulus")
        return Arithmetic(self, "**", other)

    def __rpow__(self, other: Any) -> Arithmetic:
        return Arithmetic(other, "**", self)

    def __neg__(self) -> Arithmetic:
        return Arithmetic(-1.0, "*", self)

    def __pos__(self) -> Self:
        return self

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **others: Any) -> Any:
        """Compute with numbers of NumPy as with those of Python, and refuse its other functions."""
        symbol = _UFUNCS.get(ufunc.__name__)
        if symbol is None or method != "__call__" or others:
            raise _not_of_priors(f"np.{ufunc.__name__}")
        left, right = (part[()] if isinstance(part, np.ndarray) else part for part in inputs)  # as NumPy passes numbers
        return (Comparison if symbol in COMPARISONS else Arithmetic)(left, symbol, right)

    __abs__ = _refused("abs()")
    __mod__ = __rmod__ = _refused("%")
    __floordiv__ = __rfloordiv__ = _refused("//")
    __divmod__ = __rdivmod__ = _refused("divmod()")
    __matmul__ = __rmatmul__ = _refused("@")
    __and__ = __rand__ = _refused("&")
    __or__ = __ror__ = _refused("|")
    __xor__ = __rxor__ = _refused("^")
    __invert__ = _refused("~")
    __round__ = _refused("round()")
    __trunc__ = __floor__ = __ceil__ = _refused("rounding")
    __float__ = __int__ = __complex__ = __index__ = _refused("a function of numbers, such as those of math,")


class Parameter(Expression):
    """An expression that is one free parameter, as priors are."""

    def evaluate(self, values: Mapping[Any, Any]) -> Any:
        return values[self]

    def priors(self) -> Iterator[Parameter]:
        yield self


class Arithmetic(Expression):
    """`left` + - * / ** `right`, each an expression or a number."""

    def __init__(self, left: Any, symbol: str, right: Any) -> None:
        self.left = _operand(left)
        self.symbol = symbol
        self.right = _operand(right)
        if symbol == "/" and self.right == 0.0:
            raise exc.ModelError("A prior is divided by 0 in an expression, which then has no value.")

    def __repr__(self) -> str:
        return f"({self.left} {self.symbol} {self.right})"

    def evaluate(self, values: Mapping[Any, Any]) -> Any:
        """Return the value: NaN or infinite, as arrays have it, where floats of Python raise or become complex."""
        compute, left, right = ARITHMETIC[self.symbol], _value(self.left, values), _value(self.right, values)
        with np.errstate(all="ignore"):
            try:
                value = compute(left, right)
            except (ZeroDivisionError, OverflowError):
                return float(compute(np.float64(left), np.float64(right)))
        return math.nan if type(value) is complex else value

    def priors(self) -> Iterator[Parameter]:
        yield from _priors(self.left, self.right)


class Assertion:
    """A statement about parameters that a sample must satisfy: comparisons, joined with `&`."""

    name = ""

    def named(self, name: str) -> Self:
        """Return the statement under a name, for texts."""
        statement = copy.copy(self)
        statement.name = name
        return statement

    def holds(self, values: Mapping[Any, Any]) -> Any:
        """Return whether the statement is true; an array of bools where the values are arrays."""
        raise NotImplementedError

    def priors(self) -> Iterator[Parameter]:
        """The priors that the statement is about."""
        raise NotImplementedError

    def __and__(self, other: Assertion) -> Both:
        return Both(self, other)

    def __or__(self, other: Any) -> Any:
        raise exc.ModelError("Comparisons of priors are joined by & alone: (a > b) & (b > c). | is not to be had.")

    __ror__ = __xor__ = __rxor__ = __or__

    def __invert__(self) -> Any:
        raise exc.ModelError("A comparison of priors has no opposite by ~. Exchange the sides: a < b for ~(a > b).")

    def __bool__(self) -> bool:
        raise exc.ModelError(
            "A comparison of priors has no truth value before a fit. Pass it to model.add_assertion(...), "
            "and write a chain a > b > c as (a > b) & (b > c)."
        )


class Comparison(Assertion):
    """`left` > < >= <= `right`, each an expression or a number."""

    def __init__(self, left: Any, symbol: str, right: Any) -> None:
        self.left = _operand(left)
        self.symbol = symbol
        self.right = _operand(right)

    def holds(self, values: Mapping[Any, Any]) -> Any:
        return COMPARISONS[self.symbol](_value(self.left, values), _value(self.right, values))

    def priors(self) -> Iterator[Parameter]:
        yield from _priors(self.left, self.right)


class Both(Assertion):
    """Two statements that must both hold."""

    def __init__(self, first: Assertion, second: Assertion) -> None:
        if not isinstance(second, Assertion):
            raise exc.ModelError(f"{second!r} is not a comparison of priors. Join comparisons: (a > b) & (b > c).")
        self.first = first
        self.second = second

    def holds(self, values: Mapping[Any, Any]) -> Any:
        return np.logical_and(self.first.holds(values), self.second.holds(values))

    def priors(self) -> Iterator[Parameter]:
        yield from self.first.priors()
        yield from self.second.priors()


def _operand(value: Any) -> Expression | float:
    if isinstance(value, Expression):
        return value
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        if not check.is_finite(value):
            raise exc.ModelError(f"{value!r} is compared with a prior, and is not finite. Pass a finite number.")
        return float(value)
    raise exc.ModelError(f"{value!r} cannot be compared with a prior. Compare with a prior or a number.")


def _value(operand: Expression | float, values: Mapping[Any, Any]) -> Any:
    return operand.evaluate(values) if isinstance(operand, Expression) else operand


def _priors(*operands: Expression | float) -> Iterator[Parameter]:
    for operand in operands:
        if isinstance(operand, Expression):
            yield from operand.priors()
