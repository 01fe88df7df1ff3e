"""ln det of a sparse positive definite matrix: its rows reordered until it is a narrow band, then Cholesky's factor."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp import cholesky
from autolens_lite.xp.numba_xp.cholesky import offset
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.vector import aligned_empty

AUTO, DENSE, BANDED = 0, 1, 2
WORTHWHILE = 0.25  # of the operations of a dense factor: a band's take longer each


@compiled
def factored_log_det(matrix, method):
    """Return ln det; NaN where the matrix is not positive definite."""
    size = matrix.shape[0]
    if method != DENSE:
        starts, others, order, width = _narrow(matrix, method)
        if width >= 0:
            factor, definite = _factor(matrix, starts, others, order)
            return cholesky.log_det(factor, size) if definite else np.nan
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    return cholesky.log_det(factor, size) if cholesky.factorize(matrix, factor) else np.nan


@compiled
def log_det_derivative(matrix, method, scale, result):
    """Fill `result` with scale times the inverse: all of it, or those elements that are in the band."""
    size = matrix.shape[0]
    if method != DENSE:
        starts, others, order, width = _narrow(matrix, method)
        if width >= 0:
            factor, definite = _factor(matrix, starts, others, order)
            if not definite:
                result[:] = np.nan
                return
            inverse = _inverse_in_band(_band(factor, size, width))
            result[:] = 0.0
            for i in range(size):
                for k in range(max(0, i - width), min(size, i + width + 1)):
                    result[order[i], order[k]] = scale * inverse[i, k - i + width]
            return
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    if not cholesky.factorize(matrix, factor):
        result[:] = np.nan
        return
    cholesky.fill_inverse(factor, scale, result)


@compiled
def _narrow(matrix, method):
    """Return the pattern, an order of the rows that makes the band narrow, and its width.

    The width is -1 where "auto" had better not.
    """
    size = matrix.shape[0]
    limit = size * size // 20 if method == AUTO else size * size
    starts, others = _pattern(matrix, limit)
    if starts[size] < 0:
        return starts, others, np.arange(0), -1
    order = _reverse_cuthill_mckee(starts, others)
    position = np.empty(size, np.int64)
    for i in range(size):
        position[order[i]] = i
    width = 0
    for i in range(size):
        for p in range(starts[i], starts[i + 1]):
            width = max(width, abs(position[others[p]] - position[i]))
    if method == AUTO and 3.0 * width**2 > WORTHWHILE * size**2:
        width = -1
    return starts, others, order, width


@compiled
def _pattern(matrix, limit):
    """The columns off the diagonal of each row's non-zeros (starts, columns), of a symmetric matrix.

    starts[-1] is -1 where there are more than `limit` below the diagonal.
    """
    size = matrix.shape[0]
    rows = np.empty(max(limit, 1), np.int64)
    columns = np.empty(max(limit, 1), np.int64)
    starts = np.zeros(size + 1, np.int64)
    count = 0
    for i in range(size):
        row = matrix[i]
        for j in range(i):
            if row[j] != 0.0:
                if count == limit:
                    starts[size] = -1
                    return starts, columns
                rows[count] = i
                columns[count] = j
                count += 1
                starts[i + 1] += 1
                starts[j + 1] += 1
    for i in range(size):
        starts[i + 1] += starts[i]
    fill = starts[:-1].copy()
    others = np.empty(2 * count, np.int64)
    for p in range(count):
        i, j = rows[p], columns[p]
        others[fill[i]] = j
        fill[i] += 1
        others[fill[j]] = i
        fill[j] += 1
    return starts, others


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
def _factor(matrix, starts, others, order):
    """Cholesky's factor of the reordered matrix within its envelope, and whether there is one."""
    size = order.size
    factor = cholesky.factor_in(aligned_empty(cholesky.length(size)), size)
    lower, first = factor.lower, factor.first
    position = np.empty(size, np.int64)
    for a in range(size):
        position[order[a]] = a
        first[a // 8] = a // 8
    for a in range(size):
        for q in range(starts[order[a]], starts[order[a] + 1]):
            first[a // 8] = min(first[a // 8], position[others[q]] // 8)
    for p in range(first.size):  # from where the foremost of three panels, which are factorized together, begins
        foremost = first[max(p - 2, 0) : p + 3].min()
        for i in range(offset(p) + 64 * foremost, offset(p + 1)):
            lower[i] = 0.0
    for a in range(size):
        row, start = order[a], offset(a // 8) + a % 8
        lower[start + 8 * a] = matrix[row, row]
        for q in range(starts[row], starts[row + 1]):
            b = position[others[q]]
            if b < a:
                lower[start + 8 * b] = matrix[row, others[q]]
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
