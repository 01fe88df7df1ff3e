"""What a chain is given to start with: where, and how wide the density is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autolens_lite import exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.model import Collection, Model
from autolens_lite.result import Result, Samples
from autolens_lite.search.likelihoods.failure_count import listed

StartLike = Result | Samples | Mapping[str, float] | npt.ArrayLike
"""What a `Start` is made of."""
MetricLike = str | Result | Samples | npt.ArrayLike
"""What a `Metric` is made of."""


class Start:
    """A vector to start from.

    `value` is a `Result` or its `Samples`, of which the sample of the highest posterior is taken; a vector, one number
    for each parameter; or a dictionary of numbers by the names of the parameters.
    """

    def __init__(self, value: Any) -> None:
        samples = getattr(value, "samples", value)
        self.names: list[str] | None = None
        if hasattr(samples, "max_log_posterior"):
            self.names = list(samples.parameter_names)
            value = samples.max_log_posterior(as_instance=False)
        elif isinstance(value, Mapping) or hasattr(type(value), "iloc"):  # a Series of pandas has names too
            entries = dict(value.items())
            named = isinstance(value, Mapping) or any(isinstance(name, str) for name in entries)
            self.names, value = list(map(str, entries)) if named else None, list(entries.values())
        vector = _numbers_in("start", value)
        if vector.ndim != 1 or not np.isfinite(vector).all():
            raise exc.SearchError(
                f"start = {value!r} is not a start. Pass a result, its samples, a vector of finite numbers or a "
                "dictionary of them by the names of the parameters."
            )
        self.vector = [float(number) for number in vector]

    def to_dict(self) -> dict[str, Any]:
        """The vector and the names, for the fingerprint."""
        return {"names": self.names, "vector": self.vector}

    def vector_for(self, model: Model | Collection) -> np.ndarray:
        """The vector (p,) in the order of a model's parameters.

        Raises SearchError if it is not one of the model, or outside its prior.
        """
        names = list(model.parameter_names)
        if (self.names is not None and sorted(self.names) != sorted(names)) or len(self.vector) != len(names):
            raise exc.SearchError(
                f"start has the parameters {', '.join(self.names or [f'{len(self.vector)} numbers'])}, but the model's "
                f"are {', '.join(names)}. Pass a start of this model."
            )
        order = range(len(names)) if self.names is None else [self.names.index(name) for name in names]
        vector = np.array([self.vector[i] for i in order])
        if not np.isfinite(model.log_prior_from_vector(vector)) or not model.satisfies(vector):
            raise exc.SearchError(
                f"start = {listed(names, vector)} is outside the prior of the model, or an assertion does not hold. "
                "Pass a start inside, or widen the priors."
            )
        return vector


class Metric:
    """How the metric of chains starts, and what of it is adapted.

    Parameters
    ----------
    value
        None or "diagonal" (widths are adapted) or "dense" (correlations too), and the start is that of the normal
        density about the maximum; or a covariance matrix (p, p) of the parameters, variances (p,) of them, or a
        `Result` or `Samples` of the same parameters, whose covariance it is.
    """

    def __init__(self, value: Any) -> None:
        samples = getattr(value, "samples", value)
        self.matrix: list | None = None
        self.names: list[str] | None = None
        self.dense = isinstance(value, str) and value == "dense"
        if value is None or (isinstance(value, str) and value in ("none", "diagonal", "dense")):
            return
        if hasattr(samples, "covariance") and hasattr(samples, "effective_sample_size"):
            if samples.effective_sample_size < 2 * samples.vectors.shape[1]:
                raise exc.SearchError(
                    f"inverse_mass_matrix is a result with {samples.effective_sample_size:.0f} effective samples of "
                    f"{samples.vectors.shape[1]} parameters, too few for a covariance. Pass None or a matrix."
                )
            self.names, value = list(samples.parameter_names), samples.covariance
        matrix = _numbers_in("inverse_mass_matrix", value)
        square = np.diag(matrix) if matrix.ndim == 1 else matrix
        if square.ndim != 2 or not _is_covariance(square):
            raise exc.SearchError(
                f"inverse_mass_matrix = {value!r} is not a covariance. Pass None, 'diagonal', 'dense', variances (p,), "
                "a positive definite matrix (p, p), or a result."
            )
        self.matrix = square.tolist()

    def to_dict(self) -> dict[str, Any]:
        """The matrix, whose it is, and what is adapted, for the fingerprint."""
        return {"dense": self.dense, "matrix": self.matrix, "names": self.names}

    def factor_for(self, names: Sequence[str], derivatives: np.ndarray, factor: np.ndarray) -> np.ndarray:
        """The factor (p, p) of the metric in coordinates of which vectors have these derivatives (p, p).

        `names` are those of the model's parameters; `factor` is what is taken where no matrix is given.
        """
        matrix = self.matrix_for(names)
        if matrix is None:
            return factor
        inverse = np.linalg.inv(derivatives)
        return np.linalg.cholesky(inverse @ matrix @ inverse.T)

    def matrix_for(self, names: Sequence[str]) -> np.ndarray | None:
        """The matrix (p, p) in the order of a model's parameters, None where none is given.

        Raises SearchError if it is of other parameters.
        """
        if self.matrix is None:
            return None
        if len(self.matrix) != len(names) or (self.names is not None and sorted(self.names) != sorted(names)):
            raise exc.SearchError(
                f"inverse_mass_matrix is of {', '.join(self.names or [f'{len(self.matrix)} parameters'])}, but the "
                f"model has {len(names)}: {', '.join(names)}. Pass one of these."
            )
        own = names if self.names is None else self.names
        order = [list(own).index(name) for name in names]
        return np.array(self.matrix)[np.ix_(order, order)]


def _numbers_in(name: str, value: Any) -> np.ndarray:
    """The real numbers in a value, without units or masks; of no shape that is taken where it holds anything else."""
    try:
        return numbers_from(name, units.plain(name, value)).astype(float)
    except (TypeError, ValueError, exc.AutoLensError):
        return np.full((0, 0, 0), np.nan)


def _is_covariance(matrix: np.ndarray) -> bool:
    if matrix.shape[0] != matrix.shape[1] or not np.isfinite(matrix).all() or not np.allclose(matrix, matrix.T):
        return False
    return bool(len(matrix)) and bool(np.linalg.eigvalsh(matrix)[0] > 0.0)


class Starts:
    """Vectors to start from.

    `value` is what `Start` takes, or a list of such.
    """

    def __init__(self, value: Any) -> None:
        several = isinstance(value, list | tuple) and not (value and all(np.isscalar(item) for item in value))
        self.starts = [Start(item) for item in (value if several else [value])]
        if not self.starts:
            raise exc.SearchError(f"start = {value!r} is empty. Pass a list of starts, or None.")
        lengths = {len(start.vector) for start in self.starts}
        if len(lengths) > 1:
            raise exc.SearchError(
                f"start = {value!r} holds starts of {', '.join(map(str, sorted(lengths)))} numbers. Pass one number "
                "for each parameter in each of them."
            )

    def to_dict(self) -> dict[str, Any]:
        """All of them, for the fingerprint."""
        return {"starts": [start.to_dict() for start in self.starts]}

    def vectors_for(self, model: Model | Collection) -> np.ndarray:
        """The vectors (n, p) in the order of a model's parameters; SearchError as of `Start.vector_for`."""
        return np.array([start.vector_for(model) for start in self.starts])
