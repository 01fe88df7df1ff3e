"""Coefficients of Weideman's rational series of Faddeeva's function, for both backends.

Weideman (1994), SIAM J. Numer. Anal. 31, 1497: with Z = (L + i z) / (L - i z),
w(z) = 2 p(Z) / (L - i z)^2 + pi^(-1/2) / (L - i z) in the upper half plane, p a polynomial whose coefficients are those
of a Fourier series. With 40 terms it is exact to 2e-14 of |w| everywhere.
"""

from __future__ import annotations

import math

import numpy as np

TERMS = 40
SCALE = math.sqrt(TERMS / math.sqrt(2.0))  # L


def _coefficients() -> np.ndarray:
    samples = 4 * TERMS
    theta = 2.0 * np.pi * np.arange(1 - samples // 2, samples // 2) / samples
    t = SCALE * np.tan(0.5 * theta)
    values = np.exp(-t * t) * (SCALE * SCALE + t * t)
    return np.cos(np.outer(np.arange(1, TERMS + 1), theta)) @ values / samples


COEFFICIENTS = _coefficients()
