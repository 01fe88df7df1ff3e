"""jax's persistent compilation cache: a second run starts in a second instead of compiling anew."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import jax

from autolens_lite import check

# Seconds of compilation from which a program is kept: a value takes half a second, single operations hundredths.
_LEAST = 0.2
_LEAST_VARIABLE = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"
_MAGIC = b"ALPROGRM"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size


class CheckedPrograms:
    """A folder of compiled programs, each with a hash of its content.

    jax does not write them all at once, nor over what is there: one that a kill or a full disk has cut would be
    complained of by every process, and compiled anew by each. Here it makes place for a whole one.

    `kept` is jax's own cache, by which files are read and written.
    """

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self._path = kept._path

    def get(self, key: str) -> bytes | None:
        """Return what was put with a key; None where there is nothing whole."""
        content = self._kept.get(key)
        if content is None:
            return None
        body = content[_HEAD:]
        if content[:_HEAD] == _MAGIC + hashlib.sha256(body).digest():
            return body
        path = Path(self._path) / f"{key}-cache"
        check.warn(f"{path} is damaged: the program in it is compiled anew, and the file replaced.")
        path.unlink(missing_ok=True)
        return None

    def put(self, key: str, value: bytes) -> None:
        """Keep a program."""
        self._kept.put(key, _MAGIC + hashlib.sha256(value).digest() + value)

    def clear(self) -> None:
        """Forget them all, as far as jax does."""
        self._kept.clear()


def enable() -> None:
    """Point jax to a folder in the user's cache, unless the user chose one or it cannot be written."""
    if jax.config.jax_compilation_cache_dir is not None:  # type: ignore[attr-defined]
        return
    try:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = caches / "autolens_lite" / "programs" / _processor()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no folder, or no home to have one in
        return
    if os.access(folder, os.W_OK):
        _check_programs_in(str(folder))
        jax.config.update("jax_compilation_cache_dir", str(folder))
        if _LEAST_VARIABLE not in os.environ:
            jax.config.update("jax_persistent_cache_min_compile_time_secs", _LEAST)


def _check_programs_in(folder: str) -> None:
    """Have jax keep its programs in a folder by `CheckedPrograms`; a version that is made otherwise does without."""
    try:
        from jax._src import compilation_cache

        make = compilation_cache.get_file_cache
    except (ImportError, AttributeError):
        return

    def get_file_cache(path: str) -> Any:
        found = make(path)
        return found if found is None or path != folder else (CheckedPrograms(found[0]), path)

    compilation_cache.get_file_cache = get_file_cache


def _processor() -> str:
    """A name for the kind of processor: nodes of a cluster share a home but not an instruction set."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return f"{binding.get_host_cpu_name()}-{hashlib.sha256(features.encode()).hexdigest()[:8]}"
