"""The figure of merit of a vector, as scripts of PyAutoFit ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.analysis.abstract import Analysis
from autolens_lite.arrays import numbers_from
from autolens_lite.model import Collection, Model
from autolens_lite.model.tree import kept


class Fitness(metaclass=check.NamedArguments):
    """What a search maximises, as a function of a vector: a door to `analysis.likelihood_from(model)`.

    Parameters
    ----------
    model
        The model.
    analysis
        What it is compared with.
    paths
        Without effect: nothing is written.
    fom_is_log_likelihood
        Whether it is the log likelihood, or that plus the log prior.
    resample_figure_of_merit
        What it is where there is no likelihood; None for that of the library, -1e99.
    convert_to_chi_squared
        Whether it is times -2.
    batch_size
        Without effect: vectors (n, p) are computed all at once where that is faster.

    Raises
    ------
    ModelError
        If `model` is not one of the analysis: see `analysis.check_model`.
    """

    def __init__(
        self,
        model: Model | Collection,
        analysis: Analysis,
        paths: Any = None,
        fom_is_log_likelihood: bool = True,
        resample_figure_of_merit: float | None = None,
        convert_to_chi_squared: bool = False,
        batch_size: int | None = None,
    ) -> None:
        if not (paths is None or isinstance(paths, str | Path) or hasattr(paths, "output_path")):
            raise exc.ParameterError(
                f"paths is a {type(paths).__name__}. Pass those of a search, search.paths, or None."
            )
        if batch_size is not None:
            check.whole("batch_size", batch_size, 1)
        del paths, batch_size
        check.kind("analysis", analysis, Analysis, "Pass one, such as al.AnalysisImaging(dataset).")
        if resample_figure_of_merit is not None:
            check.number("resample_figure_of_merit", resample_figure_of_merit)
        self.model = kept(model, "a Fitness")
        self.analysis = analysis
        self.fom_is_log_likelihood = fom_is_log_likelihood
        self.resample_figure_of_merit = resample_figure_of_merit
        self.convert_to_chi_squared = convert_to_chi_squared
        self._likelihood = analysis.likelihood_from(model)

    def __call__(self, parameters: Any) -> Any:
        """Return the figure of merit of a vector (p,), or those (n,) of vectors (n, p)."""
        with check.argument("parameters"):
            vectors = numbers_from("vector", parameters)
            # which check units, masks and names, too
            many = vectors.ndim == 2
            found = self._likelihood.batch(parameters) if many else np.asarray(self._likelihood(parameters))
        is_missing = found <= self._likelihood.FLOOR
        if not self.fom_is_log_likelihood:
            found = found + np.reshape(
                [self.model.log_prior_from_vector(v) for v in np.atleast_2d(vectors)], found.shape
            )
        if self.convert_to_chi_squared:
            found = -2.0 * found
        if self.resample_figure_of_merit is not None:
            found = np.where(is_missing, self.resample_figure_of_merit, found)
        return found if found.ndim else float(found)

    def call(self, parameters: Any) -> Any:
        """Return what the object itself returns when it is called."""
        return self(parameters)

    @property
    def _vmap(self) -> Fitness:
        """The object itself, which takes many vectors."""
        return self

    _jit = _vmap  # it is compiled on the backend jax
    call_wrap = call
