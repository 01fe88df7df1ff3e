"""Where the walkers or particles of a search start."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.model import Collection, Model, Prior
from autolens_lite.search import setting_checks
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

_ROUNDS = 200


class AbstractInitializer(ABC, metaclass=check.NamedSettings):
    """Draws starting points in the unit cube of the prior."""

    @abstractmethod
    def units_from(self, count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
        """Draw points (count, dimensions) in the unit cube."""

    def bind(self, model: Model | Collection) -> None:
        """Learn which parameters the dimensions are, where starts are of some parameters by themselves."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """The settings, for the fingerprint."""

    def start_from(
        self, count: int, evaluator: LocalEvaluator, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw starting points until each has a finite log posterior.

        Returns
        -------
        The points (count, p) in the unit cube, and their log posteriors (count,).

        Raises
        ------
        SearchError
            If some points still have no likelihood after many draws, or all points have the same.
        """
        dimensions = evaluator.model.prior_count
        self.bind(evaluator.model)
        units = self.units_from(count, dimensions, rng)
        values = evaluator.log_posteriors(evaluator.from_unit(units))
        for _ in range(_ROUNDS):
            missing = ~np.isfinite(values)
            if not np.any(missing):
                break
            units[missing] = self.units_from(int(missing.sum()), dimensions, rng)
            values[missing] = evaluator.log_posteriors(evaluator.from_unit(units[missing]))
        missing = ~np.isfinite(values)
        if np.any(missing):
            example = evaluator.from_unit(units[missing][:1])[0]
            point = ", ".join(
                f"{name} = {value:.6g}" for name, value in zip(evaluator.model.parameter_names, example, strict=True)
            )
            raise exc.SearchError(
                f"{missing.sum()} of {count} starting points have no likelihood after {_ROUNDS} draws each, for "
                f"example {point}. Loosen the model's assertions, narrow its priors, or pass "
                "initializer=al.InitializerPrior()."
            )
        if count > 1 and np.ptp(values) == 0.0:
            raise exc.SearchError(
                f"all {count} starting points have the same log posterior, {values[0]:.6g}: the likelihood does not "
                "depend on the free parameters. Check the model and the analysis."
            )
        return units, values


