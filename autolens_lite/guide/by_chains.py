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

    def __init__(self, run: Run, state: dict[str, np.ndarray], name: str) -> None:
        self.run, self.state, self.name = run, state, name

    def load(self) -> bytes | None:
        """The chains, where there are any."""
        return self.state[self.name].tobytes() if self.name in self.state else None

    def save(self, body: bytes) -> None:
        """Store all of the other search, with the chains."""
        self.state[self.name] = np.frombuffer(body, dtype=np.uint8)
        self.run.store.save(arrays_to_bytes(self.state))

    def save_final(self, body: bytes) -> None:
        """Store nothing: these chains are not made longer."""


def samples_by_chains(
    run: Run, vector: np.ndarray, state: dict[str, np.ndarray], name: str = _NAME
) -> tuple[Any, dict[str, Any]]:
    """Return samples of the posterior and what the chains say of themselves.

    Parameters
    ----------
    run
        Of the search whose stage this is.
    vector
        Where the chains start.
    state
        Of that search: goes into checkpoints, with the chains.
    name
        Of the chains in it.
    """
    within: Any = copy.copy(run)
    within.store, within.info = Within(run, state, name), {}
    chains = NUTS(name=_NAME, start=vector, num_warmup=_WARM_UP, num_samples=_SAMPLES, num_chains=_CHAINS)
    samples = chains.run_sampler(within)
    return samples, within.info
