"""Simulation-based calibration: what tells errors that are errors from others, and what it is done with."""

import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

SCRIPTS = Path(__file__).parents[2] / "scripts" / "calibration"
NAMES = ("ranks", "problems", "fits", "run", "rank_tables", "odds")


@pytest.fixture(scope="module")
def scripts():
    """The modules of the folder, by name, which nothing else sees."""
    sys.path.insert(0, str(SCRIPTS))
    before = {name: sys.modules.pop(name) for name in NAMES if name in sys.modules}
    yield {name: importlib.import_module(name) for name in NAMES}
    sys.path.remove(str(SCRIPTS))
    for name in NAMES:
        sys.modules.pop(name, None)
    sys.modules.update(before)


def conjugate_ranks(scripts, number, noise_factor=1.0, shift=0.0, draws=100):
    """Ranks (p + 1, n) where data are linear in three parameters of unit normal prior: the posterior is exact."""
    rng = np.random.default_rng(1)
    design, sigma = rng.standard_normal((12, 3)), 1.5
    weight = design.T / (noise_factor * sigma) ** 2
    covariance = np.linalg.inv(weight @ design + np.eye(3))
    widths = np.sqrt(np.diag(covariance))
    found = []
    for _ in range(number):
        truth = rng.standard_normal(3)
        data = design @ truth + sigma * rng.standard_normal(12)
        mean = covariance @ weight @ data + shift * widths
        vectors = rng.multivariate_normal(mean, covariance, size=draws)
        heights = [-0.5 * np.sum((data - design @ one) ** 2, axis=0) for one in (*vectors, truth)]
        columns = zip([*vectors.T, np.array(heights[:-1])], [*truth, heights[-1]], strict=True)
        found.append([scripts["ranks"].rank_of(values, np.ones(draws), one, draws) for values, one in columns])
    return np.array(found).T


def joint(scripts, ranks):
    return scripts["ranks"].joint_p_value([scripts["ranks"].tested(one) for one in ranks], ranks.shape[1])


def test_exact_posteriors_pass_and_wrong_ones_fail(scripts):
    exact = conjugate_ranks(scripts, 400)
    assert joint(scripts, exact) > 0.05
    assert joint(scripts, conjugate_ranks(scripts, 400, noise_factor=1.5)) < 1e-6
    assert joint(scripts, conjugate_ranks(scripts, 400, noise_factor=1.0 / 1.5)) < 1e-6
    seen = scripts["ranks"].smallest_bias(4, 400)
    assert 0.15 < seen < 0.3
    assert joint(scripts, conjugate_ranks(scripts, 400, shift=1.5 * seen)) < 0.01
    # a bias that is far smaller than what is seen is not
    assert joint(scripts, conjugate_ranks(scripts, 400, shift=0.1 * seen)) > 0.01


def test_a_calibrated_problem_fails_once_in_a_hundred(scripts):
    rng = np.random.default_rng(2)
    found = np.array([joint(scripts, rng.random((13, 100))) for _ in range(400)])
    assert np.sum(found < 0.01) <= stats.binom.isf(1e-3, 400, 0.01)
    assert abs(np.mean(found < 0.5) - 0.5) < 0.1


def test_the_bands_are_those_that_the_joint_test_has(scripts):
    ranks = scripts["ranks"]
    for n in (25, 400):
        for level, (low, high) in zip(ranks.LEVELS, ranks.bands(13, n), strict=True):
            least = ranks.least_p_value(13, n)
            assert 2.0 * stats.binom.cdf(low - 1, n, level) <= least < 2.0 * stats.binom.cdf(low, n, level)
            assert high == n or 2.0 * stats.binom.sf(high, n, level) <= least
    # one quantity, four tests that depend on one another: between a fourth of 1 % and 1 %
    assert 0.0025 < ranks.least_p_value(1, 400) < 0.01


def test_a_rank_is_in_the_middle_of_its_share(scripts):
    rank_of = scripts["ranks"].rank_of
    values = np.array([1.0, 2.0, 3.0])
    assert rank_of(values, np.ones(3), 0.0, 3.0) == pytest.approx(0.125)
    assert rank_of(values, np.ones(3), 2.5, 3.0) == pytest.approx(0.625)
    assert rank_of(values, np.array([0.5, 0.0, 0.5]), 2.5, 2.0) == pytest.approx(0.5)


def test_a_source_of_pixels_is_drawn_from_its_prior(scripts):
    """The evidence of what is drawn is the normal density of the data, by dense algebra that knows no inversion."""
    problem = scripts["problems"].pixels()
    truth, analysis = problem.drawn(np.random.default_rng(3), backend="numba")
    fit = analysis.fit_from(problem.model.instance_from_vector(truth))
    response = scripts["problems"].response_of(fit)
    prior = np.linalg.inv(np.array(fit.inversion.regularization_matrix))
    noise = scripts["problems"].OF_IMAGE ** 2 * np.eye(len(response))
    density = stats.multivariate_normal(np.zeros(len(response)), response @ prior @ response.T + noise)
    assert fit.log_evidence == pytest.approx(density.logpdf(np.array(analysis.dataset.data)), abs=1e-4)


def test_odds_are_right_as_often_as_they_say(scripts):
    found, drew = scripts["odds"].pairs(60, seed=2)
    assert np.ptp(found) > 0.5 and abs(scripts["odds"].off(found, drew)) < 3.0
    certain = np.where(found > 0.5, 1.0 - 1e-3, 1e-3)
    assert scripts["odds"].off(certain, drew) < -5.0


def test_a_lens_has_the_errors_that_it_says(scripts, tmp_path, monkeypatch, capsys):
    """A few fits by the command, which goes on where it was; as if the noise were other they do not pass."""
    command = ["run.py", "--problem", "visibilities", "--results", str(tmp_path), "--number"]
    for number in ("4", "8"):
        monkeypatch.setattr(sys, "argv", [*command, number])
        scripts["run"].main()
    (path,) = tmp_path.iterdir()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines] == list(range(8))
    assert {len(line["ranks"]) for line in lines} == {12} and min(line["size"] for line in lines) > 100.0
    monkeypatch.setattr(sys, "argv", ["rank_tables.py", "--results", str(tmp_path)])
    scripts["rank_tables"].main()
    assert "| visibilities-draws-seed_1 | 8 | " in capsys.readouterr().out
    problem = scripts["problems"].visibilities()
    wrong = [scripts["fits"].line_of(problem, "draws", 1, number, is_wrong=True)["ranks"] for number in range(2)]
    # of the same data: a likelihood with the noise of another is flatter, and the truth nearer to its middle
    right = [line["ranks"] for line in lines[:2]]
    scores = [np.abs(stats.norm.ppf([list(one.values())[:-1] for one in some])) for some in (right, wrong)]
    assert np.median(scores[1] / scores[0]) == pytest.approx(1.0 / 1.5, abs=0.1)
