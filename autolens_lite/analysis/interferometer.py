"""The analysis of visibilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.analysis.positions import PositionsLH
from autolens_lite.dataset import Interferometer
from autolens_lite.fit import FitInterferometer
from autolens_lite.inversion import Settings
from autolens_lite.pixelization import AdaptImages


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

    Raises
    ------
    DataError
        If `dataset` is not an `Interferometer`.
    """

    dataset_class = Interferometer

    dataset: Interferometer

    def __init__(
        self,
        dataset: Interferometer,
        positions_likelihood_list: Iterable[PositionsLH] | PositionsLH | None = None,
        adapt_images: AdaptImages | None = None,
        cosmology: Any = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(dataset, positions_likelihood_list, adapt_images, cosmology, settings)

    def fit_from(self, instance: Any) -> FitInterferometer:
        """Return the fit of an instance of the model."""
        adapt_images = self.adapt_images_from(instance)
        return FitInterferometer(self.dataset, self.tracer_from(instance), adapt_images, self.settings)