class InitializerPrior(AbstractInitializer):
    """Starting points drawn from the prior."""

    def units_from(self, count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
        """Uniform in the unit cube."""
        return rng.random((count, dimensions))

    def to_dict(self) -> dict[str, Any]:
        """The class's name."""
        return {"type": "InitializerPrior"}


class InitializerBall(AbstractInitializer):
    """Starting points in a small box around the median of the prior.

    Parameters
    ----------
    lower_limit, upper_limit
        The ends of the box in the unit interval of each parameter; 0.5 is the prior's median.
    """

    def __init__(self, lower_limit: float = 0.49, upper_limit: float = 0.51) -> None:
        self.lower_limit = setting_checks.number("lower_limit", lower_limit, 0.0, 1.0)
        self.upper_limit = setting_checks.number("upper_limit", upper_limit, self.lower_limit, 1.0, open_lower=True)

    def units_from(self, count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
        """Uniform in the box."""
        return rng.uniform(self.lower_limit, self.upper_limit, (count, dimensions))

    def to_dict(self) -> dict[str, Any]:
        """The class's name and the limits."""
        return {"type": "InitializerBall", "lower_limit": self.lower_limit, "upper_limit": self.upper_limit}


class InitializerParamBounds(AbstractInitializer):
    """Starting points within bounds of some parameters, and anywhere in the prior of the others.

    Parameters
    ----------
    parameter_dict
        From priors of the model to the lower and the upper bound of their parameters:
        `{model.galaxies.lens.mass.einstein_radius: (1.0, 1.2)}`.
    lower_limit, upper_limit
        The ends of the box, in the unit interval of each of the other parameters.

    Raises
    ------
    SearchError
        If bounds are not a lower one below an upper one; by a search, if a prior is not in its model.
    """

    def __init__(self, parameter_dict: Mapping[Prior, Any], lower_limit: float = 0.0, upper_limit: float = 1.0) -> None:
        if not isinstance(parameter_dict, Mapping) or not all(isinstance(prior, Prior) for prior in parameter_dict):
            raise exc.SearchError(
                f"parameter_dict = {parameter_dict!r} is not a dictionary from priors. Pass the model's own, such as "
                "{model.galaxies.lens.mass.einstein_radius: (1.0, 1.2)}."
            )
        self.bounds = {prior: self._bounds(bounds) for prior, bounds in parameter_dict.items()}
        self.lower_limit = setting_checks.number("lower_limit", lower_limit, 0.0, 1.0)
        self.upper_limit = setting_checks.number("upper_limit", upper_limit, self.lower_limit, 1.0, open_lower=True)
        self._box: np.ndarray | None = None

    @staticmethod
    def _bounds(bounds: Any) -> tuple[float, float]:
        if isinstance(bounds, tuple | list) and len(bounds) == 2 and all(map(check.is_number, bounds)):
            lower, upper = map(float, bounds)
            if np.isfinite(lower) and np.isfinite(upper) and lower < upper:
                return lower, upper
        raise exc.SearchError(
            f"parameter_dict has the bounds {bounds!r}. Pass a lower one below an upper one, such as (1.0, 1.2)."
        )

    def bind(self, model: Model | Collection) -> None:
        """Find the bounds in the unit cube of a model.

        Raises
        ------
        SearchError
            If a prior is not in the model, or its bounds are outside of it.
        """
        box = np.tile([[self.lower_limit], [self.upper_limit]], model.prior_count)
        layout = model.layout
        for prior, bounds in self.bounds.items():
            if prior not in layout.index:
                raise exc.SearchError(
                    f"parameter_dict has the prior {prior}, which is not in the model. Pass the model's own priors."
                )
            i = layout.index[prior]
            box[:, i] = prior.unit_for(np.array(bounds), layout.lower[i], layout.upper[i])
            if not box[0, i] < box[1, i]:
                raise exc.SearchError(
                    f"parameter_dict has the bounds {bounds} of {layout.names[i]}, which its prior {prior} excludes. "
                    "Pass bounds within it."
                )
        self._box = box

    def units_from(self, count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
        """Uniform in the box, in the units of the prior."""
        box = np.array([[self.lower_limit], [self.upper_limit]]) if self._box is None else self._box
        return rng.uniform(box[0], box[1], (count, dimensions))

    def to_dict(self) -> dict[str, Any]:
        """The class's name and the bounds, in the order in which they were given."""
        bounds = [[prior.to_dict(), list(values)] for prior, values in self.bounds.items()]
        limits = {"lower_limit": self.lower_limit, "upper_limit": self.upper_limit}
        return {"type": type(self).__name__, "bounds": bounds, **limits}


class InitializerParamStartPoints(InitializerParamBounds):
    """Starting points about a value of some parameters, and anywhere in the prior of the others.

    The values are scattered by a hundredth of themselves, since walkers at one point could not move.

    Parameters
    ----------
    parameter_dict
        From priors of the model to the values of their parameters.
    """

    def __init__(self, parameter_dict: Mapping[Prior, float]) -> None:
        super().__init__(parameter_dict)

    @staticmethod
    def _bounds(bounds: Any) -> tuple[float, float]:
        if not check.is_number(bounds) or not check.is_finite(bounds):
            raise exc.SearchError(f"parameter_dict has the value {bounds!r}. Pass a finite number.")
        half = 0.005 * abs(float(bounds)) or 1e-3
        return float(bounds) - half, float(bounds) + half


def initializer_from(value: Any, default: type[AbstractInitializer]) -> AbstractInitializer:
    """Return `value` if it is an initializer; one of the default's class where it is None."""
    value = default() if value is None else value
    if not isinstance(value, AbstractInitializer):
        raise exc.SearchError(
            f"initializer = {value!r} is not an initializer. Pass al.InitializerPrior() or al.InitializerBall()."
        )
    return value
