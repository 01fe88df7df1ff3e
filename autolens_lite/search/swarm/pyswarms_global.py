"""Particle swarm optimisation in which all particles know the best point."""

from __future__ import annotations

from typing import Any

from autolens_lite.search.swarm import quiet_pyswarms
from autolens_lite.search.swarm.pyswarms_abstract import AbstractPySwarms


class PySwarmsGlobal(AbstractPySwarms):
    """A particle swarm in which each particle is drawn to the best point that any has found. See `AbstractPySwarms`."""

    def _topology(self) -> tuple[Any, dict[str, Any]]:
        return quiet_pyswarms.quietly(quiet_pyswarms.load().Star), {}
