"""The coordinates of a mask's unmasked pixels, with sub-pixels where light is averaged over a pixel."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autolens_lite import arguments, check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.fixed import cached_property, held
from autolens_lite.grid.array_2d import Array2D
from autolens_lite.grid.array_like import deflections_from
from autolens_lite.grid.coordinates import Coordinates
from autolens_lite.grid.mask_2d import Mask2D, shape_native_from
from autolens_lite.grid.over_sampler import OverSampler
from autolens_lite.grid.structure import OnMask, slim_on
from autolens_lite.xp import pytrees

if TYPE_CHECKING:
    from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular


class MappingIndices(NamedTuple):
    """What a `Mapper` needs to know of a grid, as arrays of one backend.

    Attributes
    ----------
    pixels : (sub-pixels,) int
        `Grid2D.sub_index`.
    border : (n,) int
        `Grid2D.sub_border_index`.
    slots : (M, most) int or None
        For unequal sizes: the sub-pixels of each pixel, -1 where it has fewer than others.
    counts : (M,) float or None
        For unequal sizes: the number of sub-pixels of each pixel.
    starts : (M + 1,) int
        Where the sub-pixels of each pixel begin, and their number.
    places : ((rows + 2) (columns + 2),) int
        The pixel at each place of the image with one more place around; their number where it is masked or beyond.
    """

    pixels: Any
    border: Any
    slots: Any
    counts: Any
    starts: Any
    places: Any


_MOST_SUB_PIXELS = 1000
# Of a pixel: points that are so near to the centres of pixels are these.
_NEAR = 1.0e-8


class Grid2D(OnMask):
    """The centres of the M unmasked pixels of a mask, and `over_sample_size`^2 sub-pixels in each.

    Sub-pixels divide a pixel evenly; they follow each other pixel by pixel, in each from top left row by row.

    Parameters
    ----------
    mask
        The mask that says which pixels, and where they lie.
    over_sample_size
        Sub-pixels a side: one integer, or one per pixel, slim (M,) or native (Ny, Nx).
    backend
        Name of the array backend; None for the configured default.
    values
        Points (y, x) in arcsec of the pixels, slim (M, 2) or native; None for their centres. Others than these have no
        sub-pixels.

    Raises
    ------
    DataError
        If all pixels are masked, the sizes are not whole numbers of at least one, or a value is not finite.
    """

    value_shape = (2,)
    _is_fixed = True
    _points: Any = None  # where they are not the centres of pixels, (M, 2) of the backend

    def __init__(
        self,
        mask: Mask2D,
        over_sample_size: Any = 1,
        backend: str | ModuleType | None = None,
        values: Any = None,
    ) -> None:
        check.kind("mask", mask, Mask2D, "Pass a Mask2D.", exc.DataError)
        if mask.pixels_in_mask == 0:
            raise exc.DataError("mask leaves no pixel unmasked (True means masked). Pass invert=True to it?")
        self.mask = mask.shared()
        self.backend = backends.name_of(backend)
        self.over_sample_size = _sizes_from(over_sample_size, mask)
        points = int(np.sum(np.square(self._sizes_slim, dtype=np.float64)))
        check.allocatable("over_sample_size", over_sample_size, 16 * points, "Pass fewer sub-pixels, or mask more.")
        if values is not None:
            moved = self.with_new_array(values)
            off = np.abs(np.asarray(moved) - np.asarray(self)).max()
            if not np.isfinite(off):
                raise exc.DataError("values are not finite everywhere. Pass (y, x) in arcsec of every unmasked pixel.")
            if off > _NEAR * min(self.pixel_scales):
                self._put(moved._points)

    @classmethod
    def from_mask(cls, mask: Mask2D, over_sample_size: Any = 1, backend: str | ModuleType | None = None) -> Grid2D:
        """Return the grid of the unmasked pixels of `mask`."""
        return cls(mask, over_sample_size, backend)

    @classmethod
    def uniform(
        cls,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        over_sample_size: Any = 1,
        backend: str | ModuleType | None = None,
        respect_small_datasets: bool = True,
    ) -> Grid2D:
        """Return the grid of all pixels of a rectangular array; `respect_small_datasets` has no effect."""
        arguments.flag("respect_small_datasets", respect_small_datasets)
        return cls(Mask2D.all_false(shape_native, pixel_scales, origin), over_sample_size, backend)._of_the_user()

    def _of_the_user(self) -> Grid2D:
        """The grid itself, whose points may be assigned to: it is part of nothing yet."""
        self._is_fixed = False
        return self

    @classmethod
    def no_mask(
        cls,
        values: Any,
        pixel_scales: float | tuple[float, float],
        shape_native: tuple[int, int] | None = None,
        origin: tuple[float, float] = (0.0, 0.0),
        over_sample_size: Any = 1,
        backend: str | ModuleType | None = None,
    ) -> Grid2D:
        """Return the grid of points (y, x) in arcsec, (Ny, Nx, 2), or (N, 2) of an array of `shape_native`.

        Points that are not the centres of the array's pixels have no sub-pixels.
        """
        shape = (
            np.shape(numbers_from("values", values, labels=("y", "x")))[:2] if shape_native is None else shape_native
        )
        return cls(Mask2D.all_false(shape, pixel_scales, origin), over_sample_size, backend, values)._of_the_user()

    @classmethod
    def from_extent(
        cls,
        extent: tuple[float, float, float, float],
        shape_native: tuple[int, int],
        over_sample_size: Any = 1,
        backend: str | ModuleType | None = None,
    ) -> Grid2D:
        """Return the grid whose outermost pixel *centres* are at (x left, x right, y bottom, y top) in arcsec."""
        edges = numbers_from("extent", extent, "(x left, x right, y bottom, y top)")
        rows, columns = shape_native_from(shape_native)
        if edges.shape != (4,) or not (edges[0] < edges[1] and edges[2] < edges[3]) or min(rows, columns) < 2:
            raise exc.DataError(
                f"extent = {extent!r} of shape_native = {shape_native} is not a grid's. Pass (x left, x right, "
                "y bottom, y top) in arcsec, each pair ascending, and at least two rows and columns."
            )
        left, right, bottom, top = map(float, edges)
        scales = (top - bottom) / (rows - 1), (right - left) / (columns - 1)
        middle = 0.5 * (top + bottom), 0.5 * (left + right)
        return cls.uniform((rows, columns), scales, middle, over_sample_size, backend)

    # Arrays are made when they are first asked for: a survey's image has grids that nobody uses before it is cut. They
    # may be asked for while a function is traced: arrays made of NumPy's belong to no trace.
    @cached_property
    def coordinates(self) -> Coordinates:
        """The pixel centres, M points."""
        if self._points is not None:
            y, x = self._points[:, 0], self._points[:, 1]
        else:
            y, x = (self.xp.as_float(part) for part in self._centres)
        return Coordinates(held(y, "y of a Grid2D"), held(x, "x of a Grid2D"), self.xp)

    @cached_property
    def over_sampled(self) -> Coordinates:
        """The sub-pixel centres; the very object `coordinates` where no pixel is divided."""
        if not self._is_divided:
            return self.coordinates
        y, x = self._sub_centres
        y, x = self.xp.as_float(y), self.xp.as_float(x)
        return Coordinates(held(y, "y of a Grid2D"), held(x, "x of a Grid2D"), self.xp)

    @property
    def y(self) -> Any:
        """The y of the pixel centres, (M,) of the backend, in arcsec."""
        return self.coordinates.y

    @property
    def x(self) -> Any:
        """The x of the pixel centres, (M,) of the backend, in arcsec."""
        return self.coordinates.x

    @property
    def slim(self) -> Any:
        """The pixel centres (y, x), (M, 2) of the backend."""
        return self.coordinates.array

    @property
    def array(self) -> Any:
        """The pixel centres (y, x), (M, 2) of the backend: another name of `slim`."""
        return self.slim

    def _with(self, array: Any) -> Grid2D:
        """A grid of other points, without sub-pixels: only pixels at their own places are divided."""
        from autolens_lite.grid.vector_yx_2d import VectorYX2D

        new = Grid2D(self.mask, 1, self.backend)
        new._points = VectorYX2D(array, self.mask, self.backend).slim
        return new

    def apply_over_sampling(self, over_sample_size: Any) -> Grid2D:
        """Return the same grid with other numbers of sub-pixels a side: see the constructor.

        Raises
        ------
        DataError
            If the points are not the centres of pixels.
        """
        if self._points is not None:
            raise exc.DataError("These points are not the centres of pixels, so they have no sub-pixels to divide.")
        return Grid2D(self.mask, over_sample_size, self.backend)

    @property
    def is_uniform(self) -> bool:
        """Whether the points are the centres of the mask's pixels."""
        return self._points is None

    def require_centres(self) -> None:
        """Refuse, by a DataError, points that are not the centres of pixels, where an image is made of the mask."""
        if self._points is not None:
            raise exc.DataError(
                "grid has points that are not the centres of its pixels, at which an image is made. Pass "
                "Grid2D.from_mask(grid.mask), and move the galaxies or the origin of the mask."
            )

    def grid_2d_via_deflection_grid_from(self, deflection_grid: Any) -> Grid2D:
        """Return the points moved by minus deflections (y, x), slim (M, 2), as the lens equation does."""
        return self - deflections_from(deflection_grid, self.shape)

    def squared_distances_to_coordinate_from(self, coordinate: tuple[float, float] = (0.0, 0.0)) -> Array2D:
        """Return the squared distance, arcsec^2, of each pixel centre from a point (y, x)."""
        y, x = check.pair("coordinate", coordinate)
        return Array2D((self.y - y) ** 2 + (self.x - x) ** 2, self.mask, self.backend)

    def distances_to_coordinate_from(self, coordinate: tuple[float, float] = (0.0, 0.0)) -> Array2D:
        """Return the distance, arcsec, of each pixel centre from a point (y, x)."""
        y, x = check.pair("coordinate", coordinate)
        return Array2D(self.xp.hypot(self.y - y, self.x - x), self.mask, self.backend)

    def grid_2d_radial_projected_from(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        angle: float = 0.0,
        shape_slim: int = 0,
        remove_projected_centre: bool = False,
    ) -> Grid2DIrregular:
        """Return points on a ray from a centre, a pixel apart, as far as the array extends from it: for 1D profiles.

        Parameters
        ----------
        centre
            The (y, x) of the first point, in arcsec.
        angle
            Of the ray, degrees *clockwise* from the positive x-axis.
        shape_slim
            The number of points; 0 for as many as there is room for on the longest of the four ways to an edge.
        remove_projected_centre
            Whether to leave out the centre.
        """
        from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular

        y, x = check.pair("centre", centre)
        check.finite("angle", angle)
        left, right, bottom, top = self.mask.extent
        reach_y, reach_x = max(top - y, y - bottom), max(right - x, x - left)
        reach, scale = (reach_y, self.pixel_scales[0]) if reach_y >= reach_x else (reach_x, self.pixel_scales[1])
        total = check.whole("shape_slim", shape_slim, 0) or int(reach / scale) + 1
        radii = scale * np.arange(int(remove_projected_centre), total)
        turned = np.deg2rad(angle)
        return Grid2DIrregular(np.stack([y - radii * np.sin(turned), x + radii * np.cos(turned)], -1), self.backend)

    @cached_property
    def sub_index(self) -> np.ndarray:
        """The pixel (slim index, int64) of each sub-pixel, on the host."""
        return np.repeat(np.arange(self.shape_slim, dtype=np.int64), self._sizes_slim**2)

    @property
    def over_sampler(self) -> OverSampler:
        """How the pixels are divided."""
        return OverSampler(self.mask, self._sizes_slim, self.sub_index)

    @cached_property
    def sub_border_index(self) -> np.ndarray:
        """The outermost sub-pixel of each border pixel of the mask, as indices among sub-pixels, on the host."""
        y, x = self._sub_centres if self._is_divided else self._centres
        radii = np.hypot(y - y.mean(), x - x.mean())
        candidates = np.flatnonzero(np.isin(self.sub_index, self.mask.border_slim))
        order = candidates[np.argsort(-radii[candidates], kind="stable")]
        _, first = np.unique(self.sub_index[order], return_index=True)
        return order[first]

    @cached_property
    def mapping_indices(self) -> MappingIndices:
        """What a `Mapper` needs to know of the grid, as arrays of the backend."""
        xp = self.xp
        slots, totals = None, None
        if not isinstance(self.over_sample_size, int):
            counts = self._sizes_slim**2
            host = np.full((self.shape_slim, counts.max()), -1)
            host[np.arange(counts.max()) < counts[:, None]] = np.arange(self.sub_index.size)
            slots, totals = xp.asarray(host), xp.as_float(counts)
        starts = xp.asarray(np.searchsorted(self.sub_index, np.arange(self.shape_slim + 1)))
        rows, columns = self.shape_native
        places = np.full((rows + 2, columns + 2), self.shape_slim)
        places[1:-1, 1:-1][~np.asarray(self.mask.mask)] = np.arange(self.shape_slim)
        of_sub_pixels = xp.asarray(self.sub_index), xp.asarray(self.sub_border_index)
        return MappingIndices(*of_sub_pixels, slots, totals, starts, xp.asarray(places.ravel()))

    def binned_from(self, sub_values: Any) -> Any:
        """Return the mean over each pixel's sub-pixels.

        Parameters
        ----------
        sub_values
            Array of the backend whose last axis runs over the sub-pixels.

        Returns
        -------
        The same with M values along the last axis.
        """
        if not self._is_divided:
            return sub_values
        if isinstance(self.over_sample_size, int):
            return self.xp.group_means(sub_values, self.over_sample_size**2)
        # Pixels of equal size form a rectangular block, averaged at once; a last gather restores their order.
        *members, order = self._binning
        means = [self.xp.mean(self.xp.take(sub_values, block, axis=-1), axis=-1) for block in members]
        return self.xp.take(self.xp.concatenate(means, axis=-1), order, axis=-1)

    def partly_binned_from(self, sub_values: Any, size: int) -> Any:
        """Return means over the sub-pixels in each of size x size parts of every pixel.

        Parameters
        ----------
        sub_values
            Array of the backend (..., sub-pixels).
        size
            Parts a side; each pixel's `over_sample_size` must be a multiple.

        Returns
        -------
        Array (..., M, size^2): the parts from top left row by row.
        """
        if (self._sizes_slim % size).any():
            raise exc.DataError(
                f"over_sample_size = {self.over_sample_size} is not a multiple of {size} in every pixel. Pass sizes "
                "that are, such as those multiplied by it."
            )
        leading = sub_values.shape[:-1]
        if isinstance(self.over_sample_size, int):
            return self._parts(self.xp.reshape(sub_values, (*leading, self.shape_slim, -1)), size)
        *members, order = self._binning
        parts = [self._parts(self.xp.take(sub_values, block, axis=-1), size) for block in members]
        return self.xp.take(self.xp.concatenate(parts, axis=-2), order, axis=-2)

    def _parts(self, values: Any, size: int) -> Any:
        """The means (..., pixels, size^2) of values (..., pixels, n^2)."""
        *leading, total = values.shape
        inner = round(total**0.5) // size
        blocks = self.xp.reshape(values, (*leading, size, inner, size, inner))
        return self.xp.reshape(self.xp.mean(blocks, axis=(-3, -1)), (*leading, size**2))

    @property
    def leaves(self) -> tuple[Any, ...]:
        """The backend's arrays, to be passed through a compiled function as arguments.

        `mapping_indices` are among them once they were asked for.
        """
        sub = (self.over_sampled.y, self.over_sampled.x, *self._binning) if self._is_divided else ()
        indices = self.__dict__.get("mapping_indices")
        return (self.coordinates.y, self.coordinates.x, *sub, *(() if indices is None else (indices,)))

    def with_leaves(self, leaves: Sequence[Any]) -> Grid2D:
        """Return a shallow copy that holds `leaves`, in the order of `.leaves`, in place of its arrays."""
        new = copy.copy(self)
        held = new.__dict__
        held.pop("mapping_indices", None)
        if isinstance(leaves[-1], MappingIndices):
            *leaves, held["mapping_indices"] = leaves
        y, x, *sub = leaves
        held["coordinates"] = held["over_sampled"] = Coordinates(y, x, self.xp)
        if sub:
            held["over_sampled"], held["_binning"] = Coordinates(sub[0], sub[1], self.xp), tuple(sub[2:])
        return new

    def with_backend(self, backend: str | ModuleType | None) -> Grid2D:
        """Return the same grid on another backend."""
        new = Grid2D(self.mask, self.over_sample_size, backend)
        new._points = None if self._points is None else new.xp.as_float(self.xp.to_numpy(self._points))
        return new

    def _put(self, values: Any) -> None:
        vars(self).update(_points=values, over_sample_size=1)  # these points are the centres of no pixels
        for name in ("coordinates", "over_sampled", "sub_index", "sub_border_index", "mapping_indices", "_binning"):
            self.__dict__.pop(name, None)

    def _to_tree(self) -> tuple[dict[str, Any], dict[str, Any]]:
        leaves = {} if self._points is None else {"points": self._points}
        return leaves, {"mask": self.mask, "over_sample_size": self.over_sample_size}

    @classmethod
    def _from_tree(cls, leaves: dict[str, Any], others: dict[str, Any]) -> Grid2D:
        new = cls(**others, backend="jax")
        if leaves:
            new._points = pytrees.on_jax(leaves["points"])
        return new

    def __repr__(self) -> str:
        return f"Grid2D({self.mask!r}, backend='{self.backend}')"

    def __copy__(self) -> Grid2D:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        return new

    def __getstate__(self) -> dict[str, Any]:
        # Arrays follow from the mask: a worker process makes its own.
        kept = {name: self.__dict__[name] for name in ("mask", "backend", "over_sample_size")}
        return kept if self._points is None else kept | {"_points": self.xp.to_numpy(self._points)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if self._points is not None:
            self._points = self.xp.as_float(self._points)

    @property
    def _is_divided(self) -> bool:
        return not (isinstance(self.over_sample_size, int) and self.over_sample_size == 1)

    @property
    def _sizes_slim(self) -> np.ndarray:
        return np.broadcast_to(np.asarray(self.over_sample_size, dtype=np.int64), (self.shape_slim,))

    @property
    def _centres(self) -> tuple[np.ndarray, np.ndarray]:
        if self._points is not None:
            y, x = self.xp.to_numpy(self._points).T
            return y, x
        rows, columns = self.mask.native_for_slim.T
        return self.mask.y_axis[rows], self.mask.x_axis[columns]

    @property
    def _sub_centres(self) -> tuple[np.ndarray, np.ndarray]:
        counts = self._sizes_slim**2
        of_pixels = self._sizes_slim, np.cumsum(counts) - counts, *self._centres
        size, first, y, x = (np.repeat(values, counts) for values in of_pixels)
        row, column = np.divmod(np.arange(size.size) - first, size)
        dy, dx = self.pixel_scales
        return y + (0.5 * (size - 1) - row) * dy / size, x + (column - 0.5 * (size - 1)) * dx / size

    @cached_property
    def _binning(self) -> tuple[Any, ...]:
        """For unequal sizes: the sub-pixels (pixels, size^2) of each size, and the order that sorts pixels back."""
        if isinstance(self.over_sample_size, int):
            return ()
        sizes = self._sizes_slim
        first = np.cumsum(sizes**2) - sizes**2
        groups = [np.flatnonzero(sizes == size) for size in np.unique(sizes)]
        blocks = [first[group][:, None] + np.arange(sizes[group[0]] ** 2) for group in groups]
        order = np.argsort(np.concatenate(groups), kind="stable")
        return tuple(self.xp.asarray(block) for block in (*blocks, order))


def _sizes_from(over_sample_size: Any, mask: Mask2D) -> int | np.ndarray:
    """One int, or a read-only int64 array (M,), all at least 1."""
    sizes = numbers_from("over_sample_size", slim_on(mask, over_sample_size, "over_sample_size"))
    if sizes.shape == mask.shape_native and sizes.ndim == 2:
        sizes = mask.slim_from(sizes)
    if sizes.shape not in ((), (mask.pixels_in_mask,)):
        raise exc.DataError(
            f"over_sample_size has shape {sizes.shape}. Pass one integer, or one per unmasked pixel: shape "
            f"({mask.pixels_in_mask},) or {mask.shape_native}."
        )
    if not (np.isfinite(sizes).all() and (sizes >= 1).all() and (sizes % 1 == 0).all()):
        raise exc.DataError(f"over_sample_size = {over_sample_size} must be whole numbers of at least 1.")
    if (sizes > _MOST_SUB_PIXELS).any():
        raise exc.DataError(
            f"over_sample_size = {sizes.max():.4g} asks for more sub-pixels than any image needs. Pass at most "
            f"{_MOST_SUB_PIXELS} a side."
        )
    if sizes.ndim == 0 or (sizes == sizes[0]).all():
        return int(sizes.flat[0])
    sizes = sizes.astype(np.int64)
    sizes.flags.writeable = False
    return sizes
