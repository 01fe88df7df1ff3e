"""Searches of PyAutoFit whose samplers are not here, by the nearest that is: each says in the log what runs."""

from __future__ import annotations

import logging
from typing import Any

from autolens_lite.search.gradient.lbfgs import LBFGS
from autolens_lite.search.mcmc.emcee import Emcee

logger = logging.getLogger(__name__)


class MultiStartAdam(LBFGS):
    """`al.LBFGS` by the name of PyAutoFit's search of many starts: L-BFGS-B climbs in place of Adam.

    `n_steps` is `maxiter`; learning rates and other settings of Adam decide nothing.

    Parameters
    ----------
    name
        The name of the output folder.
    n_starts
        The number of starts, of which few are enough for L-BFGS-B.
    **settings
        As of `al.LBFGS`.
    """

    def __init__(self, name: str | None = None, n_starts: int = 6, **settings: Any) -> None:
        super().__init__(name, n_starts, **settings)
        logger.info("%s: L-BFGS-B runs in its place, as al.LBFGS.", type(self).__name__)


class MultiStartProdigy(MultiStartAdam):
    """As `al.MultiStartAdam`, by the name of its variant without a learning rate."""


class Zeus(Emcee):
    """`al.Emcee` by the name of another ensemble of walkers: these step as Emcee's do, in place of slices.

    Parameters
    ----------
    name
        The name of the output folder.
    nwalkers, nsteps
        As of `al.Emcee`.
    **settings
        As of `al.Emcee`.
    """

    def __init__(self, name: str | None = None, nwalkers: int = 50, nsteps: int = 2000, **settings: Any) -> None:
        super().__init__(name, nwalkers, nsteps, **settings)
        logger.info("Zeus: Emcee's walkers run in its place, as al.Emcee.")
