"""Parameters in an array, and numbers that stay as they are."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.model import value_slots
from autolens_lite.model.collection import Collection
from autolens_lite.model.node import value_of
from autolens_lite.model.priors import Prior


class ArrayModel(Collection, kind="ArrayModel"):
    """An array of numbers, each a parameter of its own, `al.Array`: an array of the backend in the instance.

    Elements are `array[0, 1]`, to read and to set, and named `prior_0_1`.

    Parameters
    ----------
    shape
        The shape, such as (2, 3).
    prior
        The prior of each element, of which each has a copy; None where all are set one by one.

    Raises
    ------
    ParameterError
        If the shape is not one.
    ModelError
        If an element is neither a prior nor a number.
    """

    def __init__(self, shape: tuple[int, ...], prior: Prior | None = None) -> None:
        self._start()
        sides = [shape] if not isinstance(shape, list | tuple) else shape
        if not sides:
            raise exc.ParameterError("shape = () has no elements. Pass one whole number a dimension, such as (2, 3).")
        checked = [
            check.whole("shape", side, 1, "Pass one whole number a dimension, such as (2, 3).") for side in sides
        ]
        check.allocatable("shape", shape, 1000.0 * np.prod(np.asarray(checked, dtype=float)), "Pass a smaller one.")
        check.kind("prior", prior, Prior | None, "Pass one, such as al.GaussianPrior(0.0, 1.0).", exc.ModelError)
        for index in itertools.product(*map(range, checked)):
            self._values[_name(index)] = 0.0 if prior is None else prior.new()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        last = list(self._values)[-1]
        return tuple(int(number) + 1 for number in last.split("_")[1:])

    def _name(self, key: Any) -> str:
        if isinstance(key, str):
            return key
        index = key if isinstance(key, tuple) else (key,)
        shape = self.shape
        if len(index) != len(shape) or not all(
            check.is_number(i) and -n <= i < n and i == int(i) for i, n in zip(index, shape, strict=True)
        ):
            raise IndexError(f"index {key} is not one of an array of shape {shape}.")
        return _name(tuple(int(i) % n for i, n in zip(index, shape, strict=True)))

    def _set(self, name: str, value: Any) -> None:
        value_slots.refuse_sealed(self)
        if name not in self._values:
            raise exc.ModelError(f"The array has no '{name}'. {check.suggestion(name, self._values)}")
        self._values[name] = value_slots.element(name, value)
        value_slots.edited()

    def _instance(self, values: Mapping[Prior, Any]) -> Any:
        elements = [value_of(values, value) for value in self._values.values()]
        xp = backends.of(*elements)
        return xp.reshape(xp.stack([xp.as_float(each) for each in elements]), self.shape)

    def __repr__(self) -> str:
        return f"Array({self.shape}, {', '.join(f'{name}={value!r}' for name, value in self._values.items())})"


class Constant(float):
    """A number that is not a parameter: `al.Constant(0.5)` is 0.5.

    Parameters
    ----------
    value
        The number.

    Raises
    ------
    ParameterError
        If it is not a number.
    """

    def __new__(cls, value: float) -> Constant:
        return super().__new__(cls, check.number("value", value))

    @property
    def value(self) -> float:
        """The number."""
        return float(self)


def _name(index: tuple[int, ...]) -> str:
    return "prior_" + "_".join(map(str, index))
