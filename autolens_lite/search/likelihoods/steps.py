"""Likelihoods that have steps, which searches that follow gradients cannot see, or waves."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.analysis.dataset import AnalysisDataset, galaxies_of


def warn_of_steps(likelihood: Any, vector: np.ndarray) -> None:
    """Warn where a source is on a mesh that changes by steps as its vertices move, or on vertices too even for it.

    Parameters
    ----------
    likelihood
        Of any kind: of those without galaxies on meshes there is nothing to say.
    vector
        A vector of the model, (p,).
    """
    if not isinstance(getattr(likelihood, "analysis", None), AnalysisDataset):
        return
    galaxies = galaxies_of(likelihood.model.instance_from_vector(vector)).values()
    pixelizations = [galaxy.pixelization for galaxy in galaxies if galaxy.pixelization is not None]
    meshes = [pixelization.mesh for pixelization in pixelizations]
    for name in dict.fromkeys(type(mesh).__name__ for mesh in meshes if mesh.has_steps):
        check.warn(
            f"the log evidence of a source on the mesh {name} has steps, of 1 to 66 over one sigma of the lens: "
            "gradients do not see them, searches stop at them, and errors are those of one step. Use "
            "al.mesh.CompactKernel() with al.reg.AdaptLaplacian() and an image mesh that adapts, such as "
            "al.image_mesh.Hilbert, or a rectangular mesh (docs/smooth_evidence.md)."
        )
    even = [p for p in pixelizations if p.image_mesh is not None and not p.image_mesh.uses_adapt_images]
    for name in dict.fromkeys(type(each.image_mesh).__name__ for each in even if not each.mesh.has_steps):
        check.warn(
            f"al.image_mesh.{name} has as many vertices in dark parts of the image as in bright ones: a source that is "
            "under-resolved so has waves in the log evidence, of some 1e-3 arcsec of the Einstein radius, in which "
            "gradients may end. Use an image mesh that adapts, such as al.image_mesh.Hilbert "
            "(docs/smooth_evidence.md)."
        )
