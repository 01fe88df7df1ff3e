"""The coordinates of a mask's unmasked pixels, with sub-pixels where light is averaged over a pixel."""

from __future__ import annotations

import copy
import functools
from collections.abc import Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid.coordinates import Coordinates
from autolens_lite.grid.mask_2d import Mask2D
from autolens_lite.grid.structure import slim_on

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend


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
    """

    pixels: Any
    border: Any
    slots: Any
    counts: Any


_MOST_SUB_PIXELS = 1000


class Grid2D(metaclass=check.NamedArguments):
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

    Raises
    ------
    DataError
        If all pixels are masked, or the sizes are not whole numbers of at least one.
    """

    def __init__(self, mask: Mask2D, over_sample_size: Any = 1, backend: str | ModuleType | None = None) -> None:
        if not isinstance(mask, Mask2D):
            raise exc.DataError(f"mask is a {type(mask).__name__}. Pass a Mask2D.")
        if mask.pixels_in_mask == 0:
            raise exc.DataError("mask leaves no pixel unmasked (True means masked). Pass invert=True to it?")
        self.mask = mask
        self.backend = backends.name_of(backend)
        self.over_sample_size = _sizes_from(over_sample_size, mask)
        points = int(np.sum(np.square(self._sizes_slim, dtype=np.float64)))
        check.allocatable("over_sample_size", over_sample_size, 16 * points, "Pass fewer sub-pixels, or mask more.")

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
    ) -> Grid2D:
        """Return the grid of all pixels of a rectangular array."""
        return cls(Mask2D.all_false(shape_native, pixel_scales, origin), over_sample_size, backend)

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def shape_native(self) -> tuple[int, int]:
        """(Ny, Nx) of the mask."""
        return self.mask.shape_native

    @property
    def shape_slim(self) -> int:
        """The number M of unmasked pixels."""
        return self.mask.pixels_in_mask

    @property
    def pixel_scales(self) -> tuple[float, float]:
        """The size (dy, dx) of a pixel in arcsec."""
        return self.mask.pixel_scales

    @property
    def origin(self) -> tuple[float, float]:
        """The (y, x) of the centre of the array in arcsec."""
        return self.mask.origin

    # Arrays are made when they are first asked for: a survey's image has grids that nobody uses before it is cut. They
    # may be asked for while a function is traced: arrays made of NumPy's belong to no trace.
    @functools.cached_property
    def coordinates(self) -> Coordinates:
        """The pixel centres, M points."""
        y, x = self._centres
        return Coordinates(self.xp.as_float(y), self.xp.as_float(x), self.xp)

    @functools.cached_property
    def over_sampled(self) -> Coordinates:
        """The sub-pixel centres; the very object `coordinates` where no pixel is divided."""
        if not self._is_divided:
            return self.coordinates
        y, x = self._sub_centres
        return Coordinates(self.xp.as_float(y), self.xp.as_float(x), self.xp)

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
    def native(self) -> Any:
        """The pixel centres (y, x) as (Ny, Nx, 2) of the backend, zero where masked."""
        rows, columns = self.mask.native_for_slim.T
        return self.xp.index_add(self.xp.zeros((*self.shape_native, 2)), (rows, columns), self.slim)

    @functools.cached_property
    def sub_index(self) -> np.ndarray:
        """The pixel (slim index, int64) of each sub-pixel, on the host."""
        return np.repeat(np.arange(self.shape_slim, dtype=np.int64), self._sizes_slim**2)

    @functools.cached_property
    def sub_border_index(self) -> np.ndarray:
        """The outermost sub-pixel of each border pixel of the mask, as indices among sub-pixels, on the host."""
        y, x = self._sub_centres if self._is_divided else self._centres
        radii = np.hypot(y - y.mean(), x - x.mean())
        candidates = np.flatnonzero(np.isin(self.sub_index, self.mask.border_slim))
        order = candidates[np.argsort(-radii[candidates], kind="stable")]
        _, first = np.unique(self.sub_index[order], return_index=True)
        return order[first]

    @functools.cached_property
    def mapping_indices(self) -> MappingIndices:
        """What a `Mapper` needs to know of the grid, as arrays of the backend."""
        xp = self.xp
        slots, totals = None, None
        if not isinstance(self.over_sample_size, int):
            counts = self._sizes_slim**2
            host = np.full((self.shape_slim, counts.max()), -1)
            host[np.arange(counts.max()) < counts[:, None]] = np.arange(self.sub_index.size)
            slots, totals = xp.asarray(host), xp.as_float(counts)
        return MappingIndices(xp.asarray(self.sub_index), xp.asarray(self.sub_border_index), slots, totals)

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
        return Grid2D(self.mask, self.over_sample_size, backend)

    def __len__(self) -> int:
        return self.shape_slim

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.xp.to_numpy(self.slim), dtype=dtype)

    def __repr__(self) -> str:
        return f"Grid2D({self.mask!r}, backend='{self.backend}')"

    def __copy__(self) -> Grid2D:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        return new

    def __getstate__(self) -> dict[str, Any]:
        # Arrays follow from the mask: a worker process makes its own.
        return {name: self.__dict__[name] for name in ("mask", "backend", "over_sample_size")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @property
    def _is_divided(self) -> bool:
        return not (isinstance(self.over_sample_size, int) and self.over_sample_size == 1)

    @property
    def _sizes_slim(self) -> np.ndarray:
        return np.broadcast_to(np.asarray(self.over_sample_size, dtype=np.int64), (self.shape_slim,))

    @property
    def _centres(self) -> tuple[np.ndarray, np.ndarray]:
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

    @functools.cached_property
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
