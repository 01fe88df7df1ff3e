"""Checkpoints that a kill at any moment, even during writing, cannot spoil.

A store keeps the last two states of a run in two files and always overwrites the older one: the new bytes go to a
temporary file, are flushed to the disk, and then take the old file's place. Each file carries its sequence number and a
hash of its content, so a torn or damaged file is recognised and the other one is used.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import pickle
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import archive, exc, storage, temporary
from autolens_lite.search.output.state_pickle import ERRORS, StateUnpickler, reduced_array, reduced_generator

logger = logging.getLogger(__name__)

_MAGIC = b"ALCHECK2"
_NO_FIT = bytes(32)
_HEADER = struct.Struct("<8sQQ32s32s")
_MOST_STATES = 2**63  # so that there is room for many more
_NUMBERED = ("PUT", "BINPUT", "LONG_BINPUT")
_RANDOM_WORDS = 624  # of NumPy's MT19937
RANDOM_SHAPES = {"random_keys": (_RANDOM_WORDS,), "random_scalars": (3,)}


class CheckpointStore:
    """The checkpoints of one search, in the folder `folder`, and the final state of its run beside that.

    Parameters
    ----------
    folder
        The folder, which is made by the first checkpoint.
    fit
        The number of the fit, which the states hold: those of another fit are refused. None binds them to none, and
        reads those of any.
    before
        Is called before each state is written: sees to what has to lie beside it.
    """

    def __init__(self, folder: Path, fit: str | None = None, before: Callable[[], None] = lambda: None) -> None:
        self.folder = folder
        self._before = before
        self._fit = _NO_FIT if fit is None else hashlib.sha256(fit.encode()).digest()
        self._sequence = 0

    @property
    def paths(self) -> tuple[Path, Path]:
        """The two files that hold the last two states."""
        return self.folder / "state_0.bin", self.folder / "state_1.bin"

    @property
    def exists(self) -> bool:
        """Whether there is a checkpoint, whole or damaged; ResumeError where something else is in its place."""
        self._check_kinds()
        return any(path.exists() for path in self.paths)

    @property
    def final_path(self) -> Path:
        """The file that holds the state in which a run ended, from which a longer one can go on."""
        return self.folder.parent / "final_state.bin"

    @property
    def has_final(self) -> bool:
        """Whether there is a final state, whole or damaged."""
        return self.final_path.exists()

    def save(self, body: bytes) -> None:
        """Store the state of a run in place of the one before the last."""
        self._before()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sequence += 1
        storage.write_atomic(self.paths[self._sequence % 2], self._packed(body))

    def save_final(self, body: bytes) -> None:
        """Store the state in which a run has ended, in place of an earlier one."""
        self._before()
        storage.write_atomic(self.final_path, self._packed(body))

    def _packed(self, body: bytes) -> bytes:
        return _HEADER.pack(_MAGIC, self._sequence, len(body), self._fit, hashlib.sha256(body).digest()) + body

    def load(self) -> bytes | None:
        """Return the latest whole state: of the checkpoints, or else the final one; None where there is none.

        Raises ResumeError if there are checkpoints and none is whole, one is of another fit, or something else is in
        their place.
        """
        temporary.remove_leftovers(self.folder, [path.name for path in self.paths])
        paths = self.paths if self.exists else (self.final_path,)
        if not any(path.exists() for path in paths):
            return None
        states = []
        for path in paths:
            state = _read(path)
            if state is not None:
                sequence, fit, body = state
                if self._fit != _NO_FIT and fit not in (_NO_FIT, self._fit):
                    raise exc.ResumeError(
                        f"{path} is a state of another fit than fingerprint.json beside it tells of. Put the right one "
                        "back from a copy, or remove the stored results with search.clear() to start afresh."
                    )
                states.append((sequence, body))
        if not states:
            what = f"both checkpoints in {self.folder} are" if self.exists else f"{self.final_path} is"
            raise exc.ResumeError(
                f"{what} damaged, so the run cannot be resumed. Remove what is stored with search.clear() (or delete "
                "the folder) to start afresh."
            )
        self._sequence, body = max(states, key=lambda state: state[0])
        return body

    def _check_kinds(self) -> None:
        """Refuse what is not a folder, or not a file, where checkpoints are to be written."""
        for path, kind, is_right in [
            (self.folder, "folder", self.folder.is_dir()),
            *((path, "file", path.is_file()) for path in self.paths),
        ]:
            if os.path.lexists(path) and not is_right:
                raise exc.ResumeError(
                    f"{path} is not a {kind}, so the run cannot be saved. Remove it, or give this search another name."
                )

    def clear(self, final: bool = False) -> None:
        """Remove the checkpoints, and the final state too if asked."""
        for path in (*self.paths, self.final_path) if final else self.paths:
            path.unlink(missing_ok=True)
        if self.folder.is_dir() and not self.folder.is_symlink() and not any(self.folder.iterdir()):
            self.folder.rmdir()


def _read(path: Path) -> tuple[int, bytes, bytes] | None:
    """The sequence number, the fit and the content of a state; None, with a warning, for a damaged one."""
    try:
        with storage.reading(path) as stream:
            header, length = stream.read(_HEADER.size), os.fstat(stream.fileno()).st_size
            if len(header) == _HEADER.size:
                magic, sequence, size, fit, digest = _HEADER.unpack(header)
                if magic == _MAGIC and sequence < _MOST_STATES and _HEADER.size + size == length <= archive.memory():
                    body = stream.read()
                    if hashlib.sha256(body).digest() == digest:
                        return sequence, fit, body
    except FileNotFoundError:
        return None
    except OSError as error:
        raise exc.ResumeError(
            f"{path} cannot be read ({error}), so the run cannot be resumed. Allow it, or use another name."
        ) from error
    logger.warning("%s is damaged: the checkpoint before it is used.", path)
    return None


def random_state_to_arrays(state: tuple) -> dict[str, Any]:
    """A `numpy.random.RandomState` state as arrays."""
    _, keys, position, has_gauss, cached = state
    return {"random_keys": keys, "random_scalars": np.array([position, has_gauss, cached], dtype=np.float64)}


def random_state_from_arrays(arrays: Mapping[str, np.ndarray]) -> tuple:
    """The inverse of `random_state_to_arrays`."""
    position, has_gauss, cached = arrays["random_scalars"]
    # NumPy does not look, and would read beyond the end of its memory.
    if not (0 <= position <= _RANDOM_WORDS and arrays["random_keys"].shape == (_RANDOM_WORDS,)):
        raise exc.DataError(f"the random state has position {position} of {_RANDOM_WORDS}")
    return "MT19937", arrays["random_keys"], int(position), int(has_gauss), float(cached)


def pickle_without(value: Any, shared: Mapping[str, Any]) -> bytes:
    """Pickle an object, leaving out the `shared` objects that it refers to (the likelihood and its data, a pool)."""
    names = {id(thing): name for name, thing in shared.items()}

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing: Any) -> str | None:
            return names.get(id(thing))

    stream = io.BytesIO()
    pickler = Pickler(stream, protocol=5)
    pickler.dispatch_table = {np.ndarray: reduced_array, np.random.Generator: reduced_generator}
    pickler.dump(value)
    return stream.getvalue()


def unpickle_with(body: bytes, shared: Mapping[str, Any]) -> Any:
    """The inverse of `pickle_without`, putting this process's `shared` objects in; see `StateUnpickler`."""
    import pickletools

    for opcode, argument, _ in pickletools.genops(body):
        # Python makes a table of this length, before it reads on.
        if opcode.name in _NUMBERED and int(argument or 0) > len(body):
            raise pickle.UnpicklingError("it numbers more objects than it holds")
    return StateUnpickler(io.BytesIO(body), shared).load()


def require(is_right: Any, fault: str) -> None:
    """Refuse a state of which something is not right, with a ValueError, which `understood` explains."""
    if not is_right:
        raise ValueError(fault)


@contextlib.contextmanager
def understood(folder: Path) -> Iterator[None]:
    """Within this context a checkpoint is taken up: what fails is its fault.

    Raises ResumeError if it was forged, or written by other versions.
    """
    try:
        yield
    except exc.ResumeError:
        raise
    except ERRORS as error:
        raise exc.ResumeError(
            f"the checkpoint in {folder} cannot be read by this version of the library, the sampler and numpy "
            f"({error}). Use the versions that wrote it, or remove it with search.clear() to start afresh."
        ) from error
