"""Layer (b): the few spellings that differ between the backends, here for NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from autolens_lite import exc

gammaln = special.gammaln
gamma = special.gamma
erf = special.erf
erfc = special.erfc
inverse = np.linalg.inv


def as_float(values: Any) -> np.ndarray:
    """Return `values` as a float64 array of this backend."""
    return np.asarray(values, dtype=np.float64)


def as_complex(values: Any) -> np.ndarray:
    """Return `values` as a complex128 array of this backend."""
    return np.asarray(values, dtype=np.complex128)


def to_numpy(values: Any) -> np.ndarray:
    """Return `values` as a NumPy array on the host."""
    return np.asarray(values)


def index_add(array: np.ndarray, index: Any, values: Any) -> np.ndarray:
    """Return a copy of `array` with `values` added at `index`; repeated indices accumulate."""
    result = array.copy()
    np.add.at(result, index, values)
    return result


def segment_sum(values: np.ndarray, segments: np.ndarray, total: int) -> np.ndarray:
    """Return the sums of `values` (N,) over equal `segments` (N,), shape (total,)."""
    return np.bincount(segments, weights=values, minlength=total)


def cond(predicate: Any, if_true: Callable[..., Any], if_false: Callable[..., Any], *operands: Any) -> Any:
    """Return `if_true(*operands)` or `if_false(*operands)`, evaluating the chosen one alone."""
    return if_true(*operands) if predicate else if_false(*operands)


def stop_gradient(values: Any) -> Any:
    """Return `values`, constant under differentiation."""
    return values


PREFERS_BATCH = False


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function(vector, data)` compiled as a whole, where the backend can."""
    return function


def value_and_gradient(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vector, data) that gives the value of `function` and its gradient in the vector.

    Raises
    ------
    BackendError
        Always: this backend has no gradients.
    """
    raise exc.BackendError(
        "backend 'numba' has no gradients. Use the jax backend: dataset.with_backend('jax'), or pass "
        "backend='jax' to the dataset."
    )


def mapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vectors (n, p), data) that gives `function` of each vector, (n,)."""
    return lambda vectors, data: np.array([function(vector, data) for vector in vectors])
