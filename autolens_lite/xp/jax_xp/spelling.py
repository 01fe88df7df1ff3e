"""Layer (b): the few spellings that differ between the backends, here for jax."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy import special

gammaln = special.gammaln
gamma = special.gamma
erf = special.erf
erfc = special.erfc
inverse = jnp.linalg.inv
cond = jax.lax.cond
stop_gradient = jax.lax.stop_gradient


def as_float(values: Any) -> jax.Array:
    """Return `values` as a float64 array of this backend."""
    return jnp.asarray(values, dtype=jnp.float64)


def as_complex(values: Any) -> jax.Array:
    """Return `values` as a complex128 array of this backend."""
    return jnp.asarray(values, dtype=jnp.complex128)


def to_numpy(values: Any) -> np.ndarray:
    """Return `values` as a NumPy array on the host."""
    return np.asarray(values)


def index_add(array: jax.Array, index: Any, values: Any) -> jax.Array:
    """Return a copy of `array` with `values` added at `index`; repeated indices accumulate."""
    return array.at[index].add(values)


def segment_sum(values: jax.Array, segments: jax.Array, total: int) -> jax.Array:
    """Return the sums of `values` (N,) over equal `segments` (N,), shape (total,)."""
    return jax.ops.segment_sum(values, segments, num_segments=total)


PREFERS_BATCH = True


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function(vector, data)` compiled as a whole, where the backend can."""
    return jax.jit(function)


def value_and_gradient(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vector, data) that gives the value of `function` and its gradient in the vector."""
    return jax.jit(jax.value_and_grad(function))


def mapped(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of (vectors (n, p), data) that gives `function` of each vector, (n,)."""
    return jax.jit(jax.vmap(function, in_axes=(0, None)))
