"""Chains by gradients: moments and evidence that are known, doubts that are said, and what is refused."""

import math

import astropy.units
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.analysis import Analysis
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.model import Collection, Model, UniformPrior
from autolens_lite.search import NUTS, AutoCorrelationsSettings, BlackJAXNUTS
from test_autolens_lite.search.cases import same_samples
from test_autolens_lite.search.fakes import LIMIT, WIDTH, Gaussian, Point, centre_of, log_evidence_of, model_of
from test_autolens_lite.search.test_lbfgs import (
    Function,
    gaussian_model,
    image,
    skewed,
    two_peaks,
)

QUICK = {"num_warmup": 60, "num_samples": 150, "num_chains": 2}


def search(**settings):
    return NUTS(**{"name": "fit", "seed": 1, "progress_bar": False, "start": [0.0, 0.0], **QUICK, **settings})


def wide_model():
    return Collection(point=Model(Point, **{name: UniformPrior(-30.0, 30.0) for name in "xyz"}))


def test_a_skewed_posterior_is_sampled_and_integrated():
    """The mean of x is minus Euler's constant, its width pi / sqrt(6); of (y, z) it is the unit normal density."""
    result = search(start=[0.0, 0.0, 0.0], num_samples=400).fit(wide_model(), Function(skewed))
    samples, info = result.samples, result.search_info
    n = samples.effective_sample_size
    assert 200 < n < 801 and len(samples) == 800
    assert abs(samples.mean[0] + np.euler_gamma) < 5.0 * np.pi / np.sqrt(6.0 * n)
    assert np.all(np.abs(samples.mean[1:]) < 5.0 / np.sqrt(n))
    assert samples.covariance[0, 0] == pytest.approx(np.pi**2 / 6.0, rel=5.0 * np.sqrt(3.0 / n))
    assert abs(result.log_evidence - np.log(2.0 * np.pi / 60.0**3)) < 4.0 * result.log_evidence_error
    assert result.log_evidence_error < 0.05
    assert max(info["r_hat"]) < 1.05 and info["divergences"] == [0, 0]
    assert n == pytest.approx(min(info["bulk_size"] + info["tail_size"]))
    expected = [skewed(vector)[0] for vector in samples.vectors[:20]]
    assert np.allclose(samples.log_likelihood[:20], expected, atol=1e-9)
    assert samples.log_prior[0] == pytest.approx(-3.0 * np.log(60.0))


def test_a_posterior_against_a_limit():
    """What is left of the Gaussian above its prior's limit in x, 0.2 above its centre: its mean and its integral."""
    model = model_of(2)
    model.point.x = UniformPrior(0.0, LIMIT)
    result = search(start=[0.1, 0.1], num_samples=400).fit(model, Gaussian())
    x, n = result.samples.vectors[:, 0], result.samples.effective_sample_size
    assert n > 150 and np.all((x > 0.0) & (x < LIMIT))
    assert x.mean() == pytest.approx(0.335, abs=5.0 * 0.26 / np.sqrt(n))
    known = log_evidence_of(2) + np.log(math.erfc(0.2 / WIDTH / math.sqrt(2.0)))
    assert abs(result.log_evidence - known) < 4.0 * result.log_evidence_error
    assert result.log_evidence_error < 0.1


class Disc(Analysis):
    """A slope in the first element of an ellipticity."""

    def likelihood_from(self, model):
        return DiscLikelihood(self, model)

    def log_likelihood_function(self, instance):
        return 3.0 * instance.ell_comps[0]


class DiscLikelihood(Likelihood):
    def value_and_grad(self, vector):
        return self(vector), np.array([3.0, 0.0])


def test_ellipticities_are_sampled_up_to_the_edge_of_their_disc():
    """Between uniform priors, x in (-1, 1) and y between +-sqrt(1 - x^2): x has the density of exp(3 x)."""
    mass = Model(al.mp.Isothermal, centre=(0.0, 0.0), einstein_radius=1.0)
    mass.ell_comps_0, mass.ell_comps_1 = UniformPrior(-1.0, 1.0), UniformPrior(-1.0, 1.0)
    result = search(num_samples=400).fit(mass, Disc())
    vectors, n = result.samples.vectors, result.samples.effective_sample_size
    assert n > 100 and np.all(np.hypot(*vectors.T) < 0.999)
    mean = 0.999 / np.tanh(3.0 * 0.999) - 1.0 / 3.0
    assert vectors[:, 0].mean() == pytest.approx(mean, abs=5.0 * 0.3 / np.sqrt(n))
    scaled = vectors[:, 1] / np.sqrt(0.999**2 - vectors[:, 0] ** 2)
    assert scaled.std() == pytest.approx(1.0 / np.sqrt(3.0), rel=5.0 / np.sqrt(n))
    known = np.log(np.sinh(3.0 * 0.999) / (3.0 * 0.999))
    assert abs(result.log_evidence - known) < 4.0 * result.log_evidence_error


