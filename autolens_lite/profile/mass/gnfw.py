"""The generalised NFW halo, with a free inner slope."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.profile.mass import cored_steep
from autolens_lite.profile.mass.halo import EllHalo, SphHalo
from autolens_lite.xp.backend import Backend


class gNFW(EllHalo):
    r"""The generalised NFW halo (gNFW), of convergence constant on ellipses.

    .. math:: \rho(r) = \frac{\kappa_s \Sigma_{cr}}{r_s}
                        \left(\frac{r}{r_s}\right)^{-\gamma} \left(1 + \frac{r}{r_s}\right)^{\gamma - 3},

    projected along the line of sight, with the major-axis radius sqrt(x^2 + y^2 / q^2) as the projected radius. It is
    the sum of cored steep ellipsoids (see `cored_steep`) with the amplitudes

    .. math:: A(t) = \frac{2}{2 - \gamma} \left(\frac{t^2}{1 + t^2}\right)^{1 - \gamma / 2}
                     \sin \left[(2 - \gamma) \, \mathrm{arccot} \, t\right].

    Notes
    -----
    Relative accuracy of deflections, convergence and potential, measured against converged projections of the density:
    2e-10 from 1e-4 to 1e3 scale radii for inner slopes of 0 to 1.5; 2e-9 at 1e-4 scale radii for a slope of 2. Inside
    1e-8 scale radii a cusp is cut off (which moves the potential's zero, 1e-8 for a slope of 2). The sums of 30
    Gaussians of PyAutoLens are 7e-5 off in the deflections.

    References
    ----------
    Zhao (1996), MNRAS 278, 488; Wyithe, Turner & Spergel (2001), ApJ 555, 504.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    kappa_s
        rho_s r_s over the critical surface density, rho_s the density's normalization above.
    inner_slope
        gamma, the logarithmic slope of the density at the centre, in [-1, 3); 1 is NFW.
    scale_radius
        r_s, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        inner_slope: float = 1.0,
        scale_radius: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        self._set_scales(kappa_s, scale_radius)
        check.within("inner_slope", inner_slope, -1.0, 3.0, open_upper=True)
        self.inner_slope = inner_slope

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return amplitude, nodes(), (self.inner_slope,)


class gNFWSph(SphHalo):
    """The round generalised NFW halo: `gNFW` without ellipticity, with its accuracy.

    Parameters are those of `gNFW` without `ell_comps`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        inner_slope: float = 1.0,
        scale_radius: float = 1.0,
    ) -> None:
        super().__init__(centre)
        self._set_scales(kappa_s, scale_radius)
        check.within("inner_slope", inner_slope, -1.0, 3.0, open_upper=True)
        self.inner_slope = inner_slope

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return amplitude, nodes(), (self.inner_slope,)


def amplitude(node: tuple[Any, ...], parameters: tuple[Any, ...], xp: Backend) -> tuple[Any, Any]:
    """Return t and A(t) times the step in ln t; parameters: (inner_slope,)."""
    t, step, log_ratio, angle, first = node
    n = 2.0 - parameters[0]
    # sin(n angle) / n, also at n = 0
    height = 2.0 * xp.exp(n * log_ratio) * angle * xp.sinc((n / np.pi) * angle)
    # below the first node A falls as t^n: its core carries the mass A t of all that are left out, a geometric series
    tail = 1.0 / (1.0 - xp.exp(-(n + 1.0) * _STEP))
    return t, step * height * (1.0 + first * (tail - 1.0))


_LOG_FIRST, _LOG_LAST, _COUNT = -19.0, 12.5, 96
_STEP = (_LOG_LAST - _LOG_FIRST) / (_COUNT - 1)


@functools.cache
def nodes() -> cored_steep.Nodes:
    """Nodes in t, equidistant in ln t: (t, step, ln(t / sqrt(1 + t^2)), arccot t, 1 for the first one)."""
    log_t = np.linspace(_LOG_FIRST, _LOG_LAST, _COUNT)
    t = np.exp(log_t)
    step = np.full(_COUNT, _STEP)
    # beyond the last node A falls as 1 / t, and each core is a sheet of convergence A / t: a geometric series
    step[-1] /= 1.0 - np.exp(-2.0 * _STEP)
    return t, step, log_t - 0.5 * np.log1p(t * t), np.arctan2(1.0, t), np.eye(1, _COUNT)[0]
