"""The singular isothermal ellipsoid and sphere."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile

# Below this modulus of ell_comps the closed form, whose gradient loses digits as 1 / modulus, gives way to its series.
_SERIES_BELOW = 0.004
_SERIES_TERMS = 7


class Isothermal(geometry.EllProfile, MassProfile):
    r"""The singular isothermal ellipsoid (SIE), the mass distribution of a typical lens galaxy.

    .. math:: \kappa(\eta) = \frac{1}{1 + q} \frac{\theta_E}{\eta}, \qquad \eta^2 = x^2 + y^2 / q^2,

    with x along the major axis: the power law of slope 2. With the complex ellipticity :math:`\epsilon` and the
    elliptical coordinate Z of `geometry`, :math:`f = |\epsilon|` and :math:`w = \bar\epsilon Z / \bar Z`, the
    deflection is

    .. math:: \alpha_x + i \alpha_y = \theta_E (1 - f^2) \frac{Z}{|Z|} \frac{\arctan \sqrt w}{\sqrt w}.

    Notes
    -----
    `einstein_radius` is not that of the intermediate-axis convention, theta_int = 2 sqrt(q) / (1 + q) theta_E: see
    `convert.intermediate_einstein_radius_from`. At the centre the deflection is 0, its mean over directions.

    References
    ----------
    Kormann, Schneider & Bartelmann (1994), A&A 284, 285; Tessore & Metcalf (2015), A&A 580, A79, at t = 1.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_E, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        check.non_negative("einstein_radius", einstein_radius)
        self.einstein_radius = einstein_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        return self._deflections(y, x, coordinates.xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        squared = geometry.cut_off_from(z_y * z_y + z_x * z_x, xp)
        e0, e1 = self.ell_comps
        return (0.5 * self.einstein_radius * (1.0 - e0 * e0 - e1 * e1)) / xp.sqrt(squared)

    def potential_from(self, coordinates: Coordinates) -> Any:
        # homogeneous of degree 1 (Euler's theorem)
        y, x = self._relative(coordinates)
        alpha_y, alpha_x = self._deflections(y, x, coordinates.xp)
        return y * alpha_y + x * alpha_x

    def _deflections(self, y: Any, x: Any, xp: Any) -> tuple[Any, Any]:
        e0, e1 = self.ell_comps
        z_y, z_x, squared = geometry.off_centre_from(*self._elliptical(y, x), xp)
        inverse = 1.0 / xp.sqrt(squared)
        unit_y, unit_x = z_y * inverse, z_x * inverse
        squared_modulus = e0 * e0 + e1 * e1
        imag, real = angular_from(unit_y, unit_x, 1.0, self.ell_comps, xp)
        scale = self.einstein_radius * (1.0 - squared_modulus)
        return scale * imag, scale * real


class IsothermalSph(geometry.SphProfile, MassProfile):
    r"""The singular isothermal sphere (SIS): :math:`\kappa = \theta_E / (2 r)`, :math:`\alpha = \theta_E`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    einstein_radius
        theta_E, in arcsec.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), einstein_radius: float = 1.0) -> None:
        super().__init__(centre)
        check.non_negative("einstein_radius", einstein_radius)
        self.einstein_radius = einstein_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        factor = self.einstein_radius / coordinates.xp.sqrt(squared)
        return factor * y, factor * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        squared = geometry.cut_off_from(y * y + x * x, coordinates.xp)
        return 0.5 * self.einstein_radius / coordinates.xp.sqrt(squared)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        return self.einstein_radius * (y * y + x * x) / coordinates.xp.sqrt(squared)


def angular_from(u_y: Any, u_x: Any, squared: Any, ell_comps: tuple[Any, Any], xp: Any) -> tuple[Any, Any]:
    r"""Return imaginary and real part of :math:`U \arctan(\sqrt W) / \sqrt W`, :math:`W = \bar\epsilon U^2`.

    Parameters
    ----------
    u_y, u_x
        Imaginary and real part of U, of a modulus of 1 or less: Z / |Z| for a singular mass.
    squared
        |U|^2.
    ell_comps
        The elliptical components (e0, e1).
    xp
        The backend.
    """
    e0, e1 = ell_comps
    series, closed_form = _branches(xp)
    small = e0 * e0 + e1 * e1 < _SERIES_BELOW**2
    return xp.cond(small, series, closed_form, u_y, u_x, squared, e0, e1)


@functools.cache
def _branches(xp: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The two forms below as functions of arrays alone; the same objects each time, so that compiled code is reused."""
    return functools.partial(_series, xp=xp), functools.partial(_closed_form, xp=xp)


def _closed_form(unit_y: Any, unit_x: Any, squared: Any, e0: Any, e1: Any, xp: Any) -> tuple[Any, Any]:
    """Return the same in real arithmetic.

    With s = sqrt(eps), sqrt(W) = conj(s) U = p + i r, and arctan(p + i r) = (A + i B) with the arguments below because
    p^2 + r^2 = f |U|^2.
    """
    squared_modulus = e0 * e0 + e1 * e1
    # this branch may be evaluated, and differentiated, although the other one is chosen
    used = squared_modulus >= _SERIES_BELOW**2
    e0, e1 = xp.where(used, e0, 0.0), xp.where(used, e1, 0.5)
    modulus = xp.sqrt(xp.where(used, squared_modulus, 0.25))
    # the square root's sign is free: form its larger part first, so that neither is 0 / 0 on the axes
    right = e1 >= 0.0
    larger = xp.sqrt(0.5 * (modulus + xp.abs(e1)))
    smaller = 0.5 * e0 / larger
    s_x, s_y = xp.where(right, larger, smaller), xp.where(right, smaller, larger)
    p = s_x * unit_x + s_y * unit_y
    r = s_x * unit_y - s_y * unit_x
    both = modulus * squared
    a = 0.5 * xp.arctan((2.0 / (1.0 - both)) * p)
    b = 0.5 * xp.arctanh((2.0 / (1.0 + both)) * r)
    # (A + i B) / conj(s) = (A + i B) s / f
    s_x, s_y = s_x / modulus, s_y / modulus
    return s_y * a + s_x * b, s_x * a - s_y * b


def _series(unit_y: Any, unit_x: Any, squared: Any, e0: Any, e1: Any, xp: Any) -> tuple[Any, Any]:
    r"""Return the same from :math:`\sum_n (-W)^n / (2 n + 1)`, exact to rounding for small ellipticities."""
    # W = conj(eps) U^2
    square_x, square_y = unit_x * unit_x - unit_y * unit_y, 2.0 * unit_x * unit_y
    w_x = e1 * square_x + e0 * square_y
    w_y = e1 * square_y - e0 * square_x
    real = 1.0 / (2 * _SERIES_TERMS + 1)
    imag = 0.0
    for n in range(_SERIES_TERMS - 1, -1, -1):
        real, imag = 1.0 / (2 * n + 1) - (w_x * real - w_y * imag), -(w_x * imag + w_y * real)
    return unit_y * real + unit_x * imag, unit_x * real - unit_y * imag
