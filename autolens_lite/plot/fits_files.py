"""FITS files by the names that PyAutoLens has for them in its room of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autolens_lite import exc
from autolens_lite.dataset import Imaging, Interferometer
from autolens_lite.dataset.abstract import require_kind
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
    """Write data, PSF and noise map, as `dataset.output_to_fits` does; `file_path`, one file of all, is refused."""
    require_kind(dataset, Imaging)
    _require(file_path, data_path=data_path)
    dataset.output_to_fits(data_path, psf_path, noise_map_path, overwrite=overwrite)  # type: ignore[arg-type]


@taken
def fits_interferometer(
    dataset: Interferometer,
    file_path: str | Path | None = None,
    data_path: str | Path | None = None,
    noise_map_path: str | Path | None = None,
    uv_wavelengths_path: str | Path | None = None,
    overwrite: bool = False,
) -> None:
    """Write visibilities, noise map and baselines, as `dataset.output_to_fits` does; `file_path` is refused."""
    require_kind(dataset, Interferometer)
    paths = {"data_path": data_path, "noise_map_path": noise_map_path, "uv_wavelengths_path": uv_wavelengths_path}
    _require(file_path, **paths)
    dataset.output_to_fits(**paths, overwrite=overwrite)  # type: ignore[arg-type]


def _require(file_path: str | Path | None, **paths: str | Path | None) -> None:
    if file_path is not None:
        raise exc.ParameterError(f"file_path = '{file_path}': one file of all is not written. Pass {', '.join(paths)}.")
    for name, path in paths.items():
        if path is None:
            raise exc.ParameterError(f"{name} = None is not a file. Pass its name.")
