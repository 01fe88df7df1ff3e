"""The concentrations of cold dark matter haloes after Ludlow et al. (2016)."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from autolens_lite import xp as backends
from autolens_lite.profile.mass import root_of_increasing

# The cosmology of the simulations' power spectrum: Planck 2015 (its column TT, TE, EE + lowP + lensing + ext), in which
# neutrinos count as matter.
_H, _OM, _OB, _T_CMB, _SIGMA_8, _N_S = 0.6774, 0.3089, 0.0486, 2.7255, 0.8159, 0.9667
_RHO_CRITICAL = 2.77536627e11  # h^2 solar masses / Mpc^3

_EINASTO = 0.18  # the halo's shape parameter
_DENSITY_RATIO = 650.0  # C of equation 6
_MASS_FRACTION = 0.02  # f of equation 7
_COLLAPSE = 1.68647019984  # linear overdensity at collapse

_LN_C_MAX = math.log(1000.0)


def concentration_from(mass_at_200: Any, redshift: Any) -> Any:
    r"""Return c = r_200 / r_-2 of the mean halo, the model of Ludlow et al. (2016).

    A halo's characteristic density, the mean within r_-2, is C = 650 times the critical density at the redshift at
    which a fraction M(<r_-2) / M_200 of its mass was first in progenitors of more than f = 0.02 of its mass,

    .. math:: \frac{M(<r_{-2})}{M_{200}} = \mathrm{erfc} \frac{\delta_c / D(z_f) - \delta_c / D(z)}
              {\sqrt{2 [\sigma^2(f M_{200}) - \sigma^2(M_{200})]}},
              \qquad \frac{\langle\rho\rangle_{-2}}{\rho_c(z)} = C \, \frac{\rho_c(z_f)}{\rho_c(z)},

    with an Einasto profile of shape 0.18, the transfer function of Eisenstein & Hu (1998) with baryon oscillations,
    the growth factor of a flat universe of matter and a cosmological constant, and the Planck 2015 cosmology.

    Notes
    -----
    The equation is solved to 1e-12 and its integrals are converged to 1e-6 or better. PyAutoLens 2026.7 tabulates the
    same relation: its concentrations are 7e-4 to 9e-4 larger, which are its errors (interpolation in 200
    concentrations, growth by the trapezoidal rule). The scatter of haloes about the relation is 0.1 to 0.15 dex.

    Parameters
    ----------
    mass_at_200
        M_200, the mass within the radius of mean density 200 times critical, solar masses.
    redshift
        Of the halo.
    """
    xp = backends.of(mass_at_200, redshift)
    spread = xp.sqrt(2.0 * (_variance(_MASS_FRACTION * mass_at_200, xp) - _variance(1.0 * mass_at_200, xp)))
    now = _COLLAPSE / _growth(1.0 / (1.0 + redshift), xp)
    expansion = _OM * (1.0 + redshift) ** 3 + (1.0 - _OM)

    def mismatch(ln_c: Any, spread: Any, now: Any, expansion: Any) -> Any:
        """The equation's left side less its right one, which grows with c."""
        c = xp.exp(ln_c)
        ratio = _einasto_mass(1.0, xp) / _einasto_mass(c, xp)
        cubed = (200.0 / _DENSITY_RATIO * c**3 * ratio * expansion - (1.0 - _OM)) / _OM
        formed = cubed > 0.0
        then = _COLLAPSE / _growth(xp.where(formed, cubed, 1.0) ** (-1.0 / 3.0), xp)
        return xp.where(formed, ratio - xp.erfc((then - now) / spread), -10.0)

    ln_c = root_of_increasing.root_from(mismatch, 0.0, _LN_C_MAX, (spread, now, expansion), xp)
    return xp.exp(ln_c)


def _einasto_mass(c: Any, xp: Any) -> Any:
    """Return the mass of an Einasto halo within c r_-2, up to a factor: an incomplete gamma function."""
    nodes, weights = _gauss(48)
    x = (2.0 / _EINASTO) * c**_EINASTO
    order = 3.0 / _EINASTO
    integrand = nodes ** (order - 1.0) * xp.exp(-nodes * xp.asarray(x)[..., None])
    return x**order * xp.sum(weights * integrand, axis=-1)


def _growth(a: Any, xp: Any) -> Any:
    """Return the linear growth factor at scale factor a over that today (Heath 1977)."""
    return _unnormalised_growth(a, xp) / _unnormalised_growth(1.0, xp)


def _unnormalised_growth(a: Any, xp: Any) -> Any:
    # E times the integral of (a E)^-3, with a proportional to u^2
    nodes, weights = _gauss(32)
    a = xp.asarray(a)
    cube = (a**3)[..., None]
    integrand = 2.0 * nodes**4 * (_OM + (1.0 - _OM) * cube * nodes**6) ** -1.5
    return (_OM * a**-3.0 + (1.0 - _OM)) ** 0.5 * a**2.5 * xp.sum(weights * integrand, axis=-1)


