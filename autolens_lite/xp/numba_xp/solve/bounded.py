r"""Solutions that keep linear combinations of the parameters from being negative, here for Numba.

x minimises x^T A x / 2 - x^T b with C x >= 0. Some rows of C keep one parameter l from being negative that is in no
other row; the other parameters are w. With a set of the other rows held at zero, C_a w = 0, w is eliminated,

.. math:: L L^T = A_{ww}, \quad Z = L^{-1} A_{wl}, \quad z = L^{-1} b_w, \quad Y = L^{-1} C_a^T, \quad G = Y^T Y,

and l is the non-negative solution of what is left, A_ll - Z^T (1 - Y G^-1 Y^T) Z and b_l - Z^T (1 - Y G^-1 Y^T) z. Then
mu = -G^-1 Y^T (z - Z l) and w = L^-T (z - Z l + Y mu). Block principal pivoting finds the set (Judice & Pires 1994,
Comput. Oper. Res. 21, 587): rows of negative mu leave it, and rows on whose wrong side w is enter it; where that makes
no progress, one at a time, by Murty's rule, which ends for every such problem.

All is done by SciPy on the host: it is nothing beside F, and most sources are positive without it.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.solve.symmetric import nonnegative_solve, solve_with_log_det

TOLERANCE = 1e-11  # of the largest of all combinations: those this far below zero count as zero
RIDGE = 1e-13  # of its own diagonal, added to G: rows of vertices in one place are the same
STEPS = 300
PATIENCE = 4  # steps without fewer wrong rows


def bounded_solve_with_log_det(matrix, vector, bounds, leading=None):
    """See `contract.bounded_solve_with_log_det`."""
    free, log_det = solve_with_log_det(matrix, vector, False, leading)
    return *bounded_from(matrix, vector, bounds, free), log_det


def bounded_from(matrix, vector, bounds, free):
    """Return the solution and the multipliers, given the solution without bounds."""
    if not np.isfinite(free).all():
        return np.full(free.size, np.nan), np.full(len(bounds), np.nan)
    combined = bounds @ free
    least = -TOLERANCE * np.abs(combined).max()
    if combined.min() >= least:
        return free.copy(), np.zeros(len(bounds))
    rows, parameters = _single(bounds)
    others = np.setdiff1d(np.arange(len(bounds)), rows)
    return _pivoted(matrix, vector, bounds, combined < least, least, (rows, parameters, others))


def _single(bounds):
    """Rows that hold one parameter that is in no other row, and these parameters."""
    present = bounds != 0.0
    parameters = np.flatnonzero(present.sum(axis=0) == 1)
    rows = present[:, parameters].argmax(axis=0)
    alone = (present[rows].sum(axis=1) == 1) & (bounds[rows, parameters] == 1.0)
    return rows[alone], parameters[alone]


def _pivoted(matrix, vector, bounds, negative, least, kinds):
    from scipy.linalg import cho_factor, cho_solve, solve_triangular

    rows, held, others = kinds
    size = vector.size
    rest = np.setdiff1d(np.arange(size), held)
    within = matrix[np.ix_(rest, rest)]
    lower = np.tril(cho_factor(within, lower=True, check_finite=False)[0])

    def halved(columns):
        return solve_triangular(lower, columns, lower=True, check_finite=False)

    z, across = halved(vector[rest]), halved(matrix[np.ix_(rest, held)])
    left, right = matrix[np.ix_(held, held)] - across.T @ across, vector[held] - across.T @ z
    combinations = bounds[np.ix_(others, rest)]
    half, known = np.zeros((rest.size, others.size)), np.zeros(others.size, bool)
    active = negative[others]
    multipliers, single = np.zeros(others.size), np.zeros(held.size)
    fewest, patience = others.size + 1, PATIENCE
    for _ in range(STEPS):
        new = active & ~known
        half[:, new] = halved(combinations[new].T)
        known |= new
        own = half[:, active]
        gram = own.T @ own
        factor = cho_factor(gram + RIDGE * np.diag(np.diag(gram)), lower=True, check_finite=False)
        if held.size:
            turned = solve_triangular(factor[0], own.T @ np.column_stack([across, z]), lower=True, check_finite=False)
            single = nonnegative_solve(
                left + turned[:, :-1].T @ turned[:, :-1], right + turned[:, :-1].T @ turned[:, -1]
            )
        beside = z - across @ single
        multipliers[:] = 0.0
        multipliers[active] = -cho_solve(factor, own.T @ beside, check_finite=False)
        w = solve_triangular(lower, beside + half @ multipliers, lower=True, trans=1, check_finite=False)
        combined = combinations @ w
        wrong = np.where(active, multipliers < TOLERANCE * -np.abs(multipliers).max(initial=0.0), combined < least)
        count = np.count_nonzero(wrong)
        if not count:
            break
        if count < fewest:
            fewest, patience = count, PATIENCE
        elif patience:
            patience -= 1
        else:
            wrong[: np.flatnonzero(wrong)[-1]] = False
        active = active ^ wrong
    solution, found = np.empty(size), np.zeros(len(bounds))
    solution[rest], solution[held] = w, single
    found[others] = np.maximum(multipliers, 0.0)
    slopes = matrix[held] @ solution - vector[held]
    found[rows] = np.where(single > 0.0, 0.0, np.maximum(slopes, 0.0))
    return solution, found
