"""Densities of residuals to second order, and walkers in them, against densities that are known."""

import numpy as np
import pytest

from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum
from autolens_lite.search.gradient.second_order import second_order_from
from autolens_lite.search.mcmc.walkers import walk


class Flat:
    """A prior of density one within limits."""

    def __init__(self, lower, upper):
        self.lower, self.upper = np.asarray(lower), np.asarray(upper)

    def log_priors(self, points):
        return np.where(np.all((points > self.lower) & (points < self.upper), axis=-1), 0.0, -np.inf)


class Leaning(Flat):
    """A prior that is a parabola in one parameter and leans in the other."""

    def log_priors(self, points):
        return super().log_priors(points) - 0.5 * ((points[..., 0] - 0.3) / 0.8) ** 2 + 0.7 * points[..., 1]


def maximum_at(point, hessian):
    size = len(point)
    none = np.zeros(size)
    return Maximum(np.array(point, dtype=float), 0.0, none, np.array(hessian), "exact", none.astype(bool), True)


def bends(x):
    """Residuals that are parabolas: a banana of widths 0.5 and 0.1, and a third parameter."""
    a, s = 0.5, 0.1
    rows = np.array([x[0] / a, (x[1] - x[0] ** 2 + a**2) / s, x[2] + 0.3 * x[0] * x[1], 0.2 * x[2] ** 2])
    jacobian = np.array(
        [[1.0 / a, 0.0, 0.0], [-2.0 * x[0] / s, 1.0 / s, 0.0], [0.3 * x[1], 0.3 * x[0], 1.0], [0.0, 0.0, 0.4 * x[2]]]
    )
    return rows, jacobian


HESSIAN = np.array([[4.0, 1.0, 0.3], [1.0, 100.0, 0.2], [0.3, 0.2, 1.5]])


@pytest.mark.parametrize("prior", [Flat([-9.0] * 3, [9.0] * 3), Leaning([-9.0] * 3, [9.0] * 3)])
def test_it_is_exact_for_parabolas(prior):
    whitening = Laplace(maximum_at([0.2, -0.1, 0.3], HESSIAN))
    found = second_order_from(prior, whitening, bends)
    u = 2.0 * np.random.default_rng(1).standard_normal((50, 3))
    points = whitening.points_from(u)
    squares = np.array([rows @ rows for rows in (bends(x)[0] for x in points)])
    expected = -0.5 * squares + prior.log_priors(points)
    np.testing.assert_allclose(found.log_posteriors(u), expected, rtol=1e-10, atol=1e-8)
    steps = 1e-5 * np.eye(3)
    slopes = [(found.log_posteriors(u + step) - found.log_posteriors(u - step)) / 2e-5 for step in steps]
    np.testing.assert_allclose(found.slopes(u), np.transpose(slopes), rtol=1e-5, atol=1e-4)


def test_where_residuals_are_missing_on_one_side_the_other_gives_the_bends():
    def half(x):
        rows, jacobian = bends(x)
        return rows, jacobian if x[0] >= 0.2 - 1e-9 else np.full_like(jacobian, np.nan)

    whitening = Laplace(maximum_at([0.2, -0.1, 0.3], np.diag([4.0, 100.0, 1.0])))
    prior = Flat([-9.0] * 3, [9.0] * 3)
    u = np.random.default_rng(1).standard_normal((20, 3))
    both, one = (second_order_from(prior, whitening, f).log_posteriors(u) for f in (bends, half))
    np.testing.assert_allclose(one, both, atol=1e-6)


def test_there_is_none_without_residuals_or_of_too_many():
    whitening, prior = Laplace(maximum_at([0.2, -0.1, 0.3], HESSIAN)), Flat([-9.0] * 3, [9.0] * 3)
    assert second_order_from(prior, whitening, lambda x: (np.full(4, np.nan), np.full((4, 3), np.nan))) is None
    size = 70
    many = Laplace(maximum_at(np.zeros(size), np.eye(size)))
    assert second_order_from(prior, many, lambda x: (np.zeros(3), np.zeros((3, size)))) is None


class Normal:
    def __init__(self, covariance, lower=-np.inf):
        self.inverse, self.lower = np.linalg.inv(covariance), lower

    def log_posteriors(self, u):
        found = -0.5 * np.sum(u @ self.inverse * u, axis=1)
        return np.where(u[:, 0] > self.lower, found, -np.inf)

    def slopes(self, u):
        return -u @ self.inverse


def test_walkers_come_to_rest_in_the_density():
    size, number = 20, 2000
    covariance = np.diag(np.linspace(0.1, 3.0, size)) + 0.5
    start = np.random.default_rng(3).standard_normal((number, size))
    found = walk(Normal(covariance), start, np.eye(size), np.random.default_rng(1))
    assert found.is_at_rest and 0.6 < found.acceptance < 0.95 and found.points.shape == start.shape
    sigma = np.sqrt(np.diag(covariance))
    assert np.all(np.abs(found.points.mean(axis=0)) < 4.5 * sigma / np.sqrt(number))
    scatter = np.cov(found.points.T) / np.outer(sigma, sigma) - covariance / np.outer(sigma, sigma)
    assert np.all(np.abs(scatter) < 5.0 * np.sqrt(2.0 / number))
    np.testing.assert_allclose(found.values, Normal(covariance).log_posteriors(found.points), rtol=1e-10)


def test_walkers_stay_within_the_prior():
    """Half a normal density: its mean and width are known."""
    start = np.abs(np.random.default_rng(3).standard_normal((4000, 2)))
    found = walk(Normal(np.eye(2), lower=0.0), start, np.eye(2), np.random.default_rng(1))
    first = found.points[:, 0]
    assert first.min() > 0.0 and found.is_at_rest
    assert first.mean() == pytest.approx(np.sqrt(2.0 / np.pi), abs=4.0 * 0.603 / np.sqrt(4000))
    assert np.mean(first**2) == pytest.approx(1.0, abs=4.0 * np.sqrt(2.0 / 4000))


def test_walkers_that_cannot_move_say_so():
    class Stuck(Normal):
        def slopes(self, u):
            return np.full_like(u, 1e6)

    found = walk(
        Stuck(np.eye(2)), np.random.default_rng(3).standard_normal((200, 2)), np.eye(2), np.random.default_rng(1)
    )
    assert not found.is_at_rest