def _variance(mass: Any, xp: Any) -> Any:
    """Return sigma^2 of the linear density today in spheres that hold `mass` solar masses on average."""
    radius = (3.0 * mass * _H / (4.0 * math.pi * _OM * _RHO_CRITICAL)) ** (1.0 / 3.0)
    k, power = _power()
    return xp.sum(power * _window(k * radius, xp) ** 2)


def _window(x: Any, xp: Any) -> Any:
    """Return the Fourier transform of a sphere, 3 (sin x - x cos x) / x^3."""
    small = x < 0.02
    safe = xp.where(small, 1.0, x)
    square = x * x
    series = 1.0 - square / 10.0 * (1.0 - square / 28.0)
    return xp.where(small, series, 3.0 * (xp.sin(safe) - safe * xp.cos(safe)) / safe**3)


@functools.cache
def _gauss(order: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights on (0, 1)."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    return 0.5 * (nodes + 1.0), 0.5 * weights


@functools.cache
def _power() -> tuple[np.ndarray, np.ndarray]:
    """Wave numbers, h / Mpc, and the variance that each adds, normalised to sigma_8."""
    ln_k = np.linspace(math.log(1e-6), math.log(1e6), 2049)
    k = np.exp(ln_k)
    power = k ** (3.0 + _N_S) * _transfer(k) ** 2 * (ln_k[1] - ln_k[0])
    return k, power * _SIGMA_8**2 / np.sum(power * _window(8.0 * k, np) ** 2)


def _transfer(k: np.ndarray) -> np.ndarray:
    """Return the transfer function of Eisenstein & Hu (1998), ApJ 496, 605, for k in h / Mpc; equations by number."""
    om, ob = _OM * _H**2, _OB * _H**2
    baryons, cold = _OB / _OM, 1.0 - _OB / _OM
    theta = _T_CMB / 2.7
    k = k * _H
    # 2-7: equality, the drag epoch and the sound horizon
    z_equal, k_equal = 2.50e4 * om * theta**-4, 7.46e-2 * om * theta**-2
    b1, b2 = 0.313 * om**-0.419 * (1.0 + 0.607 * om**0.674), 0.238 * om**0.223
    z_drag = 1291.0 * om**0.251 / (1.0 + 0.659 * om**0.828) * (1.0 + b1 * ob**b2)
    r_drag, r_equal = 31.5 * ob * theta**-4 * (1e3 / z_drag), 31.5 * ob * theta**-4 * (1e3 / z_equal)
    argument = (math.sqrt(1.0 + r_drag) + math.sqrt(r_drag + r_equal)) / (1.0 + math.sqrt(r_equal))
    horizon = 2.0 / (3.0 * k_equal) * math.sqrt(6.0 / r_equal) * math.log(argument)
    k_silk = 1.6 * ob**0.52 * om**0.73 * (1.0 + (10.4 * om) ** -0.95)
    q = k / (13.41 * k_equal)  # 10

    def pressureless(alpha: float, beta: float) -> np.ndarray:  # 19, 20
        logarithm = np.log(math.e + 1.8 * beta * q)
        return logarithm / (logarithm + (14.2 / alpha + 386.0 / (1.0 + 69.9 * q**1.08)) * q * q)

    # 11, 12, 17, 18: cold dark matter
    a1 = (46.9 * om) ** 0.670 * (1.0 + (32.1 * om) ** -0.532)
    a2 = (12.0 * om) ** 0.424 * (1.0 + (45.0 * om) ** -0.582)
    alpha_c = a1**-baryons * a2 ** -(baryons**3)
    b1, b2 = 0.944 / (1.0 + (458.0 * om) ** -0.708), (0.395 * om) ** -0.0266
    beta_c = 1.0 / (1.0 + b1 * (cold**b2 - 1.0))
    f = 1.0 / (1.0 + (k * horizon / 5.4) ** 4)
    t_cold = f * pressureless(1.0, beta_c) + (1.0 - f) * pressureless(alpha_c, beta_c)
    # 13-15, 21-24: baryons
    y = (1.0 + z_equal) / (1.0 + z_drag)
    root = math.sqrt(1.0 + y)
    g = y * (-6.0 * root + (2.0 + 3.0 * y) * math.log((root + 1.0) / (root - 1.0)))
    alpha_b = 2.07 * k_equal * horizon * (1.0 + r_drag) ** -0.75 * g
    beta_b = 0.5 + baryons + (3.0 - 2.0 * baryons) * math.sqrt((17.2 * om) ** 2 + 1.0)
    node = 8.41 * om**0.435
    ks = k * horizon
    shifted = ks / (1.0 + (node / ks) ** 3) ** (1.0 / 3.0)
    t_baryons = pressureless(1.0, 1.0) / (1.0 + (ks / 5.2) ** 2)
    t_baryons = t_baryons + alpha_b / (1.0 + (beta_b / ks) ** 3) * np.exp(-((k / k_silk) ** 1.4))
    return baryons * t_baryons * np.sinc(shifted / math.pi) + cold * t_cold
