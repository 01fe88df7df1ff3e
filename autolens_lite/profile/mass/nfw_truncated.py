"""The smoothly truncated NFW halo."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.cosmology import FlatLambdaCDM, check_behind
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_steep, mass_concentration
from autolens_lite.profile.mass.halo import EllHalo, SphHalo
from autolens_lite.xp import nfw_radial
from autolens_lite.xp.backend import Backend


class NFWTruncated(EllHalo):
    r"""The truncated NFW halo, of finite mass, of convergence constant on ellipses.

    .. math:: \rho(r) = \frac{\kappa_s \Sigma_{cr}}{r_s} \frac{r_s}{r} \left(1 + \frac{r}{r_s}\right)^{-2}
                        \frac{r_t^2}{r_t^2 + r^2},

    projected along the line of sight, with the major-axis radius sqrt(x^2 + y^2 / q^2) as the projected radius. It is
    the sum of cored steep ellipsoids (see `cored_steep`) with the amplitudes, for :math:`\tau = r_t / r_s` and
    :math:`n = 1 + \tau^2`,

    .. math:: A(t) = \frac{2 \tau^2}{n} \left[\frac{t}{1 + t^2} + \frac{2}{n} \left(\arctan t - \frac{\pi}{2}
                     \theta(t - \tau)\right) + \frac{1 - \tau^2}{2 n \tau} \ln \left|\frac{\tau + t}{\tau - t}\right|
                     \right].

    The sum runs over both sides of the singularity at :math:`t = \tau`, with nodes that approach it as a double
    exponential. The convergence is in closed form.

    Notes
    -----
    Relative accuracy of deflections and potential 1e-11, of the convergence 2e-10 (less beyond 100 truncation radii,
    where terms cancel), measured against converged projections of the density.

    References
    ----------
    Baltz, Marshall & Oguri (2009), JCAP 01, 015, for the density and the round lens.

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
    truncation_radius
        r_t, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        scale_radius: float = 1.0,
        truncation_radius: float = 2.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        self._set_scales(kappa_s, scale_radius)
        check.positive("truncation_radius", truncation_radius)
        self.truncation_radius = truncation_radius

    @property
    def tau(self) -> Any:
        """Truncation radius over scale radius."""
        return self.truncation_radius / self.scale_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp, tau = coordinates.xp, self.tau
        # the nodes are constants in units of the truncation radius
        scale = self.truncation_radius * (1.0 - geometry.modulus_from(self.ell_comps, xp))
        point = self._relative(coordinates)
        alpha_y, alpha_x = xp.cored_steep_field(*point, *self.ell_comps, scale, tau, _truncated_amplitude, _nodes())
        return 2.0 * self.kappa_s * alpha_y, 2.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        _, _, squared = self._radii(coordinates)
        return self.kappa_s * _convergence(squared, self.tau, coordinates.xp)

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return _amplitude, _nodes(), (self.tau,)


class NFWTruncatedSph(SphHalo):
    """The round truncated NFW halo: `NFWTruncated` without ellipticity.

    The deflection is in closed form (Baltz, Marshall & Oguri 2009, appendix A), free of its cancellation at the centre.

    Parameters are those of `NFWTruncated` without `ell_comps`.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        scale_radius: float = 1.0,
        truncation_radius: float = 2.0,
    ) -> None:
        super().__init__(centre)
        self._set_scales(kappa_s, scale_radius)
        check.positive("truncation_radius", truncation_radius)
        self.truncation_radius = truncation_radius

    @property
    def tau(self) -> Any:
        """Truncation radius over scale radius."""
        return self.truncation_radius / self.scale_radius

    @classmethod
    def from_m200_concentration(
        cls,
        centre: tuple[float, float] = (0.0, 0.0),
        m200_solar_mass: float = 1e9,
        concentration: float = 10.0,
        redshift_halo: float = 0.5,
        redshift_source: float = 1.0,
        cosmology: FlatLambdaCDM | None = None,
        truncation_factor: float = 100.0,
    ) -> NFWTruncatedSph:
        """Return the halo of a mass and a concentration, truncated where the NFW halo has a given mean density.

        Parameters
        ----------
        centre
            The (y, x) of the centre, in arcsec.
        m200_solar_mass
            M_200 of the halo without truncation, solar masses.
        concentration
            r_200 over the scale radius.
        redshift_halo, redshift_source
            Of the halo and of the source.
        cosmology
            Planck15 if None.
        truncation_factor
            The mean density within the truncation radius over the critical density.
        """
        scales = mass_concentration.nfw_scales_from(
            m200_solar_mass, concentration, redshift_halo, redshift_source, universe=cosmology
        )
        tau = _tau_from(concentration, truncation_factor)
        return cls(centre, scales.kappa_s, scales.scale_radius, tau * scales.scale_radius)

    @staticmethod
    def m200_concentration_from(
        kappa_s: float,
        scale_radius: float,
        redshift_halo: float,
        redshift_source: float,
        cosmology: FlatLambdaCDM | None = None,
    ) -> tuple[float, float]:
        """Return M_200 (solar masses) and concentration of the halo without truncation."""
        check.positive("kappa_s", kappa_s)
        check.positive("scale_radius", scale_radius)
        halo = NFWTruncatedSph((0.0, 0.0), kappa_s, scale_radius)
        mass = halo.mass_at_200_solar_masses(redshift_halo, redshift_source, cosmology=cosmology)
        return mass, halo.concentration_at_200(redshift_halo, redshift_source, cosmology=cosmology)

    @staticmethod
    def mass_ratio_from_concentration_and_truncation_factor(
        concentration: float, truncation_factor: float = 100.0
    ) -> float:
        """Return the truncated halo's whole mass over M_200, for a truncation as in `from_m200_concentration`."""
        tau = _tau_from(concentration, truncation_factor)
        return _mass_integral_from(tau) / mass_concentration.nfw_mass_integral_from(concentration)

    def mass_at_truncation_radius_solar_mass(
        self,
        redshift_profile: float,
        redshift_source: float,
        redshift_of_cosmic_average_density: str = "profile",
        cosmology: FlatLambdaCDM | None = None,
    ) -> float:
        """Return M_200 times the integral of x^2 rho(x) over all x, as PyAutoLens does."""
        check_behind(redshift_profile, redshift_source, ("redshift_profile", "redshift_source"))
        mass = self.mass_at_200_solar_masses(
            redshift_profile, redshift_source, redshift_of_cosmic_average_density, cosmology
        )
        return mass * _mass_integral_from(self.tau)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        point = self._relative(coordinates)
        alpha_y, alpha_x = coordinates.xp.nfw_truncated_round_field(*point, self.scale_radius, self.tau)
        return 4.0 * self.kappa_s * alpha_y, 4.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        _, squared = self._radii(coordinates)
        return self.kappa_s * _convergence(squared, self.tau, coordinates.xp)

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return _amplitude, _nodes(), (self.tau,)


