r"""Prior densities of one parameter.

Each is a uniform or a normal density in x or in ln x, restricted to an interval and normalised there. The interval is
the prior's own, cut by the limits that the model gives to the parameter (`lower`, `upper` in every method; arrays where
they depend on another parameter's value):

    value_for     unit interval -> value, the inverse of the cumulative density
    unit_for      value -> unit interval, the cumulative density
    log_density   ln p(value), -inf outside

All take numbers or arrays, on the host.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from autolens_lite import arguments, check, exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.model import truncated_normal
from autolens_lite.model.expression import Parameter

# A value on the very edge of an interval may be one that a profile refuses (a radius of zero). Samplers do propose unit
# values of exactly 0 or 1, so these are moved inside by the spacing of random doubles.
_SLACK = 1.0e-9  # by which searches may leave the unit cube
_EDGE = 2.0**-53
_SMALLEST = 5e-324


class Prior(Parameter, metaclass=check.NamedArguments):
    """Base of the priors: immutable; a prior set on two arguments makes them one parameter.

    Copies of a model, `copy.deepcopy` included, keep the prior objects themselves, so parameters that were shared stay
    shared. `new` makes an independent prior of the same density.
    """

    log_space: ClassVar[bool] = False

    @property
    def support(self) -> tuple[float, float]:
        """The interval outside which the density is zero."""
        raise NotImplementedError

    def _quantile(self, unit: Any, lower: Any, upper: Any) -> Any:
        raise NotImplementedError

    def _cumulative(self, x: Any, lower: Any, upper: Any) -> Any:
        raise NotImplementedError

    def _log_density(self, x: Any, lower: Any, upper: Any) -> Any:
        raise NotImplementedError

    def value_for(self, unit: Any, lower: Any = -math.inf, upper: Any = math.inf) -> Any:
        """Return the value below which a fraction `unit` of the prior's mass lies."""
        lower, upper = self._interval(lower, upper)
        unit = _plain("unit", unit)
        check_units("unit", unit)
        unit = np.minimum(np.maximum(unit, _EDGE), 1.0 - _EDGE)
        x = self._quantile(unit, self._forward(lower), self._forward(upper))
        value = np.exp(x) if self.log_space else x
        return np.minimum(np.maximum(value, np.nextafter(lower, upper)), np.nextafter(upper, lower))

    def unit_for(self, value: Any, lower: Any = -math.inf, upper: Any = math.inf) -> Any:
        """Return the fraction of the prior's mass that lies below `value`; 0 or 1 outside the interval."""
        lower, upper = self._interval(lower, upper)
        value = _plain("value", value)
        inside = np.minimum(np.maximum(value, lower), upper)
        unit = self._cumulative(self._forward(inside), self._forward(lower), self._forward(upper))
        return np.minimum(np.maximum(unit, 0.0), 1.0)

    def log_density(self, value: Any, lower: Any = -math.inf, upper: Any = math.inf) -> Any:
        """Return the natural logarithm of the normalised density at `value`; -inf outside the interval or at NaN."""
        lower, upper = self._interval(lower, upper)
        value = _plain("value", value)
        outside = np.logical_not((value >= lower) & (value <= upper))
        x = self._forward(np.minimum(np.maximum(value, lower), upper))
        density = self._log_density(x, self._forward(lower), self._forward(upper))
        if self.log_space:
            density = density - x
        return np.where(outside, -np.inf, density)[()]

    def new(self) -> Prior:
        """Return an independent prior with the same density."""
        return dataclasses.replace(self)  # type: ignore[type-var]

    def to_dict(self) -> dict[str, Any]:
        """Return the family's name and numbers, as they are written in `config/priors`."""
        return {"type": type(self).__name__.removesuffix("Prior"), **self._numbers()}

    @staticmethod
    def from_dict(entry: Mapping[str, Any]) -> Prior:
        """Return the prior that an entry of `config/priors`, or `to_dict`, describes.

        Raises
        ------
        ModelError
            If the type is unknown, or its numbers are missing or wrong.
        """
        check.kind("entry", entry, Mapping, "Pass a dictionary, as to_dict() gives.", exc.ModelError)
        family = FAMILIES.get(str(entry.get("type")))
        if family is None:
            raise exc.ModelError(
                f"prior type = {entry.get('type')!r} is unknown. {check.suggestion(str(entry.get('type')), FAMILIES)}"
            )
        names = [field.name for field in dataclasses.fields(family)]  # type: ignore[arg-type]
        missing = [name for name in names if name not in entry]
        if missing:
            raise exc.ModelError(f"A prior of type {entry['type']} needs '{missing[0]}', but has only {dict(entry)}.")
        try:
            # yes and no of YAML are numbers to Python
            arguments = {n: float("" if isinstance(entry[n], bool) else entry[n]) for n in names}
        except (TypeError, ValueError):
            raise exc.ModelError(f"The prior {dict(entry)} holds something that is not a number.") from None
        return family(**arguments)

    def __copy__(self) -> Prior:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Prior:
        return self

    def __str__(self) -> str:
        return ", ".join([type(self).__name__, *(f"{name} = {value:g}" for name, value in self._numbers().items())])

    def _numbers(self) -> dict[str, float]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    def _interval(self, lower: Any, upper: Any) -> tuple[Any, Any]:
        own_lower, own_upper = self.support
        lower, upper = _plain("lower", lower), _plain("upper", upper)
        for name, limit in (("lower", lower), ("upper", upper)):
            if np.isnan(limit).any():
                raise exc.ModelError(f"{name} = {arguments.shown(limit)} holds NaN. Pass numbers, or infinity.")
        return np.maximum(lower, own_lower), np.minimum(upper, own_upper)

    def _forward(self, value: Any) -> Any:
        return np.log(np.maximum(value, _SMALLEST)) if self.log_space else value

    def _set(self, **numbers: Any) -> None:
        """Store the constructor's numbers as floats, refusing what is not a number (infinite limits are numbers)."""
        for name, value in numbers.items():
            if not check.is_number(value) or value != value:
                raise exc.ModelError(f"{type(self).__name__}: {name} = {value!r} is not a number. Pass a float.")
            if not (check.is_finite(value) or (name.endswith("limit") and abs(value) == math.inf)):
                raise exc.ModelError(f"{type(self).__name__}: {name} = {value} is not finite. Pass a finite float.")
            object.__setattr__(self, name, float(value))


