"""Strong gravitational lens modelling: from data and a model to a likelihood, on two array backends.

    import autolens_lite as al

The names below are in the order in which data flow: structures, datasets, profiles, lenses, pixelized sources, fits,
models, analyses, searches, results, figures. Each is imported when it is first used, and so are backends and samplers.
The same names, for those who read types without running anything, are in `__init__.pyi`.
"""

import importlib
from types import SimpleNamespace
from typing import Any

__version__ = "0.1.0"

# Folder -> what it gives to users.
_FROM = {
    "grid": (
        "Array2D",
        "Convolver",
        "Grid2D",
        "Grid2DIrregular",
        "Mask2D",
        "VectorYX2D",
        "over_sample_size_via_adapt_from",
        "over_sample_size_via_radial_bins_from",
    ),
    "dataset": (
        "DatasetModel",
        "Imaging",
        "Interferometer",
        "SimulatorImaging",
        "SimulatorInterferometer",
        "alma_like_antenna_positions",
        "primary_beam_gaussian_from",
        "uv_wavelengths_from",
    ),
    "lens": ("Galaxy", "LensCalc", "PointSolver", "Tracer"),
    "pixelization": ("AdaptImages", "Pixelization"),
    "inversion": ("Settings",),
    "fit": ("FitImaging", "FitInterferometer", "fit_of_maximum_evidence_from"),
    "model": (
        "Collection",
        "GaussianPrior",
        "LogGaussianPrior",
        "LogUniformPrior",
        "Model",
        "ModelInstance",
        "TruncatedGaussianPrior",
        "UniformPrior",
        "register",
    ),
    "analysis": (
        "Analysis",
        "AnalysisFactor",
        "AnalysisImaging",
        "AnalysisInterferometer",
        "FactorGraphModel",
        "PositionsLH",
        "fisher_from",
    ),
    "search": (
        "LBFGS",
        "AutoCorrelationsSettings",
        "BlackJAXNUTS",
        "DynestyDynamic",
        "DynestyStatic",
        "Emcee",
        "InitializerBall",
        "InitializerPrior",
        "LeastSquares",
        "NUTS",
        "Nautilus",
        "PySwarmsGlobal",
        "PySwarmsLocal",
        "SMC",
    ),
    "guide": ("Posterior",),
    "result": ("Result", "Samples", "galaxy_name_image_dict_via_result_from"),
}

# Modules that users name, by short names.
_MODULES = {
    "convert": "profile.convert",
    "cosmo": "cosmology",
    "exc": "exc",
    "guide": "guide",
    "image_mesh": "pixelization.image_mesh",
    "lmp": "profile.light_mass",
    "lp": "profile.light",
    "lp_basis": "profile.basis",
    "lp_linear": "profile.light.linear",
    "lp_linear_operated": "profile.light.linear_operated",
    "lp_operated": "profile.light.operated",
    "lp_snr": "profile.light.snr",
    "mesh": "pixelization.mesh",
    "model_util": "model.model_util",
    "mp": "profile.mass",
    "plot": "plot",
    "ps": "profile.point",
    "reg": "pixelization.regularization",
    "xp": "xp",
}

_FOLDER_OF = {name: folder for folder, names in _FROM.items() for name in names}

__all__ = sorted([*_FOLDER_OF, *_MODULES, "util"])


def __getattr__(name: str) -> Any:
    """Import what is asked for, once."""
    if name in _FOLDER_OF:
        found = getattr(importlib.import_module(f"autolens_lite.{_FOLDER_OF[name]}"), name)
    elif name in _MODULES:
        found = importlib.import_module(f"autolens_lite.{_MODULES[name]}")
    elif name == "util":
        # The place at which PyAutoLens has these functions.
        found = SimpleNamespace(over_sample=importlib.import_module("autolens_lite.grid.over_sample"))
    else:
        raise AttributeError(f"module 'autolens_lite' has no attribute '{name}'")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