def test_it_finds_its_start_itself():
    result = NUTS(name="fit", seed=1, progress_bar=False, **QUICK).fit(model_of(3), Gaussian(3))
    assert result.samples.effective_sample_size > 50
    error = WIDTH / np.sqrt(result.samples.effective_sample_size)
    assert np.all(np.abs(result.samples.mean - centre_of(3)) < 5.0 * error)


def test_starts_are_results_vectors_and_names():
    before = al.LBFGS(name="before", seed=1, n_starts=1, n_samples=50, progress_bar=False).fit(model_of(2), Gaussian())
    by_result = search(name="result", start=before, num_samples=20).fit(model_of(2), Gaussian())
    vector = before.samples.max_log_posterior(as_instance=False)
    by_vector = search(name="vector", start=vector, num_samples=20).fit(model_of(2), Gaussian())
    names = {"point.y": vector[1], "point.x": vector[0]}
    by_names = search(name="names", start=names, num_samples=20).fit(model_of(2), Gaussian())
    assert same_samples(by_result, by_vector) and same_samples(by_result, by_names)
    again = search(name="metric", start=before, num_samples=20, inverse_mass_matrix=before).fit(model_of(2), Gaussian())
    assert not same_samples(by_result, again)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"start": [6.0, 0.0]}, r"point\.x = 6, point\.y = 0 is outside the prior"),
        ({"start": [0.0]}, "1 numbers, but the model's are point.x, point.y"),
        ({"start": {"point.x": 0.0, "point.z": 0.0}}, r"point\.x, point\.z, but the model's"),
        ({"inverse_mass_matrix": [1.0, 2.0, 3.0]}, "of 3 parameters, but the model has 2: point.x"),
    ],
)
def test_starts_that_are_not_of_the_model(settings, message, working_directory):
    with pytest.raises(exc.SearchError, match=message):
        search(**settings).fit(model_of(2), Gaussian())
    assert not list(working_directory.iterdir())


@pytest.mark.parametrize(
    "value",
    [
        np.array([1.0, 2.0]) * astropy.units.arcmin**2,
        np.ma.MaskedArray([1.0, 2.0], [False, True]),
        np.eye(2) * (1.0 + 1.0j),
        ["1", "2"],
        [True, True],
    ],
    ids=["unit", "mask", "complex", "text", "flags"],
)
@pytest.mark.parametrize("name", ["start", "inverse_mass_matrix"])
def test_what_is_not_plain_numbers_is_not_taken_for_them(name, value):
    with pytest.raises(exc.SearchError, match=f"(?s){name} = .* is not a"):
        search(**{name: value})


def test_a_metric_has_the_parameters_of_the_result_that_it_is_of():
    """Whatever their order."""
    vectors = np.random.default_rng(1).normal(size=(400, 2)) * np.array([1.0, 0.1])
    here, turned, other = (
        search(inverse_mass_matrix=al.Samples(names, vectors[:, order], np.zeros(400), np.zeros(400)))
        for names, order in [
            (["point.x", "point.y"], [0, 1]),
            (["point.y", "point.x"], [1, 0]),
            (["point.x", "point.z"], [0, 1]),
        ]
    )
    names = ["point.x", "point.y"]
    np.testing.assert_allclose(here.inverse_mass_matrix.matrix_for(names), np.cov(vectors.T), rtol=1e-12)
    np.testing.assert_allclose(turned.inverse_mass_matrix.matrix_for(names), np.cov(vectors.T), rtol=1e-12)
    with pytest.raises(exc.SearchError, match=r"is of point\.x, point\.z, but the model has 2: point\.x, point\.y"):
        other.fit(model_of(2), Gaussian())


class Series:
    """What is taken of a Series of pandas."""

    iloc = None

    def __init__(self, **entries):
        self.items = entries.items


def test_a_series_is_taken_by_its_names():
    start = search(start=Series(**{"point.y": 1.0, "point.x": 2.0})).start
    assert start.vector_for(model_of(2)).tolist() == [2.0, 1.0]


def test_a_start_that_an_assertion_excludes():
    model = model_of(2)
    model.add_assertion(model.point.x > model.point.y)
    with pytest.raises(exc.SearchError, match="an assertion does not hold"):
        search(start=[0.0, 1.0]).fit(model, Gaussian())


def test_more_samples_go_on_from_those_that_are_there():
    whole = search(name="whole", num_samples=120).fit(model_of(2), Gaussian())
    search(num_samples=50).fit(model_of(2), Gaussian())
    analysis = Gaussian()
    assert same_samples(whole, search(num_samples=120).fit(model_of(2), analysis))
    assert analysis.calls < 0.8 * whole.search_info["likelihoods_in_this_session"]


@pytest.mark.parametrize(
    "settings",
    [
        {"inverse_mass_matrix": "dense"},
        {"inverse_mass_matrix": [[0.25, 0.0], [0.0, 0.3]], "mass_matrix_shrinkage": 1.0},
        {"inverse_mass_matrix": np.array([0.2, 0.3]), "share_adaptation": True},
    ],
    ids=["dense", "matrix", "shared"],
)
def test_metrics(settings):
    result = search(**settings).fit(model_of(2), Gaussian())
    n = result.samples.effective_sample_size
    assert n > 80 and np.all(np.abs(result.samples.mean - centre_of(2)) < 5.0 * WIDTH / np.sqrt(n))
    shared = len(set(result.search_info["step_sizes"])) == 1
    assert shared == ("share_adaptation" in settings)


