"""Visibilities as FITS arrays of two columns, the format in which PyAutoLens stores them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import fits


def pairs_from(file_path: str | Path, hdu: int = 0) -> np.ndarray:
    """Return an array (K, 2) as float64.

    Raises
    ------
    DataError
        If the HDU holds another shape.
    """
    values = fits.read(file_path, hdu)
    if values.ndim != 2 or values.shape[1] != 2:
        raise exc.DataError(f"HDU {hdu} of '{file_path}' has shape {values.shape}. It must hold two columns: (K, 2).")
    return values.astype(np.float64)


def complex_from(file_path: str | Path, hdu: int = 0) -> np.ndarray:
    """Return column 0 + i column 1 of an array (K, 2)."""
    pairs = pairs_from(file_path, hdu)
    return pairs[:, 0] + 1.0j * pairs[:, 1]


def parts_of(values: np.ndarray) -> np.ndarray:
    """Return real and imaginary parts as two columns (K, 2)."""
    return np.stack([values.real, values.imag], axis=-1)


def write_all(file_paths: Sequence[str | Path], values: Sequence[np.ndarray], overwrite: bool = False) -> None:
    """Write one array a file, after checking that every file may be written.

    Raises
    ------
    DataError
        If two paths are the same, or a file exists and `overwrite` is not set.
    """
    paths = [fits.writable(path, overwrite) for path in file_paths]
    if len({path.absolute() for path in paths}) != len(paths):
        raise exc.DataError(f"The paths {[str(path) for path in paths]} are not all different. Pass one per array.")
    for path, array in zip(paths, values, strict=True):
        fits.write(path, {"values": array}, overwrite)
