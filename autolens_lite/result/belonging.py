"""Whether the files of a stored result are of one fit: each holds its number."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc, storage

if TYPE_CHECKING:
    from autolens_lite.result.samples import Samples

# The number of the fit, and the digest of its samples.
FIT, SAMPLES = "fit", "samples"


def entries_of(samples: Samples, number: str | None = None) -> dict[str, str]:
    """What the JSON files beside the samples hold; a result that no search has numbered has the samples' digest."""
    digest = hashlib.sha256(" ".join(samples.parameter_names).encode())
    # Weights are normalised again when they are read.
    for column in (samples.vectors, samples.log_likelihood, samples.log_prior):
        digest.update(np.ascontiguousarray(column).tobytes())
    found = digest.hexdigest()
    return {FIT: found if number is None else number, SAMPLES: found}


def check_one_fit(folder: Path, samples: Samples, number: str | None = None) -> None:
    """Refuse files of two results in one folder.

    Parameters
    ----------
    folder
        Of the result.
    samples
        What has been read from it.
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
            number = _entry(storage.read_json(folder / "fingerprint.json"), FIT)
    model, summary = (storage.read_json(folder / name) for name in ("model.json", "summary.json"))
    fits = {"model.json": _entry(model, FIT), "summary.json": _entry(summary, FIT)}
    if fits["summary.json"] is None:
        del fits["summary.json"]  # nothing is lost that the others do not hold
    wrong = [name for name, fit in fits.items() if fit != (fits["model.json"] if number is None else number)]
    if _entry(model, SAMPLES) not in (None, entries_of(samples)[SAMPLES]):
        wrong.append("samples.npz")
    if wrong:
        raise exc.DataError(
            f"{folder / wrong[0]} is of another fit than the files beside it. Restore it from a copy, or remove what "
            "is stored in the folder (search.clear()) and fit again."
        )


def warn_of_other_data(folder: Path, analysis: Any) -> None:
    """Warn if an analysis holds other data than those that `fingerprint.json`, where there is one, tells of.

    Parameters
    ----------
    folder
        Of the result.
    analysis
        That it is loaded with; None for none.
    """
    stored: Any = None
    with suppress(exc.DataError):
        stored = storage.read_json(folder / "fingerprint.json")
    stored = _within(stored, "analysis")
    factors = _within(stored, "factors")
    told = factors if isinstance(factors, list) else [stored]
    before = [_within(each, "contents", "dataset", "hash") for each in told]
    holders = getattr(analysis, "analyses", [analysis])
    now = [getattr(holder, "data_hash", None) for holder in holders]
    if None not in (*before, *now) and before != now:
        check.warn(
            f"analysis holds other data than those of the fit in {folder}: other values, pixels, PSF or sub-pixels. "
            "Its fits are of the stored model to the data that you pass."
        )


def _within(content: Any, *keys: str) -> Any:
    """What stands under keys in nested mappings; None where one is missing."""
    for key in keys:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content


def _entry(content: Any, key: str) -> str | None:
    found = content.get(key) if isinstance(content, Mapping) else None
    return None if found is None else str(found)
