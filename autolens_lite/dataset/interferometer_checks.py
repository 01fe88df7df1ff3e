"""Checks of visibilities when a dataset is made: what cannot be fitted is refused, what is doubtful is said."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.dataset.host_arrays import owned, refuse_where
from autolens_lite.grid import Mask2D, fits_frame

# Baselines of under a hundred wavelengths resolve no more than half a degree: no array looks at lenses with them.
_SHORTEST_LONGEST_BASELINE = 100.0

# Wavelengths. No antenna is smaller, so that no two of them can be as close.
_SMALLEST_DISH = 1.0

# In a field of view that is this small a part of one resolution element there is nothing to image.
_UNIT_SUSPICION = 0.2
_RESOLUTION_ELEMENTS = 2.0


def mask_from(real_space_mask: Any) -> Mask2D:
    """Return the mask, refusing other types and one that hides every pixel.

    Warns
    -----
    AutoLensWarning
        If it is of a file whose x-axis points West, while that of visibilities points East.
    """
    if not isinstance(real_space_mask, Mask2D):
        raise exc.DataError(
            f"real_space_mask is a {type(real_space_mask).__name__}. Pass a Mask2D, such as "
            "Mask2D.circular(shape_native=(100, 100), pixel_scales=0.05, radius=2.0)."
        )
    if real_space_mask.pixels_in_mask == 0:
        raise exc.DataError("real_space_mask masks every pixel (True means masked). Pass invert=True to it?")
    mask = real_space_mask.mask
    if fits_frame.east_is_left(real_space_mask.sky_cards) and not np.array_equal(mask, mask[:, ::-1]):
        check.warn(
            "real_space_mask was read from a file in which East is on the left. Images of visibilities have East on "
            "the right: mirror it, al.Mask2D(mask.mask[:, ::-1], mask.pixel_scales), if it was drawn on such an image."
        )
    return real_space_mask


def unflagged_from(**arrays: Any) -> tuple[Any, ...]:
    """Return arrays of K rows without those that a NumPy masked array masks in any of them; else as they are.

    Raises DataError if an element of the rest is masked, as where all are, or if masked arrays are of other lengths
    than the others.
    """
    hidden = {name: np.ma.getmaskarray(a) for name, a in arrays.items() if isinstance(a, np.ma.MaskedArray)}
    if not any(mask.any() for mask in hidden.values()):
        return tuple(a.data if isinstance(a, np.ma.MaskedArray) else a for a in arrays.values())
    lengths = {name: np.shape(a)[:1] for name, a in arrays.items()}
    if len(set(lengths.values())) > 1 or () in lengths.values():
        raise exc.DataError(f"The masked arrays and the others are of unequal lengths: {lengths}. Pass equal lengths.")
    rows = [mask.reshape(len(mask), -1).any(axis=1) for mask in hidden.values()]
    kept = ~np.logical_or.reduce(rows)
    if not kept.any():
        raise exc.DataError(f"{' and '.join(hidden)} mask every visibility (True means masked). Invert the mask?")
    return tuple(np.ma.getdata(a)[kept] for a in arrays.values())


def data_from(data: Any) -> np.ndarray:
    """Return visibilities as a new complex128 array (K,), refusing real, empty and non-finite ones."""
    values = numbers_from("data", data, kinds="iufc")
    if values.dtype.kind != "c":
        raise exc.DataError(
            f"data has dtype {values.dtype} and shape {values.shape}, but visibilities are complex. "
            "Pass data[:, 0] + 1j * data[:, 1] if the columns are real and imaginary parts."
        )
    if values.ndim != 1 or values.size == 0:
        raise exc.DataError(
            f"data has shape {values.shape}. Pass one complex number per visibility, shape (K,), K > 0."
        )
    refuse_where("data", values, ~np.isfinite(values), "is not finite", "Remove flagged visibilities")
    return owned(values, np.complex128)


def warn_of_copies(data: np.ndarray, uv_wavelengths: np.ndarray) -> None:
    """Warn if the second half of the visibilities is the first once more, or its complex conjugate at (-u, -v)."""
    half = data.size // 2
    (first, second), (near, far) = (array[: 2 * half].reshape(2, half, -1) for array in (data, uv_wavelengths))
    if 2 * half != data.size or half < 2 or (first == first[0]).all():
        return
    for kind, copy, place in (
        ("the first once more", first, near),
        ("the conjugate of the first", first.conj(), -near),
    ):
        if np.array_equal(second, copy) and np.array_equal(far, place):
            check.warn(
                f"The second half of data is {kind}, baselines too: each measurement counts twice, and errors of "
                "parameters come out too small. Pass each visibility once."
            )


def visibilities_from(name: str, visibilities: Any, total: int, unit: str | None) -> np.ndarray:
    """Return one finite number for each visibility, (K,), in the data's unit where that is known."""
    values = numbers_from(name, units.plain(name, visibilities, unit or ""), f"({total},)", kinds="iufc")
    if values.shape != (total,):
        raise exc.DataError(f"{name} has shape {values.shape}. Pass one number for each visibility, shape ({total},).")
    refuse_where(name, values, ~np.isfinite(values), "is not finite", "Pass 0 for what has no value")
    return values


