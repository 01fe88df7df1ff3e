"""The isothermal ellipsoid and sphere with a core."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_isothermal
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.xp.backend import Backend


class IsothermalCore(geometry.EllProfile, MassProfile):
    r"""The isothermal ellipsoid with a core (also known as NIE).

    .. math:: \kappa(\eta) = \frac{1}{1 + q} \frac{\theta_E}{\sqrt{s^2 + \eta^2}}, \qquad \eta^2 = x^2 + y^2 / q^2,

    with x along the major axis: `PowerLawCore` of slope 2, and `Isothermal` for s = 0. In closed form, exact to
    rounding: see `cored_isothermal`.

    Notes
    -----
    `einstein_radius` is the normalization above, that of the mass without its core: the mean convergence within it is
    below 1. The potential is 0 at the centre.

    References
    ----------
    Kormann, Schneider & Bartelmann (1994), A&A 284, 285; Keeton (2001), astro-ph/0102341.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    einstein_radius
        theta_E, in arcsec.
    core_radius
        s, in arcsec, along the major axis.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        einstein_radius: float = 1.0,
        core_radius: float = 0.01,
    ) -> None:
        super().__init__(centre, ell_comps)
        check.non_negative("einstein_radius", einstein_radius)
        check.non_negative("core_radius", core_radius)
        self.einstein_radius = einstein_radius
        self.core_radius = core_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        point = self._relative(coordinates)
        return cored_isothermal.deflections_from(point, *self._ellipse(coordinates.xp), coordinates.xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        z = self._elliptical(*self._relative(coordinates))
        return cored_isothermal.convergence_from(z, *self._ellipse(coordinates.xp), coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        point = self._relative(coordinates)
        z = self._elliptical(*point)
        return cored_isothermal.potential_from(point, z, *self._ellipse(coordinates.xp), coordinates.xp)

    def _ellipse(self, xp: Backend) -> tuple[Any, Any, Any]:
        """Ellipticity, strength, and the core (1 - f) s."""
        core = (1.0 - geometry.modulus_from(self.ell_comps, xp)) * self.core_radius
        return self.ell_comps, self.einstein_radius, core


class IsothermalCoreSph(geometry.SphProfile, MassProfile):
    r"""The isothermal sphere with a core: :math:`\kappa = \theta_E / (2 \sqrt{s^2 + r^2})`.

    .. math:: \alpha = \theta_E \frac{r}{R + s}, \qquad
              \psi = \theta_E \left[R - s - s \ln \frac{R + s}{2 s}\right], \qquad R = \sqrt{s^2 + r^2}.

    Parameters are those of `IsothermalCore` without `ell_comps`.
    """

    def __init__(
        self, centre: tuple[float, float] = (0.0, 0.0), einstein_radius: float = 1.0, core_radius: float = 0.01
    ) -> None:
        super().__init__(centre)
        check.non_negative("einstein_radius", einstein_radius)
        check.non_negative("core_radius", core_radius)
        self.einstein_radius = einstein_radius
        self.core_radius = core_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        return cored_isothermal.round_deflections_from(self._relative(coordinates), *self._parameters(coordinates))

    def convergence_from(self, coordinates: Coordinates) -> Any:
        radius = cored_isothermal.radius_from(self._relative(coordinates), self.core_radius, coordinates.xp)
        return 0.5 * self.einstein_radius / radius

    def potential_from(self, coordinates: Coordinates) -> Any:
        return cored_isothermal.round_potential_from(self._relative(coordinates), *self._parameters(coordinates))

    def _parameters(self, coordinates: Coordinates) -> tuple[Any, Any, Any]:
        return self.einstein_radius, self.core_radius, coordinates.xp
