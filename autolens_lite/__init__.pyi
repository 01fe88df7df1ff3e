"""What `autolens_lite` names, for type checkers and editors; when it runs, each name is imported at its first use."""

from autolens_lite import conf, exc, guide, plot, setup_colab, util, xp
from autolens_lite import cosmology as cosmo
from autolens_lite.analysis import (
    Analysis,
    AnalysisFactor,
    AnalysisImaging,
    AnalysisInterferometer,
    FactorGraphModel,
    PositionsLH,
    Visualizer,
    VisualizerImaging,
    VisualizerInterferometer,
    fisher_from,
)
from autolens_lite.conf import with_test_mode_segment
from autolens_lite.dataset import (
    DatasetModel,
    Imaging,
    Interferometer,
    SimulatorImaging,
    SimulatorInterferometer,
    TransformerDFT,
    TransformerNUFFT,
    alma_like_antenna_positions,
    primary_beam_gaussian_from,
    uv_wavelengths_from,
)
from autolens_lite.fit import FitImaging, FitInterferometer, fit_of_maximum_evidence_from
from autolens_lite.grid import (
    Array2D,
    Convolver,
    Grid2D,
    Grid2DIrregular,
    Mask2D,
    VectorYX2D,
    over_sample_size_via_adapt_from,
    over_sample_size_via_radial_bins_from,
)
from autolens_lite.guide import Posterior
from autolens_lite.inversion import Settings
from autolens_lite.inversion.named import inversion_from as Inversion
from autolens_lite.lens import Galaxy, LensCalc, MassField, PointSolver, Tracer
from autolens_lite.model import (
    AbstractPriorModel,
    Collection,
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Model,
    ModelInstance,
    TruncatedGaussianPrior,
    UniformPrior,
    model_util,
    register,
)
from autolens_lite.pixelization import AdaptImages, Mapper, Pixelization, image_mesh, mesh
from autolens_lite.pixelization import regularization as reg
from autolens_lite.pixelization.mesh import Mesh as AbstractMesh
from autolens_lite.pixelization.regularization import Regularization as AbstractRegularization
from autolens_lite.plot import ModelPlotter
from autolens_lite.profile import basis as lp_basis
from autolens_lite.profile import convert
from autolens_lite.profile import light as lp
from autolens_lite.profile import light_mass as lmp
from autolens_lite.profile import mass as mp
from autolens_lite.profile import point as ps
from autolens_lite.profile.light import LightProfile
from autolens_lite.profile.light import linear as lp_linear
from autolens_lite.profile.light import linear_operated as lp_linear_operated
from autolens_lite.profile.light import operated as lp_operated
from autolens_lite.profile.light import snr as lp_snr
from autolens_lite.profile.light_mass import linear as lmp_linear
from autolens_lite.result import (
    Result,
    Sample,
    Samples,
    SamplesNest,
    galaxy_name_image_dict_via_result_from,
    marginalize,
    text,
)
from autolens_lite.search import (
    LBFGS,
    NUTS,
    SMC,
    AbstractPaths,
    AutoCorrelationsSettings,
    BlackJAXNUTS,
    DirectoryPaths,
    DynestyDynamic,
    DynestyStatic,
    Emcee,
    InitializerBall,
    InitializerParamBounds,
    InitializerParamStartPoints,
    InitializerPrior,
    LeastSquares,
    MultiStartAdam,
    MultiStartProdigy,
    Nautilus,
    PySwarmsGlobal,
    PySwarmsLocal,
    SettingsSearch,
    Zeus,
)
from autolens_lite.xp import jax_wrapper

__version__: str

__all__ = [
    "AbstractMesh",
    "AbstractPaths",
    "AbstractPriorModel",
    "AbstractRegularization",
    "AdaptImages",
    "Analysis",
    "AnalysisFactor",
    "AnalysisImaging",
    "AnalysisInterferometer",
    "Array2D",
    "AutoCorrelationsSettings",
    "BlackJAXNUTS",
    "Collection",
    "Convolver",
    "DatasetModel",
    "DirectoryPaths",
    "DynestyDynamic",
    "DynestyStatic",
    "Emcee",
    "FactorGraphModel",
    "FitImaging",
    "FitInterferometer",
    "Galaxy",
    "GaussianPrior",
    "Grid2D",
    "Grid2DIrregular",
    "Imaging",
    "InitializerBall",
    "InitializerParamBounds",
    "InitializerParamStartPoints",
    "InitializerPrior",
    "Interferometer",
    "Inversion",
    "LBFGS",
    "LeastSquares",
    "LensCalc",
    "LightProfile",
    "LogGaussianPrior",
    "LogUniformPrior",
    "Mapper",
    "Mask2D",
    "MassField",
    "Model",
    "ModelInstance",
    "ModelPlotter",
    "MultiStartAdam",
    "MultiStartProdigy",
    "NUTS",
    "Nautilus",
    "Pixelization",
    "PointSolver",
    "PositionsLH",
    "Posterior",
    "PySwarmsGlobal",
    "PySwarmsLocal",
    "Result",
    "SMC",
    "Sample",
    "Samples",
    "SamplesNest",
    "Settings",
    "SettingsSearch",
    "SimulatorImaging",
    "SimulatorInterferometer",
    "Tracer",
    "TransformerDFT",
    "TransformerNUFFT",
    "TruncatedGaussianPrior",
    "UniformPrior",
    "VectorYX2D",
    "Visualizer",
    "VisualizerImaging",
    "VisualizerInterferometer",
    "Zeus",
    "alma_like_antenna_positions",
    "conf",
    "convert",
    "cosmo",
    "exc",
    "fisher_from",
    "fit_of_maximum_evidence_from",
    "galaxy_name_image_dict_via_result_from",
    "guide",
    "image_mesh",
    "jax_wrapper",
    "lmp",
    "lmp_linear",
    "lp",
    "lp_basis",
    "lp_linear",
    "lp_linear_operated",
    "lp_operated",
    "lp_snr",
    "marginalize",
    "mesh",
    "model_util",
    "mp",
    "over_sample_size_via_adapt_from",
    "over_sample_size_via_radial_bins_from",
    "plot",
    "primary_beam_gaussian_from",
    "ps",
    "reg",
    "register",
    "setup_colab",
    "text",
    "util",
    "uv_wavelengths_from",
    "with_test_mode_segment",
    "xp",
]
