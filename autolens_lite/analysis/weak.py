"""The analysis of a catalogue of shears."""

from __future__ import annotations

from typing import Any

from autolens_lite.analysis.dataset import AnalysisDataset
from autolens_lite.dataset.weak import WeakDataset
from autolens_lite.fit.weak import FitWeak


class AnalysisWeak(AnalysisDataset):
    """The likelihood of a model of galaxies, given a catalogue of shears; arguments as of `AnalysisImaging`."""

    dataset_class = WeakDataset

    def fit_from(self, instance: Any) -> FitWeak:
        return FitWeak(self.dataset, self.tracer_from(instance), settings=self.settings)
