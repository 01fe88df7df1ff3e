"""One process at a time writes to an output folder."""

from __future__ import annotations

import importlib.util
import logging
from pathlib import Path
from types import TracebackType
from typing import IO

from autolens_lite import exc

logger = logging.getLogger(__name__)


class FolderLock:
    """Holds a folder while it is entered. The system releases it when the process ends, however it ends.

    Where the system or the file system has no such locks, nothing is locked.

    Raises
    ------
    SearchError
        On entering, if another process holds the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".lock"
        self._stream: IO | None = None

    def __enter__(self) -> FolderLock:
        if importlib.util.find_spec("fcntl") is None:
            return self
        import fcntl

        self._stream = open(self._path, "w")
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._stream.close()
            raise exc.SearchError(
                f"another process is running the search in {self._path.parent}. Wait for it, stop it, or give this "
                "search another name."
            ) from None
        except OSError as error:
            logger.debug("%s cannot be locked: %s", self._path, error)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._stream is not None:
            self._stream.close()
