"""The base of all searches: settings, the output folder, resuming, and the order of a fit."""

from __future__ import annotations

import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from autolens_lite import check, config, exc, storage, temporary
from autolens_lite.analysis import Analysis
from autolens_lite.analysis.contents import Contents
from autolens_lite.analysis.memory import MEMORY
from autolens_lite.model import Collection, Model
from autolens_lite.result import Result, Samples, galaxy_images
from autolens_lite.result.belonging import check_one_fit
from autolens_lite.result.result import stored_search_info
from autolens_lite.search import setting_checks
from autolens_lite.search.carried_over import DirectoryPaths, SearchSettings
from autolens_lite.search.figures import Figures
from autolens_lite.search.interrupt import Interrupt
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.likelihoods.users_pool import size_of
from autolens_lite.search.likelihoods.worker_processes import refuse_while_importing
from autolens_lite.search.output import fingerprint
from autolens_lite.search.output.checkpoint import CheckpointStore
from autolens_lite.search.output.folder import WRITTEN, OutputFolder
from autolens_lite.search.output.lock import FolderLock
from autolens_lite.search.progress import Progress
from autolens_lite.search.roughness import roughness_from
from autolens_lite.search.run import Run
from autolens_lite.search.sampler_errors import Translated, explained_where_files_run_out

logger = logging.getLogger(__name__)

# Files by which the folder of a search is known.
_SIGNS = ("search.json", "fingerprint.json", "checkpoint", "samples.npz")
_REMEDY = (
    "Leave it out of what the object holds; or give its class a __getstate__ that leaves it out, if the likelihood "
    "does not depend on it."
)

# Settings of every search that say where and how fast, but not what, and so may change when a run is resumed.
_NOT_IN_FINGERPRINT = frozenset(
    {
        "name",
        "path_prefix",
        "unique_tag",
        "output_path",
        "number_of_cores",
        "iterations_per_full_update",
        "iterations_per_quick_update",
        "progress_bar",
        "failure_limit",
        "any_versions",
        "pool",
    }
)


# More processes are allowed where a machine has more cores.
_MOST_PROCESSES = 256
# Of the digest that names the folder of one model.
_DIGITS = 16


