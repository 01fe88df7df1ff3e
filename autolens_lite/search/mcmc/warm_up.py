"""The warm-up of a chain: its step size by dual averaging, its metric by windows of draws, as in Stan."""

from __future__ import annotations

import math

import numpy as np

# Of dual averaging (Hoffman & Gelman 2014, section 3.2): how strongly it is drawn to its middle, how many first steps
# count for little, how fast early ones are forgotten.
_GAMMA, _T0, _KAPPA = 0.05, 10.0, 0.75
# The step size that steps are drawn to, in units of that in use: the start is whitened, and so near the right one.
_MIDDLE = 2.0
# A window's scatter is mixed with the present metric's, which counts as so many draws.
_PRIOR_DRAWS = 5.0
# Of a warm-up: the fractions before the first window and after the last, and the steps of the first.
_BEFORE, _AFTER, _FIRST = 0.15, 0.15, 25


def windows_of(steps: int) -> list[int]:
    """After which steps of a warm-up the metric is adapted, from the draws since the last time, or since the first.

    The first entry is where the first window begins; windows double, the last takes what is left, and some steps follow
    for the step size alone. Fewer than 20 steps have no window.
    """
    if steps < 20:
        return [steps]
    last = steps - int(_AFTER * steps)
    ends, length = [int(_BEFORE * steps)], _FIRST
    while ends[-1] + 3 * length <= last:
        ends.append(ends[-1] + length)
        length *= 2
    return [*ends, last]


class StepSize:
    """The step size of one chain in its warm-up.

    Parameters
    ----------
    numbers : (5,) float
        The state, as `numbers` gives it: ln of the step size, ln of its average, the average error, the number of
        steps, and what it is drawn to.
    """

    def __init__(self, numbers: np.ndarray) -> None:
        self.log_step, self.log_average, self._error, self._count, self._middle = map(float, numbers)

    @classmethod
    def starting(cls, step_size: float) -> StepSize:
        """One that starts at a size."""
        return cls(np.array([math.log(step_size), 0.0, 0.0, 0.0, math.log(_MIDDLE * step_size)]))

    @property
    def numbers(self) -> np.ndarray:
        """The state (5,)."""
        return np.array([self.log_step, self.log_average, self._error, self._count, self._middle])

    def learn(self, acceptance: float, target: float) -> None:
        """Take in the mean acceptance probability of a transition."""
        self._count += 1.0
        share = 1.0 / (self._count + _T0)
        self._error += share * (target - acceptance - self._error)
        self.log_step = self._middle - math.sqrt(self._count) / _GAMMA * self._error
        weight = self._count**-_KAPPA
        self.log_average += weight * (self.log_step - self.log_average)

    def restart(self) -> None:
        """Forget all but the size that was found."""
        self.__init__(type(self).starting(math.exp(self.log_average)).numbers)  # type: ignore[misc]

    def settle(self) -> None:
        """Keep to the average."""
        self.log_step = self.log_average


def factor_from(
    factor: np.ndarray, whitened: np.ndarray, dense: bool, shrinkage: float = 0.0, prior_draws: float = _PRIOR_DRAWS
) -> np.ndarray:
    """Return the factor (p, p) of a new metric, from draws in the coordinates that the present one whitens.

    Parameters
    ----------
    factor : (p, p) float
        Of the present metric.
    whitened : (n, p) float
        Draws.
    dense
        Whether correlations are adapted too, and not the widths alone.
    shrinkage
        Which fraction of the present metric stays.
    prior_draws
        As how many draws the present metric counts beside those given.
    """
    count = len(whitened)
    scatter = np.cov(whitened, rowvar=False, ddof=1).reshape(2 * whitened.shape[1:])
    if not dense:
        scatter = np.diag(np.diagonal(scatter))
    prior = np.eye(len(scatter))
    scatter = (count * scatter + prior_draws * prior) / (count + prior_draws)
    scatter = (1.0 - shrinkage) * scatter + shrinkage * prior
    return factor @ np.linalg.cholesky(scatter)
