"""Samples about one maximum of a posterior: weighted draws; where these do not do walkers from them, or chains."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autolens_lite.guide.by_chains import samples_by_chains
from autolens_lite.guide.draws import Draws, draws_from, no_draws_from
from autolens_lite.guide.moved import Moved, moved_from
from autolens_lite.guide.ways import Way
from autolens_lite.result import Samples
from autolens_lite.search.gradient.importance import NoDrawsError
from autolens_lite.search.gradient.newton import Maximum
from autolens_lite.search.gradient.second_order import Squares
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior
from autolens_lite.search.run import Run

logger = logging.getLogger(__name__)

_MAKERS = {"walkers": "walkers", "NUTS": "chains"}


@dataclasses.dataclass(frozen=True)
class Mode:
    """One mode of a posterior.

    Attributes
    ----------
    maximum
        Its highest point.
    draws
        About it.
    samples
        Of the posterior about it; with an evidence, if that is to be trusted.
    by_chains
        What chains or walkers say of themselves, where the samples are theirs.
    sampled_by
        "importance sampling", "walkers" or "NUTS".
    """

    maximum: Maximum
    draws: Draws
    samples: Samples
    by_chains: Mapping[str, Any] | None = None
    sampled_by: str = "importance sampling"

    @property
    def log_evidence(self) -> float:
        """That of the samples; where there is none, that of the draws, which is not to be trusted."""
        found = self.samples.log_evidence
        return self.draws.importance.log_mean if found is None else found

    @property
    def log_evidence_error(self) -> float:
        """Its standard error."""
        found = self.samples.log_evidence_error
        return self.draws.importance.log_mean_error if found is None else found

    @property
    def why_chains(self) -> str:
        """Why the samples are of chains or walkers; empty where they are not."""
        if self.by_chains is None:
            return ""
        return self.draws.doubts[0].split(":")[0] if self.draws.importance.is_reliable else _heavy(self.draws)

    def doubts(self, names: Sequence[str]) -> list[str]:
        """What speaks against the samples, each in a sentence; none where nothing does.

        Parameters
        ----------
        names
            Of the parameters.
        """
        if self.sampled_by == "NUTS" and self.by_chains is not None:
            return list(self.by_chains["doubts"])
        found = self.maximum.doubts(names)
        if self.by_chains is not None:
            return [*found, *self.by_chains["doubts"]]
        if not self.draws.importance.is_reliable:
            return [
                *found,
                f"{_heavy(self.draws)}: errors may be wrong, and there is no evidence. al.NUTS(..., start=result) "
                "gives the posterior",
            ]
        return [*found, *self.draws.importance.doubts, *self.draws.doubts]


@dataclasses.dataclass(frozen=True)
class Sampler:
    """Makes the samples about maxima.

    Attributes
    ----------
    run, way, posterior
        Of the search.
    state
        Of its checkpoints, into which chains go.
    n_effective, n_draws, use_nuts
        Settings of `al.Posterior`.
    """

    run: Run
    way: Way
    posterior: SquaresPosterior
    state: dict[str, np.ndarray]
    n_effective: int
    n_draws: int
    use_nuts: bool

    def mode(self, maximum: Maximum, rng: np.random.Generator, name: str) -> Mode:
        """Return the samples about a maximum.

        Parameters
        ----------
        maximum
            Of the posterior.
        rng
            Of the draws.
        name
            Of chains, where there are any, in checkpoints.
        """
        squares = self._squares(maximum)
        try:
            draws = draws_from(
                self.posterior,
                maximum,
                self.n_effective,
                self.n_draws,
                rng,
                self.way.log_likelihoods,
                squares,
                ends_in_doubt=self.use_nuts,
            )
        except NoDrawsError as error:  # a maximum that was found is not thrown away
            logger.warning("%s: %s", self.run.folder.name, error)
            draws = no_draws_from(maximum)
        if draws.are_reliable:
            return Mode(maximum, draws, self._samples(maximum, draws))
        moved = moved_from(draws, self.posterior, self.n_effective, rng, self.way.log_likelihoods)
        # walkers that have not mixed are better than draws of which the weights mean nothing, but than no others
        is_last = not self.use_nuts and not draws.importance.is_reliable
        if moved is not None and (moved.led.is_mixed or is_last):
            found = Mode(maximum, draws, self._samples_of(maximum, moved), moved.info, "walkers")
        elif self.use_nuts:
            vector = self.posterior.vectors_from(maximum.point[None])[0]
            found = Mode(maximum, draws, *samples_by_chains(self.run, vector, self.state, name), "NUTS")
        else:
            return Mode(maximum, draws, self._samples(maximum, draws))
        logger.info(
            "%s: the samples are of %s, since %s.", self.run.folder.name, _MAKERS[found.sampled_by], found.why_chains
        )
        return found

    def _squares(self, maximum: Maximum) -> Squares | None:
        """The residuals of scaled parameters, where they make the whole likelihood; else None."""
        way, posterior = self.way, self.posterior

        def squares(point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            vector = posterior.vectors_from(point[None])[0]
            found = way.residuals_and_jacobian(vector)
            assert found is not None
            return found[0], posterior.by_scaled(found[1], vector)

        found = way.residuals_and_jacobian(posterior.vectors_from(maximum.point[None])[0])
        log_likelihood = maximum.height - float(posterior.log_priors(maximum.point[None])[0])
        return None if found is None or not posterior.is_sum(log_likelihood, found[0]) else squares

    def _samples_of(self, maximum: Maximum, moved: Moved) -> Samples:
        """The maximum, of no weight, and where walkers were, of equal weights; no evidence, if they have not mixed."""
        points = np.concatenate([maximum.point[None], moved.points])
        return self.run.samples_of(
            self.posterior.vectors_from(points),
            log_likelihood=np.append(maximum.height, moved.heights) - self.posterior.log_priors(points),
            weight=np.append(0.0, np.ones(len(moved.points))),
            log_evidence=moved.log_evidence if moved.led.is_mixed else None,
            log_evidence_error=moved.log_evidence_error if moved.led.is_mixed else None,
            effective_sample_size=moved.led.effective_sample_size,
        )

    def _samples(self, maximum: Maximum, draws: Draws) -> Samples:
        """The maximum, of no weight, and the weighted draws; unweighted and without evidence, if not to be trusted."""
        found, kept = draws.importance, np.isfinite(draws.heights)
        points = np.concatenate([maximum.point[None], draws.points[kept]])
        heights = np.append(maximum.height, draws.heights[kept])
        weights = found.weights[kept] if found.is_reliable else np.ones(int(kept.sum()))
        return self.run.samples_of(
            self.posterior.vectors_from(points),
            log_likelihood=heights - self.posterior.log_priors(points),
            weight=np.append(0.0, weights),
            log_evidence=found.log_mean if found.is_reliable else None,
            log_evidence_error=found.log_mean_error if found.is_reliable else None,
            effective_sample_size=found.effective_sample_size,
        )


def _heavy(draws: Draws) -> str:
    found = draws.importance
    return f"the weights of the draws have too heavy a tail (k-hat {found.k_hat:.2f}, not below {found.limit:.2f})"
