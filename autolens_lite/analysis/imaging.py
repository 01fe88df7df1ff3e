"""The analysis of a CCD image."""

from __future__ import annotations

from typing import Any

from autolens_lite.analysis.dataset import PARTS, AnalysisDataset, part_of
from autolens_lite.analysis.visualizer import VisualizerImaging
from autolens_lite.dataset import DatasetModel, Imaging
from autolens_lite.fit import FitImaging


class AnalysisImaging(AnalysisDataset):
    """The likelihood of a model of galaxies, given an image.

    The model has an attribute `galaxies`, a collection of `Galaxy` models, and may have a `dataset_model`:
    `al.Collection(galaxies=al.Collection(lens=..., source=...), dataset_model=al.Model(al.DatasetModel))`. The log
    likelihood is `FitImaging.figure_of_merit`, less the penalties of `positions_likelihood_list`.

    Parameters
    ----------
    dataset
        The image. The analysis uses its backend.
    positions_likelihood_list
        Penalties on models that trace the images of a source to different places, one for each source.
    adapt_images
        Images of galaxies by their names in the model, that pixelizations adapt to.
    cosmology
        Of the tracer; Planck15 by default.
    settings
        How linear light profiles and pixelized sources are solved for.
    raise_inversion_positions_likelihood_exception
        Without effect: a pixelized source is fitted with or without positions.
    title_prefix
        What the titles of a search's figures begin with.
    use_jax
        The backend: True is jax, False is numba, to which the dataset is converted, once. None is the dataset's own.
    use_jax_for_visualization
        The same, of the fits that a search draws; None is that of the analysis.

    Raises
    ------
    DataError
        If `dataset` is not an `Imaging`.
    ParameterError
        If `settings` ask for an algorithm that is not one for images.
    """

    dataset_class = Imaging
    Visualizer = VisualizerImaging
    model_parts = (*PARTS, "dataset_model")

    dataset: Imaging

    def fit_from(self, instance: Any) -> FitImaging:
        dataset_model: DatasetModel | None = part_of(instance, "dataset_model")
        adapt_images = self.adapt_images_from(instance)
        return FitImaging(self.dataset, self.tracer_from(instance), dataset_model, adapt_images, self.settings)
