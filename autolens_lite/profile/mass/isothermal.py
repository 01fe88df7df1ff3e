"""The singular isothermal ellipsoid and sphere."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.xp.backend import Backend


class Isothermal(geometry.EllProfile, MassProfile):
    r"""The singular isothermal ellipsoid (SIE), the mass distribution of a typical lens galaxy.

    .. math:: \kappa(\eta) = \frac{1}{1 + q} \frac{\theta_E}{\eta}, \qquad \eta^2 = x^2 + y^2 / q^2,

    with x along the major axis: the power law of slope 2. With the complex ellipticity :math:`\epsilon` and the
    elliptical coordinate Z of `geometry`, :math:`f = |\epsilon|` and :math:`w = \bar\epsilon Z / \bar Z`, the
    deflection is

    .. math:: \alpha_x + i \alpha_y = \theta_E (1 - f^2) \frac{Z}{|Z|} \frac{\arctan \sqrt w}{\sqrt w}.

    Notes
    -----
    `einstein_radius` is not that of the intermediate-axis convention, theta_int = 2 sqrt(q) / (1 + q) theta_E: see
    `convert.intermediate_einstein_radius_from`. At the centre the deflection is 0, its mean over directions.

    References
    ----------
    Kormann, Schneider & Bartelmann (1994), A&A 284, 285; Tessore & Metcalf (2015), A&A 580, A79, at t = 1.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_E, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        check.non_negative("einstein_radius", einstein_radius)
        self.einstein_radius = einstein_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        return self._deflections(y, x, coordinates.xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        squared = geometry.cut_off_from(z_y * z_y + z_x * z_x, xp)
        e0, e1 = self.ell_comps
        return (0.5 * self.einstein_radius * (1.0 - e0 * e0 - e1 * e1)) / xp.sqrt(squared)

    def potential_from(self, coordinates: Coordinates) -> Any:
        # homogeneous of degree 1 (Euler's theorem)
        y, x = self._relative(coordinates)
        alpha_y, alpha_x = self._deflections(y, x, coordinates.xp)
        return y * alpha_y + x * alpha_x

    def _deflections(self, y: Any, x: Any, xp: Backend) -> tuple[Any, Any]:
        e0, e1 = self.ell_comps
        alpha_y, alpha_x = xp.isothermal_field(y, x, e0, e1, 0.0)
        scale = self.einstein_radius * (1.0 - e0 * e0 - e1 * e1)
        return scale * alpha_y, scale * alpha_x


class IsothermalSph(geometry.SphProfile, MassProfile):
    r"""The singular isothermal sphere (SIS): :math:`\kappa = \theta_E / (2 r)`, :math:`\alpha = \theta_E`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    einstein_radius
        theta_E, in arcsec.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), einstein_radius: float = 1.0) -> None:
        super().__init__(centre)
        check.non_negative("einstein_radius", einstein_radius)
        self.einstein_radius = einstein_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        factor = self.einstein_radius / coordinates.xp.sqrt(squared)
        return factor * y, factor * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        squared = geometry.cut_off_from(y * y + x * x, coordinates.xp)
        return 0.5 * self.einstein_radius / coordinates.xp.sqrt(squared)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        return self.einstein_radius * (y * y + x * x) / coordinates.xp.sqrt(squared)
