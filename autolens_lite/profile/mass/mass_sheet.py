"""The mass sheet."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile


class MassSheet(geometry.SphProfile, MassProfile):
    r"""A uniform convergence: :math:`\alpha = \kappa \, \theta`, :math:`\psi = \kappa |\theta|^2 / 2` about its centre.

    Adding it, and scaling other masses by 1 - kappa, leaves images in place: the mass-sheet degeneracy.

    References
    ----------
    Falco, Gorenstein & Shapiro (1985), ApJ 289, L1; Schneider & Sluse (2013), A&A 559, A37.

    Parameters
    ----------
    centre
        The (y, x) about which it deflects, in arcsec.
    kappa
        The convergence; negative for a void.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), kappa: float = 0.0) -> None:
        super().__init__(centre)
        check.finite("kappa", kappa)
        self.kappa = kappa

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        return self.kappa * y, self.kappa * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return self.kappa * coordinates.xp.ones_like(coordinates.y)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        return 0.5 * self.kappa * (y * y + x * x)
