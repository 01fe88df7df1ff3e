"""Constants of the angular part of elliptical Gaussians, the same for both backends."""

from __future__ import annotations

import math

import numpy as np

# Below this modulus of w the closed form, whose slopes lose digits, gives way to a series in w.
SERIES_BELOW = 0.03
SERIES_TERMS = 10
# Inside this exponent a, a series in a w.
INNER_BELOW = 2.0
INNER_TERMS = 14


def _scaled_bessel(k: int) -> list[float]:
    """Coefficients of i_k(x) / x^k in x^2, for x up to 1, the highest power first."""
    first = math.prod(range(2 * k + 1, 0, -2))
    coefficients = [1.0 / first]
    for j in range(1, 9):
        coefficients.append(coefficients[-1] * 0.5 / (j * (2 * k + 2 * j + 1)))
    return coefficients[::-1]


# where the downward recurrence starts: k = INNER_TERMS + 1, and INNER_TERMS
TOP = np.array([_scaled_bessel(INNER_TERMS + 1), _scaled_bessel(INNER_TERMS)])
