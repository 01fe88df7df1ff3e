"""The base of all searches: settings, the output folder, resuming, and the order of a fit."""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import warnings
from abc import ABC, abstractmethod
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, ClassVar

from autolens_lite import exc, storage, temporary
from autolens_lite.analysis import Analysis
from autolens_lite.model import Collection, Model
from autolens_lite.search import fingerprint, validate
from autolens_lite.search.checkpoint import CheckpointStore
from autolens_lite.search.evaluator import Evaluator
from autolens_lite.search.foreign import Translated, explained_where_files_run_out
from autolens_lite.search.interrupt import Interrupt
from autolens_lite.search.lock import FolderLock
from autolens_lite.search.pool import refuse_while_importing
from autolens_lite.search.progress import Progress
from autolens_lite.search.run import Run
from autolens_lite.search.settings_type import SettingsType, setting_names

logger = logging.getLogger(__name__)

# Settings that say where and how fast, but not what, and so may change when a run is resumed.
_NOT_IN_FINGERPRINT = frozenset(
    {
        "name",
        "path_prefix",
        "unique_tag",
        "output_path",
        "number_of_cores",
        "iterations_per_full_update",
        "progress_bar",
        "failure_limit",
        "seed",
        "queue_size",
    }
)

# The files that a search writes to its folder, whose leftovers are removed at its next start.
_WRITTEN = frozenset(
    {"model.info", "search.json", "fingerprint.json", "progress.txt", "model.json", "samples.csv", "samples.npz"}
    | {"summary.txt", "summary.json"}
)


# More processes are allowed where a machine has more cores.
_MOST_PROCESSES = 256


