"""The analysis of each kind of data."""

from __future__ import annotations

from typing import Any

from autolens_lite import exc
from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.analysis.imaging import AnalysisImaging
from autolens_lite.analysis.interferometer import AnalysisInterferometer
from autolens_lite.analysis.weak import AnalysisWeak
from autolens_lite.dataset import Dataset, Imaging, Interferometer, WeakDataset

ANALYSES: dict[type[Dataset], type[AnalysisDataset]] = {
    Imaging: AnalysisImaging,
    Interferometer: AnalysisInterferometer,
    WeakDataset: AnalysisWeak,
}


def analysis_of(dataset: Any) -> AnalysisDataset:
    """Return the analysis of a dataset, with the defaults of its kind.

    Raises DataError if it is not a dataset that an analysis is known for.
    """
    for cls in type(dataset).__mro__:
        if cls in ANALYSES:
            return ANALYSES[cls](dataset)
    known = ", ".join(f"al.{kind.__name__}" for kind in ANALYSES)
    raise exc.DataError(f"dataset is a {type(dataset).__name__}. Pass one of {known}, an analysis or a simulator.")
