"""Whether the files of a stored result are of one fit: each holds its number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc, storage

if TYPE_CHECKING:
    from autolens_lite.result.samples import Samples

# The number of the fit, the digest of its samples, and that of the file's own content.
FIT, SAMPLES, CONTENT = "fit", "samples", "digest"


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JSON file is to hold, with the digest of that."""
    return {**content, CONTENT: _digest_of(content)}


def check_seals(folder: Path, contents: Mapping[str, Any]) -> None:
    """Refuse JSON files, by their names, whose content is not that which was written.

    Raises DataError, naming the first.

    Warns
    -----
    AutoLensWarning
        If none of them has a digest.
    """
    seals = {name: _entry(content, CONTENT) for name, content in contents.items()}
    if not any(seals.values()):
        check.warn(
            f"The files of the result in {folder} have no digests, as those of earlier versions: whether a number in "
            "them has changed since cannot be told. result.save(folder) writes them again."
        )
        return
    for name, content in contents.items():
        without = {key: value for key, value in content.items() if key != CONTENT}
        if seals[name] != _digest_of(without):
            raise exc.DataError(
                f"{folder / name} is not as it was written: its digest is that of another content. Restore it from a "
                "copy, or remove what is stored in the folder (search.clear()) and fit again."
            )


def _digest_of(content: Any) -> str:
    text = json.dumps(storage.as_json(content, lambda number: None), sort_keys=True)
    # as it is read back
    text = json.dumps(json.loads(text), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


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

    Raises DataError, naming the file that is of another fit, is missing, or cannot be read.

    Parameters
    ----------
    folder
        Of the result.
    samples
        What has been read from it.
    number
        Of the fit that they must be of; None where it is enough that they agree with each other, and with
        `fingerprint.json` where there is one.
    """
    if number is None:
        with suppress(exc.DataError):
            number = _entry(storage.read_json(folder / "fingerprint.json"), FIT)
    model, summary = (storage.read_json(folder / name) for name in ("model.json", "summary.json"))
    contents = {"model.json": model, "summary.json": summary}
    if _entry(summary, FIT) is None:
        del contents["summary.json"]  # nothing is lost that the others do not hold
    fits = {"model.json": _entry(model, FIT), "summary.json": _entry(summary, FIT)}
    if fits["summary.json"] is None:
        del fits["summary.json"]
    wrong = [name for name, fit in fits.items() if fit != (fits["model.json"] if number is None else number)]
    if _entry(model, SAMPLES) not in (None, entries_of(samples)[SAMPLES]):
        wrong.append("samples.npz")
    if wrong:
        raise exc.DataError(
            f"{folder / wrong[0]} is of another fit than the files beside it. Restore it from a copy, or remove what "
            "is stored in the folder (search.clear()) and fit again."
        )
    check_seals(folder, contents)


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


def is_of_analysis(folder: Path, analysis: Any) -> str | None:
    """Return the number of the fit in a search's folder, where it is of this analysis; else None."""
    with suppress(exc.AutoLensError):
        stored = storage.read_json(folder / "fingerprint.json")
        told = _within(stored, "analysis")
        if told is not None and hasattr(analysis, "fingerprint") and told == storage.as_json(analysis.fingerprint()):
            return _entry(stored, FIT)
    return None


def _within(content: Any, *keys: str) -> Any:
    """What stands under keys in nested mappings; None where one is missing."""
    for key in keys:
        content = content.get(key) if isinstance(content, Mapping) else None
    return content


def _entry(content: Any, key: str) -> str | None:
    found = content.get(key) if isinstance(content, Mapping) else None
    return None if found is None else str(found)
