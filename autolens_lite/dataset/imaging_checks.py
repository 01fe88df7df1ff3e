"""Checks of images when a dataset is made or fitted: what cannot be fitted is refused, what is doubtful is said."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.dataset.host_arrays import read_only, refuse_where
from autolens_lite.grid import Array2D, Convolver, Mask2D, fits, fits_frame, fits_unit
from autolens_lite.grid.mask_2d import pixel_scales_from

# Pixel scales in headers and scripts are often rounded.
_SCALE_TOLERANCE = 1.0e-3
_PSF_SCALE_TOLERANCE = 1.0e-2

# Arcsec. A pixel below or above is one that is given in degrees, or of a WCS without a scale (one degree).
_PIXEL_SCALES = (1.0e-3, 100.0)

# A sigma whose inverse square is a number.
SIGMAS = (1.0e-150, 1.0e150)

_MASK_THEM = "Mask such pixels (mask=..., a NumPy masked array, or NaN replaced and apply_noise_scaling)"


@dataclasses.dataclass(frozen=True)
class Image:
    """What a user gave for an image: values (Ny, Nx), which of them are hidden, where pixels lie, what file says so."""

    values: np.ndarray
    hidden: np.ndarray
    pixel_scales: tuple[float, float] | None
    origin: tuple[float, float] = (0.0, 0.0)
    cards: dict[str, Any] = dataclasses.field(default_factory=dict)
    unit: str | None = None
    source: str = ""
    stated_scale: tuple[str, float] = ("", math.nan)


def image_from(name: str, values: Any, mask: Mask2D | None = None) -> Image:
    """Return the image in an Array2D, a file's, a NumPy masked array, or an array: (Ny, Nx), or slim (M,) on `mask`.

    Raises DataError if it has another shape, or values that are not real numbers.
    """
    if isinstance(values, Array2D):
        on = values.mask
        native = on.native_from(np.asarray(values, dtype=np.float64))
        return Image(native, on.mask, on.pixel_scales, on.origin, on.sky_cards, values.unit, name)
    if isinstance(values, fits.Image):
        image = image_from(name, values.values)
        source, stated = f"{name}, {values.source},", values.stated_scale
        return dataclasses.replace(
            image, cards=values.named_cards, unit=values.unit, source=source, stated_scale=stated
        )
    hidden = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    array = numbers_from(name, values, "(Ny, Nx)", kinds="iufc")
    if array.dtype.kind == "c":
        raise exc.DataError(
            f"{name} is complex. An image is real: pass {name}.real if that is what it holds, or use al.Interferometer "
            "for visibilities."
        )
    array = np.asarray(array, dtype=np.float64)  # no copy: what is kept are the unmasked pixels, which are one
    if mask is not None and array.shape == (mask.pixels_in_mask,):
        array = mask.native_from(array)
        hidden = None if hidden is None else mask.native_from(hidden)
    if array.ndim != 2 or array.size == 0:
        hint = {
            1: "Reshape it, or pass an Array2D or mask= with values of its unmasked pixels",
            3: f"Pass one plane of it, such as {name}[0]",
        }.get(array.ndim, "Pass a two-dimensional array")
        raise exc.DataError(f"{name} has shape {array.shape}, but an image has two dimensions (Ny, Nx). {hint}.")
    return Image(array, np.zeros(array.shape, dtype=bool) if hidden is None else hidden, None)


def mask_from(data: Image, noise: Image | None, mask: Mask2D | None, pixel_scales: Any) -> Mask2D:
    """Return the mask of a dataset: the pixels that neither `mask` nor the images themselves hide.

    Raises DataError if shapes differ, the size of pixels is unknown or contradictory, or no pixel is left.

    Warns
    -----
    AutoLensWarning
        If hardly a pixel is left, or a pixel has an unlikely size.
    """
    if noise is not None and noise.values.shape != data.values.shape:
        raise exc.DataError(
            f"noise_map has shape {noise.values.shape}, but data has shape {data.values.shape}. Pass equal shapes."
        )
    hidden = data.hidden if noise is None else data.hidden | noise.hidden
    cards = data.cards
    if noise is not None:
        warn_of_other_pixels(noise.source, noise.cards, data.cards, data.values.shape)
        (card, scale), (_, expected) = noise.stated_scale, data.stated_scale
        if abs(scale - expected) > _PSF_SCALE_TOLERANCE * expected:
            check.warn(
                f"{card} of {noise.source} is {scale:.6g} arcsec, but that of the data is {expected:.6g}. It is taken "
                "pixel by pixel: pass it on the pixels of the data, or correct its header."
            )
    scales, origin = data.pixel_scales, data.origin
    if noise is not None and noise.pixel_scales is not None:
        if scales is None:
            scales, origin = noise.pixel_scales, noise.origin
        elif not (_near(noise.pixel_scales, scales) and _same_origin(noise.origin, origin, scales)):
            raise exc.DataError(
                f"noise_map has pixel_scales {noise.pixel_scales} and origin {noise.origin}, but data has {scales} and "
                f"{origin}. Pass both on the same pixels."
            )
    if pixel_scales is not None:
        given = pixel_scales_from(pixel_scales)
        if scales is not None and not _near(scales, given):
            raise exc.DataError(f"pixel_scales = {given}, but the image has {scales}. Leave out one of them.")
        scales = scales or given
    if mask is not None:
        if scales is None:
            scales, origin = mask.pixel_scales, mask.origin
        require_same_frame("mask", mask, data.values.shape, scales, origin, cards)
        cards = cards or mask.sky_cards
        hidden = hidden | mask.mask
    if scales is None:
        raise exc.DataError(
            "pixel_scales is not given. Pass it in arcsec, pixel_scales=0.05, or data as "
            "al.Array2D.no_mask(values, pixel_scales=0.05)."
        )
    if hidden.all():
        raise exc.DataError("Every pixel is masked (True means masked). Pass invert=True to the mask?")
    if not all(_PIXEL_SCALES[0] <= scale <= _PIXEL_SCALES[1] for scale in scales):
        check.warn(
            f"pixel_scales = {scales} arcsec is not a size that pixels have. Is it in degrees? Pass pixel_scales in "
            "arcsec, 3600 times that, also where the WCS of a file has another size."
        )
    combined = Mask2D(hidden, scales, origin).with_sky_cards(cards)
    combined.warn_if_nearly_all_masked()
    return combined


def require_mask(name: str, mask: Any) -> None:
    """Refuse anything but a Mask2D with an unmasked pixel."""
    if not isinstance(mask, Mask2D):
        raise exc.DataError(
            f"{name} is a {type(mask).__name__}. Pass a Mask2D, such as "
            "al.Mask2D.circular(shape_native=dataset.shape_native, pixel_scales=0.05, radius=3.0)."
        )
    if mask.pixels_in_mask == 0:
        raise exc.DataError(
            f"{name} masks every pixel (True means masked). Pass invert=True to it, or a centre inside the image?"
        )


def require_same_frame(
    name: str,
    mask: Mask2D,
    shape: tuple[int, ...],
    pixel_scales: tuple[float, float],
    origin: tuple[float, float],
    cards: dict[str, Any],
) -> None:
    """Refuse a mask of another shape, pixel scale or origin than an image's; warn of one elsewhere on the sky."""
    if mask.shape_native != shape:
        raise exc.DataError(
            f"{name} has shape {mask.shape_native}, but the image has shape {shape}. Make it with that shape_native."
        )
    if not _near(mask.pixel_scales, pixel_scales):
        raise exc.DataError(f"{name} has pixel_scales {mask.pixel_scales}, but the image has {pixel_scales}.")
    if not _same_origin(mask.origin, origin, pixel_scales):
        raise exc.DataError(f"{name} has origin {mask.origin}, but the image has {origin}. Pass that origin to it.")
    warn_of_other_pixels(name, mask.sky_cards, cards, shape)


