"""Which parts of the image some source pixels light: their multiple images."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Array2D, Mask2D


@dataclasses.dataclass(frozen=True, eq=False)
class ImageRegion:
    """Adjacent pixels of the image that some source pixels light: one of their images.

    Attributes
    ----------
    slim_indexes : (n,) int
        The pixels, among the unmasked ones.
    mask : Mask2D
        The mask of all other pixels.
    contours : list of (m, 2) float
        The closed outlines of the pixels, (y, x) in arcsec.
    """

    slim_indexes: np.ndarray
    mask: Mask2D
    contours: list[np.ndarray]

    @property
    def scaled_coordinates(self) -> np.ndarray:
        """The centres (y, x) of the pixels in arcsec, (n, 2)."""
        rows, columns = self.mask.native_for_slim.T
        return np.stack([self.mask.y_axis[rows], self.mask.x_axis[columns]], axis=1)

    @property
    def centre(self) -> tuple[float, float]:
        """The mean (y, x) of the pixels, in arcsec."""
        y, x = self.scaled_coordinates.mean(axis=0)
        return float(y), float(x)

    @property
    def pixel_coordinates(self) -> np.ndarray:
        """The row and column of each pixel, (n, 2)."""
        return self.mask.native_for_slim

    def area(self) -> float:
        """Return the area of the pixels, in arcsec^2."""
        return len(self.slim_indexes) * self.mask.pixel_scales[0] * self.mask.pixel_scales[1]

    def values_from(self, array: Any) -> np.ndarray:
        """Return the values of an array of the same image, an `Array2D` or (Ny, Nx), in these pixels, (n,).

        Raises DataError if it has another shape.
        """
        native = np.asarray(array.xp.to_numpy(array.native) if isinstance(array, Array2D) else array)
        if native.shape != self.mask.shape_native:
            raise exc.DataError(
                f"array has shape {native.shape}, and the image {self.mask.shape_native}. Pass its own."
            )
        rows, columns = self.pixel_coordinates.T
        return native[rows, columns]

    def flux_from(self, array: Any) -> float:
        """Return the sum of an array's values in these pixels; arguments and errors as of `values_from`."""
        return float(self.values_from(array).sum())

    def brightest_coordinate_from(self, array: Any) -> tuple[float, float]:
        """Return the centre (y, x) of the pixel of the highest value; arguments and errors as of `values_from`."""
        y, x = self.scaled_coordinates[int(np.argmax(self.values_from(array)))]
        return float(y), float(x)

    def centroid_from(self, array: Any) -> tuple[float, float]:
        """Return the mean (y, x) of the pixels, weighed by an array's values; see `values_from`.

        Where these add up to zero, it is `centre`.
        """
        values = self.values_from(array)
        total = values.sum()
        if total == 0.0:
            return self.centre
        y, x = values @ self.scaled_coordinates / total
        return float(y), float(x)


@dataclasses.dataclass(frozen=True, eq=False)
class Mapping:
    """Some source pixels and their images.

    Attributes
    ----------
    pix_indexes : (n,) int
        The source pixels.
    source_contours : list of (m, 2) float
        The closed outline of each, (y, x) in arcsec; of a pixel without one, its point.
    image_regions : list of ImageRegion
        Their images, the largest first.
    source_centre : tuple of float
        The mean (y, x) of the source pixels, in arcsec.
    peak_value : float or None
        The highest value of a source in them, where there is one.
    """

    pix_indexes: np.ndarray
    source_contours: list[np.ndarray]
    image_regions: list[ImageRegion]
    source_centre: tuple[float, float]
    peak_value: float | None = None

    def with_peak(self, peak_value: float) -> Mapping:
        """Return the same with another `peak_value`."""
        return dataclasses.replace(self, peak_value=peak_value)

    @property
    def image_contours(self) -> list[np.ndarray]:
        """The outlines of all images."""
        return [contour for region in self.image_regions for contour in region.contours]


