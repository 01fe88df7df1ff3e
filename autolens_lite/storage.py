"""Files that are whole or absent: each is written beside its place and then moved there."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import math
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from autolens_lite import archive, exc, temporary
from autolens_lite.archive import Shapes

TOO_MANY_FILES = archive.TOO_MANY_FILES
# Beyond these a file of JSON is not one of ours: bytes, and dictionaries and lists within each other.
LARGEST_JSON = 2**27
# What JSON has no numbers for, and the text in place of them.
_NOT_FINITE = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
# What is said of folders that may be written to and not read, and by file systems that cannot flush one.
_CANNOT_SYNC = {errno.EACCES, errno.EPERM, errno.EINVAL, errno.EBADF, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_DEEPEST = 400
_REMEDY = "Pass the folder that a search wrote."


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Yield a stream whose content takes the place of a file once it is complete and on the disk.

    A reader finds the old content or the new one, never a part, even after a power cut. Folders are made. The content
    is first written under a name that nobody can foresee, in a file that did not exist: what lies in the folder, such
    as a link to a file elsewhere, is neither followed nor changed. A link at `path` itself is replaced by the file.

    Raises DataError if the file cannot be written.
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
    """Write JSON, atomically; infinities and NaN become null, which every reader of JSON knows.

    Raises DataError if it cannot be written, is not plain data, or is too large to be read back.
    """
    try:
        _refuse_depth(content)
    except ValueError as error:
        raise exc.DataError(f"{path} cannot be written: {error}. Write a part of it.") from None
    text = json.dumps(as_json(content, lambda number: None), indent=2, allow_nan=False) + "\n"
    if len(text) > LARGEST_JSON:
        raise exc.DataError(
            f"{path} would have {len(text)} bytes, more than the {LARGEST_JSON} that are read back. Hold large arrays "
            "in the analysis rather than in the model."
        )
    write_atomic(path, text)


def read_json(path: str | os.PathLike[str], remedy: str = _REMEDY) -> Any:
    """Read JSON; `remedy` is what to do where it cannot be.

    Raises DataError if there is no such file, or it is not JSON, says something twice, or is too large or too deeply
    nested to be one of ours.
    """
    try:
        with reading(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > LARGEST_JSON:
                raise ValueError(f"its {size} bytes are more than the {LARGEST_JSON} that such a file may have")
            content = json.loads(stream.read(), object_pairs_hook=_said_once)
        _refuse_depth(content)
        return content
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise _unreadable(path, error, remedy) from error


@contextlib.contextmanager
def reading(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Yield a stream of a file's content. What is not a file, such as a pipe, is not waited for.

    Raises OSError if there is no such file, or it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        yield stream


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Any]) -> None:
    """Write named arrays as .npz, atomically and without pickle."""
    write_atomic(path, arrays_to_bytes(arrays, np.savez_compressed))


def read_arrays(path: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Read named arrays of a .npz without pickle.

    Raises DataError if there is no such file, or it is damaged.
    """
    try:
        with reading(path) as stream:
            return archive.arrays_in(stream)
    except (OSError, exc.DataError) as error:
        raise _unreadable(path, error) from error


def arrays_to_bytes(arrays: Mapping[str, Any], save: Callable[..., None] = np.savez) -> bytes:
    """Pack named arrays as .npz, without pickle; `save` may be `np.savez_compressed`."""
    stream = io.BytesIO()
    save(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def arrays_from_bytes(body: bytes, shapes: Shapes | None = None) -> dict[str, np.ndarray]:
    """Unpack named arrays from the npz format.

    Raises DataError if the archive is damaged, or an array is missing or has another shape.

    Parameters
    ----------
    body
        What `arrays_to_bytes` gave.
    shapes
        The arrays of numbers that must be there, and their shapes, with None for a length that may be any.
    """
    arrays = archive.arrays_in(io.BytesIO(body))
    archive.require(arrays, shapes or {})
    return arrays


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{max(names, key=names.count)!r} is in it twice")
    return content


def _refuse_depth(content: Any) -> None:
    level = [content]
    for _ in range(_DEEPEST):
        level = [part for whole in level for part in _parts(whole) if isinstance(part, dict | list)]
        if not level:
            return
    raise ValueError(f"it is nested more than {_DEEPEST} deep")


def _parts(whole: Any) -> Any:
    return whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()


def spelled(value: Any) -> Any:
    """Infinities and NaN in plain data as text, so that JSON holds them; `unspelled` reads it."""
    return as_json(value, lambda number: _NOT_FINITE[str(number)])


def unspelled(value: Any) -> Any:
    """The inverse of `spelled`."""
    if isinstance(value, dict):
        return {name: unspelled(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [unspelled(entry) for entry in value]
    return float(value) if isinstance(value, str) and value in _NOT_FINITE.values() else value


def check_json(name: str, content: Any) -> None:
    """Refuse what JSON cannot hold.

    Raises DataError if so.
    """
    try:
        json.dumps(as_json(content, lambda number: None), allow_nan=False)
    except (exc.DataError, TypeError, ValueError, RecursionError) as error:
        raise exc.DataError(
            f"{name} cannot be written as JSON: {error}. Pass numbers, text, lists and dictionaries."
        ) from None


def as_json(value: Any, infinite: Callable[[float], Any] = str) -> Any:
    """Return a value as JSON gives it back: dictionaries with texts for keys, lists, numbers, texts, booleans and None.

    Raises DataError if something in it is none of these, which the error names.

    Parameters
    ----------
    value
        Of these, and of arrays, paths, tuples and sets.
    infinite
        What stands for infinities and NaN: see `finite`.
    """
    return finite(json.loads(json.dumps(value, default=_entry)), infinite)


def finite(value: Any, infinite: Callable[[float], Any] = str) -> Any:
    """Replace infinities and NaN, which JSON has no numbers for, by default by their names, which float() reads."""
    if isinstance(value, Mapping):
        return {name: finite(entry, infinite) for name, entry in value.items()}
    if isinstance(value, list):
        return [finite(entry, infinite) for entry in value]
    return infinite(value) if isinstance(value, float) and not math.isfinite(value) else value


def _entry(value: Any) -> Any:
    """What JSON has in place of a value that it does not know."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise exc.DataError(f"{value!r} ({type(value).__name__}) is not plain data")


def _unreadable(path: str | os.PathLike[str], error: Exception, remedy: str = _REMEDY) -> exc.DataError:
    if isinstance(error, FileNotFoundError):
        return exc.MissingFileError(f"{path} cannot be read: it is not there. Check the path.")
    few = isinstance(error, OSError) and error.errno in TOO_MANY_FILES
    remedy = _remedy(error) if few else remedy  # type: ignore[arg-type]
    return exc.DataError(f"{path} cannot be read: {error}. {remedy}")


def _remedy(error: OSError) -> str:
    """What to do about a failure to write."""
    if error.errno in TOO_MANY_FILES:
        return "Allow more open files (ulimit -n), or close some."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.EEXIST):
        return "Choose another folder or name, or remove what is in the way."
    return "Free some space or choose another folder."


def _sync_folder(folder: Path) -> None:
    """Make a rename last, where the system can: some file systems, and all but POSIX systems, cannot with a folder."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise
