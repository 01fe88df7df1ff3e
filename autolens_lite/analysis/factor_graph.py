"""Several data sets fitted at once: their likelihoods multiplied, their models sharing priors."""

from __future__ import annotations

import functools
from contextlib import suppress
from typing import Any

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.analysis.abstract import Analysis, check_models
from autolens_lite.analysis.alike import constants_of
from autolens_lite.analysis.likelihood import number_from
from autolens_lite.fixed import changed
from autolens_lite.model import Collection, Model
from autolens_lite.units import taken


class AnalysisFactor(metaclass=check.NamedArguments):
    """A model and the analysis of the data that it describes: one part of a `FactorGraphModel`.

    Parameters
    ----------
    prior_model
        The model of these data. Priors that it has in common with the models of other factors are one parameter.
    analysis
        The data.
    name
        What the factor is called in the vector's parameter names; its number by default.

    Raises
    ------
    ModelError
        If one is missing, or they are in the wrong order.
    """

    def __init__(self, prior_model: Model | Collection, analysis: Analysis, name: str | None = None) -> None:
        if not isinstance(prior_model, Model | Collection):
            raise exc.ModelError(
                f"prior_model is a {type(prior_model).__name__}. Pass the al.Collection or al.Model of these data."
            )
        if isinstance(analysis, type) or not hasattr(analysis, "likelihood_from"):
            raise exc.ModelError(
                f"analysis = {analysis!r} is not an analysis. Pass one, such as al.AnalysisInterferometer(dataset)."
            )
        if name is not None and not isinstance(name, str):
            raise exc.ModelError(f"name = {name!r} is not text. Pass a string, or None for the factor's number.")
        self.prior_model = prior_model
        self.analysis = analysis
        self.name = name


