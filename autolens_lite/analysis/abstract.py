"""What a search needs of an analysis."""

from __future__ import annotations

import abc
import copy
import inspect
import sys
from types import ModuleType
from typing import Any, ClassVar, Self

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.analysis.code import is_library
from autolens_lite.analysis.contents import Contents
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.analysis.visualizer import Visualizer
from autolens_lite.dataset.switch import backend_of
from autolens_lite.model import Collection, Model
from autolens_lite.units import taken
from autolens_lite.xp.backend import Backend

_REMEDY = (
    "Override fingerprint() of your al.Analysis to return what its likelihood depends on, as numbers, text, lists and "
    "dictionaries; or give the object's class a __getstate__ that leaves this out."
)


class Analysis(abc.ABC):
    """Data and the likelihood of an instance of a model.

    To fit data of your own, derive a class with `log_likelihood_function`; searches need nothing more:

    >>> class Line(al.Analysis):
    ...     def log_likelihood_function(self, instance):
    ...         return -0.5 * (instance.slope - 1.0) ** 2

    A search knows an analysis by what it holds and by its code (see `fingerprint`), so hold the data as attributes: a
    likelihood that reads a file or `os.environ` when it is called is taken for the same when those have changed.
    """

    backend: Any = "numba"

    #: What draws the figures of a search, a class (see `al.VisualizerImaging`); the base draws none.
    Visualizer: type[Visualizer] = Visualizer

    #: What the titles of these figures begin with.
    title_prefix: str | None = None

    #: The attributes of the model that the likelihood reads; None where it may read any.
    model_parts: tuple[str, ...] | None = None

    # Attributes that `fingerprint` tells in another way.
    _told_otherwise: ClassVar[frozenset[str]] = frozenset()

    # The attributes that `leaves` holds the arrays of.
    as_leaves: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, use_jax: bool | None = None) -> None:
        name = backend_of(use_jax)
        if name is not None:
            self.backend = name

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def _xp(self) -> ModuleType:
        """NumPy, or `jax.numpy`, by the name that users' own analyses have for it."""
        return backends.arrays_of(self.backend)

    def switched(self, use_jax: bool | None) -> Self:
        """Return the analysis on the backend that `use_jax` stands for; as it is where that is None."""
        name = backend_of(use_jax)
        if name is None or self.backend == name:
            return self
        new = copy.copy(self)
        new.backend = name
        return new

    @abc.abstractmethod
    def log_likelihood_function(self, instance: Any) -> Any:
        """Return the log likelihood of an instance of the model."""

    def fit_from(self, instance: Any) -> Any:
        """Return what shows how an instance fits; for an analysis without a fit class, its log likelihood."""
        return self.log_likelihood_function(instance)

    def fit_for_visualization(self, instance: Any) -> Any:
        """Return the fit that a search draws."""
        return self.fit_from(instance)

    def visualize_before_fit(self, paths: Any, model: Any) -> None:
        """Draw what a fit does not change, into `paths.image_path`: what the class's `Visualizer` draws."""
        self.Visualizer.visualize_before_fit(self, paths, model)

    @taken
    def visualize(self, paths: Any, instance: Any, during_analysis: bool = False, quick_update: bool = False) -> None:
        """Draw the fit of an instance, into `paths.image_path`: what the class's `Visualizer` draws.

        Parameters
        ----------
        paths
            Of the search: `search.paths`.
        instance
            Of the model.
        during_analysis, quick_update
            Whether the search goes on: then little is drawn.
        """
        more = {"quick_update": True} if quick_update else {}
        self.Visualizer.visualize(self, paths, instance, during_analysis, **more)

    @property
    def draws(self) -> bool:
        """Whether the class has figures of its own, which a search draws without being told to."""
        cls, own = type(self), ("visualize", "visualize_before_fit")
        return not is_library(cls.Visualizer.__module__) or any(
            not is_library(getattr(cls, name).__module__) for name in own
        )

    @taken
    def print_vram_use(self, model: Model | Collection, batch_size: int, gradient: bool = False) -> None:
        """Print the memory that a batch of likelihoods takes beside the data, by jax's own account.

        Larger batches than `batch_memory` of `config/general.yaml` allows are computed in parts.

        Parameters
        ----------
        model
            What is fitted.
        batch_size
            The number of likelihoods at once.
        gradient
            Whether it is the memory of one likelihood with its gradient instead, as gradient searches compute them.
        """
        sys.stdout.write(f"{self.likelihood_from(model).memory_text(batch_size, gradient)}\n")

    def likelihood_from(self, model: Model | Collection) -> Likelihood:
        """Return the log likelihood as a function of the model's vector of free parameters.

        Raises
        ------
        ModelError
            If `model` is not one; see `check_model`.
        """
        check.model(model)
        self.check_model(model)
        self.doubt_model(model)
        return Likelihood(self, model)

    def check_model(self, model: Model | Collection) -> None:
        """Refuse a model with a part that the likelihood would silently leave out, such as one with a misspelt name.

        A free parameter that other parts share, and a number, may have any name.

        Raises
        ------
        ModelError
            If there is one.
        """
        check_models([(self, model)])

    def check_parts(self, model: Model | Collection) -> None:  # noqa: B027, likewise
        """Refuse what cannot be meant in the parts of a model that the likelihood reads; called by `check_model`."""

    def doubt_model(self, model: Model | Collection) -> None:  # noqa: B027, an analysis may know nothing of its model
        """Warn of what is allowed in a model but probably not meant; said once, before its likelihood is computed."""

    def fingerprint(self) -> dict[str, Any]:
        """Return what the likelihood depends on, as plain data by name; a search resumes where it is equal.

        It is the class, the backend, all that the analysis holds (numbers and text, digests of arrays, the attributes
        of objects), and the code of the user's own classes and functions with the variables that they read. What a
        search's likelihoods change, such as counters and caches, is told as it was when it was first told in this
        process; what is changed otherwise (`analysis.data = other`, or calls of the likelihood outside of searches
        and results) is told as it is. Left out are what a `functools.cached_property` has computed, and of objects
        with a `__getstate__`, what that leaves out. What a likelihood reads from outside (files, `os.environ`) is not
        seen: read it beforehand, and hold it as an attribute.

        A class may say itself what its likelihood depends on: where a derived class overrides this method, what it
        returns is all, and `super().fingerprint()` holds the class and the backend, of the library's analyses the
        data and the settings too.

        Raises
        ------
        SearchError
            If the analysis holds something that cannot be told from another of its kind, such as an open file.
        """
        cls = type(self)
        told: dict[str, Any] = {"class": f"{cls.__module__}.{cls.__qualname__}", "backend": self.backend}
        contents = Contents(_REMEDY)
        speaker = next(base for base in cls.__mro__ if "fingerprint" in vars(base))
        library = next(base for base in cls.__mro__ if is_library(base.__module__))
        without = set(self._told_otherwise)
        if is_library(speaker.__module__):
            contents.add_class(cls, constructor=False)
        else:
            without |= set(vars(self)) - set(inspect.signature(library).parameters)
        told["contents"] = contents.checked(contents.of_analysis(self, without), self)
        if contents.code:
            told["code"] = contents.code
        return told

    @property
    def leaves(self) -> Any:
        """Arrays that a compiled likelihood receives as arguments."""
        return ()

    def with_leaves(self, leaves: Any) -> Analysis:
        """Return the analysis with these arrays in place of its own."""
        return self

    @property
    def constants_of_leaves(self) -> dict[str, Any]:
        """What compiled programs hold of the attributes `as_leaves` and do not receive, by name."""
        return {}

    @property
    def roots(self) -> Any:
        """Arrays that whiten residuals, which `residual_rows` receives as arguments."""
        return ()

    @property
    def residual_constant(self) -> float:
        """-2 ln likelihood, but for the sum of squares of `residual_rows`."""
        return 0.0

    def residual_rows(self, instance: Any, fixed: Any, roots: Any, expected: bool = False) -> Any:
        """Return residuals (R,): -1/2 of their squares' sum is the log likelihood but for a constant.

        Parameters
        ----------
        instance
            Of the model.
        fixed
            The same, constant under differentiation.
        roots
            See `roots`.
        expected
            Whether derivatives are those of their mean over noise, where linear parameters are solved for.

        Raises
        ------
        ModelError
            If the likelihood is not known to be a sum of squares.
        """
        raise exc.ModelError(
            f"{type(self).__name__} has no residuals: its log_likelihood_function returns one number. Give the class "
            "a method residual_rows(self, instance, fixed, roots, expected=False) that returns them, or use "
            "likelihood.value_and_grad."
        )

    @property
    def kwargs(self) -> dict[str, Any]:
        """Arguments that the class does not know: none, for they are refused."""
        return {}

    def modify_model(self, model: Model | Collection) -> Model | Collection:
        """Return the model as it is: what a fit changes in it is the analysis's own matter."""
        check.kind("model", model, Model | Collection, "Pass an al.Collection or al.Model.", exc.ModelError)
        return model

    def modify_before_fit(self, paths: Any, model: Model | Collection) -> Analysis:
        """Return the analysis that a search is to fit, called before it starts; override it to change one.

        Parameters
        ----------
        paths
            `search.paths`.
        model
            That is to be fitted.
        """
        del paths, model
        return self

    def prepare(self, instance: Any) -> None:  # noqa: B027, nothing is what most analyses need
        """Compute, before `leaves` are taken, what is slow and the same for all instances like this one."""

    def for_model(self, model: Model | Collection, instance: Any) -> Analysis:
        """Return the analysis with what none of a model's parameters changes already computed, for likelihoods.

        Parameters
        ----------
        model
            Whose likelihood is computed.
        instance
            Any of it.
        """
        del model, instance
        return self

    def review(self, instance: Any) -> None:  # noqa: B027, nothing is what an analysis without a fit class can say
        """Warn of what the best instance that a search has found shows to be doubtful in the data."""

    def for_workers(self) -> Analysis:
        """Return what a worker process needs to compute the likelihood, with all that is slow already computed."""
        return self


def check_models(described: list[tuple[Analysis, Model | Collection]]) -> None:
    """Do as `Analysis.check_model` for models of several data sets, which may share parameters."""
    read: set[Any] = set()
    unread = []
    for analysis, model in described:
        analysis.check_parts(model)
        for name, part in model.items() if isinstance(model, Collection) else ():
            priors = Collection({name: part}).priors
            if analysis.model_parts is None or name in analysis.model_parts:
                read.update(priors)
            elif not isinstance(part, float | int | None):
                unread.append((analysis, analysis.model_parts, name, priors))
    for analysis, parts, name, priors in unread:
        if not priors or not read.issuperset(priors):
            raise exc.ModelError(
                f"The model has a part '{name}', which {type(analysis).__name__} does not read: its likelihood depends "
                f"on {', '.join(parts)}. {check.suggestion(name, parts)} Rename it, or leave it out."
            )
