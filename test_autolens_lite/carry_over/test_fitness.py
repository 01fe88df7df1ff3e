"""The figure of merit of a vector, as scripts of PyAutoFit ask for it."""

import numpy as np
import pytest

import autolens_lite as al


class Slope:
    def __init__(self, slope=1.0):
        self.slope = slope


class Line(al.Analysis):
    def log_likelihood_function(self, instance):
        if not isinstance(instance.slope, float):
            return -0.5 * (instance.slope - 0.5) ** 2
        return -0.5 * (instance.slope - 0.5) ** 2 if instance.slope < 1.5 else float("nan")


@pytest.fixture
def model():
    model = al.Model(Slope)
    model.slope = al.GaussianPrior(mean=0.0, sigma=1.0)
    return model


def test_it_is_the_log_likelihood_or_what_is_asked_for(model):
    fitness = al.Fitness(model=model, analysis=Line(), paths=None)
    assert fitness([1.0]) == fitness.call([1.0]) == pytest.approx(-0.125, rel=1e-14)
    np.testing.assert_allclose(fitness([[1.0], [0.5]]), [-0.125, 0.0], atol=1e-15)
    posterior = al.Fitness(model, Line(), fom_is_log_likelihood=False, convert_to_chi_squared=True)
    prior = float(model.log_prior_from_vector([1.0]))
    assert posterior([1.0]) == pytest.approx(-2.0 * (-0.125 + prior), rel=1e-14)
    assert posterior(np.array([[1.0]])).shape == (1,)


def test_what_has_no_likelihood_has_the_figure_that_is_given(model):
    assert al.Fitness(model, Line())([2.0]) == -1e99
    assert al.Fitness(model, Line(), resample_figure_of_merit=-7.0)([2.0]) == -7.0
    assert al.Fitness(model, Line(), resample_figure_of_merit=-7.0)([1.0]) == pytest.approx(-0.125)
    with pytest.raises(al.exc.ParameterError, match="resample_figure_of_merit"):
        al.Fitness(model, Line(), resample_figure_of_merit="low")
    with pytest.raises(al.exc.ModelError, match="model"):
        al.Fitness(3, Line())
