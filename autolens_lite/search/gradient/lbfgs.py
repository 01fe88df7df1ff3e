"""The highest posterior by gradients, from many starts, and weighted draws of the normal density about it."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite.result import Samples
from autolens_lite.search import setting_checks
from autolens_lite.search.gradient.lbfgs_ascent import Ascent
from autolens_lite.search.gradient.multi_start import AscendingSearch, Leg
from autolens_lite.search.initializer import AbstractInitializer
from autolens_lite.search.run import Run


class LBFGS(AscendingSearch):
    r"""The maximum of the posterior by gradients, and samples about it; jax backend.

    A start is the best of `screened_per_start` draws of the initializer; from it the log posterior is followed uphill
    by L-BFGS-B (Zhu et al. 1997, ACM TOMS 23, 550). After 40 iterations the highest `n_kept` go on, with those that
    have arrived. From the highest of all, damped Newton steps lead to the maximum, where the second derivatives give
    the posterior's normal approximation (Laplace). `n_samples` draws of it get weights by Pareto-smoothed importance
    sampling (Vehtari et al. 2024, JMLR 25, 72): they are then samples of the posterior itself, and the result has its
    evidence, with an error. Where the weights cannot be trusted, which the shape of their tail `k_hat` says (0.7 and
    above), the draws keep equal weights, there is no evidence, and a warning says so: use `al.NUTS`, which can start
    from this result. Neither knows of other maxima. The first sample is the maximum, with weight zero.

    Parameters are scaled with their priors and bounded by them; the logarithm is taken of those with logarithmic priors
    and of those with uniform priors that begin at zero, such as radii. The maximum is that of the density in these
    coordinates.

    `search_info` holds `maxima`, the log posterior of each start that was followed to its end, of which several should
    agree, and `dropped`, those of the others; `k_hat`; `laplace_efficiency`, the fraction of the draws that the
    weighted ones are worth, near 1 where the posterior is normal; `laplace_log_evidence`, of the normal approximation;
    `is_proper`, false where the posterior rises against a bound or is not a maximum in some direction; `doubts`, which
    says so in words; and `curvature`, "gauss_newton" where a kink of the likelihood at the maximum spoils its second
    derivatives, and those of the residuals alone are taken.

    Parameters
    ----------
    name
        The name of the output folder.
    n_starts
        The number of starts.
    screened_per_start
        How many draws compete for each start.
    maxiter
        The largest number of iterations from one start.
    maxcor
        How many iterations L-BFGS-B remembers.
    tolerance
        An ascent ends once five iterations together gain less than this in the log posterior.
    n_samples
        The number of draws.
    initializer
        Where starts are drawn from; by default the priors.
    n_kept
        How many starts go on after the first 40 iterations; by default a third of them, and two at least.
    **common
        The settings of every search: see `AbstractSearch`. With `number_of_cores` above 1 as many starts, and later
        gradients, are computed at once.

    Raises
    ------
    BackendError
        By `fit`, if the data are on a backend without gradients.
    """

    package = "scipy"
    first_leg = 40

    def __init__(
        self,
        name: str | None = None,
        n_starts: int = 6,
        screened_per_start: int = 20,
        maxiter: int = 500,
        maxcor: int = 20,
        tolerance: float = 0.01,
        n_samples: int = 500,
        initializer: AbstractInitializer | None = None,
        n_kept: int | None = None,
        **common: Any,
    ) -> None:
        super().__init__(
            name, n_starts, screened_per_start, maxiter, tolerance, n_samples, initializer, n_kept, **common
        )
        self.maxcor = setting_checks.integer("maxcor", maxcor, 1)

    def check_model(self, dimensions: int) -> None:
        super().check_model(dimensions)
        setting_checks.fits_in_memory("maxcor", self.maxcor, 2 * self.maxcor * dimensions)

    def run_sampler(self, run: Run) -> Samples:
        """Load the optimiser before the first likelihood, so that the first ascent need not wait for it."""
        import scipy.optimize  # noqa: F401

        return super().run_sampler(run)

    def leg(self, start: np.ndarray, iterations: int) -> Leg:
        """An ascent by L-BFGS-B."""
        return Ascent(start, iterations, self.maxcor, self.tolerance)

    def check_derivatives(self, run: Run, vector: np.ndarray) -> None:
        """Refuse a backend without gradients, and a likelihood that is not one number."""
        run.evaluator.check_gradient(vector)
