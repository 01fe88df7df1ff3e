"""The bounds of nautilus as arrays, and made again from them, in a form that gives the same numbers to the bit.

What a bound needs to be sampled from and to be asked what it contains is kept; what served to make it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from nautilus.bounds import NautilusBound, UnitCube
from nautilus.bounds.basic import Ellipsoid, UnitCubeEllipsoidMixture
from nautilus.bounds.neural import NeuralBound
from nautilus.bounds.union import Union

from autolens_lite import archive
from autolens_lite.archive import Shapes

_MATRICES = ("A", "B", "B_inv")


class Networks:
    """The mean of several networks with rectified linear units, which predict the rank of a likelihood.

    Parameters
    ----------
    mean, scale
        The inputs (d,) are centred by one and divided by the other.
    weights, biases
        Of each layer: (k, a, b) and (k, 1, b), of k networks.
    """

    def __init__(self, mean: np.ndarray, scale: np.ndarray, weights: list[np.ndarray], biases: list[np.ndarray]):
        self.mean, self.scale = mean, scale
        self.weights, self.biases = weights, biases

    def predict(self, points: np.ndarray) -> np.ndarray:
        """The prediction (n,) at points (n, d)."""
        values = ((points - self.mean) / self.scale)[None]
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            values = np.matmul(values, weight) + bias
            if layer < len(self.weights) - 1:
                values = np.maximum(values, 0.0)
        return np.mean(values[..., 0], axis=0)


def parts_of(bound: Any) -> dict[str, np.ndarray]:
    """What is constant of a bound, once it is made."""
    union, neural = bound.outer_bound, bound.neural_bounds
    ellipsoids = [mixture.ellipsoid for mixture in union.bounds if not np.all(mixture.dim_cube)]
    parts = {
        "log_volumes": np.array(union.log_v_all, dtype=float),
        "in_cube": np.array([mixture.dim_cube for mixture in union.bounds], dtype=np.uint8),
        "ellipsoids": _joined(_numbers_of(ellipsoid) for ellipsoid in ellipsoids),
        "neural_ellipsoids": np.array([_joined([_numbers_of(part.outer_bound)]) for part in neural]),
        "lowest_scores": np.array([part.score_predict_min for part in neural], dtype=float),
    }
    if neural[0].emulator is not None:
        emulators = [_networks_of(part.emulator) for part in neural]
        parts["scalings"] = np.array([[emulator.mean, emulator.scale] for emulator in emulators])
        for layer in range(len(emulators[0].weights)):
            parts[f"weights_{layer}"] = np.array([emulator.weights[layer] for emulator in emulators])
            parts[f"biases_{layer}"] = np.array([emulator.biases[layer] for emulator in emulators])
    return parts


def progress_of(bound: Any) -> dict[str, np.ndarray]:
    """What changes of a bound when points are drawn from it."""
    union = bound.outer_bound
    counts = [bound.n_sample, bound.n_reject, union.n_sample, union.n_reject]
    return {"points": bound.points, "points_outer": union.points, "counts": np.array(counts, dtype=np.int64)}


def bound_from(arrays: Mapping[str, np.ndarray], dimensions: int, networks: int, rng: np.random.Generator) -> Any:
    """Make a bound from what `parts_of` and `progress_of` gave.

    Raises DataError, LookupError or ValueError if these are not a bound of so many dimensions, and of so many networks.
    """
    size = dimensions + 3 * dimensions**2
    shapes: Shapes = {
        "log_volumes": (None,),
        "in_cube": (None, dimensions),
        "ellipsoids": (None,),
        "neural_ellipsoids": (None, size),
        "lowest_scores": (None,),
        "points": (None, dimensions),
        "points_outer": (None, dimensions),
        "counts": (4,),
    }
    archive.require(arrays, shapes)
    counts = [int(count) for count in arrays["counts"]]
    bound = NautilusBound()
    bound.n_dim, bound.rng, bound.shift = dimensions, rng, None
    bound.neural_bounds = _neural_bounds_from(arrays, dimensions, networks, rng)
    bound.outer_bound = _union_from(arrays, dimensions, rng)
    bound.points = np.array(arrays["points"], dtype=float)
    bound.outer_bound.points = np.array(arrays["points_outer"], dtype=float)
    bound.n_sample, bound.n_reject, bound.outer_bound.n_sample, bound.outer_bound.n_reject = counts
    return bound


def _union_from(arrays: Mapping[str, np.ndarray], dimensions: int, rng: np.random.Generator) -> Any:
    union = Union()
    union.n_dim, union.rng, union.cube = dimensions, rng, UnitCube.compute(dimensions, rng=rng)
    union.log_v_all = np.array(arrays["log_volumes"], dtype=float)
    numbers, union.bounds = arrays["ellipsoids"], []
    for in_cube in arrays["in_cube"].astype(bool):
        mixture = UnitCubeEllipsoidMixture()
        mixture.n_dim, mixture.dim_cube = dimensions, in_cube
        inside = int(in_cube.sum())
        mixture.cube = UnitCube.compute(inside, rng=rng) if inside else None
        mixture.ellipsoid = None
        if inside < dimensions:
            mixture.ellipsoid, numbers = _ellipsoid_from(numbers, dimensions - inside, rng)
        union.bounds.append(mixture)
    if len(numbers) or not 0 < len(union.bounds) == len(union.log_v_all):
        raise ValueError("its ellipsoids are not those of a bound")
    return union


def _neural_bounds_from(
    arrays: Mapping[str, np.ndarray], dimensions: int, networks: int, rng: np.random.Generator
) -> list[Any]:
    n = len(arrays["neural_ellipsoids"])
    if not 0 < n == len(arrays["lowest_scores"]):
        raise ValueError("its networks are not those of a bound")
    neural = []
    for index in range(n):
        part = NeuralBound()
        part.n_dim = dimensions
        part.outer_bound, _ = _ellipsoid_from(arrays["neural_ellipsoids"][index], dimensions, rng)
        part.score_predict_min = float(arrays["lowest_scores"][index])
        part.emulator = _emulator_from(arrays, index, (n, networks), dimensions) if networks else None
        neural.append(part)
    return neural


def _emulator_from(arrays: Mapping[str, np.ndarray], index: int, sizes: tuple[int, int], dimensions: int) -> Networks:
    archive.require(arrays, {"scalings": (sizes[0], 2, dimensions)})
    weights: list[np.ndarray] = []
    biases: list[np.ndarray] = []
    width = dimensions
    while f"weights_{len(weights)}" in arrays:
        weight, bias = f"weights_{len(weights)}", f"biases_{len(weights)}"
        archive.require(arrays, {weight: (*sizes, width, None)})
        width = arrays[weight].shape[3]
        archive.require(arrays, {bias: (*sizes, 1, width)})
        weights.append(np.array(arrays[weight][index], dtype=float))
        biases.append(np.array(arrays[bias][index], dtype=float))
    if not weights or width != 1:
        raise ValueError("its networks lack layers")
    mean, scale = np.array(arrays["scalings"][index], dtype=float)
    return Networks(mean, scale, weights, biases)


def _networks_of(emulator: Any) -> Networks:
    if isinstance(emulator, Networks):
        return emulator
    networks = emulator.neural_networks
    if any(network.activation != "relu" or network.out_activation_ != "identity" for network in networks):
        raise ValueError("networks of other units than nautilus has")
    weights = [np.array(layers, dtype=float) for layers in zip(*(network.coefs_ for network in networks), strict=True)]
    biases = [np.array(layers)[:, None] for layers in zip(*(network.intercepts_ for network in networks), strict=True)]
    return Networks(emulator.mean, emulator.scale, weights, biases)


def _numbers_of(ellipsoid: Any) -> np.ndarray:
    return np.concatenate([np.ravel(ellipsoid.c), *(np.ravel(getattr(ellipsoid, name)) for name in _MATRICES)])


def _ellipsoid_from(numbers: np.ndarray, dimensions: int, rng: np.random.Generator) -> tuple[Any, np.ndarray]:
    """An ellipsoid from the first of the numbers, and the rest of these."""
    ellipsoid = Ellipsoid()
    ellipsoid.n_dim, ellipsoid.rng = dimensions, rng
    size = dimensions + 3 * dimensions**2
    if len(numbers) < size:
        raise ValueError("its ellipsoids are too few")
    ellipsoid.c = np.array(numbers[:dimensions], dtype=float)
    matrices = numbers[dimensions:size].reshape(3, dimensions, dimensions)
    for name, matrix in zip(_MATRICES, matrices, strict=True):
        setattr(ellipsoid, name, np.array(matrix, dtype=float))
    return ellipsoid, numbers[size:]


def _joined(arrays: Any) -> np.ndarray:
    return np.concatenate([np.zeros(0), *arrays])
