"""The array backends: `get("numba")` and `get("jax")` return modules with the same functions.

An object of the library stores the *name* of its backend and looks the module up (`xp` property). A module holds three
layers: the array functions that NumPy and jax.numpy spell alike (`array.py`), the few spellings that differ
(`spelling.py`), and the kernels of the domain, listed with their oracles in `contract.py`.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import numpy as np

from autolens_lite import exc

NAMES = ("numba", "jax")

# What is none of jax's, to be told from the rest at a glance: models are made in every likelihood.
_NEVER_JAX = frozenset({float, int, bool, str, tuple, list, dict, type(None), np.ndarray, np.float64, np.bool_})


def name_of(backend: str | ModuleType | None) -> str:
    """Return the name of a backend given as a name, as a module, or as None (the configured default).

    Raises
    ------
    BackendError
        If there is no such backend.
    """
    if backend is None:
        from autolens_lite import config

        backend = config.general("backend")
    name = backend.NAME if isinstance(backend, ModuleType) and hasattr(backend, "NAME") else backend
    if not isinstance(name, str) or name not in NAMES:
        raise exc.BackendError(f"backend = {backend!r} is unknown. Pass one of {', '.join(map(repr, NAMES))}.")
    return name


def get(backend: str | ModuleType | None = None) -> ModuleType:
    """Return the backend's module, importing it at first use."""
    return importlib.import_module(f"autolens_lite.xp.{name_of(backend)}_xp")


def common_name(*objects: Any) -> str:
    """Return the backend that all `objects` share.

    Raises
    ------
    BackendError
        If two of them differ, naming both and the remedy.
    """
    first, *rest = objects
    for other in rest:
        if other.backend != first.backend:
            raise exc.BackendError(
                f"{type(first).__name__} uses backend '{first.backend}' but {type(other).__name__} uses backend "
                f"'{other.backend}'. Convert one of them, for example with .with_backend('{first.backend}')."
            )
    return first.backend


def is_traced(value: Any) -> bool:
    """Whether `value` is one that jax is tracing (under jit, grad or vmap), which has no value yet.

    The one place where this is asked, and by type: numbers come in many shapes and kinds.
    """
    if type(value) in _NEVER_JAX:
        return False
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.core.Tracer)


def may_be_traced() -> bool:
    """Whether anything can be traced: whether jax has been imported."""
    return "jax" in sys.modules


def is_concrete_jax(value: Any) -> bool:
    """Whether `value` is an array of jax with values."""
    return _is_jax(value) and not is_traced(value)


def of(*values: Any) -> ModuleType:
    """Return the backend that reckons with the numbers given: jax where one is jax's, else NumPy's."""
    return get("jax" if any(map(_is_jax, values)) else "numba")


def _is_jax(value: Any) -> bool:
    if type(value) in _NEVER_JAX:
        return False
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.Array)


def __getattr__(name: str) -> Any:
    """Import `al.xp.profile` when it is first used."""
    if name == "profile":
        return importlib.import_module("autolens_lite.xp.profiling").profile
    raise AttributeError(f"module 'autolens_lite.xp' has no attribute '{name}'")
