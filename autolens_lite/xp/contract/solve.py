"""The contract's entries for linear solves, log determinants, and regularization matrices."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.contract import examples_solve as examples
from autolens_lite.xp.contract.kernel import kernel


@kernel("solve.symmetric", examples=examples.system_with_choices, derived=(0, 1), static=(2, 3), rtol=1e-10)
def solve_with_log_det(matrix, vector, positive_only=False, leading=None):
    """Solve a positive definite system and give its log determinant, from one Cholesky factor.

    Parameters
    ----------
    matrix : (S, S) float
        A, symmetric.
    vector : (S,) float
        b.
    positive_only : bool
        Whether to minimise x^T A x / 2 - x^T b over x >= 0 instead (see `nonnegative_solve`).
    leading : int, optional
        How many of the first rows and columns the log determinant is of; by default all.

    Returns
    -------
    (S,) float, () float
        Solution and ln det. NaN where A is not positive definite.
    """
    solution = _nonnegative(matrix, vector) if positive_only else np.linalg.solve(matrix, vector)
    return solution, np.linalg.slogdet(matrix[:leading, :leading])[1]


@kernel("solve.symmetric", examples=examples.covariances, derived=(0,), rtol=1e-10)
def log_det(matrix):
    """The log determinant of a positive definite matrix (S, S); NaN where it is not positive definite."""
    return np.linalg.slogdet(matrix)[1]


@kernel("solve.symmetric", examples=examples.system, derived=(0, 1), rtol=1e-10)
def nonnegative_solve(matrix, vector):
    """Minimise x^T A x / 2 - x^T b over x >= 0, for positive definite A (S, S) and b (S,).

    Exact zeros where the constraint holds. Derivatives are those on the passive set x > 0. NaN where A is not positive
    definite.
    """
    return _nonnegative(matrix, vector)


def _nonnegative(matrix, vector):
    from scipy.optimize import nnls

    factor = np.linalg.cholesky(matrix).T
    return nnls(factor, np.linalg.solve(factor.T, vector))[0]


@kernel("solve.regularization", examples=examples.penalties, derived=(1, 2, 3))
def penalty_matrix(indices, coefficients, weights, diagonal):
    """The matrix of a sum of squares of sparse combinations of parameters.

    Parameters
    ----------
    indices : (R, K) int
        Parameters of each combination, -1 for none. One may be named twice: its coefficients add.
    coefficients : (R, K) float
        c_r, their coefficients.
    weights : (R,) float
        w_r, the weight of each square.
    diagonal : (S,) float
        Weights of the squares of the parameters themselves.

    Returns
    -------
    (S, S) float
        H, symmetric, with s^T H s = sum_r w_r (c_r s)^2 + sum_i diagonal_i s_i^2. Warren & Dye 2003, ApJ 590, 673.
    """
    rows = np.zeros((indices.shape[0], diagonal.size))
    for r, k in np.argwhere(indices >= 0):
        rows[r, indices[r, k]] += coefficients[r, k]
    return np.diag(diagonal) + rows.T @ (weights[:, None] * rows)


@kernel("solve.regularization", examples=examples.penalties_and_matrices, derived=(0, 2, 3, 4))
def add_penalty(matrix, indices, coefficients, weights, diagonal):
    """The sum of a matrix (S, S) and of the matrix of `penalty_matrix`, without the latter's being made."""
    return matrix + penalty_matrix(indices, coefficients, weights, diagonal)


@kernel(
    "solve.regularization",
    examples=examples.graphs,
    methods=("auto", "dense", "banded"),
    derived=(1, 2, 3),
    static=(4,),
    rtol=1e-10,
)
def penalty_log_det(indices, coefficients, weights, diagonal, method="auto"):
    """The log determinant of the matrix of `penalty_matrix`; NaN where that is not positive definite.

    Method "banded" reorders the matrix, sparse, into a narrow band (reverse Cuthill-McKee) before its Cholesky factor;
    "auto" takes that where it saves time.
    """
    return np.linalg.slogdet(penalty_matrix(indices, coefficients, weights, diagonal))[1]


@kernel("solve.regularization", examples=examples.covariances, derived=(0,), rtol=1e-10)
def inverse_with_log_det(matrix):
    """The inverse of a positive definite matrix (S, S), and its log determinant; NaN where it is indefinite."""
    return np.linalg.inv(matrix), np.linalg.slogdet(matrix)[1]


@kernel("solve.bounded", examples=examples.bounded_systems, derived=(0, 1, 2), static=(3,), rtol=1e-9)
def bounded_solve_with_log_det(matrix, vector, bounds, leading=None):
    """Minimise x^T A x / 2 - x^T b where linear combinations C x of the parameters are not negative.

    Parameters
    ----------
    matrix : (S, S) float
        A, symmetric and positive definite.
    vector : (S,) float
        b.
    bounds : (K, S) float
        C; a row of the identity keeps one parameter from being negative.
    leading : int, optional
        How many of the first rows and columns the log determinant is of; by default all.

    Returns
    -------
    (S,) float, (K,) float, () float
        x; the multipliers mu >= 0 of A x = b + C^T mu, which vanish where C x > 0; ln det A. Derivatives are those with
        the set of mu > 0 as it is. NaN where A is not positive definite.
    """
    from scipy.optimize import nnls

    factor = np.linalg.cholesky(matrix)
    # the dual: with A = L L^T, mu minimises |L^-1 (C^T mu + b)|^2 over mu >= 0
    multipliers = nnls(np.linalg.solve(factor, bounds.T), -np.linalg.solve(factor, vector))[0]
    solution = np.linalg.solve(matrix, vector + bounds.T @ multipliers)
    return solution, multipliers, np.linalg.slogdet(matrix[:leading, :leading])[1]
