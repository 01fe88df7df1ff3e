"""nautilus's sampler without its side effects: one random generator, one thread, no warnings, nothing printed.

Importing this module imports nautilus and with it scikit-learn, so it is imported when a search begins.
"""

from __future__ import annotations

import os
import pickle
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autolens_lite.search.run import Run

_environment = dict(os.environ)
from nautilus import Sampler  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

# scikit-learn sets variables for the processes and libraries that are started after it.
for _name in set(os.environ) - set(_environment):
    del os.environ[_name]

# Into how many jobs the drawing of points within a new bound is cut; fixed, since the points depend on it.
_JOBS = 4
# How many points for each live one a new bound keeps of those that were drawn to measure its volume.
_STOCK = 4


class Crew:
    """The pool to which nautilus gives the work of a new bound: training networks, and drawing points.

    Its size is fixed whatever the number of cores, and each job has copies of its own of what it is made from, so that
    a run does not depend on where its jobs are done.

    `run` is the one whose pool does the jobs.
    """

    size = _JOBS

    def __init__(self, run: Run) -> None:
        self._evaluator = run.evaluator

    def map(self, function: Callable, items: Iterable) -> list:
        """Apply a function to each item."""
        jobs = [pickle.dumps((function, item), protocol=5) for item in items]
        return self._evaluator.map(_done_quietly, jobs)


def _done_quietly(job: bytes) -> Any:
    with warnings.catch_warnings(), np.errstate(all="ignore"), threadpool_limits(limits=1):
        warnings.simplefilter("ignore")
        function, item = pickle.loads(job)  # of this run: it was never in a file
        return function(item)


class QuietSampler(Sampler):
    """nautilus's sampler, whose likelihoods come from a run.

    Its log likelihoods are relative to the `reference`, the greatest of the first batch that has any: of 1e8 in
    modulus, as the normalisation of much data is, the sums of exponentials would be rounded by more than they differ.

    Parameters
    ----------
    run
        The run.
    settings
        What nautilus's sampler is made from.
    canonical
        What a new bound is replaced by: the same, as it would be if it had been stored and read.
    """

    def __init__(self, run: Run, settings: dict[str, Any], canonical: Callable[[Any], Any]) -> None:
        # One parameter is joined by another, without effect: nautilus takes no fewer than two.
        dimensions = max(2, run.model.prior_count)
        super().__init__(self.vectors, self.log_likelihoods, n_dim=dimensions, vectorized=True, **settings)
        self.rng = run.generator()
        self.reference: float | None = None
        self.n_update_iter = -self.n_live
        self.n_like_iter = 0
        self._run = run
        self._errors = np.geterr()
        self._canonical = canonical
        self._crew = Crew(run)

    def vectors(self, points: np.ndarray) -> np.ndarray:
        """Vectors of parameters (n, p) from points (n, d) in the unit cube."""
        return self._run.evaluator.from_unit(points[:, : self._run.model.prior_count])

    def log_likelihoods(self, vectors: np.ndarray) -> np.ndarray:
        """The log likelihoods (n,) of vectors (n, p), relative to the reference; -inf where there is none."""
        with np.errstate(**self._errors):
            values = self._run.evaluator.log_likelihoods(vectors)
        if self.reference is None:
            if not np.any(np.isfinite(values)):
                return values
            self.reference = float(np.max(values))
        return values - self.reference

    def evaluate_likelihood(self, points: np.ndarray) -> tuple[np.ndarray, None]:
        """The log likelihoods (n,) of points (n, d) in the unit cube, and no blobs."""
        values = self.log_likelihoods(self.vectors(points))
        self.n_like += len(points)
        return values, None

    def add_bound(self, verbose: bool = False) -> bool:
        """Enclose the live points more tightly; whether that made a new bound."""
        self.pool_s: Any = self._crew
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"), threadpool_limits(limits=1):
                warnings.simplefilter("ignore")
                added = super().add_bound(verbose)
        finally:
            # Points that are drawn later are drawn here: as many as are wanted, and no more.
            self.pool_s = None
        if added and len(self.bounds) > 1:
            # Points in stock are independent draws; more than are soon used would only be stored with each checkpoint.
            self.bounds[-1].points = self.bounds[-1].points[: _STOCK * self.n_live]
            self.bounds[-1] = self._canonical(self.bounds[-1])
            for bound in self.bounds[1:-1]:
                bound.points = bound.points[: self.n_batch].copy()
        return added

    def greatest(self) -> tuple[np.ndarray, float]:
        """The point (d,) of the greatest log likelihood, and that, not relative; -inf where there is none."""
        points = np.concatenate([*self.points, self.points_t])
        values = np.concatenate([*self.log_l, self.log_l_t])
        best = int(np.argmax(values))
        return points[best], float(values[best] + (self.reference or 0.0))
