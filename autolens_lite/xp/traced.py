"""Which values are jax's, and which of them it is tracing (under jit, grad or vmap): these have no value yet.

The one place where this is asked, and by type: numbers come in many shapes and kinds. jax is not imported for it; what
stands here needs nothing else of the library but its errors, so that all of it may ask.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autolens_lite import exc

# What is none of jax's, to be told from the rest at a glance: models are made in every likelihood.
_NEVER_JAX = frozenset({float, int, bool, str, tuple, list, dict, type(None), np.ndarray, np.float64, np.bool_})


def is_traced(value: Any) -> bool:
    """Whether `value` is one that jax is tracing."""
    if type(value) in _NEVER_JAX:
        return False
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.core.Tracer)


def is_of_tracing(error: BaseException) -> bool:
    """Whether NumPy was asked for the values of what jax is tracing."""
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(error, jax.errors.TracerArrayConversionError)


def refusal(what: str) -> exc.BackendError:
    """The error where something that jax is tracing meets what computes with numbers."""
    return exc.BackendError(
        f"{what} is traced by jax (jit, grad, vmap), where numbers are needed. Grids, tracers and datasets of "
        "backend='jax' follow it, such as al.Grid2DIrregular(points, backend='jax'); data, masks, PSFs, priors and "
        "vectors of likelihoods are made outside of the traced function."
    )


def may_be_traced() -> bool:
    """Whether anything can be traced: whether jax has been imported."""
    return "jax" in sys.modules


def is_concrete_jax(value: Any) -> bool:
    """Whether `value` is an array of jax with values."""
    return is_jax(value) and not is_traced(value)


def is_jax(value: Any) -> bool:
    """Whether `value` is an array of jax, traced or not."""
    if type(value) in _NEVER_JAX:
        return False
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.Array)


def nan_unless(condition: Any, value: Any) -> Any:
    """Return `value` where a traced condition will be met, else NaN."""
    return sys.modules["jax"].numpy.where(condition, value, np.nan)
