"""Sums of Chebyshev polynomials, here for jax: one pass over the points, also for derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp


def chebyshev_sum(coefficients: Callable[..., Any], position: Any, parameters: tuple[Any, ...]) -> jax.Array:
    """Return the sum of c_n T_n(position), with c = `coefficients(parameters)`.

    Parameters
    ----------
    coefficients : callable
        Takes `parameters` and returns an array of two or more.
    position : float, of any shape
        In [-1, 1].
    parameters : tuple of numbers

    Notes
    -----
    The coefficients are differentiated forward: to sum over the points for each of them would take longer.
    """

    @jax.custom_jvp
    def call(position: Any, parameters: Any) -> Any:
        return _clenshaw(coefficients(parameters), position)

    @call.defjvp
    def rule(primals: Any, tangents: Any) -> Any:
        position, parameters = primals
        position_dot, parameters_dot = tangents
        values = coefficients(parameters)
        total, slope = _clenshaw(values, position), _clenshaw(_derived(values), position)
        dot = slope * position_dot
        for index, parameter_dot in enumerate(parameters_dot):
            unit = tuple(jnp.where(index == k, 1.0, jnp.zeros_like(p)) for k, p in enumerate(parameters))
            column = jax.jvp(coefficients, (parameters,), (unit,))[1]
            dot = dot + _clenshaw(column, position) * parameter_dot
        return total, dot

    return call(jnp.asarray(position, jnp.float64), tuple(jnp.asarray(p, jnp.float64) for p in parameters))


def _clenshaw(coefficients: Any, position: Any) -> Any:
    twice = 2.0 * position
    upper, lower = jnp.zeros_like(position), jnp.zeros_like(position)
    for n in range(coefficients.shape[0] - 1, 0, -1):
        upper, lower = coefficients[n] + twice * upper - lower, upper
    return coefficients[0] + position * upper - lower


def _derived(coefficients: Any) -> Any:
    """Return the coefficients of the derivative: twice the sum of n c_n over every second n above, half that for 0."""
    n = jnp.arange(coefficients.shape[0])
    every_second = (n[None, :] > n[:, None]) & ((n[None, :] - n[:, None]) % 2 == 1)
    return jnp.where(every_second, 2.0 * n[None, :] * coefficients[None, :], 0.0).sum(1) * jnp.where(n == 0, 0.5, 1.0)
