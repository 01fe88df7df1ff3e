"""What the shapelets have in common: frames, orders, and orthogonal polynomials by their recurrences."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.light.abstract import EllLight, SphLight
from autolens_lite.profile.light.axes import along_axes, power_of
from autolens_lite.xp.backend import Backend

_HIGHEST = 10000  # the polynomials' terms are added up one by one
_LISTED = 20  # below it, all angular orders of a radial one are listed


class Shapelet:
    """What elliptical and round shapelets have in common: `_shape`, of unit intensity, and `_area`, its flux."""

    intensity: float
    beta: float

    def _set_scale(self, beta: float) -> None:
        check.positive("beta", beta)
        self.beta = beta

    def _shape(self, minor: Any, major: Any, stretch: Any, xp: Backend) -> Any:
        """The image of unit intensity at points along the axes; `stretch` is 1 / q."""
        raise NotImplementedError

    def _area(self, axis_ratio: float) -> float:
        raise NotImplementedError


class ShapeletEll(Shapelet, EllLight):
    """A shapelet in the frame of its major axis, with the coordinate along the minor axis stretched by 1 / q.

    The frame has no direction at ell_comps = (0, 0): see `axes.along_axes`.
    """

    def __init__(
        self, centre: tuple[float, float], ell_comps: tuple[float, float], intensity: float, beta: float
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        self._set_scale(beta)

    def image_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        minor, major = along_axes(*self._relative(coordinates), self.ell_comps, xp)
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return self.intensity * self._shape(minor, major, (1.0 + modulus) / (1.0 - modulus), xp)

    def total_flux(self) -> float:
        return self.intensity * self._area(self.axis_ratio)


class ShapeletSph(Shapelet, SphLight):
    """A shapelet in the frame of the sky."""

    def __init__(self, centre: tuple[float, float], intensity: float, beta: float) -> None:
        super().__init__(centre, intensity)
        self._set_scale(beta)

    def image_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        return self.intensity * self._shape(y, x, 1.0, coordinates.xp)

    def total_flux(self) -> float:
        return self.intensity * self._area(1.0)


class PolarShapelet(Shapelet):
    """A shapelet with a radial order n and an angular order m, in steps of `_step`."""

    n: int
    m: int
    _step = 1

    def _set_orders(self, n: int, m: int) -> None:
        self.n, self.m = polar_orders_from(n, m, self._step)


class PolarEll(PolarShapelet, ShapeletEll):
    """An elliptical shapelet with a radial and an angular order."""

    def __init__(
        self,
        n: int,
        m: int,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 1.0,
        beta: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps, intensity, beta)
        self._set_orders(n, m)


class PolarSph(PolarShapelet, ShapeletSph):
    """A round shapelet with a radial and an angular order."""

    def __init__(
        self, n: int, m: int, centre: tuple[float, float] = (0.0, 0.0), intensity: float = 1.0, beta: float = 1.0
    ) -> None:
        super().__init__(centre, intensity, beta)
        self._set_orders(n, m)


def order_from(name: str, value: Any, lower: int) -> int:
    """Return an order as an int, 2.0 as 2; refuse what is not an integer, or is below `lower`."""
    order = check.whole(name, value, lower, "An order is fixed: pass an int.")
    check.within(name, order, lower, _HIGHEST)
    return order


def polar_orders_from(n: Any, m: Any, step: int) -> tuple[int, int]:
    """Return (n, m); refuse |m| above n, and n - |m| that is not a multiple of `step`."""
    n, m = order_from("n", n, 0), order_from("m", m, -(2**31))
    if abs(m) > n or (n - abs(m)) % step:
        orders = range(-n, n + 1, step)
        known = ", ".join(map(str, orders)) if n < _LISTED else f"{orders[0]}, {orders[1]}, ..., {n}"
        raise exc.ParameterError(f"m = {m} does not exist for n = {n}. Pass one of {known}.")
    return n, m


def angular_from(minor: Any, major: Any, stretch: Any, m: int, scale: Any, xp: Backend) -> Any:
    """Return (rho / scale)^|m| times cos(m theta) for m <= 0, or sin(-m theta) for m > 0.

    rho is the stretched radius, sqrt(major^2 + (stretch minor)^2), and theta the polar angle of the point as it is.
    The product is a polynomial in the coordinates but for the ratio of the two radii.
    """
    if m == 0:
        return 1.0
    sine, cosine, squared = geometry.off_centre_from(minor, major, xp)
    ratio = (cosine * cosine + (stretch * sine) * (stretch * sine)) / squared
    real, imaginary = power_of(cosine, sine, abs(m))
    # at the centre itself the power vanishes whatever the ratio
    factor = xp.sqrt(xp.where(ratio > 0.0, ratio, 1.0)) if m % 2 else 1.0
    for _ in range(abs(m) // 2):
        factor = factor * ratio
    return (scale ** -abs(m)) * factor * (-imaginary if m > 0 else real)


def angular_mean_from(m: int, axis_ratio: float) -> float:
    """Return the integral over theta of the angular factor over (rho / R)^2, R the radius as it is.

    1 / (cos^2 + sin^2 / q^2) is a Poisson kernel in 2 theta: 2 pi q f^(|m| / 2) for even m <= 0, else 0.
    """
    if m > 0 or m % 2:
        return 0.0
    modulus = (1.0 - axis_ratio) / (1.0 + axis_ratio)
    return 2.0 * math.pi * axis_ratio * modulus ** (-m // 2)


def laguerre_from(x: Any, degree: int, alpha: int) -> Any:
    """Return the generalised Laguerre polynomial L_degree^alpha(x), by its recurrence in the degree."""
    previous, value = 0.0, 1.0
    for k in range(degree):
        previous, value = value, ((2.0 * k + 1.0 + alpha - x) * value - (k + alpha) * previous) / (k + 1.0)
    return value


def laguerre_integral_from(degree: int, alpha: int, power: int) -> float:
    """Return the integral over x > 0 of x^power e^(-x / 2) L_degree^alpha(x), summed as a fraction: exact."""
    terms = (
        Fraction((-1) ** j * math.comb(degree + alpha, degree - j) * math.factorial(power + j), math.factorial(j))
        * 2 ** (power + j + 1)
        for j in range(degree + 1)
    )
    return float(sum(terms, Fraction(0)))


def hermite_from(x: Any, degree: int, xp: Backend) -> Any:
    """Return the Hermite function of unit norm, H_n(x) e^(-x^2 / 2) / sqrt(2^n n! sqrt(pi)), by its recurrence."""
    previous, value = 0.0, math.pi**-0.25 * xp.exp(-0.5 * x * x)
    for k in range(degree):
        previous, value = value, math.sqrt(2.0 / (k + 1)) * x * value - math.sqrt(k / (k + 1)) * previous
    return value


def hermite_integral_from(degree: int) -> float:
    """Return the integral of `hermite_from` over the line: zero for an odd degree."""
    if degree % 2:
        return 0.0
    value = math.sqrt(2.0) * math.pi**0.25
    for k in range(2, degree + 1, 2):
        value *= math.sqrt((k - 1) / k)
    return value
