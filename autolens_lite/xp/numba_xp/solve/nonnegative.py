r"""The non-negative solution of a positive definite system of which the Cholesky factor is at hand.

A few sweeps of projected Gauss-Seidel guess which parameters are zero, cheaply and nearly right. Block principal
pivoting corrects the guess (Kim & Park 2011, SIAM J. Sci. Comput. 33, 3261), not with a new factor at each step but
from that of a base set of parameters: all of them, or those guessed positive, whichever is less work
(`block_pivoting`). Where that fails (parameters that do not settle, matrices near to singular) pivoting starts again,
with a factor for every step, and in the last resort a descent that cannot cycle.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled, copy_to
from autolens_lite.xp.numba_xp.linked_kernels import FLAGS, MATRIX, VECTOR, linked
from autolens_lite.xp.numba_xp.solve import lapack
from autolens_lite.xp.numba_xp.solve.block_pivoting import TOLERANCE, bordered_pivoting
from autolens_lite.xp.numba_xp.solve.cholesky import FACTOR, block_factor, solve_vector, solve_vector_transposed

dot_rows = lapack.dot_rows

SWEEPS = 24
SMALL = 150  # below so many parameters a factor costs less than the care taken to avoid one
WORST_CONDITION = 1e10  # of the factor's diagonal, squared: beyond, differences from the base lose too many digits


@compiled
def _break_even(first, size):
    """The number of zeros above which a factor of the positive parameters is less work than borders of all of them."""
    elements = 0.0
    factor = 0.0
    for p in range(first.size):
        columns = 8.0 * (p + 1 - first[p])
        elements += 8.0 * columns
        factor += 4.0 * columns**2
    zeros = 0
    while zeros < size:
        share = zeros / size
        borders = zeros * (elements + zeros * size / 2.0 + zeros**2 / 6.0)
        if borders > factor * (1.0 - share) ** 3:
            break
        zeros += 8
    return zeros


@compiled
def guess(matrix, vector, start, first, sweeps):
    """Improve max(start, 0) by symmetric sweeps of projected Gauss-Seidel, until the set of zeros stays as it is.

    `first` is that of the matrix's factor: what lies before it, and mirrored, is zero.
    """
    size = vector.size
    last = np.empty(first.size, np.int64)
    for p in range(first.size):
        for q in range(first[p], p + 1):
            last[q] = min(8 * p + 8, size)
    # The slopes A x - b are kept up to date: a change of one parameter changes them by its row, within the envelope.
    solution = np.maximum(start, 0.0)
    slope = np.empty(size)
    dot_rows(matrix, size, size, size, solution, slope)
    slope -= vector
    for sweep in range(sweeps):
        changes = 0
        for step in range(size):
            i = step if sweep % 2 == 0 else size - 1 - step
            row = matrix[i]
            value = max(solution[i] - slope[i] / row[i], 0.0)
            difference = value - solution[i]
            if difference != 0.0:
                if (value > 0.0) != (solution[i] > 0.0):
                    changes += 1
                solution[i] = value
                begin, end = 8 * first[i // 8], last[i // 8]
                changed, along = slope[begin:end], row[begin:end]
                for j in range(changed.size):
                    changed[j] += difference * along[j]
        if changes == 0 and sweep > 1:
            break
    return solution


@compiled
def solve_block(matrix, vector, passive, solution):
    """Fill `solution` on the passive set and zero elsewhere; False where the block is not positive definite."""
    index = np.flatnonzero(passive)
    solution[:] = 0.0
    if index.size == 0:
        return True
    block, definite = block_factor(matrix, index)
    if not definite:
        return False
    right = vector[index]
    solve_vector(block, right)
    solve_vector_transposed(block, right)
    for a in range(index.size):
        if not np.isfinite(right[a]):
            return False
        solution[index[a]] = right[a]
    return True


@compiled
def descended(matrix, vector, solution):
    """Minimise x^T A x / 2 - x^T b over x >= 0 from a point with x >= 0 by an active-set method that never ascends.

    Lawson & Hanson (1974), chapter 23, but parameters leave zero many at a time while each such step descends. It
    cannot cycle and takes ill-posed problems, such as blends of many similar profiles, at a factor for every step.
    """
    size = vector.size
    passive = solution > 0.0
    refused = np.zeros(size, np.bool_)  # by rounding: they would leave zero to the wrong side
    target = np.empty(size)
    slope = np.empty(size)
    tolerance = TOLERANCE * np.abs(vector).max()
    least = np.inf
    single = False
    newest = -1
    for _ in range(30 * size):
        # Go towards the solution on the passive set as far as no parameter becomes negative; those that are then zero
        # leave the set, until the solution on it is reached.
        while True:
            if not solve_block(matrix, vector, passive, target):
                return np.full(size, np.nan)
            step = 1.0
            for i in range(size):
                if passive[i] and target[i] <= 0.0:
                    step = min(step, solution[i] / (solution[i] - target[i]) if solution[i] > 0.0 else 0.0)
            if newest >= 0 and target[newest] <= 0.0:
                refused[newest] = True
            newest = -1
            for i in range(size):
                if passive[i]:
                    moved = solution[i] + step * (target[i] - solution[i])
                    if target[i] <= 0.0 and (moved <= 0.0 or solution[i] <= step * (solution[i] - target[i])):
                        passive[i] = False
                        moved = 0.0
                    solution[i] = moved
            if step == 1.0:
                break
        # The value must fall from one such solution to the next. If it does not, one parameter at a time leaves zero.
        copy_to(solution, target)
        dot_rows(matrix, size, size, size, solution, slope)
        value = 0.0
        for i in range(size):
            value += solution[i] * (0.5 * slope[i] - vector[i])
            slope[i] -= vector[i]
        if value < least:
            least = value
            refused[:] = False
        elif single:
            if not refused.any():
                return solution
        else:
            single = True
        # Those with a slope below zero leave it: all of them, or the steepest.
        steepest = -tolerance
        for i in range(size):
            if not passive[i] and not refused[i] and slope[i] < -tolerance:
                if single:
                    if slope[i] < steepest:
                        steepest = slope[i]
                        newest = i
                else:
                    passive[i] = True
                    steepest = -np.inf
        if steepest == -tolerance:
            return solution
        if newest >= 0:
            passive[newest] = True
    return np.full(size, np.nan)


@linked(MATRIX, VECTOR, FLAGS)
def pivoted(matrix, vector, passive):
    """Minimise x^T A x / 2 - x^T b over x >= 0 by block principal pivoting, with a factor for every step.

    When exchanges make no progress it goes on as `descended`. NaN where the matrix is not positive definite.
    """
    size = vector.size
    solution = np.empty(size)
    slope = np.empty(size)
    tolerance = TOLERANCE * np.abs(vector).max()
    fewest = size + 1
    patience = 3
    for _ in range(size + 4):
        if not solve_block(matrix, vector, passive, solution):
            return np.full(size, np.nan)
        dot_rows(matrix, size, size, size, solution, slope)
        wrong = 0
        for i in range(size):
            if (solution[i] < 0.0) if passive[i] else (slope[i] - vector[i] < -tolerance):
                passive[i] = not passive[i]
                wrong += 1
        if wrong == 0:
            return solution
        if wrong < fewest:
            fewest = wrong
            patience = 3
        elif patience == 0:
            break
        else:
            patience -= 1
    return descended(matrix, vector, np.maximum(solution, 0.0))


@linked(MATRIX, VECTOR, FACTOR, VECTOR)
def positive_from_factor(matrix, vector, factor, unconstrained):
    """Minimise x^T A x / 2 - x^T b over x >= 0, given A's factor and A^-1 b.

    A function of the matrix and vector alone, bit for bit. NaN where the unconstrained solution is not finite.
    """
    size = vector.size
    smallest = unconstrained[0]
    low = factor.inverse[0]
    high = low
    for i in range(size):
        if not np.isfinite(unconstrained[i]):
            return np.full(size, np.nan)
        smallest = min(smallest, unconstrained[i])
        low = min(low, factor.inverse[i])
        high = max(high, factor.inverse[i])
    if smallest >= 0.0:
        return unconstrained.copy()
    passive = guess(matrix, vector, unconstrained, factor.first, SWEEPS) > 0.0
    if size < SMALL or (high / low) ** 2 > WORST_CONDITION:
        return pivoted(matrix, vector, passive)
    zeros = size - passive.sum()
    if zeros < _break_even(factor.first, size):
        settled, solution = bordered_pivoting(matrix, vector, factor, np.arange(size), passive, zeros + size // 5)
        if settled:
            return solution
    for _ in range(3):
        base = np.flatnonzero(passive)
        if base.size == 0:
            break
        block, definite = block_factor(matrix, base)
        if not definite:
            break
        settled, solution = bordered_pivoting(matrix, vector, block, base, passive, size // 4)
        if settled:
            return solution
    return pivoted(matrix, vector, passive)
