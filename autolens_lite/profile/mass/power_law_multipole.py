"""A multipole of a power law, which makes it boxy or disky."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import ellipse, geometry
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.profile.mass.power_law import power_from
from autolens_lite.xp.backend import Backend

_HIGHEST = 10000  # cos(m phi) is made by as many products


class PowerLawMultipole(geometry.SphProfile, MassProfile):
    r"""A multipole of order m, a perturbation to add to a `PowerLaw` of the same Einstein radius and slope.

    .. math:: \kappa = \frac12 \left(\frac{\theta_E}{r}\right)^{\gamma - 1} k_m \cos m (\varphi - \varphi_m),

    .. math:: \psi = \frac{\theta_E^{\gamma - 1} r^{3 - \gamma}}{(3 - \gamma)^2 - m^2} k_m \cos m (\varphi - \varphi_m),

    of which the deflection is the gradient. It has no net mass.

    Notes
    -----
    At m = 1 and slope 2 the denominator is 0: the dipole of an isothermal mass has a logarithmic potential, which this
    is not, and it is refused. The potential is that of the deflections; in PyAutoLens it is 0.

    References
    ----------
    Chu et al. (2013), ApJ 765, 134; Evans & Witt (2003), MNRAS 345, 1351.

    Parameters
    ----------
    m
        The order, a whole number of 1 or more: 4 makes ellipses boxy or disky.
    centre
        The (y, x) of the centre, in arcsec.
    einstein_radius
        theta_E, in arcsec, that of the power law.
    slope
        gamma, that of the power law, in (1, 3).
    multipole_comps
        The pair (k_m sin(m phi_m), k_m cos(m phi_m)).
    """

    def __init__(
        self,
        m: int = 4,
        centre: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        slope: float = 2.0,
        multipole_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        super().__init__(centre)
        m = check.whole("m", m, 1, "Pass 1, 2, 3, ...")
        check.within("m", m, 1, _HIGHEST)
        check.non_negative("einstein_radius", einstein_radius)
        check.within("slope", slope, 1.0, 3.0, open_lower=True, open_upper=True)
        self.m = m
        if self.m == 1 and not check.holds(slope != 2.0):
            raise exc.ParameterError("slope = 2.0 has no power-law multipole of m = 1. Pass another slope.")
        self.einstein_radius = einstein_radius
        self.slope = slope
        self.multipole_comps = check.pair("multipole_comps", multipole_comps)

    @property
    def k_m(self) -> float:
        """The amplitude k_m."""
        return ellipse.shear_magnitude_from(*self.multipole_comps)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x, squared, cosine, sine = self._prepared(coordinates)
        radial = -(3.0 - self.slope) * self._amplitude(squared, coordinates.xp) * cosine
        tangential = self.m * self._amplitude(squared, coordinates.xp) * sine
        return radial * y + tangential * x, radial * x - tangential * y

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        *_, cosine, _ = self._prepared(coordinates)
        squared = geometry.cut_off_from(y * y + x * x, coordinates.xp)
        return 0.5 * power_from(self.einstein_radius, squared, self.slope - 1.0, coordinates.xp) * cosine

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x, squared, cosine, _ = self._prepared(coordinates)
        return -self._amplitude(squared, coordinates.xp) * (y * y + x * x) * cosine

    def _prepared(self, coordinates: Coordinates) -> tuple[Any, Any, Any, Any, Any]:
        """Return y, x, r^2 and k_m times the cosine and the sine of m (phi - phi_m); the latter 0 at the centre."""
        xp = coordinates.xp
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), xp)
        inverse = 1.0 / xp.sqrt(squared)
        unit_y, unit_x = y * inverse, x * inverse
        # (cos phi + i sin phi)^m, by multiplication
        power_y, power_x = unit_y, unit_x
        for _ in range(self.m - 1):
            power_y, power_x = power_y * unit_x + power_x * unit_y, power_x * unit_x - power_y * unit_y
        sine, cosine = self.multipole_comps
        return y, x, squared, cosine * power_x + sine * power_y, cosine * power_y - sine * power_x

    def _amplitude(self, squared: Any, xp: Backend) -> Any:
        n = 3.0 - self.slope
        return power_from(self.einstein_radius, squared, self.slope - 1.0, xp) / (self.m**2 - n * n)
