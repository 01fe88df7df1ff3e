"""Layer (b): the few functions that differ between the backends, here for NumPy."""

from __future__ import annotations

import contextlib
import math
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
lower_factor = np.linalg.cholesky


def asarray(values: Any, dtype: Any = None) -> np.ndarray:
    """Return `values` as an array of this backend."""
    return np.asarray(values, dtype)


def as_float(values: Any) -> np.ndarray:
    """Return `values` as a float64 array of this backend."""
    return np.asarray(values, dtype=np.float64)


def constant(values: Any) -> np.ndarray:
    """Return data of a whole run as an array of this backend, even where code is being traced."""
    return np.asarray(values)


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


# Points at a time: an array of 2 MB. Ten of them fit a processor's last cache: light of a million points takes four
# fifths of the time that it takes in one piece, of four million two thirds. Up to this size one piece is the fastest:
# freed memory is used again (`xp.memory`), and shorter arrays have NumPy's cost of each call more often.
_POINTS = 2**18


def blocked(function: Callable[..., Any], *points: np.ndarray) -> Any:
    """Return `function(*points)`, of arrays (N,), evaluated where it pays a block of points at a time.

    Parameters
    ----------
    function : callable
        Elementwise in the points; returns an array or a tuple of arrays.
    points : (N,) arrays
    """
    size = points[0].size
    if size <= _POINTS:
        return function(*points)
    results: list[np.ndarray] = []
    step = math.ceil(size / math.ceil(size / _POINTS))  # blocks of one size
    for start in range(0, size, step):
        block = slice(start, start + step)
        values = function(*(array[block] for array in points))
        several = isinstance(values, tuple)
        parts = [np.asarray(part) for part in (values if several else (values,))]
        if start == 0:
            results = [np.empty((size, *part.shape[1:]), part.dtype) for part in parts]
        for result, part in zip(results, parts, strict=True):
            result[block] = part
    return tuple(results) if several else results[0]


# Points at a time: the arrays (nodes, points) of one block stay in the processor's cache.
_BLOCK = 256


def sum_over_nodes(
    integrand: Callable[..., tuple[Any, ...]],
    nodes: tuple[np.ndarray, ...],
    points: tuple[Any, ...],
    parameters: tuple[Any, ...],
) -> tuple[np.ndarray, ...]:
    """Return the sums over nodes of `integrand(node, points, parameters)`, elementwise in the points.

    Parameters
    ----------
    integrand : callable
        Takes one element of each of `nodes`, `points` and `parameters`; returns a tuple of arrays (N,).
    nodes : tuple of (J,) arrays
        Constants.
    points : tuple of (N,) arrays
    parameters : tuple of numbers
    """
    points = np.broadcast_arrays(*points)
    shape = points[0].shape
    points = [values.ravel() for values in points]  # type: ignore[assignment]
    nodes = tuple(values[:, np.newaxis] for values in nodes)
    blocks = []
    for start in range(0, max(points[0].size, 1), _BLOCK):
        block = tuple(values[start : start + _BLOCK] for values in points)
        blocks.append([np.sum(term, axis=0) for term in integrand(nodes, block, parameters)])
    return tuple(np.concatenate(sums).reshape(shape) for sums in zip(*blocks, strict=True))


PREFERS_BATCH = False
_REMEDY = "Use the jax backend: dataset.with_backend('jax'), or pass backend='jax' to the dataset."


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
    raise exc.BackendError(f"backend 'numba' has no gradients. {_REMEDY}")


def least_squares(function: Callable[..., Any]) -> Any:
    """Return residuals, a function of (vector, data), and their Jacobian.

    Raises
    ------
    BackendError
        Always: this backend has no derivatives.
    """
    raise exc.BackendError(f"backend 'numba' has no residuals of a vector, nor a Jacobian. {_REMEDY}")


def forward_mode() -> Any:
    """Return a context in which what is computed can be differentiated forwards: here as ever."""
    return contextlib.nullcontext()


def projected(
    rows: Callable[..., Any],
    solution: Any,
    matrix: Any,
    positive: bool,
    response: Callable[..., Any] | None = None,
    bounds: tuple[Any, Any] | None = None,
) -> Any:
    """Return `rows(solution)`: the residuals that the best linear parameters leave."""
    return rows(solution)


def mapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vectors (n, p), data) that gives `function` of each vector, (n,)."""
    return lambda vectors, data: np.array([function(vector, data) for vector in vectors])


def tidy() -> None:
    """Free what operations on arrays of other shapes have left behind: nothing, on this backend."""
