"""Walkers that are led by densities which are wrong are in the right one all the same."""

import numpy as np
import pytest

from autolens_lite.search.mcmc.led_walkers import walk_led

SIZE = 6
COVARIANCE = np.diag(np.linspace(0.2, 2.0, SIZE)) + 0.15
PRECISION = np.linalg.inv(COVARIANCE)


def log_normal(points):
    return -0.5 * np.sum(points @ PRECISION * points, axis=1)


def log_cut(points):
    """The normal density where the first number is positive."""
    return np.where(points[:, 0] > 0.0, log_normal(points), -np.inf)


class Normal:
    """A guide: a normal density of some precision about some point."""

    def __init__(self, precision=PRECISION, middle=0.0):
        self.precision, self.middle = precision, middle

    def slopes(self, points):
        return -(points - self.middle) @ self.precision


def led(log_density, guides, most=40_000, n_effective=1000):
    rng = np.random.default_rng(1)
    start = np.abs(rng.standard_normal((96, SIZE)))
    factor = np.diag(np.sqrt(np.diag(COVARIANCE)))
    return walk_led(log_density, guides, start, log_density(start), factor, rng, n_effective, most)


@pytest.mark.parametrize(
    "guides",
    [[Normal()], [Normal(0.5 * PRECISION, 0.3)], [Normal(), Normal(np.eye(SIZE), 1.0)]],
    ids=["right", "wide and aside", "two"],
)
def test_a_normal_density_whatever_the_guide(guides):
    found = led(log_normal, guides)
    assert found.is_mixed and found.effective_sample_size >= 1000.0 and found.acceptance > 0.4
    points = found.chains.reshape(-1, SIZE)
    sigma = np.sqrt(np.diag(COVARIANCE))
    assert np.all(np.abs(points.mean(axis=0)) < 4.0 * sigma / np.sqrt(1000.0))
    assert points.std(axis=0) == pytest.approx(sigma, rel=4.0 / np.sqrt(2000.0))
    assert found.values.ravel() == pytest.approx(log_normal(points))


def test_a_density_that_ends():
    """No walker leaves it, and the mean is that of half a normal density."""
    found = led(log_cut, [Normal()])
    x = found.chains[..., 0].ravel()
    sigma = np.sqrt(COVARIANCE[0, 0])
    assert x.min() > 0.0 and np.isfinite(found.values).all()
    assert x.mean() == pytest.approx(sigma * np.sqrt(2.0 / np.pi), abs=4.0 * sigma / np.sqrt(1000.0))


def test_walkers_that_do_not_mix_say_so():
    """In two modes far from each other, the guide being one of them, half start in each; all are refused elsewhere."""

    def log_narrow(points):
        return np.where(np.abs(points).max(axis=1) < 30.0, log_normal(1000.0 * points), -np.inf)

    rng = np.random.default_rng(1)
    start = np.abs(rng.standard_normal((96, SIZE)))
    found = walk_led(log_narrow, [Normal()], start, log_narrow(start), np.eye(SIZE), rng, 500, 5000)
    assert not found.is_mixed and found.chains.shape[0] * (found.chains.shape[1] + 24) <= 5000


def test_values_that_are_spent_are_the_end():
    found = led(log_normal, [Normal(0.2 * PRECISION, 1.0)], most=6000, n_effective=1e9)
    assert found.chains.shape[:2] == (96, 6000 // 96 // 12 * 12 - 24)


def test_walkers_that_hardly_move_have_not_mixed():
    """Where they start alike groups agree, and halves too, in a banana of which the guide leads through the middle."""

    def log_banana(points):
        x, y = points.T
        return -0.5 * (x**2 + ((y - x**2) / 0.05) ** 2)

    rng = np.random.default_rng(1)
    start = rng.standard_normal((96, 2)) * (0.2, 0.05)
    guide = Normal(np.diag([1.0, 400.0]))
    found = walk_led(log_banana, [guide], start, log_banana(start), np.diag([1.0, 0.05]), rng, 100, 4000)
    assert found.chains[..., 1].mean() < 0.5 and found.effective_sample_size > 100.0 and not found.is_mixed
