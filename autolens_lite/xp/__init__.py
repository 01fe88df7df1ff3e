"""The array backends: `get("numba")` and `get("jax")` return modules with the same functions.

An object of the library stores the *name* of its backend and looks the module up (`xp` property, a `Backend`). A module
holds three layers: the array functions that NumPy and jax.numpy spell alike (`array.py`), the few functions that differ
(`backend_functions.py`), and the kernels of the domain, listed with their oracles in `contract/`.
"""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from autolens_lite import exc
from autolens_lite.xp.traced import is_concrete_jax, is_jax, is_traced, may_be_traced

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend

__all__ = [
    "Backend",
    "arrays_of",
    "common_name",
    "get",
    "is_concrete_jax",
    "is_traced",
    "may_be_traced",
    "name_of",
    "of",
]

NAMES = ("numba", "jax")
# The modules by which scripts of PyAutoLens name them: `xp=np`, `xp=jnp`.
_MODULES = {"numpy": "numba", "jax.numpy": "jax"}


class _Module(ModuleType):
    """The module of a backend, which objects hold: their pickles and copies name it."""

    def __reduce__(self) -> Any:
        return get, (self.NAME,)


def name_of(backend: str | ModuleType | None) -> str:
    """Return the name of a backend given as a name, as a module (its own, or the arrays': `np`, `jnp`), or as None.

    None is the configured default.

    Raises
    ------
    BackendError
        If there is no such backend.
    """
    if backend is None:
        from autolens_lite import config

        backend = config.general("backend")
    name: Any = backend
    if isinstance(backend, ModuleType):
        name = getattr(backend, "NAME", None) or _MODULES.get(backend.__name__)
    if not isinstance(name, str) or name not in NAMES:
        raise exc.BackendError(f"backend = {backend!r} is unknown. Pass one of {', '.join(map(repr, NAMES))}.")
    return name


def get(backend: str | ModuleType | None = None) -> Backend:
    """Return the backend's module, importing it at first use.

    Raises
    ------
    BackendError
        If there is no such backend, or Numba refuses its settings in the environment.
    """
    name = name_of(backend)
    try:
        module = importlib.import_module(f"autolens_lite.xp.{name}_xp")
    except exc.AutoLensError:
        raise
    except ValueError as error:
        settings = ", ".join(f"{key}={value}" for key, value in os.environ.items() if key.startswith("NUMBA_"))
        raise exc.BackendError(
            f"Numba does not start with {settings or 'its settings'}: {error} Correct the variable, or unset it."
        ) from error
    if type(module) is ModuleType:
        module.__class__ = _Module
    return cast("Backend", module)


def arrays_of(backend: str) -> ModuleType:
    """Return the module of a backend's arrays, as users' own formulas take them: NumPy, or `jax.numpy`."""
    return importlib.import_module({own: module for module, own in _MODULES.items()}[name_of(backend)])


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


def of(*values: Any) -> Backend:
    """Return the backend that computes with the numbers given: jax where one is jax's, else NumPy's."""
    return get("jax" if any(map(is_jax, values)) else "numba")


def __getattr__(name: str) -> Any:
    """Import `al.xp.profile`, and the type of backends, when they are first used."""
    if name == "Backend":
        return importlib.import_module("autolens_lite.xp.backend").Backend
    if name == "profile":
        return importlib.import_module("autolens_lite.xp.profiling").profile
    raise AttributeError(f"module 'autolens_lite.xp' has no attribute '{name}'")
