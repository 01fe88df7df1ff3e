"""One ascent of a log posterior by L-BFGS-B, as a task of a worker."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from autolens_lite import exc
from autolens_lite.search.gradient.scaled_posterior import ScaledPosterior
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

# An ascent has arrived once this many of its iterations together gain less than the tolerance.
_WINDOW = 5


@dataclasses.dataclass(frozen=True)
class Ascent:
    """An ascent from one point; called with an evaluator it is done.

    Attributes
    ----------
    start : (p,) float
        In scaled parameters.
    iterations
        The largest number.
    maxcor
        How many iterations L-BFGS-B remembers.
    tolerance
        It ends once five iterations together gain less than this.
    """

    start: np.ndarray
    iterations: int
    maxcor: int
    tolerance: float

    def __call__(self, evaluator: LocalEvaluator) -> tuple[np.ndarray, float, np.ndarray, bool]:
        """Return the highest point (p,), the log posterior and its gradient (p,) there, and whether it has arrived.

        Raises SearchError if there is no gradient at any point of the way.
        """
        from scipy.optimize import minimize

        posterior = ScaledPosterior(evaluator)
        lowest, history = math.inf, []
        best = (self.start, -math.inf, np.zeros(self.start.size))

        def cost(point: np.ndarray) -> tuple[float, np.ndarray]:
            nonlocal lowest, best
            value, gradient = posterior.value_and_grad(point)
            if not math.isfinite(value):
                # A wall as high as the worst point so far: the line search turns back and keeps its sense of scale.
                return (0.0 if math.isinf(lowest) else -lowest) + 1.0, np.zeros(point.size)
            lowest = min(lowest, value)
            if value > best[1]:
                best = point.copy(), value, gradient
            return -value, -gradient

        def arrived(_: np.ndarray) -> None:
            history.append(best[1])
            if len(history) > _WINDOW and history[-1] - history[-1 - _WINDOW] < self.tolerance:
                raise StopIteration

        options = {
            "maxiter": self.iterations,
            "maxcor": self.maxcor,
            "ftol": 0.0,
            "gtol": 1e-9,
            "maxfun": 20 * self.iterations,
        }
        bounds = list(zip(posterior.lower, posterior.upper, strict=True))
        found = minimize(
            cost, self.start, jac=True, method="L-BFGS-B", bounds=bounds, callback=arrived, options=options
        )
        if not math.isfinite(best[1]):
            raise exc.SearchError(
                "the likelihood of a start has no gradient. Compare likelihood.value_and_grad(vector) with differences "
                "of likelihood(vector), where likelihood = analysis.likelihood_from(model)."
            )
        return *best, found.nit < self.iterations
