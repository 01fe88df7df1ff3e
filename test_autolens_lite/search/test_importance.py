"""Smoothed weights, their tail's shape and the evidence, against densities for which all three are known."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.search.gradient.importance import LIMIT, importance_from, pareto_from, pareto_quantile, smoothed_from


def pareto(shape, scale, count, seed):
    return pareto_quantile(np.random.default_rng(seed).random(count), shape, scale)


@pytest.mark.parametrize("shape", [-0.4, 0.0, 0.3, 0.7, 1.2])
def test_the_fit_recovers_the_density_it_is_of(shape):
    """Within five standard errors, (1 + k) / sqrt(n), of a shape; the pull to 1/2 is that of ten draws."""
    count = 4000
    found = [pareto_from(np.sort(pareto(shape, 2.5, count, seed))) for seed in range(4)]
    error = (1.0 + abs(shape)) / np.sqrt(count * len(found))
    expected = (count * shape + 10 * 0.5) / (count + 10)
    assert np.mean([k for k, _ in found]) == pytest.approx(expected, abs=5.0 * error)
    assert np.mean([scale for _, scale in found]) == pytest.approx(2.5, rel=5.0 * np.sqrt(2.0) * error)


def test_quantiles_are_those_of_the_cumulative_density():
    fractions = np.linspace(0.01, 0.99, 9)
    for shape in (-0.5, 0.0, 0.8):
        x = pareto_quantile(fractions, shape, 1.7)
        cumulative = 1.0 - (1.0 + shape * x / 1.7) ** (-1.0 / shape) if shape else 1.0 - np.exp(-x / 1.7)
        assert np.allclose(cumulative, fractions, rtol=1e-12)


@pytest.mark.parametrize(("width", "shape"), [(1.25, 1.0 - 1.25**-2), (0.8, None), (2.0, 1.0 - 2.0**-2)])
def test_k_hat_of_a_normal_density_drawn_with_a_narrower_one(width, shape):
    """Of a normal density of this width drawn with one of width 1 the ratios' tail has the shape 1 - 1 / width^2.

    Since P(ratio > r) falls as r^(-1 / (1 - 1 / width^2)), but for a factor of sqrt(ln r). A wider proposal has a
    bounded ratio: no heavy tail.
    """
    x = np.random.default_rng(1).standard_normal(40000)
    k_hat = smoothed_from(normalised(-0.5 * x**2 / width**2 + 0.5 * x**2))[1]
    if shape is None:
        assert k_hat < 0.0
    else:
        assert k_hat == pytest.approx(shape, abs=0.12)


def normalised(log_ratios):
    return log_ratios - log_ratios.max()


def test_the_tail_is_replaced_by_the_quantiles_of_its_fit():
    ratios = 0.1 + pareto(0.5, 1.0, 900, 2)
    log_ratios = normalised(np.log(ratios))
    smoothed, k_hat = smoothed_from(log_ratios)
    order = np.argsort(log_ratios)
    tail, rest = order[-90:], order[:-90]
    assert smoothed[rest].tobytes() == log_ratios[rest].tobytes()
    assert np.all(np.diff(smoothed[tail]) >= 0.0)
    cutoff = np.exp(log_ratios[rest[-1]])
    shape, scale = pareto_from(np.exp(log_ratios[tail]) - cutoff)
    assert k_hat == shape
    expected = cutoff + pareto_quantile((np.arange(90) + 0.5) / 90, shape, scale)
    assert np.allclose(np.exp(smoothed[tail]), np.minimum(expected, 1.0), rtol=1e-12)


def test_known_values():
    """k-hat of 200 ratios as arviz-stats 0.8.0 (`psislw`) has it."""
    log_ratios = np.log((np.random.default_rng(3).random(200) ** -0.9 - 1.0) / 0.9 + 0.01)
    assert importance_from(log_ratios).k_hat == pytest.approx(1.0730495445967307, rel=1e-12)


def test_the_evidence_of_a_normal_density():
    """Its integral from draws of a wider one, with an error that is true."""
    pulls = []
    for seed in range(40):
        x = np.random.default_rng(seed).standard_normal((500, 3))
        log_proposal = -0.5 * np.sum(x**2, axis=1) - 1.5 * np.log(2.0 * np.pi)
        found = importance_from(7.0 - 0.5 * np.sum((x - 0.1) ** 2 / 0.9**2, axis=1) - log_proposal)
        known = 7.0 + 1.5 * np.log(2.0 * np.pi) + 3.0 * np.log(0.9)
        pulls.append((found.log_mean - known) / found.log_mean_error)
        assert found.is_reliable
        assert found.weights.sum() == pytest.approx(1.0, abs=1e-12)
        assert np.allclose(found.weights @ x, 0.1, atol=0.25)
    assert abs(np.mean(pulls)) < 3.0 / np.sqrt(40) + 0.1
    assert 0.65 < np.std(pulls) < 1.35


def test_draws_outside_the_density_count_as_nothing():
    log_ratios = np.where(np.arange(400) % 4 == 0, -np.inf, 2.0)
    found = importance_from(log_ratios)
    assert found.log_mean == pytest.approx(2.0 + np.log(0.75), abs=1e-12)
    assert found.log_mean_error == pytest.approx(np.sqrt(0.25 / 0.75 / 399), rel=1e-9)
    assert found.effective_sample_size == pytest.approx(300.0)
    assert np.all(found.weights[::4] == 0.0)


def test_equal_weights_have_no_tail():
    found = importance_from(np.full(100, -3.0))
    assert found.k_hat == -1.0 and found.is_reliable
    assert found.effective_sample_size == pytest.approx(100.0)
    assert (found.log_mean, found.log_mean_error) == pytest.approx((-3.0, 0.0))


def test_what_cannot_be_trusted_is_not():
    assert importance_from(np.arange(10.0)).k_hat == np.inf
    assert importance_from(np.where(np.arange(100) < 3, 0.0, -np.inf)).k_hat == np.inf
    assert importance_from(np.linspace(-500.0, 0.0, 100)).k_hat > LIMIT
    with pytest.raises(exc.SearchError, match=r"none of the draws .* finite"):
        importance_from(np.full(50, -np.inf))


def of_tail(shape, count=500, seeds=300):
    """What is found of weights (w > 1) with a Pareto tail of a shape, where k-hat is below its limit."""
    rng = np.random.default_rng(1)
    found = [importance_from(np.log1p(rng.pareto(1.0 / shape, count))) for _ in range(seeds)]
    return [each for each in found if each.is_reliable]


def test_the_error_of_the_evidence_knows_of_heavy_tails():
    """Their mean is 1 / (1 - shape), of which draws show too little where k-hat, by chance too, is small."""
    for shape, most in ((0.3, 1.2), (0.6, 1.85)):
        found = of_tail(shape)
        pulls = np.array([(each.log_mean + np.log(1.0 - shape)) / each.log_mean_error for each in found])
        assert 0.8 < np.sqrt(np.mean(pulls**2)) < most  # without the tail beyond the draws 1.12 and 2.05


def test_a_k_hat_that_is_low_by_chance_is_doubted():
    """An eighth of 500 draws with a tail of 0.9 have a k-hat below the limit; few of these are not doubted."""
    light, heavy = of_tail(0.3), of_tail(0.9)
    assert len(light) > 290 and len(heavy) > 40
    assert np.mean([bool(each.doubts) for each in light]) < 0.1
    assert sum(not each.doubts for each in heavy) < 0.1 * 300
    assert "which may be above 0.7" in heavy[int(np.argmax([each.k_hat for each in heavy]))].doubts[0]
    # the scatter of k-hat is what its error says
    shapes = [importance_from(np.log1p(np.random.default_rng(s).pareto(2.0, 500))) for s in range(200)]
    assert np.std([each.k_hat for each in shapes]) == pytest.approx(np.mean([e.k_hat_error for e in shapes]), rel=0.2)
