"""Draws that are moved to where weights cannot make them stand for a density of which all is known."""

import dataclasses

import numpy as np
import pytest

from autolens_lite.guide.draws import draws_from, no_draws_from
from autolens_lite.guide.moved import moved_from
from autolens_lite.search.gradient.newton import maximum_from
from test_autolens_lite.guide.test_draws import Density, banana

WIDTHS = np.array([0.2, 0.2, 0.3, 0.4])


def log_density(points):
    """A banana of which the first residual bends to third order, which no guide knows."""
    rows = np.array([banana(point)[0] for point in points])
    rows[:, 0] += 2.4 * points[:, 0] ** 3
    return -0.5 * np.sum(rows**2, axis=1)


@pytest.mark.parametrize("squares", [banana, None], ids=["bent", "straight"])
def test_means_widths_and_the_evidence(squares):
    density = Density(log_density, 5)
    maximum = maximum_from(density, np.full(5, 0.01))
    draws = draws_from(density, maximum, 500.0, 1000, np.random.default_rng(1), log_density, squares)
    found = moved_from(draws, density, 500, np.random.default_rng(2), log_density)
    assert found.led.is_mixed and found.info["doubts"] == [] and found.info["r_hat"] < 1.01
    assert found.heights == pytest.approx(log_density(found.points))
    x = np.linspace(-2.0, 2.0, 40_001)
    weight = np.exp(-0.5 * (2.0 * x + 2.4 * x**3) ** 2)
    width = np.sqrt(weight @ x**2 / weight.sum())
    assert abs(found.points[:, 0].mean()) < 4.0 * width / np.sqrt(500.0)
    assert found.points[:, 0].std() == pytest.approx(width, rel=4.0 / np.sqrt(1000.0))
    evidence = np.log(np.trapezoid(weight, x)) + np.sum(np.log(np.sqrt(2.0 * np.pi) * WIDTHS))
    assert abs(found.log_evidence - evidence) < 4.0 * found.log_evidence_error < 0.2


def test_walkers_that_have_not_mixed_are_doubted():
    density = Density(log_density, 5)
    maximum = maximum_from(density, np.full(5, 0.01))
    draws = draws_from(density, maximum, 100.0, 250, np.random.default_rng(1), log_density)
    found = moved_from(draws, density, 500, np.random.default_rng(2), log_density)
    (doubt,) = dataclasses.replace(found, led=dataclasses.replace(found.led, r_hat=1.02)).info["doubts"]
    assert "R-hat 1.020" in doubt


def test_where_there_are_no_draws_nothing_moves():
    maximum = maximum_from(Density(log_density, 5), np.full(5, 0.01))
    assert moved_from(no_draws_from(maximum), None, 500, np.random.default_rng(2), log_density) is None
