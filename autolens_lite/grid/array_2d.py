"""One number per unmasked pixel: an image, a convergence map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import numpy as np

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import fits
from autolens_lite.grid.mask_2d import Mask2D, pixel_scales_from, resized, shape_native_from
from autolens_lite.grid.structure import Structure

# Of a pixel: a centre that is so near to an edge lies on it.
_ROUNDING = 1.0e-8


class Array2D(Structure):
    """Values on the unmasked pixels of a mask.

    Parameters
    ----------
    values
        Slim (M,) or native (Ny, Nx).
    mask
        The mask.
    backend
        Name of the array backend; None for the configured default.

    Raises
    ------
    DataError
        If `values` has neither shape.
    """

    unit: str | None = None
    """The unit of the values, where they were read from a file that names it (BUNIT)."""

    @classmethod
    def no_mask(
        cls,
        values: Any,
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
        shape_native: tuple[int, int] | None = None,
    ) -> Array2D:
        """Return an array (Ny, Nx) of which no pixel is masked; `shape_native` is that of values in one row."""
        if hasattr(values, "coordinates"):
            raise exc.DataError(f"values is a {type(values).__name__}, of points. Pass numbers, (Ny, Nx).")
        try:
            shape = np.shape(values)
        except ValueError as error:
            raise exc.DataError(f"values is not a regular array: {error}. Pass numbers, (Ny, Nx).") from None
        if shape_native is not None:
            shape = shape_native_from(shape_native)
        if len(shape) != 2:
            raise exc.DataError(
                f"values has shape {shape}, but an image has two dimensions (Ny, Nx). Reshape it, or pass one plane of "
                "it, such as values[0]."
            )
        return cls(values, Mask2D.all_false(shape, pixel_scales, origin), backend)

    @classmethod
    def full(
        cls,
        fill_value: float,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> Array2D:
        """Return an array of which no pixel is masked and each has one value."""
        check.finite("fill_value", fill_value)
        mask = Mask2D.all_false(shape_native, pixel_scales, origin)
        return cls(np.full(mask.pixels_in_mask, float(fill_value)), mask, backend)

    @classmethod
    def ones(
        cls,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> Array2D:
        """Return an array of ones, of which no pixel is masked."""
        return cls.full(1.0, shape_native, pixel_scales, origin, backend)

    @classmethod
    def zeros(
        cls,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> Array2D:
        """Return an array of zeros, of which no pixel is masked."""
        return cls.full(0.0, shape_native, pixel_scales, origin, backend)

    @classmethod
    def from_fits(
        cls,
        file_path: str | Path,
        pixel_scales: float | tuple[float, float] | None = None,
        hdu: fits.Hdu = 0,
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
        first_row: str | None = None,
    ) -> Array2D:
        """Return a FITS image, whose bottom row is the first on disk.

        `first_row` is "top" for files that begin with the top row, as those of PyAutoLens; None for what the file's
        header (ROWORDER) or `fits_first_row` in `config/general.yaml` says. What is written again is in the same order.

        `hdu` is a number, a name, or (name, version); `pixel_scales` None reads the pixels' size from the file's WCS.
        The WCS stays with the mask (`mask.wcs_cards`), the unit (BUNIT) in `unit`.

        Raises
        ------
        DataError
            If the file or HDU is not there, damaged or not of an image, or no size of pixels is known.

        Warns
        -----
        AutoLensWarning
            If pixels are not equal rectangles, or have another size in the file than `pixel_scales`.
        """
        image = fits.image_from(file_path, hdu, first_row=first_row)
        scales = image.scales_from(None if pixel_scales is None else pixel_scales_from(pixel_scales))
        mask = Mask2D.all_false(image.values.shape, scales, origin).with_sky_cards(image.named_cards)
        new = cls(image.values, mask, backend)
        new.unit = image.unit
        return new

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        return self._in_its_unit(super().with_backend(backend))

    def copy(self) -> Self:
        return self._in_its_unit(super().copy())

    def apply_mask(self, mask: Mask2D) -> Self:
        """Return the values on a mask that hides more of the same pixels; see `Structure.apply_mask`."""
        return self._in_its_unit(super().apply_mask(mask))

    def resized_from(self, new_shape: tuple[int, int], mask_pad_value: bool = False) -> Array2D:
        """Return the array with rows and columns cut off, or added with zeros, evenly about its middle.

        `mask_pad_value` says whether new pixels are masked. The origin stays that of the middle of the array.
        """
        mask = self.mask.resized_from(new_shape, mask_pad_value)
        # Where each pixel is in the array before, from 1: of places, which are never traced.
        places = resized(np.arange(1, self.native.size + 1).reshape(self.shape_native), mask.shape_native)
        pixels = self.xp.ravel(self.native)[self.xp.asarray(np.maximum(places - 1, 0))]
        values = self.xp.where(self.xp.asarray(places > 0), pixels, 0.0)
        return self._in_its_unit(Array2D(values, mask, self.backend))

    def padded_before_convolution_from(self, kernel_shape: tuple[int, int], mask_pad_value: bool = False) -> Array2D:
        """Return the array with the rows and columns, of zeros, that a kernel (ky, kx) reaches beyond its edges."""
        (ky, kx), (rows, columns) = shape_native_from(kernel_shape, "kernel_shape"), self.shape_native
        return self.resized_from((rows + ky - 1, columns + kx - 1), mask_pad_value)

    def trimmed_after_convolution_from(self, kernel_shape: tuple[int, int]) -> Array2D:
        """Return the array without the rows and columns that `padded_before_convolution_from` adds.

        Raises
        ------
        DataError
            If the kernel (ky, kx) is not smaller than the array.
        """
        (ky, kx), (rows, columns) = shape_native_from(kernel_shape, "kernel_shape"), self.shape_native
        shape = rows - 2 * ((ky + 1) // 2 - 1), columns - 2 * ((kx + 1) // 2 - 1)
        if min(shape) < 1:
            raise exc.DataError(f"kernel_shape = {kernel_shape} is not smaller than the array's {self.shape_native}.")
        return self.resized_from(shape)

    def brightest_coordinate_in_region_from(
        self, region: tuple[float, float, float, float], return_in_pixels: bool = False
    ) -> tuple[float, float]:
        """Return the (y, x) in arcsec, or the row and column, of the centre of the brightest pixel of a region.

        Parameters
        ----------
        region
            The edges (y bottom, y top, x left, x right) in arcsec; a pixel belongs to the region that holds its centre,
            one on an edge to the region above, or to the left of it.
        return_in_pixels
            Whether to return the row and column.

        Raises
        ------
        DataError
            If no unmasked pixel lies in the region.
        """
        edges = numbers_from("region", region, "(y bottom, y top, x left, x right)")
        if edges.shape != (4,) or not np.isfinite(edges).all():
            raise exc.DataError(f"region = {region!r} is not a region. Pass (y bottom, y top, x left, x right).")
        dy, dx = np.multiply(self.pixel_scales, _ROUNDING)
        rows, columns = self.mask.native_for_slim.T
        y, x = self.mask.y_axis[rows], self.mask.x_axis[columns]
        inside = (edges[0] - dy <= y) & (y < edges[1] - dy) & (edges[2] + dx < x) & (x <= edges[3] + dx)
        if not inside.any():
            raise exc.DataError(f"region = {tuple(region)} holds no unmasked pixel. Pass a larger one, in arcsec.")
        at = int(np.argmax(np.where(inside, self.xp.to_numpy(self.slim), -np.inf)))
        if return_in_pixels:
            return int(rows[at]), int(columns[at])
        return float(y[at]), float(x[at])

    def brightest_sub_pixel_coordinate_in_region_from(
        self, region: tuple[float, float, float, float], box_size: int = 1
    ) -> tuple[float, float]:
        """Return the centroid (y, x) in arcsec of the light about the brightest pixel of a region.

        Parameters
        ----------
        region
            See `brightest_coordinate_in_region_from`.
        box_size
            Pixels on each side of the brightest, along rows and columns, that are weighted; masked ones count zero.
        """
        half = check.whole("box_size", box_size, 0)
        row, column = (int(n) for n in self.brightest_coordinate_in_region_from(region, return_in_pixels=True))
        rows, columns = (
            np.arange(max(0, at - half), min(size, at + half + 1))
            for at, size in zip((row, column), self.shape_native, strict=True)
        )
        light = self.xp.to_numpy(self.native)[np.ix_(rows, columns)]
        total = light.sum()
        place = (light.sum(axis=1) @ rows / total, light.sum(axis=0) @ columns / total)
        return self.geometry.scaled_coordinates_2d_from(place)

    def _in_its_unit(self, new: Any) -> Any:
        new.unit = self.unit
        return new

    def __getstate__(self) -> dict[str, Any]:
        return super().__getstate__() | {"unit": self.unit}

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self.unit = state["unit"]

    def output_to_fits(
        self, file_path: str | Path, overwrite: bool = False, cards: dict[str, Any] | None = None
    ) -> None:
        """Write the native values as a FITS image, bottom row first, zero where masked.

        Parameters
        ----------
        cards
            Header cards with the WCS of the image that these values belong to (`Imaging.wcs_cards`); None for those of
            the file that mask or image were read from, or linear axes in arcsec.
        """
        check.kind("cards", cards, Mapping | None, "Pass a dict of keywords and values, or None.", exc.DataError)
        cards = self.mask.wcs_cards if cards is None else cards
        values = self.xp.to_numpy(self.native)
        fits.write_images(file_path, {"values": values}, overwrite, cards, units={"values": self.unit})


class Array2DRGB(Structure):
    """A colour image: red, green and blue of the unmasked pixels of a mask, slim (M, 3) or native (Ny, Nx, 3)."""

    value_shape = (3,)
