"""Linear solves of the inversion: Cholesky with log determinant, and the non-negative solution."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import copy_to, inlined
from autolens_lite.xp.numba_xp.linked_kernels import FLAG, INTEGER, INTEGERS, MATRIX, NUMBER, VECTOR, linked
from autolens_lite.xp.numba_xp.simd.vector import aligned_empty
from autolens_lite.xp.numba_xp.solve import cholesky
from autolens_lite.xp.numba_xp.solve.nonnegative import positive_from_factor


def solve_with_log_det(matrix, vector, positive_only=False, leading=None):
    """See `contract.solve_with_log_det`."""
    panels = np.empty(cholesky.length(vector.size))
    leading = len(range(vector.size)[:leading])
    return factored_solve.from_python(matrix, vector, panels, positive_only, leading)


def log_det(matrix):
    """See `contract.log_det`."""
    return factored_log_det.from_python(matrix)


def nonnegative_solve(matrix, vector):
    """See `contract.nonnegative_solve`."""
    return solve_with_log_det(matrix, vector, True)[0]


@linked(MATRIX, VECTOR, VECTOR, FLAG, INTEGER)
def factored_solve(matrix, vector, panels, positive_only, leading):
    """Solve, and put the panels of the Cholesky factor into `panels`; NaN in place of all where there is none.

    Returns the solution, and ln det of the matrix's leading block.
    """
    factor = cholesky.factor_in(panels, vector.size)
    if not cholesky.factorize(matrix, factor):
        panels[:] = np.nan
        return np.full(vector.size, np.nan), np.nan
    solution = vector.copy()
    cholesky.solve_vector(factor, solution)
    cholesky.solve_vector_transposed(factor, solution)
    if positive_only:
        solution = positive_from_factor(matrix, vector, factor, solution)
    return solution, cholesky.log_det(factor, leading)


@custom_call("solve", "matrix vector integers -> vector vector vector")
@inlined
def solve_into(matrix, vector, choices, solution, log_determinant, panels):
    """Fill solution, ln det (1,) and panels; the choices are `leading` and `positive_only`, as whole numbers."""
    found, log_determinant[0] = factored_solve(matrix, vector, panels, choices[1] != 0, choices[0])
    copy_to(solution, found)


@custom_call("log_det", "matrix -> returned")
@linked(MATRIX)
def factored_log_det(matrix):
    """Return ln det; NaN where the matrix is not positive definite."""
    size = matrix.shape[0]
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    return cholesky.log_det(factor, size) if cholesky.factorize(matrix, factor) else np.nan


@custom_call("solve_derivative", "matrix vector vector vector number integers -> matrix vector")
@linked(MATRIX, VECTOR, VECTOR, VECTOR, NUMBER, INTEGERS, MATRIX, VECTOR)
def solve_derivative(matrix, panels, solution, of_solution, of_log_det, choices, of_matrix, of_vector):
    """Fill the sensitivities to matrix and vector, given those to the solution and to ln det of the leading block.

    The choices are those of `solve_into`.
    """
    leading, positive_only = choices[0], choices[1] != 0
    size = solution.size
    factor = cholesky.factor_from(panels, size)
    of_matrix[:] = 0.0
    of_vector[:] = 0.0
    if of_log_det != 0.0 and leading == size:
        cholesky.fill_inverse(factor, of_log_det, of_matrix)
    elif of_log_det != 0.0 and leading > 0:
        block = np.empty((leading, leading))
        cholesky.fill_inverse(factor, of_log_det, block)
        for i in range(leading):
            copy_to(of_matrix[i, :leading], block[i])
    if not np.any(of_solution != 0.0):
        return
    index = np.arange(size)
    if positive_only and solution.min() <= 0.0:
        index = np.flatnonzero(solution > 0.0)
        if index.size == 0:
            return
        factor, definite = cholesky.block_factor(matrix, index)
        if not definite:
            of_matrix[:] = np.nan
            of_vector[:] = np.nan
            return
    adjoint = of_solution[index]
    cholesky.solve_vector(factor, adjoint)
    cholesky.solve_vector_transposed(factor, adjoint)
    for a in range(index.size):
        of_vector[index[a]] = adjoint[a]
    for i in range(size):
        for j in range(size):
            of_matrix[i, j] -= 0.5 * (of_vector[i] * solution[j] + solution[i] * of_vector[j])
