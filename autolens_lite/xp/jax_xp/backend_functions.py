"""Layer (b): the few functions that differ between the backends, here for jax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import special

from autolens_lite.xp.jax_xp import forward, indexed, programs
from autolens_lite.xp.jax_xp import least_squares as least
from autolens_lite.xp.jax_xp.precision import require_double

gammaln = special.gammaln
gamma = special.gamma
erf = special.erf
erfc = special.erfc
inverse = jnp.linalg.inv
cond = jax.lax.cond
stop_gradient = jax.lax.stop_gradient
lower_factor = jnp.linalg.cholesky
forward_mode = forward.forward_mode
projected = least.projected


def asarray(values: Any, dtype: Any = None) -> jax.Array:
    """Return `values` as an array of this backend.

    For every new shape of a NumPy array `jnp.asarray` compiles a program that does nothing: 20 ms and 1 MB each.
    """
    if isinstance(values, np.ndarray | np.generic):
        return constant(values if dtype is None else np.asarray(values, dtype))
    return jnp.asarray(values, dtype)


def as_float(values: Any) -> jax.Array:
    """Return `values` as a float64 array of this backend."""
    require_double()
    return asarray(values, np.float64)


def constant(values: Any) -> jax.Array:
    """Return data of a whole run as an array of this backend, even where code is being traced."""
    require_double()
    with jax.ensure_compile_time_eval():
        return jax.device_put(np.array(values))  # a copy: jax shares the memory of some arrays, which may yet change


def to_numpy(values: Any) -> np.ndarray:
    """Return `values` as a NumPy array on the host."""
    return np.asarray(values)


def index_add(array: jax.Array, index: Any, values: Any) -> jax.Array:
    """Return a copy of `array` with `values` added at `index`; repeated indices accumulate."""
    return array.at[index].add(values)


def segment_sum(values: jax.Array, segments: jax.Array, total: int) -> jax.Array:
    """Return the sums of `values` (N,) over equal `segments` (N,), shape (total,)."""
    return jax.ops.segment_sum(values, segments, num_segments=total)


def blocked(function: Callable[..., Any], *points: jax.Array) -> Any:
    """Return `function(*points)`, of arrays (N,), evaluated where it pays a block of points at a time.

    Parameters
    ----------
    function : callable
        Elementwise in the points; returns an array or a tuple of arrays.
    points : (N,) arrays
    """
    require_double()
    # the compiler sees to it
    return indexed.kept(function(*points))


def sum_over_nodes(
    integrand: Callable[..., tuple[Any, ...]],
    nodes: tuple[np.ndarray, ...],
    points: tuple[Any, ...],
    parameters: tuple[Any, ...],
) -> tuple[jax.Array, ...]:
    """Return the sums over nodes of `integrand(node, points, parameters)`, elementwise in the points.

    Parameters
    ----------
    integrand : callable
        Takes one element of each of `nodes`, `points` and `parameters`; returns a tuple of arrays (N,).
    nodes : tuple of (J,) arrays
        Constants.
    points : tuple of (N,) arrays
    parameters : tuple of numbers

    Notes
    -----
    A loop over nodes, in which no array is larger than (N,). A gradient goes through the loop once more and works out
    each step's intermediate results again: to keep them all would take J times the memory, and longer.
    """
    points = tuple(jnp.asarray(values, dtype=jnp.float64) for values in points)
    parameters = tuple(jnp.asarray(number, dtype=jnp.float64) for number in parameters)
    nodes = tuple(jnp.asarray(values) for values in nodes)  # type: ignore[misc]

    @jax.checkpoint
    def term(node, points, parameters):
        return integrand(node, points, parameters)

    shapes = jax.eval_shape(term, tuple(values[0] for values in nodes), points, parameters)
    start = tuple(jnp.zeros(shape.shape, shape.dtype) for shape in shapes)

    def add(sums, node):
        return tuple(map(jnp.add, sums, term(node, points, parameters))), None

    return jax.lax.scan(add, start, nodes)[0]


PREFERS_BATCH = True


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function(vector, data)` compiled as a whole, where the backend can."""
    return programs.Program(function)


def value_and_gradient(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vector, data) that gives the value of `function` and its gradient in the vector."""
    return programs.Program(jax.value_and_grad(function))


def mapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vectors (n, p), data) that gives `function` of each vector, (n,).

    Many vectors are computed in parts, as `batch_memory` in general.yaml sets.
    """
    return programs.Batch(function)


def least_squares(function: Callable[..., Any]) -> least.LeastSquares:
    """Return residuals, a function of (vector, data), and their Jacobian, compiled."""
    return least.LeastSquares(function)


tidy = programs.tidy
