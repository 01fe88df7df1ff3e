"""A log posterior as squares: its slope is that of all of it, its coordinates are those that it says."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.search.gradient.levenberg import climb
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior
from autolens_lite.search.likelihoods.evaluator import Evaluator
from test_autolens_lite.analysis.images import imaging_of
from test_autolens_lite.fit.lens_systems import sersic_galaxy
from test_autolens_lite.search.fakes import WIDTH, Gaussian, centre_of, model_of

MESH = al.Pixelization(al.mesh.RectangularAdaptDensity((5, 6)), al.reg.ConstantSplit(0.1))
SOURCES = {"light": sersic_galaxy(), "mesh": al.Galaxy(1.0, pixelization=MESH)}


def evaluator_of(model, analysis):
    return Evaluator(model, analysis.likelihood_from(model))


def lens_with(source):
    """An Einstein radius that is uniform from zero, a centre and ellipticities with normal priors."""
    mass = al.Model(al.mp.Isothermal)
    return al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass), source=source))


@pytest.mark.parametrize("source", SOURCES)
def test_the_slope_is_that_of_the_posterior(source):
    """With a mesh, determinants too."""
    evaluator = evaluator_of(lens_with(SOURCES[source]), al.AnalysisImaging(imaging_of("jax")))
    posterior = SquaresPosterior(evaluator)
    x = posterior.scaled_from(np.array([[0.02, -0.01, 0.1, -0.06, 0.83]]))[0]
    slope, hessian = posterior.slope_and_hessian(x)
    steps = 1e-5 * np.eye(5)
    differences = np.array([posterior.cost(x - one) - posterior.cost(x + one) for one in steps]) / 2e-5
    np.testing.assert_allclose(slope, differences, rtol=0.0, atol=2e-5 * np.abs(differences).max())
    assert np.linalg.eigvalsh(hessian)[0] > 0.0
    assert evaluator.counts["jacobians_in_this_session"] == 1
    assert evaluator.counts["gradients_in_this_session"] == (source == "mesh")
    found = climb(posterior, x, 30, 1e-4)
    assert found.cost <= climb(posterior, found.point + 0.01, 30, 1e-4).cost + 1e-3
    assert np.abs(posterior.slope_and_hessian(found.point)[0] / np.sqrt(np.diag(hessian))).max() < 0.05


def test_of_radii_that_begin_at_zero_the_logarithm_is_taken():
    evaluator = evaluator_of(lens_with(SOURCES["light"]), al.AnalysisImaging(imaging_of("jax")))
    squares = SquaresPosterior(evaluator)
    x = squares.scaled_from(np.array([[0.02, -0.01, 0.1, -0.06, 0.8], [0.02, -0.01, 0.1, -0.06, 1.6]]))
    low, middle, high = (np.log(8.0 * part) for part in (0.16, 0.5, 0.84))
    np.testing.assert_allclose(x[:, 4], 2.0 * (np.log([0.8, 1.6]) - middle) / (high - low))
    vectors = squares.vectors_from(x)
    # the density of x, not that of the vector: it has the derivative of the one by the other as a factor
    ratio = np.diff(squares.log_priors(x) - evaluator.log_priors(vectors))
    assert ratio[0] == pytest.approx(np.log(2.0))


def test_a_normal_posterior_in_one_step():
    posterior = SquaresPosterior(evaluator_of(model_of(2), Gaussian()))
    posterior.reach[:] = np.inf
    found = climb(posterior, np.array([0.5, -0.5]), 20, 1e-8)
    assert found.steps < 6
    np.testing.assert_allclose(posterior.vectors_from(found.point[None])[0], centre_of(2), atol=1e-6)
    np.testing.assert_allclose(found.hessian, np.diag((3.4 / WIDTH) ** 2 * np.ones(2)), rtol=1e-10)


def test_normal_priors_add_their_curvature():
    model = model_of(2)
    model.point.x = al.GaussianPrior(1.0, 0.25)
    posterior = SquaresPosterior(evaluator_of(model, Gaussian()))
    x = posterior.scaled_from(np.array([[0.3, 0.1]]))[0]
    slope, hessian = posterior.slope_and_hessian(x)
    scale = posterior.vectors_from(np.eye(2))[0, 0] - 1.0
    assert hessian[0, 0] == pytest.approx(scale**2 * (WIDTH**-2 + 0.25**-2))
    assert slope[0] == pytest.approx(scale * ((centre_of(2)[0] - 0.3) / WIDTH**2 + (1.0 - 0.3) / 0.25**2), rel=1e-6)


def test_a_likelihood_that_is_one_number_is_refused():
    class OneNumber:
        FLOOR = -1e99

        def __call__(self, vector):
            return -float(vector @ vector)

    posterior = SquaresPosterior(Evaluator(model_of(2), OneNumber()))
    with pytest.raises(exc.SearchError, match=r"OneNumber has no residuals_and_jacobian"):
        posterior.slope_and_hessian(np.zeros(2))
