"""What the fits to all kinds of data have in common: the terms of one number."""

from __future__ import annotations

import abc
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.dataset import Dataset, DatasetModel
from autolens_lite.dataset.abstract import require_kind
from autolens_lite.dataset.switch import on_backend
from autolens_lite.fixed import cached_property, changed, told_later
from autolens_lite.grid import Coordinates, Grid2D
from autolens_lite.inversion import Inversion, Settings
from autolens_lite.inversion.linear_light import LinearLight
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.pixelization import AdaptImages, Mapper
from autolens_lite.pixelization.regularization import Regularization
from autolens_lite.xp.backend import Backend


class Fit(metaclass=check.NamedAbstract):
    r"""A tracer compared with data; abstract.

    Galaxies' light profiles with an intensity are taken off the data; linear light profiles and pixelized sources are
    then solved for together (`Inversion`).

    The parameters are those of `FitImaging`, without `dataset_model`.

    Raises
    ------
    BackendError
        If tracer and dataset use different backends.
    """

    #: The kind of data.
    dataset_class: ClassVar[type[Dataset]]

    #: The maps that are written as FITS images, with their units as `Dataset.fits_images` has them.
    fits_images: ClassVar[Mapping[str, str]] = {}

    #: Whether the data are an image, from which the model images of galaxies can be subtracted: where they are not,
    #: `subtracted_images_of_galaxies_dict` refuses, and neither FITS pages nor adapt images have any.
    data_are_an_image: ClassVar[bool] = False

    #: The sky's level and the position of the image on the sky; None for none.
    dataset_model: DatasetModel | None = None

    dataset: Dataset[Any]

    def __init__(
        self,
        dataset: Dataset,
        tracer: Tracer,
        adapt_images: AdaptImages | None = None,
        settings: Settings | None = None,
        xp: Any = None,
    ) -> None:
        require_kind(dataset, self.dataset_class)
        if xp is not None:
            dataset = on_backend(dataset, backends.name_of(xp))
        check.kind("tracer", tracer, Tracer, "Pass al.Tracer(galaxies=[...]).")
        check.kind("adapt_images", adapt_images, AdaptImages | None, "Pass al.AdaptImages(...).")
        check.kind("settings", settings, Settings | None, "Pass al.Settings(...).")
        if tracer.backend is not None:
            backends.common_name(dataset, tracer)
        if adapt_images is not None:
            adapt_images.require_use_of_points(tracer.galaxies)
        self.dataset = dataset
        self.tracer = tracer
        self.adapt_images = adapt_images
        self.settings = Settings() if settings is None else settings

    @property
    def backend(self) -> str:
        """The name of the dataset's backend."""
        return self.dataset.backend

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return self.dataset.xp

    @property
    @abc.abstractmethod
    def inversion(self) -> Inversion | None:
        """The solve for linear light profiles and pixelized sources; None where the tracer has neither."""

    @property
    @abc.abstractmethod
    def chi_squared_of_light(self) -> Any:
        """chi^2 of the light profiles that have an intensity, alone."""

    @property
    @abc.abstractmethod
    def noise_normalization(self) -> Any:
        """Sum of ln(2 pi sigma^2)."""

    @abc.abstractmethod
    def _data_rows(self, parameters: Any, root: Any) -> Any:
        """What the linear parameters (None without any) and all other light leave of the data, whitened by `root`."""

    def rows_of(self, parameters: Any, root: Any) -> Any:
        """Return numbers (R,), linear in the linear parameters, whose squares sum up to chi^2 + s^T H s.

        Parameters
        ----------
        parameters : (n,) float
            s, in the order of `Inversion`; None where there are none.
        root
            The `root` of the dataset's operators. Of visibilities the sum is less by `operators.least_chi_squared`.
        """
        rows = self._data_rows(parameters, root)
        if self.inversion is None:
            return rows
        return self.xp.concatenate([rows, self.inversion.regularization_rows(parameters)])

    def with_regularizations(self, regularizations: Sequence[Regularization]) -> Self:
        """Return the fit with other regularizations, all else (lens, light, meshes) as it is.

        Parameters
        ----------
        regularizations
            One for each pixelized galaxy, in the order of `inversion.mappers`. Matrices that do not depend on them are
            not computed again.
        """
        inversion = self.solved.with_regularizations(regularizations)
        others = {}
        for (_, galaxy), mapper in zip(self.tracer.pixelized_galaxies, inversion.mappers, strict=True):
            others[galaxy] = changed(galaxy, pixelization=mapper.pixelization)
        galaxies = [others.get(galaxy, galaxy) for galaxy in self.tracer.galaxies]
        tracer = Tracer.of_model(galaxies, self.tracer.cosmology).with_backend(self.tracer.backend)
        new = self._with(tracer, None if self.adapt_images is None else self.adapt_images.with_galaxies(others))
        new.__dict__["inversion"] = inversion  # where the property keeps it
        return new

    @abc.abstractmethod
    def _with(self, tracer: Tracer, adapt_images: AdaptImages | None) -> Self:
        """The fit of another tracer to the same data."""

    @staticmethod
    def _by_place(arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a fit with adapt images by the galaxies' places: other objects may come out of jax."""
        images = arguments.get("adapt_images")
        if images is None:
            return arguments
        places = {galaxy: place for place, galaxy in enumerate(arguments["tracer"].galaxies)}
        return arguments | {"adapt_images": images.with_galaxies(places)}

    @staticmethod
    def _by_object(arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments from which `_by_place` made these."""
        images, tracer = arguments.get("adapt_images"), arguments["tracer"]
        if images is None or not isinstance(tracer, Tracer):
            return arguments
        return arguments | {"adapt_images": images.with_galaxies(dict(enumerate(tracer.galaxies)))}

    @property
    def solved(self) -> Any:
        """The inversion of a tracer that has linear parameters."""
        return self.inversion

    def sky_from(self, coordinates: Coordinates) -> Coordinates:
        """Where points of the dataset's grids lie on the sky."""
        return coordinates if self.dataset_model is None else self.dataset_model.moved(coordinates)

    @property
    def model_images_of_galaxies_dict(self) -> dict[Galaxy, Any]:
        """The image of each galaxy, as the data would show it, (M,); empty where the data show no light."""
        return {}

    @property
    def subtracted_images_of_galaxies_dict(self) -> dict[Galaxy, Any]:
        """For each galaxy the data minus the model images of all others.

        Raises
        ------
        DataError
            If the data are not an image, from which the image of a galaxy could be taken.
        """
        raise exc.DataError(
            f"{type(self).__name__} has no subtracted images, as its data are not an image. The galaxies' own images "
            "are fit.model_images_of_galaxies_dict."
        )

    @cached_property
    def light(self) -> LinearLight:
        """The linear light profiles of the tracer."""
        return LinearLight(self.tracer)

    @property
    def _has_linear(self) -> bool:
        return bool(len(self.light)) or self.tracer.has_pixelization

    @cached_property
    def _last_plane(self) -> int:
        """The last plane with light."""
        planes = [plane for plane, _ in self.tracer.pixelized_galaxies]
        planes += [i for i, plane in enumerate(self.tracer.planes) if any(galaxy.light_profiles for galaxy in plane)]
        return max(planes, default=0)

    def _traced(self, grid: Grid2D) -> list[Coordinates]:
        """The sub-pixels of one of the dataset's grids in each plane with light; traced once."""
        key = id(grid)
        if key not in self._traces:
            points = self.sky_from(grid.over_sampled)
            self._traces[key] = self.tracer.traced_coordinates_from(points, self._last_plane)
        return self._traces[key]

    @cached_property
    def _traces(self) -> dict[int, list[Coordinates]]:
        return {}

    def _sub_image_on(self, grid: Grid2D, galaxies: list[tuple[int, Galaxy]], operated_only: bool | None = None) -> Any:
        """The lensed light, at a grid's sub-pixels, of profiles with intensity of (plane, galaxy); None without any."""
        total = None
        for plane, galaxy in galaxies:
            if galaxy.light_profiles_with_intensity(operated_only):
                hook = functools.partial(galaxy.image_from, operated_only=operated_only)
                image = self._traced(grid)[plane].evaluated(hook)
                total = image if total is None else total + image
        return total

    @property
    def _galaxies(self) -> list[tuple[int, Galaxy]]:
        return [(i, galaxy) for i, plane in enumerate(self.tracer.planes) for galaxy in plane]

    def _mappers_from(self, response: Any = None) -> list[Mapper]:
        """The mapper of each pixelized galaxy."""
        grid = self.dataset.grid_pixelization
        mappers = []
        for plane, galaxy in self.tracer.pixelized_galaxies:
            points, settings = self._traced(grid)[plane], self.settings
            mesh_grid = self._mesh_grid_of(galaxy)
            vertices = None if mesh_grid is None else self._vertices_of(mesh_grid, plane)
            adapt_image = None
            if self.adapt_images is not None:
                adapt_image = self.adapt_images.image_of(galaxy)
                for part in (galaxy.pixelization.mesh, galaxy.pixelization.regularization):
                    if part.needs_signal:
                        self.adapt_images.require_light(galaxy, grid.mask, type(part).__name__)
            more = (settings.use_border_relocator, response, vertices, adapt_image, settings.absolute_floor)
            mappers.append(Mapper.of_points(galaxy.pixelization, grid, points, *more))
            told_later(mappers[-1], image_plane_mesh_grid=mesh_grid)
        return mappers

    def _mesh_grid_of(self, galaxy: Galaxy) -> Any:
        """The points (S, 2) of a galaxy's mesh in the image plane; None where it needs none."""
        if not galaxy.pixelization.mesh.needs_vertices:
            return None
        found = None if self.adapt_images is None else self.adapt_images.image_plane_mesh_grid_of(galaxy)
        if found is None:
            adapt = None if self.adapt_images is None else self.adapt_images.given_image_of(galaxy)
            found = galaxy.pixelization.image_plane_mesh_grid_from(self.dataset.grid.mask, adapt)
        elif self.adapt_images is not None:
            self.adapt_images.doubt_mesh_grid(galaxy, self.dataset.grid.mask)
        return self.xp.as_float(found)

    def _vertices_of(self, points: Any, plane: int) -> Coordinates:
        """The points (S, 2) of a mesh, traced to a plane."""
        coordinates = self.sky_from(Coordinates(points[:, 0], points[:, 1], self.xp))
        return self.tracer.traced_coordinates_from(coordinates, plane)[plane]

    @cached_property
    def chi_squared(self) -> Any:
        """Sum of squared residuals over sigma^2."""
        if self.inversion is None:
            return self.chi_squared_of_light
        return self.inversion.chi_squared_beside(self.chi_squared_of_light)

    @property
    def log_likelihood(self) -> Any:
        """-1/2 (chi^2 + noise normalization)."""
        return -0.5 * (self.chi_squared + self.noise_normalization)

    @property
    def regularization_term(self) -> Any:
        """s^T H s; None without linear parameters, like the terms below."""
        return None if self.inversion is None else self.inversion.regularization_term

    @property
    def log_det_curvature_reg_matrix_term(self) -> Any:
        """ln det(F + H) over the regularized parameters."""
        return None if self.inversion is None else self.inversion.log_det_curvature_reg_matrix_term

    @property
    def log_det_regularization_matrix_term(self) -> Any:
        """ln det H over the regularized parameters."""
        return None if self.inversion is None else self.inversion.log_det_regularization_matrix_term

    @property
    def log_likelihood_with_regularization(self) -> Any:
        """-1/2 (chi^2 + s^T H s + noise normalization)."""
        if self.inversion is None:
            return None
        return -0.5 * (self.chi_squared + self.regularization_term + self.noise_normalization)

    @cached_property
    def log_evidence(self) -> Any:
        """The log of the evidence of the lens with the regularized parameters integrated out (see `Inversion`).

        Without regularized parameters it is the log likelihood at the best intensities.
        """
        if self.inversion is None:
            return None
        terms = self.inversion.minimum_beside(self.chi_squared_of_light) + self.noise_normalization
        if self.inversion.total_regularized:
            terms = terms + self.log_det_curvature_reg_matrix_term - self.log_det_regularization_matrix_term
        return -0.5 * terms

    @property
    def figure_of_merit(self) -> Any:
        """What a search maximises: the log evidence with linear parameters, else the log likelihood."""
        return self.log_likelihood if self.inversion is None else self.log_evidence

    @property
    def linear_light_profile_intensity_dict(self) -> dict[Any, Any]:
        """The intensity that each linear light profile was solved for.

        Raises
        ------
        ModelError
            If one and the same profile is in several places, in each of which it has an intensity of its own.
        """
        if self.inversion is None:
            return {}
        values = self.inversion.intensities
        found = {row.profile: values[i] for i, row in enumerate(self.light.profiles)}
        if len(found) < len(self.light.profiles):
            raise exc.ModelError(
                f"{len(self.light.profiles)} intensities were solved for, but of {len(found)} profiles: one and the "
                "same is in several places, such as two galaxies. Make one for each, or see inversion.intensities, in "
                "the order of light.profiles."
            )
        return found

    @property
    def tracer_linear_light_profiles_to_light_profiles(self) -> Tracer:
        """The tracer with its linear light profiles as those of `al.lp`, with the intensities solved for.

        Raises
        ------
        ModelError
            As of `linear_light_profile_intensity_dict`, or if a profile is not the library's.
        """
        from autolens_lite.fit import solved_light

        return solved_light.tracer_from(self.tracer, self.linear_light_profile_intensity_dict)

    @property
    def model_obj_linear_light_profiles_to_light_profiles(self) -> Tracer:
        """Another name of `tracer_linear_light_profiles_to_light_profiles`."""
        return self.tracer_linear_light_profiles_to_light_profiles

    def output_to_fits(self, folder: str | Path, overwrite: bool = False) -> list[Path]:
        """Write all maps of the fit as FITS images with WCS, bottom row first, zero where masked.

        `dataset.fits`, `fit.fits`, `galaxies.fits` and `tracer.fits` hold images on the dataset's pixels as named HDUs,
        with the dataset's WCS; `psf.fits` the PSF. `source_0.fits`, and so on, hold each source unlensed, in flux per
        arcsec^2, on axes in arcsec of the frame of the model, and as a table `MESH` the values on its mesh.

        Parameters
        ----------
        folder
            Where to write; it is made if need be.
        overwrite
            Whether to replace files that are there.

        Returns
        -------
        The paths of the files.

        Raises
        ------
        DataError
            If a file exists and `overwrite` is not set; none is then written.
        """
        from autolens_lite.fit import fits_output

        return fits_output.write(self, folder, overwrite)
