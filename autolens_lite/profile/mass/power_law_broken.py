"""The broken power law: one slope within a radius, another outside."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.xp.backend import Backend

# |1 - t / 2| below which the outer part is interpolated across its removable singularity at t = 2, and the distance of
# the points between which it is: an error of 1e-13 times the sixth derivative.
_NEAR = 0.01
_STEPS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)


class PowerLawBroken(geometry.EllProfile, MassProfile):
    r"""The broken elliptical power law, a surface density of two slopes.

    .. math:: \kappa = \kappa_b (r_b / R)^{t_{in}} \;\; (R \le r_b), \qquad \kappa_b (r_b / R)^{t_{out}} \;\; (R > r_b),
              \qquad R^2 = q^2 x^2 + y^2,

    with x along the major axis and :math:`\kappa_b` such that the mean convergence within
    :math:`R = \sqrt q \, \theta_E` is 1. The deflection is a sum of hypergeometric functions, those of `PowerLaw` at R
    and at r_b; the potential, 0 at the centre, follows from it in closed form. Exact to rounding (1e-13; 1e-12 for the
    potential at outer slopes within 0.04 of 2).

    Notes
    -----
    `inner_slope` and `outer_slope` are those of the convergence, one less than the `slope` of a `PowerLaw`. For a break
    outside the Einstein radius, PyAutoLens takes (2 - t) / (2 nu^2) for kappa_b, nu = r_b / (sqrt(q) theta_E), where
    the mean convergence of 1 asks for (2 - t) / (2 nu^t); this is the latter. PyAutoLens sums 20 terms of the
    hypergeometric series in single precision, and has no potential.

    References
    ----------
    O'Riordan, Warren & Mortlock (2021), MNRAS 501, 3687.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_E, in arcsec.
    inner_slope
        t_in, in [0, 2).
    outer_slope
        t_out, in [0, 4).
    break_radius
        r_b, in arcsec, along the minor axis.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        inner_slope: float = 1.5,
        outer_slope: float = 2.5,
        break_radius: float = 0.01,
    ) -> None:
        super().__init__(centre, ell_comps)
        _check(einstein_radius, inner_slope, outer_slope, break_radius)
        self.einstein_radius = einstein_radius
        self.inner_slope = inner_slope
        self.outer_slope = outer_slope
        self.break_radius = break_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        radius = (1.0 + geometry.modulus_from(self.ell_comps, xp)) * self.break_radius
        alpha_y, alpha_x = xp.power_law_broken_field(y, x, *self.ell_comps, self.inner_slope, self.outer_slope, radius)
        scale = self._scale(xp)
        return scale * alpha_y, scale * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        modulus = geometry.modulus_from(self.ell_comps, xp)
        squared = geometry.cut_off_from(z_y * z_y + z_x * z_x, xp) / ((1.0 + modulus) * self.break_radius) ** 2
        return self._kappa_b(xp) * _broken(squared, self.inner_slope, self.outer_slope, xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z, squared, here, there = self._prepared(coordinates)
        inner = _Inner(squared, there, self.inner_slope, xp)
        outer = _Outer(squared, here, there, self.outer_slope, xp)
        logarithm = 0.5 * outer.logarithm + xp.log(xp.abs((1.0 + here) / (1.0 + there)))
        potential = inner.potential(logarithm) + outer.potential
        return xp.where(z <= geometry.CENTRE_SQUARED, 0.0, self._scale(xp) * potential)

    def _prepared(self, coordinates: Coordinates) -> tuple[Any, Any, Any, Any]:
        """Return |Z|^2, (R / r_b)^2, and rho of the ellipse through the point and of the break within it.

        rho(R) = (z - zeta) / (z + zeta), zeta^2 = z^2 - 4 eps R^2 / (1 - f)^2, z = x + i y; at the point it is the
        conjugate of w = conj(eps) Z / conj(Z).
        """
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        e0, e1 = self.ell_comps
        modulus = geometry.modulus_from(self.ell_comps, xp)
        z_y, z_x = self._elliptical(y, x)
        z_squared = z_y * z_y + z_x * z_x
        central = z_squared <= geometry.CENTRE_SQUARED
        y, x = xp.where(central, 0.0, y), xp.where(central, 1.0, x)
        z_y, z_x = xp.where(central, -e0, z_y), xp.where(central, 1.0 - e1, z_x)
        squared = (z_y * z_y + z_x * z_x) / (1.0 + modulus) ** 2
        epsilon = e1 + 1j * e0
        z = z_x + 1j * z_y
        here = epsilon * xp.conj(z) / z
        outside = squared > self.break_radius**2
        h = 4.0 * epsilon * (self.break_radius / ((1.0 - modulus) * (x + 1j * y))) ** 2
        # a branch that is not chosen must stay finite
        h = xp.where(outside, h, 0.5)
        there = xp.where(outside, h / (1.0 + xp.sqrt(1.0 - h)) ** 2, here)
        return z_squared, squared / self.break_radius**2, here, there

    def _kappa_b(self, xp: Backend) -> Any:
        modulus = geometry.modulus_from(self.ell_comps, xp)
        radius = xp.sqrt((1.0 - modulus) / (1.0 + modulus)) * self.einstein_radius
        return _kappa_b_from(radius / self.break_radius, self.inner_slope, self.outer_slope, xp)

    def _scale(self, xp: Backend) -> Any:
        """Return kappa_b r_b^2 / q."""
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return self._kappa_b(xp) * self.break_radius**2 * (1.0 + modulus) / (1.0 - modulus)


class PowerLawBrokenSph(geometry.SphProfile, MassProfile):
    r"""The broken spherical power law: `PowerLawBroken` at ell_comps = (0, 0).

    Parameters are those of `PowerLawBroken` without `ell_comps`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        inner_slope: float = 1.5,
        outer_slope: float = 2.5,
        break_radius: float = 0.01,
    ) -> None:
        super().__init__(centre)
        _check(einstein_radius, inner_slope, outer_slope, break_radius)
        self.einstein_radius = einstein_radius
        self.inner_slope = inner_slope
        self.outer_slope = outer_slope
        self.break_radius = break_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        y, x, r_squared = geometry.off_centre_from(*self._relative(coordinates), xp)
        squared, p, q, logarithm = self._prepared(r_squared, xp)
        along = _raised(squared, p, xp) / p + logarithm * _phi_1(q * logarithm, xp)
        factor = self._kappa_b(xp) * self.break_radius**2 * along / r_squared
        return factor * y, factor * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        squared = geometry.cut_off_from(y * y + x * x, coordinates.xp) / self.break_radius**2
        return self._kappa_b(coordinates.xp) * _broken(squared, self.inner_slope, self.outer_slope, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        squared, p, q, logarithm = self._prepared(geometry.cut_off_from(y * y + x * x, xp), xp)
        inner = _raised(squared, p, xp) * (0.5 * logarithm + 0.5 / p) / p
        outer = 0.25 * logarithm**2 * _phi_2(q * logarithm, xp)
        return self._kappa_b(xp) * self.break_radius**2 * (inner + outer)

    def _prepared(self, r_squared: Any, xp: Backend) -> tuple[Any, Any, Any, Any]:
        """Return (r / r_b)^2, 1 - t / 2 of both slopes, and the logarithm of the first where it is above 1."""
        squared = r_squared / self.break_radius**2
        logarithm = xp.log(xp.maximum(squared, 1.0))
        return squared, 1.0 - 0.5 * self.inner_slope, 1.0 - 0.5 * self.outer_slope, logarithm

    def _kappa_b(self, xp: Backend) -> Any:
        return _kappa_b_from(self.einstein_radius / self.break_radius, self.inner_slope, self.outer_slope, xp)


class _Inner:
    """The mass within the break, over kappa_b r_b^2 / q: `along` is conj(alpha) z."""

    def __init__(self, squared: Any, there: Any, slope: Any, xp: Backend) -> None:
        self.xp = xp
        self.p = 1.0 - 0.5 * slope
        self.raised = _raised(squared, self.p, xp)
        real, imag = xp.power_law_angular(xp.real(there), xp.imag(there), slope)
        self.along = self.raised / self.p * (1.0 + there) * (real + 1j * imag)

    def potential(self, logarithm: Any) -> Any:
        return (self.raised * logarithm + 0.5 * self.xp.real(self.along)) / self.p


class _Outer:
    """The mass outside the break, over kappa_b r_b^2 / q, with p = 1 - t / 2; 0 at points within."""

    def __init__(self, squared: Any, here: Any, there: Any, slope: Any, xp: Backend) -> None:
        self.xp, self.here, self.there, self.p = xp, here, there, 1.0 - 0.5 * slope
        self.logarithm = xp.log(xp.maximum(squared, 1.0))
        self.growth = self.logarithm * _phi_1(self.p * self.logarithm, xp)
        self.raised = xp.exp(self.p * self.logarithm)

    @property
    def potential(self) -> Any:
        xp = self.xp
        second = _excess(xp)
        rests = self.raised * second(self.here, self.p) - second(self.there, self.p)
        return (
            0.25 * self.logarithm**2 * _phi_2(self.p * self.logarithm, xp)
            + self.growth * xp.real(xp.log(1.0 + self.here))
            + 0.5 * xp.real(rests)
        )


def _raised(squared: Any, p: Any, xp: Backend) -> Any:
    """Return min(squared, 1)^p."""
    return xp.exp(p * xp.log(xp.minimum(squared, 1.0)))


def _broken(squared: Any, inner_slope: Any, outer_slope: Any, xp: Backend) -> Any:
    """Return the broken power law of (R / r_b)^2."""
    return xp.exp(-0.5 * xp.where(squared <= 1.0, inner_slope, outer_slope) * xp.log(squared))


def _kappa_b_from(ratio: Any, inner_slope: Any, outer_slope: Any, xp: Backend) -> Any:
    """Return kappa_b for `ratio` = sqrt(q) theta_E / r_b."""
    excess = xp.log(xp.maximum(ratio, 1.0))
    mass = 1.0 + (2.0 - inner_slope) * excess * _phi_1((2.0 - outer_slope) * excess, xp)
    within = xp.minimum(ratio, 1.0)
    return 0.5 * (2.0 - inner_slope) * within**inner_slope * xp.maximum(ratio, 1.0) ** 2 / mass


def _phi_1(y: Any, xp: Backend) -> Any:
    """Return (exp(y) - 1) / y."""
    small = xp.abs(y) < 1e-5
    safe = xp.where(small, 1.0, y)
    return xp.where(small, 1.0 + y * (0.5 + y / 6.0), xp.expm1(safe) / safe)


def _phi_2(y: Any, xp: Backend) -> Any:
    """Return 2 (exp(y) - 1 - y) / y^2."""
    small = xp.abs(y) < 0.2
    safe = xp.where(small, 1.0, y)
    series = 1.0
    for n in range(12, 2, -1):
        series = 1.0 + y / n * series
    return xp.where(small, series, 2.0 * (xp.expm1(safe) - safe) / (safe * safe))


@functools.cache
def _excess(xp: Backend) -> Callable[..., Any]:
    """Return the function (G - 2 ln(1 + rho)) / p of (rho, p), regular at p = 0.

    G = (F - 1) / p with F = (1 + rho) 2F1(1, t/2; 2 - t/2; -rho) and t = 2 (1 - p).
    """

    def far(rho: Any, p: Any) -> Any:
        real, imag = xp.power_law_angular(xp.real(rho), xp.imag(rho), 2.0 - 2.0 * p)
        return (((1.0 + rho) * (real + 1j * imag) - 1.0) / p - 2.0 * xp.log(1.0 + rho)) / p

    def near(rho: Any, p: Any) -> Any:
        total = 0.0
        for step in _STEPS:
            weight = 1.0
            for other in _STEPS:
                if other != step:
                    weight = weight * (p / _NEAR - other) / (step - other)
            total = total + weight * far(rho, _NEAR * step + 0.0 * p)
        return total

    def excess(rho: Any, p: Any) -> Any:
        return xp.cond(xp.abs(p) < _NEAR, near, far, rho, p)

    return excess


def _check(einstein_radius: Any, inner_slope: Any, outer_slope: Any, break_radius: Any) -> None:
    check.non_negative("einstein_radius", einstein_radius)
    check.within("inner_slope", inner_slope, 0.0, 2.0, open_upper=True)
    check.within("outer_slope", outer_slope, 0.0, 4.0, open_upper=True)
    check.positive("break_radius", break_radius)
