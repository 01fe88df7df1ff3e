"""Files on their way to their place: under a name that cannot be foreseen, known as such if their writer is killed.

A writer holds a lock on its file while it writes, which the system releases when the writer ends, however it ends. So a
file with such a name that can be locked is a leftover, on whatever machine of a shared folder it was written.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from autolens_lite import exc

try:
    import fcntl
except ImportError:  # a system without such locks: its leftovers stay
    fcntl = None  # type: ignore[assignment]

# The name of the file that it is for, cut to what a name may have, and random digits.
_NAME = re.compile(r"\.(.+)\.(?:[0-9a-f]{32}|(?P<process>\d+))\.tmp", re.DOTALL)
_LONGEST = 50
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OLD = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_ATTEMPTS = 100


@contextlib.contextmanager
def beside(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Yield a new file in the folder of `path`, and a stream to write it; it is gone afterwards, unless moved.

    What earlier writers to that folder left behind is removed when this process first writes there.

    Raises OSError if it cannot be made.
    """
    _remove_leftovers_once(path.parent.absolute())
    name, descriptor = _new_file(path)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield name, stream
    finally:
        # Moved, where all went well; where it cannot be removed, the next process will.
        with contextlib.suppress(OSError):
            name.unlink(missing_ok=True)


def move(name: Path, stream: BinaryIO, path: Path) -> None:
    """Let the file take its place at `path`."""
    if fcntl is None:
        stream.close()  # such systems do not move open files
    os.replace(name, path)


def remove_leftovers(folder: Path, of: Collection[str] = ()) -> None:
    """Remove what killed writers have left in a folder: files of ours, and of this user, that nobody writes.

    Early versions numbered them by their process, as others do too: these are removed only where they are for a file of
    a name in `of`, which the caller knows that nobody else writes.
    """
    if fcntl is None:
        return
    try:
        names = os.listdir(folder)
    except OSError:
        return  # no such folder, or it cannot be read
    for name in names:
        match = _NAME.fullmatch(name)
        if match and (match["process"] is None or match[1] in of):
            with contextlib.suppress(OSError):
                _remove_if_left(folder / name)


@functools.lru_cache(maxsize=256)
def _remove_leftovers_once(folder: Path) -> None:
    remove_leftovers(folder)


def _remove_if_left(path: Path) -> None:
    descriptor = os.open(path, _OLD)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid() and status.st_nlink == 1:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    finally:
        os.close(descriptor)


def _new_file(path: Path) -> tuple[Path, int]:
    """A file that did not exist, open and locked; its permissions are those of any new file (umask)."""
    for _ in range(_ATTEMPTS):
        name = path.with_name(f".{path.name[:_LONGEST]}.{os.urandom(16).hex()}.tmp")
        try:
            descriptor = os.open(name, _NEW, 0o666)
        except FileExistsError:
            continue
        # Whoever removes leftovers may have come between the two: then the name is gone, and another is taken.
        if _locked(descriptor) and os.fstat(descriptor).st_nlink:
            return name, descriptor
        os.close(descriptor)
    raise exc.DataError(f"{path.parent} does not keep new files. Choose another folder.")


def _locked(descriptor: int) -> bool:
    if fcntl is not None:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    return True
