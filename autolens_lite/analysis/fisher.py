"""How well data will measure the parameters of a model: the expected Fisher matrix, without a realisation of noise."""

from __future__ import annotations

import dataclasses
import functools
import math
import re
from typing import Any

import numpy as np

from autolens_lite import arguments, check, exc, units
from autolens_lite.analysis.abstract import Analysis
from autolens_lite.analysis.dataset import galaxies_of, part_of
from autolens_lite.analysis.kinds import analysis_of
from autolens_lite.dataset import Dataset, Simulator
from autolens_lite.fixed import cached_property
from autolens_lite.lens import Tracer
from autolens_lite.model import Collection, Model
from autolens_lite.model.instance import ModelInstance

# Of the matrix scaled to a diagonal of one: a smaller eigenvalue is rounding.
_LEAST = 1e-13


@dataclasses.dataclass(frozen=True)
class Fisher:
    """The expected Fisher matrix of a model's free parameters.

    Attributes
    ----------
    matrix : (p, p) float
        Minus the mean, over realisations of the noise, of the second derivatives of the log likelihood.
    parameter_names : list of str
        Of the rows and columns.
    vector : (p,) float
        Where it was computed.
    """

    matrix: np.ndarray
    parameter_names: list[str]
    vector: np.ndarray

    @cached_property
    def covariance(self) -> np.ndarray:
        """The inverse (p, p): what no unbiased measurement gets below, and what the posterior of good data has.

        Raises ModelError if the data do not constrain all parameters; the message names those that they do not.
        """
        scale = np.sqrt(np.diagonal(self.matrix))
        unseen = [name for name, size in zip(self.parameter_names, scale, strict=True) if not size > 0.0]
        if not unseen:
            values, axes = np.linalg.eigh(self.matrix / np.outer(scale, scale))
            if values.size == 0 or values[0] > _LEAST * values.size:
                return (axes / values) @ axes.T / np.outer(scale, scale)
            unseen = [name for name, part in zip(self.parameter_names, axes[:, 0], strict=True) if abs(part) > 0.1]
        raise exc.ModelError(
            f"The data do not constrain {', '.join(unseen)}, alone or in some combination. Fix one of them, or pass "
            "include_priors=True with normal priors."
        )

    @property
    def errors(self) -> np.ndarray:
        """The standard deviation of each parameter, the others free, (p,)."""
        return np.sqrt(np.diagonal(self.covariance))

    def __str__(self) -> str:
        width = max(map(len, self.parameter_names), default=0)
        rows = zip(self.parameter_names, self.vector, self.errors, strict=True)
        return "\n".join(f"{name:{width}}  {value:.6g} +- {error:.2g}" for name, value, error in rows)


@units.taken
def fisher_from(
    model: Model | Collection, dataset: Any, instance: Any, grid: Any = None, include_priors: bool = False
) -> Fisher:
    r"""Return the expected Fisher matrix of a model, J^T N^-1 J with J the derivatives of the model data.

    No noise is drawn and, of a model without linear light, no datum is used but the noise map and the PSF, or the
    baselines. Derivatives are exact, on the jax backend whatever the dataset's.

    Linear light profiles and the pixels of sources are free parameters that are integrated out: the matrix is that of
    the others, exactly as if the intensities were in the model and their rows and columns then taken off the inverse.
    Intensities and pixels are those which the data, of which a dataset is then needed, give at the instance; pixels
    have their regularization as prior. What a positive-only solve holds at zero stays there.

    Parameters
    ----------
    model
        What is free.
    dataset
        An `Imaging` or `Interferometer`; an analysis, such as a `FactorGraphModel` on the jax backend; or a
        `SimulatorImaging` or `SimulatorInterferometer`, which observes the instance on `grid`.
    instance
        An instance of the model, of which the free parameters alone are read; or its vector, (p,).
    grid
        With a simulator: the `Grid2D`, and with it the mask, of the observation.
    include_priors
        Whether 1 / sigma^2 of normal priors is added.

    Raises
    ------
    ModelError
        If the instance is not one of the model, or the model has no likelihood there.
    ParameterError
        If a simulator has no grid, or a dataset has one.
    DataError
        If `dataset` is something else.

    Examples
    --------
    How well the position of a Gaussian is known from an image of it:

    >>> import autolens_lite as al
    >>> light = al.Model(al.lp.GaussianSph, intensity=1.0, sigma=0.3)
    >>> model = al.Collection(galaxies=al.Collection(star=al.Model(al.Galaxy, redshift=0.5, light=light)))
    >>> simulator = al.SimulatorImaging(exposure_time=300.0, background_sky_level=1.0)
    >>> grid = al.Grid2D.uniform((20, 20), 0.1, backend="jax")
    >>> fisher = al.fisher_from(model, simulator, model.instance_from_prior_medians(), grid=grid)
    >>> {name: float(round(error, 4)) for name, error in zip(fisher.parameter_names, fisher.errors)}
    {'galaxies.star.light.centre_0': 0.0055, 'galaxies.star.light.centre_1': 0.0055}
    """
    check.kind("model", model, Model | Collection, "Pass an al.Collection or al.Model.", exc.ModelError)
    vector = _vector_of(model, instance)
    analysis = _analysis_of(dataset, functools.partial(model.instance_from_vector, vector), grid)
    jacobian = analysis.likelihood_from(model).expected_jacobian(vector, include_priors)
    if not np.isfinite(jacobian).all():
        raise exc.ModelError(
            f"The model has no finite derivatives at {vector.tolist()}: a profile refuses a parameter, or an assertion "
            "does not hold. Pass another instance."
        )
    return Fisher(jacobian.T @ jacobian, list(model.parameter_names), vector)


