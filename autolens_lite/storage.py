"""Files that are whole or absent: each is written beside its place and then moved there."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from autolens_lite import exc, temporary


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Yield a stream whose content takes the place of a file once it is complete and on the disk.

    A reader finds the old content or the new one, never a part, even after a power cut. Folders are made. The content
    is first written under a name that nobody can foresee, in a file that did not exist: what lies in the folder, such
    as a link to a file elsewhere, is neither followed nor changed. A link at `path` itself is replaced by the file.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.beside(path) as (name, stream):
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            temporary.move(name, stream, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise exc.DataError(f"{path} cannot be written: {error}. {_remedy(error)}") from error


def write_atomic(path: str | os.PathLike[str], content: bytes | str) -> None:
    """Write a whole file; see `replacing`."""
    with replacing(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def write_json(path: str | os.PathLike[str], content: Any) -> None:
    """Write JSON, atomically; infinities and NaN become null, which every reader of JSON knows."""
    write_atomic(path, json.dumps(_plain(content), indent=2, allow_nan=False) + "\n")


def read_json(path: str | os.PathLike[str]) -> Any:
    """Read JSON.

    Raises
    ------
    DataError
        If there is no such file, or it is not JSON.
    """
    try:
        return json.loads(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise exc.DataError(f"{path} cannot be read: {error}. Pass the folder that a search wrote.") from error


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Any]) -> None:
    """Write named arrays as .npz, atomically and without pickle."""
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    write_atomic(path, stream.getvalue())


def read_arrays(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read named arrays of a .npz without pickle.

    Raises
    ------
    DataError
        If there is no such file, or it is damaged.
    """
    try:
        with open(path, "rb") as stream, np.lib.npyio.NpzFile(stream, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise exc.DataError(f"{path} cannot be read: {error}. Pass the folder that a search wrote.") from error


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays as JSON's."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return str(value) if isinstance(value, os.PathLike) else value


def _remedy(error: OSError) -> str:
    """What to do about a failure to write."""
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return "Allow more open files (ulimit -n), or close some."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EEXIST):
        return "Choose another folder or name, or remove what is in the way."
    return "Free some space or choose another folder."


def _sync_folder(folder: Path) -> None:
    """Make a rename last. Only POSIX systems can open a folder; elsewhere the rename alone must do."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
