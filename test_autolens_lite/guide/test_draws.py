"""Weighted draws of densities that are known, and near a normal one or not."""

import dataclasses

import numpy as np
import pytest

from autolens_lite.guide.bent_density import bent_density_from
from autolens_lite.guide.draws import draws_from
from autolens_lite.search.gradient.newton import maximum_from
from autolens_lite.search.mcmc import walkers


class Density:
    """A log density of p numbers, its gradient by differences."""

    def __init__(self, function, size):
        self.function, self.size = function, size
        self.lower, self.upper = -50.0 * np.ones(size), 50.0 * np.ones(size)

    def vectors_from(self, points):
        return points

    def log_priors(self, points):
        return np.where(np.all((points > self.lower) & (points < self.upper), axis=1), 0.0, -np.inf)

    def value_and_grad(self, point):
        steps = 1e-5 * np.eye(self.size)
        gradient = (self.function(point + steps) - self.function(point - steps)) / 2e-5
        return float(self.function(point[None])[0]), gradient

    def values_and_grads(self, points):
        pairs = [self.value_and_grad(point) for point in points]
        return np.array([value for value, _ in pairs]), np.array([gradient for _, gradient in pairs])


def found(function, size, start):
    density = Density(function, size)
    maximum = maximum_from(density, np.full(size, start))
    return draws_from(density, maximum, 1000.0, 4000, np.random.default_rng(1), density.function)


@pytest.mark.parametrize("size", [5, 20])
def test_a_correlated_normal_density(size):
    covariance = 0.0004 * (np.eye(size) + 4.0 * np.ones((size, size)))
    inverse, log_volume = np.linalg.inv(covariance), 0.5 * np.linalg.slogdet(2.0 * np.pi * covariance)[1]
    draws = found(lambda x: 7.0 - 0.5 * np.sum(x @ inverse * x, axis=-1), size, 0.01)
    weights = draws.importance.weights
    assert draws.importance.is_reliable and draws.importance.effective_sample_size >= 1000.0 and draws.densities == 1
    assert abs(draws.importance.log_mean - 7.0 - log_volume) < 4.0 * draws.importance.log_mean_error < 0.2
    sigma = np.sqrt(np.diag(covariance))
    assert np.all(np.abs(weights @ draws.points) < 5.0 * sigma / np.sqrt(1000.0))
    assert np.all(np.abs(np.sqrt(weights @ draws.points**2) / sigma - 1.0) < 5.0 / np.sqrt(2000.0))


def test_a_density_that_is_wider_than_its_peak_is_fitted_anew():
    """Half of the mass is in a peak, which is all that the second derivatives see, on a density of twice its width."""
    size, widths = 5, (0.1, 0.25)

    def log_density(x):
        squares = np.sum(x**2, axis=-1)
        return np.logaddexp(*(np.log(0.5) - size * np.log(w) - 0.5 * squares / w**2 for w in widths))

    draws = found(log_density, size, 0.01)
    assert draws.densities > 1 and draws.importance.is_reliable
    evidence = 0.5 * size * np.log(2.0 * np.pi)
    assert abs(draws.importance.log_mean - evidence) < 4.0 * draws.importance.log_mean_error < 0.3
    width = np.sqrt(draws.importance.weights @ draws.points**2)
    assert np.all(np.abs(width / np.sqrt(0.5 * (widths[0] ** 2 + widths[1] ** 2)) - 1.0) < 0.15)


def banana(x, width=0.2):
    """Residuals of a banana of widths 0.5 and `width`, with three more parameters, and their derivatives."""
    scales = np.array([0.5, width, 0.2, 0.3, 0.4])
    rows = np.array([x[0], x[1] - x[0] ** 2, x[2] - 0.5 * x[0] * x[3], x[3], x[4]]) / scales
    jacobian = np.diag(1.0 / scales)
    jacobian[1, 0], jacobian[2, [0, 3]] = -2.0 * x[0] / width, -0.5 * x[[3, 0]] / 0.2
    return rows, jacobian


@pytest.mark.parametrize("width", [0.2, 0.1, 0.05])
def test_the_density_that_bends_is_as_wide_as_it_is(width):
    """In the tails of a banana, too, of whose length Student's density about the peak has a part."""

    def squares(x):
        return banana(x, width)

    density = Density(lambda x: np.array([-0.5 * rows @ rows for rows, _ in map(squares, x)]), 5)
    maximum = maximum_from(density, np.full(5, 0.01))
    found = bent_density_from(density, maximum, squares, np.random.default_rng(1))
    assert found.is_at_rest
    x, y = found.draw(2000, np.random.default_rng(2))[:, :2].T
    assert x.std() == pytest.approx(0.5, rel=4.0 / np.sqrt(4000.0))
    # the kurtosis of y is up to 15, so that its width scatters by sqrt(14 / 4 n)
    assert y.std() == pytest.approx(np.hypot(np.sqrt(2.0) * 0.25, width), rel=4.0 * np.sqrt(3.5 / 2000.0))
    known = 2.5 * np.log(2.0 * np.pi) + np.sum(np.log([0.5, width, 0.2, 0.3, 0.4]))
    assert abs(found.log_integral - known) < 4.0 * found.log_integral_error < 0.4


