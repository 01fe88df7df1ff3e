"""Samples as a table to read, and as a dictionary to store."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from

if TYPE_CHECKING:
    from autolens_lite.result.samples import Samples


def summary_of(samples: Samples, truths: Any = None) -> str:
    """Return the evidence and the best likelihood, then a row for each parameter.

    A row holds the median, the distances to the ends of the 68.3 % interval, the 99.7 % interval, the sample of
    greatest likelihood, and, where a truth is given, it and the median's offset from it in units of the error on
    that side.
    """
    median = samples.quantiles([0.5])[0]
    down, up = samples.errors_at_sigma(1.0).T
    outer = samples.values_at_sigma(3.0)
    best = samples.max_log_likelihood(as_instance=False)
    true_values = _truths(samples, truths)
    head = ["parameter", "median", "- 1 sigma", "+ 1 sigma", "3 sigma from", "to", "best"]
    if truths is not None:
        head += ["truth", "offset / sigma"]
    rows = [head]
    for i, name in enumerate(samples.parameter_names):
        digits = _digits(0.5 * (down[i] + up[i]), median[i])
        numbers = [median[i], down[i], up[i], outer[i, 0], outer[i, 1], best[i]]
        row = [name, *(f"{number:.{digits}f}" if digits is not None else f"{number:.4g}" for number in numbers)]
        truth = true_values.get(name)
        if truth is not None:
            error = up[i] if truth > median[i] else down[i]
            row += [f"{truth:g}", f"{(median[i] - truth) / error:+.2f}" if error > 0.0 else "-"]
        elif truths is not None:
            row += ["-", "-"]
        rows.append(row)
    return "\n".join([*_headlines(samples), "", *_aligned(rows)])


def summary_dict(samples: Samples) -> dict[str, Any]:
    """Return the numbers of the summary, for JSON."""
    median = samples.quantiles([0.5])[0]
    inner, outer = samples.values_at_sigma(1.0), samples.values_at_sigma(3.0)
    best = samples.max_log_likelihood(as_instance=False)
    return {
        "max_log_likelihood": samples.log_likelihood[samples.max_log_likelihood_index],
        "log_evidence": samples.log_evidence,
        "log_evidence_error": samples.log_evidence_error,
        "total_samples": len(samples),
        "effective_sample_size": samples.effective_sample_size,
        "parameters": {
            name: {"median": median[i], "sigma_1": inner[i], "sigma_3": outer[i], "max_log_likelihood": best[i]}
            for i, name in enumerate(samples.parameter_names)
        },
    }


def _headlines(samples: Samples) -> list[str]:
    lines = [f"maximum log likelihood   {samples.log_likelihood[samples.max_log_likelihood_index]:.4f}"]
    if samples.log_evidence is not None:
        error = samples.log_evidence_error
        lines.append(
            f"log evidence             {samples.log_evidence:.4f}{'' if error is None else f' +- {error:.4f}'}"
        )
    lines.append(f"samples                  {len(samples)}, worth {samples.effective_sample_size:.0f} independent ones")
    return lines


def _truths(samples: Samples, truths: Any) -> dict[str, float]:
    if truths is None:
        return {}
    names = samples.parameter_names
    if isinstance(truths, Mapping):
        for name in truths:
            if name not in names:
                raise exc.DataError(f"truths has '{name}', which is no parameter. {check.suggestion(str(name), names)}")
        for name, value in truths.items():
            check.finite(f"truths[{name!r}]", value)
        return {name: float(value) for name, value in truths.items()}
    values = numbers_from("truths", units.plain("truths", truths), labels=names).astype(float)
    if values.shape != (len(names),):
        raise exc.DataError(f"truths has shape {values.shape}. Pass a dictionary, or one value for each parameter.")
    if not check.is_finite(values):
        raise exc.DataError("truths holds numbers that are not finite. Pass a dictionary of those that are known.")
    return dict(zip(names, values.tolist(), strict=True))


def _digits(error: float, value: float) -> int | None:
    """Decimals that show an error to two digits; None where a fixed number of decimals does not suit."""
    if not error > 0.0 or not 1e-5 < abs(value) + error < 1e5:
        return None
    return min(max(1 - math.floor(math.log10(error)), 0), 8)


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("   ".join(cells).rstrip())
    return lines
