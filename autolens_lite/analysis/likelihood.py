"""The log likelihood of a model as a function of a vector."""

from __future__ import annotations

import contextlib
import functools
import math
import numbers
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.analysis import alike
from autolens_lite.analysis.least_squares import hessian_from, prior_rows, rows_of, widths_of_priors
from autolens_lite.fixed import SetOnce
from autolens_lite.model.tree import kept, seal

if TYPE_CHECKING:
    from autolens_lite.analysis.abstract import Analysis
    from autolens_lite.model import Collection, Model


def number_from(analysis: Analysis, value: Any) -> Any:
    """Return what a `log_likelihood_function` returned, if it is one real number, which may be traced.

    Raises SearchError if it is something else (None, text, a list, an array with axes, a masked, complex or Boolean
    value).
    """
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return float(value)
    shape, dtype = getattr(value, "shape", None), getattr(value, "dtype", None)
    masked = isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value)
    if shape == () and getattr(dtype, "kind", "") in tuple("fiu") and not masked and not hasattr(value, "unit"):
        return value * 1.0
    shown = f"a value of shape {shape} and type {dtype}" if shape is not None and not masked else repr(value)
    raise exc.SearchError(
        f"{type(analysis).__name__}.log_likelihood_function returned {shown} ({type(value).__name__}), which is not a "
        "number. Return the log likelihood as one real number, such as a float."
    )


# What holds compiled programs, which have all data as arguments.
_COMPILED = ("_compiled", "_batched", "_with_gradient", "_least_squares")


