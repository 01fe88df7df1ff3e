"""ln det of a sparse positive definite matrix: its rows reordered until it is a narrow band, then Cholesky's."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp import lapack
from autolens_lite.xp.numba_xp.jit import compiled

AUTO, DENSE, BANDED = 0, 1, 2
WORTHWHILE = 0.25  # of the operations of a dense factor: a band's take longer each


@compiled
def factored_log_det(matrix, method):
    """Return ln det; NaN where the matrix is not positive definite."""
    size = matrix.shape[0]
    if method != DENSE:
        order, width = _narrow(matrix, method)
        if width >= 0:
            band = _band(matrix, order, width)
            if not lapack.band_factor(band, size, width):
                return np.nan
            return 2.0 * np.sum(np.log(band[:, 0]))
    lower = matrix.copy()
    if not lapack.factor(lower, size, size):
        return np.nan
    return 2.0 * np.sum(np.log(np.diag(lower)))


@compiled
def log_det_derivative(matrix, method, scale, result):
    """Fill `result` with scale times the inverse: all of it, or those elements that are in the band."""
    size = matrix.shape[0]
    if method != DENSE:
        order, width = _narrow(matrix, method)
        if width >= 0:
            band = _band(matrix, order, width)
            if not lapack.band_factor(band, size, width):
                result[:] = np.nan
                return
            inverse = _inverse_in_band(band)
            result[:] = 0.0
            for i in range(size):
                for k in range(max(0, i - width), min(size, i + width + 1)):
                    result[order[i], order[k]] = scale * inverse[i, k - i + width]
            return
    lower = matrix.copy()
    if not lapack.factor(lower, size, size):
        result[:] = np.nan
        return
    lapack.inverse_from_factor(lower, size, size)
    for i in range(size):
        for j in range(i + 1):
            result[i, j] = scale * lower[i, j]
            result[j, i] = result[i, j]


@compiled
def _narrow(matrix, method):
    """Return an order of the rows that makes the band narrow, and its width; -1 where "auto" had better not."""
    size = matrix.shape[0]
    limit = size * size // 20 if method == AUTO else size * size
    starts, others = _pattern(matrix, limit)
    if starts[size] < 0:
        return np.arange(0), -1
    order = _reverse_cuthill_mckee(starts, others)
    position = np.empty(size, np.int64)
    for i in range(size):
        position[order[i]] = i
    width = 0
    for i in range(size):
        for p in range(starts[i], starts[i + 1]):
            width = max(width, abs(position[others[p]] - position[i]))
    if method == AUTO and 3.0 * width**2 > WORTHWHILE * size**2:
        return order, -1
    return order, width


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
def _band(matrix, order, width):
    """Return rows [j, k] = A[j + k, j] of the reordered matrix, (S, width + 1)."""
    size = order.size
    band = np.zeros((size, width + 1))
    for j in range(size):
        row = matrix[order[j]]
        for k in range(min(width, size - 1 - j) + 1):
            band[j, k] = row[order[j + k]]
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
