"""The ellipse that describes a dirty beam."""

from __future__ import annotations

import math

import numpy as np

from autolens_lite import units
from autolens_lite.dataset import Interferometer

_LOWEST = 0.35
_FEWEST_PIXELS, _MOST_PIXELS = 41, 401


def ellipse_of(dataset: Interferometer) -> tuple[tuple[float, float], float]:
    """Return the half-maximum ellipse of the beam's main lobe: ((major, minor) in arcsec, degrees from +x).

    A Gaussian is fitted to the lobe where it exceeds 0.35: its logarithm is a quadratic form, so the fit is linear.
    The curvature at the peak, exact from the (u, v) alone, says beforehand how wide the lobe is and how fine its pixels
    must be.
    """
    weights = 0.5 * (dataset.noise_map.real**-2.0 + dataset.noise_map.imag**-2.0)
    uv = dataset.uv_wavelengths * units.ARCSEC
    # A direction that no baseline measures has no width: as wide as the field will do.
    mask = dataset.mask
    field = max(number * scale for number, scale in zip(mask.shape_native, mask.pixel_scales, strict=True))
    floor = 8.0 * math.log(2.0) / field**2
    curvature = 4.0 * math.pi**2 * np.einsum("k,ki,kj->ij", weights, uv, uv) / weights.sum()
    flattest, sharpest = np.maximum(np.linalg.eigvalsh(curvature), floor)
    half_width = 2.5 * flattest**-0.5
    pixels = 2 * math.ceil(4.0 * half_width * sharpest**0.5) + 1
    pixels = min(max(pixels, _FEWEST_PIXELS), _MOST_PIXELS)
    scale = 2.0 * half_width / pixels
    xx, xy, yy = _log_quadratic(_lobe(weights, dataset.uv_wavelengths, pixels, scale), scale)
    widths, axes = np.linalg.eigh(np.array([[xx, xy], [xy, yy]]))
    major, minor = np.sqrt(8.0 * math.log(2.0) / np.maximum(widths, floor))
    return (float(major), float(minor)), math.degrees(math.atan2(axes[1, 0], axes[0, 0])) % 180.0


def _lobe(weights: np.ndarray, uv_wavelengths: np.ndarray, pixels: int, scale: float) -> np.ndarray:
    """The beam around its peak, which is the middle pixel, and zero outside the piece that holds the peak."""
    from scipy import ndimage

    from autolens_lite.dataset.fourier_transform import image_from

    total = image_from(weights.astype(np.complex128), uv_wavelengths, (pixels, pixels), (scale, scale), (0.0, 0.0))
    values = total / weights.sum()
    pieces, _ = ndimage.label(values > _LOWEST)
    return np.where(pieces == pieces[pixels // 2, pixels // 2], values, 0.0)


def _log_quadratic(lobe: np.ndarray, scale: float) -> np.ndarray:
    """The (xx, xy, yy) of -2 ln(lobe) as a quadratic form of (x, y) in arcsec, by least squares over the lobe."""
    rows, columns = np.nonzero(lobe > _LOWEST)
    middle = lobe.shape[0] // 2
    x, y = (columns - middle) * scale, (middle - rows) * scale
    values = lobe[rows, columns]
    # Weighted by the lobe itself: its top is nearer to a Gaussian than its foot.
    terms = np.stack([x * x, 2.0 * x * y, y * y], axis=1) * values[:, None]
    return np.linalg.lstsq(terms, -2.0 * np.log(values) * values, rcond=None)[0]