def warn_of_other_pixels(name: str, cards: dict[str, Any], data_cards: dict[str, Any], shape: tuple[int, ...]) -> None:
    """Warn if the headers of two images say that their pixels do not lie at the same places."""
    difference = fits_frame.difference_of(data_cards, cards, (shape[0], shape[1]))
    if difference:
        check.warn(
            f"The WCS of {name} has {difference}, as the WCS of the data has it. It is taken pixel by pixel: pass it "
            "on the pixels of the data, or correct its header."
        )


def data_from(image: Image, mask: Mask2D) -> np.ndarray:
    """Return the data at unmasked pixels, (M,) read-only, refusing values that are not finite."""
    slim = mask.slim_from(image.values)
    _refuse("data", slim, ~np.isfinite(slim), "is not finite", mask)
    if not slim.any():
        check.warn("data is zero in every unmasked pixel. Is it the right HDU, and the mask over the right pixels?")
    return read_only(slim)


def noise_map_from(
    image: Image | None, covariance: np.ndarray | None, mask: Mask2D, unit: str | None = None
) -> np.ndarray:
    """Return sigma at unmasked pixels, (M,) read-only, refusing values that are not finite and positive.

    Without an image it is that of the covariance (M, M). With one whose unit (BUNIT) is not that of the data, it is
    converted to it.

    Warns
    -----
    AutoLensWarning
        If it is converted, or the unit is another kind than that of the data.
    """
    if image is None:
        if covariance is None:
            raise exc.DataError("noise_map is missing. Pass sigma in every pixel, or noise_covariance_matrix.")
        return read_only(np.sqrt(np.diag(covariance)))
    slim, factor = mask.slim_from(image.values), fits_unit.factor_from("noise_map", image.unit, unit)
    if factor != 1.0:
        slim *= factor
    _refuse("noise_map", slim, ~np.isfinite(slim), "is not finite", mask)
    _refuse("noise_map", slim, ~(slim > 0.0), "is not positive", mask)
    outside = (slim < SIGMAS[0]) | (slim > SIGMAS[1])
    _refuse("noise_map", slim, outside, "has a square that floats cannot hold: has the image an odd unit?", mask)
    return read_only(slim)


