"""The sources of a fit, unlensed: light profiles with the intensities it found, and reconstructions at any point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from autolens_lite.grid import Coordinates
from autolens_lite.lens import Galaxy
from autolens_lite.pixelization import Mapper

if TYPE_CHECKING:
    from autolens_lite.fit.abstract import Fit


class Source(NamedTuple):
    """Light that one picture of a source plane shows.

    Attributes
    ----------
    plane : int
        Index of its plane.
    galaxies : list of Galaxy
        The galaxy that is pixelized, or those whose light profiles are summed.
    mapper : Mapper or None
        The mapper of the pixelized galaxy; None for light profiles.
    """

    plane: int
    galaxies: list[Galaxy]
    mapper: Mapper | None


def sources_of(fit: Fit) -> list[Source]:
    """Return the sources of a fit, by plane: pixelized galaxies, and the light profiles of planes that have no such.

    They are behind the first plane, where there is more than one: in planes with a pixelized galaxy, and in the last.
    The last plane is there even where it is dark, so that there is one source at least.
    """
    tracer, last = fit.tracer, fit.tracer.total_planes - 1
    mappers = [] if fit.inversion is None else fit.solved.mappers
    pixelized = [
        Source(plane, [galaxy], mapper)
        for (plane, galaxy), mapper in zip(tracer.pixelized_galaxies, mappers, strict=True)
        if plane > 0 or last == 0
    ]
    planes = {source.plane for source in pixelized} | {last}
    profiles = []
    for plane in planes:
        shining = [galaxy for galaxy in tracer.planes[plane] if galaxy.light_profiles]
        if shining or not any(source.plane == plane for source in pixelized):
            profiles.append(Source(plane, shining, None))
    return sorted([*pixelized, *profiles], key=lambda source: source.plane)


def brightness_at(fit: Fit, source: Source, coordinates: Coordinates) -> Any:
    """Return the surface brightness (N,) of a source at points of its plane, in flux per pixel of the data."""
    if source.mapper is None:
        return light_at(fit, source.galaxies, coordinates)
    values = fit.solved.reconstruction_of(source.mapper)
    return fit.xp.mapped_image(*source.mapper.interpolation.at(coordinates), values)


def light_at(fit: Fit, galaxies: Iterable[Galaxy], coordinates: Coordinates) -> Any:
    """Return the light of galaxies of one plane (N,) at points there: linear profiles have their solved intensity."""
    total, galaxies = coordinates.xp.zeros_like(coordinates.y), list(galaxies)
    for galaxy in galaxies:
        total = total + galaxy.image_from(coordinates)
    for number, row in enumerate(fit.light.profiles):
        if any(row.galaxy is galaxy for galaxy in galaxies):
            total = total + fit.solved.intensities[number] * row.profile.image_from(coordinates)
    return total
