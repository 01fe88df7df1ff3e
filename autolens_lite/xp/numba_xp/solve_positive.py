r"""The non-negative solution of a positive definite system of which the Cholesky factor is at hand.

A few sweeps of projected Gauss-Seidel guess which parameters are zero, cheaply and nearly right. Block principal
pivoting corrects the guess (Kim & Park 2011, SIAM J. Sci. Comput. 33, 3261). It does not factorize anew at each step:
from the factor of a base set B of parameters (all of them, or those guessed positive, whichever is less work), the
solution on another set follows by bordering. With L the factor of A_BB, parameters D of B dropped and others I
inserted, and W the rows L^-1 e_i (i in D) and L^-1 A_Bi (i in I),

.. math:: \begin{pmatrix} W_D W_D^T & W_D W_I^T \\ W_I W_D^T & W_I W_I^T - A_{II} \end{pmatrix}
          \begin{pmatrix} -\mu_D \\ x_I \end{pmatrix} = \begin{pmatrix} W_D y \\ W_I y - b_I \end{pmatrix},
          \quad x_B = L^{-T} (y + W_D^T \mu_D - W_I^T x_I), \quad y = L^{-1} b_B,

with mu the slopes at the zeros. One step of iterative refinement ends it. Where that is no good (parameters that do not
settle, matrices near to singular) pivoting starts again, with a factor for every step, and in the last resort a descent
that cannot cycle.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp import lapack
from autolens_lite.xp.numba_xp.jit import compiled

factor, solve_rows, solve_vector = lapack.factor, lapack.solve_rows, lapack.solve_vector
products, add_rows, dot_rows = lapack.products, lapack.add_rows, lapack.dot_rows

SWEEPS = 24
SMALL = 150  # below so many parameters a factor costs less than the care taken to avoid one
WORST_CONDITION = 1e10  # of the factor's diagonal, squared: beyond, differences from the base lose too many digits
BLOCK = 48
STEPS = 30
TOLERANCE = 1e-13  # of the largest element of the vector: slopes this far below zero count as zero
ACCURACY = 1e-9  # of the same: largest slope of a positive parameter that is accepted


@compiled
def positive_from_factor(matrix, vector, lower, unconstrained):
    """Minimise x^T A x / 2 - x^T b over x >= 0, given A's factor (lower triangle of `lower`) and A^-1 b.

    A function of the matrix and vector alone, bit for bit. NaN where the unconstrained solution is not finite.
    """
    size = vector.size
    smallest = unconstrained[0]
    low = lower[0, 0]
    high = low
    for i in range(size):
        if not np.isfinite(unconstrained[i]):
            return np.full(size, np.nan)
        smallest = min(smallest, unconstrained[i])
        low = min(low, lower[i, i])
        high = max(high, lower[i, i])
    if smallest >= 0.0:
        return unconstrained.copy()
    passive = guess(matrix, vector, unconstrained, SWEEPS) > 0.0
    if size < SMALL or (high / low) ** 2 > WORST_CONDITION:
        return pivoted(matrix, vector, passive)
    zeros = size - passive.sum()
    share = zeros / size
    if share + share**2 + share**3 < (1.0 - share) ** 3:
        base = np.arange(size)
        settled, solution = _bordered(matrix, vector, lower, base, passive, zeros + size // 5)
        if settled:
            return solution
    for _ in range(3):
        base = np.flatnonzero(passive)
        if base.size == 0:
            break
        block = gathered(matrix, base)
        if not factor(block, base.size, base.size):
            break
        settled, solution = _bordered(matrix, vector, block, base, passive, size // 4)
        if settled:
            return solution
    return pivoted(matrix, vector, passive)


@compiled
def guess(matrix, vector, start, sweeps):
    """Improve max(start, 0) by symmetric sweeps of projected Gauss-Seidel, until the set of zeros stays as it is."""
    size = vector.size
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
                for j in range(size):
                    slope[j] += difference * row[j]
        if changes == 0 and sweep > 1:
            break
    return solution


@compiled
def gathered(matrix, index):
    """Return the lower triangle of a matrix's block of rows and columns `index` (ascending)."""
    count = index.size
    block = np.empty((count, count))
    for a in range(count):
        row = matrix[index[a]]
        for b in range(a + 1):
            block[a, b] = row[index[b]]
    return block


