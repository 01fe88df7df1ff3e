"""The weighted samples of a search and what they say of each parameter."""

from __future__ import annotations

import csv
import io
import numbers
import os
from collections import Counter
from collections.abc import KeysView, Mapping, Sequence, Set
from typing import Any

import numpy as np
import numpy.typing as npt

from autolens_lite import archive, arguments, check, exc, storage, units
from autolens_lite.arrays import numbers_from
from autolens_lite.model import Collection, Model
from autolens_lite.model.tree import kept, seal
from autolens_lite.result import weighted
from autolens_lite.result.linear import LinearSamples
from autolens_lite.result.sample_lists import SampleLists
from autolens_lite.result.summary import Numbers, summary_of

_FORMAT = 1
_ROUNDING = 1.0e-13  # of a sum of weights
# What is stored beside the names of the parameters; None is a length that may be any.
_STORED: dict[str, tuple[int | None, ...]] = {
    "format": (),
    "vectors": (None, None),
    **dict.fromkeys(("log_likelihood", "log_prior", "weight"), (None,)),
    **dict.fromkeys(("log_evidence", "log_evidence_error", "effective_sample_size"), ()),
}


class Samples(SampleLists, metaclass=check.NamedArguments):
    """Weighted samples of a posterior density.

    Parameters
    ----------
    parameter_names
        The p names, as `model.parameter_names`.
    vectors
        The parameters of each sample, of shape (n, p).
    log_likelihood, log_prior
        Natural logarithms at each sample, of shape (n,): numbers, or minus infinity.
    weight
        The weight of each sample in the posterior, of shape (n,), of any scale; None for equal weights.
    log_evidence, log_evidence_error
        ln of the evidence and its standard error, where the search finds them; None or NaN where it does not.
    effective_sample_size
        The number of independent samples, where the search knows better than the weights do (correlated chains).
    model
        The model that instances are made with; a `Result` sets it.

    Raises
    ------
    DataError
        If shapes differ, there is no sample, a name is there twice, a parameter is not finite, a logarithm is NaN or
        infinity, the weights are negative, not finite or all zero, or the model has other parameters.
    """

    def __init__(
        self,
        parameter_names: Sequence[str],
        vectors: npt.ArrayLike,
        log_likelihood: npt.ArrayLike,
        log_prior: npt.ArrayLike,
        weight: npt.ArrayLike | None = None,
        log_evidence: float | None = None,
        log_evidence_error: float | None = None,
        effective_sample_size: float | None = None,
        model: Model | Collection | None = None,
    ) -> None:
        self.parameter_names = _names_from(parameter_names)
        self.vectors = numbers_from("vectors", vectors, "(n, p)", labels=self.parameter_names).astype(float)
        if self.vectors.ndim != 2 or self.vectors.shape[1] != len(self.parameter_names) or not len(self.vectors):
            raise exc.DataError(
                f"vectors has shape {self.vectors.shape}. Pass one row a sample, at least one, and one column for "
                f"each of the {len(self.parameter_names)} parameter_names."
            )
        if not np.all(np.isfinite(self.vectors)):
            raise exc.DataError("vectors holds numbers that are not finite. Leave these samples out.")
        self.log_likelihood = self._logarithms("log_likelihood", log_likelihood)
        self.log_prior = self._logarithms("log_prior", log_prior)
        weights = self._column("weight", np.ones(len(self)) if weight is None else weight)
        if not np.all(np.isfinite(weights)) or np.any(weights < 0.0) or not np.any(weights > 0.0):
            raise exc.DataError(
                "weight holds negative or non-finite numbers, or only zeros. Pass the posterior weights."
            )
        if np.max(weights) > 1.0e300 / len(weights):
            weights = weights / np.max(weights)  # the sum would be infinite
        total = np.sum(weights)
        # Weights that are normalised stay as they are, or they would change by rounding whenever they are read.
        self.weight = weights if abs(total - 1.0) < _ROUNDING else weights / total
        self.log_evidence = _optional("log_evidence", log_evidence)
        self.log_evidence_error = _optional("log_evidence_error", log_evidence_error)
        if self.log_evidence_error is not None:
            check.non_negative("log_evidence_error", self.log_evidence_error)
        self._effective_sample_size = _optional("effective_sample_size", effective_sample_size)
        if self._effective_sample_size is not None:
            check.positive("effective_sample_size", self._effective_sample_size)
        if model is not None and not check.has(model, "instance_from_vector"):
            raise exc.ModelError(f"model is a {type(model).__name__}. Pass an al.Model or al.Collection, or None.")
        if model is not None:
            self._require_names_of(model)
        self.model = kept(model, "samples")
        self.linear: LinearSamples | None = None
        """Draws of what is solved for at samples, intensities and source pixels, where the search has made some."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        seal(self.model, "samples")

    def __len__(self) -> int:
        return len(self.vectors)

    def __repr__(self) -> str:
        return f"Samples({len(self)} samples of {len(self.parameter_names)} parameters)"

    # The best sample

    @property
    def log_posterior(self) -> np.ndarray:
        """log_likelihood + log_prior, of shape (n,)."""
        return self.log_likelihood + self.log_prior

    @property
    def max_log_likelihood_index(self) -> int:
        """The row of the sample of greatest likelihood."""
        return int(np.argmax(self.log_likelihood))

    def max_log_likelihood(self, as_instance: bool = True) -> Any:
        """Return the instance, or the vector, of greatest likelihood."""
        return self._as(self.vectors[self.max_log_likelihood_index], as_instance)

    def max_log_posterior(self, as_instance: bool = True) -> Any:
        """Return the instance, or the vector, of greatest posterior density."""
        return self._as(self.vectors[int(np.argmax(self.log_posterior))], as_instance)

    def from_sample_index(self, sample_index: int, as_instance: bool = True) -> Any:
        """Return the instance, or the vector, of one sample; from the last one back where `sample_index` is negative.

        Raises
        ------
        ParameterError
            If there is no such sample.
        """
        row = check.whole("sample_index", sample_index, -len(self))
        if row >= len(self):
            raise exc.ParameterError(f"sample_index = {row} is too high: there are {len(self)} samples, from 0.")
        return self._as(self.vectors[row], as_instance)

    # The posterior density

    def quantiles(self, fractions: Sequence[float]) -> np.ndarray:
        """Return quantiles of each parameter's marginal density, of shape (len(fractions), p).

        Raises
        ------
        DataError
            If `fractions` is not a list of numbers from 0 to 1.
        """
        values = numbers_from("fractions", units.plain("fractions", fractions), "such as [0.16, 0.5, 0.84]")
        if values.ndim != 1 or not np.all((values >= 0.0) & (values <= 1.0)):
            raise exc.DataError(
                f"fractions = {arguments.shown(fractions)} is not a list of numbers from 0 to 1. Pass those, such as "
                "[0.16, 0.5, 0.84]."
            )
        return weighted.quantiles(self.vectors, self.weight, values)

    def median_pdf(self, as_instance: bool = True) -> Any:
        """Return the instance, or the vector, of each parameter's median."""
        return self._as(self.quantiles([0.5])[0], as_instance)

    def values_at_sigma(self, sigma: float, as_instance: bool = False) -> np.ndarray:
        """Return the ends of each parameter's central interval (1 sigma: 68.27 %), of shape (p, 2).

        `as_instance` can be False alone: instances are those of `values_at_lower_sigma` and `values_at_upper_sigma`.
        """
        check.positive("sigma", sigma)
        _refuse_instances("values", as_instance)
        return self.quantiles(weighted.fractions_at_sigma(sigma)).T

    def errors_at_sigma(self, sigma: float, as_instance: bool = False) -> np.ndarray:
        """Return the distances from the median down and up to those ends, both positive, of shape (p, 2).

        `as_instance` can be False alone, as of `values_at_sigma`.
        """
        _refuse_instances("errors", as_instance)
        ends = self.values_at_sigma(sigma)
        median = self.quantiles([0.5])[0]
        return np.stack([median - ends[:, 0], ends[:, 1] - median], axis=1)

    @property
    def mean(self) -> np.ndarray:
        """The weighted mean, of shape (p,)."""
        return self.weight @ self.vectors

    @property
    def covariance(self) -> np.ndarray:
        """The weighted covariance matrix, of shape (p, p)."""
        return weighted.covariance(self.vectors, self.weight)

    @property
    def effective_sample_size(self) -> float:
        """The number of independent samples that these are worth."""
        if self._effective_sample_size is not None:
            return self._effective_sample_size
        return weighted.effective_size(self.weight)

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return `n` vectors drawn with replacement according to the weights, of shape (n, p).

        Raises
        ------
        ParameterError
            If `n` is not a whole number of at least 0, or more than the memory holds; if `rng` is not a generator.
        """
        n = check.whole("n", n, 0)
        check.generator("rng", rng)
        check.allocatable("n", n, 8 * n * len(self.parameter_names), "Draw fewer.")
        return self.vectors[rng.choice(len(self), size=n, p=self.weight)]

    def with_model(self, model: Model | Collection) -> Samples:
        """Return the same samples, able to make instances of `model`.

        Raises
        ------
        DataError
            If the model has other parameters.
        """
        check.model(model)
        self._require_names_of(model)
        copied = type(self).__new__(type(self))
        copied.__dict__.update(self.__dict__, model=kept(model, "samples"))
        return copied

    def with_linear(self, linear: LinearSamples) -> Samples:
        """Return the same samples with draws of what is solved for at them.

        Raises
        ------
        DataError
            If these are not of such samples.
        """
        check.kind("linear", linear, LinearSamples, "Pass what a search has drawn.", exc.DataError)
        if linear.rows.max() >= len(self):
            raise exc.DataError(f"linear has a draw of sample {linear.rows.max()}, but there are {len(self)} samples.")
        copied = type(self).__new__(type(self))
        copied.__dict__.update(self.__dict__, linear=linear)
        return copied

    def subsamples(self, model: Model | Collection) -> Samples:
        """Return the same samples with the parameters alone that `model`, a part of the sampled model, has.

        Raises
        ------
        ModelError
            If `model` is not a part of the samples' own model, or they have none.
        """
        known = self.model.layout.index if self.model is not None else {}
        if not check.has(model, "prior_count") or not all(prior in known for prior in model.priors):
            raise exc.ModelError(
                f"model ({type(model).__name__}) is not a part of the model of these samples. Pass one."
            )
        columns = [known[prior] for prior in model.priors]
        copied = type(self).__new__(type(self))
        copied.__dict__.update(
            self.__dict__,
            parameter_names=model.parameter_names,
            vectors=self.vectors[:, columns],
            model=kept(model, "samples"),
        )
        return copied

    # Text and files

    def summary(self, truths: Mapping[str, float] | npt.ArrayLike | None = None) -> str:
        """Return a table of medians, intervals and the best sample, beside optional true values; and of what is solved.

        Parameters
        ----------
        truths
            A dictionary from parameter names to values, or one value for each parameter.
        """
        table = summary_of(numbers_of(self), truths)
        return table if self.linear is None else f"{table}\n\n{self.linear.summary()}"

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write one row a sample: the parameters, log_likelihood, log_prior and weight, to full precision."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*self.parameter_names, "log_likelihood", "log_prior", "weight"])
        rows = np.column_stack([self.vectors, self.log_likelihood, self.log_prior, self.weight])
        writer.writerows(rows.tolist())
        storage.write_atomic(path, stream.getvalue())

    def to_npz(self, path: str | os.PathLike[str]) -> None:
        """Write everything but the model, for `from_npz`."""
        arrays = {
            "format": _FORMAT,
            "parameter_names": np.array(self.parameter_names, dtype=str),
            "vectors": self.vectors,
            "log_likelihood": self.log_likelihood,
            "log_prior": self.log_prior,
            "weight": self.weight,
            "log_evidence": _number(self.log_evidence),
            "log_evidence_error": _number(self.log_evidence_error),
            "effective_sample_size": _number(self._effective_sample_size),
            **({} if self.linear is None else self.linear.to_arrays()),
        }
        storage.write_arrays(path, archive.sealed(arrays))

    @classmethod
    def from_npz(cls, path: str | os.PathLike[str]) -> Samples:
        """Read what `to_npz` wrote.

        Raises
        ------
        DataError
            If there is no such file, or it holds something else, or other numbers than were written.

        Warns
        -----
        AutoLensWarning
            If it has no digest of its numbers.
        """
        stored = storage.read_arrays(path)
        try:
            stored = archive.check_seal(stored, path)
            archive.require(stored, _STORED)
            names = stored.get("parameter_names", np.zeros(0))
            if stored["format"] != _FORMAT or names.dtype.kind != "U" or names.ndim != 1:
                raise exc.DataError(f"it holds no samples of format {_FORMAT}")
            arguments: dict[str, Any] = {name: stored[name][()] for name in _STORED if name != "format"}
            samples, linear = cls(parameter_names=names.tolist(), **arguments), LinearSamples.from_arrays(stored)
            return samples if linear is None else samples.with_linear(linear)
        except exc.DataError as error:
            raise exc.DataError(
                f"{path} cannot be read as samples: {error}. Pass a samples.npz that a search wrote, or restore it "
                "from a copy."
            ) from error

    def _require_names_of(self, model: Model | Collection) -> None:
        if list(model.parameter_names) != self.parameter_names:
            raise exc.DataError(
                f"The samples are of the parameters {', '.join(self.parameter_names)}, but the model's are "
                f"{', '.join(model.parameter_names)}. Pass the model that was fitted."
            )

    def _column(self, name: str, values: Any) -> np.ndarray:
        column = numbers_from(name, values, "one for each vector").astype(float)
        if column.shape != (len(self),):
            raise exc.DataError(
                f"{name} has shape {column.shape}. Pass one number for each of the {len(self)} vectors."
            )
        return column

    def _logarithms(self, name: str, values: Any) -> np.ndarray:
        column = self._column(name, values)
        if not np.all(column < np.inf):
            raise exc.DataError(
                f"{name} holds NaN or infinity at {np.count_nonzero(~(column < np.inf))} of {len(self)} samples. Leave "
                "these samples out; minus infinity is the logarithm of zero."
            )
        return column

    def _as(self, vector: np.ndarray, as_instance: bool) -> Any:
        if not as_instance:
            return vector.copy()
        if self.model is None:
            raise exc.DataError(
                "These samples have no model to make an instance with. Use samples.with_model(model), "
                "or ask for the vector with as_instance=False."
            )
        return self.model.instance_from_vector(vector)


def numbers_of(samples: Samples) -> Numbers:
    """Return what a summary tells of samples."""
    return Numbers(
        names=samples.parameter_names,
        median=samples.quantiles([0.5])[0],
        best=samples.max_log_likelihood(as_instance=False),
        errors=samples.errors_at_sigma(1.0),
        inner=samples.values_at_sigma(1.0),
        outer=samples.values_at_sigma(3.0),
        max_log_likelihood=float(samples.log_likelihood[samples.max_log_likelihood_index]),
        log_evidence=samples.log_evidence,
        log_evidence_error=samples.log_evidence_error,
        total=len(samples),
        effective=samples.effective_sample_size,
    )


def _names_from(names: Any) -> list[str]:
    """Return the names as a list; refuse what has no order, other things than names, and one that is there twice."""
    unordered = isinstance(names, str | Mapping) or (isinstance(names, Set) and not isinstance(names, KeysView))
    found = list(names) if check.are_many(names) and not unordered else [None]
    if not all(isinstance(name, str) for name in found):
        raise exc.DataError(f"parameter_names = {names!r} is not a list of names. Pass one a column.")
    count = Counter(found)
    twice = [name for name in found if count[name] > 1]
    if twice:
        raise exc.DataError(f"parameter_names has '{twice[0]}' twice. Pass a name of its own for each column.")
    return [str(name) for name in found]


def _optional(name: str, value: float | None) -> float | None:
    if value is None or (isinstance(value, numbers.Real) and np.isnan(value)):
        return None
    check.finite(name, value)
    return float(value)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _refuse_instances(kind: str, as_instance: bool) -> None:
    if arguments.flag("as_instance", as_instance):
        raise exc.ParameterError(
            f"as_instance = True: two ends are not one instance. Take {kind}_at_lower_sigma and {kind}_at_upper_sigma."
        )