def test_residuals_that_bend_give_the_density_that_bends():
    """No normal density does for a banana, its residuals to second order do."""

    def log_density(x):
        return np.array([-0.5 * rows @ rows for rows, _ in map(banana, x)])

    density = Density(log_density, 5)
    maximum = maximum_from(density, np.full(5, 0.01))
    arguments = density, maximum, 500.0, 4000
    plain = draws_from(*arguments, np.random.default_rng(1), log_density)
    assert plain.importance.effective_sample_size < 0.5 * len(plain.points)
    draws = draws_from(*arguments, np.random.default_rng(1), log_density, banana)
    found = draws.importance
    assert draws.densities == 2 and len(draws.points) <= 1000 and found.is_reliable and found.doubts == []
    assert found.effective_sample_size > 500.0
    # each residual is a unit normal variable, given those before it
    evidence = 2.5 * np.log(2.0 * np.pi) + np.sum(np.log([0.5, 0.2, 0.2, 0.3, 0.4]))
    assert abs(found.log_mean - evidence) < 4.0 * found.log_mean_error < 0.25
    x = draws.points
    for values, mean, sigma in ((x[:, 0], 0.0, 0.5), (x[:, 1], 0.25, np.hypot(np.sqrt(2.0) * 0.25, 0.2))):
        assert abs(found.weights @ values - mean) < 4.0 * sigma / np.sqrt(found.effective_sample_size)
        width = np.sqrt(found.weights @ (values - mean) ** 2)
        assert width == pytest.approx(sigma, rel=0.2)


def test_walkers_that_are_stopped_before_they_rest_are_doubted(monkeypatch):
    monkeypatch.setattr(walkers, "_MOST", 40)
    density = Density(lambda x: np.array([-0.5 * rows @ rows for rows, _ in map(banana, x)]), 5)
    maximum = maximum_from(density, np.full(5, 0.01))
    draws = draws_from(density, maximum, 500.0, 4000, np.random.default_rng(1), density.function, banana)
    assert draws.importance.is_reliable and not draws.are_reliable and "not filled" in draws.doubts[0]
    arguments = density, maximum, 1500.0, 4000, np.random.default_rng(1), density.function, banana
    few = draws_from(*arguments, ends_in_doubt=True)
    assert len(few.points) == 500 and few.doubts == draws.doubts, "chains follow, which need no further draws"


def test_a_bound_of_the_prior_cuts_the_density_that_bends():
    """Half of a normal density, of which the maximum is at the bound's other side."""

    def log_density(x):
        return -0.5 * np.sum(x**2, axis=-1)

    density = Density(log_density, 3)
    density.lower = np.array([0.0, -50.0, -50.0])
    maximum = maximum_from(density, np.full(3, 0.5))
    squares = lambda x: (x.copy(), np.eye(3))  # noqa: E731
    draws = draws_from(density, maximum, 500.0, 4000, np.random.default_rng(1), log_density, squares)
    found = draws.importance
    assert draws.densities == 2 and found.is_reliable and np.all(draws.points[:, 0] > 0.0)
    assert abs(found.log_mean - 1.5 * np.log(2.0 * np.pi) + np.log(2.0)) < 4.0 * found.log_mean_error < 0.3
    assert found.weights @ draws.points[:, 0] == pytest.approx(np.sqrt(2.0 / np.pi), abs=0.1)


def test_one_that_is_nothing_like_it_is_not_believed():
    """A second maximum, as high and far away, is not seen; a funnel has tails that no Student density has."""

    def funnel(x):
        log_width = x[..., 0]
        return -0.5 * log_width**2 / 9.0 - 0.5 * np.sum(x[..., 1:] ** 2, axis=-1) * np.exp(-log_width) - 4.0 * log_width

    density = Density(funnel, 9)
    maximum = maximum_from(density, np.zeros(9))
    maximum = dataclasses.replace(maximum, point=np.zeros(9), held=np.zeros(9, dtype=bool), hessian=np.eye(9))
    draws = draws_from(density, maximum, 1000.0, 2000, np.random.default_rng(1), density.function)
    assert not draws.importance.is_reliable


def test_the_error_of_the_evidence_knows_that_draws_are_cut():
    """Half normal densities in three of five numbers: the fraction of draws inside is counted, and scatters too."""
    density = Density(lambda x: -0.5 * np.sum(x**2, axis=-1), 5)
    density.lower = np.array([0.0, 0.0, 0.0, -50.0, -50.0])
    maximum = maximum_from(density, np.full(5, 0.3))
    expected = 2.5 * np.log(2.0 * np.pi) - 3.0 * np.log(2.0)
    found = [
        draws_from(density, maximum, 500.0, 4000, np.random.default_rng(seed), density.function).importance
        for seed in range(100)
    ]
    offsets = np.array([(each.log_mean - expected) / each.log_mean_error for each in found])
    # a standard deviation of 100 scatters by 7 %; without the cuts it is 3.8
    assert 0.75 < offsets.std() < 1.3
    assert abs(offsets.mean()) < 0.4