class Likelihood(SetOnce):
    """The log likelihood at a vector of parameters: always a finite number.

    Where there is none (a fit that fails, a model's assertion that does not hold) it is `FLOOR`. The first call on the
    jax backend compiles. Pickles hold no visibilities and no compiled code: they are cheap to send to workers.

    Parameters
    ----------
    analysis
        The data.
    model
        Its vector: the free parameters in the order of `model.parameter_names`.
    """

    FLOOR = -1e99

    def __init__(self, analysis: Analysis, model: Model | Collection) -> None:
        self.analysis = analysis
        # a copy, since a program that is compiled knows nothing of what is changed later
        self.model = kept(model, "a likelihood")

    def on(self, analysis: Analysis) -> Likelihood:
        """Return the likelihood of the same model for another analysis, whose arrays have the same shapes.

        What is compiled is shared, without the second or so that it takes to find out that it can be: for data that
        differ in their values alone (`Imaging.with_values`), and analyses that are alike in all else.

        Raises ModelError if the analyses have arrays of other shapes, are of other classes, or differ in what is not
        data.
        """
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__, analysis=analysis)
        for name in ("_leaves", "_roots", "residual_constant"):
            new.__dict__.pop(name, None)
        if type(analysis) is not type(self.analysis) or _shapes(new._leaves) != _shapes(self._leaves):
            raise exc.ModelError(
                "analysis is of another class than this one's, or has arrays of other shapes. Use "
                "analysis.likelihood_from(model)."
            )
        alike.require(self.analysis, analysis)
        for name in _COMPILED:
            with contextlib.suppress(exc.BackendError):
                new.__dict__[name] = getattr(self, name)
        return new

    @property
    def prefers_batch(self) -> bool:
        """Whether many vectors at once (`batch`) are computed faster than one by one."""
        return self.analysis.xp.PREFERS_BATCH

    def __call__(self, vector: Any) -> float:
        """Return the log likelihood at a vector (p,)."""
        vector = self._checked(vector, 1)
        if not self._allows(vector):
            return self.FLOOR
        try:
            value = float(self._compiled(vector, self._leaves))
        except exc.ParameterError:  # a value that a profile refuses
            return self.FLOOR
        return value if math.isfinite(value) else self.FLOOR

    def value_and_grad(self, vector: Any) -> tuple[float, np.ndarray]:
        """Return the log likelihood and its gradient (p,); jax backend.

        The value is `FLOOR` and the gradient zero where there is no likelihood.

        Raises BackendError on a backend without gradients.
        """
        gradient_function = self._with_gradient
        vector = self._checked(vector, 1)
        if self._allows(vector):
            value, gradient = gradient_function(vector, self._leaves)
            gradient = np.asarray(gradient)
            if math.isfinite(value) and np.isfinite(gradient).all():
                return float(value), gradient
        return self.FLOOR, np.zeros(vector.size)

    def batch(self, vectors: Any) -> np.ndarray:
        """Return the log likelihoods (n,) of vectors (n, p)."""
        vectors = self._checked(vectors, 2)
        values = np.full(len(vectors), self.FLOOR)
        if not self.prefers_batch:
            return np.array([self(vector) for vector in vectors])
        allowed = np.array([self._allows(vector) for vector in vectors], dtype=bool)
        if allowed.any():
            # All of them, so that the number, for which the function is compiled, does not vary.
            found = np.asarray(self._batched(vectors, self._leaves))
            good = allowed & np.isfinite(found)
            values[good] = found[good]
        return values

    def memory_text(self, batch_size: int, gradient: bool = False) -> str:
        """Return a sentence on the memory that a batch takes, or one value and gradient; see `print_vram_use`."""
        batch_size = check.whole("batch_size", batch_size, 1)
        if not hasattr(self._batched, "memory_of"):
            return f"The backend {self.analysis.backend} computes one likelihood at a time, and uses no GPU."
        program: Any = self._with_gradient if gradient else self._batched
        size = self.model.prior_count
        vectors = np.zeros(size if gradient else (batch_size, size))
        what = "one likelihood with its gradient" if gradient else f"{batch_size} likelihoods at once"
        return f"{program.memory_of(vectors, self._leaves) / 1e9:.3f} GB for {what}."

    def residuals(self, vector: Any, include_priors: bool = False) -> np.ndarray:
        r"""Return the residuals r (R,) at a vector (p,), whose squares make the log likelihood; jax backend.

        .. math:: \ln L = -\tfrac12 (|r|^2 + {\rm residual\_constant})

        They are, for each data set in turn: of an image (data - model) / sigma in the order of the unmasked pixels
        (with a noise covariance C, L^T (data - model) with C^-1 = L L^T); of visibilities L^T (I - I_best), with I the
        model's image (M,), W = L L^T the noise-weighted response and I_best the best of all images, whose chi^2
        `residual_constant` holds; then one row for each penalty of positions, the root of twice the penalty.

        Linear light profiles and pixelized sources are solved for first (variable projection): r is what the best
        linear parameters s leave. With pixelized sources and regularized bases there are further rows B s for each
        regularization H = B^T B after those of the data. Their sum of squares is then chi^2 + s^T H s, and the equation
        lacks, of the log evidence, -1/2 (ln det(F + H) - ln det H), which depends on the lens too. Without regularized
        parameters it holds.

        Parameters
        ----------
        vector : (p,) float
            In the order of `model.parameter_names`.
        include_priors
            Whether there is, at the end, one row more for each parameter with a normal prior: (value - mean) / sigma,
            of log-normal ones of the logarithms. Uniform and log-uniform priors add none. The posterior whose residuals
            these are is the density in the values, of log-normal priors in their logarithms.

        Returns
        -------
        All NaN where there is no likelihood: see `FLOOR`.

        Raises
        ------
        BackendError
            On a backend without derivatives.
        ModelError
            If the vector has another shape, or the analysis is one of your own that has one number alone.
        DataError
            If there are too many pixels to whiten visibilities.
        """
        least_squares = self._least_squares
        vector = self._checked(vector, 1)
        rows = least_squares.residuals(vector, (self._leaves, self._roots))
        if not self._allows(vector):
            rows[:] = math.nan
        return np.concatenate([rows, prior_rows(self.model, vector)[0]]) if include_priors else rows

    def jacobian(self, vector: Any, include_priors: bool = False) -> np.ndarray:
        """Return the derivatives (R, p) of `residuals`, to machine precision: in linear parameters those of the solve.

        Computed forwards, some parameters at once, as many as `batch_memory` in general.yaml allows. The gradient of
        the log likelihood is -J^T r; with a pixelized source but for the derivative of the determinants. At points
        where the constraint of a positive-only solve begins to hold there are two derivatives, of which this is one.

        Arguments, and what is raised, are those of `residuals`.

        Raises
        ------
        BackendError
            Also for meshes of natural neighbours, which have gradients alone.
        """
        return self.residuals_and_jacobian(vector, include_priors)[1]

    def residuals_and_jacobian(self, vector: Any, include_priors: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Return `residuals` (R,) and `jacobian` (R, p) at a vector (p,), at the price of the latter."""
        return self._jacobian_by(self._least_squares, vector, include_priors)

    def expected_jacobian(self, vector: Any, include_priors: bool = False) -> np.ndarray:
        """Return what `jacobian` is in the mean over noise, (R, p), which differs where linear light is solved for.

        The response to the linear parameters is then constant, and residuals are of no account (Kaufman 1975, BIT 15,
        49). J^T J is the Fisher matrix with the linear parameters integrated out: see `al.fisher_from`. Arguments and
        errors as of `jacobian`.
        """
        rows_at = functools.partial(rows_of, self.analysis, self.model, True)
        return self._jacobian_by(self.analysis.xp.least_squares(rows_at), vector, include_priors)[1]

    def _jacobian_by(self, least_squares: Any, vector: Any, include_priors: bool) -> tuple[np.ndarray, np.ndarray]:
        vector = self._checked(vector, 1)
        found = least_squares.jacobian(vector, (self._leaves, self._roots))
        if not self._allows(vector):
            for part in found:
                part[:] = math.nan
        if not include_priors:
            return found
        priors = prior_rows(self.model, vector)
        return np.concatenate([found[0], priors[0]]), np.concatenate([found[1], priors[1]])

    @functools.cached_property
    def residual_constant(self) -> float:
        """-2 ln likelihood less the squares of `residuals`: sum ln(2 pi sigma^2), and what visibilities' leave out."""
        return self.analysis.residual_constant

    def gauss_newton(self, vector: Any, include_priors: bool = False) -> np.ndarray:
        """Return J^T J (p, p) of the Jacobian: near the maximum of a good fit it is minus the `hessian`.

        Never indefinite, and without the second derivatives of the model. Arguments and errors as of `jacobian`.
        """
        rows = self.jacobian(vector, include_priors)
        return rows.T @ rows

    def hessian(self, vector: Any) -> np.ndarray:
        """Return the second derivatives (p, p) of the log likelihood (log evidence, with a pixelized source).

        From differences of the gradient, 12 p gradients: kernels have hand-written first derivatives. Steps are a
        hundredth of the likelihood's width in each parameter, the last of three rounds; where the likelihood is smooth
        on that scale the result is good to about 1e-7. Beside the edge of a parameter's range steps go inwards.

        `vector` (p,) is in the order of `model.parameter_names`.

        Raises
        ------
        BackendError
            On a backend without gradients.
        ModelError
            If the vector has another shape, or the likelihood is `FLOOR` there.
        """
        _ = self._with_gradient
        vector = self._checked(vector, 1)

        def gradient(point: np.ndarray) -> np.ndarray | None:
            value, slope = self.value_and_grad(point)
            return None if value == self.FLOOR else slope

        return hessian_from(gradient, vector, widths_of_priors(self.model))

    def _allows(self, vector: np.ndarray) -> bool:
        return bool(np.isfinite(vector).all() and self.model.satisfies(vector))

    @functools.cached_property
    def _value(self) -> Callable[..., Any]:
        # Not a method: what is compiled must not keep the likelihood, which keeps what is compiled, alive.
        return functools.partial(_value, self.analysis, self.model)

    @functools.cached_property
    def _leaves(self) -> Any:
        # Any instance shows which parts the model has; that of the medians may be one that a profile refuses.
        for share in (0.5, 0.4, 0.6, 0.2, 0.8):
            with contextlib.suppress(exc.AutoLensError):
                vector = self.model.vector_from_unit_vector(np.full(self.model.prior_count, share))
                instance = self.model.instance_from_vector(vector)
                self.analysis.prepare(instance)
                return self.analysis.for_model(self.model, instance).leaves
        return self.analysis.leaves

    @functools.cached_property
    def _compiled(self) -> Callable[..., Any]:
        return self.analysis.xp.compiled(self._value)

    @functools.cached_property
    def _with_gradient(self) -> Callable[..., Any]:
        return self.analysis.xp.value_and_gradient(self._value)

    @functools.cached_property
    def _least_squares(self) -> Any:
        return self.analysis.xp.least_squares(functools.partial(rows_of, self.analysis, self.model, False))

    @functools.cached_property
    def _roots(self) -> Any:
        return self.analysis.roots

    @functools.cached_property
    def _batched(self) -> Callable[..., Any]:
        return self.analysis.xp.mapped(self._value)

    def _checked(self, values: Any, dimensions: int) -> np.ndarray:
        array = self.model.layout.numbers_of(values)
        if array.ndim != dimensions or array.shape[-1] != self.model.prior_count:
            shape = f"({self.model.prior_count},)" if dimensions == 1 else f"(n, {self.model.prior_count})"
            raise exc.ModelError(
                f"vector has shape {array.shape}. Pass {shape}, in the order of model.parameter_names: "
                f"{', '.join(self.model.parameter_names)}."
            )
        return array

    def __getstate__(self) -> dict[str, Any]:
        return {"analysis": self.analysis.for_workers(), "model": self.model}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        seal(self.model, "a likelihood")


def _shapes(tree: Any) -> Any:
    """The shapes and types of the arrays in a tree."""
    if isinstance(tree, dict):
        return {name: _shapes(part) for name, part in tree.items()}
    if isinstance(tree, tuple | list):
        return [_shapes(part) for part in tree]
    return (getattr(tree, "shape", None), str(getattr(tree, "dtype", type(tree))))


def _value(analysis: Analysis, model: Model | Collection, vector: Any, leaves: Any) -> Any:
    """The log likelihood at a vector, of the analysis with `leaves` in place of its arrays."""
    # numbers under a trace cannot be refused: what their checks demand is part of what is computed
    with check.conditions() as conditions:
        try:
            instance = model.instance_from_vector(vector)
        except ArithmeticError as error:
            raise exc.ParameterError(f"The model has a number that floats cannot hold: {error}.") from error
        value = analysis.with_leaves(leaves).log_likelihood_function(instance)
    value = value if type(value) is float else number_from(analysis, value)
    if not conditions:
        return value
    return analysis.xp.where(functools.reduce(operator.and_, conditions), value, -math.inf)
