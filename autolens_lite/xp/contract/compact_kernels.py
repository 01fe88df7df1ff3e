"""The contract's entries for compact kernels about vertices."""

from __future__ import annotations

import itertools

import numpy as np

from autolens_lite.xp.constants import KERNEL_COUNT, KERNEL_FLOOR, KERNEL_OUTSIDE, KERNEL_PAIRS
from autolens_lite.xp.contract import examples_meshes as examples
from autolens_lite.xp.contract.kernel import kernel


def _kernel_of(squares, lengths):
    return np.maximum(1.0 - squares / lengths**2, 0.0) ** 3


def _squares(y, x, other_y, other_x):
    return (np.asarray(y)[:, None] - other_y) ** 2 + (np.asarray(x)[:, None] - other_x) ** 2


@kernel("meshes.compact_kernels", examples=examples.kernel_vertices, rtol=1e-11)
def compact_lengths(y, x):
    """How far the kernel about each vertex reaches, and which pairs of vertices are near.

    The kernel is (1 - s)^3 of s = (distance / h)^2, zero from h on. Its root h_0 solves sum_i (1 - |v_i - v_j|^2 /
    h_0^2)^3 = N, the sum being over all vertices, itself included, and N = `KERNEL_COUNT`, or half the number of
    vertices and a quarter where that is less. A weighted count of neighbours that is held constant makes h a smooth
    function of the places of all vertices (in smoothed-particle hydrodynamics: Springel & Hernquist 2002, MNRAS 333,
    649, equation 4). Then h^2 = h_0^2 + `KERNEL_FLOOR`^2 <r^2> / S, r the distance from the middle of all.

    Parameters
    ----------
    y, x : (S,) float

    Returns
    -------
    (S,) float, (R, 2) int
        h; NaN of a single vertex, where all are in one place or one is not finite. The pairs i < j of vertices that are
        nearer than the longer of their h, ascending, then -1: there is room for `KERNEL_PAIRS` a vertex, and lengths
        are NaN where it does not suffice. Constants under derivatives.
    """
    size = len(y)
    lengths = np.full(size, np.nan)
    pairs = np.full((max(1, min(KERNEL_PAIRS * size, size * (size - 1) // 2)), 2), -1)
    spread = np.sum((y - y.mean()) ** 2 + (x - x.mean()) ** 2) / size
    if not spread > 0.0:
        return lengths, pairs
    squares = _squares(y, x, y, x)
    for j in range(size):
        low, high = 0.0, 4.0 * np.sqrt(squares.max())
        for _ in range(200):
            middle = 0.5 * (low + high)
            count = _kernel_of(squares[j], middle).sum() if middle > 0.0 else 0.0
            low, high = (middle, high) if count < min(KERNEL_COUNT, 0.5 * size + 0.25) else (low, middle)
        lengths[j] = np.sqrt(high**2 + KERNEL_FLOOR**2 * spread / size)
    near = np.argwhere(np.triu(squares < np.maximum(lengths[:, None], lengths) ** 2, 1))
    if len(near) > len(pairs):
        return np.full(size, np.nan), pairs
    pairs[: len(near)] = near
    return lengths, pairs


@kernel("meshes.compact_kernels", examples=examples.points_and_kernels, derived=(0, 1, 5, 3, 4), static=(6,))
def compact_weights(y, x, starts, vertices_y, vertices_x, lengths, width):
    """The share of each kernel in the source, on average over each of several groups of points.

    At a point the share of a kernel is its value there over the sum of all and `KERNEL_OUTSIDE`.

    Parameters
    ----------
    y, x : (N,) float
        Points, group by group; the nearer each is to the last, the faster.
    starts : (M + 1,) int
        Where each group begins among them, and N.
    vertices_y, vertices_x : (S,) float
    lengths : (S,) float
        h of each vertex (`compact_lengths`).
    width : int
        How many kernels are kept; no more than S are.

    Returns
    -------
    (M, width) int, (M, width) float
        The kernels that reach a point of each group, ascending, then -1, and their mean shares. Where they are more,
        those with the largest sums of values, as if there were no others. NaN where a point, or any vertex or length,
        is not finite.
    """
    values = _kernel_of(_squares(y, x, vertices_y, vertices_x), lengths)
    width = min(width, len(lengths))
    indices, weights = np.full((len(starts) - 1, width), -1), np.zeros((len(starts) - 1, width))
    for m, (first, last) in enumerate(itertools.pairwise(starts)):
        if first == last:
            continue
        reach = values[first:last].sum(axis=0)
        chosen = np.sort(np.argsort(-reach, kind="stable")[:width])
        chosen = chosen[reach[chosen] > 0.0]
        own = values[first:last][:, chosen]
        indices[m, : chosen.size] = chosen
        weights[m, : chosen.size] = (own / (KERNEL_OUTSIDE + own.sum(axis=1, keepdims=True))).mean(axis=0)
    return indices, weights
