"""The search by least squares finds what is known in closed form, and refuses what has no residuals."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.analysis import Analysis
from autolens_lite.search import LeastSquares
from test_autolens_lite.search.fakes import WIDTH, Gaussian, Point, centre_of, log_evidence_of, model_of
from test_autolens_lite.search.test_lbfgs import gaussian_model, image
from test_autolens_lite.search.test_squares_posterior import lens_with


def search(**settings):
    return LeastSquares(**{"name": "fit", "seed": 1, "progress_bar": False, **settings})


def test_a_gaussian_is_found_exactly():
    """Draws of a normal posterior have nearly equal weights; their evidence is that of the prior's volume."""
    result = search(n_samples=2000).fit(model_of(3), Gaussian(3))
    samples, info = result.samples, result.search_info
    assert np.allclose(samples.vectors[0], centre_of(3), atol=1e-6)
    assert np.ptp(info["maxima"]) < 0.01 and len(info["maxima"]) + len(info["dropped"]) == 12
    assert info["is_proper"] is True and 0.98 < info["laplace_efficiency"] < 1.0
    assert abs(result.log_evidence - log_evidence_of(3)) < 4.0 * result.log_evidence_error < 0.02
    assert np.all(np.abs(samples.mean - centre_of(3)) < 5.0 * WIDTH / np.sqrt(2000))
    assert np.all(np.abs(samples.covariance / WIDTH**2 - np.eye(3)) < 5.0 * np.sqrt(2.0 / 2000))
    assert info["jacobians_in_this_session"] >= 12


class Line(Analysis):
    """A straight line through data of unit noise: x + y t."""

    backend = "jax"
    times = np.linspace(-1.0, 1.0, 12)
    data = 0.7 - 0.4 * times + np.array([0.3, -0.2, 0.9, -1.1, 0.4, 0.0, -0.5, 1.3, -0.6, 0.2, 0.1, -0.4])

    def log_likelihood_function(self, instance):
        return -0.5 * ((self.data - instance.point.x - instance.point.y * self.times) ** 2).sum()

    def residual_rows(self, instance, fixed, roots, expected=False):
        return self.data - instance.point.x - instance.point.y * self.times


def test_a_line_has_the_posterior_of_the_normal_equations():
    """A normal prior of (x, y) and linear residuals: mean, covariance and evidence in closed form."""
    mean, sigma = np.array([0.5, -1.0]), np.array([0.3, 2.0])
    model = al.Collection(point=al.Model(Point))
    model.point.x, model.point.y = (al.GaussianPrior(m, s) for m, s in zip(mean, sigma, strict=True))
    model.point.z = 0.0
    result = search(n_starts=3, n_samples=1000).fit(model, Line())
    columns = np.stack([np.ones(12), Line.times], axis=1)
    precision = columns.T @ columns + np.diag(sigma**-2.0)
    peak = np.linalg.solve(precision, columns.T @ Line.data + mean / sigma**2)
    assert np.allclose(result.samples.vectors[0], peak, atol=1e-5)
    covariance = np.linalg.inv(precision)
    whiten = np.linalg.inv(np.linalg.cholesky(covariance))
    assert np.all(np.abs(whiten @ (result.samples.mean - peak)) < 5.0 / np.sqrt(900))
    assert np.all(np.abs(whiten @ result.samples.covariance @ whiten.T - np.eye(2)) < 5.0 * np.sqrt(2.0 / 900))
    noise = np.eye(12) + columns @ np.diag(sigma**2) @ columns.T
    left = Line.data - columns @ mean
    expected = -0.5 * (left @ np.linalg.solve(noise, left) + np.linalg.slogdet(noise)[1])
    assert abs(result.log_evidence - expected) < 4.0 * result.log_evidence_error < 0.03


def test_an_image_has_the_maximum_that_gradients_find():
    dataset, model = image(), gaussian_model()
    analysis = al.AnalysisImaging(dataset.with_backend("jax"))
    found = search(n_starts=3, n_samples=100).fit(model, analysis)
    other = al.LBFGS(name="other", n_starts=2, n_samples=100, seed=1, progress_bar=False).fit(model, analysis)
    assert found.search_info["maxima"][0] > other.search_info["maxima"][0] - 1e-3 - 3.0  # other coordinates
    sigma = np.sqrt(np.diag(other.samples.covariance))
    assert np.all(np.abs(found.samples.vectors[0] - other.samples.vectors[0]) < 0.02 * sigma)
    assert found.search_info["jacobians_in_this_session"] < 60


@pytest.mark.parametrize("case", ["numba", "one number", "natural neighbours"])
def test_what_has_no_residuals_is_refused_before_any_work(case, working_directory):
    if case == "numba":
        expected, match = exc.BackendError, r"with_backend\('jax'\)"
        model, analysis = gaussian_model(), al.AnalysisImaging(image().with_backend("numba"))
    elif case == "one number":
        expected, match = exc.ModelError, "OneNumber has no residuals"
        model, analysis = model_of(2), OneNumber()
    else:
        expected, match = exc.BackendError, "natural-neighbour"
        mesh = al.Pixelization(al.mesh.DelaunayNN(), image_mesh=al.image_mesh.Overlay(shape=(5, 5)))
        model = lens_with(al.Galaxy(1.0, pixelization=mesh))
        analysis = al.AnalysisImaging(image().with_backend("jax"))
    with pytest.raises(expected, match=match):
        search().fit(model, analysis)
    assert not list((working_directory / "output").rglob("state_*.bin"))


class OneNumber(Analysis):
    backend = "jax"

    def log_likelihood_function(self, instance):
        return -(instance.point.x**2)
