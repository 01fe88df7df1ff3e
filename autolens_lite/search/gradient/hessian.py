"""Second derivatives of a log posterior, from differences of its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

# The step of the differences of the gradient, in units of the posterior's width: long enough to pass over what is rough
# in a posterior on smaller scales (a mesh that changes with the lens).
_STEP = 0.5
# Where nothing is known of the widths, those of each parameter are found with this step at first.
_FIRST_STEP = 1e-3
# Directions are taken anew while the posterior curves more than so many times as much as was known along one; but no
# more often than this.
_ALIKE, _PASSES = 4.0, 3
# A step that would leave the bounds on both sides ends this part of the way to one.
_INSIDE = 0.9


def hessian_from(posterior: Any, peak: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
    """Return minus the second derivatives (p, p) of a log posterior at `peak` (p,), from differences of gradients.

    Steps are half of the posterior's width along the axes of what is known of them: differences of finite steps are
    wrong by some part of the second derivatives along a step, and along a parameter of its own these are often millions
    of times those of the posterior's longest axis, of which nothing would be left. At a bound steps are taken along the
    parameter, to the inside. The gradients of a pass are independent, and computed at once: see `values_and_grads`.

    Parameters
    ----------
    posterior
        Has `value_and_grad`, `values_and_grads`, `lower` and `upper`: see `ScaledPosterior`.
    peak
        Where to take them.
    known : (p, p) float
        The Hessian near by, if only roughly, which spares two passes.
    """
    _, gradient = posterior.value_and_grad(peak)
    if known is None:
        known = np.eye(peak.size)
        for step in (_FIRST_STEP, _STEP):
            widths = 1.0 / np.sqrt(np.maximum(np.abs(np.diagonal(known)), 1.0))
            known = _along(posterior, peak, gradient, known, np.diag(widths), step if step == _STEP else step / widths)
    for _ in range(_PASSES):
        axes = _axes_of(posterior, peak, known)
        known = _along(posterior, peak, gradient, known, axes, _STEP)
        if not np.isfinite(known).all() or np.linalg.eigvalsh(axes @ known @ axes.T)[-1] < _ALIKE:
            break
    return known


def _axes_of(posterior: Any, peak: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Directions (p, p), one a row, along which the posterior has a width of 1, and none is wider than the prior.

    Axes of the Hessian of all parameters but those with a bound within a step, of which each has one of its own.
    """
    widths = 1.0 / np.sqrt(np.maximum(np.abs(np.diagonal(known)), 1.0))
    free = np.flatnonzero(np.minimum(peak - posterior.lower, posterior.upper - peak) > _STEP * widths)
    found = np.diag(widths)
    values, axes = np.linalg.eigh(known[np.ix_(free, free)])
    found[np.ix_(free, free)] = (axes / np.sqrt(np.maximum(np.abs(values), 1.0))).T
    return found


def _along(
    posterior: Any,
    peak: np.ndarray,
    gradient: np.ndarray,
    known: np.ndarray,
    axes: np.ndarray,
    step: float | np.ndarray,
) -> np.ndarray:
    """The Hessian by differences along axes, rows of (p, p), with steps in units of these; as known along some others.

    Those are where there is no likelihood on either side.
    """
    steps = _inside(posterior, peak, axes, np.broadcast_to(step, len(axes)))
    ends = np.concatenate([peak + steps[0][:, None] * axes, peak - steps[1][:, None] * axes])
    ends = np.clip(ends, posterior.lower, posterior.upper)
    values, gradients = posterior.values_and_grads(ends)
    usable = (np.isfinite(values) & (steps.ravel() > 0.0)).reshape(steps.shape)
    # where there is no likelihood on one side, that side's end is the peak itself
    sides = np.where(usable[..., None], gradients.reshape(*steps.shape, -1), gradient)
    apart = np.sum(np.where(usable, steps, 0.0), axis=0)[:, None]
    rows = np.where(apart > 0.0, (sides[1] - sides[0]) / np.where(apart > 0.0, apart, 1.0), axes @ known)
    whitened = axes @ rows.T
    inverse = np.linalg.inv(axes)
    return inverse @ (0.5 * (whitened + whitened.T)) @ inverse.T


def _inside(posterior: Any, peak: np.ndarray, axes: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The steps (2, p) up and down each axis within the bounds; 0 where a whole one is not, unless on both sides."""
    with np.errstate(divide="ignore", invalid="ignore"):
        to_upper, to_lower = (posterior.upper - peak) / axes, (posterior.lower - peak) / axes
    up = np.min(np.where(axes > 0.0, to_upper, np.where(axes < 0.0, to_lower, np.inf)), axis=1)
    down = np.min(np.where(axes > 0.0, -to_lower, np.where(axes < 0.0, -to_upper, np.inf)), axis=1)
    room = np.array([up, down])
    found = np.where(room >= steps, steps, 0.0)
    nearer = np.where(room == room.max(axis=0), _INSIDE * room, 0.0)
    return np.where(found.any(axis=0), found, nearer)
