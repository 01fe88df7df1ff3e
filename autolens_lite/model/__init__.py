"""What is free in a fit: priors, `Model` (one class), `Collection` (several), and the map from vectors to objects."""

from autolens_lite.model.array import ArrayModel as Array
from autolens_lite.model.array import Constant
from autolens_lite.model.classes import register
from autolens_lite.model.collection import Collection
from autolens_lite.model.compiled import enable_pytrees, register_model
from autolens_lite.model.instance import ModelInstance
from autolens_lite.model.model import Model
from autolens_lite.model.node import Node as AbstractPriorModel
from autolens_lite.model.objects import from_dict, from_json, output_to_json, to_dict
from autolens_lite.model.priors import (
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Prior,
    TruncatedGaussianPrior,
    UniformPrior,
)
from autolens_lite.model.serial import model_from_dict

__all__ = [
    "AbstractPriorModel",
    "Array",
    "Collection",
    "Constant",
    "GaussianPrior",
    "LogGaussianPrior",
    "LogUniformPrior",
    "Model",
    "ModelInstance",
    "Prior",
    "TruncatedGaussianPrior",
    "UniformPrior",
    "enable_pytrees",
    "from_dict",
    "from_json",
    "model_from_dict",
    "output_to_json",
    "register",
    "register_model",
    "to_dict",
]
