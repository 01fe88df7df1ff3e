"""When light arrives that passes planes of mass."""

from __future__ import annotations

import itertools
from typing import Any

from autolens_lite import exc, units
from autolens_lite.grid import Coordinates
from autolens_lite.lens.planes import Planes

_MPC = 3.085677581491367e22  # m
_DAY = 86_400.0  # s
# Of a path difference of 1 Mpc arcsec^2, in days
_DAYS = units.ARCSEC**2 * _MPC / units.SPEED_OF_LIGHT / _DAY


def check_planes(planes: Planes, last: int) -> None:
    """Refuse planes between which no time can be computed."""
    if not planes.are_sorted:
        raise exc.ModelError(
            "Arrival times need the order of the planes, which redshifts that are free on jax do not tell. Fix the "
            "redshifts, or use numba."
        )
    if last == 0:
        raise exc.ModelError(
            "Arrival times are those of light of a source behind the first plane. Add a galaxy at its redshift, as "
            "al.Galaxy(redshift=1.0), or pass the plane_redshift of another."
        )


def arrival_times_from(planes: Planes, traced: list[Coordinates]) -> Any:
    """Return when light arrives, in days after light that nothing bends or slows would, (N,).

    Parameters
    ----------
    planes
        The planes, of known order.
    traced
        Where each ray crosses the planes up to that of its source.
    """
    scales, redshifts = planes.scales_to(len(traced) - 1), planes.redshifts
    total: Any = 0.0
    for i, (here, there) in enumerate(itertools.pairwise(traced)):
        path = 0.5 * ((here.y - there.y) ** 2 + (here.x - there.x) ** 2)
        if planes.has_mass(i):
            potential = sum(galaxy.potential_from(here) for galaxy in planes.groups[i] if galaxy.mass_profiles)
            path = path - scales[i + 1][i] * potential
        total = total + planes.cosmology.time_delay_distance(redshifts[i], redshifts[i + 1]) * path
    return _DAYS * total
