"""Whether the files of a stored result are of one fit: each holds its number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autolens_lite import exc, storage

if TYPE_CHECKING:
    from autolens_lite.result.samples import Samples

# The entry of each file.
KEY = "fit"


def number_of(samples: Samples, model: Mapping[str, Any]) -> str:
    """The number of a result that no search has given one: a digest of what it holds."""
    digest = hashlib.sha256(json.dumps(model, sort_keys=True, default=str).encode())
    for column in (samples.vectors, samples.log_likelihood, samples.log_prior, samples.weight):
        digest.update(column.tobytes())
    return digest.hexdigest()


def check_one_fit(folder: Path, number: str | None = None) -> None:
    """Refuse files of two results in one folder.

    Parameters
    ----------
    folder
        Of the result.
    number
        Of the fit that they must be of; None where it is enough that they agree with each other, and with
        `fingerprint.json` where there is one.

    Raises
    ------
    DataError
        Naming the file that is of another fit, is missing, or cannot be read.
    """
    if number is None:
        with suppress(exc.DataError):
            number = _entry(storage.read_json(folder / "fingerprint.json"))
    held = {name: _entry(storage.read_json(folder / name)) for name in ("model.json", "summary.json")}
    held["samples.npz"] = _entry(storage.read_arrays(folder / "samples.npz"))
    expected = held["model.json"] if number is None else number
    if held["summary.json"] is None:
        del held["summary.json"]  # nothing is lost that the others do not hold
    for name, found in held.items():
        if found != expected:
            raise exc.DataError(
                f"{folder / name} is of another fit than the files beside it. Restore it from a copy, or remove what "
                "is stored in the folder (search.clear()) and fit again."
            )


def _entry(content: Any) -> str | None:
    found = content.get(KEY) if isinstance(content, Mapping) else None
    return None if found is None else str(found)
