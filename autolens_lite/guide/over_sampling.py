"""Whether light is evaluated on enough sub-pixels: how far finer ones would move the maximum, and how many do."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.grid import Array2D

# A maximum that moves by less than this many of its errors is good enough.
_TOLERANCE = 0.3
# The sub-pixels a side that stand for infinitely many; further than this nothing is raised.
_FINEST = 32
# Light that changes by less than this many sigma when sub-pixels are halved is that of the finest: what is left is a
# third of it where light is smooth.
_SETTLED = 3e-3
# Where the light is off by so many sigma a pixel is divided further, and how often that limit is halved.
_FIRST_LIMIT, _HALVINGS = 1.0, 12


@dataclasses.dataclass(frozen=True)
class OverSampling:
    """What finer sub-pixels would change.

    Attributes
    ----------
    shift
        By how many of its errors the parameter that moves most would move, to first order.
    parameter
        Its name.
    sizes : Array2D
        Sub-pixels a side, for `Imaging.apply_over_sampling(over_sample_size_lp=sizes)`: with these the shift is below
        the tolerance, where any do.
    gain
        By how much the log posterior of the maximum would rise with the finest, to first order: of an image that knows
        no sub-pixels, as those of the sky, it rises, of one that was simulated with few of them it falls.
    """

    shift: float
    parameter: str
    sizes: Array2D
    gain: float = math.nan


def over_sampling_from(
    likelihood: Any, vector: np.ndarray, tolerance: float = _TOLERANCE, finest: int = _FINEST
) -> OverSampling:
    r"""Return how far the maximum of an image's likelihood is from where it is with the finest sub-pixels.

    With the Jacobian J of the residuals, and what finer sub-pixels change in these, :math:`\delta r`, the maximum moves
    by :math:`-(J^T J)^{-1} J^T \delta r`, priors among the rows, and what is left of the residuals there is
    :math:`(1 - J (J^T J)^{-1} J^T)(r + \delta r)`. Pixels in which the light is off are divided further,
    until that is below the tolerance. Light is computed on the numba backend: nothing is compiled.

    Parameters
    ----------
    likelihood
        Of an `al.AnalysisImaging` on a backend with derivatives.
    vector : (p,) float
        Its maximum.
    tolerance
        In errors of the parameters.
    finest
        Sub-pixels a side that stand for infinitely many.
    """
    check.kind(
        "likelihood", likelihood, Likelihood, "Pass that of an image: analysis.likelihood_from(model).", exc.DataError
    )
    check.positive("tolerance", tolerance)
    finest = check.whole("finest", finest, 1)
    analysis: Any = likelihood.analysis
    model = likelihood.model
    dataset = analysis.dataset.with_backend("numba")
    noise, instance = np.asarray(dataset.noise_map, dtype=float), model.instance_from_vector(vector)
    residuals, jacobian = likelihood.residuals_and_jacobian(vector, include_priors=True)
    covariance = np.linalg.pinv(jacobian.T @ jacobian, hermitian=True)
    errors = np.sqrt(np.maximum(np.diag(covariance), 1e-300))

    def light(sizes: np.ndarray) -> np.ndarray:
        host = analysis.with_dataset(dataset.apply_over_sampling(over_sample_size_lp=sizes))
        return np.asarray(host.fit_from(instance).model_data, dtype=float)

    step = dataset.psf.convolve_over_sample_size if dataset.psf is not None else 1
    sizes = np.broadcast_to(dataset.grid.over_sample_size, noise.shape).astype(int)
    most = step * max(finest // step, 1)
    best = _settled(light, sizes, most, noise)

    def moves(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        off = (best - light(sizes)) / noise
        return np.abs(covariance @ (jacobian[: off.size].T @ off)) / errors, off

    def left(rows: np.ndarray) -> float:
        along = jacobian.T @ rows
        return float(rows @ rows - along @ covariance @ along)

    shifts, off = moves(sizes)
    finer_rows = residuals.copy()
    finer_rows[: off.size] -= off
    gain = 0.5 * (left(residuals) - left(finer_rows))
    first, limit = int(np.argmax(shifts)), _FIRST_LIMIT
    shift = float(shifts[first])
    for _ in range(_HALVINGS):
        while shifts.max() > tolerance:
            finer = np.where(np.abs(off) > limit, np.minimum(2 * sizes, np.maximum(most, sizes)), sizes)
            if np.array_equal(finer, sizes):
                break
            sizes = finer
            shifts, off = moves(sizes)
        limit /= 2.0
    enough = Array2D(sizes, dataset.mask, analysis.dataset.backend)
    return OverSampling(shift, model.parameter_names[first], enough, gain)


def _settled(light: Callable[[np.ndarray], np.ndarray], sizes: np.ndarray, most: int, noise: np.ndarray) -> np.ndarray:
    """The light (M,) of the finest sub-pixels, `most` a side: they are halved where that still changes it."""
    now, image, changes = sizes, light(sizes), np.full(sizes.shape, True)
    while True:
        finer = np.where(changes, np.maximum(np.minimum(2 * now, most), now), now)
        if np.array_equal(finer, now):
            return image
        before, image = image, light(finer)
        now, changes = finer, np.abs(image - before) > _SETTLED * noise
