"""Where walkers come to rest, in densities of which means and widths are known."""

import numpy as np
import pytest

from autolens_lite.search.mcmc.walkers import walk

WALKERS = 2000


class Banana:
    """x normal of width 1; y normal about bend x^2 with width 1; two more, which are normal."""

    def __init__(self, bend):
        self.bend = bend

    def log_posteriors(self, u):
        return -0.5 * (np.sum(u**2, axis=1) - u[:, 1] ** 2 + (u[:, 1] - self.bend * u[:, 0] ** 2) ** 2)

    def slopes(self, u):
        off = u[:, 1] - self.bend * u[:, 0] ** 2
        return -np.column_stack([u[:, 0] - 2.0 * self.bend * u[:, 0] * off, off, u[:, 2:]])


class Normal:
    """Of unit widths, all pairs correlated by 0.9."""

    def __init__(self, size):
        self.covariance = 0.1 * np.eye(size) + 0.9
        self.precision = np.linalg.inv(self.covariance)

    def log_posteriors(self, u):
        return -0.5 * np.sum(u @ self.precision * u, axis=1)

    def slopes(self, u):
        return -u @ self.precision


@pytest.mark.parametrize("bend", [1.25, 2.5, 5.0])
def test_they_fill_the_tails_of_a_banana(bend):
    """From the peak's normal density, which has 1 / 50 of the largest bend's width in y."""
    rng = np.random.default_rng(1)
    found = walk(Banana(bend), rng.standard_normal((WALKERS, 4)), np.eye(4), rng)
    assert found.is_at_rest and found.acceptance > 0.7
    x, y = found.points[:, 0], found.points[:, 1]
    assert abs(x.mean()) < 4.0 / np.sqrt(WALKERS) and x.std() == pytest.approx(1.0, abs=4.0 / np.sqrt(2.0 * WALKERS))
    sigma = np.hypot(np.sqrt(2.0) * bend, 1.0)
    # y has a kurtosis of up to 15, so its width scatters by sqrt(14 / 4 n)
    assert abs(y.mean() - bend) < 4.0 * sigma / np.sqrt(WALKERS)
    assert y.std() == pytest.approx(sigma, rel=4.0 * np.sqrt(3.5 / WALKERS))
    assert found.values == pytest.approx(Banana(bend).log_posteriors(found.points))


@pytest.mark.parametrize("size", [5, 20])
def test_they_fill_a_correlated_normal_density(size):
    """From one whose width is right in the mean alone."""
    rng, density = np.random.default_rng(1), Normal(size)
    found = walk(density, rng.standard_normal((WALKERS, size)), np.eye(size), rng)
    assert found.is_at_rest
    # chi^2 of p numbers, and that of each mean and width
    assert found.values.mean() == pytest.approx(-0.5 * size, abs=4.0 * np.sqrt(0.5 * size / WALKERS))
    assert np.all(np.abs(found.points.mean(axis=0)) < 4.5 / np.sqrt(WALKERS))
    assert np.all(np.abs(found.points.std(axis=0) - 1.0) < 4.5 / np.sqrt(2.0 * WALKERS))
