"""The state of a particle swarm between two iterations, and one iteration, with the operators of pyswarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite.archive import Shapes
from autolens_lite.search.output.checkpoint import RANDOM_SHAPES, random_state_from_arrays, random_state_to_arrays
from autolens_lite.search.swarm import quiet_pyswarms

# The ends of the unit cube belong to infinite parameters where a prior has no limits.
_EDGE = 1e-9
_FIRST_VELOCITY = 0.1


class SwarmState:
    """A swarm in the unit cube, its random state, and all points that it has visited.

    Parameters
    ----------
    topology
        Who learns from whom: an object of pyswarms.
    arguments
        The further arguments of its `compute_gbest`.
    options
        pyswarms' c1, c2 and w.
    iterations
        The largest number of iterations.
    position, random_state
        Where the particles (n, p) start, and the state of a `numpy.random.RandomState`.
    """

    def __init__(
        self,
        topology: Any,
        arguments: Mapping[str, Any],
        options: Mapping[str, float],
        iterations: int,
        position: np.ndarray,
        random_state: tuple,
    ) -> None:
        self._pyswarms = quiet_pyswarms.load()
        self._topology = topology
        self._arguments = arguments
        self._walls = quiet_pyswarms.quietly(self._pyswarms.BoundaryHandler, "reflective")
        self._velocities = quiet_pyswarms.quietly(self._pyswarms.VelocityHandler, "unmodified")
        particles, dimensions = position.shape
        self._bounds = (np.full(dimensions, _EDGE), np.full(dimensions, 1.0 - _EDGE))
        with quiet_pyswarms.global_random_state(random_state) as box:
            velocity = self._pyswarms.generate_velocity(
                particles, dimensions, clamp=(-_FIRST_VELOCITY, _FIRST_VELOCITY)
            )
        self.random_state = box.state
        self.swarm = self._pyswarms.Swarm(position=position, velocity=velocity, options=dict(options))
        self.swarm.pbest_cost = np.full(particles, np.inf)
        self.done = 0
        self.positions = np.empty((iterations, particles, dimensions))
        self.costs = np.empty((iterations, particles))

    @property
    def best_costs(self) -> np.ndarray:
        """The lowest cost up to each iteration (done,)."""
        return np.minimum.accumulate(self.costs[: self.done].min(axis=1))

    @property
    def best_index(self) -> tuple[int, int]:
        """The iteration and the particle of the lowest cost."""
        flat = int(np.argmin(self.costs[: self.done]))
        return divmod(flat, self.costs.shape[1])

    def advance(self, cost: np.ndarray) -> None:
        """Take the costs (n,) of the present positions and move the particles."""
        swarm = self.swarm
        self.positions[self.done], self.costs[self.done] = swarm.position, cost
        self.done += 1
        swarm.current_cost = cost
        swarm.pbest_pos, swarm.pbest_cost = self._pyswarms.operators.compute_pbest(swarm)
        swarm.best_pos, swarm.best_cost = self._topology.compute_gbest(swarm, **self._arguments)
        with quiet_pyswarms.global_random_state(self.random_state) as box:
            swarm.velocity = self._topology.compute_velocity(swarm, None, self._velocities, self._bounds)
            swarm.position = self._topology.compute_position(swarm, self._bounds, self._walls)
        self.random_state = box.state

    def is_settled(self, ftol: float, ftol_iter: int) -> bool:
        """Whether the lowest cost has improved by less than `ftol` of its gain so far in each of the last iterations.

        So a constant in the log likelihood, such as that of the noise, does not matter.
        """
        if self.done <= ftol_iter or not np.isfinite(ftol):
            return False
        costs = self.best_costs
        best = costs[-ftol_iter - 1 :]
        return bool(np.all(best[:-1] - best[1:] < ftol * (1.0 + costs[0] - best[:-1])))

    def to_arrays(self) -> dict[str, Any]:
        """The whole state."""
        swarm = self.swarm
        return {
            "position": swarm.position,
            "velocity": swarm.velocity,
            "pbest_pos": swarm.pbest_pos,
            "pbest_cost": swarm.pbest_cost,
            "best_pos": swarm.best_pos,
            "best_cost": swarm.best_cost,
            "positions": self.positions[: self.done],
            "costs": self.costs[: self.done],
            **random_state_to_arrays(self.random_state),
        }

    @staticmethod
    def shapes(particles: int, dimensions: int) -> Shapes:
        """The shapes of what `to_arrays` gives, that of `best_pos` aside, which is the topology's."""
        n, p = particles, dimensions
        each = dict.fromkeys(("position", "velocity", "pbest_pos"), (n, p))
        return {
            **each,
            "pbest_cost": (n,),
            "best_cost": (),
            "positions": (None, n, p),
            "costs": (None, n),
            **RANDOM_SHAPES,
        }

    def restored(self, arrays: Mapping[str, np.ndarray]) -> SwarmState:
        """Take up the state that `to_arrays` gave; ValueError where it is not that of what the swarm has visited."""
        for name in ("position", "pbest_pos", "best_pos", "positions"):
            if not np.all((arrays[name] >= 0.0) & (arrays[name] <= 1.0)):
                raise ValueError("its particles are not in the unit cube")
        if not np.all(np.isfinite(arrays["velocity"])):
            raise ValueError("its velocities are not numbers")
        lowest = np.min(arrays["costs"], axis=0, initial=np.inf)
        if not np.array_equal(lowest, arrays["pbest_cost"]) or not np.all(arrays["costs"] > -np.inf):
            raise ValueError("its best costs are not those that it has met")
        for name in ("position", "velocity", "pbest_pos", "pbest_cost", "best_pos"):
            setattr(self.swarm, name, arrays[name])
        self.swarm.best_cost = float(arrays["best_cost"])
        self.done = len(arrays["costs"])
        self.positions[: self.done], self.costs[: self.done] = arrays["positions"], arrays["costs"]
        self.random_state = random_state_from_arrays(arrays)
        return self
