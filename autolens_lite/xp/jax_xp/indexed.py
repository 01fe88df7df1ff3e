"""Elements of a table at many indices, and sums of values with equal indices, differentiated in either direction.

XLA takes ten times as long on a CPU: these are Numba kernels there. Each is linear and the other's transpose, and a
batch of either is one call, so that all columns of a Jacobian are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from autolens_lite.xp.jax_xp import ffi, forward


def taken(table: Any, indices: Any) -> Any:
    """Return the elements of a table (S,) at indices of any shape; zero where an index is outside."""
    total = table.shape[0]
    return _taken.bind(table[None], indices.ravel(), total=total)[0].reshape(indices.shape)


def summed(values: Any, indices: Any, total: int) -> Any:
    """Return the sums of values over equal indices, both of one shape, (total,); without those outside."""
    return _summed.bind(values.reshape(1, -1), indices.ravel(), total=total)[0]


def rows_taken(tables: Any, indices: Any) -> Any:
    """Return the elements (..., N) of tables (..., S) at indices (N,); zero where an index is outside."""
    rows = tables.reshape(-1, tables.shape[-1])
    return _taken.bind(rows, indices, total=rows.shape[1]).reshape(*tables.shape[:-1], indices.shape[0])


def rows_summed(values: Any, indices: Any, total: int) -> Any:
    """Return the sums (..., total) of values (..., N) over equal indices (N,); without those outside."""
    rows = values.reshape(-1, values.shape[-1])
    return _summed.bind(rows, indices, total=total).reshape(*values.shape[:-1], total)


def kept(values: Any) -> Any:
    """Return arrays (N,) as they are; inside `forward_mode` they and their derivatives are computed once, on CPUs.

    XLA works out anew, in each loop that reads an array, the chain of operations that leads to its elements: of points
    that are traced, times the columns of a Jacobian, that is most of the time. Through a custom call it cannot see.
    """
    if not (forward.is_forwards() and ffi.only_cpus()):
        return values
    return jax.tree.map(lambda array: taken(array, jnp.arange(array.size)) if _is_row(array) else array, values)


def _is_row(array: Any) -> bool:
    return array.ndim == 1 and array.dtype == jnp.float64


def take_either_way(array: Any, indices: Any, axis: int | None = None) -> Any:
    """`take`, with `taken` for what that does: indices at or above zero."""
    if axis is None and _is_row(array):
        return taken(array, indices)
    return jnp.take(array, indices, axis=axis)


def _taken_native(tables: Any, indices: Any, total: int) -> Any:
    inside = (indices >= 0) & (indices < total)
    return jnp.where(inside, tables[:, jnp.where(inside, indices, 0)], 0.0)


def _summed_native(values: Any, indices: Any, total: int) -> Any:
    places = jnp.where(indices < 0, total, indices)
    return jnp.zeros((values.shape[0], total)).at[:, places].add(values, mode="drop")


def _linear(name: str, native: Callable[..., Any], length: Callable[[int, int], int]) -> Primitive:
    """An operation on rows (n, .) and indices (N,), linear in the rows; `length` of its rows from N and `total`."""
    operation = Primitive(f"autolens_lite_{name}")

    def evaluated(rows: Any, indices: Any, *, total: int) -> Any:
        shape = (rows.shape[0], length(indices.shape[0], total))
        return ffi.by_platform(
            rows,
            indices,
            cpu=lambda rows, indices: ffi.call(name, shape, rows, indices),
            default=lambda rows, indices: native(rows, indices, total),
        )

    def shaped(rows: Any, indices: Any, *, total: int) -> Any:
        return rows.update(shape=(rows.shape[0], length(indices.shape[0], total)))

    def mapped(arguments: Any, axes: Any, *, total: int) -> Any:
        (rows, indices), (axis, axis_of_indices) = arguments, axes
        if axis_of_indices is not None:  # one by one
            either = [jnp.moveaxis(part, k, 0) for part, k in zip(arguments, axes, strict=True) if k is not None]
            if axis is None:
                return jax.lax.map(lambda i: operation.bind(rows, i, total=total), either[0]), 0
            return jax.lax.map(lambda pair: operation.bind(*pair, total=total), tuple(either)), 0
        rows = jnp.moveaxis(rows, axis, 0)
        result = operation.bind(rows.reshape(-1, rows.shape[2]), indices, total=total)
        return result.reshape(*rows.shape[:2], -1), 0

    def moved(primals: Any, tangents: Any, *, total: int) -> Any:
        value = operation.bind(*primals, total=total)
        if isinstance(tangents[0], ad.Zero):
            return value, jnp.zeros_like(value)
        return value, operation.bind(tangents[0], primals[1], total=total)

    operation.def_impl(jax.jit(evaluated, static_argnames="total"))
    operation.def_abstract_eval(shaped)
    mlir.register_lowering(operation, mlir.lower_fun(evaluated, multiple_results=False))
    batching.primitive_batchers[operation] = mapped
    ad.primitive_jvps[operation] = moved
    return operation


_taken = _linear("taken", _taken_native, lambda count, total: count)
_summed = _linear("summed", _summed_native, lambda count, total: total)


def _transpose_of(operation: Primitive) -> Callable[..., Any]:
    def transposed(sensitivity: Any, rows: Any, indices: Any, *, total: int) -> Any:
        if isinstance(sensitivity, ad.Zero):
            return ad.Zero(rows.aval), None
        return operation.bind(sensitivity, indices, total=total), None

    return transposed


ad.primitive_transposes[_taken] = _transpose_of(_summed)
ad.primitive_transposes[_summed] = _transpose_of(_taken)
