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

    All others are those of `AnalysisImaging`.

    Raises
    ------
    DataError
        If `dataset` is not an `Interferometer`.
    """

    dataset_class = Interferometer
    Visualizer = VisualizerInterferometer

    dataset: Interferometer

    def fit_from(self, instance: Any) -> FitInterferometer:
        adapt_images = self.adapt_images_from(instance)
        return FitInterferometer(self.dataset, self.tracer_from(instance), adapt_images, self.settings)
