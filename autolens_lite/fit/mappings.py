"""Which parts of the image belong to which part of the source, of any kind: `al.mappings`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.fit.imaging import FitImaging
from autolens_lite.grid import Grid2D, Grid2DIrregular
from autolens_lite.lens.tracer import Tracer
from autolens_lite.pixelization.mappings import Mapping
from autolens_lite.pixelization.shape_solver import Circle, ShapeSolver

# Of a pixel: the spacing of rays, where none is given.
_SPACING = 0.1
# The arguments of what finds the clumps of a pixelized source.
_CLUMPS = {"weight_threshold", "threshold", "min_pixels", "total_clumps", "pix_indexes"}


def source_mapping_from(
    tracer: Tracer,
    grid: Grid2D,
    shape: Circle,
    plane_index: int = -1,
    plane_redshift: float | None = None,
    pixel_scale_precision: float | None = None,
    magnification_threshold: float = 0.1,
) -> Mapping:
    """Return a circle of a source plane with its images, by an `al.ShapeSolver`.

    Parameters
    ----------
    tracer
        The lens.
    grid
        The image plane, on whose pixels the images are given.
    shape
        An `al.Circle` in the source plane.
    plane_index
        Which of the tracer's planes that is, where `plane_redshift` is None.
    plane_redshift
        Its redshift.
    pixel_scale_precision, magnification_threshold
        See `al.ShapeSolver`; None for a tenth of a pixel.

    Raises
    ------
    ParameterError
        If there is no such plane, or an argument is of another kind or out of range.
    """
    check.kind("tracer", tracer, Tracer, "Pass an al.Tracer.")
    redshift = tracer.plane_redshifts[_plane_of(tracer, plane_index)] if plane_redshift is None else plane_redshift
    return _solver(grid, pixel_scale_precision, magnification_threshold).mapping_from(tracer, shape, redshift)


def mappings_from_fit(
    fit: FitImaging,
    plane_index: int = -1,
    shape: Circle | None = None,
    grid: Grid2D | None = None,
    pixel_scale_precision: float | None = None,
    magnification_threshold: float = 0.1,
    **clumps: Any,
) -> list[Mapping]:
    """Return the parts of a plane's source with their images.

    Of a pixelized source these are its clumps, as `fit.inversion.mappings_from(**clumps)` finds them; of any other, the
    circle that holds half the light of its first light profile.

    Parameters
    ----------
    fit
        The fit to an image.
    plane_index
        The plane of the source.
    shape, grid, pixel_scale_precision, magnification_threshold
        As of `source_mapping_from`, for a source that is not pixelized; None for the circle above, and for all pixels.
    **clumps
        As of `fit.inversion.mappings_from`, for a pixelized source.

    Raises
    ------
    ParameterError
        If an argument is of another kind, out of range or for the other kind of source, or the plane has no light whose
        size is known.
    """
    number = _mapper_of(fit, plane_index)
    _refuse_without_effect(
        number is not None, clumps, shape=shape, grid=grid, pixel_scale_precision=pixel_scale_precision
    )
    if number is not None:
        return fit.inversion.mappings_from(number, **clumps)  # type: ignore[union-attr]
    circle, over = _circle_of(fit, plane_index, shape), _image_plane(fit, grid)
    return [
        source_mapping_from(fit.tracer, over, circle, plane_index, None, pixel_scale_precision, magnification_threshold)
    ]


def _refuse_without_effect(is_pixelized: bool, clumps: dict[str, Any], **traced: Any) -> None:
    """Refuse arguments that are for another kind of source."""
    given = {name for name, value in traced.items() if value is not None} if is_pixelized else {*clumps}
    given |= {*clumps} - _CLUMPS
    if given:
        known = _CLUMPS if is_pixelized else {*traced}
        raise exc.ParameterError(
            f"{min(given)} has no effect for a source that is {'' if is_pixelized else 'not '}pixelized. "
            f"Leave it out; others are {', '.join(sorted(known))}."
        )


def multiple_image_positions_from(
    fit: FitImaging, plane_index: int = -1, use_centroid: bool = False, **mappings: Any
) -> Grid2DIrregular:
    """Return where each image of a plane's source is brightest in the model, in the order of `mappings_from_fit`.

    Parameters
    ----------
    fit, plane_index, **mappings
        See `mappings_from_fit`.
    use_centroid
        Whether the mean place is returned, weighed by brightness, in place of the brightest pixel.

    Raises
    ------
    ParameterError
        As of `mappings_from_fit`.
    """
    regions = [
        region for mapping in mappings_from_fit(fit, plane_index, **mappings) for region in mapping.image_regions
    ]
    image = _image_of(fit, plane_index)
    found = [
        region.centroid_from(image) if use_centroid else region.brightest_coordinate_from(image) for region in regions
    ]
    return Grid2DIrregular(np.array(found).reshape(-1, 2), backend=fit.dataset.backend)


def multiple_image_pixel_coordinates_from(
    fit: FitImaging, plane_index: int = -1, use_centroid: bool = False, **mappings: Any
) -> list[tuple[float, float]]:
    """Return `multiple_image_positions_from` as pixels (y, x) of a FITS file whose first row is the bottom.

    The centre of the first pixel is (1, 1), as astropy's WCS takes it with origin 1; arguments and errors as there.
    """
    left, _, bottom, _ = fit.dataset.mask.extent
    dy, dx = fit.dataset.pixel_scales
    places = np.asarray(multiple_image_positions_from(fit, plane_index, use_centroid, **mappings))
    return [(float((y - bottom) / dy + 0.5), float((x - left) / dx + 0.5)) for y, x in places]


def magnifications_from(
    fit: FitImaging,
    plane_index: int = -1,
    shape: Circle | None = None,
    grid: Grid2D | None = None,
    pixel_scale_precision: float | None = None,
    magnification_threshold: float = 0.1,
    **clumps: Any,
) -> list[float]:
    """Return the magnification of each image; of a pixelized source, its part of the light of all its clump's images.

    Arguments, errors and order as of `mappings_from_fit`.
    """
    is_pixelized = _mapper_of(fit, plane_index) is not None
    _refuse_without_effect(is_pixelized, clumps, shape=shape, grid=grid, pixel_scale_precision=pixel_scale_precision)
    if not is_pixelized:
        solver = _solver(_image_plane(fit, grid), pixel_scale_precision, magnification_threshold)
        redshift = fit.tracer.plane_redshifts[_plane_of(fit.tracer, plane_index)]
        return solver.find_magnification(fit.tracer, _circle_of(fit, plane_index, shape), redshift, per_image=True)
    image, parts = _image_of(fit, plane_index), list[float]()
    for mapping in mappings_from_fit(fit, plane_index, **clumps):
        fluxes = [region.flux_from(image) for region in mapping.image_regions]
        total = sum(fluxes)
        parts += [flux / total if total != 0.0 else 0.0 for flux in fluxes]
    return parts


def _plane_of(tracer: Tracer, plane_index: int) -> int:
    total = tracer.total_planes
    index = check.whole("plane_index", plane_index, -total)
    if index >= total:
        raise exc.ParameterError(f"plane_index = {plane_index}, but there are {total} planes, from 0.")
    return index % total


def _mapper_of(fit: FitImaging, plane_index: int) -> int | None:
    """Which mapper is that of a plane's pixelized source; None if the plane has none."""
    check.kind("fit", fit, FitImaging, "Pass an al.FitImaging.")
    planes = [plane for plane, _ in fit.tracer.pixelized_galaxies]
    plane = _plane_of(fit.tracer, plane_index)
    return planes.index(plane) if plane in planes else None


