"""Whether sources on meshes are lensed: a mesh can show the arcs themselves, with hardly any lens before it."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis.dataset import AnalysisDataset, galaxies_of
from autolens_lite.guide.split import pixelization_of

logger = logging.getLogger(__name__)

# Of a source with arcs the image holds several times the light of the source.
_LEAST = 1.5


def doubts_of_meshes(likelihood: Any, vector: np.ndarray) -> list[str]:
    """Return a sentence for each source on a mesh that the lens before it hardly magnifies.

    Parameters
    ----------
    likelihood
        Of any kind: of those without galaxies on meshes there is nothing to doubt.
    vector
        The maximum, (p,).
    """
    analysis = getattr(likelihood, "analysis", None)
    if not isinstance(analysis, AnalysisDataset):
        return []
    if all(pixelization_of(galaxy) is None for galaxy in galaxies_of(likelihood.model).values()):
        return []
    host = analysis.with_dataset(analysis.dataset.with_backend("numba"))
    try:
        fit = host.fit_from(likelihood.model.instance_from_vector(vector))
        found = magnifications_of(fit)
    except exc.AutoLensError as error:  # a finished fit is not lost to the doubts about it
        logger.debug("magnifications are not looked at: %s", error)
        return []
    return [
        f"the source on mesh {number} is magnified {value:.2f} times: a mesh may show the arcs themselves, behind a "
        "lens that is too weak or bends rays together too early. Give positions of its images, by "
        "result.positions_likelihood_from() of a parametric fit, or priors of the mass about that fit"
        for number, value in enumerate(found)
        if value < _LEAST
    ]


def magnifications_of(fit: Any) -> list[float]:
    """Return the light of each source on a mesh in the image, without the PSF, over that in the source; behind a lens.

    Parameters
    ----------
    fit
        Of sources on meshes.
    """
    inversion, dataset = fit.inversion, fit.dataset
    pixel = float(np.prod(dataset.pixel_scales))
    found = []
    for (plane, _), mapper in zip(fit.tracer.pixelized_galaxies, inversion.mappers, strict=True):
        image = float(np.sum(np.asarray(inversion.mapped_reconstructed_image_of(mapper))))
        source = np.asarray(inversion.reconstruction_of(mapper)) @ np.asarray(mapper.interpolation.areas)
        if plane > 0 and source > 0.0:
            found.append(pixel * image / float(source))
    return found
