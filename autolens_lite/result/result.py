"""A finished fit: its samples, its model, and, where there is one, the analysis that links them to data."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from autolens_lite import check, exc, storage, units
from autolens_lite.analysis import Analysis, PositionsLH
from autolens_lite.analysis.memory import MEMORY
from autolens_lite.fixed import SetOnce
from autolens_lite.fixed import cached_property as fixed_property
from autolens_lite.grid import Grid2DIrregular
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.model import Collection, Model
from autolens_lite.model.tree import kept, seal
from autolens_lite.result import galaxy_images
from autolens_lite.result import positions as positions_of
from autolens_lite.result.belonging import check_one_fit, entries_of, sealed, warn_of_other_data
from autolens_lite.result.galaxy_images import GalaxyImages
from autolens_lite.result.samples import Samples, numbers_of
from autolens_lite.result.summary import summary_dict


class Result(SetOnce):
    """What a search returns, and what `load` reads back.

    Where an `al.FactorGraphModel` was fitted, it is also the list of its factors' results.

    Parameters
    ----------
    samples
        The samples.
    model
        The model that was fitted.
    analysis
        The analysis that was fitted, for the fit at the best sample. It is not stored: see `with_analysis`.
    search_info
        What is worth knowing of the search, for the summary: numbers, text, lists and dictionaries.
    """

    def __init__(
        self,
        samples: Samples,
        model: Model | Collection,
        analysis: Analysis | None = None,
        search_info: Mapping[str, Any] | None = None,
    ) -> None:
        check.kind("samples", samples, Samples, "Pass al.Samples(...).", exc.DataError)
        if not check.has(model, "instance_from_vector"):
            raise exc.ModelError(f"model is a {type(model).__name__}. Pass the al.Model or al.Collection of the fit.")
        check.kind("search_info", search_info, Mapping | None, "Pass a dict, or None.", exc.DataError)
        doubts = (search_info or {}).get("doubts") or []
        if not isinstance(doubts, list) or not all(isinstance(doubt, str) for doubt in doubts):
            raise exc.DataError("search_info['doubts'] is not a list of texts. Pass one, or leave it out.")
        # A search takes whatever has a likelihood, and a result whatever can fit its instances.
        if analysis is not None and not (check.has(analysis, "fit_from") or check.has(analysis, "likelihood_from")):
            raise exc.ModelError(f"analysis is a {type(analysis).__name__}. Pass the al.Analysis of the fit, or None.")
        # a copy, since a model that is set anew for the next fit is not that of this one
        self.model = kept(model, "a Result")
        self.samples = samples.with_model(self.model)
        self.analysis = analysis
        self.search_info = dict(search_info or {})
        self._kept_images: list[GalaxyImages | None] = []

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        seal(self.model, "a Result")

    def __repr__(self) -> str:
        return f"Result({self.samples!r})"

    # What was found

    @property
    def log_likelihood(self) -> float:
        """The greatest log likelihood of the samples."""
        return float(self.samples.log_likelihood[self.samples.max_log_likelihood_index])

    @property
    def log_evidence(self) -> float | None:
        """ln of the evidence; None where the search does not find it."""
        return self.samples.log_evidence

    @property
    def log_evidence_error(self) -> float | None:
        """The standard error of `log_evidence`."""
        return self.samples.log_evidence_error

    @property
    def search_internal(self) -> None:
        """None: the sampler's own object is not kept; `samples` has what it found, `search_info` what it tells."""

    @property
    def max_log_likelihood_instance(self) -> Any:
        """The objects of the sample of greatest likelihood."""
        return self.samples.max_log_likelihood()

    @property
    def instance(self) -> Any:
        """The same as `max_log_likelihood_instance`."""
        return self.max_log_likelihood_instance

    @cached_property
    def max_log_likelihood_fit(self) -> Any:
        """The fit of the sample of greatest likelihood to the data.

        Raises
        ------
        DataError
            If the result was loaded without its analysis.
        """
        if self.analysis is None:
            raise exc.DataError(
                "This result has no analysis, so it cannot fit the data. "
                "Use result.with_analysis(analysis), or al.Result.load(folder, analysis=analysis)."
            )
        with MEMORY.calls_of(self.analysis):
            return self.analysis.fit_from(self.max_log_likelihood_instance)

    @fixed_property
    def galaxy_images(self) -> GalaxyImages | None:
        """The images of the galaxies in that fit: those that the search kept, or computed now; None without any."""
        if self._kept_images:
            return self._kept_images[0]
        return galaxy_images.images_in(self.max_log_likelihood_fit, self.max_log_likelihood_instance)

    def with_images(self, images: Sequence[GalaxyImages | None]) -> Result:
        """Return the same result with the images of the galaxies, of each factor, that a search has kept."""
        new = Result(self.samples, self.model, self.analysis, self.search_info)
        new._kept_images = list(images)
        return new

    @property
    def max_log_likelihood_tracer(self) -> Tracer:
        """The tracer of that fit."""
        return self.max_log_likelihood_fit.tracer

    @property
    def grids(self) -> Any:
        """The grids of the data that were fitted: `dataset.grids`."""
        return self._dataset.grids

    @property
    def grid(self) -> Any:
        """The grid of the data that were fitted, on which light is evaluated: `dataset.grid`."""
        return self._dataset.grid

    @property
    def _dataset(self) -> Any:
        if getattr(self.analysis, "dataset", None) is None:
            raise exc.DataError(
                "This result has no analysis of data, so it has no grids. Use result.with_analysis(analysis), or "
                "al.Result.load(folder, analysis=analysis)."
            )
        return self.analysis.dataset  # type: ignore[union-attr]

    @property
    def info(self) -> str:
        """The samples' summary as text, after what the search has found to doubt."""
        doubts = [f"doubt                    {doubt}" for doubt in self.search_info.get("doubts") or ()]
        return "\n".join([*doubts, self.samples.summary()])

    def with_analysis(self, analysis: Analysis) -> Result:
        """Return the same result, able to fit the data of `analysis`."""
        return Result(self.samples, self.model, analysis, self.search_info)

    @property
    def max_log_likelihood_galaxies(self) -> list[Galaxy]:
        """The galaxies of that tracer, in the order of the model."""
        return self.max_log_likelihood_tracer.galaxies

    # Of several data sets fitted at once

    @property
    def results(self) -> list[Result]:
        """The result of each factor of an `al.FactorGraphModel`.

        Their samples are those of the whole fit, with the parameters of the factor's model alone: log likelihoods,
        log priors and the evidence are those of all data together.

        Raises
        ------
        DataError
            If this is not the result of a factor graph, or was loaded without it.
        """
        analyses = getattr(self.analysis, "analyses", None)
        if analyses is None:
            raise exc.DataError(
                "This result is not of several data sets. Use it as it is; or, where it was loaded from a folder, "
                "result.with_analysis(factor_graph)."
            )
        kept = [[each] for each in self._kept_images] or [[] for _ in analyses]
        return [
            Result(self.samples.subsamples(part), part, analysis, self.search_info).with_images(images)
            for part, analysis, images in zip(self.model, analyses, kept, strict=True)
        ]

    def __getitem__(self, index: int) -> Result:
        return self.results[index]

    def __iter__(self) -> Iterator[Result]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __bool__(self) -> bool:
        return True  # a result is one also where it is not a list

    # Where the source's images are

    def source_plane_centre_from(self, plane_redshift: float | None = None) -> Grid2DIrregular:
        """Return the centre (y, x) of the source in the best model.

        It is the brightest pixel of a pixelized source, else the centre of the first light profile, else of the first
        point source, in the plane of a redshift, by default the last.
        """
        return Grid2DIrregular(positions_of.source_plane_centre_from(self.max_log_likelihood_fit, plane_redshift))

    def image_plane_multiple_image_positions(self, plane_redshift: float | None = None) -> Grid2DIrregular:
        """Return the images (y, x) of that centre; of one moved inwards until it has several, where it has one alone.

        They are rounded to 1e-10 arcsec, as the thresholds below, so that they are the same on other machines.

        Raises
        ------
        DataError
            If the model has no multiple images.
        """
        return positions_of.multiple_image_positions_from(self.max_log_likelihood_fit, plane_redshift)

    @units.taken
    def positions_threshold_from(
        self,
        factor: float = 1.0,
        minimum_threshold: float | None = None,
        maximum_threshold: float | None = None,
        positions: Any = None,
        plane_redshift: float | None = None,
    ) -> float:
        """Return the threshold, arcsec, of `positions_likelihood_from`."""
        if positions is None:
            positions = self.image_plane_multiple_image_positions(plane_redshift)
        return positions_of.threshold_from(
            self.max_log_likelihood_tracer, positions, factor, minimum_threshold, maximum_threshold, plane_redshift
        )

    @units.taken
    def positions_likelihood_from(
        self,
        factor: float = 1.0,
        minimum_threshold: float | None = None,
        maximum_threshold: float | None = None,
        positions: Any = None,
        mass_centre_radial_distance_min: float | None = None,
        plane_redshift: float | None = None,
    ) -> PositionsLH:
        """Return a penalty that keeps the next fit to lenses under which the source's images meet.

        Parameters
        ----------
        factor
            The threshold in units of the largest distance at which the best model brings the positions together. The
            images that the model itself predicts meet to rounding: set a `minimum_threshold`.
        minimum_threshold, maximum_threshold
            Limits of the threshold, in arcsec.
        positions
            The (y, x) of the images; None for `image_plane_multiple_image_positions`.
        mass_centre_radial_distance_min
            Leave out positions closer than this, in arcsec, to the centre of the first mass.
        plane_redshift
            The redshift of the source's plane; None for the last.

        Returns
        -------
        For an analysis: `positions_likelihood_list=[result.positions_likelihood_from(3.0, 0.2)]`.
        """
        return positions_of.likelihood_from(
            self.max_log_likelihood_fit,
            factor,
            minimum_threshold,
            maximum_threshold,
            positions,
            mass_centre_radial_distance_min,
            plane_redshift,
        )

    # Models for the next search

    @property
    def model_centred(self) -> Model | Collection:
        """The model with Gaussian priors at the medians.

        Each is as wide as the 68.3 % interval's wider half, or the parameter's `width_modifier` in `config/priors`,
        whichever is greater.
        """
        from autolens_lite.model.passing import centred

        return centred(self.model, self._medians, self.samples.errors_at_sigma(1.0).max(axis=1))

    def model_centred_absolute(self, a: float) -> Model | Collection:
        """Return the model with Gaussian priors of width `a` at the medians."""
        from autolens_lite.model.passing import centred

        check.positive("a", a)
        return centred(self.model, self._medians, absolute=a)

    def model_centred_relative(self, r: float) -> Model | Collection:
        """Return the model with Gaussian priors at the medians, each of a width of `r` times the median's modulus."""
        from autolens_lite.model.passing import centred

        check.positive("r", r)
        return centred(self.model, self._medians, relative=r)

    def model_centred_max_lh_bounded(self, b: float) -> Model | Collection:
        """Return the model with uniform priors, `b` to either side of the sample of greatest likelihood."""
        from autolens_lite.model.passing import bounded

        check.positive("b", b)
        return bounded(self.model, self.samples.max_log_likelihood(as_instance=False), b)

    # Storage

    @units.taken
    def save(self, folder: str | os.PathLike[str], number: str | None = None) -> None:
        """Write model.json, samples.csv, summary.txt, summary.json and samples.npz, each whole or not at all.

        Parameters
        ----------
        folder
            Where to; it is made.
        number
            What the files that are read back hold, to show that they belong together; by default a digest of the
            result.
        """
        storage.check_json("search_info", self.search_info)
        info = storage.spelled(self.search_info)
        folder = Path(folder)
        model = self.model.to_dict()
        belonging = entries_of(self.samples, number)
        storage.write_json(folder / "model.json", sealed(model | belonging))
        self.samples.to_csv(folder / "samples.csv")
        storage.write_atomic(folder / "summary.txt", self.info + "\n")
        summary = summary_dict(numbers_of(self.samples))
        if self.samples.linear is not None:
            summary["linear"] = self.samples.linear.to_dict()
        storage.write_json(folder / "summary.json", sealed({**summary, "search": info, **belonging}))
        # Last, since this is the file that `load` cannot do without.
        self.samples.to_npz(folder / "samples.npz")

    @classmethod
    @units.taken
    def load(cls, folder: str | os.PathLike[str], analysis: Analysis | None = None) -> Result:
        """Read a result that `save`, or a search, wrote: no pickle, and nothing of the script that ran it.

        No file of the folder is trusted to run anything: of classes that are not the library's, the model may hold
        those alone that `al.register` describes.

        Raises
        ------
        DataError
            If the folder holds no result, or files of two results.
        ModelError
            If the model is damaged, or a class of it is not allowed. `al.Samples.from_npz` reads the samples even then.

        Warns
        -----
        AutoLensWarning
            If the analysis holds other data than the search's did.
        """
        from autolens_lite.model import model_from_dict

        folder = Path(folder)
        samples = Samples.from_npz(folder / "samples.npz")
        try:
            model = model_from_dict(storage.read_json(folder / "model.json"))
        except exc.ModelError as error:
            raise exc.ModelError(f"{folder / 'model.json'}: {error}") from error
        result = cls(samples, model, analysis, stored_search_info(folder))
        check_one_fit(folder, samples)
        warn_of_other_data(folder, analysis)
        return result.with_images(galaxy_images.read_for(folder, result))

    @property
    def _medians(self) -> Any:
        return self.samples.median_pdf(as_instance=False)


def stored_search_info(folder: Path) -> dict[str, Any]:
    """What the summary in a folder says of the search.

    Raises DataError if it cannot be read.
    """
    path = folder / "summary.json"
    summary = storage.read_json(path)
    info = (summary.get("search") or {}) if isinstance(summary, dict) else None
    if not isinstance(info, dict):
        raise exc.DataError(
            f"{path} does not hold the summary of a search. Restore it from a copy, or write {{}} to it to do without."
        )
    return storage.unspelled(info)
