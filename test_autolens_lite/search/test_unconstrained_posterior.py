"""The coordinates without limits: against the priors' own cumulative densities, and differences."""

import numpy as np
import pytest
from scipy.special import ndtr

import autolens_lite as al
from autolens_lite.model import (
    Collection,
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Model,
    TruncatedGaussianPrior,
    UniformPrior,
)
from autolens_lite.search.gradient.unconstrained_posterior import Unconstrained, UnconstrainedPosterior
from autolens_lite.search.likelihoods.evaluator import Evaluator
from test_autolens_lite.search.fakes import Gaussian, Point, model_of


def ellipse(one, two):
    mass = Model(al.mp.Isothermal, centre=(0.0, 0.0))
    mass.einstein_radius = LogUniformPrior(0.1, 5.0)
    mass.ell_comps_0, mass.ell_comps_1 = one, two
    return mass


def models():
    wide = GaussianPrior(0.1, 0.3)
    chained = Collection(
        one=ellipse(wide, UniformPrior(-1.0, 1.0)),
        two=ellipse(TruncatedGaussianPrior(0.0, 0.3, -0.9, 0.5), GaussianPrior(0.9, 0.1)),
        # limits that depend on a parameter whose own limits depend on another
        three=ellipse(UniformPrior(-1.0, 1.0), wide),
        point=Model(Point, x=LogGaussianPrior(0.5, 0.4), y=UniformPrior(-2.0, 7.0), z=GaussianPrior(3.0, 2.0)),
    )
    far = Collection(
        point=Model(
            Point, x=TruncatedGaussianPrior(0.0, 1.0, 5.0, 9.0), y=TruncatedGaussianPrior(0.0, 1.0, -40.0, -30.0)
        )
    )
    return {"chained": chained, "far": far, "edge": Collection(m=ellipse(wide, GaussianPrior(-0.95, 0.02)))}


every_model = pytest.mark.parametrize("name", models())


def points(size, count=40, seed=0):
    return np.clip(1.3 * np.random.default_rng(seed).standard_normal((count, size)), -4.0, 4.0)


@every_model
def test_fractions_of_priors_are_those_of_the_normal_density(name):
    layout = models()[name].layout
    z = points(len(layout.priors))
    vectors = Unconstrained(layout).vectors_from(z)
    assert np.allclose(layout.unit_vector_from_vector(vectors), ndtr(z), rtol=1e-9, atol=1e-13)
    assert np.all(np.isfinite(layout.log_prior_from_vector(vectors)))


@every_model
@pytest.mark.filterwarnings("error")
def test_points_where_the_normal_density_underflows(name):
    """Trajectories may try them: their vectors are at the priors' ends, and nothing there moves or is NaN."""
    layout = models()[name].layout
    for sign in (1.0, -1.0):
        vector, slopes = Unconstrained(layout).point_from(np.full(len(layout.priors), sign * 60.0))
        assert np.all(np.isfinite(vector)) and np.all(np.isfinite(slopes))


@every_model
def test_there_and_back(name):
    layout = models()[name].layout
    z = points(len(layout.priors))
    unconstrained = Unconstrained(layout)
    assert np.allclose(unconstrained.z_from(unconstrained.vectors_from(z)), z, atol=1e-7)


@every_model
def test_derivatives_are_those_of_differences(name):
    layout = models()[name].layout
    unconstrained, step = Unconstrained(layout), 1e-5
    for z in points(len(layout.priors), 15, 1):
        steps = step * np.eye(z.size)
        numerical = (unconstrained.vectors_from(z + steps) - unconstrained.vectors_from(z - steps)).T / (2.0 * step)
        vector, derivatives = unconstrained.point_from(z)
        assert vector.tobytes() == unconstrained.vectors_from(z[None])[0].tobytes()
        scale = np.sqrt(np.diagonal(derivatives) * np.diagonal(derivatives)[:, None])
        assert np.allclose(derivatives / scale, numerical / scale, rtol=1e-5, atol=1e-5)
        log_jacobian = unconstrained.log_jacobian(z[None])[0]
        assert log_jacobian == pytest.approx(np.log(np.abs(np.linalg.det(numerical))), abs=1e-5)
        assert log_jacobian == pytest.approx(np.linalg.slogdet(derivatives)[1], abs=1e-7)


def test_linear_where_the_prior_is_normal():
    model = Collection(point=Model(Point, x=GaussianPrior(1.0, 0.01), y=LogGaussianPrior(2.0, 0.5)))
    z = np.array([[40.0, -30.0], [-50.0, 25.0]])
    vectors = Unconstrained(model.layout).vectors_from(z)
    assert np.allclose(vectors[:, 0], 1.0 + 0.01 * z[:, 0], rtol=1e-14)
    assert np.allclose(np.log(vectors[:, 1]), 2.0 + 0.5 * z[:, 1], rtol=1e-14)


def test_far_out_values_stay_inside():
    for model in models().values():
        z = np.array([[12.0], [-12.0], [40.0], [-40.0]]) * np.ones(model.prior_count)
        vectors = Unconstrained(model.layout).vectors_from(z)
        with np.errstate(all="ignore"):
            inside = np.isfinite(vectors)
        assert inside.all()
        assert np.all(vectors > model.layout.lower) and np.all(vectors < model.layout.upper)


def test_the_posterior_and_its_gradient():
    """Against the log posterior in the parameters and the Jacobian, and against differences."""
    model = model_of(3)
    model.point.x, model.point.y = TruncatedGaussianPrior(0.2, 0.5, -0.5, 2.0), LogUniformPrior(0.01, 5.0)
    evaluator = Evaluator(model, Gaussian(3).likelihood_from(model))
    posterior = UnconstrainedPosterior(evaluator)
    for z in points(3, 10, 2):
        value, gradient = posterior.value_and_grad(z)
        plain = evaluator.log_posteriors(posterior.vectors_from(z[None]))[0]
        assert value == pytest.approx(plain + posterior.map.log_jacobian(z[None])[0], abs=1e-9)
        steps = 1e-5 * np.eye(3)
        ends = posterior.values_and_grads(np.concatenate([z + steps, z - steps]))[0]
        assert np.allclose(gradient, (ends[:3] - ends[3:]) / 2e-5, rtol=1e-6, atol=1e-6)
