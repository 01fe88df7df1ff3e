"""The output folder of a search: what it holds, whether that is of the fit at hand, and which files are a search's own.

Every fit has a number of its own, the digest of its fingerprint at its first start. It is in `fingerprint.json`, in
each checkpoint and in the result's JSON files, which hold the digest of the samples too, so that a file of another fit
is recognised.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from autolens_lite import exc, storage, temporary
from autolens_lite.result import galaxy_images
from autolens_lite.search.output import fingerprint
from autolens_lite.search.output.checkpoint import CheckpointStore
from autolens_lite.search.output.lock import FolderLock

logger = logging.getLogger(__name__)

# The files that a search writes to its folder, beside its checkpoints.
WRITTEN = frozenset(
    {"model.info", "search.json", "fingerprint.json", "progress.txt", "model.json", "samples.csv", "samples.npz"}
    | {"summary.txt", "summary.json", galaxy_images.NAME}
)
_STATUSES = ("running", "complete")
_AFRESH = (
    "Put it back from a copy, give this search another name, or remove the stored results with search.clear() to start "
    "afresh."
)


class OutputFolder:
    """The folder of a search.

    Parameters
    ----------
    path
        The folder.
    numbers
        The settings that a run takes over from what is stored: they must be whole numbers there.
    """

    def __init__(self, path: Path, numbers: Collection[str] = ()) -> None:
        self.path = path
        self._numbers = numbers

    def make(self) -> None:
        """Make the folder, where there is none.

        Raises SearchError if it cannot be made.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise exc.SearchError(
                f"the output folder {self.path} cannot be made ({error}). Choose another output_path, path_prefix or "
                "name."
            ) from error

    @property
    def store(self) -> CheckpointStore:
        """The checkpoints, of whatever fit."""
        return CheckpointStore(self.path / "checkpoint")

    def stored(self) -> dict[str, Any]:
        """Return the fingerprint of what the folder holds, with its number as "fit"; empty where there is nothing.

        Raises ResumeError if there is something, and no readable fingerprint of it.
        """
        self._refuse_folders()
        return self._read(
            "fingerprint.json", {"fit": lambda number: isinstance(number, str), "search": self._are_settings}
        )

    def status(self, number: str | None = None) -> str:
        """Return "running" or "complete" of the fit of a number; "running" where there is nothing.

        Raises ResumeError if there is something, and no readable word of it.
        """
        content = self._read("search.json", {"status": _STATUSES.__contains__})
        if self._holds_anything and content.get("fit", number) != number:
            raise exc.ResumeError(f"{self.path / 'search.json'} is of another fit than fingerprint.json. {_AFRESH}")
        return content.get("status", "running")

    def compare(self, circumstances: dict[str, Any], may_grow: Collection[str], any_versions: bool) -> str:
        """Return whether there is nothing yet ("new"), something to go on with ("running") or a result ("complete").

        Raises ResumeError if the folder holds another fit, naming what differs; or damaged files.

        Parameters
        ----------
        circumstances
            The fingerprint of the fit at hand.
        may_grow
            The settings of the search that may be greater than they were: what is stored is then gone on with.
        any_versions
            Whether to go on with what other versions began.
        """
        stored = self.stored()
        status = self.status(stored.get("fit"))
        if not stored or (status == "running" and not self._holds_anything):
            return "new"
        settings = stored.get("search", {})
        grown = {name: circumstances["search"][name] for name in may_grow if _is_greater(circumstances, stored, name)}
        before = {**{name: value for name, value in stored.items() if name != "fit"}, "search": {**settings, **grown}}
        lines = fingerprint.differences(before, circumstances)
        of_versions = fingerprint.of_versions(lines)
        if status == "complete" and grown and not self.store.has_final:
            lines += [f"search.{name}: {json.dumps(settings[name])} -> {json.dumps(grown[name])}" for name in grown]
        if len(lines) > len(of_versions):
            fingerprint.refuse(lines, self.path)
        if status == "complete" and not grown:
            if lines:
                warnings.warn(
                    f"the result in {self.path} was made with other versions ({'; '.join(lines)}). It is loaded as it "
                    "is; remove it with search.clear() to fit again.",
                    exc.AutoLensWarning,
                    stacklevel=4,
                )
            return "complete"
        if lines and not any_versions:
            fingerprint.refuse_versions(lines, self.path)
        return "running"

    def write_status(self, content: dict[str, Any]) -> None:
        """Write search.json."""
        storage.write_json(self.path / "search.json", content)

    def number_of(self, circumstances: dict[str, Any], state: str) -> str:
        """Return the number of the fit, which one that is gone on with keeps."""
        return fingerprint.number_of(circumstances) if state == "new" else self.stored()["fit"]

    def write_fingerprint(self, circumstances: dict[str, Any], number: str) -> None:
        """Write fingerprint.json."""
        storage.write_json(self.path / "fingerprint.json", {"fit": number, **circumstances})

    def keep(self, lock: FolderLock, number: str, begin: Callable[[], None]) -> None:
        """Begin the folder again where somebody has moved or removed it, or its fingerprint, while the search runs.

        Raises SearchError if another process, or another fit, has taken its place.

        Parameters
        ----------
        lock
            By which it is held.
        number
            Of the fit that runs.
        begin
            Writes what is written at the start of a run.
        """
        if lock.is_in_place and self._has_fingerprint:
            return
        logger.warning("%s was moved or removed while its search runs, which goes on in a new one.", self.path)
        if not lock.is_in_place:
            self.make()
            lock.renew()
        if self._has_fingerprint and self.stored()["fit"] != number:
            raise exc.SearchError(
                f"{self.path} holds another fit than the one that began there and is still running. Move the folder in "
                "which it began back in its place, and run the same script again to go on."
            )
        begin()

    def clear(self) -> None:
        """Remove the files that searches write, and the folder if nothing else is in it.

        Raises SearchError if they cannot be removed.
        """
        temporary.remove_leftovers(self.path, WRITTEN)
        try:
            self.store.clear(final=True)
            # What shows that the folder is a search's goes last.
            for name in (*sorted(WRITTEN - {"search.json", "fingerprint.json"}), "fingerprint.json", "search.json"):
                (self.path / name).unlink(missing_ok=True)
            (self.path / ".lock").unlink(missing_ok=True)
            if not any(self.path.iterdir()) and not self.path.is_symlink():
                self.path.rmdir()
        except OSError as error:
            raise exc.SearchError(f"{self.path} cannot be cleared ({error}). Remove it by hand.") from error

    def _refuse_folders(self) -> None:
        """Refuse folders in the place of files now, rather than at the end of the work."""
        for path in (*(self.path / name for name in sorted(WRITTEN)), self.store.final_path):
            if path.is_dir() and not path.is_symlink():
                raise exc.ResumeError(f"{path} is not a file. Remove it, or give this search another name.")

    @property
    def _has_fingerprint(self) -> bool:
        return _is_there(self.path / "fingerprint.json")

    @property
    def _holds_anything(self) -> bool:
        """Whether there is a checkpoint, or a result, whole or damaged."""
        return self.store.exists or self.store.has_final or _is_there(self.path / "samples.npz")

    def _are_settings(self, stored: Any) -> bool:
        """Whether a fingerprint's "search" can be one: the numbers that a run takes over from it are numbers."""
        if not isinstance(stored, dict):
            return False
        numbers = [stored[name] for name in self._numbers if name in stored]
        return all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in numbers)

    def _read(self, name: str, valid: Mapping[str, Callable[[Any], bool]]) -> dict[str, Any]:
        path = self.path / name
        reason = "there is none"
        if _is_there(path):
            if not path.is_file():
                raise exc.ResumeError(f"{path} is not a file. Remove it, or give this search another name.")
            try:
                content = storage.read_json(path)
            except exc.DataError as error:
                if isinstance(error.__cause__, OSError):
                    raise  # not damaged: it cannot be opened now
                reason = str(error)
            else:
                kept = content if isinstance(content, dict) else {}
                wrong = [key for key, is_valid in valid.items() if not is_valid(kept.get(key))]
                if not wrong:
                    return kept
                reason = f"it has no valid '{wrong[0]}'"
        if self._holds_anything:
            raise exc.ResumeError(
                f"{self.path} holds stored results but no readable {name} ({reason}), so it cannot be told what was "
                f"fitted. {_AFRESH}"
            )
        return {}


def _is_there(path: Path) -> bool:
    """Whether there is anything at a path, readable or not."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _is_greater(now: dict[str, Any], stored: dict[str, Any], name: str) -> bool:
    """Whether a limit is greater than it was, where None is no limit."""
    new, old = now["search"].get(name), stored.get("search", {}).get(name)
    return isinstance(old, int | float) and (new is None or new > old)
