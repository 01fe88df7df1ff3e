"""Samples as lists and one by one, by the names that PyAutoFit gives them."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.model import Collection, Model
from autolens_lite.result import weighted


class Sample(metaclass=check.NamedArguments):
    """One sample of a search.

    Parameters
    ----------
    log_likelihood, log_prior, weight
        Of the sample.
    kwargs
        Its parameters by their paths: text with dots, or tuples.
    """

    def __init__(
        self, log_likelihood: float, log_prior: float, weight: float, kwargs: Mapping[Any, float] | None = None
    ) -> None:
        self.log_likelihood = log_likelihood
        self.log_prior = log_prior
        self.weight = weight
        for name in ("log_likelihood", "log_prior"):
            check.finite(name, getattr(self, name))
        check.non_negative("weight", weight)
        if not isinstance(kwargs, Mapping | None):
            raise exc.DataError(f"kwargs = {kwargs!r} is not a dictionary. Pass one from paths to numbers.")
        entries = {} if kwargs is None else dict(kwargs)
        for path, value in entries.items():
            check.finite(f"kwargs[{path!r}]", value)
        self.kwargs = {tuple(path.split(".")) if isinstance(path, str) else path: v for path, v in entries.items()}

    @property
    def log_posterior(self) -> float:
        """log_likelihood + log_prior."""
        return self.log_likelihood + self.log_prior

    def parameter_lists_for_model(self, model: Model | Collection) -> list[float]:
        """Return the parameters in the order of a model.

        Raises
        ------
        DataError
            If the sample lacks one of them.
        """
        check.model(model)
        missing = [
            name for name, path in zip(model.parameter_names, model.paths, strict=True) if path not in self.kwargs
        ]
        if missing:
            raise exc.DataError(f"The sample has no {missing[0]}. Pass the model that was sampled.")
        return [self.kwargs[path] for path in model.paths]

    def instance_for_model(self, model: Model | Collection, ignore_assertions: bool = True) -> Any:
        """Return the instance of a model that the sample is; see `parameter_lists_for_model` for errors.

        Parameters
        ----------
        model
            That was sampled.
        ignore_assertions
            Whether a sample that breaks an assertion of the model is an instance too, and no ModelError.
        """
        vector = self.parameter_lists_for_model(model)
        if not ignore_assertions and not model.satisfies(vector):
            raise exc.ModelError(
                "The sample breaks an assertion of the model. Pass ignore_assertions=True, or skip it."
            )
        return model.instance_from_vector(vector)


class SampleLists(metaclass=check.NamedArguments):
    """What `al.Samples` gives as lists, instances and single samples."""

    parameter_names: list[str]
    vectors: np.ndarray
    log_likelihood: np.ndarray
    log_prior: np.ndarray
    weight: np.ndarray
    model: Model | Collection | None

    @property
    def parameter_lists(self) -> list[list[float]]:
        """The parameters of each sample: `vectors` as lists."""
        return self.vectors.tolist()

    @property
    def log_likelihood_list(self) -> list[float]:
        """ln of the likelihood of each sample."""
        return self.log_likelihood.tolist()

    @property
    def log_prior_list(self) -> list[float]:
        """ln of the prior density of each sample."""
        return self.log_prior.tolist()

    @property
    def log_posterior_list(self) -> list[float]:
        """ln of the posterior density of each sample, not normalised."""
        return (self.log_likelihood + self.log_prior).tolist()

    @property
    def weight_list(self) -> list[float]:
        """The weight of each sample; their sum is 1."""
        return self.weight.tolist()

    @property
    def total_samples(self) -> int:
        """The number of samples."""
        return len(self.vectors)

    @property
    def sample_list(self) -> list[Sample]:
        """Each sample as an object."""
        paths = [tuple(name.split(".")) for name in self.parameter_names]
        rows = zip(self.log_likelihood_list, self.log_prior_list, self.weight_list, self.parameter_lists, strict=True)
        return [Sample(a, b, c, dict(zip(paths, vector, strict=True))) for a, b, c, vector in rows]

    @property
    def max_log_likelihood_sample(self) -> Sample:
        """The sample of greatest likelihood."""
        return self.sample_list[int(np.argmax(self.log_likelihood))]

    def values_at_lower_sigma(self, sigma: float, as_instance: bool = True) -> Any:
        """Return the instance, or the vector, of the lower ends of `values_at_sigma`, each parameter by itself."""
        return self._as(self.values_at_sigma(sigma)[:, 0], as_instance)

    def values_at_upper_sigma(self, sigma: float, as_instance: bool = True) -> Any:
        """Return the instance, or the vector, of the upper ends of `values_at_sigma`, each parameter by itself."""
        return self._as(self.values_at_sigma(sigma)[:, 1], as_instance)

    def errors_at_lower_sigma(self, sigma: float, as_instance: bool = True) -> Any:
        """Return the distances from the medians down to the lower ends, as an instance or a vector.

        Raises
        ------
        ParameterError
            If no object can have an error for its parameter: pass as_instance=False.
        """
        return self._as(self.errors_at_sigma(sigma)[:, 0], as_instance)

    def errors_at_upper_sigma(self, sigma: float, as_instance: bool = True) -> Any:
        """Return the distances from the medians up to the upper ends; as `errors_at_lower_sigma`."""
        return self._as(self.errors_at_sigma(sigma)[:, 1], as_instance)

    def draw_randomly_via_pdf(self, as_instance: bool = True, rng: np.random.Generator | None = None) -> Any:
        """Return the instance, or the vector, of one sample drawn by the weights.

        Parameters
        ----------
        as_instance
            Whether to return an instance.
        rng
            What draws; None for a new generator, and so another sample at each call.
        """
        return self._as(self.draw(1, np.random.default_rng() if rng is None else rng)[0], as_instance)

    def with_paths(self, paths: Iterable[str | Sequence[str]]) -> Any:
        """Return the samples with the parameters at and below some paths alone, and without a model.

        Parameters
        ----------
        paths
            Each as text with dots, "galaxies.lens.mass", or a tuple of its parts.

        Raises
        ------
        DataError
            If no parameter is there.
        """
        columns = self._columns_at(paths)
        if not columns:
            raise exc.DataError(
                f"paths = {paths} are those of no parameter. The samples have {', '.join(self.parameter_names)}."
            )
        return self._of_columns(columns)

    def without_paths(self, paths: Iterable[str | Sequence[str]]) -> Any:
        """Return the samples without the parameters at and below some paths, and without a model; see `with_paths`.

        Raises
        ------
        DataError
            If no parameter is there, or none is left.
        """
        columns = self._columns_at(paths)
        if not 0 < len(columns) < len(self.parameter_names):
            raise exc.DataError(
                f"paths = {paths} are those of {len(columns)} parameters. The samples have "
                f"{', '.join(self.parameter_names)}; leave out some of them."
            )
        return self._of_columns([i for i in range(len(self.parameter_names)) if i not in columns])

    def samples_drawn_randomly_via_pdf_from(
        self, total_draws: int = 100, rng: np.random.Generator | None = None
    ) -> Any:
        """Return samples of equal weight, drawn from these by their weights, with repeats.

        Parameters
        ----------
        total_draws
            How many.
        rng
            What draws; None for a new generator, and so others at each call.
        """
        draws = check.whole("total_draws", total_draws, 1)
        check.allocatable("total_draws", total_draws, 32.0 * draws, "Pass fewer.")
        rng = np.random.default_rng() if rng is None else rng
        check.generator("rng", rng)
        rows = rng.choice(len(self.vectors), size=draws, p=self.weight)
        drawn = type(self).__new__(type(self))
        held = {name: getattr(self, name)[rows] for name in ("vectors", "log_likelihood", "log_prior")}
        drawn.__dict__.update(self.__dict__, **held, weight=np.full(draws, 1.0 / draws))
        return drawn

    def _columns_at(self, paths: Any) -> list[int]:
        """The parameters at and below some paths."""
        if not isinstance(paths, list | tuple) or not all(isinstance(path, str | tuple | list) for path in paths):
            raise exc.DataError(f"paths = {paths!r} is not a list of paths. Pass one, such as ['galaxies.lens.mass'].")
        texts = [path if isinstance(path, str) else ".".join(map(str, path)) for path in paths]
        # PyAutoFit's path of an element of a pair names the pair too: mass.centre.centre_0
        found = [re.escape(re.sub(r"\b(\w+)\.(?=\1_\d+$)", "", path)) for path in texts]
        kept = re.compile("|".join(rf"{path}(?:_\d+|\..*)?" for path in found))
        return [i for i, name in enumerate(self.parameter_names) if kept.fullmatch(name)]

    def _of_columns(self, columns: list[int]) -> Any:
        """The samples of some parameters, which are no longer those of a model."""
        chosen = type(self).__new__(type(self))
        names = [self.parameter_names[i] for i in columns]
        chosen.__dict__.update(self.__dict__, model=None, vectors=self.vectors[:, columns], parameter_names=names)
        return chosen

    @classmethod
    def from_table(cls, filename: str | os.PathLike[str], model: Model | Collection) -> Any:
        """Read the samples.csv that a search wrote, here or by PyAutoFit.

        Parameters
        ----------
        filename
            The file: columns of the parameters, log_likelihood, log_prior and weight.
        model
            That was fitted. Columns are found by its parameters' names, whole or in their last part.

        Raises
        ------
        DataError
            If there is no such file, a column is missing or not a parameter of the model, or one holds other things
            than numbers.

        Warns
        -----
        AutoLensWarning
            If the file ends within a line, or samples are outside the model's priors.
        """
        check.model(model)
        try:
            with open(filename, encoding="utf-8", newline="") as stream:
                lines = stream.readlines()
                names, *rows = ([cell.strip() for cell in row] for row in csv.reader(lines))
            table = np.array(rows, dtype=float)
        except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
            raise exc.DataError(
                f"filename = {str(filename)!r} cannot be read as samples ({error}). Pass a samples.csv."
            ) from error
        ends = [name.rpartition(".")[2] for name in model.parameter_names]
        wanted = dict(zip(model.parameter_names, ends, strict=True))
        columns = [name if name in names or ends.count(end) > 1 else end for name, end in wanted.items()]
        columns += ["log_likelihood", "log_prior", "weight"]
        missing = [name for name in columns if names.count(name) != 1]
        if missing or table.ndim != 2 or table.shape[1] != len(names):
            raise exc.DataError(
                f"filename = {str(filename)!r} has no column {(missing or names)[0]}, or rows of other lengths. Pass "
                "the samples.csv of a fit of this model."
            )
        others = sorted({*names} - {*columns, "log_posterior"})
        if others:
            raise exc.DataError(
                f"filename = {str(filename)!r} has a column {others[0]}, which is not a parameter of the model. Pass "
                "the samples.csv of a fit of this model."
            )
        if not lines[-1].endswith(("\n", "\r")):
            check.warn(f"filename = {str(filename)!r} ends within a line, so that its last number may be cut.")
        found = table[:, [names.index(name) for name in columns]]
        likelihood, prior, weight = found[:, -3:].T
        if not np.all(np.isfinite(model.log_prior_from_vector(found[:, :-3]))):
            check.warn(
                f"filename = {str(filename)!r} has samples outside the priors of the model. Is it of a fit of this one?"
            )
        made: Any = cls
        return made(model.parameter_names, found[:, :-3], likelihood, prior, weight, model=model)

    # Of `al.Samples`

    def values_at_sigma(self, sigma: float, as_instance: bool = False) -> np.ndarray:
        raise NotImplementedError

    def errors_at_sigma(self, sigma: float, as_instance: bool = False) -> np.ndarray:
        raise NotImplementedError

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        raise NotImplementedError

    def _as(self, vector: np.ndarray, as_instance: bool) -> Any:
        raise NotImplementedError


@units.taken
def marginalize(
    parameter_list: npt.ArrayLike, sigma: float, weight_list: npt.ArrayLike | None = None
) -> tuple[float, float, float]:
    """Return the median of weighted values, and the ends of their central interval.

    Parameters
    ----------
    parameter_list
        The values (n,).
    sigma
        Names the interval: 1.0 holds 68.27 % of the weight, 3.0 99.73 %.
    weight_list
        The weights (n,), of any scale; None for equal ones.

    Returns
    -------
    The median, the lower end, the upper end.

    Raises
    ------
    DataError
        If values and weights are not finite numbers, differ in length, or no weight is above zero.
    """
    values = numbers_from("parameter_list", parameter_list, "one for each sample").astype(float)
    check.positive("sigma", sigma)
    weights = np.ones(values.shape)
    if weight_list is not None:
        weights = numbers_from("weight_list", weight_list, "one for each sample").astype(float)
    for name, numbers in (("parameter_list", values), ("weight_list", weights)):
        if not np.all(np.isfinite(numbers)):
            raise exc.DataError(f"{name} holds numbers that are not finite. Leave these samples out.")
    if weights.size and not np.any(weights > 0.0):
        raise exc.DataError("weight_list holds no weight above zero. Pass the samples' weights.")
    if values.ndim != 1 or not len(values) or weights.shape != values.shape or not np.all(weights >= 0.0):
        raise exc.DataError(
            f"parameter_list and weight_list have shapes {values.shape} and {weights.shape}. Pass as many weights, "
            "0 or more, as values, and at least one."
        )
    fractions = np.array([0.5, *weighted.fractions_at_sigma(sigma)])
    median, lower, upper = weighted.quantiles(values[:, None], weights, fractions)[:, 0].tolist()
    return median, lower, upper
