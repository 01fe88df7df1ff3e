"""The fit of a tracer to visibilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from autolens_lite.dataset import Interferometer
from autolens_lite.fit.abstract import Fit
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Array2D
from autolens_lite.grid.views import View, Visibilities
from autolens_lite.inversion import InversionInterferometer, Settings
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.pixelization import AdaptImages


class FitInterferometer(Fit):
    r"""A tracer compared with visibilities: one number, its terms, and maps of what is left over.

    Light profiles and pixelized sources are fitted together. With I the image of the light profiles that have an
    intensity, s the linear parameters (`Inversion`) and W, `dirty` and `data_term` the dataset's operators,

    .. math:: \chi^2 = I^T W I - 2 I^T {\rm dirty} + {\rm data\_term} + s^T F s - 2 s^T D,

    so the likelihood costs nothing per visibility. (At high signal to noise it is measured from a reference image, to
    lose no digits: see `dataset.reference_image`.) Model and residual visibilities are computed when asked for.

    The parameters are those of `FitImaging`, with visibilities as `dataset`, and without `dataset_model`.

    Raises
    ------
    BackendError
        If tracer and dataset use different backends.
    """

    dataset_class = Interferometer
    fits_images: ClassVar[Mapping[str, str]] = {
        "model_image": "{}",
        "dirty_model_image": "{}/beam",
        "dirty_residual_map": "{}/beam",
        "dirty_normalized_residual_map": "",
    }

    dataset: Interferometer

    def __init__(
        self,
        dataset: Interferometer,
        tracer: Tracer,
        adapt_images: AdaptImages | None = None,
        settings: Settings | None = None,
        xp: Any = None,
    ) -> None:
        super().__init__(dataset, tracer, adapt_images, settings, xp)

    def _with_beam(self, image: Any) -> Any:
        beam = self.dataset.primary_beam_slim
        return image if beam is None else image * beam

    def _with(self, tracer: Tracer, adapt_images: AdaptImages | None) -> Self:
        return type(self)(self.dataset, tracer, adapt_images, self.settings)

    def _image_of(self, galaxies: list[tuple[int, Galaxy]]) -> Any:
        grid = self.dataset.grid
        image = self._sub_image_on(grid, galaxies)
        return None if image is None else self._with_beam(grid.binned_from(image))

    @cached_property
    def light_image(self) -> Any:
        """The lensed image of the light profiles that have an intensity, times the primary beam; None without any."""
        return self._image_of(self._galaxies)

    @cached_property
    def _light_beyond(self) -> Any:
        """The light image less the image from which chi^2 is measured; None without any light."""
        return None if self.light_image is None else self.dataset.operators.beyond_reference(self.light_image)

    @cached_property
    def _weighted_light(self) -> Any:
        """W times that."""
        if self.light_image is None:
            return None
        return self.xp.w_tilde_product(self._light_beyond, self.dataset.operators.w)

    @cached_property
    def inversion(self) -> InversionInterferometer | None:
        """The solve for linear light profiles and pixelized sources; None where the tracer has neither."""
        if not self._has_linear:
            return None
        columns = None
        if len(self.light):
            grid = self.dataset.grid
            columns = self._with_beam(self.light.images_from(self._traced(grid), grid.binned_from))
        mappers = self._mappers_from(self.dataset.primary_beam_slim)
        images = (columns, self.light_image, self._weighted_light)
        return InversionInterferometer(self.dataset, mappers, self.light, self.settings, *images)

    @cached_property
    def chi_squared_of_light(self) -> Any:
        operators = self.dataset.operators
        if self.light_image is None:
            return operators.data_term
        slope = self._weighted_light - 2.0 * operators.residual_dirty_image
        return operators.residual_data_term + self._light_beyond @ slope

    def _data_rows(self, parameters: Any, root: Any) -> Any:
        image = self.light_image if self.inversion is None else self.inversion.image_of(parameters)
        factor, data = root
        if image is None:
            image = self.xp.zeros(self.dataset.grid.shape_slim)
        return self.dataset.operators.beyond_reference(image) @ factor - data

    @property
    def noise_normalization(self) -> Any:
        """Sum of ln(2 pi sigma^2), real and imaginary parts."""
        return self.dataset.operators.noise_normalization

    @cached_property
    def galaxy_image_dict(self) -> dict[Galaxy, Any]:
        """The lensed image of each galaxy's light, solved for where it is linear, times the primary beam, (M,)."""
        images = {}
        mappers = iter([] if self.inversion is None else self.inversion.mappers)
        for plane, galaxy in self._galaxies:
            image = self._image_of([(plane, galaxy)])
            image = self.xp.zeros(self.dataset.grid.shape_slim) if image is None else image
            for i, row in enumerate(self.light.profiles):
                if row.galaxy is galaxy:
                    image = image + self.solved.intensities[i] * self.solved.light_columns[i]
            if galaxy.has_pixelization:
                image = image + self.solved.lensed_slim_of(next(mappers))
            images[galaxy] = image
        return images

    @property
    def model_images_of_galaxies_dict(self) -> dict[Galaxy, Any]:
        """The image of each galaxy, (M,): for visibilities the same as `galaxy_image_dict`."""
        return self.galaxy_image_dict

    @cached_property
    def model_image_slim(self) -> Any:
        """The lensed image of light profiles and pixelized sources, times the primary beam, (M,)."""
        parts = [] if self.light_image is None else [self.light_image]
        if len(self.light):
            parts.append(self.solved.intensities @ self.solved.light_columns)
        if self.tracer.has_pixelization:
            parts.append(self.solved.lensed_slim)
        return sum(parts) if parts else self.xp.zeros(self.dataset.grid.shape_slim)

    @property
    def model_image(self) -> np.ndarray:
        """The model's image on the sky times the primary beam, native (Ny, Nx), zero where masked."""
        mask = self.dataset.real_space_mask
        return View.of(mask.native_from(self.xp.to_numpy(self.model_image_slim)), mask)

    @cached_property
    def model_data(self) -> np.ndarray:
        """The model visibilities, complex (K,), on the host."""
        from autolens_lite.dataset.fourier_transform import visibilities_from

        mask = self.dataset.real_space_mask
        image = np.asarray(self.model_image)
        return Visibilities.of(visibilities_from(image, self.dataset.uv_wavelengths, mask.pixel_scales, mask.origin))

    @property
    def model_visibilities(self) -> np.ndarray:
        """The model visibilities, complex (K,): another name of `model_data`."""
        return self.model_data

    @property
    def residual_map(self) -> np.ndarray:
        """Data minus model visibilities, complex (K,)."""
        return self.dataset.data - self.model_data

    @property
    def normalized_residual_map(self) -> np.ndarray:
        """Residuals over sigma, real and imaginary parts each by its own, complex (K,)."""
        residuals, sigma = self.residual_map, self.dataset.noise_map
        return residuals.real / sigma.real + 1j * residuals.imag / sigma.imag

    @property
    def chi_squared_map(self) -> np.ndarray:
        """Squares of the normalized residuals, complex (K,)."""
        residuals = self.normalized_residual_map
        return residuals.real**2 + 1j * residuals.imag**2

    @staticmethod
    def _native(image: Array2D) -> np.ndarray:
        return View.of(np.asarray(image.native), image.mask)

    @property
    def dirty_image(self) -> np.ndarray:
        """The dirty image of the data, native (Ny, Nx), as `Interferometer.dirty_image`."""
        return self._native(self.dataset.dirty_image)

    @cached_property
    def dirty_residual_map(self) -> np.ndarray:
        """The dirty image of the residual visibilities, native (Ny, Nx)."""
        return self._native(self.dataset.dirty_image_of(self.residual_map))

    @property
    def dirty_model_image(self) -> np.ndarray:
        """The dirty image of the model visibilities, native (Ny, Nx)."""
        return self._native(self.dataset.dirty_image_of(self.model_data))

    @property
    def dirty_normalized_residual_map(self) -> np.ndarray:
        """The dirty image of the residuals in units of its noise, native (Ny, Nx)."""
        return self.dirty_residual_map / self.dataset.dirty_noise

    @property
    def dirty_chi_squared_map(self) -> np.ndarray:
        """The square of `dirty_normalized_residual_map`, native (Ny, Nx)."""
        return self.dirty_normalized_residual_map**2
