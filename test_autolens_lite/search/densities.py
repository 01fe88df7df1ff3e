"""Posterior densities whose means, widths and evidence are known in closed form, for the truth of every search.

Each likelihood is a function of a vector x (d,), written once for NumPy and jax. Priors are uniform in a box, so that
the evidence is the integral of the likelihood over the box, divided by its volume. Except on the plateau the integral
over all space is 1, and what lies outside the box is less than 1e-6 of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gamma
from scipy.stats import chi2

from autolens_lite.analysis import Analysis
from autolens_lite.model import Collection, UniformPrior


@dataclass(frozen=True)
class Density:
    """A likelihood, its box, and the moments of its posterior.

    Parameters
    ----------
    function
        (x, np) -> the log likelihood, np being the module of array functions.
    limit
        Priors are uniform from -limit to limit.
    mean, sigma, kurtosis : (d,) float
        Of the posterior; the kurtosis is 3 for a normal density.
    log_evidence
        Of the posterior.
    """

    function: Callable
    limit: float
    mean: np.ndarray
    sigma: np.ndarray
    kurtosis: np.ndarray
    log_evidence: float

    @property
    def model(self):
        limits = -self.limit, self.limit
        return Collection({f"x{i}": UniformPrior(*limits) for i in range(len(self.mean))})

    def analysis(self, backend="numba"):
        return Known(self, backend)


class Known(Analysis):
    """The likelihood of a density."""

    def __init__(self, density, backend):
        self.density = density
        self.backend = backend

    def fingerprint(self):
        return super().fingerprint() | {"mean": self.density.mean.tolist()}

    def log_likelihood_function(self, instance):
        values = [getattr(instance, f"x{i}") for i in range(len(self.density.mean))]
        if self.backend == "jax":
            import jax.numpy as jnp

            return self.density.function(jnp.stack(values), jnp)
        return float(self.density.function(np.array(values), np))


def normal(dimensions):
    """Correlated by 0.8, of widths from 0.1 to 0.5."""
    sigma = np.geomspace(0.1, 0.5, dimensions)
    mean = np.linspace(-1.0, 1.0, dimensions)
    covariance = np.outer(sigma, sigma) * (0.8 + 0.2 * np.eye(dimensions))
    precision = np.linalg.inv(covariance)
    constant = -0.5 * np.linalg.slogdet(2.0 * np.pi * covariance)[1]

    def function(x, np):
        return constant - 0.5 * (x - mean) @ precision @ (x - mean)

    return Density(function, 4.0, mean, sigma, np.full(dimensions, 3.0), -dimensions * np.log(8.0))


def banana():
    """x normal of width 0.5, y normal of width 0.1 about x^2 - 0.25."""
    a, s = 0.5, 0.1

    def function(x, np):
        bend = x[1] - (x[0] ** 2 - a**2)
        return -0.5 * ((x[0] / a) ** 2 + (bend / s) ** 2) - np.log(2.0 * np.pi * a * s)

    # The variance of x^2 is 2 a^4, its fourth central moment 60 a^8.
    variance = 2.0 * a**4 + s**2
    kurtosis = np.array([3.0, (60.0 * a**8 + 12.0 * a**4 * s**2 + 3.0 * s**4) / variance**2])
    return Density(function, 8.0, np.zeros(2), np.array([a, np.sqrt(variance)]), kurtosis, -2.0 * np.log(16.0))


def funnel():
    """v normal of width 1; four x normal of width 0.3 exp(v / 2)."""
    scale, rest = 0.3, 4

    def function(x, np):
        v, others = x[0], x[1:]
        chi_squared = v**2 + np.sum(others**2) / (scale**2 * np.exp(v))
        return -0.5 * chi_squared - rest * (0.5 * v + np.log(scale)) - 0.5 * (1 + rest) * np.log(2.0 * np.pi)

    # The mean of exp(v) is exp(1/2), that of exp(2 v) exp(2).
    sigma = np.array([1.0, *(rest * [scale * np.exp(0.25)])])
    kurtosis = np.array([3.0, *(rest * [3.0 * np.e])])
    return Density(function, 8.0, np.zeros(5), sigma, kurtosis, -5.0 * np.log(16.0))


def two_modes():
    """Normal of width 0.2 about 0.7 and -0.7 in each of five parameters, 10 to 1."""
    at, width, share = 0.7, 0.2, 10.0 / 11.0

    def function(x, np):
        heights = [
            np.log(part) - 0.5 * np.sum((x - centre) ** 2) / width**2
            for part, centre in ((share, at), (1.0 - share, -at))
        ]
        return np.logaddexp(*heights) - 5.0 * np.log(width * np.sqrt(2.0 * np.pi))

    mean = (2.0 * share - 1.0) * at
    sigma = np.sqrt(width**2 + at**2 - mean**2)
    fourth = sum(
        part * ((centre - mean) ** 4 + 6.0 * (centre - mean) ** 2 * width**2 + 3.0 * width**4)
        for part, centre in ((share, at), (1.0 - share, -at))
    )
    return Density(
        function, 2.0, np.full(5, mean), np.full(5, sigma), np.full(5, fourth / sigma**4), -5.0 * np.log(4.0)
    )


def plateau():
    """A normal density of width 0.3 about 0.4 in three parameters, and all likelihoods beyond 3.5 of its widths alike.

    Half of the posterior lies on the plateau.
    """
    d, width, centre, limit, cut = 3, 0.3, 0.4, 2.0, 3.5
    constant = -d * np.log(width * np.sqrt(2.0 * np.pi))

    def function(x, np):
        radius_squared = np.sum((x - centre) ** 2) / width**2
        return constant - 0.5 * np.minimum(radius_squared, cut**2)

    height, volume = np.exp(constant - 0.5 * cut**2), (2.0 * limit) ** d
    ball = np.pi ** (d / 2) / gamma(d / 2 + 1) * (cut * width) ** d
    inside, outside = chi2.cdf(cut**2, d), height * (volume - ball)
    total = inside + outside
    mean = (inside * centre - height * ball * centre) / total
    # Second moments: of the normal density within the cut, of the box, and of the ball that is taken out of it.
    core = centre**2 * inside + width**2 * chi2.cdf(cut**2, d + 2)
    box = volume * limit**2 / 3.0 - ball * (centre**2 + (cut * width) ** 2 / (d + 2))
    sigma = np.sqrt((core + height * box) / total - mean**2)
    # Below 3, as those of its parts are.
    return Density(function, limit, np.full(d, mean), np.full(d, sigma), np.full(d, 3.0), np.log(total / volume))


DENSITIES = {
    "normal 5": normal(5),
    "normal 20": normal(20),
    "banana": banana(),
    "funnel": funnel(),
    "two modes": two_modes(),
    "plateau": plateau(),
}
