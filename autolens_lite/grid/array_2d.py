"""One number per unmasked pixel: an image, a convergence map."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import fits
from autolens_lite.grid.mask_2d import Mask2D
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

    @classmethod
    def no_mask(
        cls,
        values: Any,
        pixel_scales: float | tuple[float, float],
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> Array2D:
        """Return an array (Ny, Nx) of which no pixel is masked."""
        try:
            shape = np.shape(values)
        except ValueError as error:
            raise exc.DataError(f"values is no regular array: {error}. Pass numbers, (Ny, Nx).") from None
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
        hdu: int | str = 0,
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> Array2D:
        """Return a FITS image, whose bottom row is the first on disk.

        `hdu` is a number or a name; `pixel_scales` None reads the pixels' size from the file's WCS.
        """
        scales = fits.pixel_scales(file_path, hdu) if pixel_scales is None else pixel_scales
        return cls.no_mask(np.flipud(fits.read_image(file_path, hdu)), scales, origin, backend)

    def output_to_fits(
        self, file_path: str | Path, overwrite: bool = False, cards: dict[str, Any] | None = None
    ) -> None:
        """Write the native values as a FITS image, bottom row first, zero where masked.

        Parameters
        ----------
        cards
            Header cards with the WCS of the image that these values belong to (`Imaging.wcs_cards`); None for linear
            axes in arcsec.
        """
        cards = self.mask.wcs_cards if cards is None else cards
        fits.write(file_path, {"values": np.flipud(self.xp.to_numpy(self.native))}, overwrite, cards)
