"""The contract's entries for linear solves and log determinants."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp import contract_examples_solve as examples
from autolens_lite.xp.contract_kernel import kernel


@kernel(examples=examples.system_with_choices, derived=(0, 1), static=(2, 3), rtol=1e-10)
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


@kernel(examples=examples.covariances, derived=(0,), rtol=1e-10)
def log_det(matrix):
    """ln det of a positive definite matrix (S, S); NaN where it is none."""
    return np.linalg.slogdet(matrix)[1]


@kernel(examples=examples.system, derived=(0, 1), rtol=1e-10)
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