def covariance_from(covariance: Any, mask: Mask2D, hidden: np.ndarray) -> np.ndarray | None:
    """Return the covariance (M, M) of the noise in unmasked pixels, read-only; None for None.

    Raises DataError if it has another shape, is not finite, not symmetric or not positive definite.

    `covariance` is of these M pixels, or of those that `hidden` (Ny, Nx) leaves, whose further rows and columns are
    taken out.
    """
    if covariance is None:
        return None
    values = numbers_from("noise_covariance_matrix", covariance, "(M, M)", kinds="iufc")
    total, before = mask.pixels_in_mask, int(np.count_nonzero(~hidden))
    if values.dtype.kind not in "iuf" or values.shape not in ((total, total), (before, before)):
        raise exc.DataError(
            f"noise_covariance_matrix has shape {values.shape} and dtype {values.dtype}. Pass real numbers of shape "
            f"({total}, {total}): one row and column per unmasked pixel."
        )
    values = np.array(values, dtype=np.float64)
    if len(values) != total:
        kept = np.flatnonzero(~mask.mask[~hidden])
        values = values[np.ix_(kept, kept)]
    if not np.isfinite(values).all():
        raise exc.DataError("noise_covariance_matrix has values that are not finite. Mask these pixels.")
    if not np.allclose(values, values.T, rtol=1.0e-8, atol=1.0e-8 * float(np.abs(np.diag(values)).max())):
        raise exc.DataError("noise_covariance_matrix is not symmetric. Pass 0.5 * (C + C.T), if rounding is the cause.")
    if not (np.diag(values) > 0.0).all():
        raise exc.DataError("noise_covariance_matrix has a variance that is not positive. Mask these pixels.")
    try:
        np.linalg.cholesky(values)
    except np.linalg.LinAlgError:
        raise exc.DataError(
            "noise_covariance_matrix is not positive definite: some combination of pixels would have no noise. Is it "
            "the covariance itself, of fewer samples than pixels? Add the pixels' own noise to its diagonal."
        ) from None
    return read_only(values)


def convolver_from(psf: Any, normalize: bool) -> Convolver:
    """Return a PSF that is given as a `Convolver` or as an array (ky, kx)."""
    if isinstance(psf, Convolver):
        return psf
    if not (isinstance(psf, np.ndarray | list | tuple | Array2D) or backends.is_concrete_jax(psf)):
        raise exc.DataError(f"psf is a {type(psf).__name__}. Pass an al.Convolver, an array (ky, kx), or None.")
    with check.argument("psf"):
        return Convolver(psf, normalize=normalize)


