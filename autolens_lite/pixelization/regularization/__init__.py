"""Regularizations: priors that keep a pixelized source smooth."""

from autolens_lite.pixelization.regularization.abstract import Regularization
from autolens_lite.pixelization.regularization.constant import Constant

__all__ = ["Constant", "Regularization"]
