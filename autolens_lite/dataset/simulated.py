"""Data that a script simulates where they are not there yet, `al.util.dataset`."""

from __future__ import annotations

import os
from pathlib import Path

from autolens_lite import units

#: The shape to which PyAutoLens' own tests of scripts cap images; no image is capped here.
SMALL_DATASETS_SHAPE_NATIVE = (16, 16)


@units.taken
def should_simulate(dataset_path: str | os.PathLike[str]) -> bool:
    """Return whether there is nothing at a path, so that a simulator is to be run first.

    Nothing is removed, whatever the environment says.

    Parameters
    ----------
    dataset_path
        The folder of a dataset.
    """
    return not Path(dataset_path).exists()
