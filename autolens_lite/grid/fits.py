"""FITS files on disk: read into native byte order with errors that say what is wrong, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import exc, storage

# Cards of the two image axes: where, how large and how turned the pixels are, and distortions (SIP, TPV).
_WCS_CARD = re.compile(
    r"WCSNAME|C(TYPE|UNIT|RPIX|RVAL|DELT|ROTA)[12]|(CD|PC)[12]_[12]|PV[12]_\d+|LONPOLE|LATPOLE|RADESYS|EQUINOX"
    r"|[AB]P?_(ORDER|DMAX|\d_\d)"
)


def read(file_path: str | Path, hdu: int | str = 0) -> np.ndarray:
    """Return a copy of the array in one HDU, rows in the order of the file, in the machine's byte order.

    `hdu` is its number, or its name (EXTNAME, in any case).

    Raises
    ------
    DataError
        If the file is absent or no FITS file, or the HDU is absent or holds no array.
    """
    path = existing(file_path)
    with opened(path) as hdus:
        data = hdus[_index(hdus, hdu, path)].data
        if data is None or data.dtype.names is not None:
            filled = [i for i, h in enumerate(hdus) if h.is_image and h.data is not None]
            raise exc.DataError(f"HDU {hdu} of '{path}' holds no array. HDUs with an array: {filled or 'none'}.")
        return np.array(data, dtype=data.dtype.newbyteorder("="), order="C")


def read_image(file_path: str | Path, hdu: int | str = 0) -> np.ndarray:
    """Return the image (Ny, Nx) in one HDU; see `read`.

    Raises
    ------
    DataError
        If the HDU holds an array that is not two-dimensional.
    """
    image = read(file_path, hdu)
    if image.ndim != 2:
        raise exc.DataError(
            f"HDU {hdu} of '{file_path}' has shape {image.shape}, which is no image. Pass the number or the name of an "
            "HDU with an image, or read the file and pass one plane of it as an array."
        )
    return image


def pixel_scales(file_path: str | Path, hdu: int | str = 0) -> tuple[float, float]:
    """Return the size (dy, dx) in arcsec of an image's pixels, as the WCS in the header of its HDU has it.

    Raises
    ------
    DataError
        If the header has no WCS in angles.
    """
    from astropy import units
    from astropy.wcs.utils import proj_plane_pixel_scales

    try:
        wcs = _wcs(file_path, hdu)
        if wcs is None:
            raise ValueError("no size of pixels")
        arcsec = [
            (scale * unit).to(units.arcsec).value
            for scale, unit in zip(proj_plane_pixel_scales(wcs), map(units.Unit, wcs.wcs.cunit), strict=True)
        ]
    except (ValueError, units.UnitsError) as error:
        if isinstance(error, exc.AutoLensError):
            raise
        raise exc.DataError(
            f"pixel_scales is not given, and the header of HDU {hdu} of '{file_path}' holds no WCS in angles ({error})."
            " Pass pixel_scales in arcsec."
        ) from None
    return float(arcsec[1]), float(arcsec[0])


def wcs_cards(file_path: str | Path, hdu: int | str = 0) -> dict[str, Any]:
    """Return the header cards of an image's WCS, as `write` takes them; empty where there is none."""
    path = existing(file_path)
    with opened(path) as hdus:
        header = hdus[_index(hdus, hdu, path)].header
        cards = {name: header[name] for name in header if _WCS_CARD.fullmatch(name)}
    return cards if "CTYPE1" in cards and "CTYPE2" in cards else {}


def _wcs(file_path: str | Path, hdu: int | str) -> Any:
    """The two image axes of a header's WCS, None where the header does not say how large pixels are."""
    from astropy.wcs import WCS, FITSFixedWarning

    path = existing(file_path)
    with opened(path) as hdus:
        header = hdus[_index(hdus, hdu, path)].header
    if not any(card in header for card in ("CDELT1", "CDELT2", "CD1_1", "CD2_2", "CD1_2", "PC1_1")):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FITSFixedWarning)
        return WCS(header, naxis=2)