def _analysis_of(dataset: Any, instance_at: Any, grid: Any) -> Any:
    if isinstance(dataset, Simulator):
        if grid is None:
            raise exc.ParameterError("grid = None, but a simulator needs one. Pass the al.Grid2D of the observation.")
        instance = instance_at()
        tracer = Tracer(list(galaxies_of(instance).values()), cosmology=part_of(instance, "cosmology"))
        dataset = dataset.via_tracer_from(tracer=tracer, grid=grid)
    elif grid is not None:
        raise exc.ParameterError("grid is given, but a dataset has its own. Leave it out, or pass a simulator.")
    if isinstance(dataset, Analysis):
        return dataset
    return analysis_of(dataset.with_backend("jax") if isinstance(dataset, Dataset) else dataset)


def _vector_of(model: Model | Collection, instance: Any) -> np.ndarray:
    """The free parameters of an instance, or a vector as it is."""
    is_row = isinstance(instance, list | tuple) or getattr(instance, "ndim", 0) == 1
    if not isinstance(instance, ModelInstance) and (is_row or isinstance(model, Collection)):
        try:
            vector = np.array(units.plain("instance", instance), dtype=np.float64)
        except (TypeError, ValueError):
            vector = np.zeros(())
        if vector.shape != (model.prior_count,):
            raise exc.ModelError(
                f"instance = {instance!r} is not an instance of the model, nor its vector of {model.prior_count} "
                "numbers. Pass model.instance_from_vector(vector), or the vector."
            )
        return vector
    try:
        vector = np.array([float(_at(instance, path)) for path in model.paths])
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, exc.AutoLensError) as error:
        raise exc.ModelError(
            f"instance has not all free parameters of the model ({error}). Pass one of the model, or its vector."
        ) from error
    other = _difference(instance, model.instance_from_vector(vector))
    if other is not None:
        name, given, fixed = other
        raise exc.ModelError(
            f"instance has {name} = {arguments.shown(given)}, which the model fixes at {arguments.shown(fixed)}. Pass "
            "an instance of this model, or the vector of its free parameters."
        )
    return vector


def _difference(given: Any, own: Any, name: str = "") -> tuple[str, Any, Any] | None:
    """The first part of an instance that is not as the model makes it, but for rounding: its name and both values."""
    if given is own:
        return None
    if check.is_number(given) and check.is_number(own):
        return None if math.isclose(given, own, rel_tol=1e-9, abs_tol=1e-12) else (name, given, own)
    if type(given) is not type(own):
        return name, given, own
    parts = _parts_of(given), _parts_of(own)
    for key in [*parts[1], *(key for key in parts[0] if key not in parts[1])]:
        found = _difference(parts[0].get(key), parts[1].get(key), f"{name}.{key}" if name else key)
        if found is not None:
            return found
    return None


def _parts_of(thing: Any) -> dict[str, Any]:
    """What an instance is made of, by name; of text, arrays and the like nothing, which the model has as they are."""
    if isinstance(thing, ModelInstance | dict):
        return dict(thing.items())
    if isinstance(thing, list | tuple):
        return {str(index): part for index, part in enumerate(thing)}
    public = getattr(thing, "__dict__", {}).items()
    return {key: part for key, part in public if not key.startswith("_")}


def _at(instance: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        element = re.fullmatch(r"(.+)_(\d+)", part)
        if part.isdigit() and isinstance(instance, list | tuple):
            instance = instance[int(part)]
        elif hasattr(instance, part) or element is None:
            instance = getattr(instance, part)
        else:
            instance = getattr(instance, element[1])[int(element[2])]
    return instance
