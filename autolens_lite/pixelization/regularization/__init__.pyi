"""Regularizations: priors that keep a pixelized source smooth."""

from autolens_lite.pixelization.regularization.abstract import Regularization
from autolens_lite.pixelization.regularization.adapt import Adapt
from autolens_lite.pixelization.regularization.adapt_split import AdaptSplit
from autolens_lite.pixelization.regularization.adapt_split_zeroth import AdaptSplitZeroth
from autolens_lite.pixelization.regularization.brightness_zeroth import BrightnessZeroth
from autolens_lite.pixelization.regularization.constant import Constant
from autolens_lite.pixelization.regularization.constant_split import ConstantSplit
from autolens_lite.pixelization.regularization.constant_zeroth import ConstantZeroth
from autolens_lite.pixelization.regularization.exponential_kernel import ExponentialKernel
from autolens_lite.pixelization.regularization.gaussian_kernel import GaussianKernel
from autolens_lite.pixelization.regularization.matern_adapt_kernel import MaternAdaptKernel
from autolens_lite.pixelization.regularization.matern_kernel import MaternKernel
from autolens_lite.pixelization.regularization.zeroth import Zeroth

# The names that these had before.
AdaptiveBrightness = Adapt
AdaptiveBrightnessSplit = AdaptSplit

__all__ = [
    "Adapt",
    "AdaptSplit",
    "AdaptSplitZeroth",
    "AdaptiveBrightness",
    "AdaptiveBrightnessSplit",
    "BrightnessZeroth",
    "Constant",
    "ConstantSplit",
    "ConstantZeroth",
    "ExponentialKernel",
    "GaussianKernel",
    "MaternAdaptKernel",
    "MaternKernel",
    "Regularization",
    "Zeroth",
]
