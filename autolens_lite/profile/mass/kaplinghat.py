"""The NFW halo with an isothermal core of self-interacting dark matter."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import isothermal_sphere, root_of_increasing
from autolens_lite.profile.mass.halo import SphHalo
from autolens_lite.xp import nfw_radial
from autolens_lite.xp.backend import Backend

# Interaction radii in scale radii: below the first the core is not felt, beyond the second no isothermal core of the
# same mass exists (the sphere's ratio of mass to density has a maximum of 1.26).
_SMALLEST, _LARGEST = 1e-9, 3.7
_ORDER = 40
# Of the polynomial that interpolates within the interaction radius.
_DEGREE = 36


class KaplinghatCoredNFWSph(SphHalo):
    r"""A round halo of self-interacting dark matter: isothermal inside the interaction radius, NFW outside.

    Inside :math:`r_1`, where a particle has scattered once in the halo's age, scattering has made the halo an
    isothermal sphere, :math:`\rho_0 e^{-h(r / a)}` with the core's solution h of the Lane-Emden equation (see
    `isothermal_sphere`); :math:`\rho_0` and a are such that the density and the enclosed mass at :math:`r_1` are those
    of the NFW halo. Beyond :math:`r_1` in projection the lens is thus NFW's own.

    Notes
    -----
    Deflections, convergence and potential are NFW's closed forms beyond :math:`r_1` and inside a polynomial through 37
    radii, at each of which the difference to NFW is a sum over 40 nodes; 1e-10 or better (the polynomial, 1e-13). There
    is no isothermal core for an interaction radius of more than 3.7 scale radii, which is then taken for it; of several
    that match, it is the one with the smallest density contrast.

    References
    ----------
    Kaplinghat, Tulin & Yu (2016), PRL 116, 041302.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    kappa_s
        rho_s r_s of the NFW halo over the critical surface density.
    scale_radius
        r_s of the NFW halo, in arcsec.
    sigma_over_m
        Cross section over mass of a particle, cm^2 / g.
    t_age
        The halo's age, Gyr.
    interaction_radius
        r_1, in arcsec; None for r_s s / (100 + s) with s = sigma_over_m t_age, a rough guide.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        scale_radius: float = 1.0,
        sigma_over_m: float = 1.0,
        t_age: float = 10.0,
        interaction_radius: float | None = None,
    ) -> None:
        super().__init__(centre)
        self._set_scales(kappa_s, scale_radius)
        check.non_negative("sigma_over_m", sigma_over_m)
        check.non_negative("t_age", t_age)
        if interaction_radius is not None:
            check.non_negative("interaction_radius", interaction_radius)
        self.sigma_over_m = sigma_over_m
        self.t_age = t_age
        self.interaction_radius = interaction_radius

    @property
    def central_density(self) -> Any:
        """rho_0 over the critical surface density, 1 / arcsec."""
        return self.kappa_s / self.scale_radius * self._core()[1]

    @property
    def isothermal_radius(self) -> Any:
        """The radius a, arcsec."""
        return self.scale_radius / self._core()[2]

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        core = self._core()
        outside_y, outside_x = xp.nfw_round_field(y, x, self.scale_radius)
        inside, factor = _within(_deflection_from, (y * y + x * x) / self.scale_radius**2, core, xp)
        scale = 4.0 * self.kappa_s
        return scale * xp.where(inside, factor * y, outside_y), scale * xp.where(inside, factor * x, outside_x)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        _, squared = self._radii(coordinates)
        squared = geometry.cut_off_from(squared, xp)
        inside, value = _within(_convergence_from, squared, self._core(), xp)
        return 2.0 * self.kappa_s * xp.where(inside, value, nfw_radial.convergence_from(squared, xp))

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        _, squared = self._radii(coordinates)
        squared = geometry.cut_off_from(squared, xp)
        core = self._core()
        inside, value = _within(_potential_from, squared, core, xp)
        value = value * squared
        # beyond r_1, NFW but for a constant
        edge = core[0] * core[0]
        constant = _inner_change_from(core[0] * xp.ones(1), core, xp)[0]
        outside = nfw_radial.round_potential_from(xp.maximum(squared, edge), xp) + constant
        return 2.0 * self.kappa_s * self.scale_radius**2 * xp.where(inside, value, outside)

    def _core(self) -> tuple[Any, Any, Any]:
        """Return r_1, rho_0 and 1 / a, in units of r_s and of the density kappa_s / r_s."""
        if self.interaction_radius is None:
            strength = self.sigma_over_m * self.t_age
            ratio = strength / (100.0 + strength)
        else:
            ratio = self.interaction_radius / self.scale_radius
        xp = backends.of(ratio)
        ratio = xp.clip(ratio, _SMALLEST, _LARGEST)
        contrast = nfw_radial.mass_over_square_from(ratio, xp) * (1.0 + ratio) ** 2

        def mismatch(x: Any, contrast: Any) -> Any:
            """Mass over density and volume at x of the isothermal sphere, less that of the NFW halo at r_1."""
            depth = isothermal_sphere.depth_from(x, xp)
            return isothermal_sphere.mass_over_cube_from(x, xp) * xp.exp(depth) - contrast

        x = root_of_increasing.root_from(mismatch, 0.0, isothermal_sphere.X_LAST, (contrast,), xp)
        density = xp.exp(isothermal_sphere.depth_from(x, xp)) / (ratio * (1.0 + ratio) ** 2)
        return ratio, density, x / ratio


