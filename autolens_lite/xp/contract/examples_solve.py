"""Example inputs of the linear solves: few and many parameters, few, many and no zeros, dense and sparse matrices."""

from __future__ import annotations

import numpy as np


def _positive_definite(rng, size):
    root = rng.normal(size=(size, 2 * size))
    return root @ root.T / size + 0.1 * np.eye(size)


def _graph(rng, rows, columns):
    """Differences between neighbours in a rectangle of pixels, in random order."""
    index = rng.permutation(rows * columns).reshape(rows, columns)
    pairs = [
        np.stack([index[1:].ravel(), index[:-1].ravel()], 1),
        np.stack([index[:, 1:].ravel(), index[:, :-1].ravel()], 1),
    ]
    indices = np.concatenate(pairs)
    size = indices.shape[0]
    weights = rng.uniform(0.5, 2.0, size), rng.uniform(0.05, 0.2, rows * columns)
    return indices, np.tile([1.0, -1.0], (size, 1)), *weights


def _blurred(rng, size, share):
    """A chain of pixels seen through a wide response, with a `share` of zeros, none of them near to leaving zero."""
    position = np.arange(size)
    response = np.exp(-0.5 * ((position[:, None] - position) / 3.0) ** 2)
    curvature = 30.0 * (response.T @ response + 0.3 * np.eye(size))
    zero = rng.random(size) < share
    margin = rng.uniform(0.5, 2.0, size)
    return curvature, curvature @ np.where(zero, 0.0, margin) - np.where(zero, 100.0 * margin, 0.0)


def _chain(rng, size):
    """Parameters coupled to near ones alone, the last to all, and a vector that wants a third of them negative."""
    position = np.arange(size)
    apart = np.abs(position[:, None] - position)
    matrix = np.where(apart < 12, np.exp(-0.1 * apart), 0.0) + 4.0 * np.eye(size)
    matrix[-1] = matrix[:, -1] = 0.1
    matrix[-1, -1] = 8.0
    return matrix, matrix @ rng.normal(0.5, 1.0, size)


def system(rng):
    """Matrices and vectors of `nonnegative_solve`."""
    positive = _positive_definite(rng, 6)
    return {
        "1": (_positive_definite(rng, 1), np.ones(1)),
        "13": (_positive_definite(rng, 13), rng.normal(size=13)),
        "all positive": (positive, positive @ np.ones(6)),
        "all zero": (positive, -np.abs(rng.normal(size=6)) - 1e-3),
        "few zeros": _blurred(rng, 170, 0.1),
        "most zero": _blurred(rng, 170, 0.7),
        "sparse": _chain(rng, 203),
    }


def system_with_choices(rng):
    """The same with both choices of sign, and determinants of a part."""
    cases = system(rng)
    return {
        "free": (*cases["13"], False, None),
        "positive": (*cases["13"], True, None),
        "one": (*cases["1"], True, None),
        "few zeros": (*cases["few zeros"], True, None),
        "sparse": (*cases["sparse"], True, 190),
        "leading": (*cases["13"], False, 9),
        "leading, positive": (*cases["13"], True, 9),
        "no leading": (*cases["13"], True, 0),
    }


def covariances(rng):
    """Covariance matrices, dense and positive definite."""
    return {name: (_positive_definite(rng, int(name)),) for name in ("1", "2", "13")}


def penalties(rng):
    """Combinations of three of seven parameters: random, some missing, some of them twice, and none at all."""
    indices = rng.integers(0, 7, (12, 3))
    missing = np.where(rng.random((12, 3)) < 0.3, -1, indices)
    rest = (rng.normal(size=(12, 3)), rng.uniform(0.0, 2.0, 12), rng.uniform(0.1, 1.0, 7))
    return {
        "random": (indices, *rest),
        "missing": (missing, *rest),
        "twice": (np.repeat(indices[:, :1], 3, axis=1), *rest),
        "none": (np.full((2, 3), -1), rest[0][:2], rest[1][:2], rest[2]),
    }


def penalties_and_matrices(rng):
    """The same and a matrix each."""
    return {name: (rng.normal(size=(7, 7)), *penalty) for name, penalty in penalties(rng).items()}


def graphs(rng):
    """The same, and penalties of which the matrix can be a narrow band, of one piece and of two."""
    first, second = _graph(rng, 3, 4), _graph(rng, 3, 4)
    two = (
        np.concatenate([first[0], 12 + second[0]]),
        *(np.concatenate(pair) for pair in zip(first[1:], second[1:], strict=True)),
    )
    return penalties(rng) | {"graph": _graph(rng, 4, 20), "two graphs": two}


def bounded_systems(rng):
    """No bound that holds, some, on combinations and single parameters, and nearly equal ones without prior."""
    matrix, vector = _blurred(rng, 40, 0.5)
    apart = np.abs(np.arange(40)[:, None] - np.arange(40))
    bounds = np.exp(-((apart / 1.5) ** 2))
    mixed = np.where((np.arange(40) < 30) & (np.arange(40)[:, None] < 30), bounds, np.eye(40))
    small = _positive_definite(rng, 5)
    return {
        "free": (small, small @ np.ones(5), np.eye(5)),
        "combinations": (matrix, vector, bounds),
        "both": (matrix, vector, mixed, 30),
        "single parameters": (matrix, vector, np.eye(40)),
    }
