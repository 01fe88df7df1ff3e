"""The way from data to a posterior: a model taken apart, starts that are read off an image, the stages of a fit."""

from autolens_lite.guide.over_sampling import OverSampling, over_sampling_from
from autolens_lite.guide.posterior import Posterior
from autolens_lite.guide.resolution import Resolution, resolution_check
from autolens_lite.guide.split import Split, split
from autolens_lite.guide.stages import Stages

__all__ = [
    "OverSampling",
    "Posterior",
    "Resolution",
    "Split",
    "Stages",
    "over_sampling_from",
    "resolution_check",
    "split",
]
