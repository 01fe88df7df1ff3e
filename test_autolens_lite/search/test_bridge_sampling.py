"""The evidence from draws, against integrals in closed form."""

import numpy as np
import pytest

from autolens_lite.search.mcmc.bridge_sampling import bridge_from


def normal(points):
    """Of width 2 about 3 in each of five, times e^40: not normalised."""
    return 40.0 - 0.5 * np.sum(((points - 3.0) / 2.0) ** 2, axis=-1)


def test_the_density_that_is_bridged_to_itself_has_no_error_but_that_of_its_fit():
    known = 40.0 + 2.5 * np.log(2.0 * np.pi) + 5.0 * np.log(2.0)
    pulls = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        chains = 3.0 + 2.0 * rng.standard_normal((2, 400, 5))
        found, error = bridge_from(normal, chains, normal(chains), rng, np.eye(5))
        pulls.append((found - known) / error)
        assert error < 0.02
    assert abs(np.mean(pulls)) < 3.0 / np.sqrt(30)
    assert 0.65 < np.std(pulls) < 1.35


def skewed(points):
    """exp(x - e^x) in each of three: its integral is one."""
    return np.sum(points - np.exp(points), axis=-1)


@pytest.mark.parametrize("correlation", [0.0, 0.95])
def test_a_skewed_density_and_draws_that_are_correlated(correlation):
    """ln of exponential variables; correlated ones through the ranks of an autoregression."""
    from scipy.special import ndtr

    pulls = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        steps = rng.standard_normal((2, 600, 3))
        for i in range(1, 600):
            steps[:, i] = correlation * steps[:, i - 1] + np.sqrt(1.0 - correlation**2) * steps[:, i]
        chains = np.log(-np.log(ndtr(-steps)))
        found, error = bridge_from(skewed, chains, skewed(chains), rng, np.eye(3))
        pulls.append(found / error)
        assert error < (0.05 if correlation == 0.0 else 0.25)
    assert abs(np.mean(pulls)) < 3.0 / np.sqrt(30) + 0.2
    assert 0.65 < np.std(pulls) < 1.35


def test_a_density_that_is_zero_beyond_an_edge():
    """Half a normal density, of which half of the normal draws see nothing."""

    def half(points):
        return np.where(points[..., 0] > 0.0, -0.5 * points[..., 0] ** 2, -np.inf)

    rng = np.random.default_rng(4)
    chains = np.abs(rng.standard_normal((2, 2000, 1)))
    found, error = bridge_from(half, chains, half(chains), rng, np.eye(1))
    assert error < 0.05
    assert abs(found - 0.5 * np.log(np.pi / 2.0)) < 4.0 * error
