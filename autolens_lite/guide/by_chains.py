"""Chains of NUTS as the last stage of another search, within its run and its checkpoints."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from autolens_lite.search.mcmc.nuts import NUTS
from autolens_lite.search.run import Run
from autolens_lite.storage import arrays_to_bytes

_NAME = "chains"
# Transitions of each chain.
_WARM_UP, _SAMPLES, _CHAINS = 80, 200, 4


class Within:
    """A store of checkpoints that are an array in those of another search."""

    def __init__(self, run: Run, state: dict[str, np.ndarray]) -> None:
        self.run, self.state = run, state

    def load(self) -> bytes | None:
        """The chains, where there are any."""
        return self.state[_NAME].tobytes() if _NAME in self.state else None

    def save(self, body: bytes) -> None:
        """Store all of the other search, with the chains."""
        self.state[_NAME] = np.frombuffer(body, dtype=np.uint8)
        self.run.store.save(arrays_to_bytes(self.state))

    def save_final(self, body: bytes) -> None:
        """Store nothing: these chains are not made longer."""


def samples_by_chains(run: Run, vector: np.ndarray, state: dict[str, np.ndarray]) -> tuple[Any, dict[str, Any]]:
    """Return samples of the posterior and what the chains say of themselves.

    Parameters
    ----------
    run
        Of the search whose stage this is.
    vector
        Where the chains start.
    state
        Of that search: goes into checkpoints, with the chains.
    """
    within: Any = copy.copy(run)
    within.store, within.info = Within(run, state), {}
    chains = NUTS(name=_NAME, start=vector, num_warmup=_WARM_UP, num_samples=_SAMPLES, num_chains=_CHAINS)
    samples = chains.run_sampler(within)
    return samples, within.info
