"""Draws that are moved until they are the posterior's, where their weights cannot make them that."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.guide.draws import Draws
from autolens_lite.search.mcmc.bridge_sampling import bridged
from autolens_lite.search.mcmc.led_walkers import Led, walk_led

# Walkers; the greatest number of likelihoods that they compute; and of places that are kept.
_WALKERS, _MOST, _KEPT = 64, 8000, 4000


@dataclasses.dataclass(frozen=True)
class Moved:
    """Where walkers were, which started at weighted draws.

    Attributes
    ----------
    points : (n, p) float
        In scaled parameters.
    heights : (n,) float
        The log posterior density.
    log_evidence, log_evidence_error : float
        By a bridge to the densities that the draws are of.
    led
        What the walkers say of themselves.
    """

    points: np.ndarray
    heights: np.ndarray
    log_evidence: float
    log_evidence_error: float
    led: Led

    @property
    def info(self) -> dict[str, Any]:
        """R-hat, effective size and acceptance, and what speaks against the samples."""
        led = self.led
        doubts = []
        if not led.is_mixed:
            doubts.append(
                f"walkers have not mixed (R-hat {led.r_hat:.3f}, {led.effective_sample_size:.0f} independent samples "
                f"of {len(led.chains)} walkers): errors may be wrong. al.NUTS(..., start=result) decides it"
            )
        return {
            "r_hat": led.r_hat,
            "effective_sample_size": led.effective_sample_size,
            "acceptance": led.acceptance,
            "walkers": len(led.chains),
            "transitions": led.chains.shape[1],
            "doubts": doubts,
        }


def moved_from(
    draws: Draws,
    posterior: Any,
    n_effective: float,
    rng: np.random.Generator,
    log_likelihoods: Callable[[np.ndarray], np.ndarray],
) -> Moved | None:
    """Move walkers from draws, taken as often as they weigh, by the slopes of the densities that these are of.

    Returns None where there are no draws.

    Parameters
    ----------
    draws
        Of a mixture of densities.
    posterior
        A `ScaledPosterior`.
    n_effective
        The effective sample size at which walkers stop.
    rng
        Of the walk.
    log_likelihoods
        Those (n,) of vectors (n, p); -inf where there are none.
    """
    if draws.mixture is None:
        return None

    def log_density(points: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            found = np.where(np.isfinite(points).all(axis=1), posterior.log_priors(points), -np.inf)
        inside = np.isfinite(found)
        if inside.any():
            found[inside] += log_likelihoods(posterior.vectors_from(points[inside]))
        return np.where(np.isfinite(found), found, -np.inf)

    places = np.cumsum(draws.importance.weights)
    taken = np.minimum(np.searchsorted(places, (np.arange(_WALKERS) + rng.random()) / _WALKERS), len(places) - 1)
    taken = rng.permutation(taken)
    led = walk_led(
        log_density,
        draws.mixture.guides,
        draws.points[taken],
        draws.heights[taken],
        draws.mixture.factor,
        rng,
        n_effective,
        _MOST,
    )
    thin = max(led.values.size // _KEPT, 1)
    chains, values = led.chains[:, ::thin], led.values[:, ::thin]
    points = chains.reshape(-1, chains.shape[2])
    of_draws = values - draws.mixture.log_densities(points).reshape(values.shape)
    own = draws.heights - draws.mixture.log_densities(draws.points)
    return Moved(points, values.ravel(), *bridged(of_draws, own), led)
