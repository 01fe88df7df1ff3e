"""The state of an ensemble of MCMC walkers between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite.archive import Shapes
from autolens_lite.search.output.checkpoint import RANDOM_SHAPES, random_state_from_arrays, random_state_to_arrays


class Ensemble:
    """The chain so far, where the walkers are, and the random state.

    Parameters
    ----------
    steps
        The largest number of steps.
    coords, log_posterior
        Where the walkers (n, p) are, and their log posteriors (n,).
    random_state
        The state of a `numpy.random.RandomState`.
    """

    def __init__(self, steps: int, coords: np.ndarray, log_posterior: np.ndarray, random_state: tuple) -> None:
        self.coords = coords
        self.log_posterior = log_posterior
        self.random_state = random_state
        self.done = 0
        self.accepted = 0
        self._chain = np.empty((steps, *coords.shape))
        self._log_posteriors = np.empty((steps, len(coords)))

    @property
    def chain(self) -> np.ndarray:
        """The positions (done, n, p) after each step."""
        return self._chain[: self.done]

    @property
    def log_posteriors(self) -> np.ndarray:
        """The log posteriors (done, n) after each step."""
        return self._log_posteriors[: self.done]

    @property
    def acceptance(self) -> float:
        """The fraction of proposals that were accepted."""
        return self.accepted / (self.done * len(self.coords))

    @property
    def best(self) -> np.ndarray:
        """The position (p,) of the highest log posterior."""
        return self.chain[divmod(int(np.argmax(self.log_posteriors)), len(self.coords))]

    def append(self, coords: np.ndarray, log_posterior: np.ndarray, random_state: tuple) -> None:
        """Take in one step."""
        # A move that is accepted changes a position: the stretch factor is never exactly 1.
        self.accepted += int(np.any(coords != self.coords, axis=1).sum())
        self.coords, self.log_posterior, self.random_state = np.array(coords), np.array(log_posterior), random_state
        self._chain[self.done], self._log_posteriors[self.done] = coords, log_posterior
        self.done += 1

    def to_arrays(self) -> dict[str, Any]:
        """The whole state."""
        return {
            "coords": self.coords,
            "log_posterior": self.log_posterior,
            "accepted": self.accepted,
            "chain": self.chain,
            "log_posteriors": self.log_posteriors,
            **random_state_to_arrays(self.random_state),
        }

    @staticmethod
    def shapes(walkers: int, dimensions: int) -> Shapes:
        """The shapes of what `to_arrays` gives."""
        n, p = walkers, dimensions
        chain = {"coords": (n, p), "log_posterior": (n,), "accepted": (), "chain": (None, n, p)}
        return {**chain, "log_posteriors": (None, n), **RANDOM_SHAPES}

    @classmethod
    def from_arrays(cls, steps: int, arrays: Mapping[str, np.ndarray]) -> Ensemble:
        """The state that `to_arrays` gave."""
        ensemble = cls(steps, arrays["coords"], arrays["log_posterior"], random_state_from_arrays(arrays))
        ensemble.done = len(arrays["chain"])
        ensemble.accepted = int(arrays["accepted"])
        ensemble._chain[: ensemble.done] = arrays["chain"]
        ensemble._log_posteriors[: ensemble.done] = arrays["log_posteriors"]
        ensemble._check()
        return ensemble

    def _check(self) -> None:
        """Refuse a state that is not that of its chain."""
        is_number = np.all(np.isfinite(self.coords)) and np.all(np.isfinite(self.chain))
        heights = (self.log_posterior, self.log_posteriors)
        if not (is_number and all(np.all(values < np.inf) for values in heights)):
            raise ValueError("its chain is not of numbers")
        ends = [(self.coords, self.chain), (self.log_posterior, self.log_posteriors)]
        if self.done and not all(np.array_equal(now, steps[-1]) for now, steps in ends):
            raise ValueError("its walkers are not where its chain ends")
        if not 0 <= self.accepted <= self.done * len(self.coords):
            raise ValueError("it has accepted another number of steps than it has made")
