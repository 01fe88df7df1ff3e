"""Linear solves of the inversion: Cholesky with log determinant, and the non-negative solution."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp import lapack
from autolens_lite.xp.numba_xp.band import factored_log_det
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.solve_positive import gathered, positive_from_factor

METHOD_CODES = {"auto": 0, "dense": 1, "banded": 2}


def solve_with_log_det(matrix, vector, positive_only=False, leading=None):
    """See `contract_solve.solve_with_log_det`."""
    lower = np.empty(matrix.shape)
    solution = factored_solve(np.ascontiguousarray(matrix), np.ascontiguousarray(vector), lower, positive_only)
    return solution, 2.0 * np.sum(np.log(np.diagonal(lower)[:leading]))


def log_det(matrix, method="auto"):
    """See `contract_solve.log_det`."""
    return factored_log_det(np.ascontiguousarray(matrix), METHOD_CODES[method])


def nonnegative_solve(matrix, vector):
    """See `contract_solve.nonnegative_solve`."""
    return solve_with_log_det(matrix, vector, True)[0]


@compiled
def factored_solve(matrix, vector, lower, positive_only):
    """Solve, and put the Cholesky factor into the lower triangle of `lower`; NaN in both where there is none."""
    size = vector.size
    lower[:] = matrix
    if not lapack.factor(lower, size, size):
        lower[:] = np.nan
        return np.full(size, np.nan)
    solution = vector.copy()
    lapack.solve_vector(lower, size, size, solution, False)
    lapack.solve_vector(lower, size, size, solution, True)
    if positive_only:
        return positive_from_factor(matrix, vector, lower, solution)
    return solution


@compiled
def solve_derivative(matrix, lower, solution, of_solution, of_log_det, leading, positive_only, of_matrix, of_vector):
    """Fill the sensitivities to matrix and vector, given those to the solution and to ln det of the `leading` block."""
    size = solution.size
    of_matrix[:] = 0.0
    of_vector[:] = 0.0
    if of_log_det != 0.0 and leading > 0:
        inverse = lower[:leading, :leading].copy()
        lapack.inverse_from_factor(inverse, leading, leading)
        for i in range(leading):
            for j in range(i):
                of_matrix[i, j] = of_log_det * inverse[i, j]
                of_matrix[j, i] = of_matrix[i, j]
            of_matrix[i, i] = of_log_det * inverse[i, i]
    if not np.any(of_solution != 0.0):
        return
    block = lower
    index = np.arange(size)
    if positive_only and solution.min() <= 0.0:
        index = np.flatnonzero(solution > 0.0)
        if index.size == 0:
            return
        block = gathered(matrix, index)
        if not lapack.factor(block, index.size, index.size):
            of_matrix[:] = np.nan
            of_vector[:] = np.nan
            return
    adjoint = of_solution[index]
    lapack.solve_vector(block, index.size, index.size, adjoint, False)
    lapack.solve_vector(block, index.size, index.size, adjoint, True)
    for a in range(index.size):
        of_vector[index[a]] = adjoint[a]
    for i in range(size):
        for j in range(size):
            of_matrix[i, j] -= 0.5 * (of_vector[i] * solution[j] + solution[i] * of_vector[j])
