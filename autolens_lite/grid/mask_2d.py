"""Which pixels of a uniform grid take part, and where each of them lies."""

from __future__ import annotations

import copy
import math
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.fixed import cached_property
from autolens_lite.grid import fits
from autolens_lite.grid.array_like import ArrayLike, Derived

# A pixel centre on a mask's outline, to rounding, is inside: otherwise rounding makes symmetric masks lopsided.
_OUTLINE_TOLERANCE = 1.0e-10

# Pixels that are compared with an outline at once.
_BLOCK = 2**20

# A mask read from disk that hides more than this share of its pixels is probably inverted.
_SUSPICIOUS_MASKED_FRACTION = 0.95

_LARGEST = 648000.0  # arcsec: half the way around the sky


class Mask2D(Derived, ArrayLike):
    """A mask over a uniform grid of pixels: True where a pixel is masked (left out).

    Pixel [i, j] is centred on y = origin_y + ((Ny - 1) / 2 - i) dy, x = origin_x + (j - (Nx - 1) / 2) dx, so pixel
    [0, 0] is top left. `slim` arrays hold the M unmasked pixels in row-major order, `native` arrays all (Ny, Nx).

    Parameters
    ----------
    mask
        Bool (or 0 and 1), shape (Ny, Nx).
    pixel_scales
        Size of a pixel in arcsec: one number, or (dy, dx).
    origin
        The (y, x) of the centre of the array, in arcsec.
    invert
        Whether True means unmasked in `mask`.

    Raises
    ------
    DataError
        If `mask` is not two-dimensional, is empty, or holds anything but true and false.
    """

    def __init__(
        self,
        mask: Any,
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        invert: bool = False,
    ) -> None:
        values = _as_bool(mask)
        self._hold(~values if invert else values.copy(), pixel_scales, origin)

    def _hold(self, values: np.ndarray, pixel_scales: Any, origin: Any) -> None:
        self.mask = _read_only(values)
        self.pixel_scales = pixel_scales_from(pixel_scales)
        y, x = check.pair("origin", origin)
        self.origin = (float(y), float(x))
        self._sky_cards: dict[str, Any] = {}

    @classmethod
    def all_false(
        cls,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        invert: bool = False,
    ) -> Mask2D:
        """Return a mask in which every pixel is unmasked."""
        new = object.__new__(cls)
        new._hold(np.full(shape_native_from(shape_native), invert, dtype=bool), pixel_scales, origin)
        return new

    @classmethod
    def circular(
        cls,
        shape_native: tuple[int, int],
        radius: float,
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        centre: tuple[float, float] = (0.0, 0.0),
        invert: bool = False,
    ) -> Mask2D:
        """Return a mask whose pixels within `radius` (arcsec) of `centre` are unmasked.

        `centre` is the (y, x) on the sky, as `origin` is: a circle in the middle of an array has `centre` = `origin`.
        """
        check.positive("radius", radius)
        return cls.elliptical(shape_native, radius, 1.0, 0.0, pixel_scales, origin, centre, invert)

    @classmethod
    def circular_annular(
        cls,
        shape_native: tuple[int, int],
        inner_radius: float,
        outer_radius: float,
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        centre: tuple[float, float] = (0.0, 0.0),
        invert: bool = False,
    ) -> Mask2D:
        """Return a mask whose pixels from `inner_radius` to `outer_radius` (arcsec) of `centre` are unmasked."""
        check.positive("outer_radius", outer_radius)
        check.non_negative("inner_radius", inner_radius)
        if inner_radius >= outer_radius:
            raise exc.DataError(
                f"inner_radius = {inner_radius} is not below outer_radius = {outer_radius}. Exchange them?"
            )
        return cls._of_ellipse(
            (inner_radius, outer_radius), 1.0, 0.0, shape_native, pixel_scales, origin, centre, invert
        )

    @classmethod
    def elliptical(
        cls,
        shape_native: tuple[int, int],
        major_axis_radius: float,
        axis_ratio: float,
        angle: float,
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        centre: tuple[float, float] = (0.0, 0.0),
        invert: bool = False,
    ) -> Mask2D:
        """Return a mask whose pixels inside an ellipse are unmasked.

        Parameters
        ----------
        major_axis_radius
            The semi-major axis in arcsec.
        axis_ratio
            Minor over major axis, in (0, 1].
        angle
            Of the major axis, degrees counter-clockwise from the positive x-axis.
        centre
            The (y, x) of the ellipse on the sky, in arcsec.
        """
        check.positive("major_axis_radius", major_axis_radius)
        check.within("axis_ratio", axis_ratio, 0.0, 1.0, open_lower=True)
        check.finite("angle", angle)
        radii, angle = (0.0, major_axis_radius), float(np.deg2rad(angle))
        return cls._of_ellipse(radii, axis_ratio, angle, shape_native, pixel_scales, origin, centre, invert)

    @classmethod
    def from_fits(
        cls,
        file_path: str | Path,
        pixel_scales: float | tuple[float, float] | None = None,
        hdu: fits.Hdu = 0,
        origin: tuple[float, float] = (0.0, 0.0),
        invert: bool = False,
        first_row: str | None = None,
    ) -> Mask2D:
        """Return the mask in a FITS image (0 or false unmasked), whose bottom row is the first on disk.

        `first_row` is "top" for files that begin with the top row, as those of PyAutoLens; None for what the file's
        header (ROWORDER) or `fits_first_row` in `config/general.yaml` says.

        `hdu` is a number, a name, or (name, version); `pixel_scales` None reads the pixels' size from the file's WCS.
        The WCS stays with the mask (`wcs_cards`).

        Warns
        -----
        AutoLensWarning
            If nearly all pixels are masked, as they are when a file marks the pixels to keep.
        """
        image = fits.image_from(file_path, hdu, first_row=first_row)
        scales = image.scales_from(None if pixel_scales is None else pixel_scales_from(pixel_scales))
        mask = cls(image.values, scales, origin, invert).with_sky_cards(image.named_cards)
        mask.warn_if_nearly_all_masked(f"The mask in '{file_path}'")
        return mask

    def warn_if_nearly_all_masked(self, name: str = "The mask") -> None:
        """Warn if more than 95 % of the pixels are masked, as they are where True was meant to mark those to keep."""
        if self.mask.mean() > _SUSPICIOUS_MASKED_FRACTION:
            check.warn(
                f"{name} leaves {self.pixels_in_mask} of {self.mask.size} pixels unmasked. True means masked here: if "
                "it marks the pixels to keep, pass invert=True."
            )

    def output_to_fits(self, file_path: str | Path, overwrite: bool = False) -> None:
        """Write the mask as a FITS image of 0 and 1, bottom row first, as `from_fits` reads it."""
        fits.write_images(file_path, {"mask": self.mask.astype(np.uint8)}, overwrite, self.wcs_cards)

    def with_sky_cards(self, cards: dict[str, Any]) -> Mask2D:
        """Return the same mask with the header cards of its array's WCS on the sky; none for linear ones in arcsec."""
        new = copy.copy(self)
        new._sky_cards = dict(cards)
        return new

    def with_mask(self, mask: np.ndarray) -> Mask2D:
        """Return a mask that hides other pixels (Ny, Nx) of the same array."""
        return Mask2D(mask, self.pixel_scales, self.origin).with_sky_cards(self._sky_cards)

    @property
    def shape_native(self) -> tuple[int, int]:
        """The shape (Ny, Nx) of the array."""
        return self.mask.shape

    @property
    def pixel_scale(self) -> float:
        """The size in arcsec of a square pixel."""
        if self.pixel_scales[0] != self.pixel_scales[1]:
            raise exc.DataError(
                f"pixel_scales = {self.pixel_scales} differ, so one pixel_scale does not describe them."
            )
        return self.pixel_scales[0]

    @cached_property
    def pixels_in_mask(self) -> int:
        """The number M of unmasked pixels."""
        return int(np.count_nonzero(~self.mask))

    @cached_property
    def native_for_slim(self) -> np.ndarray:
        """The [row, column] of each unmasked pixel, int64, shape (M, 2)."""
        return _read_only(np.argwhere(~self.mask).astype(np.int64))

    @property
    def y_axis(self) -> np.ndarray:
        """The y in arcsec of each row's centre, shape (Ny,), decreasing."""
        rows = self.shape_native[0]
        return self.origin[0] + (0.5 * (rows - 1) - np.arange(rows)) * self.pixel_scales[0]

    @property
    def x_axis(self) -> np.ndarray:
        """The x in arcsec of each column's centre, shape (Nx,), increasing."""
        columns = self.shape_native[1]
        return self.origin[1] + (np.arange(columns) - 0.5 * (columns - 1)) * self.pixel_scales[1]

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The outer edges of the array (x left, x right, y bottom, y top) in arcsec."""
        half_y, half_x = (0.5 * n * scale for n, scale in zip(self.shape_native, self.pixel_scales, strict=True))
        y, x = self.origin
        return (x - half_x, x + half_x, y - half_y, y + half_y)

    @cached_property
    def border_slim(self) -> np.ndarray:
        """The slim indices, int64, of the pixels on the outside of the unmasked region.

        These see an edge of the array along their row or column with no unmasked pixel between. The inner edge of an
        annulus is therefore no border.
        """
        unmasked = ~self.mask
        border = np.zeros_like(unmasked)
        for axis in (0, 1):
            for step in (slice(None), slice(None, None, -1)):
                order = (step, slice(None)) if axis == 0 else (slice(None), step)
                first = np.cumsum(unmasked[order], axis=axis) == 1
                border[order] |= first & unmasked[order]
        return _read_only(np.flatnonzero(border[unmasked]).astype(np.int64))

    @units.taken
    def slim_from(self, native: np.ndarray) -> np.ndarray:
        """Return the unmasked values (M, ...) of a native array (Ny, Nx, ...)."""
        native = numbers_from("native", native, f"of shape {self.shape_native}", "biufc")
        if native.shape[:2] != self.shape_native:
            raise exc.DataError(f"native has shape {native.shape}, but the mask has shape {self.shape_native}.")
        return native[~self.mask]

    @units.taken
    def native_from(self, slim: np.ndarray) -> np.ndarray:
        """Return the native array (Ny, Nx, ...) of slim values (M, ...), zero where masked."""
        other = getattr(slim, "mask", None)
        if isinstance(other, Mask2D) and not np.array_equal(other.mask, self.mask):
            raise exc.DataError(
                f"slim is on other pixels ({other}) than those of this mask ({self}). Pass its .native."
            )
        slim = numbers_from("slim", slim, f"one for each of {self.pixels_in_mask} pixels", "biufc")
        if slim.shape[:1] != (self.pixels_in_mask,):
            raise exc.DataError(f"slim has shape {slim.shape}, but the mask has {self.pixels_in_mask} unmasked pixels.")
        native = np.zeros(self.shape_native + slim.shape[1:], dtype=slim.dtype)
        native[~self.mask] = slim
        return native

    @property
    def mask_centre(self) -> tuple[float, float]:
        """The (y, x) in arcsec of the centre of the smallest rectangle around the unmasked pixels."""
        y, x = (axis[span] for axis, span in zip((self.y_axis, self.x_axis), self._box, strict=True))
        return (0.5 * float(y.min() + y.max()), 0.5 * float(x.min() + x.max()))

    def padded_from(self, rows: int, columns: int) -> Mask2D:
        """Return the mask with this many masked rows more at top and bottom, and columns more at left and right.

        The unmasked pixels, their order and their coordinates stay as they are.
        """
        rows, columns = check.whole("rows", rows, 0), check.whole("columns", columns, 0)
        if rows == 0 and columns == 0:
            return self
        shape = self.shape_native[0] + 2 * rows, self.shape_native[1] + 2 * columns
        check.allocatable("rows, columns", (rows, columns), math.prod(shape), "Pass fewer.")
        padded = np.pad(self.mask, ((rows, rows), (columns, columns)), constant_values=True)
        return Mask2D(padded, self.pixel_scales, self.origin)

    def padded_for(self, kernel_shape_native: tuple[int, int]) -> Mask2D:
        """Return the mask, padded so far that a kernel on any unmasked pixel stays within the array."""
        ky, kx = shape_native_from(kernel_shape_native, "kernel_shape_native")
        rows, columns = self._box
        ny, nx = self.shape_native
        return self.padded_from(
            max(0, ky // 2 - rows.start, ky // 2 - (ny - rows.stop)),
            max(0, kx // 2 - columns.start, kx // 2 - (nx - columns.stop)),
        )

    def blurring_from(self, kernel_shape_native: tuple[int, int]) -> Mask2D:
        """Return the mask of the blurring region: unmasked there are the masked pixels whose light a PSF carries in.

        These are the pixels that a kernel (ky, kx), odd, on some unmasked pixel covers. The array is that of
        `padded_for`: the region extends beyond the image where the mask comes close to its edge.
        """
        padded = self.padded_for(kernel_shape_native)
        reached = ~padded.mask
        for axis, size in enumerate(shape_native_from(kernel_shape_native, "kernel_shape_native")):
            reached = _dilated(reached, size // 2, axis)
        return Mask2D(~(reached & padded.mask), self.pixel_scales, self.origin)

    @property
    def sky_cards(self) -> dict[str, Any]:
        """Header cards of the WCS of the file that the mask or the image on it was read from; empty without."""
        return dict(self._sky_cards)

    @property
    def wcs_cards(self) -> dict[str, Any]:
        """Header cards of a FITS image on this mask that say where its pixels lie: `sky_cards`, or `linear_cards`."""
        # An alternate WCS alone leaves room for ours.
        return self.sky_cards if "CTYPE1" in self._sky_cards else self.linear_cards | self._sky_cards

    @property
    def header_dict(self) -> dict[str, Any]:
        """`wcs_cards`, by PyAutoLens' name."""
        return self.wcs_cards

    @property
    def linear_cards(self) -> dict[str, Any]:
        """Header cards of axes x, y in arcsec, as the mask has them."""
        (rows, columns), (dy, dx), (y, x) = self.shape_native, self.pixel_scales, self.origin
        return {
            "WCSAXES": 2,
            "CTYPE1": "X",
            "CTYPE2": "Y",
            "CUNIT1": "arcsec",
            "CUNIT2": "arcsec",
            "CRPIX1": 0.5 * (columns + 1),
            "CRPIX2": 0.5 * (rows + 1),
            "CRVAL1": x,
            "CRVAL2": y,
            "CDELT1": dx,
            "CDELT2": dy,
        }

    @property
    def extent_of_unmasked(self) -> tuple[float, float]:
        """The height and width in arcsec of the smallest rectangle around the unmasked pixels."""
        (rows, columns), (dy, dx) = self._box, self.pixel_scales
        return (float(rows.stop - rows.start) * dy, float(columns.stop - columns.start) * dx)

    def same_as(self, other: Mask2D) -> bool:
        """Whether two masks hide the same pixels of the same grid."""
        check.kind("other", other, Mask2D, "Pass a Mask2D.", exc.DataError)
        return self is other or (
            self.pixel_scales == other.pixel_scales
            and self.origin == other.origin
            and np.array_equal(self.mask, other.mask)
        )

    # As an object, which keys of dictionaries are: `==` is of each pixel.
    __hash__ = object.__hash__

    @property
    def array(self) -> np.ndarray:
        """Whether each pixel is masked, bool (Ny, Nx): another name of `mask`."""
        return self.mask

    @property
    def native(self) -> Mask2D:
        """The mask itself, which is of all pixels."""
        return self

    def _with(self, array: Any) -> Mask2D:
        return self.with_mask(array)

    def invert(self) -> Mask2D:
        """Return the mask that hides all that this one does not: `~mask`."""
        return self.with_mask(~self.mask)

    def shared(self) -> Mask2D:
        """Return what others may keep: the mask, or of one that can be assigned to, what it is at present."""
        return self if self._is_fixed else copy.copy(self).fixed()

    def copy(self) -> Mask2D:
        """Return a copy that can be assigned to, such as `mask[10:20, 5:10] = True`."""
        new = self.with_mask(self.mask)
        new._is_fixed = False
        return new

    _is_fixed = True

    def _put(self, values: np.ndarray) -> None:
        vars(self)["mask"] = _read_only(values)
        for name in ("pixels_in_mask", "native_for_slim", "border_slim", "_box"):
            self.__dict__.pop(name, None)

    def _require_alike(self, other: Any) -> None:
        if isinstance(other, Mask2D) and not (self.shape == other.shape and self.pixel_scales == other.pixel_scales):
            raise exc.DataError(f"Two masks are of different pixels: {self} and {other}.")

    @property
    def shape_slim(self) -> int:
        """The number M of unmasked pixels: another name of `pixels_in_mask`."""
        return self.pixels_in_mask

    @property
    def slim_to_native_tuple(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows and the columns of the unmasked pixels, int64, each (M,)."""
        rows, columns = self.native_for_slim.T
        return rows, columns

    @property
    def is_all_true(self) -> bool:
        """Whether every pixel is masked."""
        return bool(self.mask.all())

    @property
    def is_all_false(self) -> bool:
        """Whether no pixel is masked."""
        return not self.mask.any()

    @property
    def is_circular(self) -> bool:
        """Whether the unmasked pixels are those of a disc, whose pixels are square, but for some on its rim."""
        dy, dx = self.pixel_scales
        if not self.pixels_in_mask or dy != dx:
            return False
        disc = Mask2D.circular(
            self.shape_native, math.sqrt(self.pixels_in_mask / math.pi) * dx, dx, self.origin, self.mask_centre
        )
        return int((self.mask != disc.mask).sum()) <= max(2, self.pixels_in_mask // 10)

    @property
    def circular_radius(self) -> float:
        """The radius in arcsec of a circular mask: half the larger side of the rectangle around its pixels.

        Raises
        ------
        DataError
            If the unmasked pixels are not a disc (see `is_circular`).
        """
        if not self.is_circular:
            raise exc.DataError(f"{self} is not circular, so it has no radius. Look at mask.extent_of_unmasked.")
        return 0.5 * max(self.extent_of_unmasked)

    def _its_mask(self) -> Mask2D:
        return self

    def resized_from(self, new_shape: tuple[int, int], pad_value: bool = False) -> Mask2D:
        """Return the mask with rows and columns cut off or added evenly about its middle; `pad_value` in new ones."""
        return self.with_mask(resized(self.mask, shape_native_from(new_shape, "new_shape"), pad_value))

    def _to_tree(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {"mask": self}

    @classmethod
    def _from_tree(cls, leaves: dict[str, Any], others: dict[str, Any]) -> Mask2D:
        return others["mask"]

    def __getstate__(self) -> dict[str, Any]:
        names = ("mask", "pixel_scales", "origin", "_sky_cards")
        return {name: self.__dict__[name] for name in names}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.mask.flags.writeable = False

    def __repr__(self) -> str:
        return (
            f"Mask2D(shape_native={self.shape_native}, pixel_scales={self.pixel_scales}, origin={self.origin}, "
            f"pixels_in_mask={self.pixels_in_mask})"
        )

    @classmethod
    def _of_ellipse(
        cls,
        radii: tuple[float, float],
        axis_ratio: float,
        angle: float,
        shape_native: Any,
        pixel_scales: Any,
        origin: Any,
        centre: Any,
        invert: bool,
    ) -> Mask2D:
        """Unmask the pixels whose ellipse about `centre` has a semi-major axis in `radii`; `angle` in radians."""
        masked = np.ones(shape_native_from(shape_native), dtype=bool)
        new = object.__new__(cls)
        new._hold(masked, pixel_scales, origin)
        y0, x0 = check.pair("centre", centre)
        y, x = new.y_axis - y0, new.x_axis - x0
        # Beyond the circle around the ellipse no pixel is looked at.
        rows, columns = (_span(np.abs(axis) <= radii[1] * (1.0 + 1.0e-6)) for axis in (y, x))
        step = max(_BLOCK // max(columns.stop - columns.start, 1), 1)
        masked.flags.writeable = True
        for first in range(rows.start, rows.stop, step):
            block = slice(first, min(first + step, rows.stop))
            across, along = x[np.newaxis, columns], y[block, np.newaxis]
            major = across * np.cos(angle) + along * np.sin(angle)
            minor = along * np.cos(angle) - across * np.sin(angle)
            at = np.hypot(major, minor / axis_ratio)
            inside = (at >= radii[0] * (1.0 - _OUTLINE_TOLERANCE)) & (at <= radii[1] * (1.0 + _OUTLINE_TOLERANCE))
            masked[block, columns] = ~inside
        if invert:
            np.logical_not(masked, out=masked)
        masked.flags.writeable = False
        return new

    @cached_property
    def _box(self) -> tuple[slice, slice]:
        """The rows and columns of the smallest rectangle around the unmasked pixels."""
        return _span(~self.mask.all(axis=1)), _span(~self.mask.all(axis=0))


def pixel_scales_from(pixel_scales: float | tuple[float, float]) -> tuple[float, float]:
    """Return (dy, dx) of one number or a pair, refusing what is not positive."""
    dy, dx = (pixel_scales, pixel_scales) if np.ndim(pixel_scales) == 0 else check.pair("pixel_scales", pixel_scales)
    for size in (dy, dx):
        check.within("pixel_scales", size, 0.0, _LARGEST, open_lower=True)
        check.positive("pixel_scales", size)
    return float(dy), float(dx)  # type: ignore[arg-type]


def shape_native_from(shape_native: tuple[int, int], name: str = "shape_native") -> tuple[int, int]:
    """Return (Ny, Nx) as ints, refusing what is not a pair of positive whole numbers."""
    pair = check.pair(name, shape_native)
    if any(n != int(n) or n < 1 for n in pair):
        raise exc.DataError(f"{name} = {shape_native} is not a shape. Pass two positive integers, (rows, columns).")
    rows, columns = int(pair[0]), int(pair[1])
    # of an image on it
    check.allocatable(name, shape_native, 8 * rows * columns, "Pass fewer rows and columns.")
    return rows, columns


def resized(array: np.ndarray, shape: tuple[int, int], value: Any = 0.0) -> np.ndarray:
    """Return an array (Ny, Nx) with rows and columns cut off, or added with a value, evenly about its middle."""
    for axis, (old, new) in enumerate(zip(array.shape, shape, strict=True)):
        before = abs(new // 2 - old // 2)
        if new <= old:
            array = np.take(array, range(before, before + new), axis)
        else:
            width = [(before, new - old - before) if i == axis else (0, 0) for i in (0, 1)]
            array = np.pad(array, width, constant_values=value)
    return array


def _as_bool(mask: Any) -> np.ndarray:
    values = numbers_from("mask", mask, "(Ny, Nx)", kinds="biuf")
    if values.ndim != 2 or values.size == 0:
        raise exc.DataError(f"mask has shape {values.shape}. Pass a two-dimensional array with at least one pixel.")
    if values.dtype == bool:
        return values
    if not np.isin(values, (0, 1)).all():
        raise exc.DataError(f"mask has dtype {values.dtype} and values other than 0 and 1. Pass bools, True = masked.")
    return values.astype(bool)


def _dilated(reached: np.ndarray, half: int, axis: int) -> np.ndarray:
    """Whether any element within `half` along an axis is true: windows of 2, 4, 8 ... elements, each of two before."""
    found = np.moveaxis(reached, axis, 0)
    found = np.pad(found, ((half, half), (0, 0)))
    width, wanted = 1, 2 * half + 1
    while width < wanted:
        step = min(width, wanted - width)
        found = found[:-step] | found[step:]
        width += step
    return np.moveaxis(found, 0, axis)


def _span(chosen: Any) -> slice:
    """From the first to the last element that is true."""
    where = np.flatnonzero(chosen)
    return slice(int(where[0]), int(where[-1]) + 1) if where.size else slice(0, 0)


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
