"""One number per unmasked pixel: an image, a convergence map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Self

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import fits
from autolens_lite.grid.mask_2d import Mask2D, pixel_scales_from
from autolens_lite.grid.structure import Structure


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
    ) -> Array2D:
        """Return an array (Ny, Nx) of which no pixel is masked."""
        if hasattr(values, "coordinates"):
            raise exc.DataError(f"values is a {type(values).__name__}, of points. Pass numbers, (Ny, Nx).")
        try:
            shape = np.shape(values)
        except ValueError as error:
            raise exc.DataError(f"values is not a regular array: {error}. Pass numbers, (Ny, Nx).") from None
        if len(shape) != 2:
            raise exc.DataError(
                f"values has shape {shape}, but an image has two dimensions (Ny, Nx). Reshape it, or pass one plane of "
                "it, such as values[0]."
            )
        return cls(values, Mask2D.all_false(shape, pixel_scales, origin), backend)

    @classmethod
    def from_fits(
        cls,
        file_path: str | Path,
        pixel_scales: float | tuple[float, float] | None = None,
        hdu: fits.Hdu = 0,
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> Array2D:
        """Return a FITS image, whose bottom row is the first on disk.

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
        image = fits.image_from(file_path, hdu)
        scales = image.scales_from(None if pixel_scales is None else pixel_scales_from(pixel_scales))
        mask = Mask2D.all_false(image.values.shape, scales, origin).with_sky_cards(image.named_cards)
        new = cls(image.values, mask, backend)
        new.unit = image.unit
        return new

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same values on another backend."""
        new = super().with_backend(backend)
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
        if not isinstance(cards, Mapping | None):
            raise exc.DataError(f"cards is a {type(cards).__name__}. Pass a dict of keywords and values, or None.")
        cards = self.mask.wcs_cards if cards is None else cards
        values = np.flipud(self.xp.to_numpy(self.native))
        fits.write(file_path, {"values": values}, overwrite, cards, units={"values": self.unit})
