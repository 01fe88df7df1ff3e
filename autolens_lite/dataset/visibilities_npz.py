"""Visibilities in NumPy archives: our own, and those under a few other common names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import exc, storage
from autolens_lite.archive import Archive
from autolens_lite.grid import Mask2D, fits, fits_frame

# The cards of the WCS of the mask's array, as JSON.
_CARDS = "sky_cards"


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

    Raises DataError if the file is not an archive, an array is missing, or one is there under two names and differs.
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
        if mask.sky_cards:
            arrays[_CARDS] = np.array(json.dumps(mask.sky_cards))
    if contents.primary_beam is not None:
        arrays["primary_beam"] = contents.primary_beam
    if contents.unit is not None:
        arrays["unit"] = np.array(contents.unit)
    with storage.replacing(path) as stream:
        np.savez(stream, **arrays)


class _Names:
    """An archive, asked for what may stand in it under several names."""

    def __init__(self, archive: Archive, path: Path) -> None:
        self.archive = archive
        self.path = path

    def first(
        self, *choices: tuple[str, ...], read: Callable[[list[np.ndarray]], Any] = lambda arrays: arrays[0]
    ) -> Any:
        """What `read` makes of the arrays of a choice of names that are all there; None where none are.

        Raises DataError if several choices are, and say different things: which is meant cannot be told.
        """
        there = [names for names in choices if all(name in self.archive for name in names)]
        found = [read([self.archive[name] for name in names]) for names in there]
        for names, other in zip(there[1:], found[1:], strict=True):
            if not np.array_equal(found[0], other):
                both = " and ".join(" + ".join(choice) for choice in (there[0], names))
                raise exc.DataError(f"'{self.path}' holds {both}, which differ. Keep one of them.")
        return found[0] if found else None

    def required(
        self, what: str, *choices: tuple[str, ...], read: Callable[[list[np.ndarray]], Any] = lambda arrays: arrays[0]
    ) -> Any:
        found = self.first(*choices, read=read)
        if found is None:
            wanted = " or ".join(" + ".join(names) for names in choices)
            held = ", ".join(self.archive) or "nothing"
            raise exc.DataError(f"'{self.path}' has no {what}: it needs {wanted}. It holds {held}.")
        return found


def _contents_of(names: _Names) -> Contents:
    data = names.required(
        "visibilities",
        *(("data",), ("visibilities",), ("vis_real", "vis_imag")),
        read=lambda parts: _complex_from(parts, "vis", names.path),
    )
    noise = names.required(
        "noise",
        *(("noise_map",), ("sigma_real", "sigma_imag"), ("sigma",)),
        read=lambda parts: _complex_from(parts, "sigma", names.path),
    )
    flags = names.first(("flags",), ("flag",))
    uv = names.required(
        "baselines", ("uv_wavelengths",), ("u", "v"), read=lambda uv: uv[0] if len(uv) == 1 else np.stack(uv, axis=-1)
    )
    return Contents(
        data=data if flags is None else _flagged(data, flags, names.path),
        noise_map=noise,
        uv_wavelengths=uv,
        mask=_mask_of(names),
        primary_beam=_beam_of(names),
        unit=_text_of(names, "unit", "the name of the unit of the visibilities"),
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


def _text_of(names: _Names, name: str, what: str) -> str | None:
    text = names.first((name,))
    if text is None:
        return None
    if text.shape or text.dtype.kind != "U":
        raise exc.DataError(f"The {name} in '{names.path}' is not text. Store {what}.")
    return str(text).strip() or None


def _flagged(data: np.ndarray, flags: np.ndarray, path: Path) -> np.ndarray:
    if flags.shape != data.shape or not np.isin(flags, (0, 1)).all():
        raise exc.DataError(
            f"The flags in '{path}' have shape {flags.shape} and dtype {flags.dtype}. Store one for each of the "
            f"visibilities, which have shape {data.shape}: true for those to leave out."
        )
    return np.ma.MaskedArray(data, flags.astype(bool))


def _mask_of(names: _Names) -> Mask2D | None:
    hidden = names.first(("mask",))
    scales = names.first(("pixel_scales",), ("pixel_scale",), read=lambda given: np.broadcast_to(given[0], (2,)))
    if hidden is None or scales is None:
        return None
    origin = names.first(("origin",))
    origin = np.zeros(2) if origin is None else origin
    if origin.shape != (2,):
        raise exc.DataError(f"'{names.path}' has an origin of shape {origin.shape}, which is not a pair (y, x).")
    mask = Mask2D(hidden, (float(scales[0]), float(scales[1])), (float(origin[0]), float(origin[1])))
    cards = json.loads(_text_of(names, _CARDS, "the cards of the mask's WCS as JSON") or "{}")
    if not fits_frame.are_cards(cards):
        raise exc.DataError(f"The {_CARDS} in '{names.path}' are not cards of a header. Leave them out.")
    return mask.with_sky_cards(cards)


def _beam_of(names: _Names) -> Any:
    beam, width = names.first(("primary_beam",)), names.first(("pb_fwhm_arcsec",))
    if beam is not None and width is not None:
        raise exc.DataError(f"'{names.path}' holds primary_beam and pb_fwhm_arcsec. Keep the one that is meant.")
    beam = width if beam is None else beam
    return float(beam) if beam is not None and beam.ndim == 0 else beam
