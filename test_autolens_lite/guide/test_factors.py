"""Two images of one lens at once: each guided alone, then both, with what they share in common."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.substitute import carried_over
from autolens_lite.guide.ways import PriorWay, way_of
from autolens_lite.search.likelihoods.evaluator import Evaluator
from test_autolens_lite.guide import scene


def factors(second_analysis=None):
    """Brightnesses differ from band to band, all else is shared."""
    first = scene.model()
    second = first.copy()
    second.galaxies.lens.bulge.intensity = al.LogUniformPrior(1e-6, 1e6)
    second.galaxies.source.bulge.intensity = al.LogUniformPrior(1e-6, 1e6)
    analyses = [al.AnalysisImaging(scene.dataset(noise_seed=seed)) for seed in (1, 2)]
    analyses[1] = second_analysis or analyses[1]
    return al.FactorGraphModel(*map(al.AnalysisFactor, (first, second), analyses))


def test_both_images_are_fitted():
    graph = factors()
    model = graph.global_prior_model
    assert model.prior_count == 13
    result = al.Posterior(name="fit", seed=1, progress_bar=False, n_effective=100, n_turns=1).fit(model, graph)
    info, samples = result.search_info, result.samples
    assert info["way"] == "guided by each of the data sets" and info["k_hat"] < 0.7
    truth = np.array([scene.TRUTH[name.split("galaxies.")[1]] for name in model.parameter_names])
    sigma = np.sqrt(np.diag(samples.covariance))
    assert np.all(np.abs(samples.mean - truth) < 4.0 * sigma) and np.all(sigma < 0.2 * np.abs(truth) + 0.05)
    fits = [one.max_log_likelihood_fit for one in result]
    assert info["chi_squared"] == pytest.approx(sum(float(fit.chi_squared) for fit in fits), rel=1e-6)
    assert info["chi_squared_expected"] == 2 * (scene.dataset().grid.shape_slim - 11)


def test_the_last_data_set_has_the_last_word_in_what_is_shared():
    graph = factors()
    model = graph.global_prior_model
    one, other = list(model)
    start = carried_over(model, one, np.full(11, 1.0))
    both = carried_over(model, other, np.full(11, 2.0), start)
    assert sorted(both) == [1.0] * 2 + [2.0] * 11


def test_a_data_set_without_a_guide_leaves_the_prior():
    class Own(al.AnalysisImaging):
        def log_likelihood_function(self, instance):
            return super().log_likelihood_function(instance)

    graph = factors(Own(scene.dataset(noise_seed=2)))
    model = graph.global_prior_model
    way = way_of(model, Evaluator(model, graph.likelihood_from(model)), 1, 1)
    assert isinstance(way, PriorWay) and "of data set 1 Own has a likelihood of its own" in way.doubts[0]
