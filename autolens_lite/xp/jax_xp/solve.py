"""Linear solves of the inversion: Cholesky with log determinant, and the non-negative solution."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_solve

from autolens_lite.xp.jax_xp import ffi


@jax.custom_vjp
def solve_with_log_det(matrix, vector):
    """See `contract.solve_with_log_det`."""
    return _factor_and_solve(matrix, vector)[:2]


def _factor_and_solve(matrix, vector):
    factor = jnp.linalg.cholesky(matrix, symmetrize_input=False)
    return cho_solve((factor, True), vector), 2.0 * jnp.log(jnp.diagonal(factor)).sum(), factor


def _solve_forward(matrix, vector):
    solution, log_determinant, factor = _factor_and_solve(matrix, vector)
    return (solution, log_determinant), (solution, factor)


def _solve_backward(saved, sensitivity):
    solution, factor = saved
    of_solution, of_log_det = sensitivity
    adjoint = cho_solve((factor, True), of_solution)
    inverse = cho_solve((factor, True), jnp.eye(solution.size))
    outer = jnp.outer(adjoint, solution)
    return of_log_det * inverse - 0.5 * (outer + outer.T), adjoint


solve_with_log_det.defvjp(_solve_forward, _solve_backward)


def log_det(matrix):
    """See `contract.log_det`."""
    return solve_with_log_det(matrix, jnp.zeros(matrix.shape[0]))[1]


@jax.custom_vjp
def nonnegative_solve(matrix, vector):
    """See `contract.nonnegative_solve`."""
    start = _factor_and_solve(matrix, vector)[0]
    return jax.lax.platform_dependent(
        matrix,
        vector,
        start,
        cpu=lambda a, b, x: ffi.call("nonnegative", b.shape, a, b, x),
        default=nonnegative_native,
    )


def _passive_factor(matrix, passive):
    """Cholesky factor of the matrix with rows and columns off the passive set replaced by the identity's."""
    both = passive[:, None] & passive[None, :]
    return jnp.linalg.cholesky(jnp.where(both, matrix, jnp.eye(passive.size)), symmetrize_input=False)


def nonnegative_native(matrix, vector, start):
    """The form for accelerators: block principal pivoting with masked factorisations of fixed size."""
    size = vector.size
    tolerance = 1e-13 * jnp.abs(vector).max()

    def solved(passive):
        factor = _passive_factor(matrix, passive)
        solution = jnp.where(passive, cho_solve((factor, True), jnp.where(passive, vector, 0.0)), 0.0)
        slope = matrix @ solution - vector
        return solution, jnp.where(passive, solution < 0.0, slope < -tolerance)

    def exchange(state):
        passive, _, wrong, fewest, patience, step = state
        count = wrong.sum()
        progress = count < fewest
        last = size - 1 - jnp.argmax(wrong[::-1])
        single = ~progress & (patience == 0)
        changed = jnp.where(single, jnp.arange(size) == last, wrong)
        patience = jnp.where(progress, 3, jnp.maximum(patience - 1, 0))
        passive = passive ^ changed
        return (passive, *solved(passive), jnp.minimum(fewest, count), patience, step + 1)

    def unfinished(state):
        return state[2].any() & (state[5] < 100 * size)

    passive = start > 0.0
    first = (passive, *solved(passive), jnp.asarray(size + 1), jnp.asarray(3), jnp.asarray(0))
    solution = jax.lax.while_loop(unfinished, exchange, first)[1]
    return jnp.where(jnp.isfinite(start).all(), solution, jnp.nan)


def nonnegative_native_solve(matrix, vector):
    """`nonnegative_solve` in its form for accelerators, wherever it runs."""
    return nonnegative_native(matrix, vector, _factor_and_solve(matrix, vector)[0])


def _nonnegative_forward(matrix, vector):
    solution = nonnegative_solve(matrix, vector)
    return solution, (matrix, solution)


def _nonnegative_backward(saved, sensitivity):
    matrix, solution = saved
    passive = solution > 0.0
    factor = _passive_factor(matrix, passive)
    adjoint = jnp.where(passive, cho_solve((factor, True), jnp.where(passive, sensitivity, 0.0)), 0.0)
    outer = jnp.outer(adjoint, solution)
    return -0.5 * (outer + outer.T), adjoint


nonnegative_solve.defvjp(_nonnegative_forward, _nonnegative_backward)
