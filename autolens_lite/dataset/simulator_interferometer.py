"""Mock observations: an image, seen by an interferometer, with thermal noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.dataset import interferometer_checks as checks
from autolens_lite.dataset import primary_beam as beams
from autolens_lite.dataset import simulated_light, transformers
from autolens_lite.dataset.interferometer import Interferometer
from autolens_lite.dataset.simulator import Simulator
from autolens_lite.grid import Array2D, Grid2D


class SimulatorInterferometer(Simulator):
    """Observes images at given baselines.

    Parameters
    ----------
    uv_wavelengths
        Baselines (u, v) in wavelengths, (K, 2); see `uv_wavelengths_from` for those of an array of antennas.
    exposure_time
        In seconds, as scripts of PyAutoLens give it. The noise is `noise_sigma`, whatever the time: a warning says so.
    noise_sigma
        Standard deviation of the noise in the real and in the imaginary part of each visibility: one number, one per
        visibility (K,), or complex where the two parts differ. None adds no noise.
    noise_if_add_noise_false
        The noise map's value where no noise is added.
    noise_seed
        Seed of the noise; -1 or None for another noise in every run.
    primary_beam
        As for `Interferometer`: it multiplies the image, and is stored in the dataset.
    use_jax
        The backend of the dataset: True is jax, False is numba, and None that of the grid or image.
    transformer_class
        As for `Interferometer`.
    """

    def __init__(
        self,
        uv_wavelengths: Any,
        exposure_time: float | None = None,
        noise_sigma: Any = 0.1,
        noise_if_add_noise_false: float = 0.1,
        noise_seed: int | None = -1,
        primary_beam: Any = None,
        use_jax: bool | None = None,
        transformer_class: Any = None,
    ) -> None:
        transformers.check_class(transformer_class)
        super().__init__(noise_seed, use_jax)
        check.positive("noise_if_add_noise_false", noise_if_add_noise_false)
        self.uv_wavelengths = checks.uv_wavelengths_from(uv_wavelengths)
        if exposure_time is not None:
            check.positive("exposure_time", exposure_time)
            check.warn(
                f"exposure_time = {exposure_time} changes nothing: the noise of each visibility is noise_sigma. Pass "
                "the sigma of that exposure as noise_sigma, and leave exposure_time out."
            )
        self.exposure_time = exposure_time
        sigma = noise_if_add_noise_false if noise_sigma is None else noise_sigma
        name = "noise_if_add_noise_false" if noise_sigma is None else "noise_sigma"
        values = numbers_from(name, sigma, kinds="iufc")
        values = np.broadcast_to(values, (len(self.uv_wavelengths),)) if values.ndim == 0 else values
        self.noise_map = checks.noise_map_from(values, len(self.uv_wavelengths), name)
        self.adds_noise = noise_sigma is not None
        self.primary_beam = beams.checked(primary_beam)

    def via_image_from(self, image: Array2D) -> Interferometer:
        """Return the observation of `image` (flux per pixel), on its mask and backend."""
        from autolens_lite.dataset.fourier_transform import visibilities_from

        check.kind("image", image, Array2D, "Pass an Array2D, which knows its mask.", exc.DataError)
        image = self._switched(image)
        mask = image.mask
        beam = beams.slim_from(self.primary_beam, mask)
        slim = np.asarray(image) if beam is None else np.asarray(image) * beam
        visibilities = visibilities_from(mask.native_from(slim), self.uv_wavelengths, mask.pixel_scales, mask.origin)
        if self.adds_noise:
            visibilities = visibilities + self._noise()
        return Interferometer(
            visibilities, self.noise_map, self.uv_wavelengths, mask, primary_beam=beam, backend=image.backend
        )

    def via_tracer_from(self, tracer: Any, grid: Any) -> Interferometer:
        """Return the observation of the lensed image of a `Tracer` on `grid`, whose sub-pixels the dataset keeps.

        Raises
        ------
        ParameterError
            If a galaxy has light that only a fit knows: linear light profiles, or a pixelization; or profiles of
            `al.lp_snr` that have no intensity, which only a simulator of images finds.
        """
        simulated_light.require_in_tracer(tracer)
        simulated_light.require_intensities(tracer)
        if isinstance(grid, Grid2D):
            grid.require_centres()
        dataset = self.via_image_from(tracer.image_2d_from(grid=grid))
        return dataset.apply_over_sampling(over_sample_size_lp=grid.over_sample_size)

    def _noise(self) -> np.ndarray:
        real, imaginary = self._generator().standard_normal((2, len(self.uv_wavelengths)))
        return self.noise_map.real * real + 1.0j * self.noise_map.imag * imaginary
