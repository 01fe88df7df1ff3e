"""Where the best model of a fit has its source and that source's images, and how well other models must agree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.analysis import PositionsLH
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular
from autolens_lite.lens import PointSolver, Tracer
from autolens_lite.profile.basis import Basis

# Positions of a model's images, and thresholds, are rounded to so many decimals (arcsec): what is less differs between
# compilers, and would make of one analysis two, by their fingerprints.
_DECIMALS = 10
# A source without multiple images is moved to the middle of the caustic in this many steps, until it has.
_STEPS = 20
_PRECISION = 0.001


def source_plane_centre_from(fit: Any, plane_redshift: float | None = None) -> tuple[float, float]:
    """Return the centre (y, x), arcsec, of the light in a plane, by default the last.

    It is the brightest pixel of a pixelized source, else the centre of the first light profile, else of the first
    point source.

    Raises DataError if the plane has none of these.
    """
    tracer = fit.tracer
    if plane_redshift is not None:
        check.finite("plane_redshift", plane_redshift)
    index = tracer.total_planes - 1 if plane_redshift is None else tracer.plane_index_via_redshift_from(plane_redshift)
    for number, (plane, _) in enumerate(tracer.pixelized_galaxies):
        if plane == index:
            mapper = fit.inversion.mappers[number]
            grid = mapper.mesh_grid.array if isinstance(mapper.mesh_grid, Coordinates) else mapper.mesh_grid
            y, x = np.asarray(grid)[int(np.argmax(np.asarray(fit.inversion.values_of(mapper))))]
            return float(y), float(x)
    for galaxy in tracer.planes[index]:
        for profile in (*galaxy.light_profiles, *galaxy.point_sources.values()):
            members = profile.light_profile_list if isinstance(profile, Basis) else [profile]
            for member in members:
                if hasattr(member, "centre"):
                    return float(member.centre[0]), float(member.centre[1])
    raise exc.DataError(
        f"The plane of index {index} has no light, so its source has no centre. Pass positions=, or the plane_redshift "
        "of the source."
    )


def multiple_image_positions_from(fit: Any, plane_redshift: float | None = None) -> Grid2DIrregular:
    """Return the images (y, x) of the centre of the source in the best model.

    A centre outside the caustics, which has one image, is moved towards the middle of the largest tangential caustic
    until it has several. Images of a magnification below 0.1, such as the central one, are left out.

    Raises DataError if the model has no multiple images within the rectangle of the dataset's mask.
    """
    grid, tracer = fit.dataset.grid, fit.tracer
    solver = PointSolver.for_grid(grid, pixel_scale_precision=_PRECISION)
    centre = source_plane_centre_from(fit, plane_redshift)
    images = solver.solve(tracer, centre, plane_redshift)
    if len(images) > 1:
        return _rounded(images)
    middle = _middle_of_caustic(tracer, grid, plane_redshift)
    if middle is not None:
        for step in range(1, _STEPS + 1):
            y, x = (c + (m - c) * step / _STEPS for c, m in zip(centre, middle, strict=True))
            images = solver.solve(tracer, (y, x), plane_redshift)
            if len(images) > 1:
                return _rounded(images)
    raise exc.DataError(
        "The model of greatest likelihood has no multiple images on the grid. Look at its fit; or pass positions= of "
        "images that you measured."
    )


def _rounded(images: Grid2DIrregular) -> Grid2DIrregular:
    return Grid2DIrregular(np.round(np.asarray(images), _DECIMALS), images.backend)


def threshold_from(
    tracer: Tracer,
    positions: Any,
    factor: float,
    minimum_threshold: float | None,
    maximum_threshold: float | None,
    plane_redshift: float | None,
) -> float:
    """Return `factor` times the largest distance of the traced positions, within the two thresholds, in arcsec."""
    check.positive("factor", factor)
    least = 0.0 if minimum_threshold is None else minimum_threshold
    most = math.inf if maximum_threshold is None else maximum_threshold
    check.non_negative("minimum_threshold", least)
    if maximum_threshold is not None:
        check.positive("maximum_threshold", most)
    if least > most:
        raise exc.ParameterError(
            f"minimum_threshold = {least} is above maximum_threshold = {most}. Exchange them, or leave one out."
        )
    separation = PositionsLH(positions, threshold=1.0, plane_redshift=plane_redshift).max_separation_from(tracer)
    threshold = float(factor * separation)
    return float(min(max(round(threshold, _DECIMALS) or threshold, least), most))


def likelihood_from(
    fit: Any,
    factor: float,
    minimum_threshold: float | None,
    maximum_threshold: float | None,
    positions: Any,
    mass_centre_radial_distance_min: float | None,
    plane_redshift: float | None,
) -> PositionsLH:
    """Return the penalty that `Result.positions_likelihood_from` describes."""
    if positions is None:
        positions = multiple_image_positions_from(fit, plane_redshift)
    if mass_centre_radial_distance_min is not None:
        check.non_negative("mass_centre_radial_distance_min", mass_centre_radial_distance_min)
        y, x = _mass_centre_of(fit.tracer)
        points = np.asarray(positions)
        positions = points[np.hypot(points[:, 0] - y, points[:, 1] - x) > mass_centre_radial_distance_min]
    threshold = threshold_from(fit.tracer, positions, factor, minimum_threshold, maximum_threshold, plane_redshift)
    return PositionsLH(positions, threshold, plane_redshift=plane_redshift)


def _mass_centre_of(tracer: Tracer) -> tuple[float, float]:
    for galaxy in tracer.galaxies:
        for profile in galaxy.mass_profiles:
            if hasattr(profile, "centre"):
                return profile.centre
    raise exc.DataError("The lens has no mass with a centre. Leave out mass_centre_radial_distance_min.")


def _middle_of_caustic(tracer: Tracer, grid: Grid2D, plane_redshift: float | None) -> tuple[float, float] | None:
    curves = tracer.up_to_plane(plane_redshift).tangential_critical_curve_list_from(grid)
    if not curves:
        return None
    there = tracer.coordinates_in_plane_from(curves[0].coordinates, plane_redshift)
    y, x = np.asarray(there.y), np.asarray(there.x)
    return float(0.5 * (y.min() + y.max())), float(0.5 * (x.min() + x.max()))
