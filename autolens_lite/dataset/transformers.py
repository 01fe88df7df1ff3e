"""PyAutoLens' names of the transform from an image to visibilities, of which there is one here."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.dataset import interferometer_checks as checks
from autolens_lite.grid import Array2D, Mask2D

logger = logging.getLogger(__name__)


class TransformerNUFFT:
    """The transform of images at some baselines: a non-uniform FFT, to 12 digits.

    Datasets and simulators need no transformer: they take its class as an argument because scripts pass one.

    Parameters
    ----------
    uv_wavelengths
        Baselines (u, v) in wavelengths, (K, 2).
    real_space_mask
        The pixels of the image.

    Raises
    ------
    DataError
        If they are not such.
    """

    def __init__(self, uv_wavelengths: Any, real_space_mask: Mask2D) -> None:
        self.uv_wavelengths = checks.uv_wavelengths_from(uv_wavelengths)
        self.real_space_mask = checks.mask_from(real_space_mask)

    def visibilities_from(self, image: Array2D) -> np.ndarray:
        """Return the visibilities (K,) of an image on the mask.

        Raises
        ------
        DataError
            If `image` is not one.
        """
        from autolens_lite.dataset.fourier_transform import visibilities_from

        mask = self.real_space_mask
        if not isinstance(image, Array2D) or image.mask.shape_native != mask.shape_native:
            raise exc.DataError(f"image = {image!r} is not on the real_space_mask. Pass an Array2D of its shape.")
        native = image.mask.native_from(np.asarray(image))
        return visibilities_from(native, self.uv_wavelengths, mask.pixel_scales, mask.origin)


class TransformerDFT(TransformerNUFFT):
    """The same by the name of a direct sum, whose answer the non-uniform FFT gives to 12 digits."""


def check_class(transformer_class: Any) -> None:
    """Say what becomes of a class that is passed for the transform.

    Raises DataError if it is another class than these two.
    """
    if transformer_class is None:
        return
    if not isinstance(transformer_class, type) or not issubclass(transformer_class, TransformerNUFFT):
        raise exc.DataError(
            f"transformer_class = {transformer_class!r} is not one of the library's. Pass al.TransformerNUFFT, or "
            "leave it out."
        )
    if transformer_class is not TransformerNUFFT:
        logger.info("transformer_class: a non-uniform FFT to 12 digits runs in place of a direct sum.")
