"""The likelihood as least squares: residuals of a vector, what priors add to them, and second derivatives."""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.model import Collection, GaussianPrior, Model

if TYPE_CHECKING:
    from autolens_lite.analysis.abstract import Analysis

# Steps of differences of the gradient, in units of the width of the likelihood in one parameter, the others fixed: at
# a hundredth of it what lies beyond third derivatives is 1e-8 of the second, and rounding less.
_STEP = 0.01
# Widths are found from a first step, in units of the prior's width, and once more from the step that follows from it.
_FIRST_STEP = 1e-4
_PASSES = 2
# A normal density holds this fraction of its mass within one standard deviation of its mean.
_WITHIN = 0.6826894921370859


def rows_of(analysis: Analysis, model: Model | Collection, expected: bool, vector: Any, data: tuple[Any, Any]) -> Any:
    """The residuals (R,) at a vector, of the analysis with other `leaves`; NaN where a parameter is out of range."""
    leaves, roots = data
    xp, analysis = analysis.xp, analysis.with_leaves(leaves)
    # numbers under a trace cannot be refused: what their checks demand is part of what is computed
    with check.conditions() as conditions:
        fixed = model.instance_from_vector(xp.stop_gradient(vector))
        rows = analysis.residual_rows(model.instance_from_vector(vector), fixed, roots, expected)
    if not conditions:
        return rows
    return xp.where(functools.reduce(operator.and_, conditions), rows, math.nan)


def prior_rows(model: Model | Collection, vector: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The rows (n,) of the normal priors among the model's, in their order, and their derivatives (n, p)."""
    values, rows = [], []
    for index, prior in enumerate(model.priors):
        if isinstance(prior, GaussianPrior):
            value, slope = vector[index], 1.0
            if prior.log_space:
                value, slope = (math.log(value), 1.0 / value) if value > 0.0 else (math.nan, math.nan)
            values.append((value - prior.mean) / prior.sigma)
            rows.append(slope / prior.sigma * np.eye(vector.size)[index])
    return np.array(values), np.array(rows).reshape(-1, vector.size)


def widths_of_priors(model: Model | Collection) -> np.ndarray:
    """Half of the interval about the median that holds 68 % of each prior, (p,)."""
    low, high = (
        model.vector_from_unit_vector(np.full(model.prior_count, 0.5 + 0.5 * side * _WITHIN)) for side in (-1, 1)
    )
    return 0.5 * np.abs(np.asarray(high) - np.asarray(low))


def hessian_from(gradient: Callable[[np.ndarray], np.ndarray | None], vector: np.ndarray, scales: Any) -> np.ndarray:
    """Second derivatives (p, p) from differences of gradients of fourth order, of second order beside an edge.

    Raises ModelError if there is no gradient at the vector, or on neither side of it.

    Parameters
    ----------
    gradient
        Of a vector (p,); None where there is none.
    vector
        Where to take them.
    scales
        Widths of the parameters (p,), which the steps do not exceed.
    """
    middle = gradient(vector)
    if middle is None:
        raise exc.ModelError(
            f"The likelihood has no value and gradient at vector = {vector.tolist()}: a profile refuses a parameter, "
            "or an assertion of the model does not hold. Pass another vector."
        )
    rows = np.zeros((vector.size, vector.size))
    for i, scale in enumerate(scales):
        step = _FIRST_STEP * scale
        for _ in range(_PASSES + 1):
            rows[i] = _row(gradient, vector, i, step, middle)
            step = _STEP * min(scale, 1.0 / math.sqrt(abs(rows[i, i]))) if rows[i, i] else _STEP * scale
    return 0.5 * (rows + rows.T)


def _row(gradient: Any, vector: np.ndarray, i: int, step: float, middle: np.ndarray) -> np.ndarray:
    found = {}
    for number in (-2, -1, 1, 2):
        point = vector.copy()
        point[i] += number * step
        there = gradient(point)
        if there is not None:
            found[number] = there
    if len(found) == 4:
        return (8.0 * (found[1] - found[-1]) - (found[2] - found[-2])) / (12.0 * step)
    for side in (-1, 1):
        if {side, 2 * side} <= found.keys():
            return side * (4.0 * found[side] - found[2 * side] - 3.0 * middle) / (2.0 * step)
    raise exc.ModelError(
        f"The likelihood has no gradient on either side of vector[{i}] = {vector[i]}. Pass a vector further inside the "
        "range of its parameters."
    )
