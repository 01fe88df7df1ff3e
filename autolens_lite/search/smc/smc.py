"""Tempered sequential Monte Carlo: a posterior of several modes and its evidence, by gradients."""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autolens_lite.archive import Shapes
from autolens_lite.model import Collection, Model
from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.abstract import AbstractSearch
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.unconstrained_posterior import UnconstrainedPosterior, log_unit_normal
from autolens_lite.search.likelihoods.failure_count import with_one_likelihood, without_likelihoods
from autolens_lite.search.run import Run
from autolens_lite.search.smc.particles import (
    Densities,
    Particles,
    adapted,
    has_settled,
    jumps_from,
    metric_from,
    moved,
)
from autolens_lite.search.smc.reference_density import MixtureReference, PriorReference
from autolens_lite.search.smc.tempering import effective_size_of, error_from, next_exponent, resampled
from autolens_lite.search.start import StartLike, Starts

logger = logging.getLogger(__name__)

# Random streams of a run: of the first particles, and of each stage.
_FIRST, _STAGES = 3, 1000
# Degrees of freedom of the densities about maxima, whose tails must reach beyond the posterior's.
_FREEDOM = 8.0
# Maxima whose distance is less than this many widths for each parameter are one.
_APART = 1.0
# Log likelihoods that differ by less than this part of themselves are the same.
_ALIKE = 1e-13
# Below these there is a doubt.
_ACCEPTANCE, _ANCESTORS = 0.4, 10.0


