"""How finely a PSF in a FITS file is sampled, as its header says."""

from __future__ import annotations

import math

from autolens_lite import check, exc
from autolens_lite.grid import fits, fits_frame

# How many times finer than the detector's pixels the array is: STPSF.
_ROTATION = 1.0  # degrees, unsaid
_FINER_CARDS = ("DET_SAMP", "OVERSAMP")


def scales_from(
    image: fits.Image, given: tuple[float, float] | None, over_sample_size: int
) -> tuple[tuple[float, float] | None, str]:
    """Return the size (dy, dx) in arcsec of a PSF's pixels, None where neither user nor header say, and its source.

    Warns
    -----
    AutoLensWarning
        If the header says another size than the one given, or, without any, another factor of sampling.
    """
    card, scales = image.stated_scale
    if card:
        held: tuple[float, float] | None = (scales, scales)
        if given is not None and not math.isclose(given[0], scales, rel_tol=1e-2):
            check.warn(
                f"pixel_scales = {given} of the PSF, but {card} = {scales:.6g} in the header of {image.source}. What "
                "is passed is used: leave it out for that of the file."
            )
    else:
        held = _of_wcs(image, given)
    if given is not None:
        return given, ""
    if held is not None:
        return held, f"{card or 'the WCS'} in the header of {image.source}"
    card, finer = fits_frame.number_of(image.header, _FINER_CARDS)
    if card and finer != over_sample_size:
        check.warn(
            f"{card} = {finer:.6g} in the header of {image.source}, but convolve_over_sample_size={over_sample_size}. "
            "A PSF that is sampled s times finer than the image needs convolve_over_sample_size=s."
        )
    return None, ""


def warn_of_rotation(kernel: fits.Image, data: fits.Image) -> None:
    """Warn where the headers of a PSF and of the data have North in other directions of the pixels."""
    angle = fits_frame.rotation_between(data.named_cards, kernel.named_cards)
    if angle is not None and abs(angle) > _ROTATION:
        check.warn(
            f"North in the header of {kernel.source}, the PSF, is {abs(angle):.3g} degrees from North in that of "
            f"{data.source}, and the PSF is taken pixel by pixel. Rotate it to the axes of the data, or correct its "
            "header."
        )


def _of_wcs(image: fits.Image, given: tuple[float, float] | None) -> tuple[float, float] | None:
    try:
        return image.scales_from(given)
    except exc.DataError:
        return None  # no WCS in angles
