"""The elliptical and the spherical power law with a core."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.profile.mass.power_law import power_from
from autolens_lite.xp.backend import Backend

# S^2 / (S^2 + |Z|^2) below which the potential is that without core.
_NO_CORE = 1e-30
# Gauss-Legendre nodes and weights on (0, 1), for the potential.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS


class PowerLawCore(geometry.EllProfile, MassProfile):
    r"""The elliptical power law with a core.

    .. math:: \kappa(\eta) = \frac{3 - \gamma}{1 + q} \frac{\theta_E^{\gamma - 1}}{(s^2 + \eta^2)^{(\gamma - 1) / 2}},
              \qquad \eta^2 = x^2 + y^2 / q^2,

    with x along the major axis: `PowerLaw` at s = 0, `IsothermalCore` at slope 2. With t = gamma - 1 and, as in
    `geometry`, the complex ellipticity :math:`\epsilon`, its modulus f and the elliptical coordinate Z, with
    S = (1 - f) s and :math:`w = \bar\epsilon Z / \bar Z`, the deflection is

    .. math:: \alpha_x + i \alpha_y = \frac{2 - t}{2} (1 + f) [(1 - f) \theta_E]^t \; Z \int_0^1
              \left[S^2 + l |Z|^2 (1 + (1 - l) w)\right]^{-t/2} dl,

    summed in powers of w, whose coefficients obey a recurrence of three terms (`power_law_core_angular` of the
    backends): exact to rounding (3e-14) for all cores, slopes and axis ratios. The potential, 0 at the centre, is

    .. math:: \psi = \frac{(1 - f)^{t - 1} \theta_E^t}{2} \; \Re \left[ (1 + w) \int_0^1
              \frac{(S^2 + |Z|^2 v)^{1 - t/2} - S^{2 - t}}{v} dl \right], \qquad v = l (1 + (1 - l) w),

    by 48 Gauss-Legendre nodes in the logarithm of l + S^2 / |Z|^2.

    Notes
    -----
    `einstein_radius` is the normalization above, that of the mass without its core: the mean convergence within it is
    below 1. The relative accuracy of the potential is 1e-10 for axis ratios down to 0.025, all slopes and cores
    (deep inside a core, 1e-15 theta_E^2). The
    profile depends on |ell_comps| itself, so that it has a kink at ell_comps = (0, 0); the gradient there is the mean
    over directions.

    References
    ----------
    Bray (1984), MNRAS 208, 511, in complex form; Tessore & Metcalf (2015), A&A 580, A79, at s = 0.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_E, in arcsec.
    slope
        gamma, the logarithmic slope of the density in three dimensions outside the core, in (1, 3).
    core_radius
        s, in arcsec, along the major axis.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        slope: float = 2.0,
        core_radius: float = 0.01,
    ) -> None:
        super().__init__(centre, ell_comps)
        check.non_negative("einstein_radius", einstein_radius)
        check.within("slope", slope, 1.0, 3.0, open_lower=True, open_upper=True)
        check.non_negative("core_radius", core_radius)
        self.einstein_radius = einstein_radius
        self.slope = slope
        self.core_radius = core_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        z_y, z_x, total, core, w_real, w_imag = self._prepared(*self._relative(coordinates), xp)
        real, imag = xp.power_law_core_angular(w_real, w_imag, core, self.slope - 1.0)
        factor = 0.5 * (3.0 - self.slope) * self._radial(total, xp)
        return factor * (z_y * real + z_x * imag), factor * (z_x * real - z_y * imag)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        _, _, total, *_ = self._prepared(*self._relative(coordinates), coordinates.xp)
        return 0.5 * (3.0 - self.slope) * self._radial(total, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        _, _, total, core, w_real, w_imag = self._prepared(*self._relative(coordinates), xp)
        modulus = geometry.modulus_from(self.ell_comps, xp)
        integral = _potential_integral(w_real, w_imag, core, 1.5 - 0.5 * self.slope, xp)
        # (1 - f)^(t - 1) theta_E^t total^(1 - t / 2)
        cored = 0.5 * self._radial(total, xp) * total / ((1.0 + modulus) * (1.0 - modulus)) * integral
        return xp.where(core < _NO_CORE, self._without_core(coordinates), cored)

    def _without_core(self, coordinates: Coordinates) -> Any:
        """Return the potential of a mass without core, homogeneous of degree 3 - slope (Euler's theorem)."""
        y, x = self._relative(coordinates)
        alpha_y, alpha_x = self.deflections_from(coordinates)
        return (y * alpha_y + x * alpha_x) / (3.0 - self.slope)

    def _prepared(self, y: Any, x: Any, xp: Backend) -> tuple[Any, Any, Any, Any, Any, Any]:
        """Return Z_y, Z_x, S^2 + |Z|^2, S^2 over it, and real and imaginary part of w."""
        e0, e1 = self.ell_comps
        z_y, z_x = self._elliptical(y, x)
        core_squared = ((1.0 - geometry.modulus_from(self.ell_comps, xp)) * self.core_radius) ** 2
        total = geometry.cut_off_from(core_squared + z_y * z_y + z_x * z_x, xp)
        # w is constant along rays, and of no effect at the centre
        unit_y, unit_x, squared = geometry.off_centre_from(z_y, z_x, xp)
        square_x, square_y = (unit_x * unit_x - unit_y * unit_y) / squared, 2.0 * unit_x * unit_y / squared
        return z_y, z_x, total, core_squared / total, e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x

    def _radial(self, total: Any, xp: Backend) -> Any:
        """Return (1 + f) [(1 - f) theta_E / sqrt(S^2 + |Z|^2)]^t."""
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return (1.0 + modulus) * power_from((1.0 - modulus) * self.einstein_radius, total, self.slope - 1.0, xp)


class PowerLawCoreSph(geometry.SphProfile, MassProfile):
    r"""The spherical power law with a core.

    .. math:: \kappa = \frac{3 - \gamma}{2} \frac{\theta_E^{\gamma - 1}}{(s^2 + r^2)^{(\gamma - 1) / 2}}, \qquad
              \alpha = \frac{\theta_E^{\gamma - 1}}{r} \left[(s^2 + r^2)^{(3 - \gamma) / 2} - s^{3 - \gamma}\right].

    The potential, 0 at the centre, is the integral of alpha, by 48 Gauss-Legendre nodes (relative accuracy 1e-11).

    Parameters are those of `PowerLawCore` without `ell_comps`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        slope: float = 2.0,
        core_radius: float = 0.01,
    ) -> None:
        super().__init__(centre)
        check.non_negative("einstein_radius", einstein_radius)
        check.within("slope", slope, 1.0, 3.0, open_lower=True, open_upper=True)
        check.non_negative("core_radius", core_radius)
        self.einstein_radius = einstein_radius
        self.slope = slope
        self.core_radius = core_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        total, core = self._prepared(y, x, xp)
        p = 0.5 * (3.0 - self.slope)
        # (1 - core^p) / (1 - core), by the logarithm, which may be small
        logarithm = xp.minimum(xp.log(core), -1e-15)
        factor = self._radial(total, xp) * xp.expm1(p * logarithm) / xp.expm1(logarithm)
        return factor * y, factor * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        total, _ = self._prepared(*self._relative(coordinates), coordinates.xp)
        return 0.5 * (3.0 - self.slope) * self._radial(total, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        total, core = self._prepared(*self._relative(coordinates), xp)
        zero = xp.zeros_like(core)
        integral = _potential_integral(zero, zero, core, 1.5 - 0.5 * self.slope, xp)
        radial = self._radial(total, xp) * total
        # without core, homogeneous of degree 3 - slope
        return radial * xp.where(core < _NO_CORE, 1.0 / (3.0 - self.slope), 0.5 * integral)

    def _prepared(self, y: Any, x: Any, xp: Backend) -> tuple[Any, Any]:
        """Return s^2 + r^2, and s^2 over it."""
        core_squared = self.core_radius * self.core_radius
        total = geometry.cut_off_from(core_squared + y * y + x * x, xp)
        return total, xp.maximum(core_squared / total, 1e-280)

    def _radial(self, total: Any, xp: Backend) -> Any:
        return power_from(self.einstein_radius, total, self.slope - 1.0, xp)


def _potential_integral(w_real: Any, w_imag: Any, core: Any, p: Any, xp: Backend) -> Any:
    """Return the real part of (1 + w) times the integral of [(y + (1 - y) v)^p - y^p] / v over l.

    v = l (1 + (1 - l) w) and y = `core`; the variable is the logarithm of l + c, for the c at which the base
    vanishes if w is small.
    """
    core = xp.maximum(core, _NO_CORE)
    return xp.sum_over_nodes(_integrand(xp), (_NODES, _WEIGHTS), (w_real, w_imag, core), (p,))[0]


@functools.cache
def _integrand(xp: Backend) -> Callable[..., tuple[Any]]:
    def integrand(node: Any, points: Any, parameters: Any) -> tuple[Any]:
        (position, weight), (w_real, w_imag, core), (p,) = node, points, parameters
        w = w_real + 1j * w_imag
        c = core / xp.maximum(1.0 - core, 0.05)
        span = xp.log1p(1.0 / c)
        shifted = xp.expm1(position * span) * c
        v = shifted * (1.0 + (1.0 - shifted) * w)
        mass = (xp.exp(p * xp.log(core + (1.0 - core) * v)) - xp.exp(p * xp.log(core))) / v
        return (weight * span * (shifted + c) * xp.real((1.0 + w) * mass),)

    return integrand
