"""Linear solves of the inversion: Cholesky with log determinant, and the non-negative solution."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled


def solve_with_log_det(matrix, vector):
    """See `contract.solve_with_log_det`."""
    from scipy.linalg import lapack

    factor, status = lapack.dpotrf(np.asarray(matrix, order="C").T, lower=0, clean=0)
    if status != 0:
        return np.full_like(vector, np.nan), np.float64(np.nan)
    solution, _ = lapack.dpotrs(factor, vector, lower=0)
    return solution, 2.0 * np.sum(np.log(np.diagonal(factor)))


def log_det(matrix):
    """See `contract.log_det`."""
    return solve_with_log_det(matrix, np.zeros(matrix.shape[0]))[1]


def nonnegative_solve(matrix, vector):
    """See `contract.nonnegative_solve`."""
    unconstrained, _ = solve_with_log_det(matrix, vector)
    return nonnegative_from_start(matrix, vector, unconstrained)


@compiled
def _solve_passive(matrix, vector, passive, solution):
    """Fill `solution` on the passive set and zero elsewhere; False where the block is not positive definite."""
    count = 0
    index = np.empty(vector.size, np.int64)
    for i in range(vector.size):
        solution[i] = 0.0
        if passive[i]:
            index[count] = i
            count += 1
    if count == 0:
        return True
    block = np.empty((count, count))
    right = np.empty(count)
    for a in range(count):
        right[a] = vector[index[a]]
        row = matrix[index[a]]
        for b in range(count):
            block[a, b] = row[index[b]]
    for a in range(count):
        if not np.isfinite(block[a, a]):
            return False
    right = _cholesky_solve(block, right)
    for a in range(count):
        if not np.isfinite(right[a]):
            return False
        solution[index[a]] = right[a]
    return True


@compiled
def _cholesky_solve(block, right):
    count = right.size
    try:
        lower = np.linalg.cholesky(block)
    except Exception:  # noqa: BLE001, the only form that Numba compiles: the block is not positive definite
        return np.full(count, np.nan)
    for a in range(count):
        total = right[a]
        row = lower[a]
        for b in range(a):
            total -= row[b] * right[b]
        right[a] = total / row[a]
    for a in range(count - 1, -1, -1):
        value = right[a] / lower[a, a]
        right[a] = value
        row = lower[a]
        for b in range(a):
            right[b] -= row[b] * value
    return right


@compiled
def nonnegative_from_start(matrix, vector, start):
    """Minimise x^T A x / 2 - x^T b over x >= 0 by block principal pivoting from the passive set `start` > 0.

    Every iterate is solved anew, so the answer depends on the final passive set alone, bit for bit. Three full
    exchanges without progress are followed by single exchanges of the last infeasible index, which cannot cycle (Kim &
    Park 2011, SIAM J. Sci. Comput. 33, 3261; Judice & Pires 1994). NaN where the matrix is not positive definite.
    """
    size = vector.size
    solution = np.empty(size)
    passive = np.empty(size, np.bool_)
    for i in range(size):
        if not np.isfinite(start[i]):
            return np.full(size, np.nan)
        passive[i] = start[i] > 0.0
    tolerance = 1e-13 * np.abs(vector).max()
    wrong = np.empty(size, np.bool_)
    fewest = size + 1
    patience = 3
    for _ in range(100 * size):
        if not _solve_passive(matrix, vector, passive, solution):
            return np.full(size, np.nan)
        slope = matrix @ solution - vector
        count = 0
        last = -1
        for i in range(size):
            wrong[i] = solution[i] < 0.0 if passive[i] else slope[i] < -tolerance
            if wrong[i]:
                count += 1
                last = i
        if count == 0:
            return solution
        if count < fewest:
            fewest = count
            patience = 3
        elif patience > 0:
            patience -= 1
        else:
            wrong[:last] = False
        for i in range(size):
            if wrong[i]:
                passive[i] = not passive[i]
    return np.full(size, np.nan)
