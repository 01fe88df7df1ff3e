"""The highest posterior by least squares, from many starts, and weighted draws of the normal density about it."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from autolens_lite.search.gradient.levenberg import climb
from autolens_lite.search.gradient.multi_start import AscendingSearch, Leg
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.scaled_posterior import ScaledPosterior
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior
from autolens_lite.search.initializer import AbstractInitializer
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator
from autolens_lite.search.likelihoods.steps import warn_of_steps
from autolens_lite.search.run import Run

# Points whose likelihoods are one task of a worker.
_POINTS = 25


class LeastSquares(AscendingSearch):
    r"""The maximum of the posterior by Levenberg-Marquardt, and samples about it; jax backend.

    With normal noise the log likelihood is a sum of squares, whose residuals and Jacobian give second derivatives
    without being differentiated again. A start is the best of `screened_per_start` draws of the initializer; from it
    damped steps (Levenberg 1944; Marquardt 1963, J. SIAM 11, 431) lead uphill. After the first 8 of them the highest
    `n_kept` go on, with those that have arrived. A maximum takes 10 to 30 Jacobians, each worth some 8 to 12 gradients,
    where `al.LBFGS` takes hundreds of gradients. What follows, the samples, their weights, the evidence, and
    `search_info`, is as of `al.LBFGS`.

    It finds the maximum that is nearest. From draws of the default priors of a whole lens, light, mass and source, that
    is nearly never the right one (on none of 12 simulated lenses with 12 starts each): use `al.Posterior`, which makes
    its starts from the data, or a model whose priors come from an earlier result.

    The coordinates are as there too. Of pixelized sources the log evidence is climbed, determinants too: the slope is
    that of all of it, the second derivatives are those of the squares.

    Parameters
    ----------
    maxiter
        The largest number of steps from one start.
    tolerance
        An ascent ends once two steps in turn gain less than this in the log posterior.
    n_kept
        How many starts go on after the first 8 steps; by default a third of them, and two at least.

    All others are those of `al.LBFGS`.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without derivatives, or the model has a mesh of natural neighbours, which
        has gradients alone: use `al.LBFGS`.
    ModelError
        By `fit`, if the analysis is one of your own that gives one number and no residuals.
    """

    package = "numpy"
    first_leg = 8
    posterior = SquaresPosterior

    def __init__(
        self,
        name: str | None = None,
        n_starts: int = 12,
        screened_per_start: int = 20,
        maxiter: int = 100,
        tolerance: float = 0.01,
        n_samples: int = 500,
        initializer: AbstractInitializer | None = None,
        n_kept: int | None = None,
        **common: Any,
    ) -> None:
        super().__init__(
            name, n_starts, screened_per_start, maxiter, tolerance, n_samples, initializer, n_kept, **common
        )

    def leg(self, start: np.ndarray, iterations: int) -> Leg:
        """A climb by damped steps."""
        return _Climbing(start, iterations, self.tolerance)

    def check_derivatives(self, run: Run, vector: np.ndarray) -> None:
        """Refuse a likelihood without residuals or their Jacobian, and one that is not one number."""
        run.evaluator.residuals_and_jacobian(vector)
        run.evaluator.verify(vector[None], run.evaluator.here.target.log_likelihoods(vector[None]))
        warn_of_steps(run.evaluator.likelihood, vector)

    def screening(self, run: Run) -> LocalEvaluator:
        """The workers; or one by one in this process, since a batch would be one more program to compile."""
        return run.evaluator if run.evaluator.size > 1 else run.evaluator.here.target

    def heights(self, run: Run, posterior: ScaledPosterior, points: np.ndarray) -> np.ndarray:
        """The log posterior densities (n,) of points (n, p), some of them a task."""
        tasks = [_Heights(points[start : start + _POINTS]) for start in range(0, len(points), _POINTS)]
        return np.concatenate(run.evaluator.map(run.evaluator.here, tasks))

    def maximum(self, posterior: ScaledPosterior, point: np.ndarray) -> Maximum:
        """Newton's steps begin with the second derivatives of the squares."""
        known = posterior.gauss_newton(point)
        return maximum_from(posterior, point, known, gauss_newton=posterior.gauss_newton)


@dataclasses.dataclass(frozen=True)
class _Climbing:
    """A climb from a point (p,), as a task."""

    start: np.ndarray
    most: int
    tolerance: float

    def __call__(self, evaluator: LocalEvaluator) -> tuple[np.ndarray, float, np.ndarray, bool]:
        """Return the highest point, the log posterior and its gradient there, and whether it has arrived."""
        found = climb(SquaresPosterior(evaluator), self.start, self.most, self.tolerance)
        return found.point, -found.cost, found.ascent, found.arrived


@dataclasses.dataclass(frozen=True)
class _Heights:
    """The log posteriors of points (n, p), as a task."""

    points: np.ndarray

    def __call__(self, evaluator: LocalEvaluator) -> np.ndarray:
        """Return them, (n,)."""
        return SquaresPosterior(evaluator).log_posteriors(self.points)
