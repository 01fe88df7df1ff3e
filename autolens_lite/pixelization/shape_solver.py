"""The multiple images of a circle of the source plane, and its magnification."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates, Grid2D, Mask2D
from autolens_lite.lens.tracer import Tracer
from autolens_lite.pixelization.mappings import ImageRegion, Mapping, region_of

# The points across the radius of a circle, at least; the points of all rays, at most, and of those traced at once.
_ACROSS = 4
_MOST, _AT_ONCE = 100_000_000, 500_000
_NEIGHBORS = np.ones((3, 3))


class Circle(metaclass=check.NamedArguments):
    """A circle in a source plane.

    Parameters
    ----------
    y, x
        Its centre in arcsec.
    radius
        Its radius in arcsec.

    Raises
    ------
    ParameterError
        If the centre is not finite, or the radius not positive.
    """

    def __init__(self, y: float, x: float, radius: float) -> None:
        check.finite("y", y)
        check.finite("x", x)
        check.positive("radius", radius)
        self.centre = (float(y), float(x))
        self.radius = float(radius)

    @property
    def area(self) -> float:
        """The area in arcsec^2."""
        return math.pi * self.radius**2

    def boundary(self, total_points: int = 100) -> np.ndarray:
        """Return points (y, x) along the circle, of which the last is the first, (total_points, 2)."""
        angle = np.linspace(0.0, 2.0 * np.pi, check.whole("total_points", total_points, 4))
        return np.stack([np.sin(angle), np.cos(angle)], axis=1) * self.radius + self.centre


@dataclasses.dataclass(frozen=True, eq=False)
class _Rays:
    """Which points of a lattice within the pixels of an image come from a shape, connected ones with one number."""

    labels: np.ndarray
    sizes: np.ndarray
    divisions: int


class ShapeSolver(metaclass=check.NamedArguments):
    """Finds the images of a circle of a source plane.

    Rays are traced from a square lattice of points within the pixels of an image; points whose rays end in the circle
    are its images, and their number is its magnification. Each boundary of an image passes between points, so that of
    n points of an image about sqrt(n) may be miscounted at random. Rays through masked pixels are not traced.

    Parameters
    ----------
    grid
        The image plane, on whose pixels images are given.
    pixel_scale_precision
        The most that the spacing of the points may be, in arcsec; a circle smaller than four of them has a finer one.
    magnification_threshold
        Images are dropped whose area is this many times that of the circle, or less.

    Raises
    ------
    ParameterError
        If an argument is of another kind, or out of range.
    """

    def __init__(self, grid: Grid2D, pixel_scale_precision: float, magnification_threshold: float = 0.1) -> None:
        check.kind("grid", grid, Grid2D, "Pass a Grid2D, on whose pixels the images are given.", exc.DataError)
        check.positive("pixel_scale_precision", pixel_scale_precision)
        check.non_negative("magnification_threshold", magnification_threshold)
        self.mask: Mask2D = grid.mask
        self.pixel_scale_precision = float(pixel_scale_precision)
        self.magnification_threshold = float(magnification_threshold)

    @classmethod
    def for_grid(cls, grid: Grid2D, pixel_scale_precision: float, magnification_threshold: float = 0.1) -> ShapeSolver:
        """Return the solver of a grid: the same as the class."""
        return cls(grid, pixel_scale_precision, magnification_threshold)

    def find_magnification(
        self, tracer: Tracer, shape: Circle, plane_redshift: float | None = None, per_image: bool = False
    ) -> Any:
        """Return the area of all images over that of the shape; or that of each image, the largest first.

        Parameters
        ----------
        tracer
            The lens.
        shape
            A circle in the source plane.
        plane_redshift
            The redshift of that plane; None for the last.
        per_image
            Whether a list is returned, of the images above the threshold; the one number is of all.

        Raises
        ------
        ParameterError
            If an argument is of another kind, there is no such plane, or the circle is too small for the image plane.
        """
        rays = self._rays(tracer, shape, plane_redshift)
        areas = rays.sizes * self._cell(rays) / shape.area
        if not per_image:
            return float(areas.sum())
        return sorted((float(area) for area in areas if area > self.magnification_threshold), reverse=True)

    def image_regions_from(
        self, tracer: Tracer, shape: Circle, plane_redshift: float | None = None
    ) -> list[ImageRegion]:
        """Return the pixels of each image, the largest first; arguments and errors as of `find_magnification`."""
        rays = self._rays(tracer, shape, plane_redshift)
        rows, columns = self.mask.shape_native
        regions = []
        for number, size in enumerate(rays.sizes, start=1):
            if size * self._cell(rays) / shape.area > self.magnification_threshold:
                parts = (rays.labels == number).reshape(rows, rays.divisions, columns, rays.divisions)
                regions.append(region_of(self.mask, parts.any(axis=(1, 3))))
        return sorted(regions, key=lambda region: -len(region.slim_indexes))

    def mapping_from(self, tracer: Tracer, shape: Circle, plane_redshift: float | None = None) -> Mapping:
        """Return the circle with its images; arguments and errors as of `find_magnification`."""
        regions = self.image_regions_from(tracer, shape, plane_redshift)
        return Mapping(np.array([], dtype=int), [shape.boundary()], regions, shape.centre)

    def _cell(self, rays: _Rays) -> float:
        """The area of the image plane for which one point stands."""
        return self.mask.pixel_scales[0] * self.mask.pixel_scales[1] / rays.divisions**2

    def _rays(self, tracer: Tracer, shape: Circle, plane_redshift: float | None) -> _Rays:
        from scipy import ndimage

        check.kind("tracer", tracer, Tracer, "Pass an al.Tracer.")
        check.kind("shape", shape, Circle, "Pass al.Circle(y, x, radius=...).")
        spacing = min(self.pixel_scale_precision, shape.radius / _ACROSS)
        divisions = math.ceil(max(self.mask.pixel_scales) / spacing - 1e-9)
        rows, columns = self.mask.native_for_slim.T
        if rows.size * divisions**2 > _MOST:
            raise exc.ParameterError(
                f"Points {spacing} arcsec apart in {rows.size} pixels are more than {_MOST}. Pass a larger "
                "pixel_scale_precision and radius, or a grid about the images alone; al.PointSolver finds those of a "
                "point."
            )
        offsets = (np.arange(divisions) + 0.5) / divisions - 0.5
        lit = np.zeros((self.mask.shape_native[0], divisions, self.mask.shape_native[1], divisions), bool)
        xp = backends.get("numba")  # many points once: for the host, whatever the tracer's backend
        at_once = max(1, _AT_ONCE // divisions**2)
        for start in range(0, rows.size, at_once):
            row, column = rows[start : start + at_once], columns[start : start + at_once]
            y = self.mask.y_axis[row][:, None, None] - offsets[:, None] * self.mask.pixel_scales[0]
            x = self.mask.x_axis[column][:, None, None] + offsets * self.mask.pixel_scales[1]
            y, x = np.broadcast_arrays(y, x)
            points = Coordinates(xp.as_float(y.ravel()), xp.as_float(x.ravel()), xp)
            there = tracer.coordinates_in_plane_from(points, plane_redshift)
            away = np.hypot(there.y - shape.centre[0], there.x - shape.centre[1]).reshape(y.shape)
            lit[row, :, column, :] = away <= shape.radius
        fine = lit.reshape(lit.shape[0] * divisions, lit.shape[2] * divisions)
        labels, total = ndimage.label(fine, _NEIGHBORS)
        return _Rays(labels, np.bincount(labels.ravel(), minlength=total + 1)[1:], divisions)
