"""Particle swarm optimisation in which particles learn from their neighbours."""

from __future__ import annotations

from typing import Any

from autolens_lite import exc
from autolens_lite.search import setting_checks
from autolens_lite.search.swarm import quiet_pyswarms
from autolens_lite.search.swarm.pyswarms_abstract import AbstractPySwarms


class PySwarmsLocal(AbstractPySwarms):
    """A particle swarm in which each particle is drawn to the best point of its neighbours, at present, in the cube.

    It settles later than the global swarm and so explores more. See `AbstractPySwarms` for the other settings.

    Parameters
    ----------
    name
        The name of the output folder.
    number_of_k_neighbors
        How many nearest particles, itself included, a particle learns from.
    minkowski_p_norm
        How distance is measured: 1 (sum of absolute differences) or 2 (Euclidean).
    **settings
        The settings of both swarms (`AbstractPySwarms`) and of every search (`AbstractSearch`).
    """

    def __init__(
        self, name: str | None = None, number_of_k_neighbors: int = 3, minkowski_p_norm: int = 2, **settings: Any
    ) -> None:
        super().__init__(name, **settings)
        self.number_of_k_neighbors = setting_checks.integer("number_of_k_neighbors", number_of_k_neighbors, 1)
        self.minkowski_p_norm = setting_checks.integer("minkowski_p_norm", minkowski_p_norm, 1)
        if self.number_of_k_neighbors >= self.n_particles:
            raise exc.SearchError(
                f"number_of_k_neighbors = {self.number_of_k_neighbors} must be below n_particles = {self.n_particles}. "
                f"Pass at most {self.n_particles - 1}."
            )
        if self.minkowski_p_norm > 2:
            raise exc.SearchError(f"minkowski_p_norm = {self.minkowski_p_norm} is unknown. Pass 1 or 2.")

    def _topology(self) -> tuple[Any, dict[str, Any]]:
        ring = quiet_pyswarms.quietly(quiet_pyswarms.load().Ring)
        return ring, {"p": self.minkowski_p_norm, "k": self.number_of_k_neighbors}
