"""The pseudo-isothermal ellipse of Kassiola & Kovner."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_isothermal
from autolens_lite.profile.mass.abstract import MassProfile


class PIEMass(geometry.EllProfile, MassProfile):
    r"""The pseudo-isothermal elliptical mass (PIEMD), isothermal outside a core.

    .. math:: \kappa = \frac{b_0}{2} \frac{1}{\sqrt{r_a^2 + r^2}}, \qquad
              r^2 = \frac{x^2}{(1 + f)^2} + \frac{y^2}{(1 - f)^2},

    with x along the major axis and f = |ell_comps| = (1 - q) / (1 + q). In closed form, exact to rounding, the round
    mass included: see `cored_isothermal`. The potential is 0 at the centre.

    References
    ----------
    Kassiola & Kovner (1993), ApJ 417, 450.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    ra
        The core radius, in arcsec.
    b0
        The strength, in arcsec: the Einstein radius of a round mass without core, 4 pi (sigma_0 / c)^2 D_LS / D_S for a
        central velocity dispersion sigma_0.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        ra: float = 0.1,
        b0: float = 0.1,
    ) -> None:
        super().__init__(centre, ell_comps)
        check.non_negative("ra", ra)
        check.non_negative("b0", b0)
        self.ra = ra
        self.b0 = b0

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        point = self._relative(coordinates)
        return cored_isothermal.deflections_from(point, *self._ellipse, coordinates.xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        z = self._elliptical(*self._relative(coordinates))
        return cored_isothermal.convergence_from(z, *self._ellipse, coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        point = self._relative(coordinates)
        return cored_isothermal.potential_from(point, self._elliptical(*point), *self._ellipse, coordinates.xp)

    @property
    def _ellipse(self) -> tuple[Any, Any, Any]:
        """Ellipticity, strength, and the core (1 - f^2) r_a."""
        return self.ell_comps, self.b0, self.ra * cored_isothermal.one_minus_squared_modulus(self.ell_comps)
