"""A model joined to data: the likelihood as a function of a vector."""

from autolens_lite.analysis.abstract import Analysis
from autolens_lite.analysis.factor_graph import AnalysisFactor, FactorGraphModel
from autolens_lite.analysis.fisher import Fisher, fisher_from
from autolens_lite.analysis.imaging import AnalysisImaging
from autolens_lite.analysis.interferometer import AnalysisInterferometer
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.analysis.positions import PositionsLH
from autolens_lite.analysis.visualizer import Visualizer, VisualizerImaging, VisualizerInterferometer
from autolens_lite.analysis.weak import AnalysisWeak

__all__ = [
    "Analysis",
    "AnalysisFactor",
    "AnalysisImaging",
    "AnalysisInterferometer",
    "AnalysisWeak",
    "FactorGraphModel",
    "Fisher",
    "Likelihood",
    "PositionsLH",
    "Visualizer",
    "VisualizerImaging",
    "VisualizerInterferometer",
    "fisher_from",
]