@compiled
def _bordered(matrix, vector, lower, base, passive, capacity):
    """Pivot from the passive set given, with the factor of the block `base` and borders; passive is changed.

    Returns whether it came to an end, and the solution.
    """
    size, width = vector.size, base.size
    position = np.full(size, -1)
    for a in range(width):
        position[base[a]] = a
    slot = np.full(size, -1)
    members = np.empty(capacity, np.int64)
    rows = np.empty((capacity, width))
    gram = np.empty((capacity, capacity))
    along = np.empty(capacity)
    count = 0
    right = vector[base]
    solve_vector(lower, width, width, right, False)
    tolerance = TOLERANCE * np.abs(vector).max()
    fewest = size + 1
    patience = 4
    for _ in range(STEPS):
        first = count
        for inserted in (False, True):
            for i in range(size):
                if passive[i] != (position[i] >= 0) and slot[i] < 0 and passive[i] == inserted:
                    if count == capacity:
                        return False, vector
                    slot[i] = count
                    members[count] = i
                    count += 1
        _add_borders(matrix, lower, base, position, members, rows, gram, first, count)
        dot_rows(rows[first:], count - first, width, width, right, along[first:])
        done, solution, slopes = _bordered_solution(
            matrix, lower, base, position, passive, members[:count], rows, gram, right, along, vector
        )
        if not done:
            return False, vector
        wrong = 0
        for i in range(size):
            if passive[i]:
                if solution[i] < 0.0:
                    passive[i] = False
                    wrong += 1
            else:
                slope = slopes[i]
                if position[i] < 0:
                    slope = np.dot(matrix[i], solution) - vector[i]
                if slope < -tolerance:
                    passive[i] = True
                    wrong += 1
        if wrong == 0:
            return _refined(matrix, lower, base, position, passive, members[:count], rows, gram, vector, solution)
        if wrong < fewest:
            fewest = wrong
            patience = 4
        else:
            patience -= 1
            if patience == 0:
                return False, vector
    return False, vector


@compiled
def _add_borders(matrix, lower, base, position, members, rows, gram, first, last):
    """Fill rows first ... last of W and their products with all before them."""
    width = base.size
    begin = first
    while begin < last:
        dropped = position[members[begin]] >= 0
        end = begin + 1
        while end < last and end < begin + BLOCK and (position[members[end]] >= 0) == dropped:
            end += 1
        start = position[members[begin]] if dropped else 0  # ascending: nothing but zeros before it
        for slot in range(begin, end):
            row = rows[slot]
            if dropped:
                row[:] = 0.0
                row[position[members[slot]]] = 1.0
            else:
                full = matrix[members[slot]]
                for a in range(width):
                    row[a] = full[base[a]]
        length = width - start
        solve_rows(lower, start, length, width, rows, begin * width + start, end - begin, width)
        products(
            rows, begin * width + start, end - begin, rows, start, end, length, width,
            gram, begin * gram.shape[1], gram.shape[1],
        )  # fmt: skip
        for a in range(begin, end):
            for b in range(a):
                gram[b, a] = gram[a, b]
        begin = end


