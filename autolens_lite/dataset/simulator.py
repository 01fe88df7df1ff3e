"""What simulators of all kinds of data have in common."""

from __future__ import annotations

import abc
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.dataset.abstract import Dataset
from autolens_lite.dataset.switch import backend_of


class Simulator(metaclass=check.NamedAbstract):
    """Observes light, or a lens, as an instrument would; abstract.

    Parameters
    ----------
    noise_seed
        Seed of the noise; -1 or None for another noise in every run. Global random state is neither used nor changed.
    use_jax
        The backend of what is observed: True is jax, False is numba, and None that of the grid or image.
    """

    def __init__(self, noise_seed: int | None = -1, use_jax: bool | None = None) -> None:
        check.seed("noise_seed", noise_seed)
        self.noise_seed = noise_seed
        backend_of(use_jax)
        self.use_jax = use_jax

    @abc.abstractmethod
    def via_tracer_from(self, tracer: Any, grid: Any) -> Dataset:
        """Return the observation of a `Tracer` on the pixels of `grid`."""

    def _switched(self, thing: Any) -> Any:
        """A grid or an image on the backend that `use_jax` stands for."""
        return thing if self.use_jax is None else thing.with_backend(backend_of(self.use_jax))

    def _generator(self) -> np.random.Generator:
        """What the noise is drawn from: the same numbers every time, where there is a seed."""
        return np.random.default_rng(None if self.noise_seed == -1 else self.noise_seed)
