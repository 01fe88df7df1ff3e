"""Arrays to and from FITS files, without pixels or a sky."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import fits


def _is_image(values: np.ndarray) -> bool:
    """Whether rows are those of an image; two columns are (u, v), or real and imaginary parts."""
    return values.ndim == 2 and values.shape[1] != 2


def ndarray_via_fits_from(file_path: str | Path, hdu: fits.Hdu = 0) -> np.ndarray:
    """Return the array in an HDU of a FITS file, of an image with its top row first, as `Array2D.from_fits` has it.

    Raises
    ------
    MissingFileError
        If there is no such file; a FileNotFoundError too.
    DataError
        If it is no FITS file, or the HDU is absent or holds no array.
    """
    values = fits.read(file_path, hdu)
    return fits.image_from(file_path, hdu).values if _is_image(values) else values


def header_obj_from(file_path: str | Path, hdu: int = 0) -> Any:
    """Return the header, of astropy, of an HDU of a FITS file; errors as of `ndarray_via_fits_from`."""
    return fits.header_of(file_path, hdu)


@units.taken
def output_to_fits(
    values: Any,
    file_path: str | Path,
    overwrite: bool = False,
    header_dict: dict[str, Any] | None = None,
    ext_name: str | None = None,
) -> None:
    """Write an array as a FITS file, that of an image (Ny, Nx) as `ndarray_via_fits_from` reads it.

    Parameters
    ----------
    values
        Numbers, of an image with its top row first.
    header_dict
        Cards of the header.
    ext_name
        The name of the HDU (EXTNAME).

    Raises
    ------
    DataError
        If the file exists and `overwrite` is not set, or `values` is not an array of one to three dimensions.
    """
    array = numbers_from("values", values, kinds="biuf")
    if not 1 <= array.ndim <= 3:
        raise exc.DataError(f"values has shape {array.shape}. Pass an array of one to three dimensions.")
    if not isinstance(header_dict, dict | None):
        raise exc.DataError(f"header_dict is a {type(header_dict).__name__}. Pass a dict of cards, or None.")
    array = array.astype(np.uint8) if array.dtype == bool else array
    write = fits.write_images if _is_image(array) else fits.write
    write(file_path, {ext_name or "primary": array}, overwrite, header_dict)
