"""Searches: samplers and optimisers that explore the parameters of a model, one a file."""

from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.carried_over import AbstractPaths, DirectoryPaths, SettingsSearch
from autolens_lite.search.gradient.lbfgs import LBFGS
from autolens_lite.search.gradient.least_squares import LeastSquares
from autolens_lite.search.initializer import (
    InitializerBall,
    InitializerParamBounds,
    InitializerParamStartPoints,
    InitializerPrior,
)
from autolens_lite.search.mcmc.auto_correlations import AutoCorrelationsSettings
from autolens_lite.search.mcmc.emcee import Emcee
from autolens_lite.search.mcmc.nuts import NUTS, BlackJAXNUTS
from autolens_lite.search.nested.dynesty_dynamic import DynestyDynamic
from autolens_lite.search.nested.dynesty_static import DynestyStatic
from autolens_lite.search.nested.nautilus import Nautilus
from autolens_lite.search.other_samplers import MultiStartAdam, MultiStartProdigy, Zeus
from autolens_lite.search.smc.smc import SMC
from autolens_lite.search.swarm.pyswarms_global import PySwarmsGlobal
from autolens_lite.search.swarm.pyswarms_local import PySwarmsLocal

__all__ = [
    "LBFGS",
    "NUTS",
    "SMC",
    "AbstractPaths",
    "AbstractSearch",
    "AutoCorrelationsSettings",
    "BlackJAXNUTS",
    "DirectoryPaths",
    "DynestyDynamic",
    "DynestyStatic",
    "Emcee",
    "InitializerBall",
    "InitializerParamBounds",
    "InitializerParamStartPoints",
    "InitializerPrior",
    "LeastSquares",
    "MultiStartAdam",
    "MultiStartProdigy",
    "Nautilus",
    "PySwarmsGlobal",
    "PySwarmsLocal",
    "SettingsSearch",
    "Zeus",
]
