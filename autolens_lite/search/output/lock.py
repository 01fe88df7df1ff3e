"""One process at a time writes to an output folder."""

from __future__ import annotations

import importlib.util
import logging
import os
import stat
from pathlib import Path
from types import TracebackType

from autolens_lite import exc

logger = logging.getLogger(__name__)

_ATTEMPTS = 100


class FolderLock:
    """Holds a folder while it is entered. The system releases it when the process ends, however it ends.

    Where the system or the file system has no such locks, nothing is locked.

    Raises SearchError on entering, if another process holds the folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".lock"
        self._descriptor: int | None = None

    def __enter__(self) -> FolderLock:
        if importlib.util.find_spec("fcntl") is None:
            return self
        import fcntl

        for _ in range(_ATTEMPTS):
            self._descriptor = self._opened()
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._close()
                break
            except OSError as error:
                logger.debug("%s cannot be locked: %s", self._path, error)
            if self._is_in_place(self._descriptor):
                return self
            # Who cleared the folder has removed the file since it was opened: nobody else would find it locked.
            self._close()
        raise exc.SearchError(
            f"another process is running the search in {self._path.parent}. Wait for it, stop it, or give this "
            "search another name."
        )

    @property
    def is_in_place(self) -> bool:
        """Whether the folder is still the one that was entered, which somebody may have moved or removed meanwhile."""
        return self._descriptor is None or self._is_in_place(self._descriptor)

    def renew(self) -> None:
        """Hold the folder that is there now.

        Raises SearchError if another process holds it.
        """
        self._close()
        self.__enter__()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def _opened(self) -> int:
        """The lock's file, made where there is none; a link in its place is not followed, a pipe not waited for."""
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            descriptor = os.open(self._path, flags, 0o666)
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
        except OSError as error:
            raise exc.SearchError(
                f"{self._path} cannot be opened ({error}). Remove it if it is not a file, allow more open files "
                "(ulimit -n) if these have run out, or give this search another name."
            ) from error
        if not regular:
            os.close(descriptor)
            raise exc.SearchError(f"{self._path} is not a file. Remove it, or give this search another name.")
        return descriptor

    def _is_in_place(self, descriptor: int) -> bool:
        """Whether an open file is still the one that others open."""
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self._path, follow_symlinks=False))
        except OSError:
            return False

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