def test_chains_stop_when_they_are_long_enough():
    settings = AutoCorrelationsSettings(check_size=50, required_length=20, change_threshold=0.5)
    result = BlackJAXNUTS(
        name="fit", num_warmup=40, num_samples=2000, num_chains=2, seed=1, start=[0.0, 0.0],
        auto_correlation_settings=settings, progress_bar=False,
    ).fit(model_of(2), Gaussian())  # fmt: skip
    assert result.search_info["samples"] < 1000 and result.search_info["samples"] % 50 == 0


def test_chains_that_disagree_are_doubted(caplog):
    """Two peaks that no chain passes between, with a metric that lets them start in both."""
    settings = {"num_chains": 4, "num_samples": 100, "inverse_mass_matrix": [1.0, 0.1, 0.1]}
    model = model_of(3)
    result = search(name="wide", start=[-2.0, 0.0, 0.0], **settings).fit(model, Function(flat_between))
    assert "R-hat is" in result.search_info["doubts"][0] and "point.x" in result.search_info["doubts"][0]
    assert "R-hat is" in caplog.text


def flat_between(point):
    """`two_peaks` with a plateau between them for the chains' starts."""
    value, gradient = two_peaks(point)
    return (value, gradient) if value > -5.0 else (-5.0, np.zeros(3))


def test_few_samples_are_doubted_and_have_no_evidence():
    result = search(num_samples=8).fit(model_of(2), Gaussian())
    doubts = result.search_info["doubts"]
    assert any("effective sample size" in doubt and "below 100" in doubt for doubt in doubts)
    assert max(result.search_info["r_hat"]) > 1.05 and result.log_evidence is None


class Rough(Gaussian):
    """Its gradient is not that of its value."""

    def likelihood_from(self, model):
        likelihood = super().likelihood_from(model)
        likelihood.value_and_grad = lambda vector: (likelihood(vector), 1e6 * (np.array(vector) + 7.0))
        return likelihood


def test_a_chain_that_never_moves_is_refused():
    with pytest.raises(exc.SearchError, match=r"chain 0 has not moved in .* transitions"):
        search(num_warmup=0, num_samples=200).fit(model_of(2), Rough())


def test_second_derivatives_that_are_not_finite_are_refused():
    class Broken(Gaussian):
        def likelihood_from(self, model):
            likelihood = super().likelihood_from(model)
            known = likelihood.value_and_grad
            likelihood.value_and_grad = lambda v: (known(v)[0], np.full(2, np.nan if v[0] else 0.0))
            return likelihood

    with pytest.raises(exc.SearchError, match="are not finite"):
        search().fit(model_of(2), Broken())


def test_a_backend_without_gradients_is_refused_before_any_work():
    with pytest.raises(exc.BackendError, match=r"with_backend\('jax'\)"):
        NUTS(name="fit").fit(gaussian_model(), al.AnalysisImaging(image().with_backend("numba")))


class Loops(Analysis):
    """Makes a float of a parameter, which jax cannot follow."""

    backend = "jax"

    def log_likelihood_function(self, instance):
        return math.sin(instance.point.x)


@pytest.mark.parametrize("cls", [NUTS, al.LBFGS])
def test_an_analysis_without_a_gradient_is_named(cls):
    with pytest.raises(exc.SearchError, match=r"Loops has no gradient.*without float\(\)"):
        cls(name="fit", progress_bar=False).fit(model_of(2), Loops())


def test_an_image_and_a_second_one_compile_one_program():
    from autolens_lite.xp.jax_xp import programs

    model, settings = gaussian_model(), {"num_warmup": 40, "num_samples": 100}
    data = image().with_backend("jax")
    start = {"galaxies.galaxy.bulge.centre_0": 0.1, "galaxies.galaxy.bulge.centre_1": -0.15}
    start["galaxies.galaxy.bulge.sigma"] = 0.3
    first = search(name="first", start=start, **settings).fit(model, al.AnalysisImaging(data))
    before = {key: shared.compiled for key, shared in programs._live.items()}
    other = data.with_values(data=np.asarray(data.data.native) * 1.01)
    second = search(name="second", start=start, **settings).fit(model, al.AnalysisImaging(other))
    after = {key: shared.compiled for key, shared in programs._live.items()}
    assert set(after) <= set(before)
    ascent = al.LBFGS(name="ascent", n_starts=1, n_samples=300, seed=1, progress_bar=False).fit(
        model, al.AnalysisImaging(data)
    )
    error = math.hypot(ascent.log_evidence_error, first.log_evidence_error)
    assert abs(ascent.log_evidence - first.log_evidence) < 4.0 * error
    sigma = np.sqrt(np.diag(ascent.samples.covariance))
    assert np.all(np.abs(first.samples.mean - ascent.samples.mean) < 0.5 * sigma)
    assert second.log_evidence != first.log_evidence
