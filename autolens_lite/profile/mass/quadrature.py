"""Nodes and weights of the integrals over elliptical rings."""

from __future__ import annotations

import functools

import numpy as np

# u = t^8 turns the cusps of profiles at their centre into smooth functions of t.
_POWER = 8


@functools.cache
def nodes(order: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return nodes u on (0, 1), their logarithms and weights: Gauss-Legendre in t = u^(1/8), of `order` nodes."""
    t, weights = np.polynomial.legendre.leggauss(order)
    t = 0.5 * (t + 1.0)
    return t**_POWER, _POWER * np.log(t), 0.5 * _POWER * weights * t ** (_POWER - 1)
