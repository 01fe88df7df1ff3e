"""The multiple images of a point."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular
from autolens_lite.lens import tiling
from autolens_lite.lens.tracer import Tracer
from autolens_lite.profile.operate import hessian_from

_NEWTON_STEPS = 30
# In units of the precision: how close Newton's method must come, in the image plane, for a solution to count (just
# outside a caustic, where there is none, rays pass within the precision of the point), and how close solutions of
# opposite parity may be.
_CONVERGED = 1e-3
_SAME = 1e-2
# Of the largest coordinate: a precision that is finer drowns in rounding, by the factor above and by magnification.
_FINEST = 1e-8


class PointSolver(metaclass=check.NamedArguments):
    r"""Solves the lens equation :math:`\beta = \theta - \alpha(\theta)` for all images theta of a point beta.

    The image plane is tiled with triangles, which are traced and refined where they contain the point, and along
    critical curves close to it; each solution is then polished with Newton's method, so that it is far more exact than
    `pixel_scale_precision`, the distance at which images of equal parity are told apart. It works on the host.

    What is left out: images outside the limits; images of structure smaller than `scale`; places where the lens
    equation does not hold, such as the centre of a singular mass. The ring of a point exactly behind a circular mass is
    a chain of as many points as the precision resolves.

    Parameters
    ----------
    y_min, y_max, x_min, x_max
        The rectangle of the image plane that is searched, in arcsec.
    scale
        The size of the first triangles in arcsec.
    pixel_scale_precision
        The size of the last triangles in arcsec; at 1e-8 of the largest limit, where rounding begins, they end.
    magnification_threshold
        Images of a lower absolute magnification, such as the central one, are dropped; 0 keeps all.
    backend
        Name of the array backend of the positions that are returned; None for the configured default.

    Raises
    ------
    ParameterError
        If the limits are not in order, a size is not positive, the threshold is negative, or there are more triangles
        than fit in memory.
    """

    def __init__(
        self,
        y_min: float,
        y_max: float,
        x_min: float,
        x_max: float,
        scale: float = 0.1,
        pixel_scale_precision: float = 0.001,
        magnification_threshold: float = 0.1,
        backend: str | ModuleType | None = None,
    ) -> None:
        for axis, lower, upper in (("y", y_min, y_max), ("x", x_min, x_max)):
            check.finite(f"{axis}_min", lower)
            check.within(f"{axis}_max", upper, lower, open_lower=True)
        check.positive("scale", scale)
        check.positive("pixel_scale_precision", pixel_scale_precision)
        check.non_negative("magnification_threshold", magnification_threshold)
        self.extent = (float(x_min), float(x_max), float(y_min), float(y_max))
        self.scale = float(scale)
        tiling.check_cells("scale", self.scale, (y_max - y_min) / self.scale * ((x_max - x_min) / self.scale))
        self.pixel_scale_precision = float(pixel_scale_precision)
        self.magnification_threshold = float(magnification_threshold)
        self.backend = backends.name_of(backend)

    @classmethod
    def for_grid(
        cls, grid: Grid2D, pixel_scale_precision: float = 0.001, magnification_threshold: float = 0.1
    ) -> PointSolver:
        """Return the solver of the rectangle of a grid's array, masked or not, with triangles of the pixels' size."""
        check.kind("grid", grid, Grid2D, "Pass a Grid2D, whose rectangle is searched.", exc.DataError)
        grid.require_centres()
        left, right, bottom, top = grid.mask.extent
        scale = min(grid.pixel_scales)
        return cls(bottom, top, left, right, scale, pixel_scale_precision, magnification_threshold, grid.backend)

    @classmethod
    def for_limits_and_scale(
        cls,
        y_min: float = -1.0,
        y_max: float = 1.0,
        x_min: float = -1.0,
        x_max: float = 1.0,
        scale: float = 0.1,
        pixel_scale_precision: float = 0.001,
        magnification_threshold: float = 0.1,
    ) -> PointSolver:
        """Return the solver of a rectangle."""
        return cls(y_min, y_max, x_min, x_max, scale, pixel_scale_precision, magnification_threshold)

    @units.taken
    def solve(
        self, tracer: Tracer, source_plane_coordinate: tuple[float, float], plane_redshift: float | None = None
    ) -> Grid2DIrregular:
        """Return the images (y, x) of a point, the most magnified first.

        Parameters
        ----------
        tracer
            The lens system.
        source_plane_coordinate
            The (y, x) of the point in arcsec.
        plane_redshift
            The redshift of its plane; None for the last.

        Returns
        -------
        Grid2DIrregular of (n, 2); n is 0 where no image is within the limits and above the threshold.

        Raises
        ------
        ModelError
            If the tracer has no plane of that redshift.
        """
        check.kind("tracer", tracer, Tracer, "Pass al.Tracer(galaxies=[...]).")
        point = check.pair("source_plane_coordinate", source_plane_coordinate)
        lens = _LensEquation(tracer, plane_redshift, (float(point[0]), float(point[1])))
        precision = max(self.pixel_scale_precision, _FINEST * max(map(abs, self.extent)))
        starts = tiling.starting_points_of(lens.mapped, lens.point, self.extent, self.scale, precision)
        images, misses = _polished(lens, starts, precision)
        inverse = lens.jacobian_determinant(images)
        bright = np.abs(inverse) * self.magnification_threshold <= 1.0
        images, misses, inverse = images[bright], misses[bright], inverse[bright]
        chosen = _distinct(images, misses, inverse > 0.0, precision)
        chosen = chosen[np.argsort(np.abs(inverse[chosen]), kind="stable")]
        return Grid2DIrregular(images[chosen], self.backend)


class _LensEquation:
    """The map from the image plane to one plane of a tracer, and the point to be reached; for the host."""

    def __init__(self, tracer: Tracer, plane_redshift: float | None, point: tuple[float, float]) -> None:
        self.tracer = tracer
        self.plane_redshift = plane_redshift
        self.point = point
        # many evaluations of changing size: for the host, whatever the tracer's backend
        self.xp = backends.get("numba")

    def _coordinates(self, y: np.ndarray, x: np.ndarray) -> Coordinates:
        return Coordinates(self.xp.as_float(y), self.xp.as_float(x), self.xp)

    def mapped(self, y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        there = self.tracer.coordinates_in_plane_from(self._coordinates(y, x), self.plane_redshift)
        return there.y, there.x

    def miss(self, points: np.ndarray) -> np.ndarray:
        """How far past the point (N, 2) are mapped, (N, 2)."""
        return np.stack(self.mapped(points[:, 0], points[:, 1]), axis=-1) - np.asarray(self.point)

    def jacobian(self, points: np.ndarray) -> tuple[np.ndarray, ...]:
        """(d beta_y / dy, d beta_x / dy, d beta_y / dx, d beta_x / dx)."""
        yy, xy, yx, xx = hessian_from(
            self.tracer.up_to_plane(self.plane_redshift).deflections_from, self._coordinates(points[:, 0], points[:, 1])
        )
        return 1.0 - yy, -xy, -yx, 1.0 - xx

    def jacobian_determinant(self, points: np.ndarray) -> np.ndarray:
        """The inverse of the signed magnification, (N,)."""
        if not len(points):
            return np.zeros(0)
        yy, xy, yx, xx = self.jacobian(points)
        return yy * xx - xy * yx


def _polished(lens: _LensEquation, points: np.ndarray, precision: float) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method from every start, no step longer than two cells: the solutions found, and their misses (N,)."""
    if not len(points):
        return points, np.zeros(0)
    best, least, last = points, np.full(len(points), np.inf), np.full(len(points), np.inf)
    for _ in range(_NEWTON_STEPS):
        miss = lens.miss(points)
        length = np.hypot(*miss.T)
        yy, xy, yx, xx = lens.jacobian(points)
        determinant = yy * xx - xy * yx
        determinant = np.where(np.abs(determinant) < 1e-12, 1e-12, determinant)
        step = (
            np.stack([xx * miss[:, 0] - yx * miss[:, 1], yy * miss[:, 1] - xy * miss[:, 0]], -1) / determinant[:, None]
        )
        stride = np.maximum(np.hypot(*step.T), 1e-300)
        better = length < least
        best, least = np.where(better[:, None], points, best), np.where(better, length, least)
        last = np.where(better, stride, last)
        points = points - step * np.minimum(1.0, 2.0 * precision / stride)[:, None]
        if not (better & (length > 0.0)).any():
            break
    found = (last <= _CONVERGED * precision) & (least <= precision)
    return best[found], least[found]


def _distinct(images: np.ndarray, misses: np.ndarray, parity: np.ndarray, precision: float) -> np.ndarray:
    """Indices of images that are not the same as a more exact one, (n,)."""
    chosen: list[int] = []
    for i in np.argsort(misses, kind="stable"):
        distance = np.hypot(*(images[chosen] - images[i]).T)
        same = distance < np.where(parity[chosen] == parity[i], precision, _SAME * precision)
        if not same.any():
            chosen.append(int(i))
    return np.array(chosen, dtype=int)
