"""Samples as a table to read, and as a dictionary to store."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from


class Numbers(NamedTuple):
    """What a summary tells of samples.

    Attributes
    ----------
    names : (p,)
        Of the parameters.
    median, best : (p,) float
        The median of each parameter; the sample of greatest likelihood.
    errors : (p, 2) float
        From the medians down and up to the ends of the 68.3 % intervals.
    inner, outer : (p, 2) float
        The 68.3 % and the 99.7 % intervals.
    max_log_likelihood : float
        The greatest.
    log_evidence, log_evidence_error : float
        None where the search does not find them.
    total, effective : float
        Of samples, and of as many independent ones as they are worth.
    """

    names: list[str]
    median: np.ndarray
    best: np.ndarray
    errors: np.ndarray
    inner: np.ndarray
    outer: np.ndarray
    max_log_likelihood: float
    log_evidence: float | None
    log_evidence_error: float | None
    total: int
    effective: float


def summary_of(samples: Numbers, truths: Mapping[str, float] | npt.ArrayLike | None = None) -> str:
    """Return the evidence and the best likelihood, then a row for each parameter.

    A row holds the median, the distances to the ends of the 68.3 % interval, the 99.7 % interval, the sample of
    greatest likelihood, and, where a truth is given, it and the median's offset from it in units of the error on
    that side.
    """
    median, outer, best = samples.median, samples.outer, samples.best
    down, up = samples.errors.T
    true_values = _truths(samples.names, truths)
    head = ["parameter", "median", "- 1 sigma", "+ 1 sigma", "3 sigma from", "to", "best"]
    if truths is not None:
        head += ["truth", "offset / sigma"]
    rows = [head]
    for i, name in enumerate(samples.names):
        numbers = [median[i], down[i], up[i], outer[i, 0], outer[i, 1], best[i]]
        row = [name, *shown(numbers, 0.5 * (down[i] + up[i]), median[i])]
        truth = true_values.get(name)
        if truth is not None:
            error = up[i] if truth > median[i] else down[i]
            row += [f"{truth:g}", f"{(median[i] - truth) / error:+.2f}" if error > 0.0 else "-"]
        elif truths is not None:
            row += ["-", "-"]
        rows.append(row)
    return "\n".join([*_headlines(samples), "", *aligned(rows)])


def summary_dict(samples: Numbers) -> dict[str, Any]:
    """Return the numbers of the summary, for JSON."""
    columns = {
        "median": samples.median,
        "sigma_1": samples.inner,
        "sigma_3": samples.outer,
        "max_log_likelihood": samples.best,
    }
    return {
        "max_log_likelihood": samples.max_log_likelihood,
        "log_evidence": samples.log_evidence,
        "log_evidence_error": samples.log_evidence_error,
        "total_samples": samples.total,
        "effective_sample_size": samples.effective,
        "parameters": {
            name: {column: values[i] for column, values in columns.items()} for i, name in enumerate(samples.names)
        },
    }


def _headlines(samples: Numbers) -> list[str]:
    lines = [f"maximum log likelihood   {samples.max_log_likelihood:.4f}"]
    if samples.log_evidence is not None:
        error = samples.log_evidence_error
        lines.append(
            f"log evidence             {samples.log_evidence:.4f}{'' if error is None else f' +- {error:.4f}'}"
        )
    lines.append(f"samples                  {samples.total}, worth {samples.effective:.0f} independent ones")
    return lines


def _truths(names: list[str], truths: Mapping[str, float] | npt.ArrayLike | None) -> dict[str, float]:
    if truths is None:
        return {}
    if isinstance(truths, Mapping):
        for name in truths:
            if name not in names:
                raise exc.DataError(
                    f"truths has '{name}', which is not a parameter. {check.suggestion(str(name), names)}"
                )
        for name, value in truths.items():
            check.finite(f"truths[{name!r}]", value)
        return {name: float(value) for name, value in truths.items()}
    values = numbers_from("truths", units.plain("truths", truths), labels=names).astype(float)
    if values.shape != (len(names),):
        raise exc.DataError(f"truths has shape {values.shape}. Pass a dictionary, or one value for each parameter.")
    if not check.is_finite(values):
        raise exc.DataError("truths holds numbers that are not finite. Pass a dictionary of those that are known.")
    return dict(zip(names, values.tolist(), strict=True))


def shown(numbers: list[float], error: float, value: float) -> list[str]:
    """Return numbers as text, to two digits of an error, that of a value."""
    digits = _digits(error, value)
    return [f"{number:.{digits}f}" if digits is not None else f"{number:.4g}" for number in numbers]


def _digits(error: float, value: float) -> int | None:
    """Decimals that show an error to two digits; None where a fixed number of decimals does not suit."""
    if not error > 0.0 or not 1e-5 < abs(value) + error < 1e5:
        return None
    return min(max(1 - math.floor(math.log10(error)), 0), 8)


def aligned(rows: list[list[str]]) -> list[str]:
    """Return rows of a table with columns of one width, the first flush left."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("   ".join(cells).rstrip())
    return lines
