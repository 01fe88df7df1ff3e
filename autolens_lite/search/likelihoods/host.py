"""Likelihoods one by one on the host, of a fit on whichever backend: nothing is compiled for a few of them."""

from __future__ import annotations

from typing import Any

from autolens_lite.analysis.dataset import AnalysisDataset, galaxies_of
from autolens_lite.analysis.likelihood import Likelihood


def on_host(analysis: AnalysisDataset) -> AnalysisDataset:
    """Return the analysis of the same data on the numba backend."""
    return analysis.with_dataset(analysis.dataset.with_backend("numba"))


def host_likelihood_of(likelihood: Any) -> Likelihood | None:
    """Return the likelihood on the host; None of another kind than of galaxies and one data set."""
    analysis = getattr(likelihood, "analysis", None)
    if not isinstance(likelihood, Likelihood) or not isinstance(analysis, AnalysisDataset):
        return None
    return Likelihood(on_host(analysis), likelihood.model)


def has_meshes(model: Any) -> bool:
    """Whether a galaxy of a model has a source on a mesh."""
    return any(getattr(galaxy, "pixelization", None) is not None for galaxy in galaxies_of(model).values())
