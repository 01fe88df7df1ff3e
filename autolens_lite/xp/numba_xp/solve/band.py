"""ln det of a penalty's matrix: its rows reordered until it is a narrow band, then Cholesky's factor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autolens_lite.xp.constants import PENALTY_METHODS
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INDICES, INTEGER, MATRIX, NUMBER, VECTOR, linked
from autolens_lite.xp.numba_xp.simd.vector import aligned_empty
from autolens_lite.xp.numba_xp.solve import cholesky
from autolens_lite.xp.numba_xp.solve.cholesky import offset

AUTO, DENSE, BANDED = (PENALTY_METHODS[name] for name in ("auto", "dense", "banded"))
WORTHWHILE = 0.25  # of the operations of a dense factor: a band's take longer each


class Sparse(NamedTuple):
    """A symmetric matrix (S, S) with few elements that are not zero.

    Attributes
    ----------
    starts : (S + 1,) int
        Where each row's elements off the diagonal begin in the next two; the last is -1 where there are too many.
    columns : (n,) int
        Their columns.
    values : (n,) float
        The elements.
    diagonal : (S,) float
        Those on the diagonal.
    """

    starts: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    diagonal: np.ndarray


@custom_call("penalty_log_det", "indices matrix vector vector integer -> returned")
@linked(INDICES, MATRIX, VECTOR, VECTOR, INTEGER)
def penalty_log_det(indices, coefficients, weights, diagonal, method):
    """Return ln det; NaN where the matrix is not positive definite."""
    if method != DENSE:
        matrix, order, width = _narrow(indices, coefficients, weights, diagonal, method)
        if width >= 0:
            factor, definite = _factor(matrix, order)
            return cholesky.log_det(factor, diagonal.size) if definite else np.nan
    factor, definite = _dense_factor(indices, coefficients, weights, diagonal)
    return cholesky.log_det(factor, diagonal.size) if definite else np.nan


@custom_call("penalty_log_det_derivative", "indices matrix vector vector integer number -> matrix vector vector")
@linked(INDICES, MATRIX, VECTOR, VECTOR, INTEGER, NUMBER, MATRIX, VECTOR, VECTOR)
def penalty_log_det_derivative(
    indices, coefficients, weights, diagonal, method, scale, of_coefficients, of_weights, of_diagonal
):
    """Fill scale times the derivatives of ln det: those of a matrix's elements are its inverse's."""
    size = diagonal.size
    width = -1
    definite = False
    order = np.arange(size)
    inverse = np.empty((1, 1))
    if method != DENSE:
        matrix, order, width = _narrow(indices, coefficients, weights, diagonal, method)
        if width >= 0:
            factor, definite = _factor(matrix, order)
            if definite:
                inverse = _inverse_in_band(_band(factor, size, width))
    if width < 0:
        order = np.arange(size)
        factor, definite = _dense_factor(indices, coefficients, weights, diagonal)
        if definite:
            inverse = np.empty((size, size))
            cholesky.fill_inverse(factor, 1.0, inverse)
    if not definite:
        scale = np.nan
        inverse = np.zeros((size, size))
        width = -1
    position = _positions(order)
    middle = max(width, 0)
    for i in range(size):
        of_diagonal[order[i]] = scale * inverse[i, middle if width >= 0 else i]
    for r in range(indices.shape[0]):
        of_weights[r] = 0.0
        for a in range(indices.shape[1]):
            of_coefficients[r, a] = 0.0
            if indices[r, a] < 0:
                continue
            i = position[indices[r, a]]
            first = i - middle if width >= 0 else 0
            total = 0.0
            for b in range(indices.shape[1]):
                if indices[r, b] >= 0:
                    total += inverse[i, position[indices[r, b]] - first] * coefficients[r, b]
            of_coefficients[r, a] = 2.0 * scale * weights[r] * total
            of_weights[r] += scale * coefficients[r, a] * total


@custom_call("add_penalty", "changed indices matrix vector vector -> matrix")
@linked(INDICES, MATRIX, VECTOR, VECTOR, MATRIX)
def add_penalty_to(indices, coefficients, weights, diagonal, result):
    """Add the matrix of a penalty (see `contract.penalty_matrix`) to `result` (S, S)."""
    for i in range(diagonal.size):
        result[i, i] += diagonal[i]
    for r in range(indices.shape[0]):
        for a in range(indices.shape[1]):
            i = indices[r, a]
            if i >= 0:
                scaled = weights[r] * coefficients[r, a]
                for b in range(indices.shape[1]):
                    if indices[r, b] >= 0:
                        result[i, indices[r, b]] += scaled * coefficients[r, b]


@compiled
def _dense_factor(indices, coefficients, weights, diagonal):
    """Cholesky's factor of the matrix, all of it, and whether there is one."""
    size = diagonal.size
    matrix = np.zeros((size, size))
    add_penalty_to(indices, coefficients, weights, diagonal, matrix)
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    return factor, cholesky.factorize(matrix, factor)


