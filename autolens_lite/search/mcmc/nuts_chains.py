"""Several Markov chains, all that they have been to, and what that says of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autolens_lite.archive import Shapes
from autolens_lite.search.mcmc import convergence
from autolens_lite.search.mcmc.nuts_chain import KEPT, Chain
from autolens_lite.search.mcmc.warm_up import StepSize


class Chains:
    """The chains of a run.

    Parameters
    ----------
    chains
        Where each is.
    warm_up, samples
        The transitions of each: those that adapt it, and those that follow.
    """

    def __init__(self, chains: list[Chain], warm_up: int, samples: int) -> None:
        self.chains = chains
        self.warm_up, self.samples = warm_up, samples
        self.shared = False
        shape = (len(chains), warm_up + samples)
        self.positions = np.zeros((*shape, chains[0].z.size))
        self.kept = np.zeros((*shape, len(KEPT)))

    @property
    def done(self) -> np.ndarray:
        """The transitions (c,) that each chain has made."""
        return np.array([chain.done for chain in self.chains])

    def take_in(self, chain: Chain, positions: np.ndarray, kept: np.ndarray) -> None:
        """Take in a chain that has gone on."""
        begin = self.chains[chain.number].done
        self.chains[chain.number] = chain
        self.positions[chain.number, begin : chain.done] = positions
        self.kept[chain.number, begin : chain.done] = kept

    def share(self) -> None:
        """Give all chains the mean of their metrics and the median of their step sizes."""
        mean = np.mean([chain.factor @ chain.factor.T for chain in self.chains], axis=0)
        step_size = math.exp(np.median([StepSize(chain.step).log_step for chain in self.chains]))
        for chain in self.chains:
            chain.factor, chain.step = np.linalg.cholesky(mean), StepSize.starting(step_size).numbers
        self.shared = True

    def sampled(self) -> tuple[np.ndarray, np.ndarray]:
        """The positions (c, n, p) after the warm-up, as far as all chains have them, and what was kept (c, n, 6)."""
        part = slice(self.warm_up, max(int(self.done.min()), self.warm_up))
        return self.positions[:, part], self.kept[:, part]

    def best(self) -> np.ndarray:
        """The position (p,) of the highest log posterior so far."""
        values = np.concatenate([self.kept[c, :done, 0] for c, done in enumerate(self.done)])
        places = np.concatenate([self.positions[c, :done] for c, done in enumerate(self.done)])
        return places[int(np.argmax(values))] if len(values) else self.chains[0].z

    def summary(self) -> dict[str, Any]:
        """What to show while they run."""
        kept = np.concatenate([self.kept[c, :done] for c, done in enumerate(self.done)])
        value, acceptance, diverged = (kept[:, KEPT.index(name)] for name in ("value", "acceptance", "diverged"))
        return {
            "acceptance": float(acceptance.mean()),
            "divergences": int(diverged.sum()),
            "highest_log_posterior": float(value.max()),
        }

    def diagnostics(self, most_doublings: int) -> dict[str, Any]:
        """R-hat and the rest, of the samples; NaN where there is none."""
        positions, kept = self.sampled()
        of = {name: kept[:, :, i] for i, name in enumerate(KEPT)}
        return {
            "r_hat": convergence.r_hat_of(positions).tolist(),
            "bulk_size": convergence.bulk_size_of(positions).tolist(),
            "tail_size": convergence.tail_size_of(positions).tolist(),
            "divergences": of["diverged"].sum(axis=1).astype(int).tolist(),
            "cut_short": (of["doublings"] >= most_doublings).sum(axis=1).tolist(),
            "acceptance": of["acceptance"].mean(axis=1).tolist(),
            "energy_fraction": convergence.energy_fraction_of(of["energy"]).tolist(),
            "step_sizes": [chain.step_size for chain in self.chains],
            "gradients": int(sum(self.kept[c, :done, 3].sum() for c, done in enumerate(self.done))),
        }

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The whole state."""
        most = int(self.done.max())
        arrays = {"positions": self.positions[:, :most], "kept": self.kept[:, :most], "shared": np.array(self.shared)}
        for chain in self.chains:
            arrays |= chain.to_arrays()
        return arrays

    @staticmethod
    def shapes(number: int, size: int) -> Shapes:
        """The shapes of what `to_arrays` gives."""
        shapes: Shapes = {"positions": (number, None, size), "shared": ()}
        shapes |= {"kept": (number, None, len(KEPT))}
        for c in range(number):
            shapes |= Chain.shapes(c, size)
        return shapes

    @classmethod
    def from_arrays(cls, number: int, warm_up: int, samples: int, arrays: Mapping[str, np.ndarray]) -> Chains:
        """What `to_arrays` was of, with room for so many samples; ValueError where it cannot be."""
        chains = cls([Chain.from_arrays(c, arrays) for c in range(number)], warm_up, samples)
        most = arrays["positions"].shape[1]
        if most != arrays["kept"].shape[1] or most != chains.done.max() or chains.done.min() < 0:
            raise ValueError("its chains have other lengths than they say")
        if most > warm_up + samples:
            raise ValueError("its chains are longer than they can be")
        chains.positions[:, :most], chains.kept[:, :most] = arrays["positions"], arrays["kept"]
        chains.shared = bool(arrays["shared"])
        for c, chain in enumerate(chains.chains):
            chain.check(c, chains.positions[c, : chain.done], chains.kept[c, : chain.done])
        return chains


def doubts_of(found: Mapping[str, Any], names: Sequence[str], samples: int) -> list[str]:
    """What speaks against the samples of chains, each in a sentence; none where nothing does.

    Parameters
    ----------
    found
        The `diagnostics`.
    names
        Of the parameters.
    samples
        The number of each chain.
    """
    chains = len(found["divergences"])
    r_hat, sizes = np.array(found["r_hat"]), np.minimum(found["bulk_size"], found["tail_size"])
    doubts = []
    if not np.all(r_hat <= convergence.LARGEST_R_HAT):
        worst = int(np.argmax(np.where(np.isnan(r_hat), np.inf, r_hat)))
        doubts.append(f"R-hat is {r_hat[worst]:.4f} of {names[worst]}, above 1.01: the chains do not agree yet")
    if not np.all(sizes >= convergence.FEWEST_A_CHAIN * chains):
        worst = int(np.argmin(np.where(np.isnan(sizes), -np.inf, sizes)))
        doubts.append(
            f"the effective sample size of {names[worst]} is {sizes[worst]:.0f}, below 100 for each of {chains} chains"
        )
    fractions = np.array(found["energy_fraction"])
    if not np.all(fractions >= convergence.LEAST_ENERGY_FRACTION):
        doubts.append(f"the energies mix slowly (fraction {np.nanmin(fractions):.2f}), as in a funnel")
    if sum(found["divergences"]):
        doubts.append(f"{sum(found['divergences'])} of {chains * samples} trajectories diverged")
    if sum(found["cut_short"]) > 0.01 * chains * samples:
        doubts.append(f"{sum(found['cut_short'])} of {chains * samples} trajectories were cut short")
    return doubts
