"""What a sampler needs while it runs: likelihoods, random numbers, checkpoints, progress and a way to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite.search.interrupt import Interrupt
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.output.checkpoint import CheckpointStore
from autolens_lite.search.progress import Progress, line_of

logger = logging.getLogger(__name__)

_SECONDS_BETWEEN_CHECKPOINTS = 20.0


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
    seed
        From which all random numbers are made.
    queue_size
        The number of points that a nested sampler proposes at once.
    iterations_per_full_update
        Save after each this many iterations; None saves by the clock. A resumed run continues exactly where it was
        saved, so the choice has no influence on the results.
    """

    def __init__(
        self,
        model: Any,
        evaluator: Evaluator,
        store: CheckpointStore,
        progress: Progress,
        interrupt: Interrupt,
        folder: Path,
        seed: int,
        queue_size: int,
        iterations_per_full_update: int | None,
    ) -> None:
        self.model = model
        self.evaluator = evaluator
        self.store = store
        self.progress = progress
        self.interrupt = interrupt
        self.folder = folder
        self.seed = seed
        self.queue_size = queue_size
        self._every = iterations_per_full_update
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

    def tick(
        self,
        iteration: int,
        state: Mapping[str, Any],
        save: Callable[[], bytes],
        best: Callable[[], np.ndarray],
    ) -> None:
        """Called after each iteration: draw the bar; save where it is time to; stop where that is asked for.

        Parameters
        ----------
        iteration
            How many iterations are done.
        state
            What to show of the sampler.
        save
            Returns the sampler's whole state.
        best
            Returns the vector of the highest likelihood so far.

        Raises
        ------
        KeyboardInterrupt, SystemExit
            If a signal asked for it, after saving.
        """
        self.progress.show(iteration, state)
        self._last = (iteration, state, best)
        now = time.monotonic()
        due = iteration % self._every == 0 if self._every else now - self._saved_at > _SECONDS_BETWEEN_CHECKPOINTS
        if not due and self.interrupt.requested is None:
            return
        self.store.save(save())
        self._saved_at = now
        self.write_progress()
        logger.debug("%s: iteration %d, %s", self.folder.name, iteration, line_of(state))
        if self.interrupt.requested is not None:
            logger.warning("Saved in %s. Run the same script again to continue from here.", self.folder)
            self.interrupt.stop()

    def write_progress(self) -> None:
        """Write the text file that says how far the run is."""
        if self._last is not None:
            iteration, state, best = self._last
            self.progress.write(iteration, state, dict(zip(self.model.parameter_names, best(), strict=True)))
