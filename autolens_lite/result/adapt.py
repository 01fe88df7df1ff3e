"""What a fit says of each galaxy's light, for the pixelizations of the next fit to adapt to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autolens_lite import config, exc, units

if TYPE_CHECKING:
    from autolens_lite.result.result import Result


@units.taken
def galaxy_name_image_dict_via_result_from(result: Result, use_model_images: bool = False) -> dict[str, np.ndarray]:
    """Return an image of each galaxy by its path in the model, such as "('galaxies', 'source')".

    They are of the sample of greatest likelihood, and kept by a search in its folder, so that a chain of fits that was
    stopped goes on with the same numbers. For the next analysis:
    `al.AdaptImages(galaxy_name_image_dict=al.galaxy_name_image_dict_via_result_from(result))`.

    Parameters
    ----------
    result
        The result of a fit to an image or to visibilities, with its analysis.
    use_model_images
        True for the model image of each galaxy (blurred, for CCD images). False for the data less the model images of
        all other galaxies, over the noise; visibilities have no such image, and give model images in either case.

    Returns
    -------
    Arrays (M,) on the unmasked pixels, on the host. Values below `adapt_minimum_percent` (config/general.yaml; a
    fraction, despite its name) of an image's greatest are raised to it.

    Raises
    ------
    DataError
        If the result was loaded without its analysis, or is not of galaxies.
    """
    images = result.galaxy_images
    if images is None:
        raise exc.DataError(
            f"The result's fit is a {type(result.max_log_likelihood_fit).__name__}, which has no images of galaxies. "
            "Pass the result of a fit to an image or to visibilities; of one factor, result[0], where several were "
            "fitted at once."
        )
    found = images.subtracted if images.noise.size and not use_model_images else images.models
    return {path: _raised(image) for path, image in zip(images.paths, found, strict=True)}


def _raised(image: np.ndarray) -> np.ndarray:
    return np.maximum(image, config.general("adapt_minimum_percent") * image.max())
