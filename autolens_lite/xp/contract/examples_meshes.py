"""Example inputs of the kernels of meshes: vertices anywhere, crowded, in a line, in the same place."""

from __future__ import annotations

import functools

import numpy as np

from autolens_lite.xp.contract.kernel import KERNELS


def vertices(rng):
    """No four on a circle: ties have their own tests."""
    crowded = np.concatenate([rng.normal(size=(20, 2)) * 10.0**-n for n in range(0, 4)])
    spread = rng.normal(size=(30, 2))
    line = np.arange(6) / 8.0
    cases = {
        "triangle": rng.normal(size=(3, 2)),
        "four": rng.normal(size=(4, 2)),
        "random": spread,
        "crowded": crowded,
        "same places": np.concatenate([spread[:12], spread[3:8]]),
        "line": np.stack([line, 2.0 * line], axis=1),
        "pair": rng.normal(size=(2, 2)),
        "single": np.zeros((1, 2)),
    }
    return {name: (points[:, 0].copy(), points[:, 1].copy()) for name, points in cases.items()}


@functools.cache
def _laid(seed=4):
    """Points about the vertices of each example, inside the hull and beyond, with their triangulation."""
    rng = np.random.default_rng(seed)
    cases = {}
    for name in ("triangle", "random", "same places", "line"):
        y, x = vertices(np.random.default_rng(3))[name]
        points = np.array([[y.mean()], [x.mean()]]) + rng.normal(size=(2, 9)) * (0.8 * np.std([y, x], axis=1))[:, None]
        cases[name] = (points[0], points[1], y, x, KERNELS["triangulation"].oracle(y, x))
    return cases


def points(rng):
    """Points among the vertices of a mesh, all of those in `_laid`."""
    return dict(_laid())


def rectangles(rng):
    """Points inside and beyond the mesh, on its corners, and none; y up and y down."""
    y, x = rng.uniform(-1.2, 1.2, (2, 17))
    corners = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([-1.0, 1.0, -1.0, 1.0])
    return {
        "up": (y, x, np.array([1.0, -1.0, -2.5, 3.5]), (5, 7)),
        "down": (y, x, np.array([-1.0, -1.0, 2.0, 1.5]), (4, 3)),
        "smallest": (y, x, np.array([1.0, -1.0, -1.0, 1.0]), (2, 2)),
        "corners": (*corners, np.array([1.0, -1.0, -1.5, 2.0]), (3, 4)),
        "no point": (y[:0], x[:0], np.array([1.0, -1.0, -1.5, 2.0]), (3, 4)),
    }


def points_in_order(rng):
    """No vertices in the same place, whose order is open; no point so near a circle that a step gains a neighbour."""
    return {name: case for name, case in _laid(10).items() if name != "same places"}


def points_and_number(rng):
    """As many nearest vertices as usual, few, and all."""
    cases = {f"{name}, {k}": (*_laid()[name], k, np.array(1.5)) for name, k in (("random", 10), ("line", 3))}
    return cases | {"all": (*_laid()["triangle"], 3, np.array(1.2))}


def kernel_vertices(rng):
    """Vertices of kernels: a few, crowded, five in the same place, on a grid."""
    places = {name: vertices(rng)[name] for name in ("triangle", "random", "crowded", "same places", "line", "pair")}
    y, x = places["random"]
    rows, columns = np.divmod(np.arange(30.0), 6.0)
    return places | {
        "five in one place": (np.append(y, [0.3] * 5), np.append(x, [-0.2] * 5)),
        "grid": (rows, columns),
        "single": (np.zeros(1), np.zeros(1)),
    }


def points_and_kernels(rng):
    """Points one by one and in groups, one of them empty and one far away, with enough room and with too little."""
    y, x = vertices(np.random.default_rng(3))["random"]
    lengths = KERNELS["compact_lengths"].oracle(y, x)[0]
    points = np.append(rng.normal(size=(2, 23)), [[9.0], [9.0]], axis=1)
    kernels = (y, x, lengths)
    return {
        "points": (*points, np.arange(25), *kernels, 30),
        "groups": (*points, np.array([0, 4, 4, 13, 24]), *kernels, 30),
        "too little room": (*points, np.array([0, 4, 13, 24]), *kernels, 7),
    }