def _image_of(fit: FitImaging, plane_index: int) -> Any:
    return fit.model_images_of_planes_list[_plane_of(fit.tracer, plane_index)]


def _solver(grid: Grid2D, precision: float | None, threshold: float) -> ShapeSolver:
    check.kind("grid", grid, Grid2D, "Pass a Grid2D, on whose pixels the images are given.", exc.DataError)
    return ShapeSolver(grid, _SPACING * min(grid.pixel_scales) if precision is None else precision, threshold)


def _image_plane(fit: FitImaging, grid: Grid2D | None) -> Grid2D:
    return fit.dataset.mask.derive_grid.all_false if grid is None else grid


def _circle_of(fit: FitImaging, plane_index: int, shape: Circle | None) -> Circle:
    if shape is not None:
        return shape
    remedy = "Pass shape=al.Circle(y, x, radius=...)."
    plane = fit.tracer.planes[_plane_of(fit.tracer, plane_index)]
    profiles = [profile for galaxy in plane for profile in galaxy.light_profiles]
    if not profiles:
        raise exc.ParameterError(f"Plane {plane_index} has no light. {remedy}")
    radius = getattr(profiles[0], "half_light_radius", getattr(profiles[0], "effective_radius", None))
    if radius is None:
        raise exc.ParameterError(f"The radius of half the light of {profiles[0]!r} is not known. {remedy}")
    y, x = profiles[0].centre
    return Circle(float(y), float(x), radius=float(radius))
