"""Deflection fields: a Numba kernel on a CPU and a plain form elsewhere, with one rule for the derivatives of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp import ffi

Native = Callable[..., tuple[Any, Any]]
_VALUES = 5  # rows of a slopes kernel before those of the parameters: see `numba_xp/fields/deflection_field.py`


def _nothing(parameters: Any) -> tuple[Any, ...]:
    return ()


def field(
    name: str, native: Native, more: Callable[[Any], tuple[Any, ...]] = _nothing, more_slopes: Any = _nothing
) -> Callable[..., tuple[Any, Any]]:
    """Return the function of (y, x, parameters) that gives (alpha_y, alpha_x) of points of any shape.

    Parameters
    ----------
    name
        That of two Numba handlers, `name` for values and `name`_slopes (see `numba_xp/fields/deflection_field.py`).
    native
        The form for accelerators, of (y, x, *parameters), elementwise in y and x.
    more, more_slopes
        Of the parameters: what the two handlers take besides them.
    """

    def plain(y: Any, x: Any, parameters: Any) -> Any:
        return jnp.stack(native(y, x, *parameters))

    def plain_slopes(y: Any, x: Any, parameters: Any) -> Any:
        # a unit tangent of each argument at a time
        zeros = [jnp.zeros_like(value) for value in (y, x, *parameters)]
        columns = []
        for index, value in enumerate((y, x, *parameters)):
            tangents = [*zeros[:index], jnp.ones_like(value), *zeros[index + 1 :]]
            columns.append(jax.jvp(native, (y, x, *parameters), tuple(tangents))[1])
        (yy, xy), (_, xx), *rest = columns
        return jnp.stack([*native(y, x, *parameters), yy, xy, xx, *(row for pair in rest for row in pair)])

    def called(suffix: str, rows: Callable[[int], int], rest: Any, otherwise: Callable[..., Any]) -> Callable[..., Any]:
        @jax.custom_jvp
        def call(y: Any, x: Any, parameters: Any) -> Any:
            return ffi.by_platform(
                y,
                x,
                parameters,
                cpu=lambda y, x, p: ffi.call(name + suffix, (rows(p.size), *y.shape), y, x, p, *rest(p)),
                default=otherwise,
            )

        # second derivatives are those of the plain form
        call.defjvp(lambda primals, tangents: jax.jvp(otherwise, primals, tangents))
        return call

    values = called("", lambda count: 2, more, plain)
    values_and_slopes = called("_slopes", lambda count: _VALUES + 2 * count, more_slopes, plain_slopes)

    @jax.custom_jvp
    def deflections(y: Any, x: Any, parameters: Any) -> tuple[Any, Any]:
        alpha = values(y, x, parameters)
        return alpha[0], alpha[1]

    @deflections.defjvp
    def rule(primals: Any, tangents: Any) -> Any:
        y_dot, x_dot, parameters_dot = tangents
        alpha_y, alpha_x, yy, xy, xx, *rest = values_and_slopes(*primals)
        alpha_y_dot, alpha_x_dot = yy * y_dot + xy * x_dot, xy * y_dot + xx * x_dot
        for index in range(len(rest) // 2):
            alpha_y_dot = alpha_y_dot + rest[2 * index] * parameters_dot[index]
            alpha_x_dot = alpha_x_dot + rest[2 * index + 1] * parameters_dot[index]
        return (alpha_y, alpha_x), (alpha_y_dot, alpha_x_dot)

    def function(y: Any, x: Any, *parameters: Any) -> tuple[Any, Any]:
        y, x = jnp.broadcast_arrays(jnp.asarray(y, jnp.float64), jnp.asarray(x, jnp.float64))
        return deflections(y, x, jnp.stack([jnp.asarray(number, jnp.float64) for number in parameters]))

    return function