def _tau_from(concentration: Any, truncation_factor: Any) -> Any:
    """Return the radius at which an NFW halo's mean density is a multiple of critical, over the scale radius."""
    check.within("concentration", concentration, *mass_concentration.CONCENTRATIONS)
    check.positive("truncation_factor", truncation_factor)
    ratio = mass_concentration.nfw_overdensity_from(concentration) * 200.0 / truncation_factor
    return mass_concentration.nfw_radius_of_overdensity_from(ratio)


def _mass_integral_from(tau: Any) -> Any:
    """Return the integral of x^2 rho(x) over all x, the whole mass over 4 pi rho_s r_s^3."""
    xp = backends.of(tau)
    square = tau * tau
    return square / (square + 1.0) ** 2 * ((square - 1.0) * xp.log(tau) + tau * np.pi - (square + 1.0))


def _convergence(squared: Any, tau: Any, xp: Backend) -> Any:
    """Return the convergence over kappa_s at a squared radius in units of the scale radius."""
    squared = geometry.cut_off_from(squared, xp)
    root = xp.sqrt(tau * tau + squared)
    logarithm = 0.5 * xp.log(squared) - xp.log(root + tau)
    n = 1.0 + tau * tau
    bracket = n * nfw_radial.convergence_from(squared, xp) + 2.0 * nfw_radial.f_from(squared, xp)
    bracket = bracket + ((tau - 1.0 / tau) * logarithm - np.pi) / root
    return 2.0 * (tau / n) ** 2 * bracket


def _amplitude(node: tuple[Any, ...], parameters: tuple[Any, ...], xp: Backend) -> tuple[Any, Any]:
    """Return t and A(t) times the step in ln t; parameters: (tau,)."""
    ratio, step, outside, log_term = node
    tau = parameters[0]
    t = tau * ratio
    n = 1.0 + tau * tau
    # arctan t, or arctan t - pi / 2 without cancellation
    angle = xp.arctan(xp.where(outside, 1.0 / t, t))
    angle = xp.where(outside, -angle, angle)
    height = t / (1.0 + t * t) + (2.0 * angle + (0.5 / tau - 0.5 * tau) * log_term) / n
    return t, step * (2.0 * tau * tau / n) * height


def _truncated_amplitude(node: tuple[Any, ...], parameters: tuple[Any, ...], xp: Backend) -> tuple[Any, Any]:
    """Return the same for t in units of the truncation radius."""
    _, height = _amplitude(node, parameters, xp)
    return node[0], height / parameters[0]


@functools.cache
def _nodes() -> cored_steep.Nodes:
    """Nodes t / tau, steps in ln t, whether they are above 1, and ln |(tau + t) / (tau - t)|."""
    inner, inner_step = _half_line(23.0, 78)
    outer, outer_step = _half_line(11.0, 44)
    # below the first node A falls as t: its core carries the mass A t of all that are left out, a geometric series
    inner_step[-1] /= 1.0 - np.exp(-2.0 * (inner[-1] - inner[-2]))
    distance = np.concatenate([inner, outer])
    outside = np.arange(distance.size) >= inner.size
    ratio = np.exp(np.where(outside, distance, -distance))
    return ratio, np.concatenate([inner_step, outer_step]), outside, -np.log(np.tanh(0.5 * distance))


def _half_line(end: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and steps on (0, end), equidistant far from 0 and approaching it as a double exponential."""
    u = np.linspace(-3.2, end, count)
    exponent = u - np.exp(-u)
    nodes = np.log1p(np.exp(exponent))
    return nodes, (u[1] - u[0]) * (1.0 + np.exp(-u)) / (1.0 + np.exp(-exponent))
