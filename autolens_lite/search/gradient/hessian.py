"""Second derivatives of a log posterior, from differences of its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

# The step of the differences of the gradient, in units of the posterior's width at fixed other parameters: long enough
# to pass over what is rough in a posterior on smaller scales (a mesh that changes with the lens).
_STEP = 0.5
# Widths are found with a first, short step, and once more with the step that follows from it.
_FIRST_STEP = 1e-3
_PASSES = 2


def hessian_from(posterior: Any, peak: np.ndarray, diagonal: np.ndarray | None = None) -> np.ndarray:
    """Return minus the second derivatives (p, p) of a log posterior at `peak` (p,), from differences of gradients.

    Steps are half of the posterior's width in each parameter; at a bound they are taken to the inside. The gradients
    of a pass are independent, and computed at once: see `values_and_grads`.

    Parameters
    ----------
    posterior
        Has `value_and_grad`, `values_and_grads`, `lower` and `upper`: see `ScaledPosterior`.
    peak
        Where to take them.
    diagonal : (p,) float
        That of the Hessian near by, where it is known, which spares two of three passes.
    """
    _, gradient = posterior.value_and_grad(peak)
    if diagonal is None:
        rows = _rows(posterior, peak, np.full(peak.size, _FIRST_STEP), gradient)
        passes = _PASSES
    else:
        rows, passes = np.diag(diagonal), 1
    for _ in range(passes):
        widths = 1.0 / np.sqrt(np.maximum(np.abs(np.diagonal(rows)), 1.0))
        rows = _rows(posterior, peak, _STEP * widths, gradient)
    return 0.5 * (rows + rows.T)


def _rows(posterior: Any, peak: np.ndarray, steps: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    size = peak.size
    moved = np.concatenate([np.diag(steps), -np.diag(steps)])
    points = np.clip(peak + moved, posterior.lower, posterior.upper)
    values, gradients = posterior.values_and_grads(points)
    ends = points[np.arange(2 * size), np.tile(np.arange(size), 2)]
    usable = np.isfinite(values) & (ends != np.tile(peak, 2))
    # where there is no likelihood on one side, that side's end is the peak itself
    ends = np.where(usable, ends, np.tile(peak, 2))
    gradients = np.where(usable[:, None], gradients, gradient)
    apart = ends[:size] - ends[size:]
    change = gradients[:size] - gradients[size:]
    return -change / np.where(apart > 0.0, apart, 1.0)[:, None] * (apart > 0.0)[:, None]
