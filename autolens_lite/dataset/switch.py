"""`use_jax` and `xp`, by which scripts of PyAutoLens choose a backend."""

from __future__ import annotations

import logging
import weakref
from typing import Any

from autolens_lite import arguments

logger = logging.getLogger(__name__)

# Datasets on other backends, by those that they were made of: one that several analyses share is converted once.
_converted: weakref.WeakKeyDictionary[Any, dict[str, Any]] = weakref.WeakKeyDictionary()


def backend_of(use_jax: bool | None) -> str | None:
    """Return the name of the backend that `use_jax` stands for; None, which leaves it open, where it is None.

    Raises ParameterError if it is neither True, False nor None.
    """
    if use_jax is None:
        return None
    return "jax" if arguments.flag("use_jax", use_jax) else "numba"


def switched(dataset: Any, use_jax: bool | None) -> Any:
    """Return a dataset on the backend that `use_jax` stands for; as it is where that is None."""
    return on_backend(dataset, backend_of(use_jax))


def on_backend(dataset: Any, name: str | None) -> Any:
    """Return a dataset on a backend; as it is where that is None."""
    if name is None or dataset.backend == name:
        return dataset
    made = _converted.setdefault(dataset, {})
    if name not in made:
        logger.info("%s is converted from the backend %s to %s, once.", type(dataset).__name__, dataset.backend, name)
        made[name] = dataset.with_backend(name)
    return made[name]
