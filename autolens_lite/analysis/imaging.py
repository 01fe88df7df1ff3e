"""The analysis of a CCD image."""

from __future__ import annotations

from typing import Any, Self

from autolens_lite.analysis.dataset import PARTS, AnalysisDataset, galaxies_of, part_of
from autolens_lite.analysis.fixed_light import has_fixed_light
from autolens_lite.analysis.visualizer import VisualizerImaging
from autolens_lite.dataset import Dataset, DatasetModel, Imaging
from autolens_lite.fit import FitImaging
from autolens_lite.fixed import changed
from autolens_lite.model import Collection, Model


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

    _told_otherwise = AnalysisDataset._told_otherwise | {"_fixed_light"}
    as_leaves = AnalysisDataset.as_leaves | {"_fixed_light"}

    # Images of light that is the same in all fits, by the inversion's names for them; None where there are none.
    _fixed_light: dict[str, Any] | None = None

    def fit_from(self, instance: Any) -> FitImaging:
        dataset_model: DatasetModel | None = part_of(instance, "dataset_model")
        adapt_images = self.adapt_images_from(instance)
        fit = FitImaging(self.dataset, self.tracer_from(instance), dataset_model, adapt_images, self.settings)
        return fit if self._fixed_light is None else fit.with_fixed_light(self._fixed_light)

    def for_model(self, model: Model | Collection, instance: Any) -> Self:
        """Return the analysis with images of the linear light, where all of it is fixed and not lensed.

        They are computed on the numba backend: nothing is compiled. Classes with fits of their own get none.
        """
        own = type(self)
        if own.fit_from is not AnalysisImaging.fit_from or own.tracer_from is not AnalysisDataset.tracer_from:
            return self
        host = self.with_dataset(self.dataset.with_backend("numba"))
        fit = host.fit_from(instance)
        if not len(fit.light) or not has_fixed_light(model, galaxies_of(instance), fit.light):
            return self
        return changed(self, _fixed_light={name: self.xp.as_float(part) for name, part in fit.images_of_light.items()})

    @property
    def leaves(self) -> Any:
        """The arrays of all analyses of galaxies, and images of fixed light."""
        return super().leaves | {"fixed_light": self._fixed_light}

    def with_leaves(self, leaves: Any) -> Self:
        return changed(super().with_leaves(leaves), _fixed_light=leaves["fixed_light"])

    def with_dataset(self, dataset: Dataset) -> Self:
        new = changed(self, dataset=dataset)
        vars(new).pop("_fixed_light", None)  # of the other data
        return new
