"""Strong gravitational lens modelling: from data and a model to a likelihood, on two array backends.

    import autolens_lite as al

The names below are in the order in which data flow: structures, datasets, profiles, lenses, pixelized sources, fits,
models, analyses, searches, results, figures. Backends, samplers and figures are imported when they are first used.
"""

import importlib
from types import SimpleNamespace
from typing import Any

from autolens_lite import exc, xp
from autolens_lite.grid import (
    Array2D,
    Convolver,
    Grid2D,
    Grid2DIrregular,
    Mask2D,
    VectorYX2D,
    over_sample,
    over_sample_size_via_adapt_from,
    over_sample_size_via_radial_bins_from,
)

from autolens_lite.dataset import (  # isort: skip
    DatasetModel,
    Imaging,
    Interferometer,
    SimulatorImaging,
    SimulatorInterferometer,
    alma_like_antenna_positions,
    primary_beam_gaussian_from,
    uv_wavelengths_from,
)
from autolens_lite.profile import convert  # isort: skip
from autolens_lite.profile import light as lp  # isort: skip
from autolens_lite.profile.light import (  # isort: skip
    linear as lp_linear,
    linear_operated as lp_linear_operated,
    operated as lp_operated,
    snr as lp_snr,
)
from autolens_lite.profile import mass as mp  # isort: skip
from autolens_lite.profile import light_mass as lmp  # isort: skip
from autolens_lite.profile import basis as lp_basis  # isort: skip
from autolens_lite.profile import point as ps  # isort: skip
from autolens_lite.lens import Galaxy, LensCalc, PointSolver, Tracer  # isort: skip
from autolens_lite import cosmology as cosmo  # isort: skip
from autolens_lite.pixelization import AdaptImages, Pixelization, image_mesh, mesh  # isort: skip
from autolens_lite.pixelization import regularization as reg  # isort: skip
from autolens_lite.inversion import Settings, fit_of_maximum_evidence_from  # isort: skip
from autolens_lite.fit import FitImaging, FitInterferometer  # isort: skip
from autolens_lite.model import (  # isort: skip
    Collection,
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Model,
    ModelInstance,
    TruncatedGaussianPrior,
    UniformPrior,
    register,
)
from autolens_lite.model import model_util  # isort: skip
from autolens_lite.analysis import (  # isort: skip
    Analysis,
    AnalysisFactor,
    AnalysisImaging,
    AnalysisInterferometer,
    FactorGraphModel,
    PositionsLH,
    fisher_from,
)
from autolens_lite.search import (  # isort: skip
    LBFGS,
    AutoCorrelationsSettings,
    DynestyDynamic,
    DynestyStatic,
    Emcee,
    InitializerBall,
    InitializerPrior,
    Nautilus,
    PySwarmsGlobal,
    PySwarmsLocal,
)
from autolens_lite.result import Result, Samples, galaxy_name_image_dict_via_result_from  # isort: skip

# The place at which PyAutoLens has these functions.
util = SimpleNamespace(over_sample=over_sample)

__version__ = "0.1.0"

__all__ = [
    "LBFGS",
    "AdaptImages",
    "Analysis",
    "AnalysisFactor",
    "AnalysisImaging",
    "AnalysisInterferometer",
    "Array2D",
    "AutoCorrelationsSettings",
    "Collection",
    "Convolver",
    "DatasetModel",
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
    "InitializerPrior",
    "Interferometer",
    "LensCalc",
    "LogGaussianPrior",
    "LogUniformPrior",
    "Mask2D",
    "Model",
    "ModelInstance",
    "Nautilus",
    "Pixelization",
    "PointSolver",
    "PositionsLH",
    "PySwarmsGlobal",
    "PySwarmsLocal",
    "Result",
    "Samples",
    "Settings",
    "SimulatorImaging",
    "SimulatorInterferometer",
    "Tracer",
    "TruncatedGaussianPrior",
    "UniformPrior",
    "VectorYX2D",
    "alma_like_antenna_positions",
    "convert",
    "cosmo",
    "exc",
    "fisher_from",
    "fit_of_maximum_evidence_from",
    "galaxy_name_image_dict_via_result_from",
    "lmp",
    "lp",
    "lp_basis",
    "lp_linear",
    "lp_linear_operated",
    "lp_operated",
    "lp_snr",
    "image_mesh",
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
    "util",
    "uv_wavelengths_from",
    "xp",
]


def __getattr__(name: str) -> Any:
    """Import `al.plot`, and with it Matplotlib, when it is first used."""
    if name == "plot":
        return importlib.import_module("autolens_lite.plot")
    raise AttributeError(f"module 'autolens_lite' has no attribute '{name}'")
