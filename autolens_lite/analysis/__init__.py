"""A model joined to data: the likelihood as a function of a vector."""

from autolens_lite.analysis.abstract import Analysis
from autolens_lite.analysis.interferometer import AnalysisInterferometer
from autolens_lite.analysis.likelihood import Likelihood

__all__ = ["Analysis", "AnalysisInterferometer", "Likelihood"]