class SMC(AbstractSearch):
    r"""Samples and evidence of a posterior with several modes, by tempered sequential Monte Carlo; jax backend.

    Particles go from a density that is known, the prior or densities about several maxima, to the posterior, by way of
    geometric means of the two (Del Moral et al. 2006, J. R. Stat. Soc. B 68, 411). At each stage the exponent grows
    until the weights of the particles have an effective number of `ess_target` of theirs; they are resampled, and each
    is moved by Hamiltonian Monte Carlo until they have come as far as independent draws within a mode would. So modes
    are weighed against each other, and the evidence comes with an error; neither depends on chains that would have to
    go from mode to mode.

    From the prior no start is needed, and every mode that holds some particles early on is found; the work is some
    hundred gradients for each particle, and grows with the information: for the 140 nats of a lens of 25 parameters it
    is too much. From `start`, several results or vectors of other searches, it is a few stages.

    `search_info` holds `stages`, `exponents`, `acceptance` (of the last stage), `jump` (how far the particles came in
    it, 1 for independent draws), `ancestors` (of how many of the first particles the last are in effect descendants,
    on which the evidence and the modes' weights rest), `gradients`, `maxima` (of the starts), and `doubts`, which are
    logged as warnings.

    Parameters
    ----------
    name
        The name of the output folder.
    n_particles
        The number of particles, and of samples.
    ess_target
        The effective number of particles after each change of the exponent, as a fraction of theirs.
    target_accept
        The mean acceptance probability to which step sizes are adapted.
    jump_target
        Particles are moved until their mean squared way is at least this fraction of that between independent draws of
        a normal density, and twice as many moves would bring them no farther.
    max_moves
        The most trajectories of each particle in a stage.
    start
        None begins with the prior; otherwise a list of starts, or one: an `al.Result` or its samples, whose sample of
        the highest posterior is taken, a vector, or a dictionary of values by parameter names. From each, Newton's
        steps lead to a maximum.
    **common
        The settings of every search: see `AbstractSearch`.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without gradients.
    SearchError
        By `fit`, if a start is outside the prior.
    """

    package = "scipy"

    def __init__(
        self,
        name: str | None = None,
        n_particles: int = 500,
        ess_target: float = 0.9,
        target_accept: float = 0.8,
        jump_target: float = 0.5,
        max_moves: int = 30,
        start: StartLike | Sequence[StartLike] | None = None,
        **common: Any,
    ) -> None:
        super().__init__(name, **common)
        self.n_particles = setting_checks.integer("n_particles", n_particles, 4)
        self.ess_target = setting_checks.number("ess_target", ess_target, 0.05, 0.99)
        self.target_accept = setting_checks.number("target_accept", target_accept, 0.05, 0.99)
        self.jump_target = setting_checks.number("jump_target", jump_target, 0.0, 1.0)
        self.max_moves = setting_checks.integer("max_moves", max_moves, 1)
        self.start = None if start is None else Starts(start)

    def check_model(self, dimensions: int) -> None:
        """Any number of parameters can be sampled, if the particles fit in memory."""
        setting_checks.fits_in_memory("n_particles", self.n_particles, 12 * self.n_particles * (dimensions + 3))

    def check_start(self, model: Model | Collection) -> None:
        """Refuse starts of other parameters, or outside the prior."""
        if self.start is not None:
            self.start.vectors_for(model)

    def run_sampler(self, run: Run) -> Samples:
        """Move the particles from stage to stage, from the first or that of the checkpoint, to the posterior."""
        posterior = UnconstrainedPosterior(run.evaluator)
        state = run.resumed(self._shapes(run.model.prior_count), self._checked)
        if state is None:
            self._check_gradient(run)
            state = {}
        else:
            vectors = posterior.vectors_from(state["z"])
            run.evaluator.verify_gradient(*_greatest(vectors, state["value"] - log_unit_normal(state["z"])))
        densities = Densities(posterior, self._reference(run, posterior, state))
        if "z" not in state:
            state.update(self._first(run, densities))
            self._tick(run, posterior, state)
        while state["exponents"][-1] < 1.0 or len(state["moves"]) < len(state["exponents"]) - 1:
            self._advance(run, densities, state)
            self._tick(run, posterior, state)
        return self._samples(run, posterior, state)

    def _check_gradient(self, run: Run) -> None:
        """Refuse a likelihood without gradients."""
        at_start = None if self.start is None else self.start.vectors_for(run.model)[0]
        run.evaluator.check_gradient(run.evaluator.middle() if at_start is None else at_start)

    def _reference(
        self, run: Run, posterior: UnconstrainedPosterior, state: dict[str, np.ndarray]
    ) -> PriorReference | MixtureReference:
        if self.start is None:
            return PriorReference(run.model.prior_count)
        if "maxima" not in state:
            state.update(_maxima_from(posterior, self.start.vectors_for(run.model)))
        parts = [_part(*parts) for parts in zip(state["maxima"], state["hessians"], strict=True)]
        return MixtureReference(parts)

    def _first(self, run: Run, densities: Densities) -> dict[str, np.ndarray]:
        """Particles drawn from the reference."""
        z = densities.reference.draw(self.n_particles, run.generator(_FIRST))
        particles = Particles.at(z, densities)
        values = particles.log_ratios
        finite = values[np.isfinite(values)]
        if not finite.size:
            raise without_likelihoods(f"{len(values)} points drawn to begin with")
        if self.start is None and np.ptp(finite) <= _ALIKE * np.abs(finite).max():
            raise with_one_likelihood(len(values), finite[0])
        return {
            **particles.to_arrays(),
            "exponents": np.zeros(1),
            "log_evidence": np.zeros(()),
            "step": np.array(run.model.prior_count**-0.25),
            "moves": np.zeros(0),
            "acceptance": np.zeros(0),
            "jumps": np.zeros(0),
        }

    def _advance(self, run: Run, densities: Densities, state: dict[str, np.ndarray]) -> None:
        """One stage: a new exponent, new weights, resampling, and moves."""
        exponent = float(state["exponents"][-1])
        rng = run.generator(_STAGES + len(state["exponents"]))
        particles = Particles.from_arrays(state)
        ratios = particles.log_ratios
        following = next_exponent(exponent, ratios, self.ess_target)
        log_weights = np.where(np.isfinite(ratios), (following - exponent) * ratios, -math.inf)
        greatest = log_weights.max()
        gain = greatest + math.log(np.mean(np.exp(log_weights - greatest)))
        metric = metric_from(particles, following, log_weights)
        particles = particles.taken(resampled(log_weights, rng))
        particles, step, moves, acceptance, jump = self._moved(particles, densities, following, metric, state, rng)
        state.update(
            particles.to_arrays(),
            exponents=np.append(state["exponents"], following),
            log_evidence=state["log_evidence"] + gain,
            step=np.array(step),
            moves=np.append(state["moves"], moves),
            acceptance=np.append(state["acceptance"], acceptance),
            jumps=np.append(state["jumps"], jump),
        )

    def _moved(
        self,
        particles: Particles,
        densities: Densities,
        exponent: float,
        metric: np.ndarray,
        state: Mapping[str, np.ndarray],
        rng: np.random.Generator,
    ) -> tuple[Particles, float, int, float, float]:
        """Trajectories until the particles have come far enough."""
        step, before, acceptance = float(state["step"]), particles.z, 0.0
        jumps: list[np.ndarray] = []
        for _ in range(self.max_moves):
            particles, acceptance = moved(particles, densities, exponent, metric, step, rng)
            step = adapted(step, acceptance, self.target_accept)
            jumps.append(jumps_from(before, particles.z, metric))
            if jumps[-1].min() >= self.jump_target and has_settled(jumps):
                break
        return particles, step, len(jumps), acceptance, float(jumps[-1].min())

    def _tick(self, run: Run, posterior: UnconstrainedPosterior, state: Mapping[str, np.ndarray]) -> None:
        run.tick(
            len(state["exponents"]) - 1,
            {
                "exponent": float(state["exponents"][-1]),
                "log_evidence": float(state["log_evidence"]),
                "step_size": float(state["step"]),
            },
            save=lambda: state,
            best=lambda: posterior.vectors_from(state["z"][[np.argmax(state["value"])]])[0],
        )

    def _shapes(self, size: int) -> Shapes:
        """The shapes of what is stored for so many parameters."""
        shapes: Shapes = {**Particles.shapes(self.n_particles, size), "log_evidence": (), "step": ()}
        shapes |= dict.fromkeys(("exponents", "moves", "acceptance", "jumps"), (None,))
        if self.start is not None:
            shapes |= {"maxima": (None, size), "hessians": (None, size, size)}
        return shapes

    def _checked(self, state: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Refuse what stages cannot have come to, with a ValueError."""
        stages = len(state["exponents"]) - 1
        if any(len(state[name]) != stages for name in ("moves", "acceptance", "jumps")):
            raise ValueError("its stages are not all there")
        ancestors = state["ancestor"]
        if ancestors.dtype.kind != "i" or ancestors.min() < 0 or ancestors.max() >= self.n_particles:
            raise ValueError("its particles descend from none")
        if not np.all(np.diff(state["exponents"]) > 0.0) or state["exponents"][0] != 0.0:
            raise ValueError("its exponents do not grow from zero")
        numbers = [state[name] for name in ("z", "gradient", "log_evidence", "step", "acceptance", "jumps")]
        if not all(np.isfinite(array).all() for array in numbers) or not np.all(state["value"] < math.inf):
            raise ValueError("its particles are not of numbers")
        if state["exponents"][-1] > 1.0 or not state["step"] > 0.0:
            raise ValueError("its stages go beyond the posterior, or by no steps")
        return state

    def _samples(self, run: Run, posterior: UnconstrainedPosterior, state: Mapping[str, np.ndarray]) -> Samples:
        stages = len(state["exponents"]) - 1
        shares = np.bincount(state["ancestor"]) / self.n_particles
        ancestors = 1.0 / float(shares @ shares)
        jump, acceptance = float(state["jumps"][-1]), float(state["acceptance"][-1])
        doubts = self._doubts(acceptance, state["jumps"], state["moves"], ancestors)
        run.info.update(
            stages=stages,
            exponents=state["exponents"].tolist(),
            acceptance=acceptance,
            jump=jump,
            ancestors=ancestors,
            maxima=len(state.get("maxima", ())),
            doubts=doubts,
        )
        if doubts:
            logger.warning("%s: %s.", run.folder.name, "; ".join(doubts))
        return run.samples_of(
            posterior.vectors_from(state["z"]),
            log_likelihood=state["value"] - log_unit_normal(state["z"]),
            log_evidence=float(state["log_evidence"]),
            log_evidence_error=error_from(state["ancestor"]),
            effective_sample_size=effective_size_of(state["z"], state["ancestor"]),
        )

    def _doubts(self, acceptance: float, jumps: np.ndarray, moves: np.ndarray, ancestors: float) -> list[str]:
        jump, cut = float(jumps.min()), int(np.sum(moves >= self.max_moves))
        doubts = []
        if acceptance < _ACCEPTANCE:
            doubts.append(f"in the last stage only {100.0 * acceptance:.0f} % of the moves were accepted")
        if jump < self.jump_target:
            doubts.append(
                f"particles came {100.0 * jump:.0f} % of the way between independent draws in some stage, for which "
                f"{100.0 * self.jump_target:.0f} % were asked: raise max_moves"
            )
        elif cut:
            doubts.append(
                f"particles were still on their way after {self.max_moves} moves in {cut} of {len(moves)} stages, so "
                "the evidence may be too low: raise max_moves"
            )
        if ancestors < _ANCESTORS:
            doubts.append(
                f"all particles descend from {ancestors:.1f} of the first in effect, so modes may have been lost: "
                "raise n_particles, or pass starts"
            )
        return doubts


def _greatest(vectors: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, float]:
    best = int(np.argmax(values))
    return vectors[best], float(values[best])


def _part(maximum: np.ndarray, hessian: np.ndarray) -> Laplace:
    found = Maximum(maximum, 0.0, np.zeros(maximum.size), hessian, "exact", np.zeros(maximum.size, dtype=bool), True)
    return Laplace(found, _FREEDOM)


def _maxima_from(posterior: UnconstrainedPosterior, vectors: np.ndarray) -> dict[str, np.ndarray]:
    """The different maxima (k, p) that starts (n, p) lead to, and minus the second derivatives there (k, p, p)."""
    points: list[np.ndarray] = []
    hessians: list[np.ndarray] = []
    for z in posterior.map.z_from(vectors):
        maximum = maximum_from(posterior, z, gauss_newton=posterior.gauss_newton)
        parts = [_part(*parts) for parts in zip(points, hessians, strict=True)]
        ways = [np.mean(part.whitened_from(maximum.point[None]) ** 2) for part in parts]
        if not ways or min(ways) > _APART**2:
            points.append(maximum.point)
            hessians.append(maximum.hessian)
    return {"maxima": np.array(points), "hessians": np.array(hessians)}
