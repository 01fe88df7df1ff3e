"""The planes of a lens system and the rays from one to the next, also where a backend traces the redshifts."""

from __future__ import annotations

import functools
import itertools
from typing import Any

from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.cosmology import FlatLambdaCDM
from autolens_lite.grid import Coordinates
from autolens_lite.lens.galaxies import Galaxies
from autolens_lite.lens.galaxy import Galaxy


class Planes:
    """Galaxies in planes of equal redshift, ascending.

    A redshift that a backend traces, as one that is free in a fit on jax, has no value by which to sort. Such planes
    come last, as given, and whether one lies behind another is part of what is computed: a mass deflects what is behind
    it, by the redshifts' values, and nothing else. Galaxies that share one traced redshift are in one plane; in a
    compiled function of the user's own, where each has its own to be NaN if it is negative, in planes that coincide.

    Parameters
    ----------
    galaxies
        In any order.
    cosmology
        For the distances between planes.
    """

    def __init__(self, galaxies: list[Galaxy], cosmology: FlatLambdaCDM) -> None:
        fixed = sorted((g for g in galaxies if check.is_concrete(g.redshift)), key=lambda galaxy: galaxy.redshift)
        self.cosmology = cosmology
        self.groups: list[Galaxies] = []
        for galaxy in fixed:
            if self.groups and self.groups[-1][0].redshift == galaxy.redshift:
                self.groups[-1] = Galaxies([*self.groups[-1], galaxy])
            else:
                self.groups.append(Galaxies([galaxy]))
        self._fixed = len(self.groups)
        if len(fixed) < len(galaxies):
            by_identity: dict[int, list[Galaxy]] = {}
            for galaxy in galaxies:
                if not check.is_concrete(galaxy.redshift):
                    by_identity.setdefault(id(galaxy.redshift), []).append(galaxy)
            self.groups.extend(map(Galaxies, by_identity.values()))

    @property
    def redshifts(self) -> list[Any]:
        """The redshift of each plane."""
        return [plane[0].redshift for plane in self.groups]

    @property
    def are_sorted(self) -> bool:
        """Whether the planes are known to ascend."""
        return self._fixed == len(self.groups) or len(self.groups) == 1

    @property
    def are_one(self) -> Any:
        """Whether all galaxies are at one redshift; a traced value where redshifts are traced."""
        if len(self.groups) == 1 or self.are_sorted:
            return len(self.groups) == 1
        first, *others = self.redshifts
        return functools.reduce(lambda one, other: one & other, [first == other for other in others])

    def has_mass(self, index: int) -> bool:
        """Whether a galaxy of a plane has a mass."""
        return any(galaxy.mass_profiles for galaxy in self.groups[index])

    @property
    def lens_nothing(self) -> bool:
        """Whether there are a mass, and the light of a galaxy without mass, but no galaxy is behind a mass.

        Of traced redshifts nobody can know.
        """
        if not self.are_sorted:
            return False
        before = (plane for plane in self.groups[:-1] for galaxy in plane if galaxy.mass_profiles)
        last = self.groups[-1]
        return (
            any(galaxy.mass_profiles for galaxy in last)
            and any(galaxy.shines and not galaxy.mass_profiles for plane in self.groups for galaxy in plane)
            and not any(before)
        )

    def scales_to(self, last: int) -> list[list[Any]]:
        """Return, for each plane to `last` (for all, if they are not sorted), the factors of all planes' deflections.

        They are in units of the deflections of light from the plane behind all others; 0.0 where there is no mass.
        """
        redshifts = self.redshifts
        massive = [self.has_mass(i) for i in range(len(self.groups))]
        if self.are_sorted:
            between = self.cosmology.scaling_factor_between_redshifts_from
            return [
                [between(redshifts[i], redshifts[j], redshifts[-1]) if massive[i] else 0.0 for i in range(j)]
                for j in range(last + 1)
            ]
        return self._scales_by_value(massive)

    def crossings(self, coordinates: Coordinates, scales: list[list[Any]]) -> list[Coordinates]:
        """Return the points where rays cross each plane to which there are `scales`."""
        traced = [coordinates] * len(scales)
        deflections: dict[int, list[tuple[Any, Any]]] = {}
        visits = list(range(len(scales))) if self.are_sorted else self._visits
        for number, j in enumerate(visits):
            point = coordinates
            for i, angles in deflections.items():
                if i < len(scales[j]) and not (type(scales[j][i]) is float and scales[j][i] == 0.0):
                    for angle in angles:
                        point = point.deflected(angle, scales[j][i])
            traced[j] = point
            if number < len(visits) - 1:
                masses = [galaxy for galaxy in self.groups[j] if galaxy.mass_profiles]
                if masses:
                    deflections[j] = [galaxy.deflections_from(point) for galaxy in masses]
        return traced

    def last_of(self, traced: list[Coordinates]) -> Coordinates:
        """Return where rays cross the plane behind all others, of the points where they cross each."""
        if self.are_sorted:
            return traced[-1]
        xp, final = traced[0].xp, self._greatest(self.redshifts)  # the plane behind all others
        last = traced[0]
        for redshift, point in zip(self.redshifts[1:], traced[1:], strict=True):
            is_last = redshift == final
            last = Coordinates(xp.where(is_last, point.y, last.y), xp.where(is_last, point.x, last.x), xp)
        return last

    def _greatest(self, values: list[Any]) -> Any:
        return functools.reduce(backends.of(*values).maximum, values)

    def _scales_by_value(self, massive: list[bool]) -> list[list[Any]]:
        """As `scales_to`, for redshifts of which some are traced: 0.0 also for what is in front of a mass or beside it.

        Of distances between planes that are known for either order, but for the sign, each is integrated once.
        """
        redshifts, planes = self.redshifts, range(len(self.groups))
        to = [self.cosmology.comoving_distance(redshift) for redshift in redshifts]
        between: dict[tuple[int, int], Any] = {(i, i): 0.0 for i in planes}
        for i, j in itertools.combinations(planes, 2):
            if massive[i] or massive[j]:
                between[i, j] = self.cosmology.comoving_distance_between(redshifts[i], redshifts[j])
                between[j, i] = -between[i, j]
        scales: list[list[Any]] = [[0.0 for _ in planes] for _ in planes]
        for i in (i for i in planes if massive[i]):
            beyond = self._greatest([between[i, j] for j in planes])
            for j in planes:
                if i == j or (i < self._fixed and j < self._fixed and j < i):
                    continue
                behind = redshifts[i] < redshifts[j]
                xp = backends.of(behind, beyond)
                # the factors 1 + z of the four angular diameter distances cancel; a harmless divisor where not behind
                divisor = xp.where(behind, to[j] * beyond, 1.0)
                scales[j][i] = xp.where(behind, between[i, j] * self._greatest(to) / divisor, 0.0)
        return scales

    @property
    def _visits(self) -> list[int]:
        """Planes in an order in which, whatever their redshifts, each is last visited with the right deflections.

        Every ascending order of the planes is contained in it: between two planes whose redshifts are traced, and
        before and after them, any of the others may lie.
        """
        massive = [j for j in range(len(self.groups)) if self.has_mass(j)]
        light = [j for j in range(self._fixed, len(self.groups)) if j not in massive]
        traced = [j for j in massive if j >= self._fixed]
        return massive * len(traced) + list(range(self._fixed)) + light
