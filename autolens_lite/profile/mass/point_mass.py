"""The point mass."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile


class PointMass(geometry.SphProfile, MassProfile):
    r"""A point mass: :math:`\alpha = \theta_E^2 / r`, :math:`\psi = \theta_E^2 \ln r` (r in arcsec).

    The convergence is 0 everywhere, the mass itself being at one point; the deflection at that point is given as 0.

    Parameters
    ----------
    centre
        The (y, x) of the mass, in arcsec.
    einstein_radius
        theta_E, in arcsec.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), einstein_radius: float = 1.0) -> None:
        super().__init__(centre)
        check.non_negative("einstein_radius", einstein_radius)
        self.einstein_radius = einstein_radius

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x, squared = geometry.off_centre_from(*self._relative(coordinates), coordinates.xp)
        factor = self.einstein_radius**2 / squared
        return factor * y, factor * x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return coordinates.xp.zeros_like(coordinates.y)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        squared = geometry.cut_off_from(y * y + x * x, coordinates.xp)
        return 0.5 * self.einstein_radius**2 * coordinates.xp.log(squared)