def _within(function: Any, squared: Any, core: Any, xp: Backend) -> tuple[Any, Any]:
    """Return whether points are within r_1, and `function(squared radii, core, xp)` there, interpolated.

    Inside, where only the isothermal sphere and NFW's mass beyond r_1 are, all fields are analytic in the square of the
    radius, but for a root at r_1, and vary over the core's radius: thus in the root of
    ln[(r_1^2 + 6 a^2) / (R^2 + 6 a^2)].
    """
    theta = (np.arange(_DEGREE + 1) + 0.5) * (np.pi / (_DEGREE + 1))
    transform = 2.0 / (_DEGREE + 1) * np.cos(np.arange(_DEGREE + 1)[:, np.newaxis] * theta)
    transform[0] *= 0.5

    def coefficients(core: Any) -> Any:
        edge, smooth, end = _scales(core, xp)
        nodes = edge + (edge + smooth) * xp.expm1(-end * (0.5 + 0.5 * np.cos(theta)) ** 2)
        return xp.asarray(transform) @ function(nodes, core, xp)

    edge, smooth, end = _scales(core, xp)
    inside = squared < edge * (1.0 - 1e-12)
    squared = xp.where(inside, squared, 0.25 * edge)
    position = 2.0 * xp.sqrt(xp.log1p((edge - squared) / (squared + smooth)) / end) - 1.0
    return inside, xp.chebyshev_sum(coefficients, position, core)


def _scales(core: Any, xp: Backend) -> tuple[Any, Any, Any]:
    """Return r_1^2, 6 a^2, and the logarithm of (r_1^2 + 6 a^2) / (6 a^2)."""
    edge, smooth = core[0] * core[0], 6.0 / (core[2] * core[2])
    return edge, smooth, xp.log1p(edge / smooth)


def _span(squared: Any, core: Any, xp: Backend) -> tuple[Any, Any]:
    """Return radii within r_1, and arccosh(r_1 / radius)."""
    radius = xp.sqrt(squared)
    over = core[0] / radius
    return radius, xp.log(over + xp.sqrt((over - 1.0) * (over + 1.0)))


def _deflection_from(squared: Any, core: Any, xp: Backend) -> Any:
    """Return the deflection over 4 kappa_s and the radius within r_1."""
    radius, width = _span(squared, core, xp)
    (outer,) = xp.sum_over_nodes(_integrand(_deflection, xp), _nodes(), (radius, width), core)
    inner = core[1] * isothermal_sphere.mass_over_cube_from(radius * core[2], xp)
    change = radius * (inner + outer) - nfw_radial.mass_over_square_from(radius, xp)
    return nfw_radial.round_deflection_from(squared, xp) + change


