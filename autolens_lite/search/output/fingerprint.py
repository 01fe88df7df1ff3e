"""What a chain depends on, as plain JSON, so that stored results are never continued under other circumstances.

A fingerprint holds the model with its priors, the analysis (the data's hash and the settings), the settings of the
search that shape the chain, and the versions of what computes it. Two fingerprints are compared leaf by
leaf, and what differs is named by its path.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import autolens_lite
from autolens_lite import exc, storage

_SHOWN = 12
# What a backend computes with; on a CPU, programs of jax call kernels of numba. Processors and XLA_FLAGS are not told:
# they change how the same programs are rounded, log likelihoods by 4e-16 of themselves and gradients by 1e-15 (without
# optimisation, with fast_math, for SSE4.2 alone), and most flags change nothing (of threads, of what is printed).
_ENGINES = {"numba": ("numba",), "jax": ("jax", "jaxlib", "numba")}


def plain(value: Any) -> Any:
    """Return `value` as it comes back from JSON (`storage.as_json`); SearchError where it is not plain data."""
    try:
        return storage.as_json(value)
    except exc.DataError as error:
        raise exc.SearchError(
            f"in the fingerprint of the analysis or of the model {error}. Return numbers, strings, lists and "
            "dictionaries from fingerprint()."
        ) from None


def versions(packages: Sequence[str], backend: str | None = None) -> dict[str, str]:
    """The versions of the library, Python, the sampler's packages, and what the numbers of a backend come from."""
    from importlib import metadata  # with what reads e-mail

    found = {"autolens_lite": autolens_lite.__version__, "python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
    for name in dict.fromkeys((*packages, "numpy", "scipy", *_ENGINES.get(backend or "", ()))):
        found[name] = metadata.version(name)
    return found


def number_of(circumstances: Mapping[str, Any]) -> str:
    """The number of the fit that began under these circumstances: a digest of them."""
    return hashlib.sha256(json.dumps(circumstances, sort_keys=True).encode()).hexdigest()


def of_versions(lines: list[str]) -> list[str]:
    """Those of the `differences` that are of versions, or follow from Python's: it compiles code otherwise."""
    another_python = any(line.startswith("versions.python:") for line in lines)
    return [
        line
        for line in lines
        if line.startswith("versions.") or (another_python and ".code." in line.partition(": ")[0])
    ]


def differences(stored: Any, now: Any, path: str = "") -> list[str]:
    """Return a line `path: stored -> now` for each leaf in which two fingerprints differ."""
    if isinstance(stored, Mapping) and isinstance(now, Mapping):
        lines = []
        for key in [*stored, *(key for key in now if key not in stored)]:
            where = f"{path}.{key}" if path else key
            if key not in now:
                lines.append(f"{where}: {_short(stored[key])} -> absent")
            elif key not in stored:
                lines.append(f"{where}: absent -> {_short(now[key])}")
            else:
                lines += differences(stored[key], now[key], where)
        return lines
    if isinstance(stored, list) and isinstance(now, list) and len(stored) == len(now):
        return [
            line
            for i, (one, other) in enumerate(zip(stored, now, strict=True))
            for line in differences(one, other, f"{path}[{i}]")
        ]
    # Compared as JSON text, in which 1 differs from True.
    if json.dumps(stored) == json.dumps(now):
        return []
    return [f"{path}: {_short(stored)} -> {_short(now)}"]


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 100 else f"{text[:97]}..."


def refuse(lines: list[str], folder: Path) -> None:
    """Raise a ResumeError that lists what differs between stored and present circumstances.

    Raises
    ------
    ResumeError
        Always; with the first dozen of `lines` and the remedy.
    """
    raise exc.ResumeError(
        f"{folder} holds the results of a different fit. What differs (stored -> now):\n{_listed(lines)}\n"
        "Give this search another name, or remove the stored results with search.clear() (or by deleting the folder) "
        "to start afresh."
    )


def refuse_versions(lines: list[str], folder: Path) -> None:
    """Raise a ResumeError that lists the versions in which an unfinished run differs from the present ones."""
    raise exc.ResumeError(
        f"{folder} holds an unfinished run of other versions. What differs (stored -> now):\n{_listed(lines)}\n"
        "Install the stored versions to end it as it would have ended; or pass any_versions=True to the search to go "
        "on with these, where later numbers may differ by rounding; or remove the run with search.clear()."
    )


def _listed(lines: list[str]) -> str:
    more = f"\n  ... and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return "\n".join(f"  {line}" for line in lines[:_SHOWN]) + more