def psf_from(psf: Any, mask: Mask2D, use_normalized_psf: bool) -> Convolver | None:
    """Return the PSF of a dataset, refusing one that is larger than the image.

    Warns
    -----
    AutoLensWarning
        If it is sampled on other pixels than the image's, or is to be used with a sum that is not 1.
    """
    if psf is None:
        return None
    psf = convolver_from(psf, use_normalized_psf)
    shape = psf.kernel_shape_image_resolution
    if any(k > n for k, n in zip(shape, mask.shape_native, strict=True)):
        size = psf.convolve_over_sample_size
        largest = tuple(
            min(k, size * n - 1 + (size * n) % 2) for k, n in zip(psf.shape_native, mask.shape_native, strict=True)
        )
        raise exc.DataError(
            f"psf covers {shape} pixels, but the image has {mask.shape_native}. Trim it: psf.trimmed({largest}), or "
            "less if its wings are faint."
        )
    _warn_of_sampling(psf, mask)
    if use_normalized_psf:
        return psf.normalized
    _warn_of_sum(psf, "Pass use_normalized_psf=True")
    return psf


def _warn_of_sampling(psf: Convolver, mask: Mask2D) -> None:
    if psf.pixel_scales is None:
        return
    expected = tuple(scale / psf.convolve_over_sample_size for scale in mask.pixel_scales)
    if not _near(psf.pixel_scales, expected, _PSF_SCALE_TOLERANCE):
        source = f" ({psf.source})" if psf.source else ""
        check.warn(
            f"psf has pixel_scales {_shown(psf.pixel_scales)}{source}, but the image has {_shown(mask.pixel_scales)}, "
            f"of which a PSF with convolve_over_sample_size={psf.convolve_over_sample_size} has {_shown(expected)}. A "
            "PSF that is sampled s times finer needs convolve_over_sample_size=s."
        )


def _warn_of_sum(psf: Convolver, remedy: str) -> None:
    total = float(psf.kernel.sum())
    if abs(total - 1.0) > 1.0e-2:
        check.warn(
            f"psf sums to {total:.4g}, by which every model image is multiplied. {remedy}, if that is not meant."
        )


def psf_like(name: str, psf: Any, present: Convolver | None, mask: Mask2D) -> Convolver:
    """Return a PSF that takes the place of the `present` one; refuse one of another shape or sampling.

    Warns
    -----
    AutoLensWarning
        As `psf_from` does.
    """
    new = convolver_from(psf, normalize=False)
    described = [None if p is None else (p.shape_native, p.convolve_over_sample_size) for p in (new, present)]
    if described[0] != described[1]:
        raise exc.DataError(
            f"{name} has (shape, convolve_over_sample_size) = {described[0]}, but that of the dataset {described[1]}. "
            "Pass one like it, or make a new al.Imaging."
        )
    _warn_of_sampling(new, mask)
    _warn_of_sum(new, "Pass psf.normalized")
    return new


def require_shape(name: str, shape: tuple[int, ...], native: tuple[int, int], pixels: int) -> None:
    """Refuse an image (Ny, Nx) of another shape than a dataset's."""
    if shape != native:
        raise exc.DataError(
            f"{name} has shape {shape}, but the dataset has {native}. Pass that, or ({pixels},): its unmasked pixels."
        )


def _shown(pixel_scales: tuple[float, ...]) -> str:
    return f"({pixel_scales[0]:.6g}, {pixel_scales[1]:.6g})"


def _near(first: tuple[float, ...], second: tuple[float, ...], tolerance: float = _SCALE_TOLERANCE) -> bool:
    return bool(np.allclose(first, second, rtol=tolerance, atol=0.0))


def _same_origin(first: tuple[float, float], second: tuple[float, float], pixel_scales: tuple[float, float]) -> bool:
    return bool(np.allclose(first, second, rtol=0.0, atol=_SCALE_TOLERANCE * min(pixel_scales)))


def _refuse(name: str, values: np.ndarray, bad: np.ndarray, fault: str, mask: Mask2D) -> None:
    def place_of(pixel: int) -> str:
        row, column = mask.native_for_slim[pixel]
        return f"{row}, {column}"

    refuse_where(name, values, bad, fault, _MASK_THEM, place_of, "unmasked pixels")
