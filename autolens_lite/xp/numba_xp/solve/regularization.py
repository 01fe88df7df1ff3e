"""Regularization matrices from sparse penalties, and the inverse of a covariance."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.constants import PENALTY_METHODS
from autolens_lite.xp.method import known
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.simd.vector import aligned_empty
from autolens_lite.xp.numba_xp.solve import band, cholesky


def penalty_matrix(indices, coefficients, weights, diagonal):
    """See `contract.penalty_matrix`."""
    result = np.zeros((diagonal.size, diagonal.size))
    band.add_penalty_to.from_python(indices, coefficients, weights, diagonal, result)
    return result


def add_penalty(matrix, indices, coefficients, weights, diagonal):
    """See `contract.add_penalty`."""
    result = np.array(matrix)
    band.add_penalty_to.from_python(indices, coefficients, weights, diagonal, result)
    return result


def penalty_log_det(indices, coefficients, weights, diagonal, method="auto"):
    """See `contract.penalty_log_det`."""
    code = PENALTY_METHODS[known(method, PENALTY_METHODS)]
    return band.penalty_log_det.from_python(indices, coefficients, weights, diagonal, code)


def inverse_with_log_det(matrix):
    """See `contract.inverse_with_log_det`."""
    inverse = np.empty(matrix.shape)
    return inverse, fill_inverse(np.ascontiguousarray(matrix), inverse)


@custom_call("penalty_derivative", "indices matrix vector matrix -> matrix vector")
@compiled
def penalty_derivative(indices, coefficients, weights, sensitivity, of_coefficients, of_weights):
    """Fill the sensitivities to coefficients and weights, given that to the matrix."""
    for r in range(indices.shape[0]):
        of_weights[r] = 0.0
        for a in range(indices.shape[1]):
            of_coefficients[r, a] = 0.0
            i = indices[r, a]
            if i < 0:
                continue
            total = 0.0
            for b in range(indices.shape[1]):
                j = indices[r, b]
                if j >= 0:
                    total += (sensitivity[i, j] + sensitivity[j, i]) * coefficients[r, b]
            of_coefficients[r, a] = weights[r] * total
            of_weights[r] += 0.5 * coefficients[r, a] * total


@custom_call("inverse", "matrix -> matrix returned")
@compiled
def fill_inverse(matrix, inverse):
    """Put the inverse into `inverse` and return ln det of the matrix; NaN where it is not positive definite."""
    size = matrix.shape[0]
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    if not cholesky.factorize(matrix, factor):
        inverse[:] = np.nan
        return np.nan
    cholesky.fill_inverse(factor, 1.0, inverse)
    return cholesky.log_det(factor, size)
