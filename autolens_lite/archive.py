"""Arrays in NumPy's .npz archives, read without trust: no pickle, and nothing larger than what the file says and holds.

A small file can claim arrays of any size, or hold gigabytes of compressed zeros. So sizes are compared before memory is
taken: of each array's header with its entry, of the entries with the file, and of all together with the machine.
"""

from __future__ import annotations

import errno
import hashlib
import math
import os
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np

from autolens_lite import check, exc

# What the system says where a process, or all, may open no further file.
TOO_MANY_FILES = (errno.EMFILE, errno.ENFILE)
# What reading a damaged or forged archive can raise.
ERRORS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
Shapes = dict[str, tuple[int | None, ...]]
"""Of arrays by name, with None for a length that may be any."""
# Beyond this size (bytes), arrays that were compressed by more than this factor are taken for a trap.
_EXPANDED, _FACTOR = 2**28, 100
# The entry with the digest of all others.
DIGEST = "digest"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive(Mapping[str, np.ndarray]):
    """The arrays of an open .npz file by their names, each read when it is asked for.

    Raises DataError if it is not such an archive, or claims arrays that it cannot hold.
    """

    def __init__(self, stream: BinaryIO) -> None:
        try:
            self._size = stream.seek(0, os.SEEK_END)
            stream.seek(0)
            if stream.read(6) == b"\x93NUMPY":
                raise exc.DataError("it holds one bare array; an archive made with numpy.savez is needed")
            stream.seek(0)
            self._zip = zipfile.ZipFile(stream)
            entries = self._zip.infolist()
        except exc.AutoLensError:
            raise
        except ERRORS as error:
            _refuse_too_many_files(error)
            raise exc.DataError(f"it is not an archive of arrays, or is damaged: {error}") from error
        self._entries = {entry.filename.removesuffix(".npy"): entry for entry in entries}
        self._check_sizes(entries)

    def __getitem__(self, name: str) -> np.ndarray:
        entry = self._entries[name]
        try:
            with self._zip.open(entry) as stream:
                length, dtype = _header_of(stream)
                if length < 0 or stream.tell() + length != entry.file_size or dtype.kind not in "biufcUS":
                    raise ValueError(f"it claims {length} bytes of {dtype} and holds {entry.file_size}")
            with self._zip.open(entry) as stream:
                return np.asarray(np.lib.format.read_array(stream, allow_pickle=False))
        except ERRORS as error:
            _refuse_too_many_files(error)
            raise exc.DataError(f"its array '{name}' is damaged: {error}") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _check_sizes(self, entries: list[zipfile.ZipInfo]) -> None:
        held, claimed = sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)
        for entry in entries:
            if entry.compress_type not in _METHODS or entry.flag_bits & 1:
                raise exc.DataError(f"its array '{entry.filename}' is compressed or encrypted as NumPy does not do it")
            if entry.compress_type == zipfile.ZIP_STORED and entry.file_size != entry.compress_size:
                raise exc.DataError(f"its array '{entry.filename}' has two sizes")
        if held > self._size:
            raise exc.DataError(f"it claims to hold {_text(held)}, and the file has {_text(self._size)}")
        if claimed > _EXPANDED and claimed > _FACTOR * held:
            raise exc.DataError(
                f"its {_text(held)} would expand to {_text(claimed)}. If they are meant, write them with numpy.savez, "
                "which does not compress"
            )
        if claimed > memory():
            raise exc.DataError(f"its arrays of {_text(claimed)} exceed the {_text(memory())} of this machine's memory")


def arrays_in(stream: BinaryIO) -> dict[str, np.ndarray]:
    """Return all arrays of an open .npz file.

    Raises DataError if it is not such an archive, is damaged, or claims arrays that it cannot hold.
    """
    return dict(Archive(stream))


def sealed(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Return arrays with the digest of all of them, by which `check_seal` knows whether one was changed."""
    return {**arrays, DIGEST: np.array(_digest_of(arrays))}


def check_seal(arrays: Mapping[str, np.ndarray], source: str | os.PathLike[str]) -> dict[str, np.ndarray]:
    """Return the arrays without their digest.

    Raises DataError if they are not those that were written.

    Parameters
    ----------
    arrays
        Those that `sealed` was given, and its digest.
    source
        The file, for the warning.

    Warns
    -----
    AutoLensWarning
        If there is no digest.
    """
    others = {name: array for name, array in arrays.items() if name != DIGEST}
    if DIGEST not in arrays:
        check.warn(
            f"{source} has no digest of its arrays, as files of earlier versions: whether a number in it has changed "
            "since cannot be told. Write it again."
        )
    elif str(arrays[DIGEST]) != _digest_of(others):
        raise exc.DataError("its numbers are not those that were written, by their digest")
    return others


def _digest_of(arrays: Mapping[str, Any]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
        digest.update(array.view(np.uint8).data if array.size else b"")
    return digest.hexdigest()


def require(arrays: Mapping[str, np.ndarray], shapes: Shapes) -> None:
    """Refuse arrays of which one of numbers is missing or of another shape; None is a length that may be any.

    Raises DataError, naming the first.
    """
    for name, shape in shapes.items():
        if name not in arrays:
            raise exc.DataError(f"it has no array '{name}', but {', '.join(sorted(arrays)) or 'nothing'}")
        array = arrays[name]
        same = len(shape) == array.ndim and all(n in (None, m) for n, m in zip(shape, array.shape, strict=True))
        if not same or array.dtype.kind not in "biuf":
            wanted = f"({', '.join('any' if n is None else str(n) for n in shape)})"
            raise exc.DataError(
                f"its array '{name}' is of {array.dtype} and the shape {array.shape}, not of numbers and {wanted}"
            )


def memory() -> int:
    """The bytes of memory that this machine has; a terabyte where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 2**40


def _refuse_too_many_files(error: BaseException) -> None:
    """Raise an error as it is where it says nothing of the archive: this process may open no further file."""
    if isinstance(error, OSError) and error.errno in TOO_MANY_FILES:
        raise error


def _header_of(stream: Any) -> tuple[int, np.dtype]:
    """The number of bytes that an array's header says will follow it, and their type."""
    version = np.lib.format.read_magic(stream)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in readers:
        raise ValueError(f"its version {version} is not known")
    shape, _, dtype = readers[version](stream)
    if any(length < 0 for length in shape):
        raise ValueError(f"its shape is {shape}")
    return math.prod(shape) * max(dtype.itemsize, 1), dtype


def _text(size: int) -> str:
    for unit, name in ((2**40, "TB"), (2**30, "GB"), (2**20, "MB"), (2**10, "kB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"