def _convergence_from(squared: Any, core: Any, xp: Backend) -> Any:
    """Return the convergence over 2 kappa_s within r_1."""
    points = _span(squared, core, xp)
    (change,) = xp.sum_over_nodes(_integrand(_convergence, xp), _nodes(), points, core)
    return nfw_radial.convergence_from(squared, xp) + change


def _potential_from(squared: Any, core: Any, xp: Backend) -> Any:
    """Return the potential over 2 kappa_s and the squared radius within r_1."""
    points = _span(squared, core, xp)
    (outer,) = xp.sum_over_nodes(_integrand(_outer_potential, xp), _nodes(), points, core)
    potential = nfw_radial.round_potential_from(squared, xp) + _inner_change_from(points[0], core, xp) + 2.0 * outer
    return potential / squared


def _inner_change_from(radius: Any, core: Any, xp: Backend) -> Any:
    """Return what the mass within a radius, up to r_1, changes of the potential."""
    (inner,) = xp.sum_over_nodes(_integrand(_inner_potential, xp), _nodes(), (radius,), core)
    mass = core[1] * isothermal_sphere.mass_over_cube_from(radius * core[2], xp) * radius
    mass = radius * radius * (mass - nfw_radial.mass_over_square_from(radius, xp))
    return 2.0 * ((1.0 - np.log(2.0)) * mass + inner)


# The integrals below are over the difference of the isothermal and the NFW density, at r = R cosh(v), v up to
# arccosh(r_1 / R): a shell of radius r deflects at R < r as R / (r + sqrt(r^2 - R^2)) of its mass.


@functools.lru_cache(maxsize=256)
def _integrand(kernel: Any, xp: Backend) -> Any:
    """The function to sum, the same object each time, so that compiled code is reused."""
    return functools.partial(kernel, xp)


@functools.cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(_ORDER)
    return 0.5 * (nodes + 1.0), 0.5 * weights


def _difference(r: Any, core: Any, xp: Backend) -> tuple[Any, Any]:
    """Return the isothermal and the NFW density."""
    return core[1] * xp.exp(-isothermal_sphere.depth_from(r * core[2], xp)), 1.0 / (r * (1.0 + r) ** 2)


def _deflection(xp: Backend, node: Any, points: Any, core: Any) -> tuple[Any]:
    radius, width = points
    v = width * node[0]
    cosh = xp.cosh(v)
    isothermal, nfw = _difference(radius * cosh, core, xp)
    return (0.5 * node[1] * width * (isothermal - nfw) * cosh * -xp.expm1(-2.0 * v),)


def _convergence(xp: Backend, node: Any, points: Any, core: Any) -> tuple[Any]:
    radius, width = points
    r = radius * xp.cosh(width * node[0])
    isothermal, nfw = _difference(r, core, xp)
    return (node[1] * width * (isothermal - nfw) * r,)


def _outer_potential(xp: Backend, node: Any, points: Any, core: Any) -> tuple[Any]:
    radius, width = points
    v = width * node[0]
    r, tanh = radius * xp.cosh(v), xp.tanh(v)
    isothermal, nfw = _difference(r, core, xp)
    less = 1.0 / (xp.cosh(v) ** 2 * (1.0 + tanh))  # 1 - tanh(v)
    shell = less + xp.log1p(-0.5 * less)
    return (node[1] * width * (isothermal - nfw) * r * r * radius * xp.sinh(v) * shell,)


def _inner_potential(xp: Backend, node: Any, points: Any, core: Any) -> tuple[Any]:
    (radius,) = points
    r = radius * node[0] ** 3
    isothermal, nfw = _difference(r, core, xp)
    return (node[1] * -9.0 * node[0] ** 2 * xp.log(node[0]) * (isothermal - nfw) * r * r * radius,)
