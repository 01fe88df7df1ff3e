"""The dual pseudo-isothermal potential, whose equipotentials are ellipses."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_isothermal, dual_isothermal
from autolens_lite.profile.mass.dual_pie_b0 import dPIEMassB0Sph
from autolens_lite.xp.backend import Backend


class dPIEPotential(geometry.EllProfile, dual_isothermal.OfStrength):
    r"""The dual pseudo-isothermal potential (dPIE) with elliptical equipotentials.

    .. math:: \psi = \psi_0(R), \qquad R^2 = (1 - f) x^2 + (1 + f) y^2,

    where psi_0 is the potential of the round mass `dPIEMassB0Sph`, x is along the major axis and f = |ell_comps|.
    Deflections and convergence are the derivatives of that: with the elliptical coordinate Z of `geometry` and
    T = |Z|^2 / R^2,

    .. math:: \alpha_x + i \alpha_y = \frac{\psi_0'(R)}{R} Z, \qquad
              \kappa = \kappa_0(R) T + \frac{\psi_0'(R)}{R} (1 - T).

    Notes
    -----
    In PyAutoLens the components of the deflection have factors sqrt(1 - f) and sqrt(1 + f) in place of 1 - f and 1 + f,
    which no potential has: its deflections of an elliptical mass differ from ours for that reason, its convergence does
    not. The convergence of such potentials becomes dumbbell-shaped, and negative far out, for f above about 0.2: prefer
    `dPIEMass`.

    References
    ----------
    Golse & Kneib (2002), A&A 390, 821; Eliasdottir et al. (2007), arXiv:0710.5636, appendix A.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1) of the potential, of a modulus below 1.
    ra
        The core radius, in arcsec.
    rs
        The truncation radius, in arcsec, not equal to `ra`.
    b0
        The strength, in arcsec: the Einstein radius of a round mass of r_a = 0, infinite r_s.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        ra: float = 0.1,
        rs: float = 2.0,
        b0: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        self._set_strength(ra, rs, b0)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        point = self._relative(coordinates)
        squared, z = self._squared(point, coordinates.xp)
        slope = self._slope_over_radius(squared, coordinates.xp)
        return slope * z[0], slope * z[1]

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        squared, z = self._squared(self._relative(coordinates), xp)
        inner, outer = xp.sqrt(self.ra**2 + squared), xp.sqrt(self.rs**2 + squared)
        round_one = 0.5 * self.b0 * self.rs * (self.rs + self.ra) / (inner * outer * (inner + outer))
        slope = self._slope_over_radius(squared, xp)
        return slope + (z[0] * z[0] + z[1] * z[1]) / squared * (round_one - slope)

    def potential_from(self, coordinates: Coordinates) -> Any:
        squared, _ = self._squared(self._relative(coordinates), coordinates.xp)
        # the potential of the round mass is that at (0, R)
        radius = coordinates.xp.sqrt(squared)
        strength = self.b0 * self.rs / (self.rs - self.ra)
        inner, outer = (
            cored_isothermal.round_potential_from((0.0, radius), strength, core, coordinates.xp)
            for core in (self.ra, self.rs)
        )
        return inner - outer

    def _squared(self, point: tuple[Any, Any], xp: Backend) -> tuple[Any, tuple[Any, Any]]:
        """Return R^2, cut off at the centre, and the elliptical coordinate Z."""
        y, x = point
        z = self._elliptical(y, x)
        squared = y * z[0] + x * z[1]
        return geometry.cut_off_from(squared, xp), z

    def _slope_over_radius(self, squared: Any, xp: Backend) -> Any:
        """Return psi_0'(R) / R."""
        inner, outer = (radius + xp.sqrt(radius**2 + squared) for radius in (self.ra, self.rs))
        return self.b0 * self.rs / (self.rs - self.ra) * (1.0 / inner - 1.0 / outer)


class dPIEPotentialSph(dPIEMassB0Sph):
    """The round dual pseudo-isothermal potential, which is the same mass as `dPIEMassB0Sph`."""
