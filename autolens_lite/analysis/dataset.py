"""What the analyses of all kinds of data have in common: galaxies made from an instance, and fitted."""

from __future__ import annotations

import abc
import functools
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Self

from autolens_lite import check, exc
from autolens_lite.analysis import unlensed
from autolens_lite.analysis.abstract import Analysis
from autolens_lite.analysis.carried_over import AnalysisArguments
from autolens_lite.analysis.positions import PositionsLH, checked_list, warn_of_places
from autolens_lite.cosmology import FlatLambdaCDM
from autolens_lite.dataset import Dataset
from autolens_lite.dataset.abstract import require_kind
from autolens_lite.dataset.switch import backend_of, switched
from autolens_lite.fixed import changed
from autolens_lite.inversion import Settings
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.model import Collection, Model
from autolens_lite.model.instance import ModelInstance
from autolens_lite.pixelization import AdaptImages

GALAXIES = ("galaxies", "extra_galaxies", "scaling_galaxies", "fields")
PARTS = (*GALAXIES, "cosmology")


def part_of(instance: Any, name: str) -> Any:
    """Return a part of an instance of a model, or None."""
    if isinstance(instance, ModelInstance):
        # An attribute that is missed is answered with the nearest name: that takes as long as to trace a small grid.
        return dict(instance.items()).get(name)
    return getattr(instance, name, None)


def galaxies_of(instance: Any) -> dict[tuple[str, str], Any]:
    """Return all galaxies of an instance of a model, in the tracer's order, by path, such as ("galaxies", "lens")."""
    found = {}
    for part in GALAXIES:
        galaxies = part_of(instance, part) or ()
        # In this order: an instance answers with care what it lacks, such as what an array has.
        if part != "fields" and not hasattr(galaxies, "items") and not check.are_many(galaxies):
            raise exc.ModelError(f"{part} is one {type(galaxies).__name__}. Write {part}=al.Collection(name=...).")
        found.update({(part, name): galaxy for name, galaxy in named_of(galaxies)})
    return found


def named_of(galaxies: Any) -> list[tuple[str, Any]]:
    """Return the galaxies, or models of some, of a part of a model or of its instance, with their names.

    They are in a collection, a dict or a list, or there is one alone, such as `fields=al.Model(al.MassField, ...)`.
    """
    if isinstance(galaxies, Galaxy | Model):
        return [("0", galaxies)]
    named = galaxies.items() if hasattr(galaxies, "items") else enumerate(galaxies)
    return [(str(name), galaxy) for name, galaxy in named]