class AbstractSearch(ABC, metaclass=SearchSettings):
    """A search of the parameters of a model; `fit` runs it.

    Everything that it writes is in the folder `output_path/path_prefix/unique_tag/name`, which can be read while it
    runs: `model.info`, `search.json`, `fingerprint.json`, `progress.txt` and, at the end, the result. If the script is
    stopped or killed, running it again continues from the last checkpoint with the same final answer as a run that was
    never stopped; if the run was complete, its result is loaded. If the data, model, priors or settings differ from the
    stored ones, that is refused.

    Parameters
    ----------
    name
        The name of the output folder, by default that of the class in small letters ("nautilus"), which a second
        search of another model or with other settings must not share.
    path_prefix
        Folders above it, such as "imaging/slacs0946".
    unique_tag
        One more folder between the two, often the name of the dataset.
    output_path
        The folder of all output, by default "output" in the working directory.
    seed
        The one number that all random choices follow from. None draws one, which is stored, so that a resumed run uses
        it again.
    number_of_cores
        With more than one, likelihoods are computed in as many processes. The script must then hold its work under
        `if __name__ == "__main__":`.
    iterations_per_full_update
        Save a checkpoint after each this many iterations; None saves every 20 seconds.
    progress_bar
        Whether to draw a progress bar (on the standard error stream, where that is a terminal).
    failure_limit
        The search stops with an error once more than this fraction of at least 100 likelihoods has failed.
    any_versions
        Go on with an unfinished run that other versions of the library, Python or its packages began, which is
        refused otherwise, since later numbers may then differ by rounding.
    pool
        Workers of your own that compute the likelihoods, instead of `number_of_cores` processes: whatever has a
        `map(function, items)`, such as a `concurrent.futures.ProcessPoolExecutor`, an `mpi4py.futures.MPIPoolExecutor`
        or a Dask client. The answer is the same. It is left open, its workers have the threads that you give them, and
        it is not stored: pass it again when a run is resumed, or go on without.
    iterations_per_quick_update
        Draw the best fit so far after each this many likelihoods, the data before and all of the fit at the end, into
        the folder `image`: see `al.VisualizerImaging`. None draws nothing, but for an analysis with figures of its own.
    """

    package: ClassVar[str]
    """The distribution that provides the sampler."""

    module: ClassVar[str] = ""
    """The module of that distribution, where it has another name."""

    beneath: ClassVar[tuple[str, ...]] = ()
    """Further distributions that the sampler computes with."""

    may_grow: ClassVar[frozenset[str]] = frozenset()
    """The settings that may be raised, for a longer run that goes on where the stored one has ended."""

    def __init__(
        self,
        name: str | None = None,
        path_prefix: str | Path | None = None,
        unique_tag: str | None = None,
        output_path: str | Path = "output",
        seed: int | None = None,
        number_of_cores: int = 1,
        iterations_per_full_update: int | None = None,
        progress_bar: bool = True,
        failure_limit: float = 0.5,
        any_versions: bool = False,
        pool: Any = None,
        iterations_per_quick_update: int | None = None,
    ) -> None:
        self._of_model = ""  # a folder more, where each model has one
        self.name = type(self).__name__.lower() if name is None else setting_checks.folder_name("name", name)
        self.path_prefix = setting_checks.path_below("path_prefix", "" if path_prefix is None else path_prefix)
        self.unique_tag = None if unique_tag is None else setting_checks.folder_name("unique_tag", unique_tag)
        self.output_path = setting_checks.path("output_path", output_path)
        self._working_directory = setting_checks.working_directory(self.output_path)
        self.seed = setting_checks.optional_integer("seed", seed, 0)
        self.number_of_cores = setting_checks.integer("number_of_cores", number_of_cores, 1)
        if self.number_of_cores > max(_MOST_PROCESSES, 4 * (os.cpu_count() or 1)):
            raise exc.SearchError(
                f"number_of_cores = {number_of_cores}, but this machine has {os.cpu_count()}. Pass at most that many."
            )
        self.iterations_per_full_update = setting_checks.optional_integer(
            "iterations_per_full_update", iterations_per_full_update, 1
        )
        self.iterations_per_quick_update = setting_checks.optional_integer(
            "iterations_per_quick_update", iterations_per_quick_update, 1
        )
        self.progress_bar = setting_checks.flag("progress_bar", progress_bar)
        self.failure_limit = setting_checks.number("failure_limit", failure_limit, 0.0, 1.0)
        self.any_versions = setting_checks.flag("any_versions", any_versions)
        self.pool = setting_checks.pool("pool", pool)
        if self.pool is not None and self.number_of_cores > 1:
            raise exc.SearchError(
                f"number_of_cores = {number_of_cores} and a pool are two kinds of workers. Pass one of them."
            )

    @property
    def folder(self) -> Path:
        """The output folder; where `output_path` is relative, below the working directory that the search was made in.

        It is a relative path while that is the working directory.
        """
        relative = self.output_path / self.path_prefix / (self.unique_tag or "") / self.name / self._of_model
        return relative if _is_working_directory(self._working_directory) else self._working_directory / relative

    @property
    def is_complete(self) -> bool:
        """Whether the output folder holds the result of a run that has ended."""
        output = OutputFolder(self.folder)
        return output.status(output.stored().get("fit")) == "complete"

    @property
    def paths(self) -> DirectoryPaths:
        """The folder under the names that PyAutoFit gives it."""
        return DirectoryPaths(self)

    @property
    def number_of_workers(self) -> int:
        """How many likelihoods are computed at once: by as many processes, or by the workers of a pool."""
        return self.number_of_cores if self.pool is None else size_of(self.pool)

    @property
    def _setting_names(self) -> list[str]:
        """The settings that are data, which a pool is not."""
        return [name for name in check.setting_names(type(self)) if name != "pool"]

    @property
    def settings(self) -> dict[str, Any]:
        """All settings, as plain data."""
        values = {name: getattr(self, name) for name in self._setting_names}
        return fingerprint.plain(
            {name: value.to_dict() if hasattr(value, "to_dict") else value for name, value in values.items()}
        )

    @check.known_keywords
    @explained_where_files_run_out()
    def fit(self, model: Model | Collection, analysis: Analysis, info: dict[str, Any] | None = None) -> Result:
        """Fit a model: from the start, from the last checkpoint, or by loading the stored result.

        Parameters
        ----------
        model
            What is free: an `al.Collection` or `al.Model`.
        analysis
            Joins the model to data, such as `al.AnalysisInterferometer(dataset)`.
        info
            What is worth keeping beside the result, as `result.search_info["info"]`: numbers, text, lists and such.

        Returns
        -------
        An `al.Result`.

        Raises
        ------
        SearchError
            If the settings are impossible for this model, or too many likelihoods fail.
        ModelError
            If the model has no free parameters.
        ResumeError
            If the output folder holds the results of a different fit, naming what differs.
        """
        refuse_while_importing()
        self._check_inputs(model, analysis)
        if isinstance(analysis, Analysis):
            analysis = analysis.modify_before_fit(self.paths, model)
            self._check_inputs(model, analysis)
        self.check_model(model.prior_count)
        if info is not None:
            storage.check_json("info", info)
        fixed = self._fixed_circumstances(model, analysis)
        if config.general("unique_by_model"):
            self._of_model = fingerprint.number_of({name: fixed[name] for name in ("search", "model")})[:_DIGITS]
        # The whole path, once: the working directory may change while the search runs.
        output = OutputFolder(self.folder.absolute(), frozenset(self.chosen()))
        if self._compare(output, fixed)[0] == "complete":
            # Nothing is written: the folder may be one that can only be read.
            return self._stored_result(output, model, analysis)
        output.make()
        with MEMORY.likelihoods(lambda: self._fixed_circumstances(model, analysis)):
            with FolderLock(output.path) as lock:
                temporary.remove_leftovers(output.path, WRITTEN)
                # Again, now that no other process can change it.
                state, circumstances = self._compare(output, fixed)
                if state == "complete":
                    return self._stored_result(output, model, analysis)
                number = output.number_of(circumstances, state)
                begin = partial(self._write_start, output, model, circumstances, number)
                begin()
                keep = partial(output.keep, lock, number, begin)
                store = CheckpointStore(output.store.folder, number, keep)
                interrupt = Interrupt()
                samples, found = self._run(output, store, model, analysis, circumstances, interrupt)
                keep()
                told = {"type": type(self).__name__, "seed": circumstances["search"]["seed"], **found}
                told |= {} if info is None else {"info": info}
                result = Result(samples, model, self._fitted(analysis, told), told)
                galaxy_images.write(output.path, result, number)
                result.save(output.path, number)
                self._write_status(output, "complete", circumstances, number)
                output.store.clear()
                if interrupt.requested is not None:  # after the last iteration
                    logger.warning("The search is complete: its result is in %s.", output.path)
                    interrupt.stop()
                result = self._stored_result(output, model, analysis)
            if isinstance(analysis, Analysis):
                # A finished search is not lost to the doubts about it: an instance without a fit has none.
                with suppress(exc.AutoLensError):
                    analysis.review(result.instance)
        return result

    def stored_circumstances(self) -> dict[str, Any]:
        """Return the fingerprint of what the output folder holds; empty where it holds nothing.

        Raises
        ------
        ResumeError
            If it holds something, and no readable fingerprint of it.
        """
        return {name: value for name, value in OutputFolder(self.folder).stored().items() if name != "fit"}

    def clear(self) -> None:
        """Remove all that this search has stored, so that its next fit starts afresh.

        Other files in the folder, such as figures, and the folders of other searches below it are left as they are.
        Where the search's folder is a link, that is left too.

        Raises
        ------
        SearchError
            If no search wrote to the folder, a search is running in it, or files cannot be removed.
        """
        folder = self.folder.absolute()
        if not folder.exists():
            return
        if not any((folder / name).exists() for name in _SIGNS):
            raise exc.SearchError(f"{folder} was not written by a search, so it is left alone.")
        with FolderLock(folder):
            OutputFolder(folder).clear()

    @abstractmethod
    def check_model(self, dimensions: int) -> None:
        """Refuse settings that are impossible for this number of free parameters."""

    @abstractmethod
    def run_sampler(self, run: Run) -> Samples:
        """Sample from the run's start, or from its checkpoint, to the end."""

    def check_start(self, model: Model | Collection) -> None:
        """Refuse a start that is not one of this model; most searches have no start."""

    def chosen(self) -> dict[str, int]:
        """Choose the settings that, where they are left open, are chosen once and kept by a resumed run."""
        return {"seed": int.from_bytes(os.urandom(4))}

    @property
    def iterations_total(self) -> int | None:
        """The number of iterations, where it is known beforehand."""
        return None

    def _check_inputs(self, model: Any, analysis: Any) -> None:
        if not isinstance(model, Collection | Model):
            raise exc.ModelError(
                f"model = {model!r} is not a model. Pass an al.Collection or al.Model, such as "
                "al.Collection(galaxies=al.Collection(lens=...))."
            )
        if isinstance(analysis, type) or not hasattr(analysis, "likelihood_from"):
            raise exc.SearchError(
                f"analysis = {analysis!r} has no likelihood_from(model). Pass an analysis, such as "
                "al.AnalysisInterferometer(dataset), or an instance of your own subclass of al.Analysis."
            )
        if model.prior_count == 0:
            raise exc.ModelError(
                "the model has no free parameters, so there is nothing to search. Give it a prior, such as "
                "model.einstein_radius = al.UniformPrior(0.5, 2.0), or use analysis.fit_from(instance)."
            )
        setting_checks.parameter_names(model.parameter_names)
        if isinstance(analysis, Analysis):
            analysis.check_model(model)
        model.layout.check_widths()
        self.check_start(model)

    def _fixed_circumstances(self, model: Model | Collection, analysis: Analysis) -> dict[str, Any]:
        """The fingerprint of the fit at hand, without what is chosen once and then kept (`chosen`)."""
        left_out = _NOT_IN_FINGERPRINT | self.chosen().keys()
        chain = {name: value for name, value in self.settings.items() if name not in left_out}
        told = analysis.fingerprint() if hasattr(analysis, "fingerprint") else _told(analysis)
        return fingerprint.plain(
            {
                "search": {"type": type(self).__name__, **chain},
                "model": model.to_dict(),
                **self._users_own(model),
                "analysis": told,
                "versions": fingerprint.versions((self.package, *self.beneath), getattr(analysis, "backend", None)),
            }
        )

    def _users_own(self, model: Model | Collection) -> dict[str, Any]:
        """What the user's own classes and functions in the model and in the settings hold and do."""
        contents = Contents(_REMEDY)
        contents.add_class(type(self))
        settings = [contents.of(getattr(self, name), name) for name in self._setting_names]
        contents.checked([*settings, contents.of(model, "model")], model)
        return {"own": {"objects": contents.objects, "code": contents.code}} if contents.code else {}

    def _compare(self, output: OutputFolder, fixed: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """What the folder holds, "new", "running" or "complete", and the whole fingerprint; refuse another fit."""
        stored = output.stored().get("search", {})
        settled = {name: getattr(self, name) for name in self.chosen() if getattr(self, name) is not None}
        chosen = {name: stored.get(name, choice) for name, choice in self.chosen().items()} | settled
        circumstances = {**fixed, "search": {**fixed["search"], **chosen}}
        return output.compare(circumstances, self.may_grow, self.any_versions), circumstances

    def _write_start(
        self, output: OutputFolder, model: Model | Collection, circumstances: dict[str, Any], number: str
    ) -> None:
        """Write what can be read while the search runs."""
        storage.write_atomic(output.path / "model.info", f"{model.info}\n")
        self._write_status(output, "running", circumstances, number)
        # Last, so that a folder with a fingerprint has all the rest.
        output.write_fingerprint(circumstances, number)

    def _write_status(self, output: OutputFolder, status: str, circumstances: dict[str, Any], number: str) -> None:
        content = {
            "search": type(self).__name__,
            "status": status,
            "fit": number,
            "seed": circumstances["search"]["seed"],
            "versions": circumstances["versions"],
            "settings": self.settings,
        }
        output.write_status(content)

    def _stored_result(self, output: OutputFolder, model: Model | Collection, analysis: Analysis) -> Result:
        """The result in the folder, now or from an earlier run, with the user's own model and analysis."""
        samples = Samples.from_npz(output.path / "samples.npz")
        info = stored_search_info(output.path)
        number = output.stored()["fit"]
        check_one_fit(output.path, samples, number)
        result = Result(samples, model, self._fitted(analysis, info), info)
        return result.with_images(galaxy_images.read(output.path, result, number))

    def _fitted(self, analysis: Analysis, info: Mapping[str, Any]) -> Analysis:
        """The analysis whose likelihood the samples have, which a search may have made of that which it was given."""
        del info
        return analysis

    def _run(
        self,
        output: OutputFolder,
        store: CheckpointStore,
        model: Model | Collection,
        analysis: Analysis,
        circumstances: dict[str, Any],
        interrupt: Interrupt,
    ) -> tuple[Samples, dict[str, Any]]:
        chosen = {name: circumstances["search"][name] for name in self.chosen()}
        logger.info("%s (seed %d) writes to %s.", type(self).__name__, chosen["seed"], output.path)
        likelihood = analysis.likelihood_from(model)
        progress = Progress(self.name, output.path / "progress.txt", self.iterations_total, self.progress_bar)
        figures = Figures(analysis, model, self.paths, self.iterations_per_quick_update)
        figures.before_fit()
        with (
            closing(progress),
            closing(Evaluator(model, likelihood, self.number_of_cores, self.failure_limit, self.pool)) as evaluator,
            interrupt,
        ):
            run = Run(
                model=model,
                evaluator=evaluator,
                store=store,
                progress=progress,
                interrupt=interrupt,
                folder=output.path,
                chosen=chosen,
                iterations_per_full_update=self.iterations_per_full_update,
                figures=figures,
            )
            with Translated(self.module or self.package):
                samples = self.run_sampler(run)
            evaluator.verify_end(samples)
            run.write_progress()
            figures.end(lambda: samples.max_log_likelihood(as_instance=False))
            run.info.update(run.evaluator.counts)
            _tell_of_roughness(run, samples)
            return samples, run.info


def _tell_of_roughness(run: Run, samples: Samples) -> None:
    """Put into the result's information how rough the evidence of sources on meshes is, and doubt what it is of."""
    found = roughness_from(run.evaluator.likelihood, samples)
    if found is None:
        return
    run.info.update(roughness=found.rms, roughness_step=found.step, roughness_parameter=found.parameter)
    if found.doubts:
        run.info["doubts"] = [*run.info.get("doubts", ()), *found.doubts]
        logger.warning("%s: %s.", run.folder.name, found.doubts[0])


def _told(analysis: Any) -> dict[str, Any]:
    """What an analysis that is not an `al.Analysis` holds and does."""
    contents = Contents(_REMEDY)
    told = contents.checked(contents.of(analysis, "analysis"), analysis)
    return {"contents": told, "code": contents.code}


def _is_working_directory(path: Path) -> bool:
    try:
        return Path.cwd() == path
    except OSError:  # the working directory has been removed
        return False