@dataclasses.dataclass(frozen=True, eq=False)
class UniformPrior(Prior):
    """Equal density between `lower_limit` and `upper_limit`."""

    lower_limit: float = 0.0
    upper_limit: float = 1.0

    def __post_init__(self) -> None:
        self._set(lower_limit=self.lower_limit, upper_limit=self.upper_limit)
        _check_order(self, finite=True)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower_limit, self.upper_limit

    def _quantile(self, unit: Any, lower: Any, upper: Any) -> Any:
        return lower + unit * (upper - lower)

    def _cumulative(self, x: Any, lower: Any, upper: Any) -> Any:
        return (x - lower) / (upper - lower)

    def _log_density(self, x: Any, lower: Any, upper: Any) -> Any:
        return -np.log(upper - lower)


@dataclasses.dataclass(frozen=True, eq=False)
class LogUniformPrior(UniformPrior):
    """Equal density in the logarithm between `lower_limit`, which is above zero, and `upper_limit`."""

    lower_limit: float = 1e-6
    upper_limit: float = 1.0
    log_space: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lower_limit <= 0.0:
            raise exc.ModelError(
                f"LogUniformPrior: lower_limit = {self.lower_limit} is not above zero. Pass a small positive number."
            )


@dataclasses.dataclass(frozen=True, eq=False)
class GaussianPrior(Prior):
    """Normal density of the given mean and standard deviation."""

    mean: float
    sigma: float

    def __post_init__(self) -> None:
        self._set(mean=self.mean, sigma=self.sigma)
        if self.sigma <= 0.0:
            raise exc.ModelError(
                f"{type(self).__name__}: sigma = {self.sigma} is not above zero. Pass a positive width."
            )

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, math.inf

    def _quantile(self, unit: Any, lower: Any, upper: Any) -> Any:
        return self.mean + self.sigma * truncated_normal.quantile(unit, self._scaled(lower), self._scaled(upper))

    def _cumulative(self, x: Any, lower: Any, upper: Any) -> Any:
        return truncated_normal.cumulative(self._scaled(x), self._scaled(lower), self._scaled(upper))

    def _log_density(self, x: Any, lower: Any, upper: Any) -> Any:
        return truncated_normal.log_density(self._scaled(x), self._scaled(lower), self._scaled(upper)) - math.log(
            self.sigma
        )

    def _scaled(self, x: Any) -> Any:
        return (x - self.mean) / self.sigma


@dataclasses.dataclass(frozen=True, eq=False)
class TruncatedGaussianPrior(GaussianPrior):
    """Normal density between `lower_limit` and `upper_limit`, zero outside; mean and sigma are those before the cut."""

    lower_limit: float = -math.inf
    upper_limit: float = math.inf

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set(lower_limit=self.lower_limit, upper_limit=self.upper_limit)
        _check_order(self, finite=False)

    @property
    def support(self) -> tuple[float, float]:
        return self.lower_limit, self.upper_limit


@dataclasses.dataclass(frozen=True, eq=False)
class LogGaussianPrior(GaussianPrior):
    """Normal density in the natural logarithm; `mean` and `sigma` are those of ln(value)."""

    log_space: ClassVar[bool] = True

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf


FAMILIES: dict[str, type[Prior]] = {
    "Uniform": UniformPrior,
    "LogUniform": LogUniformPrior,
    "Gaussian": GaussianPrior,
    "TruncatedGaussian": TruncatedGaussianPrior,
    "LogGaussian": LogGaussianPrior,
}


def check_units(name: str, unit: Any) -> None:
    """Refuse what is not in the unit interval, but for rounding, and so has no place in a prior."""
    if not np.all((unit >= -_SLACK) & (unit <= 1.0 + _SLACK)):
        raise exc.ModelError(f"{name} = {arguments.shown(unit)} is outside [0, 1], or NaN. Pass numbers from 0 to 1.")


def _plain(name: str, value: Any) -> Any:
    """Return a number or an array as floats; refuse other things, such as text and what has a unit."""
    if type(value) in (float, np.float64) or (type(value) is np.ndarray and value.dtype == np.float64):
        return value
    return numbers_from(name, units.plain(name, value)).astype(np.float64)[()]


def _check_order(prior: UniformPrior | TruncatedGaussianPrior, finite: bool) -> None:
    lower, upper = prior.lower_limit, prior.upper_limit
    name = type(prior).__name__
    if finite and not (math.isfinite(lower) and math.isfinite(upper)):
        raise exc.ModelError(f"{name}: limits ({lower}, {upper}) are not finite. Pass two finite numbers.")
    if finite and not math.isfinite(upper - lower):
        raise exc.ModelError(f"{name}: limits ({lower}, {upper}) are too far apart for a float. Bring them nearer.")
    if not lower < upper:
        raise exc.ModelError(
            f"{name}: lower_limit = {lower} is not below upper_limit = {upper}. Exchange or widen them."
        )
