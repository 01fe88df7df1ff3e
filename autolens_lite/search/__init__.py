"""Searches: samplers and optimisers that explore the parameters of a model, one a file."""

from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.auto_correlations import AutoCorrelationsSettings
from autolens_lite.search.dynesty_dynamic import DynestyDynamic
from autolens_lite.search.dynesty_static import DynestyStatic
from autolens_lite.search.emcee import Emcee
from autolens_lite.search.initializer import InitializerBall, InitializerPrior
from autolens_lite.search.lbfgs import LBFGS
from autolens_lite.search.least_squares import LeastSquares
from autolens_lite.search.nautilus import Nautilus
from autolens_lite.search.nuts import NUTS, BlackJAXNUTS
from autolens_lite.search.pyswarms_global import PySwarmsGlobal
from autolens_lite.search.pyswarms_local import PySwarmsLocal
from autolens_lite.search.smc import SMC

__all__ = [
    "LBFGS",
    "NUTS",
    "SMC",
    "AbstractSearch",
    "AutoCorrelationsSettings",
    "BlackJAXNUTS",
    "DynestyDynamic",
    "DynestyStatic",
    "Emcee",
    "InitializerBall",
    "InitializerPrior",
    "LeastSquares",
    "Nautilus",
    "PySwarmsGlobal",
    "PySwarmsLocal",
]
