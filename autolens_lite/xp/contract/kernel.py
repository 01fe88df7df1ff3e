"""What an entry of the contract is, and the register of all; the entries are in the files beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Kernel(NamedTuple):
    """One entry of the contract.

    Attributes
    ----------
    oracle : callable
        The definition; its signature and docstring are the kernel's.
    file : str
        Where each backend has its own: "fields.isothermal" is `numba_xp/fields/isothermal.py` and that of `jax_xp`.
    examples : callable
        Returns {case name: positional arguments}, from a NumPy generator.
    methods : tuple of str
        Values of the argument `method` to test, for kernels with several algorithms.
    derived : tuple of int
        Positions of the arguments in which the kernel is differentiable.
    static : tuple of int
        Positions of the arguments that are Python values under jit.
    rtol : float
        Largest difference from the oracle, relative to the oracle's largest absolute value.
    """

    oracle: Callable[..., Any]
    file: str
    examples: Callable[[np.random.Generator], dict[str, tuple[Any, ...]]]
    methods: tuple[str, ...] = ()
    derived: tuple[int, ...] = ()
    static: tuple[int, ...] = ()
    rtol: float = 1e-12


KERNELS: dict[str, Kernel] = {}


def kernel(file: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function below it as the oracle of the kernel of its name."""

    def add(oracle: Callable[..., Any]) -> Callable[..., Any]:
        KERNELS[oracle.__name__] = Kernel(oracle, file, **options)
        return oracle

    return add


def mapping_of(indices: np.ndarray, weights: np.ndarray, pixels: int) -> np.ndarray:
    """The dense mapping matrix T (M, S): what every oracle that takes a mapping means by it."""
    matrix = np.zeros((indices.shape[0], pixels))
    for m, p in np.argwhere(indices >= 0):
        matrix[m, indices[m, p]] += weights[m, p]
    return matrix
