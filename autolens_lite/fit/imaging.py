"""The fit of a tracer to a CCD image."""

from __future__ import annotations

import functools
from typing import Any, Self

from autolens_lite import exc
from autolens_lite.dataset import DatasetModel, Imaging
from autolens_lite.fit.abstract import Fit
from autolens_lite.fit.imaging_maps import ImagingMaps
from autolens_lite.grid import Coordinates
from autolens_lite.inversion import InversionImaging, Settings
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.pixelization import AdaptImages


class FitImaging(ImagingMaps, Fit):
    r"""A tracer compared with an image: one number, its terms, and maps of what is left over.

    With I the blurred image of the light profiles that have an intensity, r = d - sky - I and s the linear parameters
    (`Inversion`), chi^2 is the sum of (r / sigma)^2, plus s^T F s - 2 s^T D, and the log likelihood is -1/2 (chi^2 +
    sum ln(2 pi sigma^2)).

    Light profiles are evaluated on `dataset.grid` and, where the PSF carries light in from outside the mask, on
    `dataset.blurring_grid`; pixelized sources on `dataset.grid_pixelization`.

    Parameters
    ----------
    dataset
        The image, with the mask that says which pixels are fitted.
    tracer
        The lens system; its backend, if it has one, is the dataset's.
    dataset_model
        The sky's level and the position of the image on the sky; None for none.
    adapt_images
        Images of galaxies, and points of their meshes, that pixelizations adapt to.
    settings
        How the linear parameters are solved for.

    Raises
    ------
    BackendError
        If tracer and dataset use different backends.
    ParameterError
        If `settings` ask for an algorithm that is not one for images.
    """

    def __init__(
        self,
        dataset: Imaging,
        tracer: Tracer,
        dataset_model: DatasetModel | None = None,
        adapt_images: AdaptImages | None = None,
        settings: Settings | None = None,
    ) -> None:
        if not isinstance(dataset, Imaging):
            raise exc.DataError(f"dataset is a {type(dataset).__name__}. Pass an al.Imaging.")
        if dataset_model is not None and not isinstance(dataset_model, DatasetModel):
            raise exc.ParameterError(f"dataset_model is a {type(dataset_model).__name__}. Pass an al.DatasetModel.")
        super().__init__(dataset, tracer, adapt_images, settings)
        self.dataset_model = dataset_model

    def _with(self, tracer: Tracer, adapt_images: AdaptImages | None) -> Self:
        return type(self)(self.dataset, tracer, self.dataset_model, adapt_images, self.settings)

    def sky_from(self, coordinates: Coordinates) -> Coordinates:
        return coordinates if self.dataset_model is None else self.dataset_model.moved(coordinates)

    @property
    def _sky_level(self) -> Any:
        return 0.0 if self.dataset_model is None else self.dataset_model.background_sky_level

    def _blurred_image_of(self, galaxies: list[tuple[int, Galaxy]]) -> Any:
        """The blurred image of galaxies' light profiles that have an intensity, (M,); None where there are none."""
        dataset, around = self.dataset, self.dataset.blurring_grid
        image = self._sub_image_on(dataset.grid, galaxies, operated_only=False)
        if image is not None:
            outside = None if around is None else self._sub_image_on(around, galaxies, operated_only=False)
            image = dataset.blurred_from(image, outside)
        operated = self._sub_image_on(dataset.grid, galaxies, operated_only=True)
        if operated is None:
            return image
        operated = dataset.grid.binned_from(operated)
        return operated if image is None else image + operated

    @functools.cached_property
    def blurred_light_image(self) -> Any:
        """The blurred, lensed image of the light profiles that have an intensity, (M,)."""
        image = self._blurred_image_of(self._galaxies)
        return self.xp.zeros(self.dataset.grid.shape_slim) if image is None else image

    @functools.cached_property
    def _residual_of_light(self) -> Any:
        """Data minus sky and `blurred_light_image`, (M,)."""
        return self.dataset.operators.data - self._sky_level - self.blurred_light_image

    @functools.cached_property
    def chi_squared_of_light(self) -> Any:
        return self._residual_of_light @ self.dataset.operators.weighted(self._residual_of_light)

    def _data_rows(self, parameters: Any, root: Any) -> Any:
        residual = self._residual_of_light if self.inversion is None else self.inversion.residual_of(parameters)
        return self.dataset.operators.whitened(residual, root)

    @property
    def noise_normalization(self) -> Any:
        """Sum of ln(2 pi sigma^2); with a noise covariance C, ln det(2 pi C)."""
        return self.dataset.operators.noise_normalization

    @functools.cached_property
    def _linear_columns(self) -> Any:
        """The blurred, lensed image of each linear light profile with an intensity of 1, (n, M)."""
        dataset, around = self.dataset, self.dataset.blurring_grid
        inside = self._traced(dataset.grid)
        if dataset.psf is not None and dataset.psf.convolve_over_sample_size > 1:
            outside = None if around is None else self._traced(around)
            blurred = self.light.blurred_images_from(inside, outside, dataset.blurred_from)
        else:
            columns = self.light.images_from(inside, dataset.grid.binned_from)
            beyond = None if around is None else self.light.images_from(self._traced(around), around.binned_from)
            blurred = dataset.operators.convolved(columns, beyond)
        operated = self.light.operated
        if not operated.any():
            return blurred
        columns = self.light.images_from(inside, dataset.grid.binned_from)
        return self.xp.where(self.xp.asarray(operated)[:, None], columns, blurred)

    @functools.cached_property
    def inversion(self) -> InversionImaging | None:  # type: ignore[override]
        """The solve for linear light profiles and pixelized sources; None where the tracer has neither."""
        if not self._has_linear:
            return None
        columns = self._linear_columns if len(self.light) else None
        return InversionImaging(
            self.dataset, self._mappers_from(), self.light, self.settings, columns, self._residual_of_light
        )
