"""Searches: samplers and optimisers that explore the parameters of a model, one a file."""

from autolens_lite.search.abstract import AbstractSearch as AbstractSearch
from autolens_lite.search.carried_over import AbstractPaths as AbstractPaths
from autolens_lite.search.carried_over import DirectoryPaths as DirectoryPaths
from autolens_lite.search.carried_over import SettingsSearch as SettingsSearch
from autolens_lite.search.gradient.lbfgs import LBFGS as LBFGS
from autolens_lite.search.gradient.least_squares import LeastSquares as LeastSquares
from autolens_lite.search.initializer import InitializerBall as InitializerBall
from autolens_lite.search.initializer import InitializerParamBounds as InitializerParamBounds
from autolens_lite.search.initializer import InitializerParamStartPoints as InitializerParamStartPoints
from autolens_lite.search.initializer import InitializerPrior as InitializerPrior
from autolens_lite.search.mcmc.auto_correlations import AutoCorrelationsSettings as AutoCorrelationsSettings
from autolens_lite.search.mcmc.emcee import Emcee as Emcee
from autolens_lite.search.mcmc.nuts import NUTS as NUTS
from autolens_lite.search.mcmc.nuts import BlackJAXNUTS as BlackJAXNUTS
from autolens_lite.search.nested.dynesty_dynamic import DynestyDynamic as DynestyDynamic
from autolens_lite.search.nested.dynesty_static import DynestyStatic as DynestyStatic
from autolens_lite.search.nested.nautilus import Nautilus as Nautilus
from autolens_lite.search.other_samplers import MultiStartAdam as MultiStartAdam
from autolens_lite.search.other_samplers import MultiStartProdigy as MultiStartProdigy
from autolens_lite.search.other_samplers import Zeus as Zeus
from autolens_lite.search.smc.smc import SMC as SMC
from autolens_lite.search.swarm.pyswarms_global import PySwarmsGlobal as PySwarmsGlobal
from autolens_lite.search.swarm.pyswarms_local import PySwarmsLocal as PySwarmsLocal