def _index(hdus: Any, hdu: int | str, path: Path) -> int:
    """The number of an HDU that is named or numbered."""
    if isinstance(hdu, str):
        names = [h.name for h in hdus]
        if hdu.upper() not in names:
            raise exc.DataError(f"hdu = '{hdu}' is not in '{path}'. Its HDUs are named {names}; numbers work too.")
        return names.index(hdu.upper())
    if isinstance(hdu, bool) or not isinstance(hdu, int | np.integer) or not 0 <= hdu < len(hdus):
        raise exc.DataError(f"hdu = {hdu!r} is not in '{path}', which has {len(hdus)} HDUs (0 to {len(hdus) - 1}).")
    return int(hdu)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Yield the HDUs of a file, which are read when first used, while this context lasts.

    Raises
    ------
    DataError
        If the file is no FITS file or damaged.
    """
    from astropy.io import fits
    from astropy.utils.exceptions import AstropyUserWarning

    try:
        # Opened here, as astropy leaves its own handle open where it fails. What it warns of is harmless (missing
        # padding) or the reason of the error that follows.
        with warnings.catch_warnings(), path.open("rb") as stream:
            warnings.simplefilter("ignore", AstropyUserWarning)
            with fits.open(stream, memmap=False) as hdus:
                yield hdus
    except exc.AutoLensError:
        raise
    except (OSError, TypeError, ValueError, KeyError) as error:
        raise exc.DataError(f"'{path}' cannot be read as FITS: {error}. Check that the file is whole.") from error


def write(
    file_path: str | Path,
    arrays: dict[str, np.ndarray],
    overwrite: bool = False,
    cards: dict[str, Any] | None = None,
    tables: dict[str, dict[str, np.ndarray]] | None = None,
) -> None:
    """Write named arrays as the HDUs of one FITS file (the first one primary), rows in the order given.

    `cards` are header cards of each, such as those of a WCS. `tables` follow: named columns of numbers each.

    Raises
    ------
    DataError
        If the file exists and `overwrite` is not set.
    """
    from astropy.io import fits

    path = writable(file_path, overwrite)
    names = list(arrays)
    hdus = [fits.PrimaryHDU(arrays[names[0]]), *(fits.ImageHDU(arrays[name], name=name) for name in names[1:])]
    hdus[0].header["EXTNAME"] = names[0].upper()
    for hdu in hdus:
        hdu.header.update(cards or {})
    for name, columns in (tables or {}).items():
        cells = [fits.Column(name=column, format="D", array=values) for column, values in columns.items()]
        hdus.append(fits.BinTableHDU.from_columns(cells, name=name))
    with storage.replacing(path) as stream:
        fits.HDUList(hdus).writeto(stream)


def existing(file_path: str | Path, name: str = "file_path") -> Path:
    """Return `file_path`, the argument of that name, as a Path, refusing one that is no file."""
    path = _path(file_path, name)
    if not path.is_file():
        raise exc.DataError(f"{name} = '{path}' is not a file. Check the path (working directory: '{Path.cwd()}').")
    return path


def writable(file_path: str | Path, overwrite: bool) -> Path:
    """Return `file_path` as a Path whose folder exists, refusing a file that must not be replaced."""
    path = _path(file_path, "file_path")
    if path.exists() and not overwrite:
        raise exc.DataError(f"'{path}' exists. Pass overwrite=True to replace it, or another path.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise exc.DataError(f"'{path.parent}' cannot be made: {error}. Choose another folder.") from error
    return path


def _path(file_path: Any, name: str) -> Path:
    if not isinstance(file_path, str | os.PathLike):
        raise exc.DataError(f"{name} is a {type(file_path).__name__}. Pass the path of a file, as text or a Path.")
    return Path(file_path)
