"""The arrays of a `Triangulation` from its triangles: these in order, and which vertices an edge joins."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.meshes.sorting import ascending


@compiled
def store(growing, used, triangles, adjacent, start):
    """Copy the finite triangles, each from its lowest vertex on, sorted by their first two vertices."""
    corners, across, ghost = growing.corners, growing.across, growing.y.size
    # Counted by their lowest vertex, and within one sorted by insertion: they are few.
    first = np.full(used, -1)
    counts = np.zeros(ghost + 1, np.int64)
    for t in range(used):
        if corners[t, 0] == ghost or corners[t, 1] == ghost or corners[t, 2] == ghost:
            continue
        k = 0
        for m in range(1, 3):
            if corners[t, m] < corners[t, k]:
                k = m
        first[t] = k
        counts[corners[t, k] + 1] += 1
    counts = np.cumsum(counts)
    total = counts[ghost]
    sorted_to = np.empty(total, np.int64)
    filled = counts.copy()
    for t in range(used):
        if first[t] < 0:
            continue
        lowest = corners[t, first[t]]
        second = corners[t, (first[t] + 1) % 3]
        place = filled[lowest]
        while place > counts[lowest]:
            other = sorted_to[place - 1]
            if corners[other, (first[other] + 1) % 3] < second:
                break
            sorted_to[place] = other
            place -= 1
        sorted_to[place] = t
        filled[lowest] += 1
    number = np.full(used, -1)
    for n in range(total):
        number[sorted_to[n]] = n
    for n in range(total):
        t = sorted_to[n]
        for k in range(3):
            triangles[n, k] = corners[t, (first[t] + k) % 3]
            adjacent[n, k] = number[across[t, (first[t] + k) % 3]]
            if start[triangles[n, k]] < 0:
                start[triangles[n, k]] = n


@compiled
def _sorted_links(ends, starts, links):
    """Turn pairs of linked vertices, each in both directions, into lists by vertex, ascending."""
    size = starts.size - 1
    for e in range(ends.shape[0]):
        starts[ends[e, 0] + 1] += 1
    for i in range(size):
        starts[i + 1] += starts[i]
    filled = starts[:-1].copy()
    for e in range(ends.shape[0]):
        i, j = ends[e, 0], ends[e, 1]
        place = filled[i]
        while place > starts[i] and links[place - 1] > j:
            links[place] = links[place - 1]
            place -= 1
        links[place] = j
        filled[i] += 1


@compiled
def link(triangles, adjacent, twin, starts, links):
    """The vertices joined to each by an edge; a vertex in the place of another is joined to that one alone."""
    ends = np.empty((links.size, 2), np.int64)
    count = 0
    for t in range(triangles.shape[0]):
        if triangles[t, 0] < 0:
            break
        for k in range(3):
            i, j = triangles[t, (k + 1) % 3], triangles[t, (k + 2) % 3]
            ends[count, 0], ends[count, 1] = i, j
            count += 1
            if adjacent[t, k] < 0:
                ends[count, 0], ends[count, 1] = j, i
                count += 1
    _add_twins(twin, ends, count, starts, links)


@compiled
def _add_twins(twin, ends, count, starts, links):
    """Join each vertex that is in the place of another to that one, and sort all links."""
    for i in range(twin.size):
        if twin[i] >= 0:
            ends[count, 0], ends[count, 1] = i, twin[i]
            ends[count + 1, 0], ends[count + 1, 1] = twin[i], i
            count += 2
    _sorted_links(ends[:count], starts, links)


@compiled
def link_in_line(y, x, starts, links, twin):
    """Collinear points: each is joined to the next along the line."""
    size = y.size
    ends = np.empty((links.size, 2), np.int64)
    wide = x.max() - x.min() > y.max() - y.min()
    along = ascending(x if wide else y)
    count, last = 0, along[0]
    for n in range(1, size):
        i = along[n]
        if x[i] == x[last] and y[i] == y[last]:
            twin[i] = last
            continue
        ends[count, 0], ends[count, 1] = last, i
        ends[count + 1, 0], ends[count + 1, 1] = i, last
        count += 2
        last = i
    _add_twins(twin, ends, count, starts, links)


@compiled
def tabulate(starts, links, neighbors):
    """The lists as a table; a pair that either vertex has no room for is left out of both rows."""
    size, most = neighbors.shape
    filled = np.zeros(size, np.int64)
    for i in range(size):
        for e in range(starts[i], starts[i + 1]):
            j = links[e]
            if i < j and filled[i] < most and filled[j] < most:
                neighbors[i, filled[i]] = j
                neighbors[j, filled[j]] = i
                filled[i] += 1
                filled[j] += 1
