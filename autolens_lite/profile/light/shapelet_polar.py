"""Polar shapelets, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite.profile.light import shapelet
from autolens_lite.xp.backend import Backend


class _Polar(shapelet.PolarShapelet):
    _step = 2

    @property
    def _degree(self) -> int:
        """The degree of the Laguerre polynomial."""
        return (self.n - abs(self.m)) // 2

    @property
    def _constant(self) -> float:
        """The factor before the radial function, times beta."""
        ratio = math.factorial(self._degree) / math.factorial(self._degree + abs(self.m))
        return (-1) ** self._degree * math.sqrt(ratio / math.pi)

    def _shape(self, minor: Any, major: Any, stretch: Any, xp: Backend) -> Any:
        y, x = minor * (stretch / self.beta), major / self.beta
        squared = x * x + y * y
        angular = shapelet.angular_from(minor, major, stretch, self.m, self.beta, xp)
        polynomial = shapelet.laguerre_from(squared, self._degree, abs(self.m))
        return (self._constant / self.beta) * (polynomial * angular) * xp.exp(-0.5 * squared)

    def _area(self, axis_ratio: float) -> float:
        if self.m % 2:
            return 0.0
        radial = 0.5 * self.beta * shapelet.laguerre_integral_from(self._degree, abs(self.m), abs(self.m) // 2)
        return self._constant * radial * shapelet.angular_mean_from(self.m, axis_ratio)


class ShapeletPolar(_Polar, shapelet.PolarEll):
    r"""The elliptical polar shapelet, one of a basis for images.

    .. math:: I(\rho, \theta) = \frac{I_0 (-1)^k}{\beta \sqrt\pi} \sqrt{\frac{k!}{(k + |m|)!}}
              \left(\frac{\rho}{\beta}\right)^{|m|} e^{-\rho^2 / 2 \beta^2}
              L_k^{|m|}\!\left(\frac{\rho^2}{\beta^2}\right)
              \begin{cases} \cos m \theta & m \le 0 \\ -\sin m \theta & m > 0 \end{cases}

    with k = (n - |m|) / 2, rho^2 = x^2 + y^2 / q^2 with x along the major axis, and theta the polar angle from that
    axis, of the point as it is, not stretched (as in PyAutoLens). The major axis is at its position angle in
    [-45, 135) degrees (0 for a round profile). For q = 1 and I_0 = 1 the integral of its square is 1, or 1/2 where m
    is not 0.

    References
    ----------
    Massey & Refregier (2005), MNRAS 363, 197.

    Parameters
    ----------
    n
        Radial order, 0 or more. Fixed.
    m
        Angular order: -n, -n + 2, ..., n. Fixed.
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    beta
        The scale, in arcsec.
    """


class ShapeletPolarSph(_Polar, shapelet.PolarSph):
    """The spherical polar shapelet: `ShapeletPolar` without `ell_comps`."""
