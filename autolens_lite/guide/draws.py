"""Draws of a posterior whose maximum is known, by importance sampling of densities that are like it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.guide.bent_density import BentDensity, bent_density_from
from autolens_lite.search.gradient.importance import NO_DRAWS, Importance, importance_from
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum
from autolens_lite.search.gradient.second_order import Squares

# Draws are made in rounds of so many; a density is left for a better one once so many of its draws have weights with
# too heavy a tail, or are worth less than this part of their number; and there are so many densities at most.
_ROUND, _LEFT, _POOR, _DENSITIES = 250, 750, 0.15, 4
# The degrees of freedom of the densities' tails; how much of the maximum's own covariance is in one that is fitted to
# draws, in draws.
_FREEDOM, _OWN = 12.0, 50.0
# A k-hat that may be too high is not resolved by more draws than this.
_SURE = 2000
# The effective sample size, for each parameter, from which a mean and a covariance are told.
_WORTH = 1.0


@dataclasses.dataclass(frozen=True)
class Draws:
    """Draws of a mixture of densities, weighed to be those of a posterior.

    Attributes
    ----------
    points : (n, p) float
        In scaled parameters.
    heights : (n,) float
        The log posterior density; -inf where there is none.
    importance
        The weights, and whether they are to be trusted. `log_mean` is the log evidence, with its error.
    densities
        How many densities were drawn from.
    doubts
        What speaks against the draws, beside their weights, each in a sentence.
    mixture
        The densities; None where there are none.
    """

    points: np.ndarray
    heights: np.ndarray
    importance: Importance
    densities: int
    doubts: tuple[str, ...] = ()
    mixture: Mixture | None = None

    @property
    def are_reliable(self) -> bool:
        """Whether neither the weights' tail nor where draws come from speaks against them."""
        return self.importance.is_reliable and not self.doubts


def draws_from(
    posterior: Any,
    maximum: Maximum,
    n_effective: float,
    most: int,
    rng: np.random.Generator,
    log_likelihoods: Callable[[np.ndarray], np.ndarray],
    squares: Squares | None = None,
    ends_in_doubt: bool = False,
) -> Draws:
    """Draw about a maximum until the draws are worth `n_effective` samples.

    The first density is Student's with the maximum's second derivatives. Where residuals are known, the second is that
    of residuals to second order, which most draws are of: the first then holds the tails. While the weights have too
    heavy a tail, or are very unequal, further ones are fitted to the mean and the covariance of all weighted draws.
    Weights are those of draws of the mixture of all densities, so none is thrown away (Veach & Guibas 1995, the balance
    heuristic; Cornuet et al. 2012, Scand. J. Stat. 39, 798).

    Parameters
    ----------
    posterior
        A `ScaledPosterior`.
    maximum
        Of it.
    n_effective
        The effective sample size.
    most
        The largest number of draws.
    rng
        Of the draws.
    log_likelihoods
        Those (n,) of vectors (n, p); -inf where there are none.
    squares
        The residuals of scaled parameters, where these make all of the likelihood.
    ends_in_doubt
        Whether no more is drawn once draws of a density have not filled its tails, as other samples will be taken.
    """
    mixture = Mixture(posterior, Laplace(maximum, _FREEDOM), log_likelihoods)
    draws = mixture.drawn(rng)
    bent = bent_density_from(posterior, maximum, squares, rng)
    if bent is not None:
        mixture.add(bent)
    while len(draws.points) < most:
        found, size = draws.importance, len(draws.points)
        is_sure = not found.doubts or size >= _SURE
        is_doubted = bool(draws.doubts)
        if (is_doubted and ends_in_doubt) or (
            found.is_reliable and found.effective_sample_size >= n_effective and is_sure
        ):
            break
        is_poor = not found.is_reliable or found.effective_sample_size < _POOR * size
        # a density fitted to draws that have not filled the tails has these still
        if is_poor and not is_doubted and mixture.of_last >= _LEFT and draws.densities < _DENSITIES:
            near = _refitted(maximum, draws)
            mixture.add(bent_density_from(posterior, near, squares, rng) or Laplace(near, _FREEDOM))
        draws = mixture.drawn(rng)
    return draws


def no_draws_from(maximum: Maximum) -> Draws:
    """The maximum alone, where none of the draws about it has any weight."""
    alone = dataclasses.replace(NO_DRAWS, weights=np.ones(1))
    return Draws(maximum.point[None], np.array([maximum.height]), alone, 0)


