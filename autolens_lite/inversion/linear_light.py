"""The linear light profiles of a lens system: which there are, and in what order they are solved for."""

from __future__ import annotations

import copy
import functools
import itertools
import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from autolens_lite.grid import Coordinates
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light.families import LightProfileLinear, LightProfileOperated

# Profiles evaluated at once: enough to share a radius, few enough for their images to be small.
TOGETHER = 10


class LinearProfile(NamedTuple):
    """One linear light profile.

    Attributes
    ----------
    profile : LightProfileLinear
    galaxy : Galaxy
        The galaxy that it is of.
    name : str
        The name by which the galaxy holds it, or the `Basis` that it is in.
    plane : int
        Index of the galaxy's plane.
    """

    profile: LightProfileLinear
    galaxy: Galaxy
    name: str
    plane: int


class Smoothed(NamedTuple):
    """The consecutive profiles of a `Basis` whose intensities are regularized.

    Attributes
    ----------
    regularization : Regularization
    first, size : int
        Their place among the linear profiles.
    """

    regularization: Any
    first: int
    size: int


class LinearLight:
    """The linear light profiles of a tracer, those of regularized bases first.

    Parameters
    ----------
    tracer
        The lens system.
    """

    def __init__(self, tracer: Tracer) -> None:
        smoothed: list[tuple[Any, list[LinearProfile]]] = []
        others: list[LinearProfile] = []
        for plane, galaxies in enumerate(tracer.planes):
            for galaxy in galaxies:
                for name, profiles in galaxy.linear_light_profiles.items():
                    group = [LinearProfile(profile, galaxy, name, plane) for profile in profiles]
                    basis = getattr(galaxy, name)
                    if isinstance(basis, Basis) and basis.regularization is not None:
                        smoothed.append((basis.regularization, group))
                    else:
                        others += group
        self.profiles: list[LinearProfile] = []
        self.smoothed: list[Smoothed] = []
        for regularization, group in smoothed:
            self.smoothed.append(Smoothed(regularization, len(self.profiles), len(group)))
            self.profiles += group
        self.regularized = len(self.profiles)
        self.profiles += others

    def __len__(self) -> int:
        return len(self.profiles)

    def images_from(
        self,
        traced: list[Coordinates],
        binned: Callable[[Any], Any],
        refined: Callable[[LinearProfile, Any], Any] | None = None,
    ) -> Any:
        """Return the lensed image of each profile with an intensity of 1, (n, M).

        Parameters
        ----------
        traced
            Sub-pixels in each plane.
        binned
            Averages values of sub-pixels over pixels.
        refined
            From a profile and its image to one that is integrated where sub-pixels are too few.
        """
        images = map(binned, self._images(traced))
        if refined is not None:
            images = map(refined, self.profiles, images)
        return traced[0].xp.stack(list(images))

    def blurred_images_from(
        self, inside: list[Coordinates], outside: list[Coordinates] | None, blurred: Callable[..., Any]
    ) -> Any:
        """Return each image blurred before it is averaged over pixels, for a PSF sampled finer than the data, (n, M).

        Parameters
        ----------
        inside, outside
            Sub-pixels of the image and of the blurring region, in each plane.
        blurred
            Blurs and averages values of both.
        """
        around = itertools.repeat(None) if outside is None else self._images(outside)
        pairs = zip(self._images(inside), around, strict=False)
        return inside[0].xp.stack([blurred(image, beyond) for image, beyond in pairs])

    def summed_image_from(self, traced: list[Coordinates], intensities: Any) -> Any:
        """Return the lensed image (N,), at sub-pixels in each plane, of profiles with intensities (n,)."""
        total, first = 0.0, 0
        for plane, rows in itertools.groupby(self.profiles, key=lambda row: row.plane):
            for group in _groups_of(row.profile for row in rows):
                total = total + _summed(group, intensities[first : first + len(group)], traced[plane])
                first += len(group)
        return total

    def _images(self, traced: list[Coordinates]) -> Iterator[Any]:
        """The image of each profile at sub-pixels, (N,), evaluated a few profiles at a time."""
        for plane, rows in itertools.groupby(self.profiles, key=lambda row: row.plane):
            profiles = [row.profile for row in rows]
            for first in range(0, len(profiles), TOGETHER):
                yield from traced[plane].evaluated(functools.partial(_rows, profiles[first : first + TOGETHER]))

    @property
    def operated(self) -> np.ndarray:
        """Whether each profile's image is already convolved with the PSF, (n,) bool."""
        return np.array([isinstance(row.profile, LightProfileOperated) for row in self.profiles], dtype=bool)


def _rows(profiles: list[Any], points: Coordinates) -> tuple[Any, ...]:
    """The image of each profile at points (N,); profiles that follow each other share a radius if they can."""
    rows: list[Any] = []
    for group in _groups_of(profiles):
        if len(group) == 1:
            rows.append(group[0].image_from(points))
        else:
            squared = group[0].squared_radius_from(points)
            rows += [profile.image_at_radius_from(squared, points.xp) for profile in group]
    return tuple(rows)


def _groups_of(profiles: Iterable[Any]) -> list[list[Any]]:
    """Profiles that follow each other, are of one class and share a radius."""
    groups: list[list[Any]] = []
    for profile in profiles:
        if groups and _share_radius(groups[-1][0], profile):
            groups[-1].append(profile)
        else:
            groups.append([profile])
    return groups


def _share_radius(first: Any, other: Any) -> bool:
    # by identity: numbers that a backend is tracing have no value to compare
    return (
        type(first) is type(other)
        and first.is_radial
        and not any(map(operator.is_not, first.radius_parameters, other.radius_parameters))
    )


def _summed(group: list[Any], intensities: Any, points: Coordinates) -> Any:
    """The image (N,) of a group with intensities (n,).

    Where programs are compiled as a whole it is a loop: a program of many profiles is then as short as of one.
    """
    first, xp = group[0], points.xp
    if len(group) == 1 or not xp.PREFERS_BATCH:
        return intensities @ xp.stack(list(_rows(group, points)))
    own = [name for name, value in vars(first).items() if any(vars(p)[name] is not value for p in group)]

    def image_of(node: Any, squared: Any, _: Any) -> tuple[Any]:
        profile = copy.copy(first)
        vars(profile).update(zip(own, node[1:], strict=True))
        return (node[0] * profile.image_at_radius_from(squared[0], xp),)

    numbers = [xp.stack([xp.as_float(vars(profile)[name]) for profile in group]) for name in own]
    return xp.sum_over_nodes(image_of, (intensities, *numbers), (first.squared_radius_from(points),), ())[0]
