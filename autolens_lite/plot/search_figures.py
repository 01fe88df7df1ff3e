"""The figures that searches draw into their folder `image`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autolens_lite.plot import dataset_views
from autolens_lite.plot.drawing import Drawing, drawn
from autolens_lite.plot.tracer_figure import draw_solved


def draw_dataset(dataset: Any, folder: Path, title_prefix: str | None) -> None:
    """Draw the data, as `dataset.png`."""
    view = dataset_views.view_of(dataset)
    drawing: Drawing = {"output_path": folder, "title_prefix": title_prefix}
    drawn("dataset", lambda stretch: view.dataset(dataset, view.unit(None), stretch), drawing)


def draw_fit(fit: Any, folder: Path, title_prefix: str | None, whole: bool) -> None:
    """Draw a fit, as `fit.png`; the whole has its lens and galaxies too, as `tracer.png` and `galaxies.png`."""
    view, drawing = dataset_views.view_of_fit(fit), Drawing(output_path=folder, title_prefix=title_prefix)
    drawn("fit", lambda stretch: view.fit(fit, view.unit(None), stretch), drawing)
    if whole:
        drawn("tracer", lambda stretch: draw_solved(fit, stretch), drawing)
    shining = [galaxy for galaxy in fit.tracer.galaxies if galaxy.shines]
    if whole and shining and view.galaxies is not None:
        draw = view.galaxies
        drawn("galaxies", lambda stretch: draw(fit, shining, view.unit(None), stretch), drawing)
