"""One class whose constructor's arguments are free, fixed or models themselves."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite import check, config, exc, units
from autolens_lite.model import classes, value_slots
from autolens_lite.model.classes import constructor
from autolens_lite.model.coerce import as_pair, coerced
from autolens_lite.model.expression import Expression
from autolens_lite.model.node import Node, value_of
from autolens_lite.model.priors import Prior
from autolens_lite.model.tree import misfit_of
from autolens_lite.model.value_slots import Pair


class Model(Node, kind="Model"):
    """A class and what its constructor's arguments are: `Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)`.

    Parameters
    ----------
    cls
        The class.
    **kwargs
        Arguments of its constructor. A number, an object, text or None fixes the argument; a prior frees it; a class
        becomes a `Model` of that class. An argument with a default prior in `config/priors` is one number: it takes a
        number or a prior. One that is not given has that prior, or else its default value in the constructor, fixed.

    Arguments are attributes, to read and to set: `model.einstein_radius = al.UniformPrior(0.5, 2.0)`. An argument that
    is a tuple can be set whole, `model.centre = (0.0, 0.0)`, or by element, `model.centre.centre_0 = 0.0` or
    `model.centre_0 = 0.0`. See `Node` for how limits cut priors.

    Raises
    ------
    ModelError
        If an argument is unknown, or has neither a value nor a default prior.
    """

    def __init__(self, cls: type, /, **kwargs: Any) -> None:
        if not isinstance(cls, type):
            raise exc.ModelError(f"cls = {cls!r} is not a class. Pass a class, such as al.mp.Isothermal.")
        classes.register(cls)  # who composes a model of a class may load it too
        self._start(cls)
        for parameter in constructor(cls):
            if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            if hasattr(type(self), parameter.name) or parameter.name.startswith("_"):
                raise exc.ModelError(
                    f"{cls.__name__}'s argument '{parameter.name}' is also a method or property of every model. "
                    "Rename the argument."
                )
            self._values[parameter.name] = self._default(parameter)
        config.check_own_priors_of(cls, self._numbers_of(cls))
        for name, value in kwargs.items():
            self._set(name, value)
        self._refuse_missing()
        value_slots.edited()

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__.get("_values")
        if values is None or name.startswith("__"):
            raise AttributeError(name)
        if name in values:
            return values[name]
        pair = self._pair_with(name)
        if pair is None:
            raise value_slots.UnknownPartError(
                f"{self.cls.__name__} has no '{name}'. {check.suggestion(name, self._names())}"
            )
        return getattr(pair, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._set(name, value)
        value_slots.edited()

    def __repr__(self) -> str:
        return f"Model({self.cls.__name__}, {', '.join(f'{name}={value!r}' for name, value in self._values.items())})"

    def _set(self, name: str, value: Any) -> None:
        value_slots.refuse_sealed(self)
        value = units.plain(name, value, units.of(units.names_of(self.cls), name))
        current = self._values.get(name)
        if name not in self._values:
            pair = self._pair_with(name)
            if pair is not None:
                setattr(pair, name, value)
                return
            self._check_component(name, value)
        if isinstance(current, Pair):
            self._values[name] = as_pair(name, value, len(current))
        elif isinstance(value, np.ndarray) and value.ndim and self._setting(name) is not None:
            raise exc.ModelError(
                f"{name} is an array of shape {value.shape}. Set one number, such as its element, or a prior."
            )
        elif self._is_number(name, value):
            self._values[name] = value_slots.element(name, value)
        else:
            self._values[name] = coerced(name, value)

    def _is_number(self, name: str, value: Any) -> bool:
        """Whether an argument is one number, as what has a default prior is, or the model of one."""
        other = value is None and self._may_be_none(name)
        return self._setting(name) is not None and not other and not _of_number(value)

    def _may_be_none(self, name: str) -> bool:
        return any(parameter.name == name and parameter.default is None for parameter in constructor(self.cls))

    def _check_component(self, name: str, value: Any) -> None:
        """A name that is not an argument may be a component, where the class takes any keyword; else a mistake."""
        known = self._names()
        number = isinstance(value, Expression | bool) or check.is_number(value)
        if not self._open or number or hasattr(type(self), name):
            raise exc.ModelError(f"{self.cls.__name__} has no argument '{name}'. {check.suggestion(name, known)}")
        if not name.isidentifier() or name.startswith("_"):
            raise exc.ModelError(f"'{name}' cannot name a component. Use letters, digits and underscores, not first.")

    def _default(self, parameter: inspect.Parameter) -> Any:
        """An argument's default prior, or its default value, or `_MISSING`."""
        name, given = parameter.name, parameter.default
        if self._setting(name) is not None:
            return self._configured_prior(name)
        if self._setting(f"{name}_0") is None:
            if given is parameter.empty:
                return _MISSING
            return coerced(name, given) if isinstance(given, tuple) else given
        elements: list[Any] = []
        while self._setting(f"{name}_{len(elements)}") is not None:
            elements.append(self._configured_prior(f"{name}_{len(elements)}"))
        if isinstance(given, tuple) and len(given) > len(elements):
            elements.extend(given[len(elements) :])
        return Pair(name, tuple(elements))

    def _setting(self, name: str) -> dict[str, Any] | None:
        return config.prior_for(self.cls, name)

    def _configured_prior(self, name: str) -> Prior:
        entry = self._setting(name)
        assert entry is not None
        where = f"{self.cls.__name__}.{name}"
        self._settings[name] = value_slots.Defaults.from_settings(entry, where)
        try:
            prior = Prior.from_dict(entry)
        except exc.ModelError as error:
            raise exc.ConfigError(f"The default prior of {where} in config/priors cannot be used: {error}") from error
        value_slots.refuse_unknown(entry, [*prior.to_dict(), "limits", "width_modifier"], where)
        return prior

    def _numbers_of(self, cls: type) -> list[str]:
        """The names that the settings may give a prior: arguments, of tuples each element."""
        names = []
        for parameter in constructor(cls):
            value, given = self._values.get(parameter.name), parameter.default
            if isinstance(value, Pair):
                names.extend(value.names)
            elif isinstance(given, tuple):
                names.extend(f"{parameter.name}_{i}" for i in range(len(given)))
            else:
                names.append(parameter.name)
        return names

    def _refuse_missing(self) -> None:
        for name, value in self._values.items():
            if value is _MISSING:
                raise exc.ModelError(
                    f"{self.cls.__name__}'s argument '{name}' has no value and no default prior. "
                    f"Pass {name}=a number or a prior, such as al.UniformPrior(0.0, 1.0), "
                    f"or write its prior under '{self.cls.__name__}:' in a file of config/priors/."
                )

    def _pair_with(self, name: str) -> Pair | None:
        return next((v for v in self._values.values() if isinstance(v, Pair) and name in v.names), None)

    def _names(self) -> list[str]:
        pairs = [name for value in self._values.values() if isinstance(value, Pair) for name in value.names]
        return [*self._values, *pairs]

    def _instance(self, values: Mapping[Prior, Any]) -> Any:
        misfit = misfit_of(self)
        if misfit is not None:
            raise exc.ModelError(misfit)
        return self.cls(**{name: value_of(values, value) for name, value in self._values.items()})


def _of_number(value: Any) -> bool:
    """Whether a value is the model of a number, such as `al.Model(al.Redshift)`."""
    return isinstance(value, Model) and issubclass(value.cls, numbers.Real)


class _Missing:
    """The value of an argument that has none."""


_MISSING = _Missing()
