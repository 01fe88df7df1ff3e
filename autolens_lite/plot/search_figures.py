"""The figures that searches draw, and the sources that they write, into their folder `image`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

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
    if whole and fit.inversion is not None:
        _write_reconstructions(fit.inversion, folder)
    if whole:
        drawn("tracer", lambda stretch: draw_solved(fit, stretch), drawing)
    shining = [galaxy for galaxy in fit.tracer.galaxies if galaxy.shines]
    if whole and shining and view.galaxies is not None:
        draw = view.galaxies
        drawn("galaxies", lambda stretch: draw(fit, shining, view.unit(None), stretch), drawing)


def _write_reconstructions(inversion: Any, folder: Path) -> None:
    """Write each pixelized source as a table, `source_plane_reconstruction_0.csv`: places in arcsec, values, errors."""
    first = 0
    for number, mapper in enumerate(inversion.mappers):
        errors = inversion.reconstruction_noise_map[first : first + mapper.pixels]
        columns = [np.asarray(mapper.source_plane_mesh_grid), inversion.reconstruction_of(mapper), errors]
        place = folder / f"source_plane_reconstruction_{number}.csv"
        with place.open("w", newline="", encoding="utf-8") as stream:
            rows = csv.writer(stream)
            rows.writerow(["y", "x", "reconstruction", "noise_map"])
            rows.writerows(np.column_stack([np.asarray(column) for column in columns]).tolist())
        first += mapper.pixels
