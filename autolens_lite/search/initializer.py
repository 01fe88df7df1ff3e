"""Where the walkers or particles of a search start."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.search import validate
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

_ROUNDS = 200


class AbstractInitializer(ABC, metaclass=check.NamedSettings):
    """Draws starting points in the unit cube of the prior."""

    @abstractmethod
    def units_from(self, count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
        """Draw points (count, dimensions) in the unit cube."""

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
        self.lower_limit = validate.number("lower_limit", lower_limit, 0.0, 1.0)
        self.upper_limit = validate.number("upper_limit", upper_limit, self.lower_limit, 1.0, open_lower=True)

    def units_from(self, count: int, dimensions: int, rng: np.random.Generator) -> np.ndarray:
        """Uniform in the box."""
        return rng.uniform(self.lower_limit, self.upper_limit, (count, dimensions))

    def to_dict(self) -> dict[str, Any]:
        """The class's name and the limits."""
        return {"type": "InitializerBall", "lower_limit": self.lower_limit, "upper_limit": self.upper_limit}


def initializer_from(value: Any, default: type[AbstractInitializer]) -> AbstractInitializer:
    """Return `value` if it is an initializer; one of the default's class where it is None."""
    value = default() if value is None else value
    if not isinstance(value, AbstractInitializer):
        raise exc.SearchError(
            f"initializer = {value!r} is not an initializer. Pass al.InitializerPrior() or al.InitializerBall()."
        )
    return value
