"""Residuals as a function of a vector, their Jacobian, and residuals that are left by the best linear parameters."""

from __future__ import annotations

import contextvars
import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.linalg import cho_solve

from autolens_lite.xp.jax_xp.programs import Program, size_within

_values_alone = contextvars.ContextVar("_values_alone", default=False)


class LeastSquares:
    """A function of (vector (p,), data) that gives residuals (R,), compiled; and its Jacobian.

    So many columns of the Jacobian are computed at once as `config.general("batch_memory")` GB allow.

    Parameters
    ----------
    function
        Of arrays; differentiated forwards.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._residuals = Program(functools.partial(_values, function))
        self._columns = Program(functools.partial(_columns, function))
        self._sizes: dict[int, int] = {}

    def residuals(self, vector: Any, data: Any) -> np.ndarray:
        """Return the residuals (R,)."""
        return np.array(self._residuals(vector, data))

    def jacobian(self, vector: Any, data: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the residuals (R,) and their derivatives (R, p)."""
        total = len(vector)
        if not total:
            rows = self.residuals(vector, data)
            return rows, np.zeros((rows.size, 0))
        directions = np.eye(total)
        size = self._sizes.get(total)
        if size is None:
            size = size_within(total, lambda n: self._taken_by(vector, directions[:n], data))
            self._sizes[total] = size
        # The last block takes some columns again, so that all are of the size for which there is a program.
        columns = []
        for start in range(0, total, size):
            block = directions[min(start, total - size) :][:size]
            values, *found = np.asarray(self._columns(_stack(vector, block), data))
            columns += found[-(total - start) :]
        return values.copy(), np.array(columns).T.copy()

    def _taken_by(self, vector: Any, directions: Any, data: Any) -> int:
        return self._columns.memory_of(_stack(vector, directions), data)


def _values(function: Callable[..., Any], vector: Any, data: Any) -> Any:
    """The residuals, by a program that has nothing of what `projected` needs for derivatives."""
    token = _values_alone.set(True)
    try:
        return function(vector, data)
    finally:
        _values_alone.reset(token)


def _stack(vector: Any, directions: Any) -> np.ndarray:
    return np.concatenate([np.asarray(vector)[None], directions])


def _columns(function: Callable[..., Any], stack: Any, data: Any) -> Any:
    """The values at the first row of (1 + k, p), and their derivatives in the directions of the others, (1 + k, R)."""
    values, derivative = jax.linearize(lambda vector: function(vector, data), stack[0])
    return jnp.concatenate([values[None], jnp.where(jnp.isnan(values), jnp.nan, jax.vmap(derivative)(stack[1:]))])


def projected(
    rows: Callable[..., Any],
    solution: Any,
    matrix: Any,
    positive: bool,
    response: Callable[..., Any] | None = None,
    bounds: tuple[Any, Any] | None = None,
) -> Any:
    """Return rows(s) (R,) at the s that minimises their squares, with the derivative of rows and of s.

    The derivative of s is that of one Newton step: s is no longer the minimum where the rows change, and moves by the
    inverse of half the second derivatives of the squares, `matrix`, times half the slope (Golub & Pereyra 1973, SIAM J.
    Numer. Anal. 10, 413). Parameters that the constraint s >= 0 holds at zero stay there.

    Parameters
    ----------
    rows : callable
        (n,) -> (R,), linear; may depend on what is differentiated.
    solution : (n,) float
        s, a constant.
    matrix : (n, n) float
        A constant.
    positive
        Whether s is constrained.
    response : callable
        What `rows` is where nothing is differentiated, if that is known: what multiplies a change, of s or of the rows,
        needs no derivative of its own.
    bounds : ((m, n) float, (m,) float)
        Combinations C of s that are constrained in place of s itself, which may depend on what is differentiated, and
        their multipliers mu: those of mu above 0 stay at zero.
    """
    if _values_alone.get():
        return rows(solution)
    solution, matrix = jax.lax.stop_gradient((solution, matrix))
    if bounds is not None:
        return _projected_within(rows, solution, matrix, *bounds)
    passive = solution > 0.0 if positive else jnp.ones(solution.shape, bool)
    both = passive[:, None] & passive[None, :]
    # in units in which the diagonal is one: source pixels and intensities differ by many orders of magnitude
    scale = jnp.where(passive, 1.0 / jnp.sqrt(jnp.where(passive, jnp.diagonal(matrix), 1.0)), 0.0)
    scaled = jnp.where(both, scale[:, None] * matrix * scale[None, :], jnp.eye(solution.size))
    factor = jnp.linalg.cholesky(scaled, symmetrize_input=False)
    values, pull = jax.vjp(rows, solution)
    response = rows if response is None else response
    # zero, with the derivative of `values`; and so with the step
    change = values - jax.lax.stop_gradient(values)
    slope = pull(jax.lax.stop_gradient(values))[0] + jax.vjp(response, solution)[1](change)[0]
    step = -scale * cho_solve((factor, True), scale * slope)
    return values + jax.jvp(response, (solution,), (step - jax.lax.stop_gradient(step),))[1]


def _projected_within(rows, solution, matrix, bounds, multipliers):
    """`projected` with A ds - C^T dmu = -(half the slope - C^T mu) and C ds = -C s, for the rows of C with mu > 0."""
    multipliers = jax.lax.stop_gradient(multipliers)
    active = multipliers > 0.0
    scale = 1.0 / jnp.sqrt(jnp.diagonal(matrix))
    own = jnp.where(active[:, None], jax.lax.stop_gradient(bounds) * scale, 0.0)
    system = jnp.block([[scale[:, None] * matrix * scale, own.T], [own, jnp.diag(jnp.where(active, 0.0, 1.0))]])
    values, pull = jax.vjp(rows, solution)
    slope = scale * (pull(values)[0] - bounds.T @ multipliers)
    right = jnp.concatenate([-slope, jnp.where(active, -(bounds @ solution), 0.0)])
    step = scale * jnp.linalg.solve(system, right)[: solution.size]
    return rows(solution + step - jax.lax.stop_gradient(step))