def noise_map_from(noise_map: Any, total: int, argument: str = "noise_map") -> np.ndarray:
    """Return sigma_re + i sigma_im as a new complex128 array (K,); a real noise map holds for both parts."""
    values = numbers_from(argument, noise_map, kinds="iufc")
    if values.shape != (total,):
        raise exc.DataError(
            f"{argument} has shape {values.shape}, but there are {total} visibilities. Pass equal lengths: ({total},)."
        )
    parts = ("real", "imag") if values.dtype.kind == "c" else ("real",)
    for part in parts:
        sigma = getattr(values, part)
        name = argument if len(parts) == 1 else f"the {'imaginary' if part == 'imag' else 'real'} part of {argument}"
        remedy = "Remove these visibilities, or give them a large positive sigma"
        refuse_where(name, sigma, ~np.isfinite(sigma), "is not finite", remedy)
        refuse_where(name, sigma, ~(sigma > 0.0), "is not positive", remedy)
    if len(parts) == 1:
        values = values.astype(np.float64) * (1.0 + 1.0j)
    return owned(values, np.complex128)


def uv_wavelengths_from(uv_wavelengths: Any, total: int | None = None) -> np.ndarray:
    """Return baselines (u, v) as a new float64 array (K, 2)."""
    if hasattr(uv_wavelengths, "coordinates"):
        raise exc.DataError(
            f"uv_wavelengths is a {type(uv_wavelengths).__name__}, of points of the sky. Pass baselines."
        )
    values = numbers_from("uv_wavelengths", uv_wavelengths, kinds="iufc", labels=("u", "v"))
    if values.dtype.kind == "c" or values.ndim != 2 or values.shape[1] != 2 or values.size == 0:
        hint = "Pass its transpose" if values.ndim == 2 and values.shape[0] == 2 else "Pass one (u, v) a row"
        raise exc.DataError(f"uv_wavelengths has shape {values.shape} and dtype {values.dtype}. {hint}: shape (K, 2).")
    if total is not None and len(values) != total:
        raise exc.DataError(f"uv_wavelengths has {len(values)} rows, but data has {total}. Pass equal lengths.")
    refuse_where(
        "uv_wavelengths", values, ~np.isfinite(values).all(axis=1), "is not finite", "Remove these visibilities"
    )
    return owned(values, np.float64)


def warn_of_scales(uv_wavelengths: np.ndarray, mask: Mask2D) -> None:
    """Warn where the image's pixels or extent cannot represent what the baselines measure.

    Warns
    -----
    AutoLensWarning
        If (u, v) are plainly not in wavelengths, or some shorter than one; if a pixel is larger than 1 / (2 max|u|),
        the Nyquist limit; if the unmasked region is smaller than two resolution elements 1 / max|(u, v)|.
    """
    lengths = np.hypot(uv_wavelengths[:, 0], uv_wavelengths[:, 1])
    longest = float(lengths.max())
    if longest == 0.0:
        check.warn("uv_wavelengths are all zero: only the total flux is measured.")
        return
    tiny = np.flatnonzero(lengths < _SMALLEST_DISH)
    if tiny.size and longest > _SHORTEST_LONGEST_BASELINE:
        check.warn(
            f"{tiny.size} of {lengths.size} baselines in uv_wavelengths, such as number {tiny[0]}, are shorter than "
            "one wavelength, and so than any dish. Are these autocorrelations (total powers)? Remove them, if they are."
        )
    resolution = 1.0 / (longest * units.ARCSEC)
    field = min(mask.extent_of_unmasked)
    if longest < _SHORTEST_LONGEST_BASELINE or field < _UNIT_SUSPICION * resolution:
        check.warn(
            f"The longest baseline in uv_wavelengths is {longest:.4g}, which resolves {resolution:.4g} arcsec in a "
            f"field of view of {field:.4g} arcsec. Are these metres (divide by the wavelength in metres) "
            "or kilowavelengths (multiply by 1000)?"
        )
        return
    if field < _RESOLUTION_ELEMENTS * resolution:
        check.warn(
            f"The unmasked field of view is {field:.4g} arcsec, less than {_RESOLUTION_ELEMENTS:.0f} resolution "
            f"elements of {resolution:.4g} arcsec. Enlarge real_space_mask."
        )
    for name, scale, frequencies in zip(("y", "x"), mask.pixel_scales, uv_wavelengths.T[::-1], strict=True):
        # A relative allowance, as pixel scales are often set to the limit itself.
        highest = float(np.abs(frequencies).max()) * (1.0 - 1.0e-9)
        if 2.0 * highest * scale * units.ARCSEC > 1.0:
            check.warn(
                f"The pixel scale in {name}, {scale:.4g} arcsec, is larger than the Nyquist limit of the longest "
                f"baseline in that direction, {0.5 / (highest * units.ARCSEC):.4g} arcsec. Use smaller pixels."
            )
