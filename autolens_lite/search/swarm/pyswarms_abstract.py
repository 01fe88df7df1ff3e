"""Particle swarm optimisation: what the global and the local swarm share.

The swarm is moved here, one iteration at a time, with the operators of pyswarms, so that it can be stored between two
iterations together with its random state.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.initializer import AbstractInitializer, InitializerPrior, initializer_from
from autolens_lite.search.run import Run
from autolens_lite.search.swarm.swarm_state import SwarmState


class AbstractPySwarms(AbstractSearch):
    """A search for the highest posterior by a swarm of particles, with pyswarms (Miranda 2018, JOSS 3, 433).

    The particles move in the unit cube of the priors, from whose walls they are reflected. The samples of the result
    are all points visited; the best alone has weight. The run does not depend on `number_of_cores`.

    Parameters
    ----------
    name
        The name of the output folder.
    n_particles
        The number of particles.
    iters
        The number of iterations. It may be raised when a search is run again: the stored swarm then moves on, as in
        one long run.
    cognitive, social, inertia
        How strongly a particle is drawn to its own best point and to the swarm's, and keeps its velocity.
    ftol
        Stop once the best log posterior has improved by less than this fraction of its gain since the start (plus one)
    ftol_iter
        in each of this many iterations.
    initializer
        Where the particles start; by default they are drawn from the priors.
    **common
        The settings of every search: see `AbstractSearch`.
    """

    package = "pyswarms"
    may_grow = frozenset({"iters"})

    def __init__(
        self,
        name: str | None = None,
        n_particles: int = 50,
        iters: int = 2000,
        cognitive: float = 0.5,
        social: float = 0.3,
        inertia: float = 0.9,
        ftol: float = -float("inf"),
        ftol_iter: int = 1,
        initializer: AbstractInitializer | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_particles = setting_checks.integer("n_particles", n_particles, 2)
        self.iters = setting_checks.integer("iters", iters, 1)
        self.cognitive = setting_checks.number("cognitive", cognitive, 0.0, 1e3)
        self.social = setting_checks.number("social", social, 0.0, 1e3)
        self.inertia = setting_checks.number("inertia", inertia, 0.0, 1e3)
        self.ftol = setting_checks.number("ftol", ftol)
        self.ftol_iter = setting_checks.integer("ftol_iter", ftol_iter, 1)
        self.initializer = initializer_from(initializer, InitializerPrior)

    @property
    def iterations_total(self) -> int:
        """The number of iterations."""
        return self.iters

    def check_model(self, dimensions: int) -> None:
        """A swarm of any size can search any number of parameters, if all points that it visits fit in memory."""
        setting_checks.fits_in_memory("n_particles", self.n_particles, self.n_particles * (dimensions + 1))
        setting_checks.fits_in_memory("iters", self.iters, self.iters * self.n_particles * (dimensions + 1))

    @abstractmethod
    def _topology(self) -> tuple[Any, dict[str, Any]]:
        """Who learns from whom: pyswarms' topology, and the further arguments of its `compute_gbest`."""

    def run_sampler(self, run: Run) -> Samples:
        """Move the swarm from the start, or from the checkpoint, to the end."""
        swarm, cost = self._swarm(run)
        while swarm.done < self.iters and not swarm.is_settled(self.ftol, self.ftol_iter):
            if cost is None:
                cost = -run.evaluator.log_posteriors(run.evaluator.from_unit(swarm.swarm.position))
            swarm.advance(cost)
            cost = None
            run.tick(
                swarm.done,
                {"highest_log_posterior": -float(swarm.best_costs[-1])},
                save=swarm.to_arrays,
                best=lambda: run.evaluator.from_unit(swarm.positions[swarm.best_index][None])[0],
            )
        run.keep_final(swarm.to_arrays())
        return self._samples(run, swarm)

    def _swarm(self, run: Run) -> tuple[SwarmState, np.ndarray | None]:
        """The swarm, and the costs of its positions where they are known, which is at the start."""
        topology, arguments = self._topology()
        options = {"c1": self.cognitive, "c2": self.social, "w": self.inertia}

        def begun(units: np.ndarray) -> SwarmState:
            return SwarmState(topology, arguments, options, self.iters, units, run.legacy_state())

        shape = (self.n_particles, run.model.prior_count)
        swarm = run.resumed(SwarmState.shapes(*shape), lambda arrays: begun(np.zeros(shape)).restored(arrays))
        if swarm is not None:
            run.evaluator.verify_posteriors(run.evaluator.from_unit(swarm.swarm.pbest_pos), -swarm.swarm.pbest_cost)
            return swarm, None
        units, log_posteriors = self.initializer.start_from(self.n_particles, run.evaluator, run.generator())
        run.evaluator.verify_posteriors(run.evaluator.from_unit(units), log_posteriors)
        return begun(units), -log_posteriors

    def _samples(self, run: Run, swarm: SwarmState) -> Samples:
        vectors = run.evaluator.from_unit(swarm.positions[: swarm.done].reshape(-1, run.model.prior_count))
        log_posterior = -swarm.costs[: swarm.done].reshape(-1)
        # Points without a likelihood have no place among samples.
        kept = np.isfinite(log_posterior)
        vectors, log_posterior = vectors[kept], log_posterior[kept]
        weight = np.zeros(len(vectors))
        weight[np.argmax(log_posterior)] = 1.0
        run.info.update(iterations=swarm.done)
        return run.samples_of(vectors, log_posterior=log_posterior, weight=weight)
