"""The maps of a fit to an image, for figures, files and the next fit."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from autolens_lite.grid import Array2D
from autolens_lite.lens import Galaxy

if TYPE_CHECKING:
    from autolens_lite.dataset import Imaging
    from autolens_lite.inversion import InversionImaging
    from autolens_lite.inversion.linear_light import LinearLight
    from autolens_lite.lens import Tracer


class ImagingMaps:
    """Images and residuals of a `FitImaging`, as `Array2D` on the dataset's mask; a part of that class."""

    dataset: Imaging
    tracer: Tracer
    light: LinearLight
    inversion: InversionImaging | None
    xp: Any
    blurred_light_image: Any
    _galaxies: list[tuple[int, Galaxy]]
    _sky_level: Any
    _blurred_image_of: Any

    def _map(self, values: Any) -> Array2D:
        return Array2D(values, self.dataset.mask, self.dataset.backend)

    @property
    def mask(self) -> Any:
        """The dataset's mask."""
        return self.dataset.mask

    @property
    def data(self) -> Array2D:
        """The data minus the sky of the dataset model."""
        return self._map(self.dataset.operators.data - self._sky_level)

    @property
    def noise_map(self) -> Array2D:
        """The standard deviations of the data."""
        return self.dataset.noise_map

    @property
    def signal_to_noise_map(self) -> Array2D:
        """`data` over `noise_map`, zero where negative."""
        return self._map(self.xp.maximum(self.data.slim / self.noise_map.slim, 0.0))

    @property
    def blurred_image(self) -> Array2D:
        """The blurred image of the light profiles that have an intensity."""
        return self._map(self.blurred_light_image)

    @property
    def profile_subtracted_image(self) -> Array2D:
        """`data` minus `blurred_image`."""
        return self._map(self.data.slim - self.blurred_light_image)

    @functools.cached_property
    def _model_slim(self) -> Any:
        image = self.blurred_light_image
        if self.inversion is not None:
            image = image + self.inversion.light_image
            if self.tracer.has_pixelization:
                image = image + self.inversion.blurred_reconstructed_image
        return image

    @property
    def model_data(self) -> Array2D:
        """The blurred image of all galaxies, without the sky."""
        return self._map(self._model_slim)

    @property
    def model_image(self) -> Array2D:
        """Another name of `model_data`."""
        return self.model_data

    @property
    def residual_map(self) -> Array2D:
        """`data` minus `model_data`."""
        return self._map(self.data.slim - self._model_slim)

    @property
    def normalized_residual_map(self) -> Array2D:
        """Residuals over sigma."""
        return self._map(self.residual_map.slim / self.noise_map.slim)

    @property
    def chi_squared_map(self) -> Array2D:
        """Squares of the normalized residuals."""
        return self._map(self.normalized_residual_map.slim**2)

    @property
    def residual_flux_fraction_map(self) -> Array2D:
        """Residuals over data, NaN where those are zero."""
        data = self.data.slim
        return self._map(self.residual_map.slim / self.xp.where(data == 0.0, float("nan"), data))

    @property
    def reduced_chi_squared(self) -> Any:
        """Sum of `chi_squared_map` over the number of pixels."""
        return self.xp.mean(self.chi_squared_map.slim)

    @functools.cached_property
    def model_images_of_galaxies_dict(self) -> dict[Galaxy, Array2D]:
        """The blurred image of each galaxy, solved for where it is linear or pixelized."""
        images = {}
        mappers = iter([] if self.inversion is None else self.inversion.mappers)
        for plane, galaxy in self._galaxies:
            image = self._blurred_image_of([(plane, galaxy)])
            image = self.xp.zeros(self.dataset.grid.shape_slim) if image is None else image
            if self.inversion is not None:
                rows = [i for i, row in enumerate(self.light.profiles) if row.galaxy is galaxy]
                if rows:
                    index = self.xp.asarray(rows)
                    image = image + self.inversion.intensities[index] @ self.inversion.light_columns[index]
                if galaxy.has_pixelization:
                    lensed = self.inversion.mapped_reconstructed_image_of(next(mappers))
                    image = image + self.dataset.operators.convolved(lensed)
            images[galaxy] = self._map(image)
        return images

    @property
    def galaxy_model_image_dict(self) -> dict[Galaxy, Array2D]:
        """Another name of `model_images_of_galaxies_dict`."""
        return self.model_images_of_galaxies_dict

    @property
    def subtracted_images_of_galaxies_dict(self) -> dict[Galaxy, Array2D]:
        """For each galaxy the data minus the model images of all others."""
        models = self.model_images_of_galaxies_dict
        residual = self.residual_map.slim
        return {galaxy: self._map(residual + image.slim) for galaxy, image in models.items()}

    @property
    def model_images_of_planes_list(self) -> list[Array2D]:
        """The blurred image of each plane's galaxies."""
        models = self.model_images_of_galaxies_dict
        return [self._map(sum(models[galaxy].slim for galaxy in plane)) for plane in self.tracer.planes]

    @property
    def subtracted_images_of_planes_list(self) -> list[Array2D]:
        """For each plane the data minus the model images of all others."""
        residual = self.residual_map.slim
        return [self._map(residual + image.slim) for image in self.model_images_of_planes_list]

    @property
    def lensed_source_image(self) -> Array2D:
        """The blurred image of the sources: of planes behind the first with a pixelized galaxy, and of the last."""
        return self._map(sum(self.model_images_of_planes_list[plane].slim for plane in self._source_planes))

    @property
    def lens_subtracted_image(self) -> Array2D:
        """`data` minus the model images of all other planes."""
        return self._map(self.residual_map.slim + self.lensed_source_image.slim)

    @property
    def _source_planes(self) -> list[int]:
        last = self.tracer.total_planes - 1
        return sorted({plane for plane, _ in self.tracer.pixelized_galaxies if plane > 0} | {last})
