"""The regularization of maximum evidence for a lens that stays as it is."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.fit.abstract import Fit
from autolens_lite.fixed import changed
from autolens_lite.inversion import Inversion
from autolens_lite.pixelization.regularization import Regularization

_SCAN = 9  # values of a common factor tried first, evenly in its logarithm
_RANGE = 1e6  # to either side of where the penalty is as strong as the data
_LEAST_GROWTH = 0.1  # of ln H with that of the values, below which they are not strengths


@units.taken
def fit_of_maximum_evidence_from(
    fit: Fit,
    names: Sequence[str] | None = None,
    limits: tuple[float, float] | None = None,
    tolerance: float = 1e-3,
) -> Fit:
    """Return the fit with the regularization of maximum evidence, all else (lens, light, meshes) as it is.

    Suyu et al. 2006, MNRAS 371, 983, section 2.4. The curvature matrix is computed once. Several values are first
    scaled together, then searched jointly by the simplex method. Of several maxima it finds one.

    Parameters
    ----------
    fit
        A fit (`FitImaging`, `FitInterferometer`) with a pixelized source; it stays unchanged.
    names
        Which arguments of the regularizations to choose; by default those whose name contains "coefficient". What is
        chosen has to be above 0.
    limits
        Least and largest value; by default from 1e-6 to 1e6 times the values with which H is as large as F, where the
        penalty is as strong as the data.
    tolerance
        Accuracy of the result in the natural logarithm of each value.

    Returns
    -------
    The fit, whose regularizations are those of `fit.inversion.mappers` (and of the galaxies of `fit.tracer`).

    Raises
    ------
    ParameterError
        If the fit has no pixelized source, no regularization has such an argument, the limits are not a range, or no
        value within them gives a finite evidence.

    Examples
    --------
    >>> import numpy as np
    >>> import autolens_lite as al
    >>> lens = al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph(einstein_radius=1.0))
    >>> source = al.Galaxy(redshift=1.0, bulge=al.lp.GaussianSph(centre=(0.1, 0.0), sigma=0.3))
    >>> image = al.Tracer([lens, source]).image_2d_from(al.Grid2D.uniform((20, 20), 0.2))
    >>> dataset = al.Imaging(image.native, np.full((20, 20), 0.01), pixel_scales=0.2)
    >>> pixels = al.Pixelization(al.mesh.RectangularUniform((8, 8)), al.reg.Constant(coefficient=1.0))
    >>> fit = al.FitImaging(dataset, al.Tracer([lens, al.Galaxy(redshift=1.0, pixelization=pixels)]))
    >>> best = al.fit_of_maximum_evidence_from(fit)
    >>> round(best.inversion.mappers[0].regularization.coefficient)
    27
    >>> bool(best.log_evidence > fit.log_evidence)
    True
    """
    check.kind("fit", fit, Fit, "Pass an al.FitImaging or an al.FitInterferometer.")
    if limits is not None:
        check.positive("limits[0]", check.pair("limits", limits)[0])
        check.within("limits[1]", limits[1], limits[0], open_lower=True)
    check.positive("tolerance", tolerance)
    if fit.inversion is None or not fit.inversion.mappers:
        raise exc.ParameterError(
            "fit has no pixelized source. Pass a fit whose tracer has a galaxy with a pixelization."
        )
    inversion = fit.inversion
    places = _places_from(inversion, names)
    start = np.log([getattr(inversion.mappers[i].regularization, name) for i, name in places])
    low, high = _limits_about(_balance(inversion, places, start)) if limits is None else limits

    chi_squared_of_light = fit.chi_squared_of_light

    def changed(logs: np.ndarray | tuple[float, ...]) -> list[Regularization]:
        return _changed(inversion, places, np.exp(logs))

    @functools.cache
    def cost_at(logs: tuple[float, ...]) -> float:
        value = float(_cost(inversion.with_regularizations(changed(logs)), chi_squared_of_light))
        return value if math.isfinite(value) else math.inf

    best = _minimum_of(cost_at, start, (math.log(low), math.log(high)), tolerance)
    if not math.isfinite(cost_at(tuple(best))):
        raise exc.ParameterError(
            f"No value of {', '.join(name for _, name in places)} between {low} and {high} gives a finite evidence. "
            "Look at the fit's data and mesh, or choose other limits."
        )
    return fit.with_regularizations(changed(best))


def _places_from(inversion: Inversion, names: Sequence[str] | None) -> list[tuple[int, str]]:
    """(number of the mapper, name of the argument) of each value to choose."""
    places = []
    for number, mapper in enumerate(inversion.mappers):
        for name, value in vars(mapper.regularization).items():
            if ("coefficient" in name) if names is None else (name in names):
                check.positive(name, value)
                places.append((number, name))
    if not places:
        known = sorted({name for mapper in inversion.mappers for name in vars(mapper.regularization)})
        wanted = 'with "coefficient" in it' if names is None else f"named {', '.join(names)}"
        raise exc.ParameterError(
            f"names: no regularization of the fit has an argument {wanted}. Pass some of {', '.join(known)}."
        )
    return places


def _changed(inversion: Inversion, places: list[tuple[int, str]], values: np.ndarray) -> list[Regularization]:
    """The regularizations of an inversion with other values."""
    others: list[dict[str, float]] = [{} for _ in inversion.mappers]
    for (number, name), value in zip(places, values, strict=True):
        others[number][name] = float(value)
    return [changed(mapper.regularization, **other) for mapper, other in zip(inversion.mappers, others, strict=True)]


def _balance(inversion: Inversion, places: list[tuple[int, str]], start: np.ndarray) -> np.ndarray:
    """The logarithms at which the traces of H and F are equal, all changed alike; 0 where H does not grow with them."""

    def size_at(shift: float) -> float:
        shifted = inversion.with_regularizations(_changed(inversion, places, np.exp(start + shift)))
        regularized = slice(0, shifted.total_regularized)
        return float(np.log(np.trace(np.asarray(shifted.regularization_matrix)[regularized, regularized])))

    size, grown = size_at(0.0), size_at(1.0)
    pixels = inversion.total_regularized
    wanted = float(np.log(np.trace(np.asarray(inversion.curvature_matrix)[:pixels, :pixels])))
    if not (math.isfinite(size) and math.isfinite(wanted) and grown - size > _LEAST_GROWTH):
        return np.zeros(start.size)
    return start + (wanted - size) / (grown - size)


def _limits_about(logs: np.ndarray) -> tuple[float, float]:
    return math.exp(logs.min()) / _RANGE, math.exp(logs.max()) * _RANGE


def _cost(inversion: Inversion, chi_squared_of_light: Any) -> Any:
    """-2 ln evidence, but for what does not depend on the regularization."""
    determinants = inversion.log_det_curvature_reg_matrix_term - inversion.log_det_regularization_matrix_term
    return inversion.minimum_beside(chi_squared_of_light) + determinants


def _minimum_of(
    cost_at: Callable[[tuple[float, ...]], float], start: np.ndarray, limits: tuple[float, float], tolerance: float
) -> np.ndarray:
    """The logarithms of least cost."""
    from scipy.optimize import minimize, minimize_scalar

    low, high = limits

    def along(shift: float) -> float:
        return cost_at(tuple(np.clip(start + shift, low, high)))

    shifts = np.linspace(low - start.max(), high - start.min(), _SCAN)
    costs = [along(shift) for shift in shifts]
    lowest = int(np.argmin(costs))
    bounds = (shifts[max(lowest - 1, 0)], shifts[min(lowest + 1, _SCAN - 1)])
    found = minimize_scalar(along, bounds=bounds, method="bounded", options={"xatol": tolerance})
    shift = found.x if found.fun <= costs[lowest] else shifts[lowest]
    best = np.clip(start + shift, low, high)
    if start.size == 1:
        return best
    simplex = np.concatenate([best[None], best + np.eye(start.size) * np.where(best < 0.5 * (low + high), 1.0, -1.0)])
    options = {"xatol": tolerance, "fatol": tolerance, "initial_simplex": simplex, "maxiter": 200 * start.size}
    result = minimize(lambda logs: cost_at(tuple(logs)), best, method="Nelder-Mead", bounds=[limits] * start.size,
                      options=options)  # fmt: skip
    return result.x if result.fun <= cost_at(tuple(best)) else best
