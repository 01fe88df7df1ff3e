"""The elliptical and the spherical power law."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.xp.backend import Backend


class PowerLaw(geometry.EllProfile, MassProfile):
    r"""The elliptical power law, also known as EPL, PEMD or SPEMD without a core.

    .. math:: \kappa(\eta) = \frac{3 - \gamma}{1 + q} \left(\frac{\theta_E}{\eta}\right)^{\gamma - 1},
              \qquad \eta^2 = x^2 + y^2 / q^2,

    with x along the major axis. With t = gamma - 1 and, as in `geometry`, the complex ellipticity :math:`\epsilon`,
    its modulus f, the elliptical coordinate Z and :math:`w = \bar\epsilon Z / \bar Z`, the deflection is

    .. math:: \alpha_x + i \alpha_y = \theta_E^t (1 + f) (1 - f)^t |Z|^{-t} Z \;
              {}_2F_1(1, t/2; 2 - t/2; -w).

    Notes
    -----
    `einstein_radius` is not that of the intermediate-axis convention: see `convert.intermediate_einstein_radius_from`.
    At the centre the deflection is 0, its mean over directions. Unless `slope` is 2, the profile depends on |ell_comps|
    itself, so that it has a kink at ell_comps = (0, 0); the gradient there is the mean over directions.

    References
    ----------
    Tessore & Metcalf (2015), A&A 580, A79, equations 22 and 23.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_E, in arcsec.
    slope
        gamma, the logarithmic slope of the density in three dimensions, in (1, 3); 2 is isothermal.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        slope: float = 2.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        check.non_negative("einstein_radius", einstein_radius)
        check.within("slope", slope, 1.0, 3.0, open_lower=True, open_upper=True)
        self.einstein_radius = einstein_radius
        self.slope = slope

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        return self._deflections(y, x, coordinates.xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        squared = geometry.cut_off_from(z_y * z_y + z_x * z_x, xp)
        return 0.5 * (3.0 - self.slope) * self._radial(squared, xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        # homogeneous of degree 3 - slope (Euler's theorem)
        y, x = self._relative(coordinates)
        alpha_y, alpha_x = self._deflections(y, x, coordinates.xp)
        return (y * alpha_y + x * alpha_x) / (3.0 - self.slope)

    def _deflections(self, y: Any, x: Any, xp: Backend) -> tuple[Any, Any]:
        e0, e1 = self.ell_comps
        z_y, z_x, squared = geometry.off_centre_from(*self._elliptical(y, x), xp)
        inverse = 1.0 / squared
        # Z / conj(Z) = Z^2 / |Z|^2
        square_x, square_y = (z_x * z_x - z_y * z_y) * inverse, 2.0 * z_x * z_y * inverse
        real, imag = xp.power_law_angular(e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x, self.slope - 1)
        radial = self._radial(squared, xp)
        return radial * (z_y * real + z_x * imag), radial * (z_x * real - z_y * imag)

    def _radial(self, squared: Any, xp: Backend) -> Any:
        """Return (1 + f) (theta_E (1 - f) / |Z|)^t for |Z|^2."""
        modulus = geometry.modulus_from(self.ell_comps, xp)
        return (1.0 + modulus) * power_from(self.einstein_radius * (1.0 - modulus), squared, self.slope - 1.0, xp)


class PowerLawSph(geometry.SphProfile, MassProfile):
    r"""The spherical power law, :math:`\kappa = (3 - \gamma) / 2 \; (\theta_E / r)^{\gamma - 1}`.

    Parameters are those of `PowerLaw` without `ell_comps`.
    """

    def __init__(
        self, centre: tuple[float, float] = (0.0, 0.0), einstein_radius: float = 1.0, slope: float = 2.0
    ) -> None:
        super().__init__(centre)
        check.non_negative("einstein_radius", einstein_radius)
        check.within("slope", slope, 1.0, 3.0, open_lower=True, open_upper=True)
        self.einstein_radius = einstein_radius
        self.slope = slope

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        factor = self._radial(squared, coordinates.xp)
        return factor * y, factor * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        squared = geometry.cut_off_from(y * y + x * x, coordinates.xp)
        return 0.5 * (3.0 - self.slope) * self._radial(squared, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        return self._radial(squared, coordinates.xp) * (y * y + x * x) / (3.0 - self.slope)

    def _radial(self, squared: Any, xp: Backend) -> Any:
        return power_from(self.einstein_radius, squared, self.slope - 1.0, xp)


def power_from(radius: Any, squared: Any, t: Any, xp: Backend) -> Any:
    """Return (radius / sqrt(squared))^t, with the right gradient also where the radius is 0."""
    # NumPy's exp and log run in vector registers, its power does not
    return radius**t * xp.exp((-0.5 * t) * xp.log(squared))
