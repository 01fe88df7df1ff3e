"""FITS files on disk: read into native byte order with errors that say what is wrong, written whole or not at all."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import exc, storage


def read(file_path: str | Path, hdu: int = 0) -> np.ndarray:
    """Return a copy of the array in one HDU, rows in the order of the file, in the machine's byte order.

    Raises
    ------
    DataError
        If the file is absent or no FITS file, or the HDU is absent or holds no array.
    """
    path = existing(file_path)
    with opened(path) as hdus:
        if not 0 <= hdu < len(hdus):
            raise exc.DataError(f"hdu = {hdu} is not in '{path}', which has {len(hdus)} HDUs (0 to {len(hdus) - 1}).")
        data = hdus[hdu].data
        if data is None or data.dtype.names is not None:
            filled = [i for i, h in enumerate(hdus) if h.is_image and h.data is not None]
            raise exc.DataError(f"HDU {hdu} of '{path}' holds no array. HDUs with an array: {filled or 'none'}.")
        return np.array(data, dtype=data.dtype.newbyteorder("="), order="C")


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


def write(file_path: str | Path, arrays: dict[str, np.ndarray], overwrite: bool = False) -> None:
    """Write named arrays as the HDUs of one FITS file (the first one primary), rows in the order given.

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
    with storage.replacing(path) as stream:
        fits.HDUList(hdus).writeto(stream)


def existing(file_path: str | Path) -> Path:
    """Return `file_path` as a Path, refusing one that is no file."""
    path = Path(file_path)
    if not path.is_file():
        raise exc.DataError(f"file_path = '{path}' is not a file. Check the path (working directory: '{Path.cwd()}').")
    return path


def writable(file_path: str | Path, overwrite: bool) -> Path:
    """Return `file_path` as a Path whose folder exists, refusing a file that must not be replaced."""
    path = Path(file_path)
    if path.exists() and not overwrite:
        raise exc.DataError(f"'{path}' exists. Pass overwrite=True to replace it, or another path.")
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