class AnalysisDataset(Analysis, metaclass=AnalysisArguments):
    """The likelihood of a model of galaxies, given data; abstract.

    The model has an attribute `galaxies`, a collection of `Galaxy` models:
    `al.Collection(galaxies=al.Collection(lens=..., source=...))`. It may have more of them in `extra_galaxies`, such as
    neighbours, `scaling_galaxies`, such as members of a cluster, and `fields` (`al.MassField`), and a `cosmology`,
    before that of the analysis.
    The log likelihood is the `figure_of_merit` of the fit, less the penalties of `positions_likelihood_list`.

    The parameters are those of `AnalysisImaging`.

    Warns
    -----
    AutoLensWarning
        If a position is far from the image.
    """

    #: The kind of data.
    dataset_class: ClassVar[type[Dataset]]

    model_parts: tuple[str, ...] | None = PARTS

    # What `prepare` makes of the rest, and what figures look like.
    _told_otherwise = frozenset({"_prepared_mesh_grids", "_mesh_grids", "title_prefix", "use_jax_for_visualization"})
    as_leaves = _told_otherwise | {"dataset", "adapt_images", "positions_likelihood_list"}

    def __init__(
        self,
        dataset: Dataset[Any],
        positions_likelihood_list: Iterable[PositionsLH] | PositionsLH | None = None,
        adapt_images: AdaptImages | None = None,
        cosmology: Any = None,
        settings: Settings | None = None,
        raise_inversion_positions_likelihood_exception: bool = True,
        title_prefix: str | None = None,
        use_jax: bool | None = None,
        use_jax_for_visualization: bool | None = None,
    ) -> None:
        require_kind(dataset, self.dataset_class)
        dataset = switched(dataset, use_jax)
        del raise_inversion_positions_likelihood_exception
        check.kind("settings", settings, Settings | None, "Pass al.Settings(...).")
        check.kind("adapt_images", adapt_images, AdaptImages | None, "Pass al.AdaptImages(...).")
        if not isinstance(cosmology, FlatLambdaCDM | None):
            raise exc.ParameterError(f"cosmology = {cosmology!r} is not one. Pass al.cosmo.Planck15(), or another.")
        self.dataset: Any = dataset
        self.positions_likelihood_list = checked_list(positions_likelihood_list)
        warn_of_places(self.positions_likelihood_list, dataset.mask)
        self.adapt_images = adapt_images
        self.cosmology = cosmology
        self.settings = Settings() if settings is None else settings
        if not isinstance(title_prefix, str | None):
            raise exc.ParameterError(f"title_prefix = {title_prefix!r} is not text. Pass a string, or None.")
        self.title_prefix = title_prefix
        backend_of(use_jax_for_visualization)
        self.use_jax_for_visualization = use_jax_for_visualization
        # Points of image meshes by galaxy and choice: those of the next `leaves`, and those that were put in.
        self._prepared_mesh_grids: dict[str, Any] = {}
        self._mesh_grids: dict[str, Any] = {}

    @property
    def backend(self) -> str:
        """The name of the dataset's backend."""
        return self.dataset.backend

    @property
    def data_hash(self) -> str:
        """The digest of the data, by which the same are known again."""
        return self.dataset.hash

    @abc.abstractmethod
    def fit_from(self, instance: Any) -> Any:
        """Return the fit of an instance of the model."""

    def switched(self, use_jax: bool | None) -> Self:
        dataset = switched(self.dataset, use_jax)
        return self if dataset is self.dataset else self.with_dataset(dataset)

    def fit_for_visualization(self, instance: Any) -> Any:
        """Return the fit that a search draws: that of `fit_from`, on the backend of `use_jax_for_visualization`."""
        return self.switched(self.use_jax_for_visualization).fit_from(instance)

    def log_likelihood_function(self, instance: Any) -> Any:
        """Return the fit's figure of merit, less the penalties of positions.

        Raises
        ------
        ParameterError
            If a number on the way is larger or smaller than floats can hold.
        """
        try:
            fit = self.fit_from(instance)
            return fit.figure_of_merit - sum(
                p.penalty_from(fit.tracer, self.xp) for p in self.positions_likelihood_list
            )
        except ArithmeticError as error:
            raise exc.ParameterError(f"The model has a number that floats cannot hold: {error}.") from error

    @property
    def roots(self) -> Any:
        """What whitens the data's residuals."""
        return tuple(self.xp.constant(part) for part in self.dataset.operators.root)

    @property
    def residual_constant(self) -> float:
        """The noise normalization, and the chi^2 that the whitened residuals of visibilities leave out."""
        operators = self.dataset.operators
        return float(operators.noise_normalization) + operators.least_chi_squared

    def residual_rows(self, instance: Any, fixed: Any, roots: Any, expected: bool = False) -> Any:
        """Return whitened residuals, rows of regularizations, and one row for each of `positions_likelihood_list`."""
        if type(self).log_likelihood_function is not AnalysisDataset.log_likelihood_function:
            return super().residual_rows(instance, fixed, roots, expected)
        xp, held = self.xp, self.fit_from(fixed)
        solved = held.inversion
        solution = None if solved is None else (solved.reconstruction_reduced, solved.curvature_reg_matrix)
        with xp.forward_mode():
            fit = self.fit_from(instance)
            if solution is None:
                rows = fit.rows_of(None, roots)
            else:
                positive = self.settings.use_positive_only_solver
                best = solution[0]
                response = functools.partial(held.rows_of, root=roots)

                def rows_of(s: Any) -> Any:
                    if not expected:
                        return fit.rows_of(s, roots)
                    # without the derivative of the response where it multiplies residuals, in the mean over noise zero
                    # (Kaufman 1975, BIT 15, 49)
                    return fit.rows_of(best, roots) + (response(s) - response(best))

                inversion = fit.solved
                bounds = None if held.solved.bounds is None else (inversion.bounds, held.solved.multipliers)
                rows = xp.projected(rows_of, *solution, positive, response, bounds)
            penalties = [2.0 * p.penalty_from(fit.tracer, xp) for p in self.positions_likelihood_list]
        # a root has no derivative at zero, where the penalty's vanishes
        roots_of = [xp.where(p > 0.0, xp.sqrt(xp.where(p > 0.0, p, 1.0)), 0.0) for p in penalties]
        return xp.concatenate([rows, xp.stack(roots_of)]) if roots_of else rows

    def tracer_from(self, instance: Any) -> Tracer:
        """Return the tracer of all of an instance's galaxies, in its cosmology if it has one.

        Raises
        ------
        ModelError
            If the instance has no galaxies.
        """
        if part_of(instance, "galaxies") is None:
            raise exc.ModelError(
                "The model has no 'galaxies'. Compose it: al.Collection(galaxies=al.Collection(lens=..., source=...))"
            )
        cosmology = part_of(instance, "cosmology")
        galaxies = list(galaxies_of(instance).values())
        return Tracer.of_model(galaxies, cosmology=self.cosmology if cosmology is None else cosmology)

    def check_parts(self, model: Model | Collection) -> None:
        """Refuse a model of a galaxy that is there twice."""
        found: dict[int, str] = {}
        for path, galaxy in galaxies_of(model).items():
            name = ".".join(path)
            if isinstance(galaxy, Model) and (other := found.setdefault(id(galaxy), name)) != name:
                raise exc.ModelError(
                    f"The model's {name} is its {other} once more: light and mass would count twice. Leave it out, or "
                    "compose another al.Model(al.Galaxy, ...) for a galaxy that is alike."
                )

    def doubt_model(self, model: Model | Collection) -> None:
        """Warn where no ray can bend, whatever the free redshifts."""
        unlensed.warn_of(model, galaxies_of)

    def adapt_images_from(self, instance: Any) -> AdaptImages | None:
        """Return the images that pixelizations adapt to, of the galaxies of an instance."""
        images = None if self.adapt_images is None else self.adapt_images.updated_via_instance_from(instance)
        points = {}
        for name, galaxy in self._with_image_mesh(instance, images) if self._mesh_grids else ():
            if name in self._mesh_grids:
                points[galaxy] = self._mesh_grids[name]
        return (images or AdaptImages()).with_mesh_grids(points) if points else images

    def prepare(self, instance: Any) -> None:
        """Compute what pixelized galaxies need: the operator W of the data, and the points of image meshes."""
        self._prepared_mesh_grids = {}
        if not self.tracer_from(instance).has_pixelization:
            return
        _ = self.dataset.operators.w, self.dataset.grid_pixelization.mapping_indices
        images = self.adapt_images_from(instance)
        for name, galaxy in self._with_image_mesh(instance, images):
            image = None if images is None else images.given_image_of(galaxy)
            points = galaxy.pixelization.image_plane_mesh_grid_from(self.dataset.grid.mask, image)
            self._prepared_mesh_grids[name] = self.xp.as_float(points)

    def _with_image_mesh(self, instance: Any, images: AdaptImages | None) -> Iterator[tuple[str, Any]]:
        """The galaxies whose meshes are made of points that an image mesh chooses, each with a name for the choice."""
        for path, galaxy in galaxies_of(instance).items():
            pixelization = getattr(galaxy, "pixelization", None)
            if pixelization is None or pixelization.image_mesh is None or not pixelization.mesh.needs_vertices:
                continue
            if images is None or images.image_plane_mesh_grid_of(galaxy) is None:
                chosen = pixelization.image_mesh
                # A number that is traced, of an image mesh that is free, is in no other name.
                yield f"{path} {type(chosen).__module__}.{type(chosen).__qualname__} {vars(chosen)}", galaxy

    def review(self, instance: Any) -> None:
        """Warn if what the best fit leaves over is far from the noise, as where the noise map holds variances."""
        self.dataset.warn_of_noise_map(self.fit_from(instance).residual_map)

    @property
    def leaves(self) -> Any:
        """The arrays of the dataset, adapt images, image meshes and positions."""
        images, xp = self.adapt_images, self.xp
        return {
            "dataset": self.dataset.leaves,
            "adapt_images": None if images is None else images.leaves_on(self.dataset.grid.mask, xp),
            "mesh_grids": dict(self._prepared_mesh_grids),
            "positions": [positions.leaves_on(xp) for positions in self.positions_likelihood_list],
        }

    def with_leaves(self, leaves: Any) -> Self:
        images, positions = self.adapt_images, zip(self.positions_likelihood_list, leaves["positions"], strict=True)
        return changed(
            self,
            dataset=self.dataset.with_leaves(leaves["dataset"]),
            adapt_images=None if images is None else images.with_leaves(leaves["adapt_images"]),
            positions_likelihood_list=[each.with_leaves(arrays) for each, arrays in positions],
            _mesh_grids=leaves["mesh_grids"],
        )

    @property
    def constants_of_leaves(self) -> dict[str, Any]:
        """The redshifts of positions, and the galaxies of images to adapt to, in the order of these."""
        images = self.adapt_images
        return {
            "plane_redshift": [positions.plane_redshift for positions in self.positions_likelihood_list],
            "order of adapt_images": None if images is None else images.galaxies_of_leaves,
        }

    def for_workers(self) -> Self:
        """Return the analysis with what the likelihood needs of the data."""
        return self.with_dataset(self.dataset.for_workers())

    def with_dataset(self, dataset: Dataset) -> Self:
        return changed(self, dataset=dataset)
