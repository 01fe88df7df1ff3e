"""Mock observations: light, blurred by a telescope, on a sky, counted by a camera."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.dataset import imaging_checks as checks
from autolens_lite.dataset import simulated_light
from autolens_lite.dataset.imaging import Imaging
from autolens_lite.dataset.simulator import Simulator
from autolens_lite.grid import Array2D, Convolver, Coordinates, Grid2D, Grid2DIrregular

_ROUNDING = 1.0e-13

# Larger counts do not fit into 64-bit integers.
_MOST_COUNTS = 1.0e18


class SimulatorImaging(Simulator):
    r"""Observes light with a camera. Images are in electrons per second per pixel, or any unit in which counts add.

    With B the blurred image, S the sky and t the exposure time, a pixel counts a Poisson number of mean (B + S) t, and
    its sigma in `noise_map` is :math:`\sqrt{(B + S) / t + \sigma_b^2}`: that of the mean, so that chi^2 of the true
    model has its textbook distribution.

    Parameters
    ----------
    exposure_time
        In seconds.
    background_sky_level
        Light of the sky in each pixel.
    subtract_background_sky
        Whether the sky's mean is taken off the data again.
    psf
        A `Convolver`, or None.
    normalize_psf
        Whether to divide the PSF by its sum.
    add_poisson_noise_to_data
        Whether to count; else the data are the means (with background noise).
    include_poisson_noise_in_noise_map
        Whether `noise_map` holds the sigma above; else `noise_if_add_noise_false` in every pixel.
    noise_if_add_noise_false
        See above.
    noise_seed
        Seed of the noise; -1 or None for another noise in every run. Global random state is neither used nor changed.
    background_noise_sigma
        Standard deviation of Gaussian noise in each pixel, such as that of reading it out, in the image's unit.
    use_jax
        The backend of the dataset: True is jax, False is numba, and None that of the grid or image.
    """

    def __init__(
        self,
        exposure_time: float,
        background_sky_level: float = 0.0,
        subtract_background_sky: bool = True,
        psf: Any = None,
        normalize_psf: bool = True,
        add_poisson_noise_to_data: bool = True,
        include_poisson_noise_in_noise_map: bool = True,
        noise_if_add_noise_false: float = 0.1,
        noise_seed: int | None = -1,
        background_noise_sigma: float = 0.0,
        use_jax: bool | None = None,
    ) -> None:
        super().__init__(noise_seed, use_jax)
        check.positive("exposure_time", exposure_time)
        check.non_negative("background_sky_level", background_sky_level)
        check.positive("noise_if_add_noise_false", noise_if_add_noise_false)
        check.non_negative("background_noise_sigma", background_noise_sigma)
        self.exposure_time = exposure_time
        self.background_sky_level = background_sky_level
        self.subtract_background_sky = subtract_background_sky
        self.psf = None if psf is None else checks.convolver_from(psf, normalize_psf)
        self.normalize_psf = normalize_psf
        self.add_poisson_noise_to_data = add_poisson_noise_to_data
        self.include_poisson_noise_in_noise_map = include_poisson_noise_in_noise_map
        self.noise_if_add_noise_false = noise_if_add_noise_false
        self.background_noise_sigma = background_noise_sigma

    def via_tracer_from(self, tracer: Any, grid: Grid2D) -> Imaging:
        """Return the observation of the lensed image of a `Tracer`, on the pixels of `grid`.

        Light is averaged over the grid's sub-pixels, which the dataset keeps; that from around the mask, or the image,
        is blurred in. Profiles of `al.lp_operated` are not blurred, as in a fit; those of `al.lp_snr` shine as in
        `tracer_with_intensities_from`, and stay as they are.

        Raises
        ------
        ParameterError
            If a galaxy has light that only a fit knows: linear light profiles, or a pixelization.
        """
        simulated_light.require_in_tracer(tracer)
        return self._observed(_grid(grid), self.tracer_with_intensities_from(tracer, grid).image_from)

    def tracer_with_intensities_from(self, tracer: Any, grid: Grid2D) -> Any:
        """Return the tracer with an intensity for each profile of `al.lp_snr`, by its signal to noise on `grid`.

        It is a copy where there are such profiles.

        Raises
        ------
        ParameterError
            If such a profile has no light on the grid.
        """
        simulated_light.check_tracer(tracer)
        coordinates = _grid(grid).coordinates
        if not _by_signal_to_noise(tracer.galaxies):
            return tracer
        tracer = copy.deepcopy(tracer)
        for plane, points in zip(tracer.planes, tracer.traced_coordinates_from(coordinates), strict=True):
            self._set_intensities(plane, points)
        return tracer

    def via_galaxies_from(self, galaxies: Sequence[Any], grid: Grid2D) -> Imaging:
        """Return the observation of galaxies that lens each other's light not at all; see `via_tracer_from`.

        Raises
        ------
        ParameterError
            If a galaxy has mass, and another is at another redshift; or light that only a fit knows; or is there twice.
        """
        galaxies = simulated_light.listed(galaxies)
        simulated_light.require(galaxies)
        redshifts = {float(galaxy.redshift) for galaxy in galaxies}
        if len(redshifts) > 1 and any(galaxy.mass_profiles for galaxy in galaxies):
            raise exc.ParameterError(
                "galaxies have mass and different redshifts, so they lens each other. Pass "
                "al.Tracer(galaxies=galaxies) to via_tracer_from."
            )
        coordinates = _grid(grid).coordinates
        if _by_signal_to_noise(galaxies):
            galaxies = copy.deepcopy(galaxies)
            self._set_intensities(galaxies, coordinates)
        shining = [galaxy for galaxy in galaxies if galaxy.light_profiles]
        if not shining:
            raise exc.ParameterError("galaxies have no light profiles. Pass at least one galaxy that has.")

        def light(points: Coordinates, operated_only: bool) -> Any:
            return sum(galaxy.image_from(points, operated_only) for galaxy in shining)

        return self._observed(grid, light)

    def via_image_from(self, image: Array2D, over_sample_size: Any = None, image_is_convolved: bool = False) -> Imaging:
        """Return the observation of an image, around which there is no light.

        Parameters
        ----------
        image
            Light per pixel, before the PSF.
        over_sample_size
            Of the dataset's light profiles; None for the default.
        image_is_convolved
            Whether `image` is what the PSF has made.
        """
        check.kind("image", image, Array2D, "Pass an Array2D, which knows its mask.", exc.DataError)
        image = self._switched(image)
        psf = checks.psf_from(self.psf, image.mask, self.normalize_psf)
        blurred = image if psf is None or image_is_convolved else psf.convolved_image_from(image)
        sizes = {} if over_sample_size is None else {"over_sample_size_lp": over_sample_size}
        return self._counted(np.asarray(blurred), image, psf, **sizes)

    def _observed(self, grid: Grid2D, light: Any) -> Imaging:
        """The observation of `light`, a function of coordinates and of whether the PSF is already in it."""
        grid = self._switched(grid)
        image, psf = blurred_from(light, grid, self.psf, self.normalize_psf)
        return self._counted(grid.xp.to_numpy(image), grid, psf, over_sample_size_lp=grid.over_sample_size)

    def _counted(self, blurred: np.ndarray, like: Any, psf: Any, **sizes: Any) -> Imaging:
        mean = np.asarray(blurred, dtype=np.float64) + self.background_sky_level
        # A convolution by FFT leaves the rounding errors of the brightest light where it is dark.
        mean = np.where(np.abs(mean) < _ROUNDING * np.abs(mean).max(), 0.0, mean)
        if not (np.isfinite(mean).all() and (mean >= 0.0).all()):
            raise exc.DataError(
                f"The image with its sky has values down to {mean.min()}: a camera counts no negative light. Pass an "
                "image that is finite and not negative, or a background_sky_level."
            )
        generator = self._generator()
        data = mean
        if self.add_poisson_noise_to_data:
            counts = float(mean.max()) * self.exposure_time
            if counts > _MOST_COUNTS:
                raise exc.DataError(
                    f"exposure_time = {self.exposure_time} makes {counts:.3g} counts in a pixel, more than can be "
                    "drawn. Pass a shorter one, or fainter light."
                )
            data = generator.poisson(mean * self.exposure_time) / self.exposure_time
        if self.background_noise_sigma:
            data = data + self.background_noise_sigma * generator.standard_normal(mean.shape)
        noise_map = np.full(mean.shape, float(self.noise_if_add_noise_false))
        if self.include_poisson_noise_in_noise_map:
            noise_map = np.sqrt(mean / self.exposure_time + self.background_noise_sigma**2)
        if not (noise_map > 0.0).all():
            raise exc.DataError(
                f"{np.count_nonzero(noise_map == 0.0)} pixels have neither light nor sky, hence no noise. Pass a "
                "background_sky_level or a background_noise_sigma."
            )
        if self.subtract_background_sky:
            data = data - self.background_sky_level
        return Imaging(
            data,
            noise_map,
            psf,
            use_normalized_psf=self.normalize_psf,
            mask=like.mask,
            backend=like.backend,
            **sizes,
        )

    def _set_intensities(self, galaxies: Sequence[Any], points: Coordinates) -> None:
        """Give profiles that are defined by their signal to noise, seen at `points`, an intensity."""
        grid = Grid2DIrregular(points.array, points.backend)
        for profile in _by_signal_to_noise(galaxies):
            profile.set_intensity_from(grid, self.exposure_time, self.background_sky_level)


def blurred_from(
    light: Callable[[Coordinates, bool], Any], grid: Grid2D, psf: Any, normalize_psf: bool
) -> tuple[Any, Convolver | None]:
    """Return the image (M,) of light on a grid's pixels, blurred by a PSF that carries light in from around them.

    `light` is the surface brightness at points, of what is already convolved (True) or of the rest. The PSF is returned
    too, as it was used.
    """
    grid.require_centres()
    # A dataset without data blurs exactly as one that is fitted does.
    ones = np.ones(grid.shape_slim)
    how: dict[str, Any] = {"use_normalized_psf": normalize_psf, "backend": grid.backend}
    empty = Imaging(ones, ones, psf, over_sample_size_lp=grid.over_sample_size, mask=grid.mask, **how)
    around, points = empty.blurring_grid, empty.grid.over_sampled
    outside = None if around is None else light(around.over_sampled, False)
    return empty.blurred_from(light(points, False), outside) + empty.grid.binned_from(light(points, True)), empty.psf


def _by_signal_to_noise(galaxies: Sequence[Any]) -> list[Any]:
    """The light profiles that are defined by their signal to noise."""
    profiles = (profile for galaxy in galaxies for profile in galaxy.light_profiles_with_intensity())
    return [profile for profile in profiles if hasattr(profile, "set_intensity_from")]


def _grid(grid: Any) -> Grid2D:
    check.kind("grid", grid, Grid2D, "Pass a Grid2D, such as al.Grid2D.uniform(...).", exc.DataError)
    return grid
