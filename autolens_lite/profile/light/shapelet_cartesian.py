"""Cartesian shapelets, elliptical and spherical."""

from __future__ import annotations

from typing import Any

from autolens_lite.profile.light import shapelet
from autolens_lite.xp.backend import Backend


class _Cartesian(shapelet.Shapelet):
    n_y: int
    n_x: int

    def _set_orders(self, n_y: int, n_x: int) -> None:
        self.n_y = shapelet.order_from("n_y", n_y, 0)
        self.n_x = shapelet.order_from("n_x", n_x, 0)

    def _shape(self, minor: Any, major: Any, stretch: Any, xp: Backend) -> Any:
        along_y = shapelet.hermite_from(minor * (stretch / self.beta), self.n_y, xp)
        return along_y * shapelet.hermite_from(major / self.beta, self.n_x, xp) / self.beta

    def _area(self, axis_ratio: float) -> float:
        integrals = shapelet.hermite_integral_from(self.n_y) * shapelet.hermite_integral_from(self.n_x)
        return self.beta * axis_ratio * integrals


class ShapeletCartesian(_Cartesian, shapelet.ShapeletEll):
    r"""The elliptical Cartesian shapelet: a product of Hermite functions, one of a basis for images.

    .. math:: I(x, y) = \frac{I_0}{\beta} h_{n_x}\!\left(\frac{x}{\beta}\right) h_{n_y}\!\left(\frac{y}{q \beta}\right),
              \qquad h_n(u) = \frac{H_n(u)\, e^{-u^2 / 2}}{\sqrt{2^n n! \sqrt\pi}},

    with x along the major axis, at its position angle in [-45, 135) degrees (0 for a round profile). For q = 1 and
    I_0 = 1 the integral of its square is 1.

    References
    ----------
    Refregier (2003), MNRAS 338, 35.

    Parameters
    ----------
    n_y
        Order along the minor axis, 0 or more. Fixed.
    n_x
        Order along the major axis, 0 or more. Fixed.
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    beta
        The scale, in arcsec.
    """

    def __init__(
        self,
        n_y: int,
        n_x: int,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 1.0,
        beta: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps, intensity, beta)
        self._set_orders(n_y, n_x)


class ShapeletCartesianSph(_Cartesian, shapelet.ShapeletSph):
    """The spherical Cartesian shapelet: `ShapeletCartesian` without `ell_comps`."""

    def __init__(
        self, n_y: int, n_x: int, centre: tuple[float, float] = (0.0, 0.0), intensity: float = 1.0, beta: float = 1.0
    ) -> None:
        super().__init__(centre, intensity, beta)
        self._set_orders(n_y, n_x)
