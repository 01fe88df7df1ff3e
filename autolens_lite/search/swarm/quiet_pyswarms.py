"""The parts of pyswarms that are used here, without its side effects.

Each object of pyswarms that is made, already while it is imported, configures the root logger and opens `report.log` in
the working directory; and all its random numbers come from NumPy's global state. Neither reaches the user from here.
"""

from __future__ import annotations

import logging.config
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np

_lock = threading.RLock()


@contextmanager
def quiet() -> Iterator[None]:
    """While entered, nothing can configure logging from a dictionary, which is all that pyswarms does to it."""
    with _lock:
        configure = logging.config.dictConfig
        logging.config.dictConfig = lambda config: None
        try:
            yield
        finally:
            logging.config.dictConfig = configure


@contextmanager
def global_random_state(state: tuple) -> Iterator[SimpleNamespace]:
    """While entered, NumPy's global random state is `state`; it is put back afterwards.

    Yields a namespace whose `state` is, after leaving, the state that has been reached.
    """
    with _lock:
        box = SimpleNamespace(state=state)
        before = np.random.get_state()  # noqa: NPY002
        np.random.set_state(state)  # noqa: NPY002
        try:
            yield box
        finally:
            box.state = np.random.get_state(legacy=True)  # noqa: NPY002
            np.random.set_state(before)  # noqa: NPY002


def load() -> SimpleNamespace:
    """The operators, topologies and handlers of pyswarms."""
    with quiet():
        from pyswarms.backend import operators
        from pyswarms.backend.generators import generate_velocity
        from pyswarms.backend.handlers import BoundaryHandler, VelocityHandler
        from pyswarms.backend.swarms import Swarm
        from pyswarms.backend.topology import Ring, Star
    return SimpleNamespace(
        operators=operators,
        generate_velocity=generate_velocity,
        BoundaryHandler=BoundaryHandler,
        VelocityHandler=VelocityHandler,
        Swarm=Swarm,
        Ring=Ring,
        Star=Star,
    )


def quietly(cls: type, *args: Any) -> Any:
    """Make an object of one of pyswarms' classes."""
    with quiet():
        return cls(*args)
