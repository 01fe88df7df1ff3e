"""The lensing quantities of anything that deflects."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile.operate import LensingOperator

__all__ = ["LensCalc", "LensingOperator", "UpToPlane"]


class LensCalc(LensingOperator):
    """The lensing quantities of one mass profile, or of anything else that has its three hooks.

    Parameters
    ----------
    mass
        A mass profile; galaxies and tracers have these methods themselves.
    """

    def __init__(self, mass: Any) -> None:
        if not check.has(mass, "deflections_from"):
            raise exc.ParameterError(f"mass = {mass!r} has no deflections. Pass a mass profile, such as al.mp.NFW().")
        self.mass = mass

    @classmethod
    def from_mass_obj(cls, mass_obj: Any) -> LensCalc:
        """Return the operator of a mass profile, galaxy or tracer."""
        with check.argument("mass_obj"):
            return cls(mass_obj)

    @classmethod
    def from_tracer(cls, tracer: Any) -> LensCalc:
        """Return the operator of a tracer."""
        with check.argument("tracer"):
            return cls(tracer)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        return self.mass.deflections_from(coordinates)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return self.mass.convergence_from(coordinates)

    def potential_from(self, coordinates: Coordinates) -> Any:
        return self.mass.potential_from(coordinates)


class UpToPlane(LensingOperator):
    """What bends rays on their way to one plane of a tracer, and the lensing quantities of a source there.

    Parameters
    ----------
    tracer
        The lens system.
    plane_redshift
        The redshift of the plane; None for the last.
    """

    def __init__(self, tracer: Any, plane_redshift: float | None = None) -> None:
        self.tracer = tracer
        self.plane_redshift = plane_redshift

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the deflection angles (alpha_y, alpha_x) from the image plane to the plane, each (N,) in arcsec."""
        there = self.tracer.coordinates_in_plane_from(coordinates, self.plane_redshift)
        return coordinates.y - there.y, coordinates.x - there.x
