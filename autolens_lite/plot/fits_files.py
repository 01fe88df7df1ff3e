"""FITS files by the names that PyAutoLens has for them in its room of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.dataset import Imaging, Interferometer
from autolens_lite.dataset.abstract import require_kind
from autolens_lite.dataset.visibilities_fits import parts_of
from autolens_lite.grid import fits
from autolens_lite.units import taken


@taken
def fits_array(array: Any, file_path: str | Path, overwrite: bool = False, ext_name: str | None = None) -> None:
    """Write an array or a mask, as its `output_to_fits` does; the name of the HDU, `ext_name`, is its own."""
    del ext_name
    if not hasattr(array, "output_to_fits"):
        raise exc.ParameterError(f"array is a {type(array).__name__}. Pass an al.Array2D, al.Mask2D or al.Convolver.")
    array.output_to_fits(file_path=file_path, overwrite=overwrite)


@taken
def fits_imaging(
    dataset: Imaging,
    file_path: str | Path | None = None,
    data_path: str | Path | None = None,
    psf_path: str | Path | None = None,
    noise_map_path: str | Path | None = None,
    overwrite: bool = False,
) -> None:
    """Write data, PSF and noise map: a file each, as `dataset.output_to_fits` does, or one file of all.

    `file_path` has the HDUs MASK (1 where masked), DATA, PSF (where there is one) and NOISE_MAP, the last zero where
    masked, so that the mask is read first: `mask = al.Mask2D.from_fits(..., hdu="mask")`, and then
    `al.Imaging.from_fits(..., mask=mask, data_hdu="data", psf_hdu="psf", noise_map_hdu="noise_map")`.

    Raises
    ------
    DataError
        If a file exists and `overwrite` is not set.
    ParameterError
        If `file_path` and paths of single arrays are passed, or neither.
    """
    require_kind(dataset, Imaging)
    if not _is_one_file(file_path, data_path=data_path, psf_path=psf_path, noise_map_path=noise_map_path):
        _require(data_path=data_path)
        dataset.output_to_fits(data_path, psf_path, noise_map_path, overwrite=overwrite)  # type: ignore[arg-type]
        return
    images = {"mask": dataset.mask.mask.astype(np.uint8), "data": np.asarray(dataset.data.native)}
    own_cards = {}
    if dataset.psf is not None:
        images["psf"], own_cards["psf"] = np.asarray(dataset.psf.kernel), dataset.psf.wcs_cards
    images["noise_map"] = np.asarray(dataset.noise_map.native)
    units = dict.fromkeys(("data", "noise_map"), dataset.unit)
    fits.write_images(file_path, images, overwrite, dataset.wcs_cards, own_cards, units=units)  # type: ignore[arg-type]


@taken
def fits_interferometer(
    dataset: Interferometer,
    file_path: str | Path | None = None,
    data_path: str | Path | None = None,
    noise_map_path: str | Path | None = None,
    uv_wavelengths_path: str | Path | None = None,
    overwrite: bool = False,
) -> None:
    """Write visibilities, noise map and baselines: a file each, as `dataset.output_to_fits` does, or one file of all.

    `file_path` has the HDUs DATA, NOISE_MAP and UV_WAVELENGTHS, of two columns each, which
    `al.Interferometer.from_fits(..., visibilities_hdu="data", noise_map_hdu="noise_map",
    uv_wavelengths_hdu="uv_wavelengths")` reads.

    Raises
    ------
    DataError
        If a file exists and `overwrite` is not set.
    ParameterError
        If `file_path` and paths of single arrays are passed, or neither.
    """
    require_kind(dataset, Interferometer)
    paths = {"data_path": data_path, "noise_map_path": noise_map_path, "uv_wavelengths_path": uv_wavelengths_path}
    if not _is_one_file(file_path, **paths):
        _require(**paths)
        dataset.output_to_fits(**paths, overwrite=overwrite)  # type: ignore[arg-type]
        return
    arrays = {"data": parts_of(dataset.data), "noise_map": parts_of(dataset.noise_map)}
    arrays["uv_wavelengths"] = np.asarray(dataset.uv_wavelengths)
    units = dict.fromkeys(("data", "noise_map"), dataset.unit)
    fits.write(file_path, arrays, overwrite, units=units)  # type: ignore[arg-type]


def _is_one_file(file_path: str | Path | None, **paths: str | Path | None) -> bool:
    """Whether all is to be written to `file_path`, which other paths contradict."""
    given = [name for name, path in paths.items() if path is not None]
    if file_path is not None and given:
        raise exc.ParameterError(
            f"file_path = '{file_path}' is one file of all, and {given[0]} one of its own. Pass one."
        )
    return file_path is not None


def _require(**paths: str | Path | None) -> None:
    for name, path in paths.items():
        if path is None:
            raise exc.ParameterError(
                f"{name} = None is not a file. Pass its name, or file_path=... for one file of all."
            )
