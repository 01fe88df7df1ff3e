r"""Block principal pivoting from the Cholesky factor of a base set of parameters, by bordering.

The solution of min x^T A x / 2 - x^T b over x >= 0 is that of A x = b on the parameters that are not zero, the passive
set, if the set is right: x > 0 on it, slopes A x - b >= 0 off it. Block principal pivoting exchanges all that are wrong
at once (Portugal, Judice & Vicente 1994, Math. Comput. 63, 625; Kim & Park 2011, SIAM J. Sci. Comput. 33, 3261). Here a
step solves on the new set without a new factor: as a change of a base set, which borders its system.

With L the factor of A_BB, parameters D of the base B dropped and others I inserted, and W the rows L^-1 e_i (i in D)
and L^-1 A_Bi (i in I),

.. math:: \begin{pmatrix} W_D W_D^T & W_D W_I^T \\ W_I W_D^T & W_I W_I^T - A_{II} \end{pmatrix}
          \begin{pmatrix} -\mu_D \\ x_I \end{pmatrix} = \begin{pmatrix} W_D y \\ W_I y - b_I \end{pmatrix},
          \quad x_B = L^{-T} (y + W_D^T \mu_D - W_I^T x_I), \quad y = L^{-1} b_B,

with mu the slopes at the zeros. Rows of W stay once they are made, so that a step costs little more than the parameters
that are new in it. One step of iterative refinement ends it.

W is held in panels of eight rows, like the factor. A batch of rows begins a new panel, and what it leaves empty in its
last one is zero: slots without a parameter have -1 in `members`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import FLAGS, INTEGER, INTEGERS, MATRIX, VECTOR, linked
from autolens_lite.xp.numba_xp.simd.panel_products import take_products_one
from autolens_lite.xp.numba_xp.solve import lapack
from autolens_lite.xp.numba_xp.solve.cholesky import (
    FACTOR,
    Factor,
    panels_of,
    solve_panels,
    solve_vector,
    solve_vector_transposed,
)

dot_rows = lapack.dot_rows

STEPS = 30
PATIENCE = 4  # steps without fewer wrong parameters
TOLERANCE = 1e-13  # of the largest element of the vector: slopes this far below zero count as zero
ACCURACY = 1e-9  # of the same: largest slope of a positive parameter that is accepted


class Base(NamedTuple):
    """The parameters whose block has a factor.

    Attributes
    ----------
    factor : Factor
    parameters : (B,) int
        Ascending.
    position : (S,) int
        The place there of each parameter, -1 for those that are not in the base.
    """

    factor: Factor
    parameters: np.ndarray
    position: np.ndarray


class Borders(NamedTuple):
    """Parameters that have been dropped from the base or inserted, each in a slot of its own from then on.

    Attributes
    ----------
    members : (L,) int
        The parameter of each slot, -1 for none.
    rows : (L 8 P,) float
        W, in panels of eight slots.
    gram : (L, L) float
        W W^T.
    """

    members: np.ndarray
    rows: np.ndarray
    gram: np.ndarray


@compiled
def _add_borders(matrix, base, borders, begin, end):
    """Fill the rows of W at slots `begin` ... `end`, all dropped or all inserted, and their products with all."""
    members, rows, gram = borders
    factor, index, position = base
    width = 64 * factor.first.size  # of a panel
    # The right-hand sides: e_i of a dropped parameter, A_Bi of an inserted one.
    for panel in range(begin // 8, end // 8):
        rows[panel * width : (panel + 1) * width] = 0.0
        for r in range(8):
            member = members[8 * panel + r]
            if member >= 0:
                if position[member] >= 0:
                    rows[panel * width + 8 * position[member] + r] = 1.0
                else:
                    full = matrix[member]
                    for a in range(index.size):
                        rows[panel * width + 8 * a + r] = full[index[a]]
    for panel in range(begin // 8, end // 8, 3):
        foremost = max(position[members[8 * panel]], 0)  # members ascend: nothing but zeros before it
        solve_panels(factor, rows, panel, min(panel + 3, end // 8), foremost // 8)
    tile = np.empty(64)
    for panel in range(begin // 8, end // 8):
        for other in range(panel + 1):
            tile[:] = 0.0
            take_products_one(tile, 0, rows, panel * width, rows, other * width, width // 8)
            for c in range(8):
                for r in range(8):
                    gram[8 * panel + r, 8 * other + c] = -tile[8 * c + r]
                    gram[8 * other + c, 8 * panel + r] = -tile[8 * c + r]


@compiled
def _put_dot_products(rows, width, vector, begin, end, out):
    """Put the products of the rows at slots `begin` ... `end` with a vector into `out`."""
    out[begin:end] = 0.0
    for panel in range(begin // 8, end // 8):
        for a in range(vector.size):
            at = panel * width + 8 * a
            for r in range(8):
                out[8 * panel + r] += rows[at + r] * vector[a]


@compiled
def _take_rows(rows, width, coefficients, vector):
    """Take from a vector the sum of the coefficients times rows."""
    for panel in range(coefficients.size // 8):
        k = 8 * panel
        c0, c1, c2, c3 = coefficients[k], coefficients[k + 1], coefficients[k + 2], coefficients[k + 3]
        c4, c5, c6, c7 = coefficients[k + 4], coefficients[k + 5], coefficients[k + 6], coefficients[k + 7]
        for a in range(vector.size):
            at = panel * width + 8 * a
            vector[a] -= (rows[at] * c0 + rows[at + 1] * c1 + (rows[at + 2] * c2 + rows[at + 3] * c3)) + (
                rows[at + 4] * c4 + rows[at + 5] * c5 + (rows[at + 6] * c6 + rows[at + 7] * c7)
            )


@compiled
def _kept(position, passive, members):
    """The slots in use: of parameters dropped from the base, then of those inserted; and how many of the first."""
    kept = np.empty(members.size, np.int64)
    dropped = 0
    for slot in range(members.size):
        i = members[slot]
        if i >= 0 and position[i] >= 0 and not passive[i]:
            kept[dropped] = slot
            dropped += 1
    total = dropped
    for slot in range(members.size):
        i = members[slot]
        if i >= 0 and position[i] < 0 and passive[i]:
            kept[total] = slot
            total += 1
    return kept[:total], dropped


@compiled
def _bordered(matrix, borders, kept, dropped, along, vector):
    """Solve the system of the borders in use: whether that went well, -mu_D, and x_I.

    Elimination by blocks: L_D L_D^T = W_D W_D^T, with mixed = W_I W_D^T L_D^-T; what is left for the inserted is the
    Schur complement A_II - W_I W_I^T + mixed mixed^T, which is positive definite as A is.
    """
    members, _, gram = borders
    inserted = kept.size - dropped
    above, below = np.empty(dropped), np.empty(inserted)
    block = np.empty((dropped, dropped))
    for a in range(dropped):
        above[a] = along[kept[a]]
        for b in range(a + 1):
            block[a, b] = gram[kept[a], kept[b]]
    if dropped:
        if not lapack.factor(block, dropped, dropped):
            return False, above, below
        lapack.solve_vector(block, dropped, dropped, above, False)
    if inserted:
        mixed = np.empty((inserted, max(dropped, 1)))
        corner = np.empty((inserted, inserted))
        for a in range(inserted):
            for b in range(dropped):
                mixed[a, b] = gram[kept[dropped + a], kept[b]]
        if dropped:
            lapack.solve_rows(block, 0, dropped, dropped, mixed, 0, inserted, dropped)
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
        if not lapack.factor(corner, inserted, inserted):
            return False, above, below
        lapack.solve_vector(corner, inserted, inserted, below, False)
        lapack.solve_vector(corner, inserted, inserted, below, True)
        for a in range(inserted):
            for c in range(dropped):
                above[c] -= mixed[a, c] * below[a]
    if dropped:
        lapack.solve_vector(block, dropped, dropped, above, True)
    return True, above, below


@compiled
def _solution(matrix, base, passive, borders, count, right, along, vector):
    """Solve on the passive set: whether all went well, the solution, and the slopes at the zeros of the base.

    `right` is y = L^-1 b_B, `along` its products with the `count` rows of W.
    """
    size = passive.size
    solution, slopes, coefficients = np.zeros(size), np.zeros(size), np.zeros(count)
    kept, dropped = _kept(base.position, passive, borders.members[:count])
    done, above, below = _bordered(matrix, borders, kept, dropped, along, vector)
    if not done:
        return False, solution, slopes
    for a in range(below.size):
        slot = kept[dropped + a]
        solution[borders.members[slot]] = below[a]
        coefficients[slot] = below[a]
    for a in range(dropped):
        coefficients[kept[a]] = above[a]
        slopes[borders.members[kept[a]]] = -above[a]
    # x_B, from all that the borders take from y
    inner = right.copy()
    _take_rows(borders.rows, 64 * base.factor.first.size, coefficients, inner)
    solve_vector_transposed(base.factor, inner)
    for a in range(base.parameters.size):
        if passive[base.parameters[a]]:
            solution[base.parameters[a]] = inner[a]
    return True, solution, slopes


@compiled
def _refined(matrix, base, passive, borders, count, vector, solution):
    """Correct the solution once by that of its residual: whether the residual was small enough, and the solution."""
    size = vector.size
    residual = np.empty(size)
    dot_rows(matrix, size, size, size, solution, residual)
    largest = 0.0
    for i in range(size):
        residual[i] = vector[i] - residual[i] if passive[i] else 0.0
        largest = max(largest, abs(residual[i]))
    if not largest <= ACCURACY * np.abs(vector).max():
        return False, solution
    right = residual[base.parameters]
    solve_vector(base.factor, right)
    along = np.empty(count)
    _put_dot_products(borders.rows, 64 * base.factor.first.size, right, 0, count, along)
    done, correction, _ = _solution(matrix, base, passive, borders, count, right, along, residual)
    for i in range(size):
        if passive[i]:
            solution[i] = max(solution[i] + correction[i], 0.0)
    return done, solution


@compiled
def _exchange(matrix, base, passive, solution, slopes, vector, tolerance):
    """Exchange all parameters that are wrong, negative or with a slope below zero; return their number."""
    wrong = 0
    for i in range(vector.size):
        if passive[i]:
            if solution[i] < 0.0:
                passive[i] = False
                wrong += 1
        else:
            slope = slopes[i]
            if base.position[i] < 0:
                slope = np.dot(matrix[i], solution) - vector[i]
            if slope < -tolerance:
                passive[i] = True
                wrong += 1
    return wrong


@linked(MATRIX, VECTOR, FACTOR, INTEGERS, FLAGS, INTEGER)
def bordered_pivoting(matrix, vector, factor, index, passive, capacity):
    """Pivot from the passive set given, with the factor of the block `index` and borders; passive is changed.

    Returns whether it came to an end, and the solution.
    """
    size = vector.size
    position = np.full(size, -1)
    for a in range(index.size):
        position[index[a]] = a
    base = Base(factor, index, position)
    limit = 8 * panels_of(capacity) + 32
    slot = np.full(size, -1)
    borders = Borders(np.full(limit, -1), np.empty(limit * 8 * factor.first.size), np.empty((limit, limit)))
    along = np.empty(limit)
    count = 0
    right = vector[index]
    solve_vector(factor, right)
    tolerance = TOLERANCE * np.abs(vector).max()
    fewest = size + 1
    patience = PATIENCE
    for _ in range(STEPS):
        # Slots for what is dropped now and was not before, then for what is inserted.
        for inserted in (False, True):
            begin = count
            for i in range(size):
                if passive[i] != (position[i] >= 0) and slot[i] < 0 and passive[i] == inserted:
                    if count == limit:
                        return False, vector
                    slot[i] = count
                    borders.members[count] = i
                    count += 1
            count = 8 * panels_of(count)
            _add_borders(matrix, base, borders, begin, count)
            _put_dot_products(borders.rows, 64 * factor.first.size, right, begin, count, along)
        done, solution, slopes = _solution(matrix, base, passive, borders, count, right, along, vector)
        if not done:
            return False, vector
        wrong = _exchange(matrix, base, passive, solution, slopes, vector, tolerance)
        if wrong == 0:
            return _refined(matrix, base, passive, borders, count, vector, solution)
        # Exchanges of many may go in circles: only a few steps without fewer wrong ones are borne.
        if wrong < fewest:
            fewest = wrong
            patience = PATIENCE
        else:
            patience -= 1
            if patience == 0:
                return False, vector
    return False, vector
