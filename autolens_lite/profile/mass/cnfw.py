"""The NFW halo with a core."""

from __future__ import annotations

import functools
from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_steep, gnfw
from autolens_lite.profile.mass.halo import EllHalo, SphHalo
from autolens_lite.xp import nfw_radial
from autolens_lite.xp.backend import Backend

# Cores of a radius within this part of the scale radius have no closed form: it loses digits as the distance cubed.
_NEAR = 0.05
# Below this |y| the series of 1 - arctan(y) / y is used.
_SERIES_BELOW = 0.3


class cNFW(EllHalo):
    r"""The cored NFW halo (cNFW), of convergence constant on ellipses.

    .. math:: \rho(r) = \frac{\kappa_s \Sigma_{cr}}{r_s} \frac{r_s^3}{(r + r_c) (r + r_s)^2},

    projected along the line of sight, with the major-axis radius sqrt(x^2 + y^2 / q^2) as the projected radius. It is
    the sum of cored steep ellipsoids (see `cored_steep`) with the amplitudes, for a = r_c / r_s,

    .. math:: A(t) = \frac{2 t^3}{a + t^2} \left[\frac{1}{1 + t^2} +
              \frac{a (1 - a)}{(a + t^2)^2} \, \frac{1 - \arctan(y) / y}{y^2}\right],
              \qquad y = \frac{(1 - a) t}{a + t^2},

    which is NFW's at a = 0 and has no singularity at a = 1.

    Notes
    -----
    Relative accuracy 2e-10 of deflections, convergence and potential, measured against converged projections of the
    density for cores of 0.01 and 1 scale radii. The sums of 20 Gaussians of PyAutoLens are 3e-4 off (the convergence
    2e-3 on average for its default core).

    References
    ----------
    Penarrubia et al. (2012), ApJ 759, L42.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    kappa_s
        rho_s r_s over the critical surface density, rho_s the density's normalization above.
    scale_radius
        r_s, in arcsec.
    core_radius
        r_c, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        scale_radius: float = 1.0,
        core_radius: float = 0.01,
    ) -> None:
        super().__init__(centre, ell_comps)
        self._set_scales(kappa_s, scale_radius)
        check.non_negative("core_radius", core_radius)
        self.core_radius = core_radius

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return _amplitude, _nodes(), (self.core_radius / self.scale_radius,)


class cNFWSph(SphHalo):
    """The round cored NFW halo: `cNFW` without ellipticity.

    Deflections and convergence are in closed form, by partial fractions of the density, exact to 1e-11 (1e-14 for cores
    that are not near the scale radius; for those within 5 per cent of it, the sum of `cNFW`).

    Parameters are those of `cNFW` without `ell_comps`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        scale_radius: float = 1.0,
        core_radius: float = 0.01,
    ) -> None:
        super().__init__(centre)
        self._set_scales(kappa_s, scale_radius)
        check.non_negative("core_radius", core_radius)
        self.core_radius = core_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp

        def summed(y: Any, x: Any, scale: Any, core: Any) -> tuple[Any, Any]:
            alpha_y, alpha_x = xp.cored_steep_field(y, x, 0.0, 0.0, scale, core, _amplitude, _nodes())
            return 0.5 * alpha_y, 0.5 * alpha_x

        def closed(y: Any, x: Any, scale: Any, core: Any) -> tuple[Any, Any]:
            return xp.cnfw_round_field(y, x, scale, _not_near(core, xp))

        core = self.core_radius / self.scale_radius
        point = self._relative(coordinates)
        alpha_y, alpha_x = xp.cond(xp.abs(1.0 - core) < _NEAR, summed, closed, *point, self.scale_radius, core)
        return 4.0 * self.kappa_s * alpha_y, 4.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp

        def summed(squared: Any, core: Any) -> Any:
            return cored_steep.convergence_from(squared, _amplitude, _nodes(), (core,), xp)

        def closed(squared: Any, core: Any) -> Any:
            return nfw_radial.cored_convergence_from(squared, _not_near(core, xp), xp)

        core = self.core_radius / self.scale_radius
        squared = geometry.cut_off_from(self._radii(coordinates)[1], xp)
        return self.kappa_s * xp.cond(xp.abs(1.0 - core) < _NEAR, summed, closed, squared, core)

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return _amplitude, _nodes(), (self.core_radius / self.scale_radius,)


def _not_near(core: Any, xp: Backend) -> Any:
    """Return a core for which the closed form is finite, also where another form is chosen."""
    return xp.where(xp.abs(1.0 - core) < _NEAR, 0.5, core)


def _amplitude(node: tuple[Any, ...], parameters: tuple[Any, ...], xp: Backend) -> tuple[Any, Any]:
    """Return t and A(t) times the step in ln t; parameters: (core_radius / scale_radius,)."""
    t, step = node
    a = parameters[0]
    square = t * t
    sum_ = a + square
    y = (1.0 - a) * t / sum_
    core = a * (1.0 - a) / (sum_ * sum_) * _deficit(y, xp)
    return t, step * 2.0 * t * (square / sum_) * (1.0 / (1.0 + square) + core)


def _deficit(y: Any, xp: Backend) -> Any:
    """Return (1 - arctan(y) / y) / y^2, 1/3 at y = 0."""
    small = xp.abs(y) < _SERIES_BELOW
    square = xp.where(small, y * y, 0.0)
    series = 0.0
    for n in range(14, -1, -1):
        series = 1.0 / (2 * n + 3) - square * series
    large = xp.where(small, 1.0, y)
    return xp.where(small, series, (1.0 - xp.arctan(large) / large) / (large * large))


@functools.cache
def _nodes() -> cored_steep.Nodes:
    """Nodes in t and steps: those of NFW, of which this halo is a variant."""
    t, step, *_ = gnfw.nodes()
    return t, step
