"""Visibilities as FITS arrays of two columns, the format in which PyAutoLens stores them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import exc
from autolens_lite.grid import fits


class Pairs(NamedTuple):
    """An array of two columns (K, 2), float64, its unit (BUNIT), None where the file names none, and its header."""

    values: np.ndarray
    unit: str | None
    header: dict[str, Any]

    @property
    def as_complex(self) -> np.ndarray:
        """Column 0 + i column 1, (K,)."""
        return self.values[:, 0] + 1.0j * self.values[:, 1]


def pairs_from(file_path: str | Path, hdu: fits.Hdu = 0, name: str = "hdu") -> Pairs:
    """Return an array (K, 2) and its unit.

    Raises DataError if the HDU holds another shape.
    """
    values, header = fits.read_with_header(file_path, hdu, name)
    if values.ndim != 2 or values.shape[1] != 2:
        raise exc.DataError(f"HDU {hdu} of '{file_path}' has shape {values.shape}. It must hold two columns: (K, 2).")
    return Pairs(values.astype(np.float64), str(header.get("BUNIT", "")).strip() or None, header)


def parts_of(values: np.ndarray) -> np.ndarray:
    """Return real and imaginary parts as two columns (K, 2)."""
    return np.stack([values.real, values.imag], axis=-1)


def write_all(
    file_paths: Sequence[str | Path], values: Sequence[np.ndarray], units: Sequence[str | None], overwrite: bool = False
) -> None:
    """Write one array a file, with its unit (BUNIT), after checking that every file may be written.

    Raises DataError if two paths are the same, or a file exists and `overwrite` is not set.
    """
    paths = [fits.writable(path, overwrite) for path in file_paths]
    if len({path.absolute() for path in paths}) != len(paths):
        raise exc.DataError(f"The paths {[str(path) for path in paths]} are not all different. Pass one per array.")
    for path, array, unit in zip(paths, values, units, strict=True):
        fits.write(path, {"values": array}, overwrite, units={"values": unit})
