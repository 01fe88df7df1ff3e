"""Black holes: point masses by their mass."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite import cosmology as cosmologies
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.profile.mass.point_mass import PointMass
from autolens_lite.xp.backend import Backend


class SMBH(PointMass):
    r"""A black hole: the `PointMass` of :math:`\theta_E = \sqrt{M / (\pi \Sigma_{cr})}`, in the Planck15 cosmology.

    Masses per area agree with those of astropy to 1e-12; those of PyAutoLens are 3e-5 lower.

    Parameters
    ----------
    centre
        The (y, x) of the black hole, in arcsec.
    mass
        M, in solar masses.
    redshift_object, redshift_source
        Redshifts of the black hole and of the source, for the critical surface density.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        mass: float = 1e10,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        check.non_negative("mass", mass)
        check.positive("redshift_object", redshift_object)
        check.positive("redshift_source", redshift_source)
        cosmologies.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        super().__init__(centre, (mass / _mass_of_unit_circle(redshift_object, redshift_source)) ** 0.5)
        self.mass = mass
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source


class SMBHBinary(geometry.SphProfile, MassProfile):
    r"""Two black holes, one on either side of a centre.

    With the mass ratio :math:`q_m`, the first has the mass :math:`M q_m / (1 + q_m)` and stands half the separation
    from the centre, at the position angle; the second has :math:`M / (1 + q_m)` and stands opposite.

    Notes
    -----
    PyAutoLens documents the same masses, but its first black hole has a mass of q_m in solar masses, the second the
    rest, whatever `mass_ratio` is: its deflections are those of a single point.

    Parameters
    ----------
    centre
        The (y, x) of the mid-point, in arcsec.
    separation
        The distance between the two, in arcsec.
    angle_binary
        The position angle of the first, seen from the centre, degrees counter-clockwise from the positive x-axis.
    mass
        M, the mass of both together, in solar masses.
    mass_ratio
        q_m, the mass of the first over that of the second.
    redshift_object, redshift_source
        Redshifts of the black holes and of the source, for the critical surface density.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        separation: float = 1.0,
        angle_binary: float = 0.0,
        mass: float = 1e10,
        mass_ratio: float = 1.0,
        redshift_object: float = 0.5,
        redshift_source: float = 1.0,
    ) -> None:
        super().__init__(centre)
        check.non_negative("separation", separation)
        check.finite("angle_binary", angle_binary)
        check.non_negative("mass", mass)
        check.positive("mass_ratio", mass_ratio)
        check.positive("redshift_object", redshift_object)
        check.positive("redshift_source", redshift_source)
        cosmologies.check_behind(redshift_object, redshift_source, ("redshift_object", "redshift_source"))
        self.separation = separation
        self.angle_binary = angle_binary
        self.mass = mass
        self.mass_ratio = mass_ratio
        self.redshift_object = redshift_object
        self.redshift_source = redshift_source

    @property
    def smbh_0(self) -> SMBH:
        """The first black hole."""
        return self._one(math, 1.0, self.mass_ratio)

    @property
    def smbh_1(self) -> SMBH:
        """The second black hole."""
        return self._one(math, -1.0, 1.0)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        first, second = (one.deflections_from(coordinates) for one in self._both(coordinates.xp))
        return first[0] + second[0], first[1] + second[1]

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return coordinates.xp.zeros_like(coordinates.y)

    def potential_from(self, coordinates: Coordinates) -> Any:
        first, second = (one.potential_from(coordinates) for one in self._both(coordinates.xp))
        return first + second

    def _both(self, xp: Backend) -> tuple[SMBH, SMBH]:
        return self._one(xp, 1.0, self.mass_ratio), self._one(xp, -1.0, 1.0)

    def _one(self, functions: Any, side: float, share: Any) -> SMBH:
        """Return one of the two; `functions` has the cosine and sine."""
        angle = (math.pi / 180.0) * self.angle_binary
        distance = 0.5 * side * self.separation
        centre = self.centre[0] + distance * functions.sin(angle), self.centre[1] + distance * functions.cos(angle)
        mass = self.mass * share / (1.0 + self.mass_ratio)
        return SMBH(centre, mass, self.redshift_object, self.redshift_source)


def _mass_of_unit_circle(redshift_object: Any, redshift_source: Any) -> Any:
    """Return the mass, in solar masses, whose Einstein radius is 1 arcsec."""
    density = cosmologies.default().critical_surface_density_between_redshifts_from(redshift_object, redshift_source)
    return math.pi * density