def mappings_of(
    mapper: Any, groups: Sequence[np.ndarray], weight_threshold: float = 0.0, min_pixels: int = 1
) -> list[Mapping]:
    """Return the images of each of several groups of source pixels; see `Mapper.mappings_from`."""
    check.non_negative("weight_threshold", weight_threshold)
    least = check.whole("min_pixels", min_pixels, 1)
    indices, weights = (mapper.xp.to_numpy(part) for part in mapper.sparse)
    found = []
    for group in groups:
        lit = np.where(np.isin(indices, group), weights, 0.0).sum(axis=1) > weight_threshold
        y, x = np.asarray(mapper.source_plane_mesh_grid)[group].mean(axis=0)
        regions = _regions_of(mapper.mask, lit, least)
        found.append(Mapping(group, _cells_of(mapper, group), regions, (float(y), float(x))))
    return found


def region_of(mask: Mask2D, inside: np.ndarray) -> ImageRegion:
    """Return the region of the unmasked pixels that are true in an array (Ny, Nx)."""
    slim = np.flatnonzero(mask.slim_from(inside))
    return ImageRegion(slim, mask.with_mask(~inside), _outlines_of(inside, mask.extent))


def clumps_of(
    mapper: Any, values: np.ndarray, threshold: float, min_pixels: int = 1, total_clumps: int | None = None
) -> list[np.ndarray]:
    """Return the source pixels of each clump, the brightest clump first, as inversions give them."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    check.within("threshold", threshold, 0.0, 1.0)
    least = check.whole("min_pixels", min_pixels, 1)
    most = None if total_clumps is None else check.whole("total_clumps", total_clumps, 1)
    bright = values > threshold * max(values.max(), 0.0)
    neighbors = mapper.xp.to_numpy(mapper.interpolation.neighbors)
    pixels, slots = np.nonzero(neighbors >= 0)
    others = neighbors[pixels, slots]
    joined = bright[pixels] & bright[others]
    shape = (len(values), len(values))
    graph = coo_array((np.ones(joined.sum()), (pixels[joined], others[joined])), shape)
    labels = connected_components(graph, directed=False)[1]
    clumps = [np.flatnonzero(bright & (labels == label)) for label in np.unique(labels[bright])]
    clumps = [clump for clump in clumps if len(clump) >= least]
    return sorted(clumps, key=lambda clump: -values[clump].max())[:most]


def _regions_of(mask: Mask2D, lit: np.ndarray, least: int) -> list[ImageRegion]:
    from scipy import ndimage

    labels, total = ndimage.label(mask.native_from(lit.astype(float)) > 0.0, np.ones((3, 3)))
    regions = []
    for label in range(1, total + 1):
        inside = labels == label
        if inside.sum() >= least:
            regions.append(region_of(mask, inside))
    return sorted(regions, key=lambda region: -len(region.slim_indexes))


def _outlines_of(inside: np.ndarray, extent: tuple[float, float, float, float]) -> list[np.ndarray]:
    """The closed outlines of the true pixels of an array, holes too, (y, x) in arcsec."""
    edges: set[Any] = set()
    for row, column in np.argwhere(inside):
        corners = [(row, column), (row + 1, column), (row + 1, column + 1), (row, column + 1)]
        for edge in zip(corners, [*corners[1:], corners[0]], strict=True):
            if edge[::-1] in edges:
                edges.remove(edge[::-1])  # between two pixels of the region
            else:
                edges.add(edge)
    after: dict[Any, list[Any]] = {}
    for start, end in sorted(edges):
        after.setdefault(start, []).append(end)
    left, right, bottom, top = extent
    scale = np.array([(bottom - top) / inside.shape[0], (right - left) / inside.shape[1]])
    loops = []
    while after:
        loop = [next(iter(after))]
        while loop[-1] in after:
            place = loop[-1]
            loop.append(after[place].pop())
            if not after[place]:
                del after[place]
        loops.append(np.array([top, left]) + np.array(loop) * scale)
    return loops


def _cells_of(mapper: Any, group: np.ndarray) -> list[np.ndarray]:
    """The closed outline of each source pixel of a group."""
    if not mapper.mesh.needs_vertices:
        y, x = mapper.edges
        places = [divmod(int(index), len(x) - 1) for index in group]
        down, across = np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0])
        return [np.stack([y[row + down], x[column + across]], axis=1) for row, column in places]
    from scipy.spatial import Voronoi

    points = np.asarray(mapper.source_plane_mesh_grid)
    cells = Voronoi(points)
    outlines = []
    for index in group:
        corners = cells.regions[cells.point_region[index]]
        is_closed = len(corners) > 0 and -1 not in corners
        outlines.append(cells.vertices[[*corners, corners[0]]] if is_closed else points[[index]])
    return outlines
