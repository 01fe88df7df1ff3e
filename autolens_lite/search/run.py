"""What a sampler needs while it runs: likelihoods, random numbers, checkpoints, progress and a way to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from autolens_lite import storage
from autolens_lite.archive import Shapes
from autolens_lite.model import Collection, Model
from autolens_lite.result import Samples
from autolens_lite.search.figures import Figures
from autolens_lite.search.interrupt import Interrupt
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.output.checkpoint import CheckpointStore, understood
from autolens_lite.search.progress import Progress, line_of

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_CHECKPOINTS = 20.0

T = TypeVar("T")
State = bytes | Mapping[str, Any]
"""What a checkpoint holds of a sampler: named arrays, or bytes of its own."""


class Run:
    """One run of a search, from its start or its last checkpoint to its end.

    Parameters
    ----------
    model
        The model that is fitted.
    evaluator
        Computes likelihoods.
    store
        Keeps checkpoints.
    progress
        Shows how far the run is.
    interrupt
        Knows whether the user, or a scheduler, asks to stop.
    folder
        The output folder.
    chosen
        The numbers of `AbstractSearch.chosen` that hold for this run. From its "seed" all random numbers are made.
    iterations_per_full_update
        Save after each this many iterations; None saves by the clock. A resumed run continues exactly where it was
        saved, so the choice has no influence on the results.
    figures
        Draws the best fit from time to time.
    """

    def __init__(
        self,
        model: Model | Collection,
        evaluator: Evaluator,
        store: CheckpointStore,
        progress: Progress,
        interrupt: Interrupt,
        folder: Path,
        chosen: Mapping[str, int],
        iterations_per_full_update: int | None,
        figures: Figures,
    ) -> None:
        self.model = model
        self.evaluator = evaluator
        self.store = store
        self.progress = progress
        self.interrupt = interrupt
        self.folder = folder
        self.chosen = chosen
        self.seed = chosen["seed"]
        self._every = iterations_per_full_update
        self._figures = figures
        self._saved_at = -np.inf
        self._last: tuple[int, Mapping[str, Any], Callable[[], np.ndarray]] | None = None
        self.info: dict[str, Any] = {}

    def generator(self, stream: int = 0) -> np.random.Generator:
        """A random generator; different streams of one seed are independent."""
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, stream])))

    def legacy_state(self, stream: int = 1) -> tuple:
        """The state of a `numpy.random.RandomState`, for samplers that know no other generator."""
        generator = np.random.RandomState(np.random.MT19937(np.random.SeedSequence([self.seed, stream])))
        return generator.get_state(legacy=True)  # type: ignore[return-value]

    def resumed(self, shapes: Shapes, read: Callable[[dict[str, np.ndarray]], T]) -> T | None:
        """Return what `read` makes of the arrays of the last checkpoint; None where a run begins.

        Raises ResumeError if there is a checkpoint that is not a state: damaged, forged or of another version.

        Parameters
        ----------
        shapes
            The arrays that must be there, and their shapes, with None for a length that may be any.
        read
            Takes the arrays and returns the state of a sampler, or raises a ValueError if they cannot be one.
        """
        return self.resumed_from_bytes(lambda stored: read(storage.arrays_from_bytes(stored, shapes)))

    def resumed_from_bytes(self, read: Callable[[bytes], T]) -> T | None:
        """Do as `resumed`, of a state that is not arrays."""
        stored = self.store.load()
        if stored is None:
            return None
        with understood(self.folder):
            return read(stored)

    def tick(
        self, iteration: int, state: Mapping[str, Any], save: Callable[[], State], best: Callable[[], np.ndarray]
    ) -> None:
        """Called after each iteration: draw the bar; save where it is time to; stop where that is asked for.

        Raises KeyboardInterrupt or SystemExit if a signal asked for it, after saving.

        Parameters
        ----------
        iteration
            How many iterations are done.
        state
            What to show of the sampler.
        save
            Returns the sampler's whole state: named arrays, or bytes.
        best
            Returns the vector of the highest likelihood so far.
        """
        self.progress.show(iteration, state)
        self._last = (iteration, state, best)
        self._figures.update(self.evaluator.tally.calls, best)
        now = time.monotonic()
        due = iteration % self._every == 0 if self._every else now - self._saved_at > _SECONDS_BETWEEN_CHECKPOINTS
        if not due and self.interrupt.requested is None:
            return
        self.store.save(_packed(save()))
        self._saved_at = now
        self.write_progress()
        logger.debug("%s: iteration %d, %s", self.folder.name, iteration, line_of(state))
        if self.interrupt.requested is not None:
            logger.warning("Saved in %s. Run the same script again to continue from here.", self.folder)
            self.interrupt.stop()

    def keep_final(self, state: State) -> None:
        """Keep the state in which a run has ended, for a longer one to go on from: see `AbstractSearch.may_grow`."""
        self.store.save_final(_packed(state))

    def samples_of(
        self,
        vectors: np.ndarray,
        *,
        log_likelihood: np.ndarray | None = None,
        log_posterior: np.ndarray | None = None,
        **more: Any,
    ) -> Samples:
        """Return samples of the model's parameters.

        Parameters
        ----------
        vectors : (n, p) float
            The parameters of each.
        log_likelihood, log_posterior : (n,) float
            One of them: of each sample.
        **more
            Further arguments of `al.Samples`, such as weights and an evidence.
        """
        log_prior = self.evaluator.log_priors(vectors)
        if log_likelihood is None:
            assert log_posterior is not None
            log_likelihood = log_posterior - log_prior
        names = list(self.model.parameter_names)
        return Samples(names, vectors, log_likelihood=log_likelihood, log_prior=log_prior, **more)

    def write_progress(self) -> None:
        """Write the text file that says how far the run is."""
        if self._last is not None:
            iteration, state, best = self._last
            self.progress.write(iteration, state, dict(zip(self.model.parameter_names, best(), strict=True)))


def _packed(state: State) -> bytes:
    return state if isinstance(state, bytes) else storage.arrays_to_bytes(state)
