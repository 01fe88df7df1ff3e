"""Regularization matrices from sparse penalties, and the inverse of a covariance."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_solve

from autolens_lite.xp.constants import PENALTY_METHODS
from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.method import known


def penalty_matrix(indices, coefficients, weights, diagonal):
    """See `contract.penalty_matrix`."""
    return add_penalty(jnp.zeros((diagonal.size, diagonal.size)), indices, coefficients, weights, diagonal)


@jax.custom_vjp
def add_penalty(matrix, indices, coefficients, weights, diagonal):
    """See `contract.add_penalty`."""
    return ffi.by_platform(
        matrix,
        indices,
        coefficients,
        weights,
        diagonal,
        cpu=lambda a, *penalty: ffi.call("add_penalty", a.shape, a, *penalty),
        default=add_penalty_native,
    )


def add_penalty_native(matrix, indices, coefficients, weights, diagonal):
    """The form for accelerators: a scattered sum of outer products (an index below zero is sent outside, dropped)."""
    inside = jnp.where(indices < 0, diagonal.size, indices)
    products = weights[:, None, None] * coefficients[:, :, None] * coefficients[:, None, :]
    return (matrix + jnp.diag(diagonal)).at[inside[:, :, None], inside[:, None, :]].add(products, mode="drop")


def penalty_matrix_native(indices, coefficients, weights, diagonal):
    """`penalty_matrix` in its form for accelerators, wherever it runs."""
    return add_penalty_native(jnp.zeros((diagonal.size, diagonal.size)), indices, coefficients, weights, diagonal)


def _add_forward(matrix, indices, coefficients, weights, diagonal):
    return add_penalty(matrix, indices, coefficients, weights, diagonal), (indices, coefficients, weights)


def _add_backward(saved, sensitivity):
    of_coefficients, of_weights = ffi.by_platform(
        *saved,
        sensitivity,
        cpu=lambda i, c, w, of: tuple(ffi.call("penalty_derivative", [c.shape, w.shape], i, c, w, of)),
        default=_penalty_derivative_native,
    )
    return sensitivity, None, of_coefficients, of_weights, jnp.diagonal(sensitivity)


def _penalty_derivative_native(indices, coefficients, weights, sensitivity):
    present = indices >= 0
    both = present[:, :, None] & present[:, None, :]
    taken = jnp.where(both, (sensitivity + sensitivity.T)[indices[:, :, None], indices[:, None, :]], 0.0)
    totals = (taken * coefficients[:, None, :]).sum(2)
    return weights[:, None] * totals, 0.5 * (coefficients * totals).sum(1)


add_penalty.defvjp(_add_forward, _add_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(4,))
def penalty_log_det(indices, coefficients, weights, diagonal, method="auto"):
    """See `contract.penalty_log_det`."""
    code = jnp.array([PENALTY_METHODS[known(method, PENALTY_METHODS)]])
    return ffi.by_platform(
        indices,
        coefficients,
        weights,
        diagonal,
        cpu=lambda *penalty: ffi.call("penalty_log_det", (1,), *penalty, code)[0],
        default=penalty_log_det_native,
    )


def penalty_log_det_native(indices, coefficients, weights, diagonal):
    """The form for accelerators: of the dense matrix."""
    matrix = penalty_matrix_native(indices, coefficients, weights, diagonal)
    return 2.0 * jnp.log(jnp.diagonal(jnp.linalg.cholesky(matrix, symmetrize_input=False))).sum()


def _log_det_forward(indices, coefficients, weights, diagonal, method):
    penalty = (indices, coefficients, weights, diagonal)
    return penalty_log_det(*penalty, method), penalty


def _log_det_backward(method, penalty, sensitivity):
    code = jnp.array([PENALTY_METHODS[method]])
    of_coefficients, of_weights, of_diagonal = ffi.by_platform(
        *penalty,
        sensitivity,
        cpu=lambda i, c, w, d, of: tuple(
            ffi.call("penalty_log_det_derivative", [c.shape, w.shape, d.shape], i, c, w, d, code, of[None])
        ),
        default=_log_det_derivative_native,
    )
    return None, of_coefficients, of_weights, of_diagonal


def _log_det_derivative_native(indices, coefficients, weights, diagonal, sensitivity):
    inverse = sensitivity * jnp.linalg.inv(penalty_matrix_native(indices, coefficients, weights, diagonal))
    return *_penalty_derivative_native(indices, coefficients, weights, inverse), jnp.diagonal(inverse)


penalty_log_det.defvjp(_log_det_forward, _log_det_backward)


@jax.custom_vjp
def inverse_with_log_det(matrix):
    """See `contract.inverse_with_log_det`."""
    inverse, log_determinant = ffi.by_platform(
        matrix,
        cpu=lambda a: tuple(ffi.call("inverse", [a.shape, (1,)], a)),
        default=_inverse_native,
    )
    return inverse, log_determinant[0]


def _inverse_native(matrix):
    factor = jnp.linalg.cholesky(matrix, symmetrize_input=False)
    return cho_solve((factor, True), jnp.eye(matrix.shape[0])), 2.0 * jnp.log(jnp.diagonal(factor)).sum()[None]


def inverse_with_log_det_native(matrix):
    """`inverse_with_log_det` in its form for accelerators, wherever it runs."""
    inverse, log_determinant = _inverse_native(matrix)
    return inverse, log_determinant[0]


def _inverse_forward(matrix):
    result = inverse_with_log_det(matrix)
    return result, result[0]


def _inverse_backward(inverse, sensitivity):
    of_inverse, of_log_det = sensitivity
    return (of_log_det * inverse - inverse @ (0.5 * (of_inverse + of_inverse.T)) @ inverse,)


inverse_with_log_det.defvjp(_inverse_forward, _inverse_backward)


add_penalty_forwards = add_penalty_native
inverse_with_log_det_forwards = inverse_with_log_det_native
penalty_matrix_forwards = penalty_matrix_native
