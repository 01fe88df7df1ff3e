"""A figure that carries its own style and is written to disk whole or not at all."""

from __future__ import annotations

import io
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite import check, config, exc, storage

SUFFIXES = (".png", ".pdf", ".svg")


@contextmanager
def styled() -> Iterator[None]:
    """The library's style while figures are built or drawn; the user's own settings return afterwards."""
    settings = config.section("plots")
    size = settings["font_size"]
    style: Any = {
        "axes.formatter.use_mathtext": True,
        "axes.labelsize": size,
        "axes.linewidth": 0.7,
        "axes.titlelocation": "left",
        "axes.titlesize": size + 1,
        "axes.unicode_minus": True,
        "figure.dpi": 100,
        "figure.constrained_layout.h_pad": 0.06,
        "figure.constrained_layout.w_pad": 0.1,
        "figure.facecolor": "white",
        "font.family": settings["font_family"],
        "font.size": size,
        "legend.fontsize": size - 1,
        "legend.frameon": False,
        "lines.linewidth": 1.0,
        "mathtext.fontset": settings["mathtext_font"],
        "pdf.fonttype": 42,
        "savefig.dpi": settings["dots_per_inch"],
        "svg.hashsalt": "autolens_lite",
        "text.usetex": False,
        "xtick.labelsize": size - 1,
        "xtick.major.width": 0.7,
        "ytick.labelsize": size - 1,
        "ytick.major.width": 0.7,
    }
    with matplotlib.rc_context(style):
        yield


class Canvas(Figure):
    """A Matplotlib figure outside pyplot: nothing global is changed, and no window opens.

    The style is applied whenever the figure is drawn, since Matplotlib makes some of the artists only then.
    """

    def draw(self, renderer: Any) -> None:
        """Draw in the library's style."""
        with styled():
            super().draw(renderer)

    def savefig(self, fname: Any, **kwargs: Any) -> None:
        """Save in the library's style."""
        with styled():
            super().savefig(fname, **kwargs)

    is_shown = False
    """Whether a notebook has shown it already, so that it is not seen twice where a cell ends with it."""

    def _repr_png_(self) -> bytes | None:
        """The picture that a notebook shows."""
        if self.is_shown:
            self.is_shown = False
            return None
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", bbox_inches="tight")
        return buffer.getvalue()


def panel_width() -> float:
    """The width of one panel in inches."""
    return float(config.section("plots")["panel_width"])


def grid_of(panels: int, columns: int, heading: float = 0.0) -> tuple[Figure, list[Axes]]:
    """Return a figure of so many panels in rows, below a heading of that height in inches, and their axes in order."""
    columns = min(columns, panels)
    rows = math.ceil(panels / columns)
    width = panel_width()
    figure = Canvas(figsize=((1.183 * columns + 0.067) * width, rows * width + heading), layout="constrained")
    axes = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for place in axes[panels:]:
        place.remove()
    return figure, axes[:panels]


def checked_path(path: str | os.PathLike[str] | None) -> Path | None:
    """Return `path` as a Path, before any work is done for it.

    Raises ParameterError if its suffix is not that of a format that figures are written in, or it names a folder.
    """
    if path is None:
        return None
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        hint = check.suggestion(path.suffix, SUFFIXES)
        raise exc.ParameterError(f"path = '{path}' does not say which format to write. End it in a suffix. {hint}")
    if path.is_dir():
        raise exc.ParameterError(f"path = '{path}' is a folder. Pass the name of a file in it.")
    return path


def finish(figure: Figure, path: Path | None) -> Figure:
    """Save `figure` where a path is given, making its folder; return it.

    Raises DataError if the folder cannot be made or written to.
    """
    if path is not None:
        with storage.replacing(path) as stream:
            figure.savefig(stream, format=path.suffix[1:].lower(), metadata=_undated(path))
    return figure


def _undated(path: Path) -> dict[str, None]:
    """Metadata without the time of writing, so that the same figure is the same file."""
    return {".pdf": {"CreationDate": None}, ".svg": {"Date": None}}.get(path.suffix.lower(), {})
