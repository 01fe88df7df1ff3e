"""A model as a figure: the tree of its parts, with their parameters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from autolens_lite import check, exc
from autolens_lite.units import taken

if TYPE_CHECKING:  # `al.ModelPlotter` itself needs no Matplotlib
    from matplotlib.figure import Figure

_INDENT = 4  # of `model.info`
_ROW, _STEP, _CHARACTER = 0.19, 0.28, 0.068  # inches


class ModelPlotter:
    """Draws what `model.info` says: `al.ModelPlotter(model).figure(path="output", format="png")`.

    Parameters
    ----------
    model
        An `al.Model` or `al.Collection`.

    Raises
    ------
    ModelError
        If it is not a model.
    """

    def __init__(self, model: Any) -> None:
        check.model(model)
        self.model = model

    @taken
    def figure(
        self,
        path: str | os.PathLike[str] | None = None,
        filename: str = "model",
        format: str = "show",
        detail: str = "priors",
        max_depth: int | None = None,
        show_fixed: bool = True,
    ) -> Figure:
        """Draw the tree: parts in boxes, free parameters in colour with their priors, fixed ones in grey.

        Parameters
        ----------
        path
            The folder to save it in; None, or the format "show", to return it only.
        filename
            Without its suffix.
        format
            "png", "pdf" or "svg".
        detail
            "priors" to write each prior and value, "names" for names alone.
        max_depth
            How many levels of parts are drawn; None for all.
        show_fixed
            Whether parameters that are fixed are drawn.
        """
        from autolens_lite.plot.drawing import drawn

        if detail not in ("names", "priors"):
            raise exc.ParameterError(f"detail = {detail!r} is not known. Pass 'names' or 'priors'.")
        if max_depth is not None:
            check.whole("max_depth", max_depth, 1)
        output = {"output_path": None if format == "show" else path, "output_filename": filename}
        rows = [row for row in self._rows() if (max_depth is None or row[0] < max_depth) and (show_fixed or row[3])]
        return drawn(filename, lambda _: _tree(rows, detail == "priors"), {**output, "output_format": format})

    def _rows(self) -> list[tuple[int, str, str, bool]]:
        """Depth, name and value of each line of the model's text, and whether it is a part or free."""
        lines = self.model.info.split("\n\n")[1].split("\n")
        found = []
        for line in lines:
            name, _, value = line.strip().partition("   ")
            depth = (len(line) - len(line.lstrip())) // _INDENT
            found.append((depth, name, value.strip(), not value or "Prior" in value))
        return found


def _tree(rows: list[tuple[int, str, str, bool]], valued: bool) -> Figure:
    from autolens_lite.plot.figure_output import Canvas

    left = max(_STEP * depth + _CHARACTER * len(name) for depth, name, _, _ in rows) + 0.4
    width = left + (_CHARACTER * max(len(value) for *_, value, _ in rows) if valued else 0.0) + 0.3
    height = _ROW * (len(rows) + 1)
    figure = Canvas(figsize=(width, height))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0.0, width)
    axes.set_ylim(height, 0.0)
    above: dict[int, float] = {}
    for number, (depth, name, value, shown) in enumerate(rows):
        x, y = 0.15 + _STEP * depth, _ROW * (number + 1)
        box = {"boxstyle": "round,pad=0.15", "facecolor": "0.93", "edgecolor": "0.6", "linewidth": 0.6}
        colour = "black" if not value else "C0" if shown else "0.5"
        axes.text(x, y, name, va="center", color=colour, bbox=None if value else box)
        if valued:
            axes.text(left, y, value, va="center", color=colour)
        if depth - 1 in above:
            edge = x - 0.7 * _STEP
            axes.plot([edge, edge, x - 0.06], [above[depth - 1] + 0.45 * _ROW, y, y], color="0.6", linewidth=0.6)
        above[depth] = y
    return figure