class AbstractSearch(ABC, metaclass=SettingsType):
    """A search of the parameters of a model; `fit` runs it.

    Everything that it writes is in the folder `output_path/path_prefix/unique_tag/name`, which can be read while it
    runs: `model.info`, `search.json`, `fingerprint.json`, `progress.txt` and, at the end, the result. If the script is
    stopped or killed, running it again continues from the last checkpoint with the same final answer as a run that was
    never stopped; if the run was complete, its result is loaded. If the data, model, priors or settings differ from the
    stored ones, that is refused.

    Parameters
    ----------
    name
        The name of the output folder.
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
    """

    package: ClassVar[str]
    """The distribution that provides the sampler."""

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
    ) -> None:
        if name is None:
            raise exc.SearchError(f"{type(self).__name__} has no name. Pass name='...', which names its output folder.")
        self.name = validate.folder_name("name", name)
        self.path_prefix = _path("path_prefix", "" if path_prefix is None else path_prefix)
        self.unique_tag = None if unique_tag is None else validate.folder_name("unique_tag", unique_tag)
        self.output_path = _path("output_path", output_path)
        self.seed = validate.optional_integer("seed", seed, 0)
        self.number_of_cores = validate.integer("number_of_cores", number_of_cores, 1)
        if self.number_of_cores > max(_MOST_PROCESSES, 4 * (os.cpu_count() or 1)):
            raise exc.SearchError(
                f"number_of_cores = {number_of_cores}, but this machine has {os.cpu_count()}. Pass at most that many."
            )
        self.iterations_per_full_update = validate.optional_integer(
            "iterations_per_full_update", iterations_per_full_update, 1
        )
        self.progress_bar = validate.flag("progress_bar", progress_bar)
        self.failure_limit = validate.number("failure_limit", failure_limit, 0.0, 1.0)

    @property
    def folder(self) -> Path:
        """The output folder."""
        return self.output_path / self.path_prefix / (self.unique_tag or "") / self.name

    @property
    def settings(self) -> dict[str, Any]:
        """All settings, as plain data."""
        values = {name: getattr(self, name) for name in setting_names(type(self))}
        return fingerprint.plain(
            {name: value.to_dict() if hasattr(value, "to_dict") else value for name, value in values.items()}
        )

    @explained_where_files_run_out()
    def fit(self, model: Any, analysis: Any) -> Any:
        """Fit a model: from the start, from the last checkpoint, or by loading the stored result.

        Parameters
        ----------
        model
            What is free: an `al.Collection` or `al.Model`.
        analysis
            Joins the model to data, such as `al.AnalysisInterferometer(dataset)`.

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
        from autolens_lite.result import Result

        refuse_while_importing()
        self._check_inputs(model, analysis)
        self.check_model(model.prior_count)
        self._make_folder()
        with FolderLock(self.folder):
            temporary.remove_leftovers(self.folder, _WRITTEN)
            circumstances = self._circumstances(model, analysis)
            stored = self._compare(circumstances)
            if stored == "complete":
                logger.info("%s is complete: its result is loaded.", self.folder)
                return self._stored_result(model, analysis)
            self._write_start(model, circumstances)
            samples, info = self._run(model, analysis, circumstances)
            info = {"type": type(self).__name__, "seed": circumstances["search"]["seed"], **info}
            Result(samples, model, search_info=info).save(self.folder)
            self._write_status("complete", circumstances)
            CheckpointStore(self.folder / "checkpoint").clear()
            result = self._stored_result(model, analysis)
        # A finished search is not lost to the doubts about it: an instance without a fit has none.
        with suppress(exc.AutoLensError):
            analysis.review(result.instance)
        return result

    def stored_circumstances(self) -> dict[str, Any]:
        """The fingerprint of what the output folder holds; empty where it holds nothing."""
        return _read_json(self.folder / "fingerprint.json")

    def clear(self) -> None:
        """Remove all that this search has stored, so that its next fit starts afresh."""
        if not self.folder.exists():
            return
        if not (self.folder / "search.json").exists():
            raise exc.SearchError(f"{self.folder} was not written by a search, so it is left alone.")
        with FolderLock(self.folder):
            shutil.rmtree(self.folder)

    @abstractmethod
    def check_model(self, dimensions: int) -> None:
        """Refuse settings that are impossible for this number of free parameters."""

    @abstractmethod
    def run_sampler(self, run: Run) -> Any:
        """Sample from the run's start, or from its checkpoint, to the end, and return `al.Samples`."""

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
        if isinstance(analysis, Analysis):
            analysis.check_model(model)
        model.layout.check_widths()

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise exc.SearchError(
                f"the output folder {self.folder} cannot be made ({error}). Choose another output_path, path_prefix or "
                "name."
            ) from error

    def _circumstances(self, model: Any, analysis: Any) -> dict[str, Any]:
        chain = {name: value for name, value in self.settings.items() if name not in _NOT_IN_FINGERPRINT}
        return fingerprint.plain(
            {
                "search": {"type": type(self).__name__, **chain, **self._remembered()},
                "model": model.to_dict(),
                "analysis": analysis.fingerprint(),
                "versions": fingerprint.versions(self.package),
            }
        )

    def _remembered(self) -> dict[str, Any]:
        """The settings that, where they are left open, are chosen once and kept by a resumed run."""
        stored = self.stored_circumstances().get("search", {})
        seed = stored.get("seed", secrets.randbits(32)) if self.seed is None else self.seed
        return {"seed": seed}

    def _compare(self, circumstances: dict[str, Any]) -> str:
        """Whether the folder is "new", "running" or "complete"; refuse if it holds another fit."""
        stored = self.stored_circumstances()
        status = _read_json(self.folder / "search.json").get("status", "running")
        if not stored:
            if CheckpointStore(self.folder / "checkpoint").exists:
                raise exc.ResumeError(
                    f"{self.folder} holds a checkpoint but no readable fingerprint.json, so it cannot be told what was "
                    "fitted. Give this search another name, or delete the folder to start afresh."
                )
            return "new"
        if status != "complete" and not CheckpointStore(self.folder / "checkpoint").exists:
            return "new"  # it ended before its first checkpoint, so there is nothing to lose
        lines = fingerprint.differences(stored, circumstances)
        if lines and status == "complete" and all(line.startswith("versions.") for line in lines):
            warnings.warn(
                f"the result in {self.folder} was made with other versions ({'; '.join(lines)}). It is loaded as it "
                "is; remove it with search.clear() to fit again.",
                exc.AutoLensWarning,
                stacklevel=4,
            )
        elif lines:
            fingerprint.refuse(lines, self.folder)
        return status

    def _write_start(self, model: Any, circumstances: dict[str, Any]) -> None:
        storage.write_atomic(self.folder / "model.info", f"{model.info}\n")
        self._write_status("running", circumstances)
        # Last, so that a folder with a fingerprint has all the rest.
        storage.write_atomic(
            self.folder / "fingerprint.json", json.dumps(circumstances, indent=2, allow_nan=False) + "\n"
        )

    def _write_status(self, status: str, circumstances: dict[str, Any]) -> None:
        content = {
            "search": type(self).__name__,
            "status": status,
            "seed": circumstances["search"]["seed"],
            "versions": circumstances["versions"],
            "settings": self.settings,
        }
        storage.write_atomic(self.folder / "search.json", json.dumps(content, indent=2, allow_nan=False) + "\n")

    def _stored_result(self, model: Any, analysis: Any) -> Any:
        """The result in the folder, now or from an earlier run, with the user's own model and analysis."""
        from autolens_lite.result import Result, Samples
        from autolens_lite.result.result import stored_search_info

        samples = Samples.from_npz(self.folder / "samples.npz")
        info = stored_search_info(self.folder)
        return Result(samples, model, analysis, search_info=info)

    def _run(self, model: Any, analysis: Any, circumstances: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        store = CheckpointStore(self.folder / "checkpoint")
        seed = circumstances["search"]["seed"]
        logger.info("%s (seed %d) writes to %s.", type(self).__name__, seed, self.folder)
        likelihood = analysis.likelihood_from(model)
        progress = Progress(self.name, self.folder / "progress.txt", self.iterations_total, self.progress_bar)
        with (
            closing(progress),
            closing(Evaluator(model, likelihood, self.number_of_cores, self.failure_limit)) as evaluator,
            Interrupt() as interrupt,
        ):
            run = Run(
                model=model,
                evaluator=evaluator,
                store=store,
                progress=progress,
                interrupt=interrupt,
                folder=self.folder,
                seed=seed,
                queue_size=circumstances["search"].get("queue_size", 1),
                iterations_per_full_update=self.iterations_per_full_update,
            )
            with Translated(self.package):
                samples = self.run_sampler(run)
            evaluator.verify_end(samples)
            run.write_progress()
            run.info.update(likelihoods_in_this_session=run.evaluator.tally.calls)
            return samples, run.info


def _path(name: str, value: Any) -> Path:
    if not isinstance(value, str | Path):
        raise exc.SearchError(f"{name} = {value!r} is not a path. Pass a string or a pathlib.Path.")
    return Path(value)


def _read_json(path: Path) -> dict[str, Any]:
    """The content of a JSON file; empty where there is none, or where it cannot be read."""
    if not os.path.lexists(path):
        return {}
    if not path.is_file():
        raise exc.ResumeError(f"{path} is not a file. Remove it, or give this search another name.")
    try:
        content = storage.read_json(path)
    except exc.DataError as error:
        if isinstance(error.__cause__, OSError):
            raise  # not damaged: it cannot be opened now
        return {}
    return content if isinstance(content, dict) else {}
