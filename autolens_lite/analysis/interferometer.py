"""The analysis of visibilities."""

from __future__ import annotations

from typing import Any

from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.analysis.visualizer import VisualizerInterferometer
from autolens_lite.dataset import Interferometer
from autolens_lite.fit import FitInterferometer


class AnalysisInterferometer(AnalysisDataset):
    """The likelihood of a model of galaxies, given visibilities.

    The model has an attribute `galaxies`, a collection of `Galaxy` models:
    `al.Collection(galaxies=al.Collection(lens=..., source=...))`. The log likelihood is
    `FitInterferometer.figure_of_merit`, less the penalties of `positions_likelihood_list`.

    Parameters
    ----------
    dataset
        The visibilities. The analysis uses their backend.
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
        If `dataset` is not an `Interferometer`.
    """

    dataset_class = Interferometer
    Visualizer = VisualizerInterferometer

    dataset: Interferometer

    def fit_from(self, instance: Any) -> FitInterferometer:
        """Return the fit of an instance of the model."""
        adapt_images = self.adapt_images_from(instance)
        return FitInterferometer(self.dataset, self.tracer_from(instance), adapt_images, self.settings)
