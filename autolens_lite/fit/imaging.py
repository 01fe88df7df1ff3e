"""The fit of a tracer to a CCD image."""

from __future__ import annotations

import copy
import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

from autolens_lite import check, exc
from autolens_lite.dataset import DatasetModel, Imaging
from autolens_lite.fit.abstract import Fit
from autolens_lite.fit.cusps import RefinedLight, with_one_centre
from autolens_lite.fixed import cached_property, changed
from autolens_lite.grid import Array2D, Mask2D
from autolens_lite.inversion import InversionImaging, Settings
from autolens_lite.inversion.linear_light import LinearProfile
from autolens_lite.lens import Galaxy, Tracer, observed
from autolens_lite.pixelization import AdaptImages
from autolens_lite.profile import evaluate
from autolens_lite.profile.light.families import LightProfileOperated


class FitImaging(Fit):
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
    xp
        The backend, as a module of arrays (`np` is numba, `jnp` is jax) or by name, to which the dataset is converted,
        once; None for the dataset's own.

    Raises
    ------
    BackendError
        If tracer and dataset use different backends.
    ParameterError
        If `settings` ask for an algorithm that is not one for images.
    """

    dataset_class = Imaging
    data_are_an_image = True
    fits_images: ClassVar[Mapping[str, str]] = {
        "data": "{}",
        "model_data": "{}",
        "residual_map": "{}",
        "normalized_residual_map": "",
        "chi_squared_map": "",
        "lens_subtracted_image": "{}",
        "lensed_source_image": "{}",
    }

    dataset: Imaging
    _fixed_light: Mapping[str, Any] | None = None

    def __init__(
        self,
        dataset: Imaging,
        tracer: Tracer,
        dataset_model: DatasetModel | None = None,
        adapt_images: AdaptImages | None = None,
        settings: Settings | None = None,
        xp: Any = None,
    ) -> None:
        check.kind("dataset_model", dataset_model, DatasetModel | None, "Pass an al.DatasetModel.")
        super().__init__(dataset, tracer, adapt_images, settings, xp)
        self.dataset_model = dataset_model

    def _with(self, tracer: Tracer, adapt_images: AdaptImages | None) -> Self:
        return type(self)(self.dataset, tracer, self.dataset_model, adapt_images, self.settings)

    @property
    def _sky_level(self) -> Any:
        return 0.0 if self.dataset_model is None else self.dataset_model.background_sky_level

    def _blurred_image_of(self, galaxies: list[tuple[int, Galaxy]]) -> Any:
        """The blurred image of galaxies' light profiles that have an intensity, (M,); None where there are none."""
        dataset, around = self.dataset, self.dataset.blurring_grid
        blurred_from: Callable[..., Any] = dataset.blurred_from
        if dataset.integrate_cusps:
            image, blurred_from = self._refined_image_of(galaxies), dataset.pixels_blurred_from
        else:
            image = self._sub_image_on(dataset.grid, galaxies, operated_only=False)
        if image is not None:
            outside = None if around is None else self._sub_image_on(around, galaxies, operated_only=False)
            image = blurred_from(image, outside)
        operated = self._sub_image_on(dataset.grid, galaxies, operated_only=True)
        if operated is None:
            return image
        operated = dataset.grid.binned_from(operated)
        return operated if image is None else image + operated

    @cached_property
    def _refined_light(self) -> RefinedLight:
        pixels, model = self.dataset.grid.coordinates, self.dataset_model
        returned = _unmoved if model is None else model.returned
        return RefinedLight(pixels, self.dataset.pixel_scales, self.sky_from, returned)

    def _refined_image_of(self, galaxies: list[tuple[int, Galaxy]]) -> Any:
        """The lensed light of galaxies, (M,), with the integral of those in front about their cusps; None without."""
        grid, refined = self.dataset.grid, self._refined_light
        smooth: dict[int, list[Any]] = {}
        cusps: list[Any] = []
        for plane, galaxy in galaxies:
            for profile in galaxy.light_profiles_with_intensity(operated_only=False):
                (cusps if plane == 0 and profile.has_cusp else smooth.setdefault(plane, [])).append(profile)

        def binned(plane: int, profiles: list[Any]) -> Any:
            hook = functools.partial(evaluate.total_of, [profile.image_from for profile in profiles])
            return grid.binned_from(self._traced(grid)[plane].evaluated(hook))

        images = [binned(plane, profiles) for plane, profiles in smooth.items()]
        images += [refined.refined(binned(0, group), group) for group in with_one_centre(cusps)]
        return functools.reduce(operator.add, images) if images else None

    @cached_property
    def blurred_light_image(self) -> Any:
        """The blurred, lensed image of the light profiles that have an intensity, (M,)."""
        image = self._blurred_image_of(self._galaxies)
        return self.xp.zeros(self.dataset.grid.shape_slim) if image is None else image

    @cached_property
    def _residual_of_light(self) -> Any:
        """Data minus sky and `blurred_light_image`, (M,)."""
        return self.dataset.operators.data - self._sky_level - self.blurred_light_image

    @cached_property
    def chi_squared_of_light(self) -> Any:
        return self._residual_of_light @ self.dataset.operators.weighted(self._residual_of_light)

    def _data_rows(self, parameters: Any, root: Any) -> Any:
        residual = self._residual_of_light
        if self.inversion is not None:
            light = self._linear_image_of(parameters[-len(self.light) :]) if len(self.light) else None
            residual = self.inversion.residual_of(parameters, light)
        return self.dataset.operators.whitened(residual, root)

    @property
    def noise_normalization(self) -> Any:
        """Sum of ln(2 pi sigma^2); with a noise covariance C, ln det(2 pi C)."""
        return self.dataset.operators.noise_normalization

    def _linear_image_of(self, intensities: Any) -> Any:
        """The same as `_linear_image_from`, by the columns where the inversion has computed these."""
        assert self.inversion is not None
        columns = vars(self.inversion).get("light_columns")
        return self._linear_image_from(intensities) if columns is None else intensities @ columns

    def _linear_image_from(self, intensities: Any) -> Any:
        """The blurred, lensed image of the linear light profiles, (M,), with intensities (n,): blurred once."""
        dataset, around = self.dataset, self.dataset.blurring_grid
        inside = self._traced(dataset.grid)
        operated = self.xp.asarray(self.light.operated)
        sharp = self.xp.where(operated, 0.0, intensities)
        outside = None if around is None else self.light.summed_image_from(self._traced(around), sharp)
        image = self.light.summed_image_from(inside, sharp)
        if dataset.integrate_cusps:
            image = dataset.grid.binned_from(image)
            for i, row in enumerate(self.light.profiles):
                if self._is_refined(row):
                    means = dataset.grid.binned_from(inside[0].evaluated(row.profile.image_from))
                    image = image + sharp[i] * (self._refined_light.refined(means, [row.profile]) - means)
            image = dataset.pixels_blurred_from(image, outside)
        else:
            image = dataset.blurred_from(image, outside)
        if not self.light.operated.any():
            return image
        ready = self.light.summed_image_from(inside, self.xp.where(operated, intensities, 0.0))
        return image + dataset.grid.binned_from(ready)

    def _is_refined(self, row: LinearProfile) -> bool:
        """Whether the pixels about a linear profile's cusp are integrated."""
        is_in_front = row.plane == 0 and not isinstance(row.profile, LightProfileOperated)
        return self.dataset.integrate_cusps and is_in_front and row.profile.has_cusp

    def _refined_row(self, row: LinearProfile, image: Any) -> Any:
        return self._refined_light.refined(image, [row.profile]) if self._is_refined(row) else image

    def _linear_columns(self) -> Any:
        """The blurred, lensed image of each linear light profile with an intensity of 1, (n, M)."""
        dataset, around = self.dataset, self.dataset.blurring_grid
        inside = self._traced(dataset.grid)
        if dataset.psf is not None and dataset.psf.convolve_over_sample_size > 1:
            outside = None if around is None else self._traced(around)
            blurred = self.light.blurred_images_from(inside, outside, dataset.blurred_from)
        else:
            columns = self.light.images_from(inside, dataset.grid.binned_from, self._refined_row)
            beyond = None if around is None else self.light.images_from(self._traced(around), around.binned_from)
            blurred = dataset.operators.convolved(columns, beyond)
        operated = self.light.operated
        if not operated.any():
            return blurred
        columns = self.light.images_from(inside, dataset.grid.binned_from)
        return self.xp.where(self.xp.asarray(operated)[:, None], columns, blurred)

    @cached_property
    def inversion(self) -> InversionImaging | None:
        """The solve for linear light profiles and pixelized sources; None where the tracer has neither."""
        if not self._has_linear:
            return None
        parts = self._mappers_from(), self.light, self.settings
        # A copy, which never has the inversion: what holds each other waits for the garbage collector, with all memory.
        found = InversionImaging(self.dataset, *parts, copy.copy(self)._linear_columns, self._residual_of_light)
        return found if self._fixed_light is None else found.with_images_of_light(self._fixed_light)

    @property
    def images_of_light(self) -> dict[str, Any]:
        """The blurred images of the linear light profiles and what follows from them, by the inversion's names."""
        return InversionImaging(self.dataset, [], self.light, self.settings, self._linear_columns, None).images_of_light

    def with_fixed_light(self, images: Mapping[str, Any]) -> Self:
        """Return the fit with `images_of_light` of another, of which the linear light is the same."""
        return changed(self, _fixed_light=images)

    def _map(self, values: Any) -> Array2D:
        return Array2D(values, self.dataset.mask, self.dataset.backend).fixed()

    @property
    def mask(self) -> Mask2D:
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

    @cached_property
    def _model_slim(self) -> Any:
        image = self.blurred_light_image
        if self.inversion is not None:
            image = image + self.inversion.light_image
            if self.tracer.has_pixelization:
                image = image + self.inversion.blurred_reconstructed_image
        return image

    @property
    def unmasked_blurred_image_of_planes_list(self) -> list[Array2D]:
        """The blurred image of each plane's light profiles on the whole rectangle, with the intensities solved for.

        Raises
        ------
        ModelError
            If a source is pixelized: what lies beyond the mask does not tell of it.
        """
        if self.tracer.has_pixelization:
            raise exc.ModelError("A pixelized source has no image beyond the mask. See fit.model_data.")
        tracer = self.tracer_linear_light_profiles_to_light_profiles
        whole = observed.unmasked(self.dataset.grid)

        def image_of(plane: int) -> Array2D:
            def light(points: Any, operated: bool) -> Any:
                there = tracer.traced_coordinates_from(self.sky_from(points), plane)[plane]
                images = [
                    there.evaluated(functools.partial(g.image_from, operated_only=operated)) for g in planes[plane]
                ]
                return sum(images)

            return observed.blurred_from(light, whole, self.dataset.psf)

        planes = tracer.planes
        return [image_of(plane) for plane in range(tracer.total_planes)]

    @property
    def unmasked_blurred_image(self) -> Array2D:
        """The sum of `unmasked_blurred_image_of_planes_list`."""
        images = self.unmasked_blurred_image_of_planes_list
        return Array2D(sum(image.slim for image in images), images[0].mask, self.dataset.backend)

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

    @cached_property
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
                    lensed = self.inversion.lensed_slim_of(next(mappers))
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


def _unmoved(points: Any) -> Any:
    return points
