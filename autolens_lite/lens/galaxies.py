"""Several galaxies together, as at one redshift."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

from autolens_lite import check, exc
from autolens_lite.fixed import HeldList
from autolens_lite.grid import Coordinates
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.lens.observed import ObservedLight
from autolens_lite.profile import evaluate
from autolens_lite.profile.operate import LensingOperator


class Galaxies(ObservedLight, LensingOperator, HeldList):
    """The light and mass of several galaxies together, none of which lenses another: those of a tracer's plane.

    It is a list of galaxies that cannot be changed.

    Parameters
    ----------
    galaxies
        The galaxies.

    Raises
    ------
    ParameterError
        If it is not a list of galaxies.
    """

    def __init__(self, galaxies: Sequence[Galaxy]) -> None:
        if not isinstance(galaxies, list | tuple) or not galaxies:
            raise exc.ParameterError(f"galaxies = {galaxies!r} is not a list of galaxies. Pass galaxies=[galaxy].")
        for galaxy in galaxies:
            check.kind("galaxies", galaxy, Galaxy, "Pass a list of al.Galaxy.")
        HeldList.__init__(self, galaxies, "galaxies of a plane")

    def __reduce__(self) -> Any:
        return Galaxies, (list(self),)

    @property
    def galaxies(self) -> list[Galaxy]:
        """The galaxies as a list."""
        return list(self)

    @property
    def redshift(self) -> Any:
        """The redshift of the first galaxy."""
        return self[0].redshift

    def image_from(self, coordinates: Coordinates, operated_only: bool | None = None) -> Any:
        """Return the sum of the galaxies' light at points, (N,)."""
        return _sum_of(galaxy.image_from(coordinates, operated_only) for galaxy in self)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the sum (alpha_y, alpha_x) of the galaxies' deflections at points, each (N,)."""
        return evaluate.total_deflections_of(self, coordinates)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        """Return the sum of the galaxies' convergences at points, (N,)."""
        return _sum_of(galaxy.convergence_from(coordinates) for galaxy in self)

    def potential_from(self, coordinates: Coordinates) -> Any:
        """Return the sum of the galaxies' potentials at points, (N,)."""
        return _sum_of(galaxy.potential_from(coordinates) for galaxy in self)

    def image_2d_list_from(self, grid: evaluate.GridLike) -> list[Any]:
        """Return the unlensed image of each galaxy."""
        return [galaxy.image_2d_from(grid) for galaxy in self]

    def image_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the unlensed image of the galaxies; at points that were traced to the plane, their lensed one."""
        return _sum_of(self.image_2d_list_from(grid))

    def galaxy_image_2d_dict_from(self, grid: evaluate.GridLike) -> dict[Galaxy, Any]:
        """Return the unlensed image of each galaxy, by galaxy."""
        return dict(zip(self, self.image_2d_list_from(grid), strict=True))


def _sum_of(values: Any) -> Any:
    return functools.reduce(operator.add, values)
