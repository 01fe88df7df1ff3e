"""Linear solves of the inversion: Cholesky with log determinant, and the non-negative solution."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_solve

from autolens_lite.xp.jax_xp import ffi


@functools.partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def solve_with_log_det(matrix, vector, positive_only=False, leading=None):
    """See `contract.solve_with_log_det`."""
    return _solve_forward(matrix, vector, positive_only, leading)[0]


def _solve_forward(matrix, vector, positive_only, leading):
    choices = jnp.array([_leading(vector, leading), positive_only])
    kept = _room(vector.size)
    solution, log_determinant, factor = ffi.by_platform(
        matrix,
        vector,
        cpu=lambda a, b: tuple(ffi.call("solve", [b.shape, (1,), (kept,)], a, b, choices)),
        default=functools.partial(_solve_native_kept, positive_only=positive_only, leading=leading, kept=kept),
    )
    return (solution, log_determinant[0]), (matrix, solution, factor)


def _room(size):
    """Elements for the Cholesky factor: panels as in `numba_xp/solve/cholesky.py`, or a matrix on accelerators."""
    panels = -(-size // 8)
    elements = 32 * panels * (panels + 1)
    return elements if ffi.only_cpus() else max(size**2, elements)


def _leading(vector, leading):
    return len(range(vector.size)[:leading])


def _solve_native(matrix, vector, positive_only):
    factor = jnp.linalg.cholesky(matrix, symmetrize_input=False)
    solution = cho_solve((factor, True), vector)
    return (nonnegative_native(matrix, vector, solution) if positive_only else solution), factor


def _solve_native_kept(matrix, vector, positive_only, leading, kept):
    solution, factor = _solve_native(matrix, vector, positive_only)
    log_determinant = 2.0 * jnp.log(jnp.diagonal(factor)[:leading]).sum()
    return solution, log_determinant[None], jnp.pad(factor.ravel(), (0, kept - factor.size))


def _solve_backward(positive_only, leading, saved, sensitivity):
    leading = _leading(saved[1], leading)
    choices = jnp.array([leading, positive_only])
    return ffi.by_platform(
        *saved,
        *sensitivity,
        cpu=lambda a, s, factor, of_s, of_d: tuple(
            ffi.call("solve_derivative", [a.shape, s.shape], a, factor, s, of_s, of_d[None], choices)
        ),
        default=functools.partial(_solve_derivative_native, positive_only=positive_only, leading=leading),
    )


def _solve_derivative_native(matrix, solution, factor, of_solution, of_log_det, positive_only, leading):
    size = solution.size
    factor = factor[: matrix.size].reshape(matrix.shape)
    inverse = cho_solve((factor[:leading, :leading], True), jnp.eye(leading))
    of_matrix = jnp.zeros((size, size)).at[:leading, :leading].set(of_log_det * inverse)
    if positive_only:
        passive = solution > 0.0
        factor = _passive_factor(matrix, passive)
        adjoint = jnp.where(passive, cho_solve((factor, True), jnp.where(passive, of_solution, 0.0)), 0.0)
    else:
        adjoint = cho_solve((factor, True), of_solution)
    outer = jnp.outer(adjoint, solution)
    return of_matrix - 0.5 * (outer + outer.T), adjoint


solve_with_log_det.defvjp(_solve_forward, _solve_backward)


def nonnegative_solve(matrix, vector):
    """See `contract.nonnegative_solve`."""
    return solve_with_log_det(matrix, vector, True, None)[0]


@jax.custom_vjp
def log_det(matrix):
    """See `contract.log_det`."""
    return ffi.by_platform(
        matrix,
        cpu=lambda a: ffi.call("log_det", (1,), a)[0],
        default=lambda a: 2.0 * jnp.log(jnp.diagonal(jnp.linalg.cholesky(a, symmetrize_input=False))).sum(),
    )


def _log_det_forward(matrix):
    return log_det(matrix), matrix


def _log_det_backward(matrix, sensitivity):
    result = ffi.by_platform(
        matrix,
        sensitivity,
        cpu=lambda a, of: of * ffi.call("inverse", [a.shape, (1,)], a)[0],
        default=lambda a, of: of * jnp.linalg.inv(a),
    )
    return (result,)


log_det.defvjp(_log_det_forward, _log_det_backward)


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
    _, solution, wrong, *_ = jax.lax.while_loop(unfinished, exchange, first)
    return jnp.where(jnp.isfinite(start).all() & ~wrong.any(), solution, jnp.nan)


def solve_with_log_det_native(matrix, vector, positive_only=False, leading=None):
    """`solve_with_log_det` in its form for accelerators, wherever it runs."""
    solution, factor = _solve_native(matrix, vector, positive_only)
    return solution, 2.0 * jnp.log(jnp.diagonal(factor)[:leading]).sum()


def nonnegative_solve_native(matrix, vector):
    """`nonnegative_solve` in its form for accelerators, wherever it runs."""
    return _solve_native(matrix, vector, True)[0]