@compiled
def _positions(order):
    """Return where each row stands in an order of them."""
    position = np.empty(order.size, np.int64)
    for i in range(order.size):
        position[order[i]] = i
    return position


@compiled
def _narrow(indices, coefficients, weights, diagonal, method):
    """Return the matrix, an order of its rows that makes the band narrow, and the band's width.

    The width is -1 where "auto" had better not.
    """
    size = diagonal.size
    matrix = _sparse(indices, coefficients, weights, diagonal, size * size // 10 if method == AUTO else -1)
    if matrix.starts[size] < 0:
        return matrix, np.arange(0), -1
    order = _reverse_cuthill_mckee(matrix.starts, matrix.columns)
    position = _positions(order)
    width = 0
    for i in range(size):
        for p in range(matrix.starts[i], matrix.starts[i + 1]):
            width = max(width, abs(position[matrix.columns[p]] - position[i]))
    if method == AUTO and 3.0 * width**2 > WORTHWHILE * size**2:
        width = -1
    return matrix, order, width


@compiled
def _sparse(indices, coefficients, weights, diagonal, limit):
    """The matrix of a penalty, if its combinations have at most `limit` pairs of parameters (or it is below zero)."""
    size = diagonal.size
    values_of_diagonal = diagonal.copy()
    fill = np.zeros(size + 1, np.int64)  # of each row, how many pairs; then where its next goes
    pairs = 0
    for r in range(indices.shape[0]):
        for a in range(indices.shape[1]):
            i = indices[r, a]
            if i >= 0:
                for b in range(indices.shape[1]):
                    j = indices[r, b]
                    if j == i:
                        values_of_diagonal[i] += weights[r] * coefficients[r, a] * coefficients[r, b]
                    elif j >= 0:
                        fill[i + 1] += 1
                        pairs += 1
    starts = np.zeros(size + 1, np.int64)
    if limit >= 0 and pairs > limit:
        starts[size] = -1
        return Sparse(starts, fill, values_of_diagonal, values_of_diagonal)
    for i in range(size):
        fill[i + 1] += fill[i]
    ends = fill[1:].copy()
    columns = np.empty(pairs, np.int64)
    values = np.empty(pairs)
    for r in range(indices.shape[0]):
        for a in range(indices.shape[1]):
            i = indices[r, a]
            if i >= 0:
                for b in range(indices.shape[1]):
                    j = indices[r, b]
                    if j >= 0 and j != i:
                        columns[fill[i]] = j
                        values[fill[i]] = weights[r] * (coefficients[r, a] * coefficients[r, b])
                        fill[i] += 1
    # Pairs of the same two parameters become one element: of row i the first from `starts[i]` on.
    place = np.full(size, -1)
    count = 0
    begin = 0
    for i in range(size):
        starts[i] = count
        for p in range(begin, ends[i]):
            j = columns[p]
            if place[j] >= starts[i]:
                values[place[j]] += values[p]
            else:
                place[j] = count
                columns[count] = j
                values[count] = values[p]
                count += 1
        begin = ends[i]
    starts[size] = count
    return Sparse(starts, columns, values, values_of_diagonal)


@compiled
def _levels(starts, others, root, done, order, first):
    """Put the unvisited nodes reached from `root` into order[first:], breadth first, by degree: (end, last level)."""
    order[first] = root
    done[root] = True
    head, end, level, next_level = first, first + 1, first, first + 1
    while head < end:
        if head == next_level:
            level, next_level = next_level, end
        node = order[head]
        head += 1
        begin = end
        for p in range(starts[node], starts[node + 1]):
            other = others[p]
            if not done[other]:
                done[other] = True
                degree = starts[other + 1] - starts[other]
                k = end
                while k > begin and starts[order[k - 1] + 1] - starts[order[k - 1]] > degree:
                    order[k] = order[k - 1]
                    k -= 1
                order[k] = other
                end += 1
    return end, level


@compiled
def _reverse_cuthill_mckee(starts, others):
    """Return an order of the rows with a small band (Cuthill & McKee 1969; roots as George & Liu 1979)."""
    size = starts.size - 1
    order = np.empty(size, np.int64)
    done = np.zeros(size, np.bool_)
    first = 0
    for node in range(size):
        if done[node]:
            continue
        root = node
        for _ in range(4):  # towards a node at one end of the component
            end, level = _levels(starts, others, root, done, order, first)
            for p in range(first, end):
                done[order[p]] = False
            best = order[level]
            for p in range(level, end):
                if starts[order[p] + 1] - starts[order[p]] < starts[best + 1] - starts[best]:
                    best = order[p]
            root = best
        first, _ = _levels(starts, others, root, done, order, first)
    return order[::-1].copy()


@compiled
def _factor(matrix, order):
    """Cholesky's factor of the reordered matrix within its envelope, and whether there is one."""
    size = order.size
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    lower, first = factor.lower, factor.first
    position = _positions(order)
    for a in range(size):
        first[a // 8] = a // 8
    for a in range(size):
        for q in range(matrix.starts[order[a]], matrix.starts[order[a] + 1]):
            first[a // 8] = min(first[a // 8], position[matrix.columns[q]] // 8)
    for p in range(first.size):  # from where the foremost of three panels, which are factorized together, begins
        foremost = first[max(p - 2, 0) : p + 3].min()
        for i in range(offset(p) + 64 * foremost, offset(p + 1)):
            lower[i] = 0.0
    for a in range(size):
        row, start = order[a], offset(a // 8) + a % 8
        lower[start + 8 * a] = matrix.diagonal[row]
        for q in range(matrix.starts[row], matrix.starts[row + 1]):
            b = position[matrix.columns[q]]
            if b < a:
                lower[start + 8 * b] = matrix.values[q]
    cholesky.fill_up(lower, first, size)
    return factor, cholesky.factorize_panels(factor)


@compiled
def _band(factor, size, width):
    """Return rows [j, k] = L[j + k, j], (S, width + 1)."""
    band = np.zeros((size, width + 1))
    for i in range(size):
        p = i // 8
        for j in range(max(8 * factor.first[p], i - width), i + 1):
            band[j, i - j] = factor.lower[offset(p) + 8 * j + i % 8]
    return band


@compiled
def _inverse_in_band(band):
    """Return elements [i, k - i + width] = Z[i, k] of the inverse within the band, from the band's Cholesky factor.

    Takahashi's recurrence, backwards: with l the column of L below its diagonal element d, Z[j, below] = -Z[below,
    below] l / d and Z[j, j] = 1 / d^2 - Z[j, below] l / d.
    """
    size, width = band.shape[0], band.shape[1] - 1
    inverse = np.zeros((size, 2 * width + 1))
    column = np.empty(width)
    for j in range(size - 1, -1, -1):
        count = min(width, size - 1 - j)
        diagonal = band[j, 0]
        column[:count] = 0.0
        for k in range(count):
            weight = band[j, k + 1] / diagonal
            if weight != 0.0:
                row = inverse[j + 1 + k]
                for i in range(count):
                    column[i] -= weight * row[i - k + width]
        last = 1.0 / diagonal**2
        for k in range(count):
            last -= band[j, k + 1] / diagonal * column[k]
            inverse[j, width + 1 + k] = column[k]
            inverse[j + 1 + k, width - 1 - k] = column[k]
        inverse[j, width] = last
    return inverse
