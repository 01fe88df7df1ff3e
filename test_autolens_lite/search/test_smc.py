"""Tempered sequential Monte Carlo: its steps by themselves, modes weighed against each other, and what it doubts."""

import math

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum
from autolens_lite.search.smc.reference_density import MixtureReference, PriorReference
from autolens_lite.search.smc.tempering import (
    effective_share,
    effective_size_of,
    error_from,
    next_exponent,
    resampled,
)
from test_autolens_lite.search.densities import DENSITIES, normal
from test_autolens_lite.search.fakes import Gaussian, model_of
from test_autolens_lite.search.test_lbfgs import gaussian_model, image

TWO = DENSITIES["two modes"]


def search(**settings):
    return al.SMC(
        **{
            "name": "fit",
            "seed": 1,
            "progress_bar": False,
            "n_particles": 150,
            "ess_target": 0.8,
            "max_moves": 6,
            **settings,
        }
    )


def test_the_exponent_leaves_the_share_that_is_asked_for():
    ratios = np.random.default_rng(1).normal(0.0, 40.0, 500)
    ratios[:50] = -math.inf
    following = next_exponent(0.1, ratios, 0.6)
    assert effective_share((following - 0.1) * ratios) == pytest.approx(0.6, abs=1e-3)
    assert next_exponent(0.999, ratios, 0.5) == 1.0
    assert next_exponent(0.0, 1e9 * ratios, 0.6) > 0.0


def test_each_particle_is_taken_as_often_as_its_weight_demands():
    log_weights = np.log(np.array([0.05, 0.45, 0.2, 0.3])) + 700.0
    taken = np.array([np.bincount(resampled(log_weights, np.random.default_rng(i)), minlength=4) for i in range(4000)])
    expected = 4.0 * np.array([0.05, 0.45, 0.2, 0.3])
    assert np.all(np.abs(taken - expected) < 1.0)
    assert np.all(np.abs(taken.mean(axis=0) - expected) < 4.0 * 0.5 / np.sqrt(4000))


def test_errors_count_descents():
    n = 100
    assert error_from(np.arange(n)) < 0.02
    assert error_from(np.repeat(np.arange(4), 25)) == pytest.approx(np.sqrt(1 / 4 - 1 / 101))
    assert error_from(np.zeros(n, dtype=int)) == math.inf
    rng = np.random.default_rng(2)
    independent, ancestors = rng.standard_normal((4000, 1)), np.arange(4000) % 50
    assert effective_size_of(independent, ancestors) > 1500
    assert effective_size_of(rng.standard_normal(50)[ancestors][:, None], ancestors) == pytest.approx(50.0, rel=0.03)


@pytest.mark.parametrize("freedom", [3.0, math.inf])
def test_the_gradient_of_what_is_begun_with(freedom):
    """And its integral, by importance of draws of the prior's density."""
    rng = np.random.default_rng(3)
    parts = []
    for place in (-0.4, 0.5):
        matrix = rng.standard_normal((2, 2))
        hessian = matrix @ matrix.T + 3.0 * np.eye(2)
        held = np.zeros(2, dtype=bool)
        parts.append(Laplace(Maximum(np.full(2, place), 0.0, np.zeros(2), hessian, "exact", held, True), freedom))
    for reference in (MixtureReference(parts), PriorReference(2)):
        z = reference.draw(7, rng)
        gradients = reference.values_and_grads(z)[1]
        for i, step in enumerate(1e-6 * np.eye(2)):
            change = reference.values_and_grads(z + step)[0] - reference.values_and_grads(z - step)[0]
            assert np.allclose(gradients[:, i], change / 2e-6, atol=1e-7)
        wide = 3.0 * rng.standard_normal((40000, 2))
        ratios = np.exp(reference.values_and_grads(wide)[0] + 0.5 * np.sum((wide / 3.0) ** 2, axis=1))
        terms = 2.0 * np.pi * 9.0 * ratios
        assert abs(terms.mean() - 1.0) < 4.0 * terms.std() / 200.0


def share_of_the_small(samples):
    return float(np.mean(samples.vectors[:, 0] < 0.0))


def test_two_modes_from_the_prior():
    result = search().fit(TWO.model, TWO.analysis("jax"))
    n = result.samples.effective_sample_size
    assert 15.0 < n < 150.0
    assert abs(share_of_the_small(result.samples) - 1.0 / 11.0) < 3.0 * np.sqrt(1.0 / 11.0 / n)
    assert result.log_evidence_error < 0.3
    assert abs(result.log_evidence - TWO.log_evidence) < 3.0 * result.log_evidence_error
    assert result.search_info["exponents"][0] == 0.0 and result.search_info["exponents"][-1] == 1.0


def test_two_modes_from_their_maxima():
    """As many particles start in each; two starts lead to one maximum."""
    starts = [np.full(5, 0.68), np.full(5, 0.72), dict(zip(TWO.model.parameter_names, np.full(5, -0.6), strict=True))]
    result = search(start=starts, max_moves=12).fit(TWO.model, TWO.analysis("jax"))
    assert result.search_info["maxima"] == 2 and result.search_info["stages"] < 10
    n = result.samples.effective_sample_size
    assert abs(share_of_the_small(result.samples) - 1.0 / 11.0) < 3.0 * np.sqrt(1.0 / 11.0 / n)
    assert abs(result.log_evidence - TWO.log_evidence) < 3.0 * result.log_evidence_error
    assert not any("lost" in doubt for doubt in result.search_info["doubts"])


def test_a_normal_density_from_its_maximum():
    """The start is the posterior, but for its tails: one stage, or few."""
    known = normal(6)
    first = al.LBFGS(name="start", n_starts=1, n_samples=50, seed=1, progress_bar=False)
    start = first.fit(known.model, known.analysis("jax"))
    result = search(start=start, n_particles=400).fit(known.model, known.analysis("jax"))
    samples = result.samples
    n = samples.effective_sample_size
    assert result.search_info["stages"] <= 4 and n > 150.0
    assert np.all(np.abs(samples.mean - known.mean) < 4.0 * known.sigma / np.sqrt(n))
    assert np.allclose(np.sqrt(np.diag(samples.covariance)), known.sigma, rtol=4.0 / np.sqrt(2.0 * n))
    assert abs(result.log_evidence - known.log_evidence) < 3.0 * result.log_evidence_error < 0.3


def test_too_few_particles_are_doubted(caplog):
    result = search(n_particles=12, max_moves=1).fit(TWO.model, TWO.analysis("jax"))
    assert "modes may have been lost" in caplog.text
    assert any("modes may have been lost" in doubt for doubt in result.search_info["doubts"])
    caplog.clear()
    known = DENSITIES["funnel"]
    search(name="funnel", n_particles=40, jump_target=0.0, max_moves=3).fit(known.model, known.analysis("jax"))
    assert "still on their way after 3 moves" in caplog.text


def test_what_cannot_be_sampled_is_refused():
    with pytest.raises(exc.SearchError, match=r"start = .*outside the prior"):
        search(start=[np.zeros(2), [0.0, 7.0]]).fit(model_of(2), Gaussian())
    with pytest.raises(exc.BackendError, match=r"with_backend\('jax'\)"):
        search().fit(gaussian_model(), al.AnalysisImaging(image().with_backend("numba")))