class Mixture:
    """Draws of several densities, each cut to the prior."""

    def __init__(self, posterior: Any, first: Laplace, log_likelihoods: Callable[[np.ndarray], np.ndarray]) -> None:
        self.posterior, self.log_likelihoods = posterior, log_likelihoods
        self.points, self.heights = np.zeros((0, first.peak.size)), np.zeros(0)
        self.densities: list[Laplace | BentDensity] = []
        self.counts: list[tuple[float, float, float]] = []
        self.add(first)

    def add(self, density: Laplace | BentDensity) -> None:
        self.densities.append(density)
        self.counts.append((0.0, 0.0, 0.0))

    @property
    def of_last(self) -> float:
        """How many draws there are of the last density."""
        return self.counts[-1][0]

    def drawn(self, rng: np.random.Generator) -> Draws:
        """One more round of the last density, and the weights of all."""
        density = self.densities[-1]
        if isinstance(density, BentDensity):
            new, fraction, tried = density.draw(_ROUND, rng), 1.0, _ROUND
        else:
            new, fraction, tried = density.draw_inside(_ROUND, self.posterior, rng)
        number, inside, total = self.counts[-1]
        self.counts[-1] = number + len(new), inside + fraction * tried, total + tried
        self.points = np.concatenate([self.points, new])
        values = self.log_likelihoods(self.posterior.vectors_from(new))
        self.heights = np.concatenate([self.heights, self.posterior.log_priors(new) + values])
        parts = self._parts(self.points)
        mixed = np.logaddexp.reduce(parts, axis=0)
        found = importance_from(self.heights - mixed)
        shares = np.array([float(found.weights @ np.exp(part - mixed)) for part in parts])
        error = math.hypot(found.log_mean_error, self._error_of_integrals(shares))
        found = dataclasses.replace(found, log_mean_error=error)
        return Draws(self.points, self.heights, found, len(self.densities), self._doubts(), self)

    def log_densities(self, points: np.ndarray) -> np.ndarray:
        """The log density (n,) of points (n, p) of the prior, normalised within it."""
        return np.logaddexp.reduce(self._parts(points), axis=0)

    def _parts(self, points: np.ndarray) -> list[np.ndarray]:
        """Of each density, with its share of the draws."""
        drawn = sum(number for number, _, _ in self.counts)
        return [
            math.log(number / drawn / (inside / total)) + density.log_densities(points)
            for density, (number, inside, total) in zip(self.densities, self.counts, strict=True)
            if number
        ]

    @property
    def guides(self) -> list[Laplace | BentDensity]:
        """Those that know best where the log posterior rises: with the bends of residuals, where there are such."""
        bent: list[Laplace | BentDensity] = [each for each in self.densities if isinstance(each, BentDensity)]
        return bent or self.densities[-1:]

    @property
    def factor(self) -> np.ndarray:
        """Of the covariance (p, p) of the last density, factor times its transpose."""
        return self.guides[-1].factor

    def _doubts(self) -> tuple[str, ...]:
        if all(density.is_at_rest for density in self.densities if isinstance(density, BentDensity)):
            return ()
        return (
            "the density of the residuals to second order has tails so long that its draws have not filled them: "
            "errors along these may be too small, the log evidence too low. al.NUTS(..., start=result) decides it",
        )

    def _error_of_integrals(self, shares: np.ndarray) -> float:
        """What the log evidence is uncertain by since the densities' own integrals within the prior are.

        Of some the part within the prior is counted, others are normalised by a bridge.

        Parameters
        ----------
        shares : (d,) float
            Of each density in the weighted draws.
        """
        _, inside, total = np.array(self.counts).T
        bridges = [each.log_integral_error if isinstance(each, BentDensity) else 0.0 for each in self.densities]
        return math.sqrt(float(np.sum(shares**2 * ((total - inside) / (inside * total) + np.square(bridges)))))


def _refitted(maximum: Maximum, draws: Draws) -> Maximum:
    """The centre and minus the second derivatives of a density with the mean and covariance of weighted draws.

    Weights of few draws are flattened, by a power of them, until the draws are worth `_WORTH` of them a parameter.
    """
    weights = _flattened(draws.importance.weights, _WORTH * maximum.point.size)
    mean = weights @ draws.points
    beside = draws.points - mean
    own = np.linalg.pinv(maximum.hessian, hermitian=True)
    size = 1.0 / float(weights @ weights)
    share = size / (size + _OWN)
    covariance = share * (beside.T * weights) @ beside + (1.0 - share) * own
    held = np.zeros_like(maximum.held)
    return dataclasses.replace(maximum, point=mean, hessian=np.linalg.inv(covariance), held=held)


def _flattened(weights: np.ndarray, size: float) -> np.ndarray:
    """Weights (n,) to the highest power up to 1 at which the draws are worth `size`, or nearly."""
    logs = np.log(np.maximum(weights, np.finfo(float).tiny))
    low, high = 0.0, 1.0
    power = 1.0
    for _ in range(20):
        flat = np.exp(power * (logs - logs.max()))
        flat /= flat.sum()
        enough = 1.0 / float(flat @ flat) >= size
        if enough and power == 1.0:
            break
        low, high = (power, high) if enough else (low, power)
        power = 0.5 * (low + high)
    return flat
