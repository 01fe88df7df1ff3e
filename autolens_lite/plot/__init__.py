"""Figures: each function returns a Matplotlib figure, and saves it where a path is given."""

from typing import NoReturn

from autolens_lite import former
from autolens_lite.plot.corner_figure import corner
from autolens_lite.plot.dataset_figure import dataset
from autolens_lite.plot.fit_figure import fit
from autolens_lite.plot.galaxies_figure import galaxies
from autolens_lite.plot.source_figure import source
from autolens_lite.plot.tracer_figure import tracer
from autolens_lite.plot.visibilities_figure import visibilities

__all__ = ["corner", "dataset", "fit", "galaxies", "source", "tracer", "visibilities"]


def __getattr__(name: str) -> NoReturn:
    """Say what takes the place of a name that PyAutoLens has in its room of this name."""
    former.refuse(__name__, name)
