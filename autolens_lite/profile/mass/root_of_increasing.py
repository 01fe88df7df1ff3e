"""The root of an increasing function, also under a trace: no loop depends on a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.xp.backend import Backend

_SECTIONS, _ROUNDS = 64, 2
_STEP = 2e-3


def root_from(function: Callable[..., Any], low: float, high: float, arguments: tuple[Any, ...], xp: Backend) -> Any:
    """Return x in [low, high] with function(x, *arguments) = 0, or an end of the range where there is none.

    Two rounds of sections, to 1e-4 of the range, then Newton's method. The last step alone is differentiated, which
    by the implicit function theorem gives the root's first derivatives in the arguments.

    Parameters
    ----------
    function
        Of an array of x and numbers, increasing in x, smooth on scales of 0.01.
    low, high
        Ends of the range.
    arguments
        What the function depends on besides x.
    xp
        The backend.
    """
    fixed = [xp.stop_gradient(value) for value in arguments]
    start, width = low, high - low
    fractions = np.linspace(0.0, 1.0, _SECTIONS + 1)
    for _ in range(_ROUNDS):
        negative = xp.sum(function(start + width * fractions, *fixed) < 0.0)
        width = width / _SECTIONS
        start = start + width * (xp.clip(negative, 1, _SECTIONS) - 1)
    x = xp.stop_gradient(start + 0.5 * width)
    shifts = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) * _STEP
    weights = np.array([1.0, -8.0, 0.0, 8.0, -1.0]) / (12.0 * _STEP)
    for step in range(3):
        values = function(x + shifts, *fixed)
        slope = xp.stop_gradient(xp.sum(weights * values))
        value = values[2] if step < 2 else function(x, *arguments)
        x = xp.clip(x - value / xp.where(slope > 0.0, slope, 1.0), low, high)
    return x
