"""The places of a model that hold a value: one for each number of a constructor's arguments."""

from __future__ import annotations

import dataclasses
import math
import numbers
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autolens_lite import check, exc
from autolens_lite.model.expression import Assertion, Expression

_revision = 0


class UnknownPartError(exc.ModelError, AttributeError):
    """A part of a model that does not exist; an AttributeError too, as `hasattr` needs."""


def edited() -> None:
    """Note that some model has changed, so that what was derived from models is derived again."""
    global _revision
    _revision += 1


def revision() -> int:
    """A number that changes with every edit of any model."""
    return _revision


@dataclasses.dataclass(frozen=True)
class Defaults:
    """What the settings say of one argument: its limits, and the width of the prior that a result hands on."""

    lower: float = -math.inf
    upper: float = math.inf
    width_kind: str = "Relative"
    width: float = 0.5

    @classmethod
    def from_settings(cls, entry: Mapping[str, Any] | None, where: str) -> Defaults:
        """Read the `limits` and `width_modifier` of an entry of `config/priors`."""
        if entry is None:
            return cls()
        limits = _part(entry, "limits", ("lower", "upper"), where)
        width = _part(entry, "width_modifier", ("type", "value"), where)
        kind = str(width.get("type", cls.width_kind))
        texts = limits.get("lower", cls.lower), limits.get("upper", cls.upper), width.get("value", cls.width)
        try:
            lower, upper, size = (math.nan if isinstance(text, bool) else float(text) for text in texts)
        except (TypeError, ValueError):
            raise exc.ConfigError(f"The settings of {where}, {dict(entry)}, hold something not a number.") from None
        defaults = cls(lower, upper, kind, size)
        if not lower < upper:
            raise exc.ConfigError(f"The limits of {where}, {dict(limits)}, are not a lower one below an upper one.")
        if not 0.0 < size < math.inf:
            raise exc.ConfigError(f"The width_modifier of {where}, {dict(width)}, has no value above zero.")
        if kind not in ("Absolute", "Relative"):
            raise exc.ConfigError(
                f"The width_modifier type of {where}, {kind!r}, is neither 'Absolute' nor 'Relative'."
            )
        return defaults

    def to_dict(self) -> dict[str, Any]:
        """The same, as an entry of `config/priors` holds it."""
        return {
            "limits": {"lower": self.lower, "upper": self.upper},
            "width_modifier": {"type": self.width_kind, "value": self.width},
        }

    def width_at(self, value: float) -> float:
        """The least width of a prior that is centred on `value`."""
        return self.width if self.width_kind == "Absolute" else self.width * abs(value)


def refuse_unknown(entry: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Refuse what no reader of an entry of `config/priors` asks for; a limit that is infinite says nothing."""
    for key, value in entry.items():
        is_open = key in ("lower_limit", "upper_limit") and str(value).strip(".+-") in ("inf", "Infinity")
        if key not in known and not is_open:
            raise exc.ConfigError(
                f"The settings of {where} have '{key}', which has no meaning there. {check.suggestion(str(key), known)}"
            )


def _part(entry: Mapping[str, Any], name: str, known: Sequence[str], where: str) -> Mapping[str, Any]:
    """The limits or the width in an entry; empty where there are none."""
    part = entry.get(name)
    if part is None:
        return {}
    if not isinstance(part, Mapping):
        raise exc.ConfigError(f"{name} of {where} is {part!r}. Write {{{': ..., '.join(known)}: ...}}.")
    refuse_unknown(part, known, f"{where}, {name},")
    return part


@dataclasses.dataclass(frozen=True)
class Slot:
    """One number of a model: its path, its prior or fixed value, and what the settings say of it."""

    path: tuple[str, ...]
    value: Any
    defaults: Defaults

    @property
    def name(self) -> str:
        return ".".join(self.path)


def refuse_sealed(part: Any) -> None:
    """Refuse to change a part of a model that belongs to something: see `tree.kept`.

    Raises ModelError if it is one.
    """
    whose = vars(part).get("_sealed")
    if whose is not None:
        raise exc.ModelError(
            f"the model of {whose} cannot be changed: what was made with it would not follow. Change a copy: "
            "model.copy(), of the whole or of a part; or use parts of it in another model, which are copies."
        )


class Pair:
    """The elements of a tuple argument, such as `centre`: `centre_0` and `centre_1`, each a prior or a number.

    A pair may be linked with another argument's: an element that is set on one is then set on both.
    """

    def __init__(self, argument: str, values: Iterator[Any] | tuple[Any, ...]) -> None:
        self.__dict__["_argument"] = argument
        self.__dict__["_values"] = [element(f"{argument}_{i}", value) for i, value in enumerate(values)]

    def linked(self, argument: str) -> Pair:
        """Return these same elements as those of another argument; of one that is not to be changed, a copy."""
        if "_sealed" in self.__dict__:
            return Pair(argument, tuple(self))
        pair = Pair(argument, ())
        pair.__dict__["_values"] = self._values
        return pair

    @property
    def elements(self) -> list[Any]:
        """The elements, in the one list that all linked pairs hold."""
        return self._values

    @property
    def names(self) -> list[str]:
        """The names of the elements."""
        return [f"{self._argument}_{i}" for i in range(len(self._values))]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_sealed"}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("_argument", "_values"):
            raise AttributeError(name)
        return self._values[self._index(name)]

    def __setattr__(self, name: str, value: Any) -> None:
        self[self._index(name)] = value

    def __getitem__(self, index: int) -> Any:
        return self._values[index]

    def __setitem__(self, index: int, value: Any) -> None:
        refuse_sealed(self)
        self._values[index] = element(self.names[index], value)
        edited()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"({', '.join(str(value) for value in self._values)})"

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise UnknownPartError(f"'{self._argument}' has no element '{name}'. {check.suggestion(name, self.names)}")
        return self.names.index(name)


def element(name: str, value: Any) -> Any:
    """Return a value that a single number may have: a prior, arithmetic on priors, or a finite number, unwrapped."""
    refuse_assertion(name, value)
    value = check.plain(value)
    if isinstance(value, Expression):
        return value
    if check.is_number(value):
        if not check.is_finite(value):
            raise exc.ModelError(f"{name} = {value} is not finite. Set a finite number or a prior.")
        return int(value) if isinstance(value, numbers.Integral) else float(value)
    raise exc.ModelError(f"{name} = {value!r} is neither a number nor a prior. Set one of these.")


def refuse_assertion(name: str, value: Any) -> None:
    """Refuse a comparison of priors as the value of an argument."""
    if isinstance(value, Assertion):
        raise exc.ModelError(
            f"{name} is set to a comparison of priors, which only add_assertion(...) takes. "
            "Set a prior (one prior on two arguments makes them equal), arithmetic on priors, or a number."
        )
