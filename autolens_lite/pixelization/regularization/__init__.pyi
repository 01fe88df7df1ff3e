"""Regularizations: priors that keep a pixelized source smooth."""

from autolens_lite.pixelization.regularization.abstract import Regularization as Regularization
from autolens_lite.pixelization.regularization.adapt import Adapt as Adapt
from autolens_lite.pixelization.regularization.adapt_split import AdaptSplit as AdaptSplit
from autolens_lite.pixelization.regularization.adapt_split_zeroth import AdaptSplitZeroth as AdaptSplitZeroth
from autolens_lite.pixelization.regularization.brightness_zeroth import BrightnessZeroth as BrightnessZeroth
from autolens_lite.pixelization.regularization.constant import Constant as Constant
from autolens_lite.pixelization.regularization.constant_split import ConstantSplit as ConstantSplit
from autolens_lite.pixelization.regularization.constant_zeroth import ConstantZeroth as ConstantZeroth
from autolens_lite.pixelization.regularization.exponential_kernel import ExponentialKernel as ExponentialKernel
from autolens_lite.pixelization.regularization.gaussian_kernel import GaussianKernel as GaussianKernel
from autolens_lite.pixelization.regularization.matern_adapt_kernel import MaternAdaptKernel as MaternAdaptKernel
from autolens_lite.pixelization.regularization.matern_kernel import MaternKernel as MaternKernel
from autolens_lite.pixelization.regularization.zeroth import Zeroth as Zeroth

AdaptiveBrightness = Adapt
AdaptiveBrightnessSplit = AdaptSplit
