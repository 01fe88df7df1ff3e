"""Statistics of weighted samples, against closed forms and against repeated samples."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from autolens_lite.result import weighted


@pytest.fixture
def samples():
    rng = np.random.default_rng(0)
    return rng.normal(size=(400, 3)) @ rng.normal(size=(3, 3)), rng.integers(0, 5, 400).astype(float)


def test_weights_act_as_repetitions(samples):
    values, weight = samples
    repeated = np.repeat(values, weight.astype(int), axis=0)
    equal = np.ones(len(repeated))
    fractions = [0.025, 0.16, 0.5, 0.84, 0.975]
    # a repeated sample is a step of the cumulative weight instead of a point: they differ by less than one step
    gap = np.max(np.diff(np.sort(repeated, axis=0), axis=0)[20:-20])
    difference = weighted.quantiles(values, weight, fractions) - weighted.quantiles(repeated, equal, fractions)
    assert np.max(np.abs(difference)) <= gap
    ratio = np.cov(repeated.T) / weighted.covariance(values, weight)
    # the same up to the factors that make each unbiased
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-12)


def test_equal_weights_are_the_ordinary_statistics(samples):
    values, _ = samples
    weight = np.full(400, 7.0)
    np.testing.assert_allclose(weighted.covariance(values, weight), np.cov(values.T), rtol=1e-12, atol=1e-15)
    fractions = [0.1, 0.5, 0.9]
    expected = np.quantile(values, fractions, axis=0, method="hazen")
    np.testing.assert_allclose(weighted.quantiles(values, weight, fractions), expected, rtol=1e-12, atol=1e-15)
    assert weighted.effective_size(weight) == pytest.approx(400.0, rel=1e-14)


def test_importance_weights_recover_a_normal_density():
    values = np.linspace(-8.0, 8.0, 20_001)[:, None]
    weight = stats.norm(1.0, 0.5).pdf(values[:, 0])
    for sigma in (1.0, 2.0, 3.0):
        lower, upper = weighted.quantiles(values, weight, weighted.fractions_at_sigma(sigma))[:, 0]
        # the error of linear interpolation over a step of 8e-4
        assert lower == pytest.approx(1.0 - 0.5 * sigma, abs=1e-6)
        assert upper == pytest.approx(1.0 + 0.5 * sigma, abs=1e-6)
    assert weighted.covariance(values, weight)[0, 0] == pytest.approx(0.25, rel=1e-3)


def test_scale_order_and_zeros_do_not_matter(samples):
    values, weight = samples
    fractions = [0.2, 0.5]
    expected = weighted.quantiles(values, weight, fractions)
    order = np.random.default_rng(1).permutation(400)
    far = np.concatenate([values, np.full((5, 3), 1e6)])
    shuffled = weighted.quantiles(values[order], 10.0 * weight[order], fractions)
    np.testing.assert_allclose(shuffled, expected, rtol=1e-13)
    with_zeros = weighted.quantiles(far, np.append(weight, np.zeros(5)), fractions)
    np.testing.assert_allclose(with_zeros, expected, rtol=1e-13)


def test_one_sample():
    value = np.array([[3.0, 4.0]])
    np.testing.assert_array_equal(weighted.quantiles(value, np.ones(1), [0.1, 0.9]), [[3.0, 4.0]] * 2)
    np.testing.assert_array_equal(weighted.covariance(value, np.ones(1)), np.zeros((2, 2)))
    assert weighted.effective_size(np.ones(1)) == 1.0


def test_effective_size_of_uneven_weights():
    assert weighted.effective_size(np.array([1.0, 1.0, 0.0, 0.0])) == 2.0
    assert weighted.effective_size(np.array([3.0, 1.0])) == pytest.approx(1.6, rel=1e-15)


def test_fractions_at_sigma():
    assert weighted.fractions_at_sigma(1.0) == pytest.approx(stats.norm.cdf([-1.0, 1.0]), rel=1e-14)


@pytest.mark.parametrize("small", [1e-3, 1e-12, 1e-30, 1e-200])
def test_covariance_where_one_sample_has_next_to_all_the_weight(small):
    """By exact fractions: 1 - sum w^2 is rounding where it is a difference."""
    places, weight = (0, 1, 5), [Fraction(small), Fraction(1), Fraction(small)]
    weight = [part / sum(weight) for part in weight]
    mean = sum(w * x for w, x in zip(weight, places, strict=True))
    spread = sum(w * (x - mean) ** 2 for w, x in zip(weight, places, strict=True))
    expected = float(spread / (1 - sum(w * w for w in weight)))
    found = weighted.covariance(np.array(places, float)[:, None], np.array([small, 1.0, small]))
    assert found[0, 0] == pytest.approx(expected, rel=1e-14)
