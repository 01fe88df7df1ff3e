"""What a search needs of an analysis."""

from __future__ import annotations

import abc
from types import ModuleType
from typing import Any

from autolens_lite import xp as backends
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.model import Collection, Model


class Analysis(abc.ABC):
    """Data and the likelihood of an instance of a model.

    To fit data of your own, derive a class with `log_likelihood_function`; searches need nothing more:

    >>> class Line(al.Analysis):
    ...     def log_likelihood_function(self, instance):
    ...         return -0.5 * (instance.slope - 1.0) ** 2
    """

    backend = "numba"

    @property
    def xp(self) -> ModuleType:
        """The backend's module."""
        return backends.get(self.backend)

    @abc.abstractmethod
    def log_likelihood_function(self, instance: Any) -> Any:
        """Return the log likelihood of an instance of the model."""

    def fit_from(self, instance: Any) -> Any:
        """Return what shows how an instance fits; for an analysis without a fit class, its log likelihood."""
        return self.log_likelihood_function(instance)

    def likelihood_from(self, model: Model | Collection) -> Likelihood:
        """Return the log likelihood as a function of the model's vector of free parameters."""
        return Likelihood(self, model)

    def fingerprint(self) -> dict[str, Any]:
        """Return what the likelihood depends on, as numbers and strings by name; a search resumes where it is equal."""
        return {"class": f"{type(self).__module__}.{type(self).__qualname__}", "backend": self.backend}

    @property
    def leaves(self) -> Any:
        """Arrays that a compiled likelihood receives as arguments."""
        return ()

    def with_leaves(self, leaves: Any) -> Analysis:
        """Return the analysis with these arrays in place of its own."""
        return self

    def prepare(self, instance: Any) -> None:  # noqa: B027, nothing is what most analyses need
        """Compute, before `leaves` are taken, what is slow and the same for all instances like this one."""

    def review(self, instance: Any) -> None:  # noqa: B027, nothing is what an analysis without a fit class can say
        """Warn of what the best instance that a search has found shows to be doubtful in the data."""

    def for_workers(self) -> Analysis:
        """Return what a worker process needs to compute the likelihood, with all that is slow already computed."""
        return self
