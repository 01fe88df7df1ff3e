"""Solutions that keep linear combinations of the parameters from being negative, here for jax."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.linalg import cho_solve

from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.jax_xp.solve.symmetric import (
    nonnegative_native,
    solve_with_log_det,
    solve_with_log_det_native,
)

RIDGE = 1e-13  # of its own diagonal, added to what the multipliers solve: equal rows are otherwise singular


def bounded_solve_with_log_det(matrix, vector, bounds, leading=None):
    """See `contract.bounded_solve_with_log_det`."""
    free, log_det = solve_with_log_det(matrix, vector, False, leading)
    return *_bounded(matrix, vector, bounds, jax.lax.stop_gradient(free)), log_det


def bounded_solve_with_log_det_native(matrix, vector, bounds, leading=None):
    """The form for accelerators: the non-negative multipliers of all bounds."""
    free, log_det = solve_with_log_det_native(matrix, vector, False, leading)
    return *_bounded_native(matrix, vector, bounds, free), log_det


@jax.custom_vjp
def _bounded(matrix, vector, bounds, free):
    return ffi.by_platform(matrix, vector, bounds, free, cpu=_bounded_called, default=_bounded_native)


def _bounded_called(matrix, vector, bounds, free):
    shapes = tuple(jax.ShapeDtypeStruct((size,), "float64") for size in (vector.size, bounds.shape[0]))
    return ffi.on_host(_bounded_on_host, shapes, matrix, vector, bounds, free)


def _bounded_on_host(*arrays):
    from autolens_lite.xp.numba_xp.solve.bounded import bounded_from

    return bounded_from(*(np.asarray(array) for array in arrays))


def _bounded_native(matrix, vector, bounds, free):
    factor = jnp.linalg.cholesky(matrix, symmetrize_input=False)
    turned = bounds @ cho_solve((factor, True), bounds.T)
    turned = 0.5 * (turned + turned.T) + RIDGE * jnp.diag(jnp.diagonal(turned))
    combined = -(bounds @ free)
    multipliers = nonnegative_native(turned, combined, combined)
    return free + cho_solve((factor, True), bounds.T @ multipliers), multipliers


def _forward(matrix, vector, bounds, free):
    solution, multipliers = _bounded(matrix, vector, bounds, free)
    return (solution, multipliers), (matrix, bounds, solution, multipliers)


def _backward(saved, sensitivities):
    """With the set of multipliers above zero as it is, A dx - C^T dmu = db - dA x + dC^T mu and C dx = -dC x there."""
    matrix, bounds, solution, multipliers = saved
    of_solution, of_multipliers = sensitivities
    active = multipliers > 0.0
    own = jnp.where(active[:, None], bounds, 0.0)
    corner = jnp.diag(jnp.where(active, 0.0, 1.0))
    system = jnp.block([[matrix, own.T], [own, corner]])
    p, q = jnp.split(
        jnp.linalg.solve(system, jnp.concatenate([of_solution, jnp.where(active, -of_multipliers, 0.0)])),
        [solution.size],
    )
    outer = jnp.outer(p, solution)
    of_bounds = jnp.outer(multipliers, p) - jnp.where(active[:, None], jnp.outer(q, solution), 0.0)
    return -0.5 * (outer + outer.T), p, of_bounds, jnp.zeros_like(solution)


_bounded.defvjp(_forward, _backward)
