"""The fit of a tracer to visibilities."""

from __future__ import annotations

import functools
from types import ModuleType
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.dataset import Interferometer
from autolens_lite.grid import Coordinates
from autolens_lite.inversion import InversionInterferometer, Settings
from autolens_lite.lens import Tracer
from autolens_lite.pixelization import Mapper
from autolens_lite.profile.light.operated import LightProfileOperated


class FitInterferometer(metaclass=check.NamedArguments):
    r"""A tracer compared with visibilities: one number, its terms, and maps of what is left over.

    The image of all light profiles and the pixelized sources are fitted together. With I that image, s the source
    pixels and W, `dirty` and `data_term` the dataset's operators,

    .. math:: \chi^2 = I^T W I - 2 I^T {\rm dirty} + {\rm data\_term} + s^T F s - 2 s^T D,

    so the likelihood costs nothing per visibility. Model and residual visibilities are computed when asked for.

    Parameters
    ----------
    dataset
        The visibilities.
    tracer
        The lens system; its backend, if it has one, is the dataset's.
    settings
        How pixelized sources are solved for.

    Raises
    ------
    BackendError
        If tracer and dataset use different backends.
    ModelError
        If a galaxy has linear light profiles.
    """

    def __init__(self, dataset: Interferometer, tracer: Tracer, settings: Settings | None = None) -> None:
        if not isinstance(dataset, Interferometer):
            raise exc.DataError(f"dataset is a {type(dataset).__name__}. Pass an al.Interferometer.")
        if not isinstance(tracer, Tracer):
            raise exc.ParameterError(f"tracer is a {type(tracer).__name__}. Pass al.Tracer(galaxies=[...]).")
        if tracer.backend is not None:
            backends.common_name(dataset, tracer)
        _refuse_linear(tracer)
        self.dataset = dataset
        self.tracer = tracer
        self.settings = Settings() if settings is None else settings

    @property
    def backend(self) -> str:
        """The name of the dataset's backend."""
        return self.dataset.backend

    @property
    def xp(self) -> ModuleType:
        """The backend's module."""
        return self.dataset.xp

    @functools.cached_property
    def light_image(self) -> Any:
        """The lensed image of all light profiles times the primary beam, (M,); None where there are none."""
        if not any(galaxy.light_profiles for galaxy in self.tracer.galaxies):
            return None
        grid = self.dataset.grid
        image = grid.binned_from(self.tracer.image_from(grid.over_sampled))
        beam = self.dataset.primary_beam_slim
        return image if beam is None else image * beam

    @functools.cached_property
    def _weighted_light(self) -> Any:
        """W I."""
        if self.light_image is None:
            return None
        return self.xp.w_tilde_product(self.light_image, self.dataset.operators.w)

    @functools.cached_property
    def inversion(self) -> InversionInterferometer | None:
        """The solve for pixelized sources; None where the tracer has none."""
        pixelized = self.tracer.pixelized_galaxies
        if not pixelized:
            return None
        grid = self.dataset.grid_pixelization
        traced = self.tracer.traced_coordinates_from(grid.over_sampled, pixelized[-1][0])
        mappers = [
            Mapper(
                galaxy.pixelization,
                grid,
                traced[plane],
                self.settings.use_border_relocator,
                self.dataset.primary_beam_slim,
            )
            for plane, galaxy in pixelized
        ]
        return InversionInterferometer(self.dataset, mappers, self.settings, self._weighted_light)

    @functools.cached_property
    def _chi_squared_of_light(self) -> Any:
        operators = self.dataset.operators
        if self.light_image is None:
            return operators.data_term
        return operators.data_term + self.light_image @ (self._weighted_light - 2.0 * operators.dirty_image)

    @functools.cached_property
    def chi_squared(self) -> Any:
        """Sum of squared residuals over sigma^2, real and imaginary parts."""
        change = 0.0 if self.inversion is None else self.inversion.fast_chi_squared_change
        return self._chi_squared_of_light + change

    @property
    def noise_normalization(self) -> Any:
        """Sum of ln(2 pi sigma^2), real and imaginary parts."""
        return self.dataset.operators.noise_normalization

    @property
    def log_likelihood(self) -> Any:
        """-1/2 (chi^2 + noise normalization)."""
        return -0.5 * (self.chi_squared + self.noise_normalization)

    @property
    def regularization_term(self) -> Any:
        """s^T H s; None without a pixelized source, like the terms below."""
        return None if self.inversion is None else self.inversion.regularization_term

    @property
    def log_det_curvature_reg_matrix_term(self) -> Any:
        """ln det(F + H)."""
        return None if self.inversion is None else self.inversion.log_det_curvature_reg_matrix_term

    @property
    def log_det_regularization_matrix_term(self) -> Any:
        """ln det H."""
        return None if self.inversion is None else self.inversion.log_det_regularization_matrix_term

    @property
    def log_likelihood_with_regularization(self) -> Any:
        """-1/2 (chi^2 + s^T H s + noise normalization)."""
        if self.inversion is None:
            return None
        return -0.5 * (self.chi_squared + self.regularization_term + self.noise_normalization)

    @functools.cached_property
    def log_evidence(self) -> Any:
        """The log of the evidence of the lens with the source pixels integrated out (see `Inversion`)."""
        if self.inversion is None:
            return None
        return -0.5 * (
            self._chi_squared_of_light
            + self.inversion.minimum
            + self.log_det_curvature_reg_matrix_term
            - self.log_det_regularization_matrix_term
            + self.noise_normalization
        )

    @property
    def figure_of_merit(self) -> Any:
        """What a search maximises: the log evidence with a pixelized source, else the log likelihood."""
        return self.log_likelihood if self.inversion is None else self.log_evidence

    @functools.cached_property
    def model_image_slim(self) -> Any:
        """The lensed image of light profiles and pixelized sources, times the primary beam, (M,)."""
        parts = [] if self.light_image is None else [self.light_image]
        if self.inversion is not None:
            parts.append(self.inversion.mapped_reconstructed_image)
        return sum(parts) if parts else self.xp.zeros(self.dataset.grid.shape_slim)

    @property
    def model_image(self) -> np.ndarray:
        """The model's image on the sky times the primary beam, native (Ny, Nx), zero where masked."""
        return self.dataset.real_space_mask.native_from(self.xp.to_numpy(self.model_image_slim))

    @functools.cached_property
    def model_data(self) -> np.ndarray:
        """The model visibilities, complex (K,), on the host."""
        from autolens_lite.dataset.transform import visibilities_from

        mask = self.dataset.real_space_mask
        return visibilities_from(self.model_image, self.dataset.uv_wavelengths, mask.pixel_scales, mask.origin)

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

    @property
    def dirty_image(self) -> np.ndarray:
        """The dirty image of the data, native (Ny, Nx), as `Interferometer.dirty_image`."""
        return np.asarray(self.dataset.dirty_image.native)

    @functools.cached_property
    def dirty_residual_map(self) -> np.ndarray:
        """The dirty image of the residual visibilities, native (Ny, Nx)."""
        return np.asarray(self.dataset.dirty_image_of(self.residual_map).native)

    @property
    def dirty_model_image(self) -> np.ndarray:
        """The dirty image of the model visibilities, native (Ny, Nx)."""
        return np.asarray(self.dataset.dirty_image_of(self.model_data).native)

    @property
    def dirty_normalized_residual_map(self) -> np.ndarray:
        """The dirty image of the residuals in units of its noise, native (Ny, Nx)."""
        return self.dirty_residual_map / self.dataset.dirty_noise

    def source_image_from(self, coordinates: Coordinates) -> Any:
        """Return the light profiles' brightness (N,) at points of the last plane, unlensed."""
        return sum(galaxy.image_from(coordinates) for galaxy in self.tracer.planes[-1])


def _refuse_linear(tracer: Tracer) -> None:
    """Refuse light profiles whose intensities would have to be solved for."""
    for index, galaxy in enumerate(tracer.galaxies):
        for name, (profile, *_) in galaxy.linear_light_profiles.items():
            kind = type(profile).__name__
            operated = isinstance(profile, LightProfileOperated)
            linear, standard = ("lp_linear_operated", "lp_operated") if operated else ("lp_linear", "lp")
            raise exc.ModelError(
                f"'{name}' of galaxy {index} is or holds the linear light profile al.{linear}.{kind}, whose intensity "
                f"a fit to visibilities does not solve for. Use al.{standard}.{kind} with an intensity, or a "
                f"pixelization."
            )
