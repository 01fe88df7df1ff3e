"""Arrays that a dataset keeps on the host: nobody can change them, and their hash tells them from others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite import exc


def read_only(values: np.ndarray) -> np.ndarray:
    """Return the very array, which nobody can write into any more."""
    values.flags.writeable = False
    return values


def owned(values: Any, dtype: Any) -> np.ndarray:
    """Return a read-only copy in native byte order, so that neither the user's array nor ours changes the other."""
    return read_only(np.array(values, dtype=dtype, order="C"))


def refuse_where(
    name: str,
    values: np.ndarray,
    bad: np.ndarray,
    fault: str,
    remedy: str,
    place_of: Callable[[int], str] = str,
    called: str = "entries",
) -> None:
    """Raise a DataError that names the first of the values (N,) or (N, ...) that are `bad` (N,), and says how many are.

    Parameters
    ----------
    place_of
        Gives the index that the user knows a value by, from its number.
    called
        What the values are.
    """
    where = np.flatnonzero(bad)
    if where.size:
        first = int(where[0])
        raise exc.DataError(
            f"{name}[{place_of(first)}] = {values[first]} {fault} ({where.size} of {len(values)} {called}). {remedy}."
        )


def sha256_of(*parts: Any) -> str:
    """Return the SHA-256, in hex, of bytes as they are, and of arrays with their types and shapes."""
    import hashlib  # 2 ms, which few sessions need

    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, bytes):
            digest.update(part)
            continue
        array = np.ascontiguousarray(part)
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()