@compiled
def _bordered_solution(matrix, lower, base, position, passive, members, rows, gram, right, along, vector):
    """Solve on the passive set: whether all went well, the solution, and the slopes at the zeros of the base."""
    size, width, count = passive.size, base.size, members.size
    kept = np.empty(count, np.int64)
    dropped = 0
    for slot in range(count):
        if position[members[slot]] >= 0 and not passive[members[slot]]:
            kept[dropped] = slot
            dropped += 1
    inserted = 0
    for slot in range(count):
        if position[members[slot]] < 0 and passive[members[slot]]:
            kept[dropped + inserted] = slot
            inserted += 1
    solution, slopes, coefficients = np.zeros(size), np.zeros(size), np.zeros(count)
    block = np.empty((dropped, dropped))
    above = np.empty(dropped)
    for a in range(dropped):
        above[a] = along[kept[a]]
        for b in range(a + 1):
            block[a, b] = gram[kept[a], kept[b]]
    if dropped:
        if not factor(block, dropped, dropped):
            return False, solution, slopes
        solve_vector(block, dropped, dropped, above, False)
    if inserted:
        mixed = np.empty((inserted, max(dropped, 1)))
        corner = np.empty((inserted, inserted))
        below = np.empty(inserted)
        for a in range(inserted):
            for b in range(dropped):
                mixed[a, b] = gram[kept[dropped + a], kept[b]]
        if dropped:
            solve_rows(block, 0, dropped, dropped, mixed, 0, inserted, dropped)
        for a in range(inserted):
            slot = kept[dropped + a]
            i = members[slot]
            below[a] = vector[i] - along[slot]
            for c in range(dropped):
                below[a] += mixed[a, c] * above[c]
            for b in range(a + 1):
                total = matrix[i, members[kept[dropped + b]]] - gram[slot, kept[dropped + b]]
                for c in range(dropped):
                    total += mixed[a, c] * mixed[b, c]
                corner[a, b] = total
        if not factor(corner, inserted, inserted):
            return False, solution, slopes
        solve_vector(corner, inserted, inserted, below, False)
        solve_vector(corner, inserted, inserted, below, True)
        for a in range(inserted):
            slot = kept[dropped + a]
            solution[members[slot]] = below[a]
            coefficients[slot] = below[a]
            for c in range(dropped):
                above[c] -= mixed[a, c] * below[a]
    if dropped:
        solve_vector(block, dropped, dropped, above, True)
    for a in range(dropped):
        coefficients[kept[a]] = above[a]
        slopes[members[kept[a]]] = -above[a]
    inner = right.copy()
    if count:
        add_rows(rows, count, width, width, coefficients, inner, -1.0)
    solve_vector(lower, width, width, inner, True)
    for a in range(width):
        if passive[base[a]]:
            solution[base[a]] = inner[a]
    return True, solution, slopes


@compiled
def _refined(matrix, lower, base, position, passive, members, rows, gram, vector, solution):
    """Correct the solution once by that of its residual: whether the residual was small enough, and the solution."""
    size, width, count = vector.size, base.size, members.size
    residual = np.empty(size)
    dot_rows(matrix, size, size, size, solution, residual)
    largest = 0.0
    for i in range(size):
        residual[i] = vector[i] - residual[i] if passive[i] else 0.0
        largest = max(largest, abs(residual[i]))
    if not largest <= ACCURACY * np.abs(vector).max():
        return False, solution
    right = residual[base]
    solve_vector(lower, width, width, right, False)
    along = np.empty(count)
    dot_rows(rows, count, width, width, right, along)
    done, correction, _ = _bordered_solution(
        matrix, lower, base, position, passive, members, rows, gram, right, along, residual
    )
    for i in range(size):
        if passive[i]:
            solution[i] = max(solution[i] + correction[i], 0.0)
    return done, solution


@compiled
def solve_block(matrix, vector, passive, solution):
    """Fill `solution` on the passive set and zero elsewhere; False where the block is not positive definite."""
    index = np.flatnonzero(passive)
    solution[:] = 0.0
    if index.size == 0:
        return True
    block = gathered(matrix, index)
    if not factor(block, index.size, index.size):
        return False
    right = vector[index]
    solve_vector(block, index.size, index.size, right, False)
    solve_vector(block, index.size, index.size, right, True)
    for a in range(index.size):
        if not np.isfinite(right[a]):
            return False
        solution[index[a]] = right[a]
    return True


@compiled
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


@compiled
def descended(matrix, vector, solution):
    """Minimise x^T A x / 2 - x^T b over x >= 0 from a point with x >= 0 by an active-set method that never ascends.

    Lawson & Hanson (1974), chapter 23, but parameters leave zero many at a time as long as that gets on. It cannot
    cycle and takes ill-posed problems, such as blends of many similar profiles, at a factor for every step.
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
        solution[:] = target
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
