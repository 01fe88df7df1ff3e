"""The self-gravitating isothermal sphere with a core: the solution of the Lane-Emden equation of infinite index."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autolens_lite.xp.backend import Backend

# The last x that is tabulated: the first maximum of density contrast, beyond which no sphere is to be matched.
X_LAST = 22.5
_SCALE = 6.0
_DEGREE = 36


def depth_from(x: Any, xp: Backend) -> Any:
    r"""Return h, with the density :math:`\rho_0 e^{-h(x)}` and :math:`h'' + 2 h' / x = e^{-h}`; x in [0, 22.5]."""
    return _sum(_coefficients()[0], x, xp)


def mass_over_cube_from(x: Any, xp: Backend) -> Any:
    """Return h' / x, the mass within x over 4 pi rho_0 x^3 (times the cube of the unit of length)."""
    return 2.0 / (_SCALE + x * x) * _sum(_coefficients()[1], x, xp)


def _sum(coefficients: tuple[float, ...], x: Any, xp: Backend) -> Any:
    """Sum a Chebyshev series in ln(1 + x^2 / 6), the solution's own behaviour at both ends."""
    position = 2.0 / _end() * xp.log1p(x * x / _SCALE) - 1.0
    return xp.chebyshev_sum(lambda _: xp.constant(coefficients), position, ())


def _end() -> float:
    return float(np.log1p(X_LAST**2 / _SCALE))


@functools.cache
def _coefficients() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Chebyshev coefficients of h and of its derivative by u = ln(1 + x^2 / 6), good to 1e-12."""
    from scipy import integrate

    first = 0.01
    # the solution's series about 0
    h = first**2 / 6.0 - first**4 / 120.0 + first**6 / 1890.0
    slope = first / 3.0 - first**3 / 30.0 + first**5 / 315.0
    solution = integrate.solve_ivp(
        lambda x, y: (y[1], np.exp(-y[0]) - 2.0 * y[1] / x),
        (first, X_LAST + 0.1),
        (h, slope),
        method="DOP853",
        rtol=1e-13,
        atol=1e-16,
        dense_output=True,
    ).sol

    def derivative(scaled: np.ndarray) -> np.ndarray:
        """dh / du at u scaled to [-1, 1]."""
        x = np.sqrt(_SCALE * np.expm1(0.5 * _end() * (scaled + 1.0)))
        near = x < first
        safe = np.where(near, first, x)
        over = np.where(near, 1.0 / 3.0 - x**2 / 30.0 + x**4 / 315.0, solution(safe)[1] / safe)
        return 0.5 * (_SCALE + x * x) * over

    slopes = np.polynomial.chebyshev.chebinterpolate(derivative, _DEGREE)  # type: ignore[type-var]
    series = 0.5 * _end() * np.polynomial.chebyshev.chebint(slopes, lbnd=-1)
    return tuple(series.tolist()), tuple(slopes.tolist())
