"""The mass of a Chameleon profile, elliptical and spherical."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.light.chameleon import chameleon_image_from
from autolens_lite.profile.mass.stellar import EllStellarMass, SphStellarMass

# Below this squared modulus of its argument, arctan is a series: its closed form divides by the ellipticity.
_SERIES_BELOW = 0.05
_SERIES_TERMS = 12


class Chameleon(EllStellarMass):
    r"""The mass of an elliptical Chameleon: the difference of two cored isothermal ellipsoids.

    .. math:: \kappa(m) = \frac{\Upsilon I_0}{1 + q} \left[\frac{1}{\sqrt{m^2 + s_0^2}}
                     - \frac{1}{\sqrt{m^2 + s_1^2}}\right],
              \qquad s_i = \frac{2 c_i}{1 + q}, \quad m^2 = x^2 + y^2 / q^2,

    with x along the major axis. With Z and w as in `confocal`, :math:`R_i^2 = m^2 + s_i^2` and
    :math:`t_i = m / (s_i + R_i)`,

    .. math:: \alpha_x + i \alpha_y &= \frac{2 \Upsilon I_0}{1 + q} \frac{Z}{m \sqrt w}
                 \arctan\frac{(t_0 - t_1) \sqrt w}{1 + t_0 t_1 w}, \\
              \psi &= \mathrm{Re}(\bar\zeta \alpha) - \frac{2 q \Upsilon I_0}{1 + q} \left[
                 s_0 \ln\frac{s_0 + R_0}{2 s_0} |1 + t_0^2 w| - s_1 \ln\frac{s_1 + R_1}{2 s_1} |1 + t_1^2 w| \right].

    Notes
    -----
    The closed forms are exact to 1e-14 at all ellipticities, at the centre and far away, where two arctangents would
    cancel. The profile depends on |ell_comps| itself, so that it has a kink at ell_comps = (0, 0); the gradient there
    is the mean over directions. PyAutoLens takes 0.99999 for the axis ratio of a round profile, 1e-5 off.

    References
    ----------
    Maller et al. (2000), ApJ 533, 194; Dutton et al. (2011), MNRAS 417, 1621, appendix A; the potential of a cored
    isothermal ellipsoid is that of Keeton (2001), astro-ph/0102341, equation 34.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    core_radius_0
        c_0, the smaller core radius, in arcsec.
    core_radius_1
        c_1, the larger core radius, in arcsec.
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.02,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        EllStellarMass.__init__(self, centre, ell_comps, intensity, mass_to_light_ratio)
        check.positive("core_radius_0", core_radius_0)
        check.positive("core_radius_1", core_radius_1)
        self.core_radius_0 = core_radius_0
        self.core_radius_1 = core_radius_1

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        return self._deflections(*self._elliptical(y, x), coordinates.xp)[:2]

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        modulus = geometry.modulus_from(self.ell_comps, xp)
        squared = (z_y * z_y + z_x * z_x) * (1.0 / (1.0 - modulus) ** 2)
        return chameleon_image_from(squared, *self._scales(xp), xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        alpha_y, alpha_x, logarithms = self._deflections(*self._elliptical(y, x), coordinates.xp)
        return y * alpha_y + x * alpha_x - logarithms

    def _scales(self, xp: Any) -> tuple[Any, Any, Any]:
        """Return Upsilon I_0 / (1 + q), s_0 and s_1."""
        stretch = 1.0 + geometry.modulus_from(self.ell_comps, xp)  # 2 / (1 + q)
        amplitude = 0.5 * stretch * self.mass_to_light_ratio * self.intensity
        return amplitude, stretch * self.core_radius_0, stretch * self.core_radius_1

    def _deflections(self, z_y: Any, z_x: Any, xp: Any) -> tuple[Any, Any, Any]:
        """Return alpha_y, alpha_x and the logarithms of the potential."""
        amplitude, core_0, core_1 = self._scales(xp)
        modulus = geometry.modulus_from(self.ell_comps, xp)
        e0, e1 = self.ell_comps
        unit_y, unit_x, norm = geometry.off_centre_from(z_y, z_x, xp)
        w_x = (e1 * (unit_x * unit_x - unit_y * unit_y) + 2.0 * e0 * unit_x * unit_y) / norm
        w_y = (2.0 * e1 * unit_x * unit_y - e0 * (unit_x * unit_x - unit_y * unit_y)) / norm

        squared = (z_y * z_y + z_x * z_x) / (1.0 - modulus) ** 2
        outer_0, outer_1 = xp.sqrt(squared + core_0 * core_0), xp.sqrt(squared + core_1 * core_1)
        sum_0, sum_1 = core_0 + outer_0, core_1 + outer_1
        # t = m / sum; (t_0 - t_1) / m without cancellation, and g^2 = m^2 w [(t_0 - t_1) / m / (1 + t_0 t_1 w)]^2
        difference = (core_1 - core_0) * (1.0 / sum_0 + 1.0 / sum_1) / (outer_0 + outer_1)
        product = squared / (sum_0 * sum_1)
        eta_x, eta_y = _inverse(1.0 + product * w_x, product * w_y, difference)
        real, imag = _arctan_ratio(w_x, w_y, eta_x, eta_y, squared, xp)
        factor = 2.0 * amplitude
        alpha = factor * (z_y * real + z_x * imag), factor * (z_x * real - z_y * imag)

        q = (1.0 - modulus) / (1.0 + modulus)
        logarithms = [
            core * (xp.log1p(0.5 * squared / (core * total)) + 0.5 * xp.log1p(s * (2.0 * w_x + s * modulus**2)))
            for core, total in ((core_0, sum_0), (core_1, sum_1))
            for s in (squared / total**2,)
        ]
        return *alpha, factor * q * (logarithms[0] - logarithms[1])


class ChameleonSph(SphStellarMass):
    """The mass of a spherical Chameleon: `Chameleon` without `ell_comps`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    intensity
        I_0, in image units per pixel times arcsec.
    core_radius_0
        The smaller core radius, in arcsec.
    core_radius_1
        The larger core radius, in arcsec.
    mass_to_light_ratio
        The convergence per surface brightness.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.02,
        mass_to_light_ratio: float = 1.0,
    ) -> None:
        SphStellarMass.__init__(self, centre, intensity, mass_to_light_ratio)
        check.positive("core_radius_0", core_radius_0)
        check.positive("core_radius_1", core_radius_1)
        self.core_radius_0 = core_radius_0
        self.core_radius_1 = core_radius_1

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        mean = self._mean(y * y + x * x, coordinates.xp)[0]
        return y * mean, x * mean

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        amplitude = 0.5 * self.mass_to_light_ratio * self.intensity
        return chameleon_image_from(y * y + x * x, amplitude, self.core_radius_0, self.core_radius_1, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        y, x = self._relative(coordinates)
        squared = y * y + x * x
        mean, sum_0, sum_1 = self._mean(squared, xp)
        core_0, core_1 = self.core_radius_0, self.core_radius_1
        logarithms = core_0 * xp.log1p(0.5 * squared / (core_0 * sum_0)) - core_1 * xp.log1p(
            0.5 * squared / (core_1 * sum_1)
        )
        return squared * mean - (self.mass_to_light_ratio * self.intensity) * logarithms

    def _mean(self, squared: Any, xp: Any) -> tuple[Any, Any, Any]:
        """Return the mean convergence within squared radii, and s_i + R_i."""
        core_0, core_1 = self.core_radius_0, self.core_radius_1
        outer_0, outer_1 = xp.sqrt(squared + core_0 * core_0), xp.sqrt(squared + core_1 * core_1)
        sum_0, sum_1 = core_0 + outer_0, core_1 + outer_1
        difference = (core_1 - core_0) * (1.0 / sum_0 + 1.0 / sum_1) / (outer_0 + outer_1)
        return self.mass_to_light_ratio * self.intensity * difference, sum_0, sum_1


def _inverse(real: Any, imag: Any, factor: Any) -> tuple[Any, Any]:
    """Return the real and imaginary part of factor / (real + i imag)."""
    scale = factor / (real * real + imag * imag)
    return scale * real, -scale * imag


def _arctan_ratio(w_x: Any, w_y: Any, eta_x: Any, eta_y: Any, squared: Any, xp: Any) -> tuple[Any, Any]:
    r"""Return real and imaginary part of :math:`\arctan(g) / (m \sqrt w)`, :math:`g = m \eta \sqrt w`, m^2 given."""
    h_x, h_y = eta_x * eta_x - eta_y * eta_y, 2.0 * eta_x * eta_y
    g_x, g_y = squared * (h_x * w_x - h_y * w_y), squared * (h_x * w_y + h_y * w_x)  # g^2
    norm = xp.sqrt(xp.where((g_x == 0.0) & (g_y == 0.0), 1.0, g_x * g_x + g_y * g_y))
    norm = xp.where((g_x == 0.0) & (g_y == 0.0), 0.0, norm)  # |g|^2
    series = norm < _SERIES_BELOW

    # arctan(g) / g of either kind, times eta
    closed = _closed_ratio(xp.where(series, 0.25, g_x), xp.where(series, 0.0, g_y), xp.where(series, 0.25, norm), xp)
    summed = _series_ratio(xp.where(series, g_x, 0.0), xp.where(series, g_y, 0.0))
    real, imag = xp.where(series, summed[0], closed[0]), xp.where(series, summed[1], closed[1])
    return eta_x * real - eta_y * imag, eta_x * imag + eta_y * real


def _closed_ratio(g_x: Any, g_y: Any, norm: Any, xp: Any) -> tuple[Any, Any]:
    """Return arctan(g) / g from g^2 = g_x + i g_y and |g|^2."""
    # the root's sign is free: form its larger part first, so that neither is 0 / 0 on the axes
    right = g_x >= 0.0
    larger = xp.sqrt(0.5 * (norm + xp.abs(g_x)))
    smaller = 0.5 * g_y / larger
    p, r = xp.where(right, larger, smaller), xp.where(right, smaller, larger)
    a = 0.5 * xp.arctan(2.0 * p / (1.0 - norm))
    b = 0.5 * xp.arctanh(2.0 * r / (1.0 + norm))
    return (a * p + b * r) / norm, (b * p - a * r) / norm


def _series_ratio(g_x: Any, g_y: Any) -> tuple[Any, Any]:
    """Return the sum of (-g^2)^n / (2 n + 1)."""
    real, imag = 1.0 / (2 * _SERIES_TERMS + 1), 0.0
    for n in range(_SERIES_TERMS - 1, -1, -1):
        real, imag = 1.0 / (2 * n + 1) - (g_x * real - g_y * imag), -(g_x * imag + g_y * real)
    return real, imag
