"""Exponential shapelets, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite.profile import geometry
from autolens_lite.profile.light import shapelet
from autolens_lite.xp.backend import Backend


class _Exponential(shapelet.PolarShapelet):
    @property
    def _degree(self) -> int:
        """The degree of the Laguerre polynomial."""
        return self.n - abs(self.m)

    @property
    def _scale(self) -> Any:
        """The scale of the radius in the polynomial, in arcsec."""
        return self.beta * (self.n + 0.5)

    @property
    def _constant(self) -> float:
        """The factor before the radial function, times beta."""
        ratio = math.factorial(self._degree) / math.factorial(self.n + abs(self.m))
        return (-1) ** self._degree * math.sqrt(2.0 * ratio / (math.pi * (2 * self.n + 1) ** 3))

    def _shape(self, minor: Any, major: Any, stretch: Any, xp: Backend) -> Any:
        y, x = minor * (stretch / self._scale), major / self._scale
        squared = x * x + y * y
        # the cusp: its gradient at the centre is the mean over directions, zero
        central = squared <= geometry.CENTRE_SQUARED
        radius = xp.where(central, 0.0, xp.sqrt(xp.where(central, 1.0, squared)))
        angular = shapelet.angular_from(minor, major, stretch, self.m, self._scale, xp)
        polynomial = shapelet.laguerre_from(radius, self._degree, 2 * abs(self.m))
        return (self._constant / self.beta) * (polynomial * angular) * xp.exp(-0.5 * radius)

    def _area(self, axis_ratio: float) -> float:
        radial = shapelet.laguerre_integral_from(self._degree, 2 * abs(self.m), abs(self.m) + 1)
        radial *= self._scale**2 / self.beta
        return self._constant * radial * shapelet.angular_mean_from(self.m, axis_ratio)


class ShapeletExponential(_Exponential, shapelet.PolarEll):
    r"""The elliptical exponential shapelet, one of a basis for the images of discs.

    .. math:: I(\rho, \theta) = \frac{I_0 (-1)^{n - |m|}}{\beta} \sqrt{\frac{2}{\pi (2 n + 1)^3}
              \frac{(n - |m|)!}{(n + |m|)!}} \; t^{|m|} e^{-t / 2} L_{n - |m|}^{2 |m|}(t)
              \begin{cases} \cos m \theta & m \le 0 \\ -\sin m \theta & m > 0 \end{cases},
              \qquad t = \frac{2 \rho}{(2 n + 1) \beta},

    with rho^2 = x^2 + y^2 / q^2 with x along the major axis, and theta the polar angle from that axis, of the point
    as it is, not stretched. The major axis is at its position angle in [-45, 135) degrees (0 for a round profile).
    For q = 1 and I_0 = 1 the integral of its square is 1, or 1/2 where m is not 0.

    Notes
    -----
    PyAutoLens 2026.7.29 has another formula under this name, which is not a shapelet: its radius is r^2 / beta, the
    axis ratio and the intensity are ignored, the modulus is taken, so that no component is negative, and it tends to
    |sin m theta| at large radii, so that its flux is infinite unless m = 0. Values therefore differ. This is the
    profile of the paper, and of lenstronomy.

    References
    ----------
    Berge et al. (2019), MNRAS 486, 544.

    Parameters
    ----------
    n
        Radial order, 0 or more. Fixed.
    m
        Angular order: -n, -n + 1, ..., n. Fixed.
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    beta
        The scale, in arcsec.
    """


class ShapeletExponentialSph(_Exponential, shapelet.PolarSph):
    """The spherical exponential shapelet: `ShapeletExponential` without `ell_comps`."""
