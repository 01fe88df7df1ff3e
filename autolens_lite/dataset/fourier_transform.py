"""Between images on a uniform grid of pixels and visibilities: V(u, v) = sum I exp(-2 pi i (x u + y v))."""

from __future__ import annotations

import numpy as np

from autolens_lite import units
from autolens_lite import xp as backends


def phases_from(uv_wavelengths: np.ndarray, pixel_scales: tuple[float, float]) -> np.ndarray:
    """Return the phase step, in radians, of every baseline per row (down) and per column (right) of pixels.

    Parameters
    ----------
    uv_wavelengths
        Baselines (u, v), (K, 2), in wavelengths.
    pixel_scales
        Pixel size (dy, dx) in arcsec.

    Returns
    -------
    (K, 2) float
    """
    scale = 2.0 * np.pi * units.ARCSEC
    return np.stack(
        [-scale * pixel_scales[0] * uv_wavelengths[:, 1], scale * pixel_scales[1] * uv_wavelengths[:, 0]], axis=1
    )


def first_pixel_phases_from(
    uv_wavelengths: np.ndarray,
    shape_native: tuple[int, int],
    pixel_scales: tuple[float, float],
    origin: tuple[float, float],
) -> np.ndarray:
    """Return the phase 2 pi (x u + y v) of the top left pixel in every baseline, (K,), in radians."""
    y = origin[0] + 0.5 * (shape_native[0] - 1) * pixel_scales[0]
    x = origin[1] - 0.5 * (shape_native[1] - 1) * pixel_scales[1]
    return 2.0 * np.pi * units.ARCSEC * (x * uv_wavelengths[:, 0] + y * uv_wavelengths[:, 1])


def visibilities_from(
    image: np.ndarray,
    uv_wavelengths: np.ndarray,
    pixel_scales: tuple[float, float],
    origin: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """Return the visibilities of an image, by NUFFT.

    Parameters
    ----------
    image
        Native values (Ny, Nx); masked pixels zero.
    uv_wavelengths
        Baselines (u, v), (K, 2), in wavelengths.
    pixel_scales, origin
        Of the image, in arcsec.

    Returns
    -------
    (K,) complex
        In the units of the image's pixel values.
    """
    image = np.asarray(image)
    sums = backends.get("numba").nufft_forward(phases_from(uv_wavelengths, pixel_scales), image)
    return sums * np.exp(-1j * first_pixel_phases_from(uv_wavelengths, image.shape, pixel_scales, origin))


def image_from(
    coefficients: np.ndarray,
    uv_wavelengths: np.ndarray,
    shape_native: tuple[int, int],
    pixel_scales: tuple[float, float],
    origin: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """Return the real part of the adjoint of `visibilities_from`, by NUFFT.

    `coefficients` are a complex number per baseline, (K,).

    Returns
    -------
    (Ny, Nx) float
        Re sum_k c_k exp(+2 pi i (x u_k + y v_k)).
    """
    shifted = coefficients * np.exp(1j * first_pixel_phases_from(uv_wavelengths, shape_native, pixel_scales, origin))
    return backends.get("numba").nufft_adjoint(phases_from(uv_wavelengths, pixel_scales), shifted, shape_native).real
