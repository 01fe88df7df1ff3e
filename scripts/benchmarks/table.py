"""One table of measurements, as text and as JSON."""

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

from measure import Timing


class Row(NamedTuple):
    """One line: a time, or another number in its place; what it is to reach; the limit that physics sets."""

    label: str
    timing: Timing | None
    value: str
    ratio: float | None
    reach: str
    met: bool | None
    limit: float | None
    note: str


def time_text(seconds: float) -> str:
    if seconds >= 1000.0:
        return f"{seconds / 3600.0:.3g} h"
    if seconds >= 1.0:
        return f"{seconds:.3g} s"
    return f"{1e3 * seconds:.3g} ms" if seconds >= 1e-3 else f"{1e6 * seconds:.3g} us"


class Table:
    """Rows in groups; a group's ratios are to its fastest row of the reference's algorithms.

    Ratios are of `Timing.alone`.
    """

    def __init__(self) -> None:
        self.groups: list[tuple[str, list[Row]]] = []
        self._best: float | None = None

    def group(self, title: str, reference: dict[str, Timing] | None = None) -> None:
        """Begin a group, of which `reference` are the rows of the reference's algorithms (or of others', named so)."""
        self.groups.append((title, []))
        self._best = min(timing.alone for timing in reference.values()) if reference else None
        for label, timing in (reference or {}).items():
            self.time(label if label.startswith("scipy") else f"reference: {label}", timing)

    def time(
        self,
        label: str,
        timing: Timing,
        at_least: float | None = None,
        under: float | None = None,
        limit: float | None = None,
        note: str = "",
    ) -> None:
        """Add a time: at least so many times faster than the best of the reference, or under so many seconds."""
        ratio = None if self._best is None else self._best / timing.alone
        reach, met = "", None
        if at_least is not None and ratio is not None:
            reach, met = f">= {at_least:g}", ratio >= at_least
        if under is not None:
            reach, met = f"< {time_text(under)}", timing.median < under
        self.groups[-1][1].append(Row(label, timing, time_text(timing.median), ratio, reach, met, limit, note))

    def number(
        self,
        label: str,
        number: float,
        text: str,
        at_most: float | None = None,
        at_least: float | None = None,
        note: str = "",
    ) -> None:
        """Add a number that is no time."""
        reach, met = "", None
        if at_most is not None:
            reach, met = f"<= {at_most:g}", number <= at_most
        if at_least is not None:
            reach, met = f">= {at_least:g}", number >= at_least
        self.groups[-1][1].append(Row(label, None, text, None, reach, met, None, note))

    def peak(self, label: str, amount: int, at_most: float | None = None, note: str = "") -> None:
        """Add a peak of memory, in bytes; `at_most` in GB."""
        self.number(label, amount / 1e9, f"{amount / 1e9:.2f} GB", at_most, note=note)

    def __str__(self) -> str:
        header = ("", "median", "least", "cpu", "reference / this", "to reach", "", "limit", "reached", "")
        lines: list[tuple[str, ...]] = [header]
        for title, rows in self.groups:
            lines.append((title,))
            for row in rows:
                timing = row.timing
                lines.append(
                    (
                        f"  {row.label}",
                        row.value,
                        time_text(timing.least) if timing and timing.runs > 1 else "",
                        time_text(timing.cpu) if timing and math.isfinite(timing.cpu) else "",
                        "" if row.ratio is None else f"{row.ratio:.3g}",
                        row.reach,
                        "" if row.met is None else ("yes" if row.met else "NO"),
                        "" if row.limit is None else time_text(row.limit),
                        "" if row.limit is None or timing is None else f"{row.limit / timing.alone:.0%}",
                        row.note,
                    )
                )
        widths = [max(len(line[i]) for line in lines if len(line) > i and len(line) > 1) for i in range(len(header))]
        return "\n".join(
            line[0]
            if len(line) == 1
            else "  ".join(
                text.ljust(width) if i in (0, 9) else text.rjust(width)
                for i, (text, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )

    def save(self, path: Path, head: dict[str, Any]) -> None:
        groups = {title: [row._asdict() | {"timing": row.timing} for row in rows] for title, rows in self.groups}
        path.write_text(json.dumps(head | {"groups": groups}, indent=1), encoding="utf-8")
