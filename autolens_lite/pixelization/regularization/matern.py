r"""Matern's correlation of any order, differentiable in distance and order, on both backends.

.. math:: k_\nu(z) = \frac{2^{1-\nu}}{\Gamma(\nu)} z^\nu K_\nu(z), \quad
          K_\nu(z) = \int_0^\infty e^{-z \cosh t} \cosh(\nu t) \, dt

(Abramowitz & Stegun 1964, equation 9.6.24). The integral, by the trapezoidal rule over a range that shrinks with z, is
right to rounding but takes a hundred exponentials; there are as many z as pairs of pixels. So exp(z) k, with two
derivatives, is tabulated in ln z and interpolated by quintics.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite.xp.backend import Backend

STEP = 1.0 / 64.0  # of the table in ln z
LOWEST, HIGHEST = -30.0, 7.0  # ln z: the correlation is 1 to rounding (for orders of 1/2 or more); above, 0
LARGEST_ORDER = 30.0  # for which the nodes suffice
_NODES = 256


def correlation(xp: Backend, z: Any, nu: Any) -> Any:
    """Return k_nu(z), of the shape of z >= 0, for nu in (0, 30], to 1e-11 (1e-13 below 6)."""
    z = xp.maximum(z, np.exp(LOWEST))
    count = int((HIGHEST - LOWEST) / STEP) + 1
    u = LOWEST + STEP * np.arange(count)
    values, slopes, bends = _table(xp, np.exp(u)[:, None], nu)
    position = (xp.clip(xp.log(z), LOWEST, HIGHEST - 1e-9) - LOWEST) / STEP
    index = xp.floor(xp.stop_gradient(position)).astype(xp.int64)
    t = position - index
    # quintic Hermite: value, slope and bend at both ends of the interval
    a, b = values[index], values[index + 1]
    c, d = STEP * slopes[index], STEP * slopes[index + 1]
    e, f = 0.5 * STEP**2 * bends[index], 0.5 * STEP**2 * bends[index + 1]
    p = b - a - c - e
    q = d - c - 2.0 * e
    r = 2.0 * (f - e)
    cubic = 10.0 * p - 4.0 * q + 0.5 * r
    quartic = -15.0 * p + 7.0 * q - r
    quintic = 6.0 * p - 3.0 * q + 0.5 * r
    smooth = a + t * (c + t * (e + t * (cubic + t * (quartic + t * quintic))))
    return smooth * xp.exp(-z)


def _table(xp: Backend, z: np.ndarray, nu: Any) -> tuple[Any, Any, Any]:
    """exp(z) k_nu(z) and its first two derivatives in ln z, at z (n, 1)."""
    reach = np.arccosh(1.0 + (60.0 + 3.0 * LARGEST_ORDER) / z)  # where the integrand has fallen to nothing
    t = reach * np.arange(_NODES) / (_NODES - 1)
    rise = np.cosh(t) - 1.0
    weight = np.full(_NODES, 1.0)
    weight[0] = 0.5
    step = reach / (_NODES - 1)
    # cosh(nu t) as exponentials together with the rest, against overflow
    scale = (1.0 - nu) * np.log(2.0) - xp.gammaln(nu) + nu * np.log(z) + np.log(0.5 * step)
    terms = weight * (xp.exp(scale - z * rise + nu * t) + xp.exp(scale - z * rise - nu * t))
    zeroth, first, second = (xp.sum(terms * (z * rise) ** power, axis=1) for power in (0, 1, 2))
    slopes = nu * zeroth - first
    return zeroth, slopes, nu * slopes - (nu + 1.0) * first + second
