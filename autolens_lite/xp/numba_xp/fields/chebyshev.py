"""Sums of Chebyshev polynomials, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled

_BLOCK = 64


def chebyshev_sum(coefficients: Callable[..., Any], position: Any, parameters: tuple[Any, ...]) -> np.ndarray:
    """Return the sum of c_n T_n(position), with c = `coefficients(parameters)`.

    Parameters
    ----------
    coefficients : callable
        Takes `parameters` and returns an array of two or more.
    position : float, of any shape
        In [-1, 1].
    parameters : tuple of numbers
    """
    position = np.asarray(position, np.float64)
    out = np.empty(position.shape)
    _clenshaw(np.asarray(coefficients(parameters)), position.ravel(), out.reshape(-1))
    return out


@compiled
def _clenshaw(coefficients, position, out):
    x, upper, lower = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    for start in range(0, position.size, _BLOCK):
        for i in range(_BLOCK):
            x[i] = position[min(start + i, position.size - 1)]
            upper[i] = lower[i] = 0.0
        for n in range(coefficients.size - 1, 0, -1):
            for i in range(_BLOCK):
                new = coefficients[n] + 2.0 * x[i] * upper[i] - lower[i]
                lower[i] = upper[i]
                upper[i] = new
        for i in range(min(_BLOCK, position.size - start)):
            out[start + i] = coefficients[0] + x[i] * upper[i] - lower[i]
