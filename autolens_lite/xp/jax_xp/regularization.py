"""Regularization matrices from sparse penalties, and the inverse of a covariance."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.scipy.linalg import cho_solve

from autolens_lite.xp.jax_xp import ffi


@jax.custom_vjp
def penalty_matrix(indices, coefficients, weights, diagonal):
    """See `contract_regularization.penalty_matrix`."""
    shape = (diagonal.size, diagonal.size)
    return ffi.by_platform(
        indices,
        coefficients,
        weights,
        diagonal,
        cpu=lambda *arguments: ffi.call("penalty_matrix", shape, *arguments),
        default=penalty_matrix_native,
    )


def penalty_matrix_native(indices, coefficients, weights, diagonal):
    """The form for accelerators: a scattered sum of outer products (an index below zero is sent outside, dropped)."""
    inside = jnp.where(indices < 0, diagonal.size, indices)
    products = weights[:, None, None] * coefficients[:, :, None] * coefficients[:, None, :]
    return jnp.diag(diagonal).at[inside[:, :, None], inside[:, None, :]].add(products, mode="drop")


def _penalty_forward(indices, coefficients, weights, diagonal):
    return penalty_matrix(indices, coefficients, weights, diagonal), (indices, coefficients, weights)


def _penalty_backward(saved, sensitivity):
    of_coefficients, of_weights = ffi.by_platform(
        *saved,
        sensitivity,
        cpu=lambda i, c, w, of: tuple(ffi.call("penalty_derivative", [c.shape, w.shape], i, c, w, of)),
        default=_penalty_derivative_native,
    )
    return None, of_coefficients, of_weights, jnp.diagonal(sensitivity)


def _penalty_derivative_native(indices, coefficients, weights, sensitivity):
    present = indices >= 0
    both = present[:, :, None] & present[:, None, :]
    taken = jnp.where(both, (sensitivity + sensitivity.T)[indices[:, :, None], indices[:, None, :]], 0.0)
    totals = (taken * coefficients[:, None, :]).sum(2)
    return weights[:, None] * totals, 0.5 * (coefficients * totals).sum(1)


penalty_matrix.defvjp(_penalty_forward, _penalty_backward)


@jax.custom_vjp
def inverse_with_log_det(matrix):
    """See `contract_regularization.inverse_with_log_det`."""
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
