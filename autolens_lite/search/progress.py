"""What is seen of a running search: a bar on the terminal, and a short text file in the output folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autolens_lite import storage

_SECONDS_BETWEEN_DRAWINGS = 0.2


class Progress:
    """A progress bar on the standard error stream, and the file `progress.txt`.

    Parameters
    ----------
    title
        What the bar is called: the name of the search.
    path
        The text file.
    total
        The number of iterations, where it is known.
    visible
        Whether to draw the bar. It is never drawn where the standard error stream is not a terminal, or closed.
    """

    def __init__(self, title: str, path: Path, total: int | None, visible: bool) -> None:
        from tqdm import tqdm

        self.path = path
        hidden = not visible or sys.stderr is None  # as of a process that was started without one
        self._bar = tqdm(total=total, desc=title, unit="it", disable=hidden or None, leave=True)
        self._started = time.monotonic()
        self._drawn = -_SECONDS_BETWEEN_DRAWINGS

    def show(self, iteration: int, state: Mapping[str, Any]) -> None:
        """Draw the bar, a few times a second at most."""
        now = time.monotonic()
        if self._bar.disable or now - self._drawn < _SECONDS_BETWEEN_DRAWINGS:
            return
        self._drawn = now
        self._bar.n = iteration
        self._bar.set_postfix_str(line_of(state), refresh=False)
        self._bar.refresh()

    def write(self, iteration: int, state: Mapping[str, Any], best: Mapping[str, float]) -> None:
        """Write the text file: the state of the sampler, and the best parameters so far."""
        rows = {"iteration": iteration, **state, "seconds_in_this_session": time.monotonic() - self._started}
        lines = [f"{name:<28}{_text(value)}" for name, value in rows.items()]
        lines += ["", "best so far", *(f"{name:<60}{value:.8g}" for name, value in best.items())]
        storage.write_atomic(self.path, "\n".join(lines) + "\n")

    def close(self) -> None:
        """Leave the bar as it was last drawn."""
        self._bar.close()


def line_of(state: Mapping[str, Any]) -> str:
    """The state of a sampler on one line."""
    return ", ".join(f"{name}={_text(value)}" for name, value in state.items())


def _text(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    # A log likelihood of much data is large in modulus, and what is of interest is its change.
    return f"{value:.5g}" if not 1e4 < abs(value) < 1e15 else f"{value:.2f}"
