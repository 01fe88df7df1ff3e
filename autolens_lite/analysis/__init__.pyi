"""A model joined to data: the likelihood as a function of a vector."""

from autolens_lite.analysis.abstract import Analysis as Analysis
from autolens_lite.analysis.factor_graph import AnalysisFactor as AnalysisFactor
from autolens_lite.analysis.factor_graph import FactorGraphModel as FactorGraphModel
from autolens_lite.analysis.fisher import Fisher as Fisher
from autolens_lite.analysis.fisher import fisher_from as fisher_from
from autolens_lite.analysis.fitness import Fitness as Fitness
from autolens_lite.analysis.imaging import AnalysisImaging as AnalysisImaging
from autolens_lite.analysis.interferometer import AnalysisInterferometer as AnalysisInterferometer
from autolens_lite.analysis.likelihood import Likelihood as Likelihood
from autolens_lite.analysis.positions import PositionsLH as PositionsLH
from autolens_lite.analysis.visualizer import Visualizer as Visualizer
from autolens_lite.analysis.visualizer import VisualizerImaging as VisualizerImaging
from autolens_lite.analysis.visualizer import VisualizerInterferometer as VisualizerInterferometer
from autolens_lite.analysis.weak import AnalysisWeak as AnalysisWeak
