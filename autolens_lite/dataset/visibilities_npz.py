"""Visibilities in NumPy archives: our own, and those under a few other common names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import exc, storage
from autolens_lite.archive import Archive
from autolens_lite.grid import Mask2D, fits


class Contents(NamedTuple):
    """What an archive holds: complex data (K,), noise map (K,), baselines (K, 2); mask, primary beam, unit or None."""

    data: np.ndarray
    noise_map: np.ndarray
    uv_wavelengths: np.ndarray
    mask: Mask2D | None = None
    primary_beam: Any = None
    unit: str | None = None


def read(file_path: str | Path) -> Contents:
    """Return the visibilities in a .npz file.

    The arrays are looked for under these names:

    - visibilities: `data` or `visibilities` (complex), or `vis_real` and `vis_imag`;
    - noise: `noise_map`, or `sigma_real` and `sigma_imag`, or `sigma` (of each part);
    - baselines in wavelengths: `uv_wavelengths` (K, 2), or `u` and `v`;
    - optionally `mask` with `pixel_scales` (or `pixel_scale`) and `origin`, and `primary_beam` (at the unmasked pixels
      of that mask) or `pb_fwhm_arcsec` (a Gaussian's full width at half maximum);
    - optionally `unit`, the name of that of visibilities and noise;
    - optionally `flags` or `flag` (K,), true for visibilities to leave out, which are masked in `data`.

    The phases follow exp[-2 pi i (x u + y v)]; where u points East, x is the offset to the East.

    Raises DataError if the file is not an archive or an array is missing.
    """
    path = fits.existing(file_path)
    try:
        with path.open("rb") as stream:
            return _contents_of(_Names(Archive(stream), path))
    except exc.AutoLensError as error:
        if str(path) in str(error):
            raise
        raise exc.DataError(f"'{path}' cannot be read as a .npz archive: {error}.") from error
    except (ValueError, OSError, TypeError, IndexError) as error:
        raise exc.DataError(f"'{path}' cannot be read as a .npz archive: {error}.") from error


def write(file_path: str | Path, contents: Contents, overwrite: bool = False) -> None:
    """Write an archive that `read` understands; complete, or not at all."""
    path = fits.writable(file_path, overwrite)
    arrays: dict[str, Any] = {
        "data": contents.data,
        "noise_map": contents.noise_map,
        "uv_wavelengths": contents.uv_wavelengths,
    }
    if contents.mask is not None:
        mask = contents.mask
        arrays |= {"mask": mask.mask, "pixel_scales": mask.pixel_scales, "origin": mask.origin}
    if contents.primary_beam is not None:
        arrays["primary_beam"] = contents.primary_beam
    if contents.unit is not None:
        arrays["unit"] = np.array(contents.unit)
    with storage.replacing(path) as stream:
        np.savez(stream, **arrays)


class _Names:
    """An archive, asked for the first of several names that it has."""

    def __init__(self, archive: Archive, path: Path) -> None:
        self.archive = archive
        self.path = path

    def first(self, *choices: tuple[str, ...]) -> list[np.ndarray] | None:
        """The arrays of the first choice of names that are all there."""
        for names in choices:
            if all(name in self.archive for name in names):
                return [self.archive[name] for name in names]
        return None

    def required(self, what: str, *choices: tuple[str, ...]) -> list[np.ndarray]:
        found = self.first(*choices)
        if found is None:
            wanted = " or ".join(" + ".join(names) for names in choices)
            held = ", ".join(self.archive) or "nothing"
            raise exc.DataError(f"'{self.path}' has no {what}: it needs {wanted}. It holds {held}.")
        return found


def _contents_of(names: _Names) -> Contents:
    data = names.required("visibilities", ("data",), ("visibilities",), ("vis_real", "vis_imag"))
    noise = names.required("noise", ("noise_map",), ("sigma_real", "sigma_imag"), ("sigma",))
    flags = names.first(("flags",), ("flag",))
    uv = names.required("baselines", ("uv_wavelengths",), ("u", "v"))
    visibilities = _complex_from(data, "vis", names.path)
    return Contents(
        data=visibilities if flags is None else _flagged(visibilities, flags[0], names.path),
        noise_map=_complex_from(noise, "sigma", names.path),
        uv_wavelengths=uv[0] if len(uv) == 1 else np.stack(uv, axis=-1),
        mask=_mask_of(names),
        primary_beam=_beam_of(names),
        unit=_unit_of(names),
    )


def _complex_from(parts: list[np.ndarray], name: str, path: Path) -> np.ndarray:
    """One array as it is; of two, real numbers of one shape, the complex one that they are the parts of."""
    if len(parts) == 1:
        return parts[0]
    real, imag = parts
    if real.shape != imag.shape or {real.dtype.kind, imag.dtype.kind} - set("iuf"):
        raise exc.DataError(
            f"{name}_real and {name}_imag in '{path}' have shapes {real.shape} and {imag.shape} and dtypes "
            f"{real.dtype} and {imag.dtype}. Store real numbers, one of each for each visibility."
        )
    return real + 1.0j * imag


def _unit_of(names: _Names) -> str | None:
    unit = names.first(("unit",))
    if unit is None:
        return None
    if unit[0].shape or unit[0].dtype.kind != "U":
        raise exc.DataError(f"The unit in '{names.path}' is not text. Store the name of the unit of the visibilities.")
    return str(unit[0]).strip() or None


def _flagged(data: np.ndarray, flags: np.ndarray, path: Path) -> np.ndarray:
    if flags.shape != data.shape or not np.isin(flags, (0, 1)).all():
        raise exc.DataError(
            f"The flags in '{path}' have shape {flags.shape} and dtype {flags.dtype}. Store one for each of the "
            f"visibilities, which have shape {data.shape}: true for those to leave out."
        )
    return np.ma.MaskedArray(data, flags.astype(bool))


def _mask_of(names: _Names) -> Mask2D | None:
    found = names.first(("mask", "pixel_scales"), ("mask", "pixel_scale"))
    if found is None:
        return None
    scales = np.broadcast_to(found[1], (2,)).tolist()
    origin = names.first(("origin",)) or [np.zeros(2)]
    if origin[0].shape != (2,):
        raise exc.DataError(f"'{names.path}' has an origin of shape {origin[0].shape}, which is not a pair (y, x).")
    return Mask2D(found[0], (scales[0], scales[1]), (float(origin[0][0]), float(origin[0][1])))


def _beam_of(names: _Names) -> Any:
    beam = names.first(("primary_beam",), ("pb_fwhm_arcsec",))
    if beam is None:
        return None
    return float(beam[0]) if beam[0].ndim == 0 else beam[0]
