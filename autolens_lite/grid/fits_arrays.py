"""Arrays to and from FITS files, without pixels or a sky."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import arguments, check, exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import fits
from autolens_lite.grid.mask_2d import Mask2D

# What FITS has no numbers of, and those that hold the same.
_KINDS_OF_FITS = {"bool": np.uint8, "float16": np.float32}
_OF_STORAGE = re.compile(
    r"SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|BSCALE|BZERO|BLANK|END|CHECKSUM|DATASUM|TFIELDS"
    # of compressed images
    r"|Z(IMAGE|TABLE|BITPIX|NAXIS\d*|CMPTYPE|TILE\d+|NAME\d+|VAL\d+|SCALE|ZERO|BLANK|QUANTIZ|DITHER0|MASKCMP|SIMPLE|TENSION"
    r"|EXTEND|BLOCKED|PCOUNT|GCOUNT|HECKSUM|DATASUM)"
)


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
        If it is not a FITS file, or the HDU is absent or holds no array.
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
        Cards of the header, such as those of another one (dict(header)): cards that say how numbers are stored (BITPIX,
        NAXIS, BSCALE and so on) are left out, since they are those of `values`.
    ext_name
        The name of the HDU (EXTNAME).

    Raises
    ------
    DataError
        If the file exists and `overwrite` is not set, `values` is not an array of one to three dimensions, or a card
        cannot be one.
    """
    array = _storable("values", values)
    cards = _cards_from(header_dict)
    name = _name_from(ext_name or cards.pop("EXTNAME", "") or "primary")
    write = fits.write_images if _is_image(array) else fits.write
    write(file_path, {name: array}, overwrite, cards)


@units.taken
def hdu_list_for_output_from(
    values_list: Sequence[Any], header_dict: dict[str, Any] | None = None, ext_name_list: Sequence[str] | None = None
) -> Any:
    """Return arrays as an HDUList of astropy, whose `writeto` makes one file of them.

    Parameters
    ----------
    values_list
        Arrays as `output_to_fits` takes them, or an `Array2D` or `Mask2D`, whose native values are meant.
    header_dict
        Cards of every header, such as `mask.header_dict`; None for those of the mask of each array that has one.
    ext_name_list
        The names of the HDUs (EXTNAME), one for each.

    Raises
    ------
    DataError
        If a value is not an array, a card cannot be one, or names are not one for each.
    """
    listed = isinstance(values_list, list | tuple) and len(values_list) > 0
    if not listed:
        raise exc.DataError(f"values_list = {arguments.shown(values_list)} is not a list. Pass one array for each HDU.")
    check.kind("ext_name_list", ext_name_list, list | tuple | None, "Pass one name for each array.", exc.DataError)
    names = [f"hdu_{i}" for i in range(len(values_list))] if ext_name_list is None else list(ext_name_list)
    if len(names) != len(values_list) or len(
        {_name_from(name, "ext_name_list").strip().upper() for name in names}
    ) != len(names):
        raise exc.DataError(
            f"ext_name_list = {names} for {len(values_list)} arrays. Pass another name for each of them."
        )
    arrays = {
        name: _storable(f"values_list[{i}]", getattr(values, "native", values))
        for i, (name, values) in enumerate(zip(names, values_list, strict=True))
    }
    cards = {name: card for name, card in _cards_from(header_dict).items() if name != "EXTNAME"}
    frames: dict[str, dict[str, Any]] = {}
    unit_of = {}
    for name, values in zip(names, values_list, strict=True):
        mask = values if isinstance(values, Mask2D) else getattr(values, "mask", None)
        unit_of[name] = getattr(values, "unit", None)
        if header_dict is None and isinstance(mask, Mask2D) and _is_image(arrays[name]):
            frames[name] = mask.header_dict
    order = next((each[fits.ROW_ORDER] for each in frames.values() if fits.ROW_ORDER in each), None)
    cards |= {} if order is None else {fits.ROW_ORDER: order}
    own_cards = {name: frame | cards for name, frame in frames.items()}
    images = {name: array for name, array in arrays.items() if _is_image(array)}
    images, shared, own_cards = fits.framed(images, cards, own_cards)
    return fits.hdu_list_of(arrays | images, shared, units=unit_of, own_cards=own_cards)


def ndarray_via_hdu_from(hdu: Any) -> np.ndarray:
    """Return the array of an HDU of astropy as floats, of an image with its top row first, as `ndarray_via_fits_from`.

    Raises
    ------
    DataError
        If it is not an HDU, or holds no array.
    """
    if not isinstance(getattr(hdu, "data", None), np.ndarray) or hdu.data.dtype.fields is not None:
        raise exc.DataError(f"hdu = {arguments.shown(hdu)} holds no array. Pass one of astropy.io.fits.open(path).")
    values = hdu.data.astype(float)
    return (
        np.flipud(values)
        if _is_image(values) and fits.first_row_from(None, dict(hdu.header), "hdu") == "bottom"
        else values
    )


def _storable(name: str, values: Any) -> np.ndarray:
    """An array that FITS can hold."""
    array = numbers_from(name, values, kinds="biuf")
    if not 1 <= array.ndim <= 3 or array.size == 0:
        raise exc.DataError(
            f"{name} has shape {array.shape}. Pass an array of one to three dimensions, none of them 0."
        )
    if array.dtype.itemsize > 8:
        raise exc.DataError(f"{name} has dtype {array.dtype}, which FITS has not. Pass {name}.astype(float).")
    if array.dtype == np.uint64:  # which readers, ours too, take for floats
        if int(array.max()) > np.iinfo(np.int64).max:
            raise exc.DataError(
                f"{name} holds {array.max()}, beyond the integers of FITS, to 2^63 - 1. Pass {name}.astype(float)."
            )
        return array.astype(np.int64)
    return array.astype(_KINDS_OF_FITS.get(array.dtype.name, array.dtype))


def _name_from(name: Any, argument: str = "ext_name") -> str:
    if not (isinstance(name, str) and name.isascii() and name.isprintable()):
        raise exc.DataError(f"{argument} = {name!r} cannot be the name of an HDU. Pass letters without accents.")
    return name


def _cards_from(header_dict: dict[str, Any] | None) -> dict[str, Any]:
    """The cards that are not about how the array is stored, each one that FITS can hold."""
    from astropy.io import fits as astropy_fits

    check.kind("header_dict", header_dict, dict | None, "Pass a dict of cards, or None.", exc.DataError)
    cards = {}
    for name, value in (header_dict or {}).items():
        try:
            astropy_fits.Card(name, value)
        except (ValueError, TypeError, AttributeError) as error:
            raise exc.DataError(
                f"header_dict[{name!r}] = {arguments.shown(value)} cannot be a card of FITS: {error} Pass a name of up "
                "to 8 letters, and a finite number, a bool, or text without accents."
            ) from None
        if not _OF_STORAGE.fullmatch(name.strip().upper()):
            cards[name] = value
    return cards
