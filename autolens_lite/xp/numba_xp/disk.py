"""Compiled kernels on disk: read only where each byte is as it was written, and done without where there is no place.

Numba loads what it finds, and a damaged file ends the process. Here each file carries a hash of its content. One that
is damaged, or cannot be read, is as good as none: the kernel is compiled, and the file replaced.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from pathlib import Path
from typing import Any

from numba.core.caching import IndexDataCacheFile

from autolens_lite import check

_MAGIC = b"ALKERNEL"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size
# What Numba's own files begin with, which earlier versions of the library kept under the same names.
_PICKLE = b"\x80"

_complained_of: set[str] = set()


class CheckedFiles(IndexDataCacheFile):
    """The index and the code of one function, by the types of its arguments.

    Parameters
    ----------
    files
        Where Numba keeps them.
    stamp
        What the code was made from: code of another stamp is stale.
    """

    def __init__(self, files: Any, stamp: str) -> None:
        vars(self).update(vars(files))
        self._source_stamp = stamp

    def load(self, key: Any) -> Any:
        """Return what was saved with a key, or None."""
        name = self._load_index().get(key)
        content = None if name is None else _read(self._data_path(name))
        if content is None:
            return None
        *made_from, data = pickle.loads(content)
        return data if made_from == [self._index_name, self._source_stamp, key] else None

    def save(self, key: Any, data: Any) -> None:
        """Save data with a key: the index last, so that it never refers to what is not there yet."""
        overloads = self._load_index()
        taken, number = set(overloads.values()), 1
        while key not in overloads and self._data_name(number) in taken:
            number += 1
        name = overloads.setdefault(key, self._data_name(number))
        self._write(self._data_path(name), self._dump((self._index_name, self._source_stamp, key, data)))
        self._save_index(overloads)

    def _load_index(self) -> dict[Any, str]:
        content = _read(self._index_path)
        if content is None:
            return {}
        stream = io.BytesIO(content)
        # Of another version of Numba no more can be read than this.
        if pickle.load(stream) != self._version:
            return {}
        stamp, overloads = pickle.load(stream)
        return overloads if stamp == self._source_stamp else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        version = pickle.dumps(self._version, protocol=5)
        self._write(self._index_path, version + self._dump((self._source_stamp, overloads)))

    def _write(self, path: str, content: bytes) -> None:
        with self._open_for_write(path) as stream:
            stream.write(_MAGIC + hashlib.sha256(content).digest() + content)


def keep(cache: Any) -> None:
    """Let a cache that cannot write be done without."""
    save = cache.save_overload

    def save_overload(signature: Any, data: Any) -> None:
        try:
            save(signature, data)
        except OSError as error:
            _complain(
                str(cache.cache_path),
                f"Compiled kernels cannot be kept in {cache.cache_path} ({error}): every process compiles anew, for "
                "minutes. Make room there, or name another folder in the variable NUMBA_CACHE_DIR.",
            )

    cache.save_overload = save_overload


def complain_of_no_place(package: Path) -> None:
    """Warn, once, that neither the package's folder nor the user's cache can be written."""
    _complain(
        str(package),
        f"Compiled kernels cannot be kept: neither {package} nor the user's cache folder can be written. Every process "
        "compiles anew, for minutes. Name a folder that can be in the variable NUMBA_CACHE_DIR.",
    )


def _read(path: str) -> bytes | None:
    """The content of a file; None where there is none, and, with a warning, where it is not what was written."""
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _complain(path, f"{path} cannot be read ({error}): the kernel in it is compiled anew.")
        return None
    body = memoryview(content)[_HEAD:]
    if content[:_HEAD] == _MAGIC + hashlib.sha256(body).digest():
        return content[_HEAD:]
    if content[:1] != _PICKLE:
        _complain(path, f"{path} is damaged: the kernel in it is compiled anew, and the file replaced.")
    return None


def _complain(about: str, message: str) -> None:
    """Warn, once of each thing in a process."""
    if about not in _complained_of:
        _complained_of.add(about)
        check.warn(message)