class FactorGraphModel(Analysis, metaclass=check.NamedAbstract):
    """Several data sets fitted at once: the log likelihood is the sum of the factors'.

    >>> factors = [al.AnalysisFactor(model, analysis) for model, analysis in zip(models, analyses)]
    >>> factor_graph = al.FactorGraphModel(*factors)
    >>> result_list = search.fit(model=factor_graph.global_prior_model, analysis=factor_graph)

    `result_list[0]` is the result of the first factor. Models share what they share the prior of: build the second as
    a copy of the first, `model.copy()`, and set anew what may differ.

    Parameters
    ----------
    *model_factors
        Two or more factors (one is allowed), whose analyses have the same backend.
    name
        What `repr` calls the whole.
    use_jax
        The backend of all: True is jax, False is numba, to which datasets are converted, once. None leaves theirs.

    Raises
    ------
    ModelError
        If there is no factor, or two have the same name.
    BackendError
        If two analyses have different backends.

    Warns
    -----
    AutoLensWarning
        If two factors have the same data.
    """

    _told_otherwise = frozenset({"analyses", "_prior_models"})
    as_leaves = _told_otherwise | {"global_prior_model", "name"}

    def __init__(self, *model_factors: AnalysisFactor, name: str | None = None, use_jax: bool | None = None) -> None:
        for index, factor in enumerate(model_factors):
            if not isinstance(factor, AnalysisFactor):
                raise exc.ModelError(
                    f"model_factors[{index}] is a {type(factor).__name__}. Pass al.AnalysisFactor(prior_model, "
                    "analysis) for each data set, as al.FactorGraphModel(*factors)."
                )
        if not model_factors:
            raise exc.ModelError("There are no factors. Pass al.FactorGraphModel(*factors) with at least one.")
        analyses = [factor.analysis for factor in model_factors]
        self.analyses = [
            analysis.switched(use_jax) if isinstance(analysis, Analysis) else analysis for analysis in analyses
        ]
        backends.common_name(*self.analyses)
        self._prior_models = {factor.name or str(i): factor.prior_model for i, factor in enumerate(model_factors)}
        if len(self._prior_models) < len(model_factors):
            raise exc.ModelError("Two factors have the same name. Give each a name of its own, or none a name.")
        self.name = name
        self._warn_of_equal_data()

    def _warn_of_equal_data(self) -> None:
        hashes = [getattr(analysis, "data_hash", None) for analysis in self.analyses]
        for index, own in enumerate(hashes):
            if own is not None and own in hashes[:index]:
                check.warn(
                    f"model_factors[{index}] has the data of model_factors[{hashes.index(own)}] once more: they count "
                    "twice, and errors of parameters come out too small. Pass the dataset of each factor."
                )

    def __repr__(self) -> str:
        named = "" if self.name is None else f", name={self.name!r}"
        return f"FactorGraphModel({', '.join(self._prior_models)}{named})"

    @property
    def backend(self) -> str:
        """The name of the analyses' backend."""
        return self.analyses[0].backend

    def switched(self, use_jax: bool | None) -> FactorGraphModel:
        """Return the graph with all factors on the backend that `use_jax` stands for."""
        return self._with([analysis.switched(use_jax) for analysis in self.analyses])

    @property
    def draws(self) -> bool:
        """Whether a factor has figures of its own."""
        return any(getattr(analysis, "draws", False) for analysis in self.analyses)

    def visualize_before_fit(self, paths: Any, model: Any) -> None:
        """Draw the data of each factor, in a folder by its name, and what the first draws of all."""
        for name, (analysis, part) in zip(self._prior_models, self._parts(model), strict=True):
            analysis.visualize_before_fit(paths.below(name), part)
        self.analyses[0].Visualizer.visualize_before_fit_combined(self.analyses, paths, model)

    @taken
    def visualize(self, paths: Any, instance: Any, during_analysis: bool = False, quick_update: bool = False) -> None:
        """Draw the fit of each factor, in a folder by its name, and what the first draws of all."""
        for name, (analysis, part) in zip(self._prior_models, self._parts(instance), strict=True):
            analysis.visualize(paths.below(name), part, during_analysis=during_analysis)
        more = {"quick_update": True} if quick_update else {}
        self.analyses[0].Visualizer.visualize_combined(self.analyses, paths, instance, during_analysis, **more)

    @property
    def model_factors(self) -> list[AnalysisFactor]:
        """The factors, each a model with its analysis and name."""
        parts = zip(self._prior_models.items(), self.analyses, strict=True)
        return [AnalysisFactor(model, analysis, name) for (name, model), analysis in parts]

    @functools.cached_property
    def global_prior_model(self) -> Collection:
        """The factors' models side by side, which is what a search fits; a shared prior is one parameter of it."""
        return Collection(dict(self._prior_models))

    def check_model(self, model: Model | Collection) -> None:
        """Do as `Analysis.check_model` for every factor."""
        check_models(self._parts(model))

    def doubt_model(self, model: Model | Collection) -> None:
        """Do as `Analysis.doubt_model` for every factor."""
        for analysis, part in self._parts(model):
            analysis.doubt_model(part)

    def fit_from(self, instance: Any) -> list[Any]:
        """Return the fit of each factor."""
        return [analysis.fit_from(part) for analysis, part in self._parts(instance)]

    def log_likelihood_function(self, instance: Any) -> Any:
        """Return the sum of the factors' log likelihoods."""
        return sum(
            number_from(analysis, analysis.log_likelihood_function(part)) for analysis, part in self._parts(instance)
        )

    @property
    def constants_of_leaves(self) -> dict[str, Any]:
        """What the programs hold of every factor."""
        return {f"analysis of factor {i}": constants_of(analysis) for i, analysis in enumerate(self.analyses)}

    @property
    def roots(self) -> Any:
        """Those of every factor."""
        return tuple(analysis.roots for analysis in self.analyses)

    @property
    def residual_constant(self) -> float:
        """The sum of the factors'."""
        return sum(analysis.residual_constant for analysis in self.analyses)

    def residual_rows(self, instance: Any, fixed: Any, roots: Any, expected: bool = False) -> Any:
        """Return the residuals of all factors in turn."""
        parts = zip(self._parts(instance), self._parts(fixed), roots, strict=True)
        return self.xp.concatenate(
            [analysis.residual_rows(own, held, root, expected) for (analysis, own), (_, held), root in parts]
        )

    def prepare(self, instance: Any) -> None:
        """Prepare every factor."""
        for analysis, part in self._parts(instance):
            analysis.prepare(part)

    def for_model(self, model: Any, instance: Any) -> FactorGraphModel:
        """Return the graph of each factor for its part of the model."""
        return self._with([a.for_model(own, part) for (a, part), own in zip(self._parts(instance), model, strict=True)])

    def review(self, instance: Any) -> None:
        """Review every factor."""
        for analysis, part in self._parts(instance):
            with suppress(exc.AutoLensError):  # one that has no fit leaves the others to be reviewed
                analysis.review(part)

    def fingerprint(self) -> dict[str, Any]:
        """Return the fingerprint of every factor."""
        return super().fingerprint() | {"factors": [analysis.fingerprint() for analysis in self.analyses]}

    @property
    def leaves(self) -> Any:
        """The arrays of every factor."""
        return tuple(analysis.leaves for analysis in self.analyses)

    def with_leaves(self, leaves: Any) -> FactorGraphModel:
        """Return the graph with these arrays in its factors."""
        return self._with([a.with_leaves(own) for a, own in zip(self.analyses, leaves, strict=True)])

    def for_workers(self) -> FactorGraphModel:
        """Return the graph of what workers need of each factor."""
        return self._with([analysis.for_workers() for analysis in self.analyses])

    def _with(self, analyses: list[Analysis]) -> FactorGraphModel:
        return changed(self, analyses=analyses)

    def _parts(self, instance: Any) -> list[tuple[Analysis, Any]]:
        """Each analysis with the part of an instance that its model describes."""
        parts = list(instance)
        if len(parts) != len(self.analyses):
            raise exc.ModelError(
                f"The instance has {len(parts)} parts, but there are {len(self.analyses)} factors. Fit the model "
                "factor_graph.global_prior_model."
            )
        return list(zip(self.analyses, parts, strict=True))
